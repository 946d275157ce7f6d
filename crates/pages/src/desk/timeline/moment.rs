//! The moments of a sitting in order: a recording begins and ends, somebody marked something, something is missing, and what else was done in the case in
//! the same minutes. Whatever lies within a recording can be played from there.

use super::sitting::{anchor, clock_in_words, source};
use crate::desk::chronology::{Link, file_link, length_in_words, stage_in_words};
use events::occasion::instant;
use events::records::{Explanation, InterruptionExplained, RecordingAdded};
use events::standing::{Found, Standing};
use events::{Event, Recorded};
use jiff::{Timestamp, ToSpan};

/// What is this near to a recording counts as of the same minute.
const SAME_SECONDS: i64 = 60;
/// So much before a gap is played as well, that one sees it come.
const BEFORE_MS: u64 = 3000;

/// A moment.
pub struct Moment {
    pub instant: Timestamp,
    pub at: String,
    /// `begins`, `ends`, `marked`, `still`, `open`, `explained`, `paper` or `act`.
    pub kind: &'static str,
    pub what: String,
    pub says: Vec<String>,
    pub link: Option<Link>,
    pub seek: Option<Seek>,
    /// Where the explanation is spoken.
    pub spoken: Option<Seek>,
    /// Whether it lies beside the recordings, not in one.
    pub beside: bool,
}

/// A place to play from.
pub struct Seek {
    pub anchor: String,
    pub href: String,
    pub at_ms: u64,
    pub time: String,
}

impl Seek {
    fn to(case: &Standing, recording: &RecordingAdded, at_ms: u64) -> Seek {
        let file = &recording.file;
        Seek {
            anchor: anchor(file.sha256),
            href: format!("{}#t={}", file_link(case.stream, file).href, at_ms / 1000),
            at_ms,
            time: length_in_words(at_ms),
        }
    }

    /// To an instant, in the first recording that has it.
    fn at(case: &Standing, group: &[&RecordingAdded], at: Timestamp) -> Option<Seek> {
        let holds = |known: &&&RecordingAdded| known.at(0) <= at && at < known.ended_at();
        let recording = group.iter().find(holds)?;
        let at_ms = at.as_millisecond().saturating_sub(recording.at(0).as_millisecond());
        Some(Seek::to(case, recording, u64::try_from(at_ms).ok()?))
    }
}

