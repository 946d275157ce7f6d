//! The rows of the readings that follow a letter from the public: the list of letters (投诉举报列表) and the duties it lays at doors. Plain functions of where
//! the letter stands, like those of a case in `readings`.

use crate::readings::DutyRow;
use complaints::clock::{self, Running};
use events::complaints::{LetterAbout, LetterReceived};
use events::{OfficerId, Standing, StreamId};
use jiff::civil::Date;
use law::calendar::Calendar;
use law::complaints::LetterKind;
use serde::{Deserialize, Serialize};

/// A row of the list of letters. What was written is not in it, nor who wrote it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LetterRow {
    pub stream: StreamId,
    pub number: String,
    pub kind: LetterKind,
    pub received_on: Date,
    /// The body with which it lies.
    pub body: String,
    pub body_name: String,
    pub stage: LetterStage,
    /// What its running clock asks for, and by when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub what: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    /// Whether supervision has been called in.
    pub overdue: bool,
    /// Whom it concerns; they are not shown the row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub officer: Option<OfficerId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handler: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handler_id: Option<OfficerId>,
    /// Whether the letter alone does not say whom it concerns: a case, or an officer whom its number does not lead to. Only those above anybody it may concern are
    /// shown the row.
    #[serde(default)]
    pub guarded: bool,
}

/// How far a letter has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LetterStage {
    Received,
    TakenOn,
    Declined,
    Answered,
}

impl LetterStage {
    pub fn title(self) -> &'static str {
        match self {
            LetterStage::Received => "待受理",
            LetterStage::TakenOn => "已受理",
            LetterStage::Declined => "不予受理",
            LetterStage::Answered => "已答复",
        }
    }
}

/// How far it has come.
pub fn stage(case: &Standing) -> LetterStage {
    let complaint = &case.complaint;
    match (&complaint.answered, &complaint.declined, complaint.taken_on) {
        (Some(_), _, _) => LetterStage::Answered,
        (_, Some(_), _) => LetterStage::Declined,
        (_, _, Some(_)) => LetterStage::TakenOn,
        _ => LetterStage::Received,
    }
}

/// The row of the list; `None` for what is no letter.
pub fn row(case: &Standing, calendar: &Calendar) -> Option<LetterRow> {
    let complaint = &case.complaint;
    let (received, body) = (complaint.received.as_ref()?, complaint.body.as_ref()?);
    let running = clock::running(case, calendar);
    Some(LetterRow {
        stream: case.stream,
        number: received.number.to_string(),
        kind: received.kind,
        received_on: complaint.received_on?,
        body: body.code.clone(),
        body_name: body.name.clone(),
        stage: stage(case),
        what: running.as_ref().map(|running| running.what.to_owned()),
        due: running.as_ref().map(|running| running.deadline.last_day),
        overdue: complaint.overdue.is_some() && !complaint.ended(),
        officer: received.officer.clone(),
        department: received.department.clone(),
        handler: complaint.handler.as_ref().map(|handler| handler.name.clone()),
        handler_id: complaint.handler.as_ref().map(|handler| handler.id.clone()),
        guarded: is_guarded(received),
    })
}

/// Whether the letter alone does not say whom it concerns.
fn is_guarded(received: &LetterReceived) -> bool {
    match received.about {
        LetterAbout::Case => true,
        LetterAbout::Officer => received.officer.is_none(),
        _ => false,
    }
}

/// Under which supervision a letter stands while it is overdue; empty otherwise.
pub fn supervision(case: &Standing) -> &str {
    let late = case.complaint.overdue.is_some() && !case.complaint.ended();
    case.complaint.received.as_ref().filter(|_| late).map_or("", |received| &received.supervision)
}

/// The duties of a letter: its clock at the door of those who deal with letters, or of whoever took it on; once it has run out, supervision's too. A letter
/// about an officer or a case lies at the door of the head of the body alone until it is taken on, so that nobody it concerns is told of it; with supervision, one of
/// which nobody knows yet whom it concerns lies at the supervisors' door.
pub(crate) fn duties(case: &Standing, calendar: &Calendar) -> Vec<DutyRow> {
    let complaint = &case.complaint;
    let (Some(received), Some(body), Some(running)) =
        (&complaint.received, &complaint.body, clock::running(case, calendar))
    else {
        return Vec::new();
    };
    let about_somebody = matches!(received.about, LetterAbout::Officer | LetterAbout::Case);
    let with_supervision = body.code == received.supervision;
    let door = match &complaint.handler {
        Some(handler) => format!("officer:{}", handler.id),
        None if with_supervision && is_guarded(received) => format!("post:supervisor@{}", body.code),
        None if about_somebody && !with_supervision => format!("post:head@{}", body.code),
        None => format!("post:letters@{}", body.code),
    };
    let mut rows = vec![duty(case, &running, 0, door, running.act, running.what.to_owned())];
    let supervision = supervision(case);
    if !supervision.is_empty() && !with_supervision {
        let what = format!("督办：{}逾期未{}", body.name, running.what);
        let door = format!("post:supervisor@{supervision}");
        rows.push(duty(case, &running, 1, door, "handover", what));
    }
    rows
}

