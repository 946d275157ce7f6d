//! 采集: what comes from recording devices, whoever brings it and by whatever way (plan clauses 10 and 12). A file that has been uploaded is handed in as the recording of a device and
//! waits in the inbox of the body; whether it is there already is told by its SHA-256 before its bytes are sent; and whether the device may be wiped is answered after the
//! stored bytes were read back, never before. Pages and API say the same from here.

use crate::bringer::Bringer;
use crate::office::Office;
use desk::{Fault, Store};
use events::{FileId, OfficerId};
use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp};
use registers::device_note::CLOCK_OFF_SECONDS_MAX;
use registers::devices;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::Duration;
use store::{InCase, Incoming, StorageProof};
use tokio::sync::Semaphore;

/// How long a proof is answered without reading the bytes again.
const PROOF_HOLDS: SignedDuration = SignedDuration::from_mins(10);
/// How long an answer waits for the reading; it goes on after that, and whoever asks again is told what it showed.
const ANSWERED_AFTER: Duration = Duration::from_secs(20);
/// Files read back at once: reading is the disk's work, which uploads want, too.
static READ_AT_ONCE: Semaphore = Semaphore::const_new(2);
/// Files that are being read back at this node.
static BEING_READ: LazyLock<Mutex<BTreeSet<FileId>>> = LazyLock::new(Mutex::default);

/// What stands for the device of what was filmed under contract.
pub const OUTSIDE: &str = "外聘摄录";

/// What is said of a file as it is handed in.
#[derive(Clone, Debug, Default)]
pub struct Handed {
    pub device: String,
    /// What the device's clock showed at this moment, in Beijing time.
    pub device_clock: Option<DateTime>,
    /// How far it was ahead, where that was compared before.
    pub clock_offset_seconds: Option<i64>,
}

/// Why a file was not taken into the inbox.
#[derive(Debug)]
pub enum NotHandedIn {
    /// In words, with the field it is about.
    Refused {
        field: &'static str,
        says: String,
    },
    Fault(Fault),
}

impl From<Fault> for NotHandedIn {
    fn from(fault: Fault) -> Self {
        NotHandedIn::Fault(fault)
    }
}

fn refused(field: &'static str, says: impl Into<String>) -> NotHandedIn {
    NotHandedIn::Refused { field, says: says.into() }
}

/// How far a device's clock is ahead of the true time, in whole seconds; negative when behind. `None` when it is further off than any clock.
pub fn clock_offset(device_clock: DateTime, now: Timestamp) -> Option<i64> {
    let shown = events::occasion::instant(device_clock)?;
    let ahead = shown.as_second() - now.as_second();
    (-CLOCK_OFF_SECONDS_MAX..=CLOCK_OFF_SECONDS_MAX).contains(&ahead).then_some(ahead)
}

/// What is known of a file in a body.
pub struct Known {
    pub incoming: Option<Incoming>,
    pub in_case: Option<InCase>,
    pub proof: Option<StorageProof>,
}

impl Known {
    /// Whether it was handed in or taken into a case; uploaded bytes alone are nothing yet.
    pub fn is_there(&self) -> bool {
        self.incoming.is_some() || self.in_case.is_some()
    }
}

/// Where a file of this SHA-256 is in the body, and how its last proof of storage stands. A device is told of its own files and of those in cases.
pub async fn known(office: &Office, who: &Bringer, file: FileId) -> Result<Known, Fault> {
    let (books, body) = (&office.books, who.body());
    let incoming = books.incoming(body, file).await?.filter(|incoming| match who {
        Bringer::Device(held) => held.token.device.as_ref().is_none_or(|device| *device == incoming.device),
        Bringer::Officer(_) => true,
        Bringer::Recorder(_) => incoming.brought_by == *who.id(),
    });
    let in_case = books.recorded_in(body, file).await?;
    let proof = books.storage_proofs(&[file]).await?.remove(&file);
    Ok(Known { incoming, in_case, proof })
}

