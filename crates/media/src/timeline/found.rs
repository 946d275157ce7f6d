//! What a timeline says: spans of tracks, gaps (间断), findings, and by which method (方法) each was found. Whoever reads it in court must be able to
//! ask “how do you know”, so nothing here is without its method, and a recording in which nothing was found is never called complete.

use crate::{Container, TrackKind};
use serde::{Deserialize, Serialize};

/// What counts as a gap and as a still picture. The measures are the caller's; nothing here is law.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The shortest interval without picture or sound that is a gap.
    pub gap_ms: u64,
    /// The shortest interval of nearly empty frames that is called still.
    pub still_ms: u64,
    /// The longest interval without a key frame that is passed over.
    pub key_frame_ms: u64,
}

impl Default for Asked {
    fn default() -> Self {
        Self { gap_ms: 1000, still_ms: 5000, key_frame_ms: 60_000 }
    }
}

/// How far a file was looked through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Look {
    Quick,
    Full,
}

/// By what comparison something was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    SampleTable,
    EditList,
    FragmentTimes,
    FragmentNumbers,
    BlockTimes,
    PacketTimes,
    PacketCounters,
    ProgramClock,
    PagePositions,
    PageNumbers,
    FrameSequence,
    ChunkCount,
    ChunkOrder,
    ChunkIndex,
    ZeroSamples,
    TrackEnds,
    TrackList,
    DeclaredLength,
    SampleSizes,
    KeyFrames,
}

impl Method {
    /// The method as officers, parties and courts read it.
    pub fn text(self) -> &'static str {
        match self {
            Self::SampleTable => "由 MP4 样本表中各样本的时间依次比对得出",
            Self::EditList => "由 MP4 剪辑表得出",
            Self::FragmentTimes => "由分段 MP4 各段的起始时间和样本时长依次比对得出",
            Self::FragmentNumbers => "由分段 MP4 各段的序号依次比对得出",
            Self::BlockTimes => {
                "由 Matroska 各数据块的时间标记依次比对得出，图像一秒以内的前后调换视为编码次序"
            }
            Self::PacketTimes => {
                "由 MPEG-TS 各音像包的时间标记（DTS、PTS）依次比对得出，位置的误差不超过一个音像包的时长"
            }
            Self::PacketCounters => "由 MPEG-TS 各包的同步字节、出错标志和连续计数依次比对得出",
            Self::ProgramClock => "由 MPEG-TS 节目时钟（PCR）依次比对得出",
            Self::PagePositions => {
                "由 Ogg 各页的位置与页内各包的时长依次比对得出，位置的误差不超过一页的时长"
            }
            Self::PageNumbers => "由 Ogg 各页的序号和边界依次比对得出",
            Self::FrameSequence => "由 MP3 逐帧相接比对得出",
            Self::ChunkCount => "由 AVI 数据块依次计时得出，空块和未写的帧视为没有录下",
            Self::ChunkOrder => "由 AVI 图像与声音数据块的交错次序比对得出，位置的误差不超过一次交错的间隔",
            Self::ChunkIndex => "由 AVI 索引与数据块比对得出",
            Self::ZeroSamples => "由 WAV 声音数据逐字节比对得出：连续为零，不同于安静时的底噪",
            Self::TrackEnds => "由各轨道的起止时间互相比对得出",
            Self::TrackList => "由容器的轨道清单得出",
            Self::DeclaredLength => "由文件声明的长度与实有内容比对得出",
            Self::SampleSizes => {
                "由图像各帧的大小比对得出，没有解码：连续各帧几乎没有内容；静止与全黑不能分辨，有噪点的静止画面不能发现"
            }
            Self::KeyFrames => "由图像关键帧的间隔得出",
        }
    }
}

/// Where in a track something is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// Between two samples.
    Inside,
    /// The track begins after the recording does.
    Start,
    /// The track ends before the recording does.
    End,
    /// The track is declared and holds nothing.
    Whole,
}

/// An interval of the recording for which a track has nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Gap {
    pub from_ms: u64,
    pub to_ms: u64,
    /// The place of the track in [`Timeline::tracks`].
    pub track: usize,
    pub kind: TrackKind,
    pub missing: Missing,
    pub method: Method,
}

impl Gap {
    pub fn lasts_ms(&self) -> u64 {
        self.to_ms.saturating_sub(self.from_ms)
    }

    /// The gap as shown to officers.
    pub fn text(&self) -> String {
        let (what, lasts) = (kind_title(self.kind), seconds(self.lasts_ms()));
        let (from, to) = (clock(self.from_ms), clock(self.to_ms));
        match self.missing {
            Missing::Inside => format!("{from} 至 {to} 没有{what}，共 {lasts} 秒"),
            Missing::Start => format!("{what}晚开始 {lasts} 秒，至 {to} 才有"),
            Missing::End => format!("{what}早结束 {lasts} 秒，{from} 之后没有"),
            Missing::Whole => format!("声明了{what}轨道，其中没有内容"),
        }
    }
}

