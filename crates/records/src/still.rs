//! 截取画面: a picture out of a recording becomes a paper (音像记录截图): the picture itself, what it shows, and what leads back to the recording: its name, its digest, the place in it
//! and the moment (行政处罚法 art 46 para 2: evidence is verified; art 47: facts are proved in sound and picture). The picture is made by the browser that plays the
//! recording. Nothing here says that it is what the recording shows; the paper says where to look, and the digests say that neither was changed since.

use crate::mark::{clock, place_ms};
use crate::recording_notice::may_record;
use events::field::{Field, Offer, Shape};
use events::occasion::beijing;
use events::papers::{self, elements};
use events::records::StillTaken;
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, FileId, Occasion, Refusal};
use jiff::civil::DateTime;
use law::article::{Article, PENALTY_LAW};
use law::papers::PaperKind;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Takes a picture out of a recording.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TakeStill {
    /// File of the recording.
    pub recording: Option<FileId>,
    /// On the recording's own clock: 1:15.4.
    pub at: String,
    pub image: Option<FileId>,
    pub shows: String,
    pub proves: String,
}

/// More is no picture of a screen.
pub const IMAGE_BYTES_MAX: u64 = 32 << 20;

/// So far a player may put the end behind where the index has it: the last frame is still the last one.
const END_APART_MS: u64 = 500;

events::refusals! {
    /// Why no picture is taken.
    pub enum Refused {
        NothingRecorded => Article::of(PENALTY_LAW, 47), "本案还没有音像记录", "先办理“音像记录入库”";
        StillOfNothing => Article::of(PENALTY_LAW, 47), "请选择本案的一段录像", "从列出的音像记录中选择", field "recording";
        NoPicture => Article::of(PENALTY_LAW, 47), "录音没有画面，不能截取", "选择录像", field "recording";
        StillPlaceUnreadable => Article::of(PENALTY_LAW, 47), "时刻写作1:15或者1:02:03，不超过99小时", "按播放器上显示的时间填写", field "at";
        StillBeyondTheEnd { lasts: String } => Article::of(PENALTY_LAW, 47), "时刻在录制结束之后，这段录像长{lasts}", "按播放器上显示的时间填写", field "at";
        NotAStill => Article::of(PENALTY_LAW, 46).paragraph(2), "截图应当是不超过32 MiB的PNG图像", "在音像时间线上停在该画面，点“截取画面”", field "image";
        TakenAlready => Article::of(PENALTY_LAW, 46).paragraph(2), "这一截图已经制作文书", "不必重复制作", field "image";
        ShowsMissing => Article::of(PENALTY_LAW, 47), "应当写明画面上是什么", "填写画面内容", field "shows";
    }
}

impl Act for TakeStill {
    const NAME: &'static str = "TakeStill";
    const WORD: &'static str = "still";
    const TITLE: &'static str = "截取画面";
    const STAGE: Stage = Stage::Investigation;
    const DUTY: Duty = Duty::Handle;
    const EVENTS: &'static [&'static str] = &["StillTaken", "PaperIssued"];
    const PAPERS: &'static [PaperKind] = &[PaperKind::RecordingStill];
    const FIELDS: &'static [Field] = &[
        Field::new("recording", "音像记录", Shape::One(Offer::Recordings)),
        Field::new("at", "时刻", Shape::Line(12)).hint("播放器上显示的时间，如1:15"),
        Field::new("image", "截图", Shape::File)
            .hint("在音像时间线上停在该画面，点“截取画面”，不用另外选择文件"),
        Field::new("shows", "画面内容", Shape::Text(500)).hint("写明画面上看得到的人、物和文字"),
        Field::new("proves", "证明的事实", Shape::Text(500)).optional(),
    ];

    fn files(&self) -> Vec<FileId> {
        self.image.into_iter().collect()
    }

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        may_record(case)?;
        if case.recordings.is_empty() {
            return Err(Refused::NothingRecorded.into());
        }
        let recording = self.recording.and_then(|file| case.recording(file));
        let recording = recording.ok_or(Refused::StillOfNothing)?;
        if !recording.file.media_type.starts_with("video/") {
            return Err(Refused::NoPicture.into());
        }
        let at_ms = place_ms(&self.at).ok_or(Refused::StillPlaceUnreadable)?;
        if at_ms > recording.duration_ms + END_APART_MS {
            return Err(Refused::StillBeyondTheEnd { lasts: clock(recording.duration_ms) }.into());
        }
        let at_ms = at_ms.min(recording.duration_ms);
        let image = self.image.and_then(|id| occasion.file(id)).map(|facts| facts.named.clone());
        let a_picture = |image: &events::people::FileNamed| {
            image.media_type == "image/png" && image.size_bytes <= IMAGE_BYTES_MAX
        };
        let image = image.filter(a_picture).ok_or(Refused::NotAStill)?;
        if case.read.stills.iter().any(|known| known.image.sha256 == image.sha256) {
            return Err(Refused::TakenAlready.into());
        }
        let (shows, proves) = (self.shows.trim().to_owned(), self.proves.trim().to_owned());
        if shows.is_empty() {
            return Err(Refused::ShowsMissing.into());
        }
        let by = occasion.officer();
        let certificate = match by.certificate.as_str() {
            "" => String::new(),
            number => format!("（执法证号：{number}）"),
        };
        let device = if recording.device.is_empty() { &recording.recorder.name } else { &recording.device };
        let map = elements::of([
            ("party_name", json!(case.opened.as_ref().map(|opened| &opened.party.name))),
            ("recording", json!(recording.title)),
            ("source", json!(device)),
            ("recording_digest", json!(recording.file.sha256)),
            ("place", json!(place_in_words(at_ms))),
            ("at", json!(moment_in_words(beijing(recording.at(at_ms))))),
            ("image", json!(image.sha256)),
            ("shows", json!(shows)),
            ("proves", json!((!proves.is_empty()).then_some(&proves))),
            ("taken_by", json!(format!("{}{certificate}", by.name))),
        ]);
        let paper = papers::issue(PaperKind::RecordingStill, occasion.body, occasion.today(), map)?;
        let still = StillTaken { recording: recording.file.sha256, at_ms, image, shows, proves };
        Ok(vec![Event::StillTaken(still), Event::PaperIssued(paper)])
    }
}

