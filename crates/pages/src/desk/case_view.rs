//! The case page as the template shows it, built from where the case stands: rail with clocks, what can be done now and why the rest cannot, and the
//! parts of the file. It reads; it decides nothing.

use crate::desk::beside;
use crate::desk::chronology::{self, Item, Link, day_in_words, file_link, length_in_words};
use archives::hold::PlaceHold;
use archives::hold_release::LiftHold;
use desk::carry_out::Openness;
use desk::due::{self, Clock};
use events::standing::{Publication, Stage, Standing};
use events::{Act, Recorded, Refusal};
use jiff::civil::Date;
use law::calendar::Calendar;

/// A stage of the rail.
#[derive(Clone, Debug, PartialEq)]
pub struct RailStage {
    pub title: &'static str,
    /// `done`, `current` or `ahead`.
    pub state: &'static str,
    /// The nearest clock that an act of this stage stops.
    pub clock: Option<ClockChip>,
}

/// A clock as a chip: what, by when, how much is left, which article.
#[derive(Clone, Debug, PartialEq)]
pub struct ClockChip {
    pub what: String,
    pub act: &'static str,
    /// 2026-12-02 周三, or 及时.
    pub due: String,
    /// 还剩3个工作日 …; empty where there is no day.
    pub left: String,
    /// `over`, `soon`, `ok` or `none`.
    pub state: &'static str,
    pub provisional: bool,
    pub length: String,
    pub article: String,
    pub partys: bool,
}

/// An act in the panel.
#[derive(Clone, Debug, PartialEq)]
pub struct ActLine {
    pub word: &'static str,
    pub title: &'static str,
    pub stage: &'static str,
    pub duty: &'static str,
    /// Whether it is the first of its stage in a list ordered by stage.
    pub leads: bool,
    pub refusal: Option<Refusal>,
}

/// A recording on the page.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordingLine {
    pub title: String,
    pub stage: String,
    pub began: String,
    pub length: String,
    pub link: Link,
    pub is_video: bool,
    pub notes: Vec<String>,
    /// Marked moments, in order.
    pub marks: Vec<Mark>,
    /// What kind of file it is, where browsers do not play it; else empty.
    pub unplayable: &'static str,
    /// Why this very person does not see it, or empty.
    pub shut: String,
    pub file: events::FileId,
}

/// A marked moment of a recording.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    pub at_ms: u64,
    /// 1:12
    pub time: String,
    pub label: String,
}

/// A piece of evidence on the page.
#[derive(Clone, Debug, PartialEq)]
pub struct EvidenceLine {
    pub number: u32,
    pub kind: &'static str,
    pub title: String,
    pub proves: String,
    pub collected: String,
    pub files: Vec<Link>,
}

/// A paper on the page.
#[derive(Clone, Debug, PartialEq)]
pub struct PaperLine {
    pub title: &'static str,
    pub number: String,
    pub issued_on: String,
    pub file: Option<Link>,
    pub served: String,
}

/// The whole case page.
pub struct CaseView {
    pub stream: String,
    pub number: String,
    pub title: String,
    pub matter: String,
    pub party: String,
    pub party_code: String,
    pub body: String,
    pub handlers: String,
    pub stage: &'static str,
    pub rail: Vec<RailStage>,
    pub clocks: Vec<ClockChip>,
    pub open: Vec<ActLine>,
    /// Open acts of stages that are behind: done again or in addition, not next.
    pub again: Vec<ActLine>,
    pub others: Vec<ActLine>,
    pub closed: Vec<ActLine>,
    pub chronology: Vec<Item>,
    pub papers: Vec<PaperLine>,
    pub evidence: Vec<EvidenceLine>,
    pub recordings: Vec<RecordingLine>,
    pub review: Vec<(String, String)>,
    /// What the last opinion found wrong, with the way to each place.
    pub problems: Vec<beside::ProblemLine>,
    pub publication: Vec<(String, String)>,
    pub archive: Vec<(String, String)>,
}

/// Builds the page.
pub fn case_view(
    case: &Standing,
    history: &[Recorded],
    openness: Vec<Openness>,
    calendar: &Calendar,
    today: Date,
) -> CaseView {
    let opened = case.opened.as_ref();
    let text = |part: fn(&events::cases::CaseOpened) -> String| opened.map(part).unwrap_or_default();
    let handlers: Vec<String> =
        case.handlers.iter().map(|h| format!("{}（{}）", h.name, h.certificate)).collect();
    let clocks = clocks(case, calendar, today);
    let mut view = CaseView {
        stream: case.stream.to_string(),
        number: text(|o| o.number.to_string()),
        title: text(|o| o.title.clone()),
        matter: text(|o| o.matter.name.clone()),
        party: text(|o| o.party.name.clone()),
        party_code: text(|o| o.party.code.clone()),
        body: text(|o| o.body_name.clone()),
        handlers: handlers.join("、"),
        stage: case.stage().title(),
        rail: rail(case.stage(), &clocks),
        clocks,
        open: Vec::new(),
        again: Vec::new(),
        others: Vec::new(),
        closed: Vec::new(),
        chronology: chronology::chronology(case.stream, history),
        papers: papers(case),
        evidence: evidence(case),
        recordings: recordings(case),
        review: review(case),
        problems: beside::problems(case, &format!("/cases/{}/submission", case.stream)),
        publication: publication(case),
        archive: archive(case),
    };
    sort_acts(&mut view, openness, case.stage());
    view
}

