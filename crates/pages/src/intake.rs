//! Intake of files: what comes in is counted and digested while it streams, recognised by its content (never by its name), and read for what its container
//! says. What is not what it claims to be is refused with the reason; nothing of it is kept. A photo or a paper that is cut short is refused, too; a recording that is
//! cut short or contradicts itself is taken in as far as it can be read, because it may be the only one there is: what is wrong with it is kept with it, and has to be
//! explained (plan clause 9).

use crate::recording_look;
use crate::state::DeskState;
use bytes::Bytes;
use events::OfficerId;
use events::occasion::Playing;
use events::people::FileNamed;
use futures::Stream;
use jiff::Timestamp;
use media::{Asked, FIRST_BYTES, FileKind, MediaFault, TrackKind};
use std::io::Read;
use store::{Books, KeptTimeline, ReceiveFault, Received, StoredFile};

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
    let registers = state.office.desk.store.registers();
    let body = crate::bringer::body_of(&registers, by);
    let asked = recording_look::asked(&registers, body, state.today());
    keep_in(&state.office.books, state.now(), by, received, name, &Taking { kinds: None, asked }).await
}

/// How a file is looked at.
#[derive(Clone, Copy, Debug, Default)]
pub struct Taking<'a> {
    /// The only media types that are taken, where they are given.
    pub kinds: Option<&'a [&'a str]>,
    /// The measures by which a recording is read.
    pub asked: Asked,
}

/// The same for whoever has no session.
pub async fn keep_in(
    books: &Books,
    now: Timestamp,
    by: &OfficerId,
    received: Received,
    name: &str,
    taking: &Taking<'_>,
) -> Result<FileNamed, NotTaken> {
    let asked = taking.asked;
    let judged = tokio::task::spawn_blocking(move || {
        let judged = judge(&received, &asked);
        (received, judged)
    });
    let (received, judged) =
        judged.await.map_err(|stopped| NotTaken::Fault(desk::Fault::Objects(stopped.to_string())))?;
    let name = shown(name);
    let Judged { media_type, recording } = judged.map_err(|not| {
        NotTaken::Refused(match not {
            NotJudged::Unknown => format!("“{name}”不是可以{}", taken(taking.kinds)),
            NotJudged::Wrong(reason) => format!("“{name}”{reason}"),
        })
    })?;
    if taking.kinds.is_some_and(|kinds| !kinds.contains(&media_type)) {
        return Err(NotTaken::Refused(format!("“{name}”不是可以{}", taken(taking.kinds))));
    }
    let playing = recording.as_ref().map(|recording| &recording.playing);
    let kept = books.keep(received, &name, media_type, playing, now).await?;
    if let Some(recording) = &recording {
        books.timeline_keep(kept.sha256, &recording.read, now).await?;
    }
    books.took_in(kept.sha256, by, &name, now).await?;
    Ok(FileNamed { name, ..kept })
}

/// What is taken, in the words of the form that takes it.
fn taken(kinds: Option<&[&str]>) -> String {
    let Some(kinds) = kinds else {
        return "收存的类型：只收 JPEG、PNG、WebP 图片，PDF，以及 MP4、QuickTime、WebM、Matroska、AVI、MPEG-TS、MP3、WAV、Ogg 音像".to_owned();
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

/// What a file is, by its content.
struct Judged {
    media_type: &'static str,
    recording: Option<Recording>,
}

/// What a recording's container says, and what reading it along its own clock showed.
struct Recording {
    playing: Playing,
    read: KeptTimeline,
}

/// What the file is, by its content, and what its container says.
fn judge(received: &Received, asked: &Asked) -> Result<Judged, NotJudged> {
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
        FileKind::Media(_) => recording(received, file, asked).map_err(|fault| format!("：{fault}").into()),
        _ if size_bytes > PAPER_BYTES_MAX => Err(format!("超过图片和文书{PAPER_BYTES_MAX}字节的上限").into()),
        FileKind::Pdf => media::pdf_facts(file, size_bytes)
            .map(|_| Judged { media_type: "application/pdf", recording: None })
            .map_err(|fault| format!("：{fault}").into()),
        _ => media::image_facts(file, size_bytes)
            .map(|_| Judged { media_type: kind.media_type(), recording: None })
            .map_err(|fault| format!("：{fault}").into()),
    }
}

/// A recording as its container says, or, where the container is damaged, as far as it can be read.
fn recording(received: &Received, file: StoredFile, asked: &Asked) -> Result<Judged, MediaFault> {
    let size_bytes = received.size_bytes;
    let read = || recording_look::at_intake(|| received.open(), size_bytes, asked);
    let fault = match media::read(file, size_bytes) {
        Ok(facts) => {
            let read = match read() {
                Ok(timeline) => recording_look::kept(&timeline),
                Err(fault) => recording_look::unreadable(None, asked, facts.duration_ms, &fault),
            };
            let media_type = facts.media_type();
            let playing =
                Playing { duration_ms: facts.duration_ms, started_at: facts.started_at, notes: facts.notes };
            return Ok(Judged { media_type, recording: Some(Recording { playing, read }) });
        }
        Err(fault @ (MediaFault::NotMedia { .. } | MediaFault::Io(_))) => return Err(fault),
        Err(fault) => fault,
    };
    let Ok(timeline) = read() else { return Err(fault) };
    let holds = |track: &media::Span| track.kind != TrackKind::Other && track.samples > 0;
    if timeline.duration_ms == 0 || !timeline.tracks.iter().any(holds) {
        return Err(fault);
    }
    let media_type = timeline.container.media_type_of(timeline.tracks.iter().map(|track| track.kind));
    let notes =
        vec![format!("文件有损坏，按能够识读的部分收存，时长和开始时间以能够识读的部分为准：{fault}")];
    let playing = Playing { duration_ms: timeline.duration_ms, started_at: None, notes };
    let read = recording_look::with_damage(recording_look::kept(&timeline), timeline.duration_ms, &fault);
    Ok(Judged { media_type, recording: Some(Recording { playing, read }) })
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