/// The moments of a group of recordings; with `named`, each says of which source it is.
pub fn moments(
    case: &Standing,
    group: &[&RecordingAdded],
    found: &[&Found<'_>],
    history: &[Recorded],
    named: bool,
) -> Vec<Moment> {
    let beginning = group.iter().map(|known| known.at(0)).min().unwrap_or_default();
    let mut moments: Vec<Moment> = Vec::new();
    for known in group {
        moments.push(moment(
            known.at(0),
            "begins",
            of(known, named, "开始录制"),
            Some(Seek::to(case, known, 0)),
        ));
        moments.push(moment(known.ended_at(), "ends", of(known, named, "录制结束"), None));
    }
    for mark in &case.read.marks {
        if let Some(known) = group.iter().find(|known| known.file.sha256 == mark.recording) {
            let seek = Seek::to(case, known, mark.at_ms);
            let says = vec![of(known, named, stage_in_words(&mark.stage))];
            let marked = moment(known.at(mark.at_ms), "marked", mark.label.clone(), Some(seek));
            moments.push(Moment { says, ..marked });
        }
    }
    for still in &case.read.stills {
        if let Some(known) = group.iter().find(|known| known.file.sha256 == still.recording) {
            let seek = Seek::to(case, known, still.at_ms);
            let taken = moment(known.at(still.at_ms), "still", format!("截图：{}", still.shows), Some(seek));
            let says = vec![of(known, named, "截取自")];
            moments.push(Moment { says, link: Some(file_link(case.stream, &still.image)), ..taken });
        }
    }
    moments.extend(found.iter().map(|one| missing(case, one, named)));
    moments.extend(history.iter().filter_map(|recorded| beside(case, recorded, group)));
    moments.sort_by_key(|one| one.instant);
    for one in &mut moments {
        one.at = clock_in_words(one.instant, beginning);
    }
    moments
}

fn moment(instant: Timestamp, kind: &'static str, what: String, seek: Option<Seek>) -> Moment {
    let (says, link, spoken) = (Vec::new(), None, None);
    Moment { instant, at: String::new(), kind, what, says, link, seek, spoken, beside: false }
}

fn of(recording: &RecordingAdded, named: bool, what: &str) -> String {
    let named = if named { format!("，{}", source(recording)) } else { String::new() };
    format!("{what}：{}{named}", recording.title)
}

fn missing(case: &Standing, one: &Found<'_>, named: bool) -> Moment {
    let found = &one.interruption;
    let seek = Seek::to(case, one.recording, found.from_ms.saturating_sub(BEFORE_MS));
    let kind = if one.explained.is_some() { "explained" } else { "open" };
    let mut moment = moment(one.recording.at(found.from_ms), kind, found.what.clone(), Some(seek));
    if named {
        moment.says.push(format!("{}：{}", source(one.recording), one.recording.title));
    }
    if let Some(explained) = one.explained {
        moment.says.extend(explanation(explained));
        match &explained.how {
            Explanation::Spoken { at_ms } => moment.spoken = Some(Seek::to(case, one.recording, *at_ms)),
            Explanation::Written { paper, .. } => {
                moment.link = paper.as_ref().map(|paper| file_link(case.stream, paper));
            }
        }
    }
    moment
}

fn explanation(explained: &InterruptionExplained) -> Vec<String> {
    let mut says = vec![format!("说明：{}（{}，{}）", explained.reason, explained.person, explained.on)];
    if let Explanation::Written { obstacle, .. } = &explained.how {
        says.push(format!("事后书面说明，未能在音像中说明的原因：{obstacle}"));
    }
    says
}

/// What else was done in the case while something was recorded, or within a minute of it.
fn beside(case: &Standing, recorded: &Recorded, group: &[&RecordingAdded]) -> Option<Moment> {
    let (at, kind, what, link) = told(case, recorded)?;
    let near = |known: &&RecordingAdded| {
        let (from, to) = (known.at(0), known.ended_at());
        from.checked_sub(SAME_SECONDS.seconds()).is_ok_and(|from| from <= at)
            && to.checked_add(SAME_SECONDS.seconds()).is_ok_and(|to| at <= to)
    };
    group.iter().any(near).then(|| {
        let seek = Seek::at(case, group, at);
        Moment { link, beside: true, ..moment(at, kind, what, seek) }
    })
}

type Told = (Timestamp, &'static str, String, Option<Link>);

/// The moment of which an event tells, and what it was.
fn told(case: &Standing, recorded: &Recorded) -> Option<Told> {
    let act = |at: Option<Timestamp>, what: String| at.map(|at| (at, "act", what, None));
    match &recorded.body.event {
        Event::CertificatesShown(shown) => {
            act(instant(shown.at), format!("出示执法证件：{}", shown.confirmed_by))
        }
        Event::RecordingNotified(notified) => {
            act(instant(notified.at), format!("告知录音录像：{}", notified.told))
        }
        Event::InspectionRecorded(inspection) => act(instant(inspection.began_at), "现场检查开始".to_owned()),
        Event::InquiryRecorded(inquiry) => {
            act(instant(inquiry.began_at), format!("询问开始：{}", inquiry.asked))
        }
        Event::PaperIssued(paper) => {
            let number = paper.number.to_string();
            let printed = case.paper_numbered(&number).and_then(|paper| paper.printed.as_ref());
            let link = printed.map(|file| file_link(case.stream, file));
            Some((recorded.at, "paper", format!("制作《{}》{number}", paper.kind.title()), link))
        }
        _ => None,
    }
}