/// Acts that are done when something outside the case asks for them, whatever stage it has reached: never what is next.
const WHENEVER: [&str; 2] = [PlaceHold::WORD, LiftHold::WORD];

/// Sorts the acts into the panel: first what the nearest clock waits for, then what else is next; apart from it what belongs to stages that are behind, and what belongs to none.
fn sort_acts(view: &mut CaseView, mut openness: Vec<Openness>, now: Stage) {
    openness.sort_by_key(|one| one.act.stage);
    // What a clock waits for is next, whatever stage it is of.
    let clocks = &view.clocks;
    let waited_for = |line: &ActLine| {
        clocks.iter().position(|clock| !clock.partys && clock.act == line.word).unwrap_or(usize::MAX)
    };
    for one in openness {
        let apart = one.act.stage < now || WHENEVER.contains(&one.act.word);
        let line = ActLine {
            word: one.act.word,
            title: one.act.title,
            stage: one.act.stage.title(),
            duty: one.act.duty.title(),
            leads: false,
            refusal: one.closed,
        };
        match (&line.refusal, one.others) {
            (None, _) if apart && waited_for(&line) == usize::MAX => view.again.push(line),
            (None, _) => view.open.push(line),
            (Some(_), true) => view.others.push(line),
            (Some(_), false) => view.closed.push(line),
        }
    }
    view.open.sort_by_key(waited_for);
    for list in [&mut view.again, &mut view.others, &mut view.closed] {
        let mut before = "";
        for line in list {
            line.leads = line.stage != before;
            before = line.stage;
        }
    }
}

fn rail(now: Stage, clocks: &[ClockChip]) -> Vec<RailStage> {
    let state = |stage: Stage| match stage.cmp(&now) {
        std::cmp::Ordering::Less => "done",
        std::cmp::Ordering::Equal => "current",
        std::cmp::Ordering::Greater => "ahead",
    };
    let stops = |clock: &ClockChip, stage: Stage| {
        desk::acts::by_word(clock.act).is_some_and(|act| act.stage == stage)
    };
    let over = |clock: &ClockChip| clock.partys && clock.state == "none";
    let nearest = |stage: Stage| clocks.iter().find(|clock| stops(clock, stage) && !over(clock)).cloned();
    let line =
        |stage: &Stage| RailStage { title: stage.title(), state: state(*stage), clock: nearest(*stage) };
    Stage::RAIL.iter().map(line).collect()
}

/// Every clock of the case as a chip, those with a day first.
pub fn clocks(case: &Standing, calendar: &Calendar, today: Date) -> Vec<ClockChip> {
    let mut chips: Vec<(Option<Date>, ClockChip)> = due::clocks(case, calendar)
        .iter()
        .map(|clock| (clock.last_day(), chip(clock, calendar, today)))
        .collect();
    chips.sort_by_key(|(day, _)| (day.is_none(), *day));
    chips.into_iter().map(|(_, chip)| chip).collect()
}

fn chip(clock: &Clock, calendar: &Calendar, today: Date) -> ClockChip {
    let deadline = clock.deadline.as_ref();
    let left = deadline.map(|deadline| deadline.days_left(calendar, today));
    // A right the party let lapse is past, not overdue.
    let lapsed = clock.is_the_partys() && left.is_some_and(|left| left < 0);
    ClockChip {
        what: clock.what.clone(),
        act: clock.act,
        due: deadline.map_or("及时".to_owned(), |deadline| day_in_words(deadline.last_day)),
        left: match deadline {
            Some(_) if lapsed => "已届满".to_owned(),
            Some(deadline) => deadline.left_in_words(calendar, today),
            None => String::new(),
        },
        state: if lapsed { "none" } else { state_of(left) },
        provisional: deadline.is_some_and(|deadline| deadline.provisional),
        length: deadline.map(|deadline| deadline.length.clone()).unwrap_or_default(),
        article: clock.article.clone(),
        partys: clock.is_the_partys(),
    }
}

/// How near a clock's end is, in the clock's own days.
pub fn state_of(left: Option<i64>) -> &'static str {
    match left {
        None => "none",
        Some(left) if left < 0 => "over",
        Some(left) if left <= 2 => "soon",
        Some(_) => "ok",
    }
}

