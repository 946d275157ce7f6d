//! Whole-process recording in sound and picture (音像记录, plan clauses 8–12): telling the party, recordings with what reading them showed, explanations of
//! where they break off, and marks. Docks have their place here later.
//!
//! What a reading found and asks to be explained stands in the event itself, so that a later and better reader changes nothing of what was decided
//! on it (decision 0012).

use crate::ids::{FileId, OfficerId};
use crate::people::{FileNamed, OfficerNamed};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

/// 告知录音录像: the party was told that recording begins (clause 9).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecordingNotified {
    pub at: DateTime,
    pub told: String,
    pub officer: OfficerNamed,
    pub words: String,
}

/// 录制: a recording is stored and linked to a stage of the case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecordingAdded {
    pub stage: String,
    pub title: String,
    pub file: FileNamed,
    /// Read from the container.
    pub duration_ms: u64,
    /// When it began: read from the container where it says so, else as stated.
    pub began_at: Timestamp,
    /// Whether `began_at` was read from the container.
    pub began_measured: bool,
    pub recorder: OfficerNamed,
    /// What reading the container showed, each with its method.
    pub notes: Vec<String>,
    /// What reading it along its own clock showed; `None` for what was taken in before recordings were read that way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub looked: Option<Looked>,
    /// An earlier recording that this one goes on with: both are segments (段) of one recording.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub continues: Option<FileId>,
    /// Which device recorded; empty where nobody said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub device: String,
    /// How far the device's clock was ahead of Beijing time, where that was measured; negative when behind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock_offset_ms: Option<i64>,
}

/// Somebody under contract films one task of the case and adds recordings to it, and sees nothing else (购买服务).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecorderAdmitted {
    /// SHA-256 of the code that opens the task, 64 hexadecimal digits.
    pub digest: String,
    pub name: String,
    pub organisation: String,
    /// Number of the contract.
    pub contract: String,
    /// The only words of the case that are shown to him or her.
    pub task: String,
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// For whom the recordings wait.
    pub handler: OfficerId,
}

/// The code of an outside recorder opens nothing any more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecorderDismissed {
    pub digest: String,
    pub reason: String,
}

/// The parts of enforcement a recording, a mark or a recording rule belongs to.
pub const STAGES: &[(&str, &str)] = &[
    ("inspection", "现场检查"),
    ("inquiry", "询问"),
    ("evidence", "收集证据"),
    ("preservation", "先行登记保存"),
    ("statement", "陈述申辩"),
    ("hearing", "听证"),
    ("delivery", "送达"),
    ("enforcement", "执行"),
    ("other", "其他"),
];

/// What reading a recording along its own clock showed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Looked {
    /// Which version of the reader.
    pub reader: u32,
    /// Not all that can be read of it was: the rest is being read, and entered by [`RecordingRead`].
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unfinished: bool,
    /// From what length on an interval without picture or sound was called a gap.
    pub gap_ms: u64,
    pub still_ms: u64,
    pub key_frame_ms: u64,
    /// What has to be explained.
    pub found: Vec<Interruption>,
    /// Everything in words, each with its method; where nothing was found, by which methods not.
    pub says: Vec<String>,
}

/// A place where a recording breaks off or is not what it should be (记录间断): it needs an explanation (plan clause 9).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interruption {
    pub kind: InterruptionKind,
    /// Place of the track in the file, where it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub track: Option<u32>,
    /// On the recording's own clock.
    pub from_ms: u64,
    pub to_ms: u64,
    /// In plain Chinese, with the method.
    pub what: String,
}

/// What kind of interruption.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InterruptionKind {
    /// A track has nothing for a while.
    Gap,
    /// There is a picture and no sound at all.
    NoSound,
    /// The sound is exactly zero for a while.
    Silent,
    /// The file ends before what it declares.
    EndsEarly,
    /// Numbered pieces are missing.
    PiecesMissing,
    /// Times run backwards.
    Backwards,
    ClockJump,
    /// It could not be read to its end.
    Unreadable,
    /// More was found than is listed.
    More,
    /// Nothing was recorded between two segments of one recording.
    BetweenSegments,
}

