//! Intake of files: what comes in is counted and digested while it streams, recognised by its content (never by its name), and read for what its container
//! says. What is not what it claims to be, is cut short, or contradicts itself is refused with the reason; nothing of it is kept.

use crate::state::DeskState;
use bytes::Bytes;
use events::OfficerId;
use events::occasion::Playing;
use events::people::FileNamed;
use futures::Stream;
use jiff::Timestamp;
use media::{FIRST_BYTES, FileKind};
use std::io::Read;
use store::{Books, ReceiveFault, Received};

/// The most a recording may have: 64 GiB, some 24 hours of high-definition picture.
pub const RECORDING_BYTES_MAX: u64 = 64 << 30;
/// The most a photo or a scanned paper may have.
pub const PAPER_BYTES_MAX: u64 = 256 << 20;

/// Why a file was not taken.
#[derive(Debug)]
pub enum NotTaken {
    /// It is not what can be evidence here; in words for the officer.
    Refused(String),
    TooLarge(String),
    Fault(desk::Fault),
}

impl From<desk::Fault> for NotTaken {
    fn from(fault: desk::Fault) -> Self {
        NotTaken::Fault(fault)
    }
}

/// Takes a file in for an officer as it streams.
pub async fn take<S, E>(
    state: &DeskState,
    by: &OfficerId,
    bytes: S,
    name: &str,
) -> Result<FileNamed, NotTaken>
where
    S: Stream<Item = Result<Bytes, E>> + Send + Unpin,
    E: std::fmt::Display,
{
    let received = receive(state, bytes, name, RECORDING_BYTES_MAX).await?;
    keep(state, by, received, name).await
}

/// Receives a file as it streams, up to a size; what it is, nobody has judged.
pub async fn receive<S, E>(
    state: &DeskState,
    bytes: S,
    name: &str,
    limit_bytes: u64,
) -> Result<Received, NotTaken>
where
    S: Stream<Item = Result<Bytes, E>> + Send + Unpin,
    E: std::fmt::Display,
{
    state.office.books.receive(bytes, limit_bytes).await.map_err(|fault| match fault {
        ReceiveFault::TooLarge { limit_bytes } => {
            NotTaken::TooLarge(format!("“{}”超过 {} MiB 的上限", shown(name), limit_bytes >> 20))
        }
        ReceiveFault::BrokeOff(_) => NotTaken::Refused(format!("“{}”没有传完，请重新上传", shown(name))),
        ReceiveFault::Fault(fault) => NotTaken::Fault(fault),
    })
}

/// Judges a received file and keeps it; the officer who brought it may name it in an act, by the name it was brought under.
pub async fn keep(
    state: &DeskState,
    by: &OfficerId,
    received: Received,
    name: &str,
) -> Result<FileNamed, NotTaken> {
    keep_in(&state.office.books, state.now(), by, received, name, None).await
}

/// The same for whoever has no session; `kinds` are the only media types that are taken, where they are given.
pub async fn keep_in(
    books: &Books,
    now: Timestamp,
    by: &OfficerId,
    received: Received,
    name: &str,
    kinds: Option<&[&str]>,
) -> Result<FileNamed, NotTaken> {
    let judged = tokio::task::spawn_blocking(move || {
        let judged = judge(&received);
        (received, judged)
    });
    let (received, judged) =
        judged.await.map_err(|stopped| NotTaken::Fault(desk::Fault::Objects(stopped.to_string())))?;
    let name = shown(name);
    let (media_type, playing) = judged.map_err(|not| {
        NotTaken::Refused(match not {
            NotJudged::Unknown => format!("“{name}”不是可以{}", taken(kinds)),
            NotJudged::Wrong(reason) => format!("“{name}”{reason}"),
        })
    })?;
    if kinds.is_some_and(|kinds| !kinds.contains(&media_type)) {
        return Err(NotTaken::Refused(format!("“{name}”不是可以{}", taken(kinds))));
    }
    let kept = books.keep(received, &name, media_type, playing.as_ref(), now).await?;
    books.took_in(kept.sha256, by, &name, now).await?;
    Ok(FileNamed { name, ..kept })
}

