//! The course of a case at a glance: which acts are open at each stage, and that the dry run tells the truth. The dry run of a blank act and the
//! same act filled in well must agree at every stage: open, and it succeeds; closed, and it is refused for the same reason. So no page shows a way
//! that is not there, and hides none that is.

use cases::testing as filled;
use events::act::Act;
use events::field::{Field, Offer, Shape, check};
use events::testing::Story;
use events::testing::course::draft;
use events::testing::district::{CHEN, LI, MAJOR, MINOR, WANG, ZHANG, ZHAO, ZHOU};
use events::{Event, Refusal};
use jiff::ToSpan;
use serde_json::{Map, Value, json};

/// An act at a stage: its word, the refusal of the dry run if any, and what the act filled in comes to.
type Answer = (&'static str, Option<String>, Result<Vec<Event>, Refusal>);

fn answer<A: Act>(story: &Story, officer: &str, act: &A) -> Answer {
    let story = story.clone().by(officer);
    (A::WORD, story.closed_to::<A>(), story.tries(act))
}

/// Every act of a case and its review, each by whose duty it is, filled in for this story.
fn answers(story: &Story) -> Vec<Answer> {
    let (handler, text) = (ZHANG, announced(story));
    let submission = reviews::submission::SubmitForReview {
        answer: "已经补充。".to_owned(),
        ..reviews::testing::submission(&text)
    };
    let unpenalised = reviews::no_penalty_submission::SubmitNoPenaltyForReview {
        answer: "已经补充。".to_owned(),
        ..reviews::testing::no_penalty_submission("transferred")
    };
    vec![
        answer(story, handler, &filled::opening()),
        answer(story, handler, &filled::filing_proposal()),
        answer(story, ZHAO, &filled::filing()),
        answer(story, ZHAO, &filled::refusal_to_file()),
        answer(story, handler, &filled::certificates(story)),
        answer(story, handler, &inspection(story)),
        answer(story, handler, &filled::inquiry(story)),
        answer(story, handler, &filled::evidence(story, "till.jpg")),
        answer(story, handler, &filled::preservation(story)),
        answer(story, handler, &filled::preservation_outcome()),
        answer(story, handler, &filled::recusal_request(LI)),
        answer(story, ZHAO, &filled::recusal(LI, WANG)),
        answer(story, handler, &filled::appraisal(story, "order.pdf")),
        answer(story, handler, &filled::appraisal_result(story, "report.pdf")),
        answer(story, ZHAO, &filled::extension(30)),
        answer(story, handler, &filled::conclusion()),
        answer(story, handler, &filled::prior_notice(&text)),
        answer(story, handler, &filled::delivery(story)),
        answer(story, handler, &filled::statement(story)),
        answer(story, handler, &filled::statement_waiver(story, "waiver.pdf")),
        answer(story, handler, &hearing_request(story)),
        answer(story, handler, &filled::hearing_waiver(story, "waiver.pdf")),
        answer(story, handler, &filled::hearing_notice(story)),
        answer(story, ZHOU, &filled::hearing()),
        answer(story, handler, &submission),
        answer(story, handler, &unpenalised),
        answer(story, CHEN, &reviews::testing::agreement()),
        answer(story, ZHAO, &filled::discussion(story)),
        answer(story, ZHAO, &filled::decision(&text)),
        answer(story, ZHAO, &filled::no_penalty("no_penalty")),
        answer(story, handler, &filled::payment(story, story.standing.fine_owed())),
        answer(story, handler, &filled::demand(story)),
        answer(story, handler, &filled::enforcement(story)),
        answer(story, ZHAO, &filled::closing()),
    ]
}

/// The text announced to the party, or the one about to be.
fn announced(story: &Story) -> events::draft::Draft {
    story.standing.notice.issued.as_ref().map_or_else(|| draft(MINOR), |issued| issued.draft.clone())
}

/// Held on the day on which certificates were last shown, so that a record entered later is still in order.
fn inspection(story: &Story) -> cases::inspection::RecordInspection {
    let filled = filled::inspection(story);
    let Some(shown) = story.standing.shown.last() else { return filled };
    let ended_at = Some(shown.at + 30.minutes());
    cases::inspection::RecordInspection { began_at: Some(shown.at), ended_at, ..filled }
}

/// Asked for on the day of service, so that a request entered later is still in time.
fn hearing_request(story: &Story) -> cases::hearing_request::RequestHearing {
    let on = story.standing.notice.served_on.or(Some(story.today()));
    cases::hearing_request::RequestHearing { on, ..filled::hearing_request(story) }
}

/// What is open as long as evidence may be gathered.
const GATHERING: &str =
    "certificates inspection inquiry evidence preservation recusal_request appraisal extension";
/// What is open from the conclusion of the investigation until the decision, the notice included: both may be made anew.
const INTENDING: &str = "certificates inspection inquiry evidence preservation recusal_request appraisal extension conclusion prior_notice";

/// The stages of a case with and without review, and the acts that are open at each, in the order of [`answers`].
fn stages() -> Vec<(&'static str, Story, [&'static str; 2])> {
    vec![
        ("nothing", Story::new(), ["", "opening"]),
        ("opened", Story::opened(), ["", "filing_proposal refusal_to_file"]),
        ("proposed", Story::proposed(), ["", "filing refusal_to_file"]),
        ("declined", Story::declined(), ["", ""]),
        ("filed", Story::filed(), ["", "certificates recusal_request appraisal extension"]),
        ("shown", Story::shown().at("2026-11-24T11:00"), [GATHERING, ""]),
        ("investigated", Story::investigated(), [GATHERING, "conclusion"]),
        ("concluded", Story::concluded(), [INTENDING, "no_penalty_submission discussion no_penalty"]),
        ("noticed", Story::noticed(MAJOR), [INTENDING, "delivery no_penalty_submission no_penalty"]),
        (
            "served",
            Story::served(MAJOR),
            [INTENDING, "statement statement_waiver hearing_request hearing_waiver no_penalty_submission no_penalty"],
        ),
        (
            "hearing asked for",
            Story::hearing_requested(),
            [INTENDING, "statement statement_waiver hearing_waiver hearing_notice no_penalty_submission no_penalty"],
        ),
        (
            "hearing arranged",
            Story::hearing_scheduled().at("2026-12-15T09:30"),
            [
                INTENDING,
                "statement statement_waiver hearing_waiver hearing_notice hearing no_penalty_submission no_penalty",
            ],
        ),
        (
            "hearing held",
            Story::hearing_held(),
            [INTENDING, "statement statement_waiver submission no_penalty_submission"],
        ),
        (
            "windows closed, out of scope",
            Story::lapsed(MINOR),
            [INTENDING, "statement statement_waiver submission no_penalty_submission discussion decision no_penalty"],
        ),
        (
            "windows closed, in scope",
            Story::lapsed(MAJOR),
            [
                INTENDING,
                "statement statement_waiver hearing_request hearing_waiver submission no_penalty_submission no_penalty",
            ],
        ),
        (
            "under review",
            Story::submitted(MAJOR),
            [
                INTENDING,
                "statement statement_waiver hearing_request hearing_waiver opinion",
            ],
        ),
        (
            "returned",
            Story::returned(MAJOR),
            [
                INTENDING,
                "statement statement_waiver hearing_request hearing_waiver submission no_penalty_submission",
            ],
        ),
        ("decided", Story::decided(MAJOR), ["", "delivery"]),
        ("served on the party", Story::delivered(MAJOR), ["", "payment"]),
        ("overdue", Story::delivered(MAJOR).at("2026-12-29T10:00"), ["", "payment demand"]),
        ("paid", Story::paid(MAJOR), ["", "closing"]),
        ("closed", Story::closed(MAJOR), ["", ""]),
    ]
    .into_iter()
    .map(|(name, story, open)| (name, story.by(ZHANG).stores("till.jpg").stores("waiver.pdf").stores("order.pdf").stores("report.pdf"), open))
    .collect()
}