fn duty(
    case: &Standing,
    running: &Running,
    place: u32,
    assignee: String,
    act: &str,
    what: String,
) -> DutyRow {
    let received = case.complaint.received.as_ref();
    DutyRow {
        stream: case.stream,
        place,
        assignee,
        act: act.to_owned(),
        what,
        case_number: received.map(|received| received.number.to_string()).unwrap_or_default(),
        case_title: received.map(|received| received.kind.title().to_owned()).unwrap_or_default(),
        due: Some(running.deadline.last_day),
        provisional: running.deadline.provisional,
        length: running.deadline.length.clone(),
        article: running.deadline.article.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use complaints::handover::HandOverLetter;
    use complaints::letter::HandInLetter;
    use complaints::overdue::NoteOverdue;
    use complaints::taking_on::TakeOnLetter;
    use complaints::testing::{about, letter};
    use events::testing::{Story, day, district};
    use events::{Act, Occasion};

    fn doors(story: &Story) -> Vec<String> {
        duties(&story.standing, story.registers.calendar()).into_iter().map(|row| row.assignee).collect()
    }

    #[test]
    fn a_clock_that_has_run_out_lies_at_supervision_s_door_too() {
        let story = Story::new().does(&letter());
        assert_eq!(doors(&story), [format!("post:letters@{}", district::BODY)]);
        let late = story.at("2026-12-09T09:00").does(&NoteOverdue::default());
        assert_eq!(
            doors(&late),
            [format!("post:letters@{}", district::BODY), format!("post:supervisor@{}", district::JUSTICE)]
        );
        let row = row(&late.standing, late.registers.calendar()).expect("a row");
        assert!(row.overdue && row.due == Some(day("2026-12-08")));
        let taken = late.by(district::WU).does(&TakeOnLetter::default());
        assert_eq!(doors(&taken), [format!("officer:{}", district::WU)]);
    }

    #[test]
    fn a_complaint_about_an_officer_lies_at_the_head_s_door() {
        let story = Story::new().does(&about(district::ZHANG));
        assert_eq!(doors(&story), [format!("post:head@{}", district::BODY)]);
    }

    #[test]
    fn a_complaint_about_nobody_knows_whom_is_shown_to_those_above_alone() {
        let unknown = HandInLetter { reference: "不存在".to_owned(), ..about(district::ZHANG) };
        let story = Story::new().does(&unknown);
        assert_eq!(doors(&story), [format!("post:supervisor@{}", district::JUSTICE)]);
        let guarded =
            |story: &Story| row(&story.standing, story.registers.calendar()).expect("a row").guarded;
        assert!(guarded(&story));
        let handed =
            HandOverLetter { to: district::BODY.to_owned(), reason: "由该机关核查。".to_owned() };
        let registers = &story.registers;
        let (by, body) = (registers.officer(&district::HE.into()), registers.body(district::JUSTICE));
        let (by, body) = (by.expect("is entered"), body.expect("is entered"));
        let events = handed.decide(&story.standing, &Occasion { by, body, ..story.occasion() });
        let event = events.expect("supervision hands it over").remove(0);
        let story = story.clone().happens(event);
        assert_eq!(doors(&story), [format!("post:head@{}", district::BODY)]);
        assert!(guarded(&story) && !guarded(&Story::new().does(&about(district::ZHANG))));
    }

    #[test]
    fn a_row_says_nothing_of_what_was_written_or_by_whom() {
        let story = Story::new().does(&letter());
        let row = row(&story.standing, story.registers.calendar()).expect("a row");
        let json = serde_json::to_string(&row).expect("json");
        for private in ["王某", "13800000000", "无人接待", "某某路"] {
            assert!(!json.contains(private), "{private}");
        }
    }
}