/// What is taken, in the words of the form that takes it.
fn taken(kinds: Option<&[&str]>) -> String {
    let Some(kinds) = kinds else {
        return "收存的类型：只收 JPEG、PNG、WebP 图片，PDF，以及 MP4、WebM、Matroska、AVI、MPEG-TS、MP3、WAV、Ogg 音像".to_owned();
    };
    let short = |kind: &&str| kind.rsplit('/').next().unwrap_or(kind).to_uppercase();
    format!("随附的类型：只收 {}", kinds.iter().map(short).collect::<Vec<_>>().join("、"))
}

/// Why it cannot be said what a file is.
enum NotJudged {
    /// Nothing that is known here.
    Unknown,
    Wrong(String),
}

impl From<String> for NotJudged {
    fn from(reason: String) -> Self {
        NotJudged::Wrong(reason)
    }
}

/// What the file is, by its content, and what its container says.
fn judge(received: &Received) -> Result<(&'static str, Option<Playing>), NotJudged> {
    if received.size_bytes == 0 {
        return Err("是空文件".to_owned().into());
    }
    let unreadable = |fault: std::io::Error| format!("不能读取：{fault}");
    let mut file = received.open().map_err(unreadable)?;
    let mut first = Vec::with_capacity(FIRST_BYTES);
    file.by_ref().take(FIRST_BYTES as u64).read_to_end(&mut first).map_err(unreadable)?;
    let kind = media::kind_of(&first).ok_or(NotJudged::Unknown)?;
    let file = received.open().map_err(unreadable)?;
    let size_bytes = received.size_bytes;
    match kind {
        FileKind::Media(_) => {
            let facts = media::read(file, size_bytes).map_err(|fault| format!("：{fault}"))?;
            let playing = Playing {
                duration_ms: facts.duration_ms,
                started_at: facts.started_at,
                notes: facts.notes.clone(),
            };
            Ok((facts.media_type(), Some(playing)))
        }
        _ if size_bytes > PAPER_BYTES_MAX => Err(format!("超过图片和文书{PAPER_BYTES_MAX}字节的上限").into()),
        FileKind::Pdf => media::pdf_facts(file, size_bytes)
            .map(|_| ("application/pdf", None))
            .map_err(|fault| format!("：{fault}").into()),
        _ => media::image_facts(file, size_bytes)
            .map(|_| (kind.media_type(), None))
            .map_err(|fault| format!("：{fault}").into()),
    }
}

/// A file's name as it is kept: the last part, without control characters, at most 120 characters. It is never used as a path.
pub fn shown(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last
        .chars()
        .filter(|c| !c.is_control() && !matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'))
        .take(120)
        .collect();
    let clean = clean.trim().trim_matches('.').trim();
    if clean.is_empty() { "未命名文件".to_owned() } else { clean.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_is_said_in_the_words_of_the_form_that_takes_it() {
        assert_eq!(
            taken(Some(&["image/jpeg", "image/png", "application/pdf"])),
            "随附的类型：只收 JPEG、PNG、PDF"
        );
        assert!(taken(None).contains("Matroska"));
    }

    #[test]
    fn names_are_for_people_and_never_paths() {
        for (name, kept) in [
            ("现场.mp4", "现场.mp4"),
            ("../../etc/passwd", "passwd"),
            ("C:\\temp\\照片 1.jpg", "照片 1.jpg"),
            ("..", "未命名文件"),
            ("a\u{202E}gpj.exe", "agpj.exe"),
            ("\n", "未命名文件"),
        ] {
            assert_eq!(shown(name), kept);
        }
        assert_eq!(shown(&"长".repeat(500)).chars().count(), 120);
    }
}