/// What kind of thing was found, other than a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// The file ends before what it declares.
    EndsEarly,
    /// A declared length or number differs from what is there.
    LengthDiffers,
    /// Time stamps run backwards, or the clock begins anew.
    Backwards,
    /// The stream's own clock jumps, or says that it does.
    ClockJump,
    /// Numbered pieces are missing: fragments, packets, pages.
    PiecesMissing,
    /// Bytes that are none of the container's.
    Damaged,
    IndexBroken,
    /// The edit list puts pieces together.
    Edited,
    /// There is a picture and no sound track.
    NoSound,
    /// The sound is exactly zero for a while.
    Silent,
    /// The picture stands still or is black.
    Still,
    FewKeyFrames,
    /// More gaps or findings than are listed.
    More,
}

/// Something found that is not a gap.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    pub kind: FindingKind,
    /// The place of the track in [`Timeline::tracks`], when it is about one.
    pub track: Option<usize>,
    /// Where in the recording, when that is known.
    pub from_ms: Option<u64>,
    pub to_ms: Option<u64>,
    /// In plain Chinese.
    pub what: String,
    pub method: Method,
}

/// When a track begins and ends, on the recording's own clock.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Span {
    pub kind: TrackKind,
    pub codec: String,
    pub from_ms: u64,
    pub to_ms: u64,
    /// Frames, blocks or packets seen.
    pub samples: u64,
}

/// A recording along its own clock: where it has picture and sound and where not, as far as was looked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Timeline {
    pub container: Container,
    pub look: Look,
    pub asked: Asked,
    pub duration_ms: u64,
    /// The length the file would need to hold what it declares, where it ends early.
    pub declared_bytes: Option<u64>,
    pub tracks: Vec<Span>,
    pub gaps: Vec<Gap>,
    pub findings: Vec<Finding>,
    /// Every method that was applied, whether or not it found anything.
    pub methods: Vec<Method>,
    /// What was not looked at, or cannot be known from this container, in plain Chinese.
    pub unseen: Vec<String>,
}

impl Timeline {
    /// Whether nothing at all was found. That is not the same as complete; see [`Timeline::says`].
    pub fn nothing_found(&self) -> bool {
        self.gaps.is_empty() && self.findings.is_empty()
    }

    /// What to show: each gap and finding with its method, or that none was found by which methods; then what was not looked at.
    pub fn says(&self) -> Vec<String> {
        let gaps = self.gaps.iter().map(|gap| format!("{}（{}）", gap.text(), gap.method.text()));
        let findings =
            self.findings.iter().map(|finding| format!("{}（{}）", finding.what, finding.method.text()));
        let mut said: Vec<String> = gaps.chain(findings).collect();
        if said.is_empty() {
            let methods: Vec<_> = self.methods.iter().map(|method| method.text()).collect();
            said.push(format!(
                "按下列方法没有发现 {} 秒以上的间断，也没有发现其他异常：{}",
                seconds(self.asked.gap_ms),
                methods.join("；")
            ));
        }
        said.extend(self.unseen.iter().cloned());
        said
    }
}

pub(crate) fn kind_title(kind: TrackKind) -> &'static str {
    match kind {
        TrackKind::Video => "图像",
        TrackKind::Audio => "声音",
        TrackKind::Other => "其他内容",
    }
}

/// Milliseconds as seconds with what counts behind the point.
pub(crate) fn seconds(ms: u64) -> String {
    match ms % 1000 {
        0 => (ms / 1000).to_string(),
        rest => format!("{}.{rest:03}", ms / 1000).trim_end_matches('0').to_owned(),
    }
}

/// A place in a recording, as players show it.
pub(crate) fn clock(ms: u64) -> String {
    let (hours, minutes, rest) = (ms / 3_600_000, ms / 60_000 % 60, ms % 60_000);
    format!("{hours:02}:{minutes:02}:{:02}.{:03}", rest / 1000, rest % 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_reads_as_a_sentence() {
        let gap = |missing, from_ms, to_ms| Gap {
            from_ms,
            to_ms,
            track: 1,
            kind: TrackKind::Audio,
            missing,
            method: Method::BlockTimes,
        };
        assert_eq!(
            gap(Missing::Inside, 3_661_500, 3_664_000).text(),
            "01:01:01.500 至 01:01:04.000 没有声音，共 2.5 秒"
        );
        assert_eq!(gap(Missing::End, 4000, 6000).text(), "声音早结束 2 秒，00:00:04.000 之后没有");
    }

    #[test]
    fn nothing_found_names_the_methods_and_never_says_complete() {
        let timeline = Timeline {
            container: Container::Wav,
            look: Look::Quick,
            asked: Asked::default(),
            duration_ms: 1,
            declared_bytes: None,
            tracks: vec![],
            gaps: vec![],
            findings: vec![],
            methods: vec![Method::DeclaredLength],
            unseen: vec!["没有看中间".into()],
        };
        let said = timeline.says();
        assert_eq!(said.len(), 2);
        assert!(
            said[0].contains("没有发现 1 秒以上的间断") && said[0].contains(Method::DeclaredLength.text())
        );
        assert!(!said.concat().contains("完整"));
        let json = serde_json::to_string(&timeline).unwrap();
        assert_eq!(serde_json::from_str::<Timeline>(&json).unwrap(), timeline);
    }
}