/// The same, after the stored bytes were read back where no proof of the last minutes is there. While they are being read the proof is not answered.
pub async fn proved(office: &Office, who: &Bringer, file: FileId) -> Result<Known, Fault> {
    let known = known(office, who, file).await?;
    let now = office.desk.clock.now();
    let holds = |proof: &StorageProof| proof.sound && now.duration_since(proof.at) < PROOF_HOLDS;
    if !known.is_there() || known.proof.as_ref().is_some_and(holds) {
        return Ok(known);
    }
    let Some(reading) = Reading::begin(file) else { return Ok(Known { proof: None, ..known }) };
    let read = office.clone();
    let reading = tokio::spawn(async move {
        let _until_read = reading;
        let Ok(_turn) = READ_AT_ONCE.acquire().await else { return Err(Fault::Stopped) };
        read.books.prove_stored(file, read.desk.clock.now()).await
    });
    let proof = match tokio::time::timeout(ANSWERED_AFTER, reading).await {
        Ok(Ok(proof)) => proof?,
        Ok(Err(_)) => return Err(Fault::Stopped),
        Err(_) => None,
    };
    Ok(Known { proof, ..known })
}

/// That a file is being read back, for as long as it is.
struct Reading(FileId);

impl Reading {
    fn begin(file: FileId) -> Option<Reading> {
        let mut read = BEING_READ.lock().unwrap_or_else(PoisonError::into_inner);
        read.insert(file).then_some(Reading(file))
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        BEING_READ.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.0);
    }
}

/// Takes an uploaded file into the inbox as the recording of a device. Handed in a second time it stays as it was the first.
pub async fn hand_in(
    office: &Office,
    who: &Bringer,
    file: FileId,
    handed: &Handed,
) -> Result<Incoming, NotHandedIn> {
    let now = office.desk.clock.now();
    let today = events::occasion::beijing(now).date();
    if let Bringer::Device(held) = who
        && held.token.device.as_ref().is_some_and(|device| *device != handed.device)
    {
        return Err(refused("device", "这个令牌只用于另一台设备"));
    }
    // Whoever films under contract brings a camera of his or her own.
    let (device, officer, task) = match who {
        Bringer::Recorder(admitted) => {
            (OUTSIDE.to_owned(), Some(admitted.admitted.handler.clone()), Some(admitted.case))
        }
        Bringer::Officer(_) | Bringer::Device(_) => {
            devices::handing_in(who.registers(), who.body(), &handed.device, today)
                .map_err(|why| refused("device", why.says()))?;
            (handed.device.clone(), devices::holder(who.registers(), &handed.device, today), None)
        }
    };
    let clock_offset_seconds = match handed.device_clock {
        Some(shown) => {
            Some(clock_offset(shown, now).ok_or_else(|| refused("device_clock", "设备时间超出可能的范围"))?)
        }
        None => handed.clock_offset_seconds,
    };
    let in_range = |ahead: i64| (-CLOCK_OFF_SECONDS_MAX..=CLOCK_OFF_SECONDS_MAX).contains(&ahead);
    if !clock_offset_seconds.is_none_or(in_range) {
        return Err(refused("clock_offset_seconds", "设备时钟误差超出可能的范围"));
    }
    let books = &office.books;
    let brought = books.taken_in(who.id(), &[file]).await?.remove(&file);
    let name = brought.ok_or_else(|| refused("file", "没有收到这个文件，或者没有传完；先上传，再交来"))?;
    let facts = books.file(file).await?.ok_or_else(|| refused("file", "文件已经清理，请重新上传"))?;
    if facts.playing.is_none() {
        return Err(refused("file", "不是音像文件；照片和文书在案件中作为证据上传"));
    }
    let incoming = Incoming {
        body: who.body().to_owned(),
        file,
        device,
        officer,
        brought_by: who.id().clone(),
        name,
        clock_offset_seconds,
        at: now,
        size_bytes: facts.named.size_bytes,
        media_type: facts.named.media_type,
        task,
        claimed: None,
    };
    books.incoming_put(&incoming).await?.ok_or_else(|| refused("file", "文件已经清理，请重新上传"))
}

