//! The rows of the readings that follow a case: docket (案件台账), duties (待办), bulletin (公示栏), the gate and the counters. Each is a plain
//! function of where the case stands; the store writes them in the same transaction as the events and can drop them and make them again.

use crate::due::{self, Clock};
use crate::letters;
use events::standing::{Publication, RecordedStep, Stage, Standing};
use events::{Event, OfficerId, Recorded, StreamId};
use jiff::civil::Date;
use law::calendar::Calendar;
use law::scope::Outcome;
use serde::{Deserialize, Serialize};

/// A row of the docket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DocketRow {
    pub stream: StreamId,
    pub seq: u64,
    pub number: String,
    pub title: String,
    pub body: String,
    pub department: String,
    pub party: String,
    /// Stage code, e.g. `investigation`.
    pub stage: String,
    pub handlers: Vec<OfficerId>,
    pub opened_on: Date,
    pub decided_on: Option<Date>,
    pub closed_on: Option<Date>,
    pub archived_on: Option<Date>,
    /// The nearest clock.
    pub next_due: Option<Date>,
    /// The steps that recording rules are about, and whether they were recorded; which rules those are is asked of the registers when the row is read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<RecordedStep>,
}

/// A row of the duties: somebody has something to do before a day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DutyRow {
    pub stream: StreamId,
    /// Place among the case's duties, from 0.
    pub place: u32,
    /// Who: `officer:zhang-wei`, or `post:head@<body code>`.
    pub assignee: String,
    /// The act that does it, by its word.
    pub act: String,
    pub what: String,
    pub case_number: String,
    pub case_title: String,
    pub due: Option<Date>,
    pub provisional: bool,
    /// Length and unit as the statute has it, e.g. 7个工作日.
    pub length: String,
    pub article: String,
}

/// A row of the bulletin: what the portal shows of a decision. Public.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BulletinRow {
    /// Entry number of the first publication: the permanent address.
    pub number: u64,
    /// Entry number of the version shown.
    pub version: u64,
    pub stream: StreamId,
    pub unit: String,
    /// Exact document; empty once withdrawn.
    pub document: String,
    pub published_on: Date,
    pub decided_on: Date,
    pub withdrawn: Option<String>,
    /// Day and entry number of the withdrawal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn_at: Option<(Date, u64)>,
    pub corrected: u32,
}

/// A row of the counters: computed from public entries alone, so that an outsider gets the same figures.
pub type CountRow = oversight::counters::Counted;

/// What the database itself must know to hold the gate (clause 21): a decision in scope needs a passed review of the same text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum GateRow {
    Passed { stream: StreamId, number: u64, text_digest: String },
    Decided { stream: StreamId, number: u64, text_digest: String, in_scope: bool },
}

/// The docket row, once the case is opened.
pub fn docket(case: &Standing, calendar: &Calendar) -> Option<DocketRow> {
    let opened = case.opened.as_ref()?;
    Some(DocketRow {
        stream: case.stream,
        seq: case.seq,
        number: opened.number.to_string(),
        title: opened.title.clone(),
        body: opened.body.clone(),
        department: opened.department.clone(),
        party: opened.party.name.clone(),
        stage: stage_code(case.stage()).to_owned(),
        handlers: case.handlers.iter().map(|handler| handler.id.clone()).collect(),
        opened_on: case.opened_on?,
        decided_on: case.decision.as_ref().map(|decision| decision.on),
        closed_on: case.closed_on,
        archived_on: case.archived_on,
        // A period of the party's is nothing the body can miss.
        next_due: due::clocks(case, calendar)
            .iter()
            .filter(|clock| !clock.is_the_partys())
            .filter_map(Clock::last_day)
            .min(),
        steps: case.recorded_steps(),
    })
}

/// The code of a stage in rows and URLs.
pub fn stage_code(stage: Stage) -> &'static str {
    match stage {
        Stage::Clue => "clue",
        Stage::Filing => "filing",
        Stage::Investigation => "investigation",
        Stage::Notice => "notice",
        Stage::Review => "review",
        Stage::Decision => "decision",
        Stage::Delivery => "delivery",
        Stage::Execution => "execution",
        Stage::Closing => "closing",
        Stage::Archive => "archive",
        Stage::Complaint => "complaint",
        Stage::Register => "register",
    }
}