/// A value of this shape, with the columns of a table that must be there, or with all of them.
fn value(shape: Shape, all: bool) -> Value {
    match shape {
        Shape::One(Offer::Recordings) => json!("ab".repeat(32)),
        Shape::Line(_) | Shape::Text(_) | Shape::One(_) => json!("文"),
        Shape::Date => json!("2026-11-23"),
        Shape::Moment => json!("2026-11-23T09:30"),
        Shape::Money => json!(1),
        Shape::Whole(least, _) => json!(least),
        Shape::Yes => json!(true),
        Shape::Choice(choices) => json!(choices[0].0),
        Shape::Many(_) | Shape::Lines(_) => json!(["文"]),
        Shape::Rows(columns) => json!([input(columns, all)]),
        Shape::File | Shape::Drawn | Shape::Digest => json!("ab".repeat(32)),
        Shape::Position => json!("31.22,121.42,15,2026-11-24T01:30:00Z"),
        Shape::Files => json!(["ab".repeat(32)]),
        Shape::Changes => json!([{"retire": {"key": "文", "from": "2026-11-23"}}]),
    }
}

fn input(fields: &[Field], all: bool) -> Map<String, Value> {
    let asked = fields.iter().filter(|field| all || field.required);
    asked.map(|field| (field.key.to_owned(), value(field.shape, all))).collect()
}

#[test]
fn what_the_form_may_leave_out_the_act_can_read_without() {
    for kind in desk::acts::ALL {
        for all in [false, true] {
            let input = input(kind.fields, all);
            assert_eq!(check(kind.fields, &input), [], "{}", kind.name);
            // An act that reads its input answers by its own rules; one that cannot says so of no field in particular.
            if let Err(refusal) = Story::new().tries_kind(kind, &Value::Object(input)) {
                assert_ne!(refusal.field.as_deref(), Some(""), "{}: {}", kind.name, refusal.says);
            }
        }
    }
}

#[test]
fn each_stage_opens_its_acts_and_no_other() {
    for (stage, story, open) in stages() {
        let found: Vec<&str> = answers(&story)
            .into_iter()
            .filter(|(_, closed, _)| closed.is_none())
            .map(|(word, ..)| word)
            .collect();
        assert_eq!(found.join(" "), open.join(" ").trim(), "at the stage “{stage}”");
    }
}

#[test]
fn the_dry_run_and_the_act_itself_agree_at_every_stage() {
    for (stage, story, _) in stages() {
        for (word, closed, done) in answers(&story) {
            match (closed, done) {
                (None, Ok(_)) => {}
                (Some(dry), Err(refusal)) => assert_eq!(dry, refusal.name, "{word} at “{stage}”"),
                (None, Err(refusal)) => panic!("{word} at “{stage}” looks open but is refused: {refusal:?}"),
                (Some(dry), Ok(_)) => panic!("{word} at “{stage}” looks closed ({dry}) but is lawful"),
            }
        }
    }
}