impl InterruptionKind {
    /// The code, as it stands in a key.
    fn code(self) -> &'static str {
        match self {
            Self::Gap => "gap",
            Self::NoSound => "no_sound",
            Self::Silent => "silent",
            Self::EndsEarly => "ends_early",
            Self::PiecesMissing => "pieces_missing",
            Self::Backwards => "backwards",
            Self::ClockJump => "clock_jump",
            Self::Unreadable => "unreadable",
            Self::More => "more",
            Self::BetweenSegments => "between",
        }
    }
}

impl Interruption {
    /// What a form names it by.
    pub fn key(&self, file: FileId) -> String {
        let file = file.to_string();
        let track = self.track.map(|track| track.to_string()).unwrap_or_default();
        format!("{}-{}-{track}-{}-{}", &file[..16], self.kind.code(), self.from_ms, self.to_ms)
    }
}

/// 通读: all of a recording was read after it had been taken in; what was found takes the place of what a look at both ends had found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecordingRead {
    pub recording: FileId,
    pub looked: Looked,
}

/// 说明记录间断: why recordings break off there (clause 9).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InterruptionExplained {
    pub interruptions: Vec<Explained>,
    pub reason: String,
    pub how: Explanation,
    /// Who explains it.
    pub person: String,
    pub on: jiff::civil::Date,
}

/// One interruption that is explained.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Explained {
    pub recording: FileId,
    pub kind: InterruptionKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub track: Option<u32>,
    pub from_ms: u64,
    pub to_ms: u64,
}

/// How it is explained.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Explanation {
    /// In the recording itself, at this place of it.
    Spoken { at_ms: u64 },
    /// In writing afterwards, because it could not be said there.
    Written {
        obstacle: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        paper: Option<FileNamed>,
    },
}

/// 标记环节: a moment of a recording gets a name, so that everybody finds it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecordingMarked {
    pub recording: FileId,
    pub at_ms: u64,
    /// Code of [`STAGES`].
    pub stage: String,
    pub label: String,
}

/// 截取画面: a picture taken out of a recording for a paper. It was made by the browser of whoever took it, from what the recording shows at this place; whoever may see the
/// recording finds it there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StillTaken {
    pub recording: FileId,
    pub at_ms: u64,
    pub image: FileNamed,
    /// What is to be seen.
    pub shows: String,
    /// What it proves, where that was said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub proves: String,
}

/// 说明未作音像记录: why nothing was recorded of steps that the rules say must be (clauses 9, 11).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecordingOmissionExplained {
    pub omitted: Vec<Omitted>,
    /// Where nothing may be recorded; `None` where it could have been and was not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<ExemptSite>,
    pub reason: String,
    /// Who explains it.
    pub person: String,
    pub on: jiff::civil::Date,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<FileNamed>,
}

/// A step that was not recorded, and the rule that asks for it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Omitted {
    pub rule: String,
    pub step: String,
    /// Code of [`STAGES`].
    pub stage: String,
}

/// A site where recording does harm (易燃易爆、无菌等场所).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExemptSite {
    /// Code of its class: `inflammable`, `explosive`, `sterile`, `other`.
    pub class: String,
    pub basis: String,
}

/// 归并执法对象: the party of the case and another party are one and the same enforcement target (clause 12: 一户一档), e.g. a shop and its keeper, or a company before and after
/// it got another code. It holds until it is undone; nothing of either party's cases changes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PartiesMerged {
    pub other: OtherParty,
    /// What shows that they are one.
    pub reason: String,
}

/// A party by its code; the name is the one it was merged under.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherParty {
    /// 统一社会信用代码 or 公民身份号码.
    pub code: String,
    pub name: String,
}

/// 撤销归并: the two are two again, as if they had never been merged in this case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PartiesUnmerged {
    /// Code of the other party.
    pub code: String,
    pub reason: String,
}
