//! Recordings that lie close together in time, on one clock (plan clauses 9, 12): a strip for every device that recorded, with what is missing and what was marked, the papers and
//! acts of the same minutes, and one player for each recording, however many segments it came in. Days lie between two sittings of a case, so each has a scale of its own.

use super::moment::{Moment, moments};
use crate::desk::case_view::{RecordingLine, recording_line};
use crate::desk::chronology::{day_in_words, length_in_words, stage_in_words};
use archives::keeping::keeping;
use events::occasion::beijing;
use events::records::{InterruptionKind, RecordingAdded};
use events::standing::{Found, Standing};
use events::{FileId, Recorded, Registers};
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// What is further apart belongs to another sitting, unless both are segments of one recording.
const APART_MINUTES: i64 = 30;
/// Units of a strip's drawing from its beginning to its end.
const UNITS: f64 = 1000.0;
/// What is shorter on the strip would not be seen.
const SEEN_UNITS: f64 = 6.0;

/// One sitting.
pub struct Sitting {
    pub number: usize,
    pub day: String,
    pub from: String,
    pub middle: String,
    pub to: String,
    /// When the strip begins, in milliseconds of the epoch, and how long it is.
    pub from_ms: i64,
    pub lasts_ms: i64,
    pub strips: Vec<Strip>,
    pub screens: Vec<Screen>,
    pub moments: Vec<Moment>,
    /// What lies between the recordings, with its method.
    pub says: Vec<String>,
}

/// What one device recorded, or the papers beside it.
pub struct Strip {
    pub label: String,
    pub bars: Vec<Bar>,
}

/// A rectangle of a strip, in its units.
pub struct Bar {
    /// `recorded`, `open`, `explained`, `marked` or `paper`.
    pub kind: &'static str,
    pub x: String,
    pub width: String,
}

/// One recording, which one player plays through however many segments it came in.
pub struct Screen {
    pub title: String,
    pub stage: String,
    pub source: String,
    pub length: String,
    pub unfinished: bool,
    pub clock_wrong: bool,
    /// By which clock it stands where it stands.
    pub clock: String,
    /// The first segment: its id on the page, and what the player begins with.
    pub anchor: String,
    pub first: RecordingLine,
    pub kept: Kept,
    pub segments: Vec<Segment>,
    /// The segments for the script: id, address, and where each lies in time.
    pub parts: String,
}

/// A file of a recording.
pub struct Segment {
    /// Its id on the page.
    pub anchor: String,
    pub line: RecordingLine,
    /// When it begins on the sitting's clock.
    pub at: String,
    /// What was found with its method, or by which methods nothing was.
    pub says: Vec<String>,
}

/// Until when a recording is kept, and by what.
pub struct Kept {
    pub until: String,
    pub grounds: Vec<String>,
}

/// What a device's clock may be off before that is pointed out, where no rule of the body says.
pub const CLOCK_OFF_MS: u64 = 60_000;

/// The id of a recording on the page.
pub fn anchor(file: FileId) -> String {
    format!("recording-{}", &file.to_string()[..12])
}

/// The sittings of a case, the oldest first.
pub fn sittings(
    case: &Standing,
    history: &[Recorded],
    clock_off_ms: u64,
    registers: &Registers,
) -> Vec<Sitting> {
    let found = case.interruptions();
    let chains = case.chains();
    let groups = groups(&chains);
    let numbered = groups.iter().enumerate();
    numbered
        .map(|(order, group)| sitting(order + 1, case, group, &found, history, (clock_off_ms, registers)))
        .collect()
}

/// A recording with its segments.
type Chain<'a> = Vec<&'a RecordingAdded>;