fn papers(case: &Standing) -> Vec<PaperLine> {
    let line = |paper: &events::standing::Paper| PaperLine {
        title: paper.kind.title(),
        number: paper.number.to_string(),
        issued_on: day_in_words(paper.issued_on),
        file: paper.printed.as_ref().map(|file| file_link(case.stream, file)),
        served: match &paper.delivered {
            Some(delivered) => format!("{}，{}", delivered.mode.title(), day_in_words(delivered.served_on)),
            None if paper.kind.outward() && paper.kind != law::papers::PaperKind::ServiceReceipt => {
                "待送达".to_owned()
            }
            None => String::new(),
        },
    };
    case.papers.iter().map(line).collect()
}

fn evidence(case: &Standing) -> Vec<EvidenceLine> {
    let line = |item: &events::standing::EvidenceItem| EvidenceLine {
        number: item.number,
        kind: item.added.kind.title(),
        title: item.added.title.clone(),
        proves: item.added.proves.clone(),
        collected: format!("{}，{}", day_in_words(item.added.collected_on), item.added.collected_at),
        files: item.added.files.iter().map(|file| file_link(case.stream, file)).collect(),
    };
    case.investigation.evidence.iter().map(line).collect()
}

fn recordings(case: &Standing) -> Vec<RecordingLine> {
    case.recordings.iter().map(|recording| recording_line(case, recording)).collect()
}

/// A recording as pages show it.
pub fn recording_line(case: &Standing, recording: &events::records::RecordingAdded) -> RecordingLine {
    let file = &recording.file;
    let mut marks: Vec<Mark> = case
        .read
        .marks
        .iter()
        .filter(|mark| mark.recording == file.sha256)
        .map(|mark| Mark { at_ms: mark.at_ms, time: length_in_words(mark.at_ms), label: mark.label.clone() })
        .collect();
    marks.sort_by_key(|mark| mark.at_ms);
    RecordingLine {
        title: recording.title.clone(),
        stage: chronology::stage_in_words(&recording.stage).to_owned(),
        began: chronology::moment_in_words(recording.began_at),
        length: length_in_words(recording.duration_ms),
        link: file_link(case.stream, file),
        is_video: file.media_type.starts_with("video/"),
        notes: recording.notes.iter().map(|note| chronology::note_in_words(note)).collect(),
        marks,
        unplayable: match file.media_type.as_str() {
            "video/mp2t" => "MPEG-TS 文件",
            "video/x-msvideo" => "AVI 文件",
            _ => "",
        },
        shut: String::new(),
        file: file.sha256,
    }
}

fn row(label: &str, value: impl Into<String>) -> (String, String) {
    (label.to_owned(), value.into())
}

fn review(case: &Standing) -> Vec<(String, String)> {
    let mut rows = Vec::new();
    if case.review.rounds > 0 {
        rows.push(row("送审次数", case.review.rounds.to_string()));
    }
    if let Some(pending) = &case.review.pending {
        rows.push(row(
            "正在审核",
            format!("{}送审，审核期限{}个工作日", day_in_words(pending.on), pending.submitted.days),
        ));
    }
    if let Some(returned) = &case.review.returned {
        rows.push(row("审核意见", format!("存在问题（{}）", returned.reviewer.name)));
    }
    if let Some(passed) = &case.review.passed {
        rows.push(row("审核意见", format!("同意（{}）：{}", passed.reviewer.name, passed.opinion)));
        rows.push(row("审核文稿摘要", passed.text_digest.clone()));
    }
    if let Some(decision) = &case.decision {
        let scope = &decision.decided.scope;
        rows.push(row("是否属于审核范围", if scope.in_scope { "属于" } else { "不属于" }));
        rows.extend(scope.trace.iter().map(|reason| {
            row(
                &format!("{} {}", if reason.met { "✓" } else { "—" }, reason.rule),
                format!("{}（{}）", reason.why, reason.article),
            )
        }));
    }
    rows
}

fn publication(case: &Standing) -> Vec<(String, String)> {
    match &case.publication {
        Publication::Pending if case.decision.is_some() => vec![row("状态", "待公示")],
        Publication::Pending => Vec::new(),
        Publication::Published { on, corrected, .. } => {
            vec![
                row("状态", "已公示"),
                row("公示日期", day_in_words(*on)),
                row("更正次数", corrected.to_string()),
            ]
        }
        Publication::Withheld(withheld) => vec![
            row("状态", "不予公示"),
            row("理由", withheld.reason.clone()),
            row("复查日期", day_in_words(withheld.look_again_on)),
        ],
        Publication::Withdrawn { on, reason } => {
            vec![row("状态", "已撤回"), row("撤回日期", day_in_words(*on)), row("理由", reason.clone())]
        }
    }
}

fn archive(case: &Standing) -> Vec<(String, String)> {
    let mut rows = match (&case.archive_reference, case.archived_on) {
        (Some(reference), Some(on)) => {
            vec![row("档号", reference.clone()), row("归档日期", day_in_words(on))]
        }
        _ => Vec::new(),
    };
    rows.extend(
        case.holds_open()
            .map(|hold| row("保全", format!("{}，自{}起", hold.in_words(), day_in_words(hold.on)))),
    );
    rows
}