/// The duties of a case: each running clock, laid at the door of whoever can stop it.
pub fn duties(case: &Standing, calendar: &Calendar) -> Vec<DutyRow> {
    if case.complaint.received.is_some() {
        return letters::duties(case, calendar);
    }
    let Some(opened) = case.opened.as_ref() else { return Vec::new() };
    let mut rows = Vec::new();
    for clock in due::clocks(case, calendar) {
        for assignee in clock.assignees(case, &opened.body) {
            rows.push(DutyRow {
                stream: case.stream,
                place: rows.len() as u32,
                assignee,
                act: clock.act.to_owned(),
                what: clock.what.clone(),
                case_number: opened.number.to_string(),
                case_title: opened.title.clone(),
                due: clock.last_day(),
                provisional: clock.deadline.as_ref().is_some_and(|deadline| deadline.provisional),
                length: clock.deadline.as_ref().map(|deadline| deadline.length.clone()).unwrap_or_default(),
                article: clock.article.clone(),
            });
        }
    }
    rows
}

/// The bulletin row after `recorded`, given the row before.
pub fn bulletin(before: Option<BulletinRow>, recorded: &Recorded, case: &Standing) -> Option<BulletinRow> {
    match &recorded.body.event {
        Event::DecisionPublished(published) => Some(BulletinRow {
            number: recorded.number,
            version: recorded.number,
            stream: recorded.stream,
            unit: recorded.body.unit.clone(),
            document: published.document.clone(),
            published_on: recorded.day(),
            decided_on: case.decision.as_ref().map_or(recorded.day(), |decision| decision.on),
            withdrawn: None,
            withdrawn_at: None,
            corrected: 0,
        }),
        Event::PublicationCorrected(corrected) => before.map(|row| BulletinRow {
            version: recorded.number,
            document: corrected.document.clone(),
            corrected: row.corrected + 1,
            ..row
        }),
        Event::PublicationWithdrawn(withdrawn) => before.map(|row| BulletinRow {
            document: String::new(),
            withdrawn: Some(withdrawn.reason.clone()),
            withdrawn_at: Some((recorded.day(), recorded.number)),
            ..row
        }),
        _ => before,
    }
}

/// Whether this event changes the bulletin.
pub fn touches_bulletin(event: &Event) -> bool {
    matches!(
        event,
        Event::DecisionPublished(_) | Event::PublicationCorrected(_) | Event::PublicationWithdrawn(_)
    )
}

/// What the gate in the database has to know of this event.
pub fn gate(recorded: &Recorded) -> Option<GateRow> {
    let (stream, number) = (recorded.stream, recorded.number);
    match &recorded.body.event {
        Event::ReviewPassed(passed) => {
            Some(GateRow::Passed { stream, number, text_digest: passed.text_digest.clone() })
        }
        event => event.decision().map(|decided| GateRow::Decided {
            stream,
            number,
            text_digest: decided.text_digest.clone(),
            in_scope: decided.scope.in_scope,
        }),
    }
}

/// The counter row of a case after `recorded`; looks at the public side of the event only.
pub fn counted(before: Option<CountRow>, recorded: &Recorded, calendar: &Calendar) -> Option<CountRow> {
    let event = &recorded.body.event;
    let unit = event.unit_is_public().then_some(recorded.body.unit.as_str());
    let public = oversight::counters::PublicSide {
        kind: event.name(),
        stream: recorded.stream,
        unit,
        day: recorded.day(),
    };
    oversight::counters::counted(before, public, calendar)
}

/// Whether the case's publication is still to be decided on; of a case handed over for crime nothing is to be decided.
pub fn publication_pending(case: &Standing) -> bool {
    let outcome = case.outcome();
    outcome.is_some_and(|outcome| outcome != Outcome::Transferred) && case.publication == Publication::Pending
}
