//! What is known of a recording once its container has been read.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The containers a recording may come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Container {
    Mp4,
    /// The boxes of MP4 as telephones and cameras of Apple write them (MOV).
    QuickTime,
    Webm,
    Matroska,
    Mp3,
    Wav,
    Ogg,
    Avi,
    MpegTs,
}

impl Container {
    /// The media type of the container when nothing is known of its tracks; see [`MediaFacts::media_type`].
    pub fn media_type(&self) -> &'static str {
        match self {
            Self::Mp4 => "video/mp4",
            Self::QuickTime => "video/quicktime",
            Self::Webm => "video/webm",
            Self::Matroska => "video/x-matroska",
            Self::Mp3 => "audio/mpeg",
            Self::Wav => "audio/wav",
            Self::Ogg => "audio/ogg",
            Self::Avi => "video/x-msvideo",
            Self::MpegTs => "video/mp2t",
        }
    }

    /// The media type of the container with these tracks: an MP4 or WebM without a picture is audio.
    pub fn media_type_of(self, mut tracks: impl Iterator<Item = TrackKind>) -> &'static str {
        let sound_only = tracks.all(|track| track != TrackKind::Video);
        match self {
            Container::Mp4 | Container::QuickTime if sound_only => "audio/mp4",
            Container::Webm if sound_only => "audio/webm",
            Container::Matroska if sound_only => "audio/x-matroska",
            Container::Ogg if !sound_only => "video/ogg",
            other => other.media_type(),
        }
    }

    /// The name shown to officers.
    pub fn title(&self) -> &'static str {
        match self {
            Self::Mp4 => "MP4 音视频",
            Self::QuickTime => "QuickTime 音视频（MOV）",
            Self::Webm => "WebM 音视频",
            Self::Matroska => "Matroska 音视频",
            Self::Mp3 => "MP3 录音",
            Self::Wav => "WAV 录音",
            Self::Ogg => "Ogg 录音",
            Self::Avi => "AVI 录像",
            Self::MpegTs => "MPEG-TS 录像",
        }
    }
}

/// What a track carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TrackKind {
    Video,
    Audio,
    Other,
}

/// One track of a recording; what the container does not state is `None`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Track {
    pub kind: TrackKind,
    /// The codec's usual name (`H.264`, `AAC`), or the container's own code for it when the name is not known here.
    pub codec: String,
    pub duration_ms: Option<u64>,
    pub width: Option<u32>,
    pub height: Option<u32>,
    pub sample_rate_hz: Option<u32>,
    pub channels: Option<u16>,
}

impl Track {
    pub(crate) fn new(kind: TrackKind, codec: impl Into<String>) -> Self {
        let codec = codec.into();
        Self {
            kind,
            codec,
            duration_ms: None,
            width: None,
            height: None,
            sample_rate_hz: None,
            channels: None,
        }
    }
}

/// What a recording's container states, after it has been compared with what is present.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MediaFacts {
    pub container: Container,
    pub duration_ms: u64,
    /// The creation time stored in the container, by the recording device's own clock; `None` when the container stores none or
    /// stores its epoch. Whether that clock was right is not known here.
    pub started_at: Option<Timestamp>,
    pub tracks: Vec<Track>,
    pub size_bytes: u64,
    /// What a reader of these facts must know of how they were come by, in plain Chinese.
    pub notes: Vec<String>,
}

impl MediaFacts {
    /// The media type to serve the file with: an MP4 or WebM without a picture is audio.
    pub fn media_type(&self) -> &'static str {
        self.container.media_type_of(self.tracks.iter().map(|track| track.kind))
    }
}