/// Recordings in the order in which they began, cut where nothing was recorded for long.
fn groups<'a>(chains: &'a [Chain<'a>]) -> Vec<&'a [Chain<'a>]> {
    let (mut groups, mut begins, mut ended) = (Vec::new(), 0, Timestamp::MIN);
    for (place, chain) in chains.iter().enumerate() {
        let starts = chain.first().map_or(Timestamp::MIN, |first| first.at(0));
        let near = ended.saturating_add(APART_MINUTES.minutes()).unwrap_or(Timestamp::MAX);
        if place > begins && starts > near {
            groups.push(&chains[begins..place]);
            begins = place;
        }
        let ends = chain.iter().map(|known| known.ended_at()).max().unwrap_or(Timestamp::MIN);
        ended = ended.max(ends);
    }
    if begins < chains.len() {
        groups.push(&chains[begins..]);
    }
    groups
}

/// Who recorded, or which device where that is known.
pub fn source(recording: &RecordingAdded) -> &str {
    if recording.device.is_empty() { &recording.recorder.name } else { &recording.device }
}

fn sitting(
    number: usize,
    case: &Standing,
    chains: &[Chain<'_>],
    found: &[Found<'_>],
    history: &[Recorded],
    (clock_off_ms, registers): (u64, &Registers),
) -> Sitting {
    let mut group: Vec<&RecordingAdded> = chains.iter().flatten().copied().collect();
    group.sort_by_key(|known| (known.at(0), known.file.sha256));
    let group = group.as_slice();
    let files: BTreeSet<FileId> = group.iter().map(|known| known.file.sha256).collect();
    let from = group.iter().map(|known| known.at(0)).min().unwrap_or_default();
    let to = group.iter().map(|known| known.ended_at()).max().unwrap_or(from);
    let scale = Scale::new(from, to);
    let found: Vec<&Found<'_>> =
        found.iter().filter(|one| files.contains(&one.recording.file.sha256)).collect();
    let mut sources: Vec<&str> = Vec::new();
    for known in group {
        if !sources.contains(&source(known)) {
            sources.push(source(known));
        }
    }
    let moments = moments(case, group, &found, history, sources.len() > 1);
    let mut strips: Vec<Strip> =
        sources.iter().map(|name| strip(case, name, group, &found, &scale)).collect();
    let papers: Vec<Bar> =
        moments.iter().filter(|one| one.beside).map(|one| scale.tick("paper", one.instant)).collect();
    if !papers.is_empty() {
        strips.push(Strip { label: "文书和办理".to_owned(), bars: papers });
    }
    let one = on_one_clock(group, &sources, case, clock_off_ms);
    let placed: BTreeMap<FileId, &media::Placed> = one
        .placed
        .iter()
        .filter_map(|placed| Some((group.get(placed.recording)?.file.sha256, placed)))
        .collect();
    Sitting {
        number,
        day: day_in_words(beijing(from).date()),
        from: clock_in_words(from, from),
        middle: clock_in_words(scale.middle(), from),
        to: clock_in_words(to, from),
        from_ms: from.as_millisecond(),
        lasts_ms: scale.lasts_ms,
        strips,
        screens: chains.iter().filter_map(|chain| screen(case, chain, &placed, from, registers)).collect(),
        moments,
        says: one.says(),
    }
}

fn on_one_clock(
    group: &[&RecordingAdded],
    sources: &[&str],
    case: &Standing,
    clock_off_ms: u64,
) -> media::OneClock {
    let recorded: Vec<media::Recorded> = group
        .iter()
        .map(|known| media::Recorded {
            device: sources
                .iter()
                .position(|name| *name == source(known))
                .and_then(|order| u32::try_from(order).ok())
                .unwrap_or(0),
            started_at: known.began_at,
            duration_ms: known.duration_ms,
            clock_offset_ms: known.clock_offset_ms,
        })
        .collect();
    let measured =
        group.iter().filter_map(|known| case.read.looked(known.file.sha256).map(|looked| looked.gap_ms));
    let gap_ms = measured.min().unwrap_or(media::Asked::default().gap_ms);
    media::one_clock(&recorded, gap_ms, clock_off_ms)
}

fn screen(
    case: &Standing,
    chain: &[&RecordingAdded],
    placed: &BTreeMap<FileId, &media::Placed>,
    from: Timestamp,
    registers: &Registers,
) -> Option<Screen> {
    let first = chain.first()?;
    let lasts_ms = chain.iter().map(|known| known.duration_ms).sum();
    let segments: Vec<Segment> =
        chain.iter().map(|known| segment(case, known, from, chain.len() > 1)).collect();
    let parts: Vec<Value> = chain
        .iter()
        .zip(&segments)
        .map(|(known, segment)| {
            let from_ms = known.at(0).as_millisecond();
            let to_ms = known.ended_at().as_millisecond();
            json!({"id": segment.anchor, "src": segment.line.link.href, "from": from_ms, "to": to_ms})
        })
        .collect();
    let looked = |known: &&&RecordingAdded| case.read.looked(known.file.sha256);
    Some(Screen {
        title: first.title.clone(),
        stage: stage_in_words(&first.stage).to_owned(),
        source: source(first).to_owned(),
        length: length_in_words(lasts_ms),
        unfinished: chain.iter().any(|known| looked(&known).is_some_and(|looked| looked.unfinished)),
        clock_wrong: chain
            .iter()
            .any(|known| placed.get(&known.file.sha256).is_some_and(|one| one.clock_wrong)),
        clock: placed.get(&first.file.sha256).map(|placed| placed.text()).unwrap_or_default(),
        anchor: anchor(first.file.sha256),
        first: segments.first()?.line.clone(),
        kept: kept(case, first, registers),
        segments,
        parts: Value::Array(parts).to_string(),
    })
}

fn kept(case: &Standing, recording: &RecordingAdded, registers: &Registers) -> Kept {
    let keeping = keeping(case, recording, registers);
    let until = keeping.until.map_or_else(|| "没有到期日".to_owned(), |last| format!("至 {last}"));
    Kept { until, grounds: keeping.grounds }
}

/// A file of a recording. Where there are several, the marks stand among the moments alone: one player has them all.
fn segment(case: &Standing, recording: &RecordingAdded, from: Timestamp, of_many: bool) -> Segment {
    let file = recording.file.sha256;
    let mut line = recording_line(case, recording);
    if of_many {
        line.marks.clear();
    }
    Segment {
        anchor: anchor(file),
        line,
        at: clock_in_words(recording.at(0), from),
        says: match case.read.looked(file) {
            Some(looked) => looked.says.clone(),
            None => vec!["入库时还没有按时间线识读，没有查过间断".to_owned()],
        },
    }
}

fn strip(
    case: &Standing,
    name: &str,
    group: &[&RecordingAdded],
    found: &[&Found<'_>],
    scale: &Scale,
) -> Strip {
    let mut bars = Vec::new();
    for known in group.iter().filter(|known| source(known) == name) {
        bars.push(scale.bar("recorded", known.at(0), known.ended_at()));
    }
    for one in found.iter().filter(|one| source(one.recording) == name) {
        let kind = if one.explained.is_some() { "explained" } else { "open" };
        let (from, to) = (one.interruption.from_ms, one.interruption.to_ms);
        // Of what concerns the recording as a whole, the strip shows where it begins.
        let whole = matches!(one.interruption.kind, InterruptionKind::More | InterruptionKind::Unreadable);
        let to = if whole { from } else { to };
        bars.push(scale.bar(kind, one.recording.at(from), one.recording.at(to)));
    }
    let of_source =
        |file: FileId| group.iter().find(|known| known.file.sha256 == file && source(known) == name);
    for mark in &case.read.marks {
        if let Some(known) = of_source(mark.recording) {
            bars.push(scale.tick("marked", known.at(mark.at_ms)));
        }
    }
    Strip { label: name.to_owned(), bars }
}

/// The scale of a sitting's strips.
struct Scale {
    from: Timestamp,
    lasts_ms: i64,
}

impl Scale {
    fn new(from: Timestamp, to: Timestamp) -> Scale {
        Scale { from, lasts_ms: to.as_millisecond().saturating_sub(from.as_millisecond()).max(1000) }
    }

    fn middle(&self) -> Timestamp {
        self.from.checked_add((self.lasts_ms / 2).milliseconds()).unwrap_or(self.from)
    }

    fn units(&self, at: Timestamp) -> f64 {
        let past_ms = at.as_millisecond().saturating_sub(self.from.as_millisecond());
        (past_ms as f64 / self.lasts_ms as f64 * UNITS).clamp(0.0, UNITS)
    }

    fn bar(&self, kind: &'static str, from: Timestamp, to: Timestamp) -> Bar {
        let width = (self.units(to) - self.units(from)).max(SEEN_UNITS);
        let x = self.units(from).min(UNITS - width);
        Bar { kind, x: format!("{x:.1}"), width: format!("{width:.1}") }
    }

    fn tick(&self, kind: &'static str, at: Timestamp) -> Bar {
        self.bar(kind, at, at)
    }
}

/// A time of the day to the second, with its day where it is not that of `beside`.
pub fn clock_in_words(at: Timestamp, beside: Timestamp) -> String {
    let (at, beside) = (beijing(at), beijing(beside));
    let form = if at.date() == beside.date() { "%H:%M:%S" } else { "%m-%d %H:%M:%S" };
    at.strftime(form).to_string()
}