/// Lets an officer name an incoming file in an act, as if he or she had brought it.
pub async fn make_ones_own(office: &Office, incoming: &Incoming, officer: &OfficerId) -> Result<(), Fault> {
    office.books.took_in(incoming.file, officer, &incoming.name, office.desk.clock.now()).await
}

/// What is answered of a file, the same by page and API.
pub fn answered(file: FileId, known: &Known) -> Value {
    let (state, says) = match (&known.in_case, &known.incoming) {
        (Some(in_case), _) => ("claimed", format!("已经入卷，案号{}", in_case.recording.case_number)),
        (None, Some(incoming)) => {
            let at = events::occasion::beijing(incoming.at).strftime("%Y-%m-%d %H:%M");
            ("waiting", format!("已在待认领素材中，{at}由设备{}交来", incoming.device))
        }
        (None, None) => ("unknown", "没有收到".to_owned()),
    };
    let may_be_wiped = known.is_there() && known.proof.as_ref().is_some_and(|proof| proof.sound);
    let wiping = match &known.proof {
        _ if !known.is_there() => "没有收到，不能清除",
        Some(proof) if proof.sound => "已回读核对，可以清除",
        Some(_) => "存入的内容与交来的不一致，不能清除，请保留设备中的文件并报告系统管理员",
        None => "正在回读核对，暂时不能清除",
    };
    let proof = known.proof.as_ref().map(|proof| {
        json!({"sha256": proof.sha256, "size_bytes": proof.size_bytes, "at": proof.at, "sound": proof.sound})
    });
    let incoming = known.incoming.as_ref();
    json!({
        "file": file, "state": state, "says": says, "may_be_wiped": may_be_wiped, "wiping": wiping, "proof": proof,
        "device": incoming.map(|incoming| &incoming.device),
        "name": incoming.map(|incoming| &incoming.name),
        "size_bytes": incoming.map(|incoming| incoming.size_bytes),
        "at": incoming.map(|incoming| incoming.at),
        "clock_offset_seconds": incoming.and_then(|incoming| incoming.clock_offset_seconds),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_is_compared_with_the_servers() {
        let now: Timestamp = "2026-11-23T01:00:00Z".parse().expect("an instant");
        let offset = |shown: &str| clock_offset(shown.parse().expect("a moment"), now);
        assert_eq!(offset("2026-11-23T09:07:00"), Some(420));
        assert_eq!(offset("2026-11-23T08:59:58"), Some(-2));
        assert_eq!(offset("2015-01-01T00:00:00"), Some(-375_354_000), "a device that fell back to its epoch");
        assert_eq!(offset("1890-01-01T00:00:00"), None);
    }

    #[test]
    fn nothing_may_be_wiped_that_is_pending_damaged_or_not_there() {
        let file = FileId([1; 32]);
        let now = Timestamp::UNIX_EPOCH;
        let incoming = Incoming {
            body: "b".to_owned(),
            file,
            device: "JLY-01".to_owned(),
            officer: None,
            brought_by: OfficerId::from("zhang-wei"),
            name: "1.mp4".to_owned(),
            clock_offset_seconds: None,
            at: now,
            size_bytes: 3,
            media_type: "video/mp4".to_owned(),
            task: None,
            claimed: None,
        };
        let proof = |sound| StorageProof { file, sha256: file, size_bytes: 3, at: now, sound };
        let wiped = |incoming: Option<&Incoming>, proof| {
            let known = Known { incoming: incoming.cloned(), in_case: None, proof };
            answered(file, &known)["may_be_wiped"] == true
        };
        assert!(wiped(Some(&incoming), Some(proof(true))));
        assert!(!wiped(Some(&incoming), Some(proof(false))));
        assert!(!wiped(Some(&incoming), None));
        assert!(!wiped(None, Some(proof(true))));
    }
}