/// A place to the tenth of a second: `0:12:07.4`.
fn place_in_words(ms: u64) -> String {
    let (hours, minutes, seconds) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60);
    format!("{hours}:{minutes:02}:{seconds:02}.{}", ms / 100 % 10)
}

/// The moment of a picture matters to the second: 2026年10月15日10时12分07秒.
fn moment_in_words(at: DateTime) -> String {
    let (day, second) = (at.date(), at.second());
    format!(
        "{}年{}月{}日{}时{:02}分{second:02}秒",
        day.year(),
        day.month(),
        day.day(),
        at.hour(),
        at.minute()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Desk, archived, recorded, told};

    const VIDEO: FileId = FileId([7; 32]);
    const PICTURE: FileId = FileId([8; 32]);

    fn still() -> TakeStill {
        TakeStill {
            recording: Some(VIDEO),
            at: "0:42.45".into(),
            image: Some(PICTURE),
            shows: "冷藏柜第二层。".into(),
            proves: "陈列销售。".into(),
        }
    }

    fn with_picture(media_type: &str, size_bytes: u64) -> (Desk, Standing) {
        let (desk, mut case) = recorded(VIDEO);
        case.opened = crate::testing::with_party().opened;
        (desk.stores(PICTURE, media_type, size_bytes), case)
    }

    #[test]
    fn a_picture_becomes_a_paper_that_leads_back_to_its_recording() {
        let (desk, case) = with_picture("image/png", 1000);
        let events = desk.decide(&still(), &case).expect("lawful");
        let [Event::StillTaken(taken), Event::PaperIssued(paper)] = &events[..] else { panic!("{events:?}") };
        assert_eq!((taken.recording, taken.at_ms, taken.image.sha256), (VIDEO, 42_450, PICTURE));
        assert_eq!(paper.elements["place"], "0:00:42.4");
        assert_eq!(paper.elements["recording_digest"], json!(VIDEO));
        assert_eq!(paper.elements["image"], json!(PICTURE));
        assert_eq!(desk.refused(&still(), &desk.then(&case, events)), "TakenAlready");
    }

    #[test]
    fn the_last_frame_is_the_last_whatever_the_player_says_of_the_end() {
        let (desk, case) = with_picture("image/png", 1000);
        let at = |at: &str| TakeStill { at: at.into(), ..still() };
        let events = desk.decide(&at("1:01.49"), &case).expect("lawful");
        let [Event::StillTaken(taken), ..] = &events[..] else { panic!("{events:?}") };
        assert_eq!(taken.at_ms, 61_000);
        assert_eq!(desk.refused(&at("1:01.51"), &case), "StillBeyondTheEnd");
    }

    #[test]
    fn nothing_else_is_a_still() {
        let (desk, case) = with_picture("image/png", 1000);
        for (act, name) in [
            (TakeStill { recording: Some(PICTURE), ..still() }, "StillOfNothing"),
            (TakeStill { at: "soon".into(), ..still() }, "StillPlaceUnreadable"),
            (TakeStill { at: "98:00:00".into(), ..still() }, "StillBeyondTheEnd"),
            (TakeStill { image: None, ..still() }, "NotAStill"),
            (TakeStill { shows: " ".into(), ..still() }, "ShowsMissing"),
        ] {
            assert_eq!(desk.refused(&act, &case), name);
        }
        for (media_type, size_bytes) in [("image/jpeg", 1000), ("image/png", IMAGE_BYTES_MAX + 1)] {
            let (desk, case) = with_picture(media_type, size_bytes);
            assert_eq!(desk.refused(&still(), &case), "NotAStill");
        }
        let mut sound = case.clone();
        sound.recordings[0].file.media_type = "audio/mpeg".to_owned();
        assert_eq!(desk.refused(&still(), &sound), "NoPicture");
        assert_eq!(desk.refused(&still(), &told()), "NothingRecorded");
        assert_eq!(desk.refused(&still(), &archived()), "Archived");
    }
}
