//! The clocks of a case as the desk lays them at doors: the one for deciding is that of the decision itself, and what an ending asks for is asked of the right
//! person by the right act.

use cases::testing as filled;
use desk::due::{Clock, clocks};
use events::testing::Story;
use events::testing::district::{CHEN, MAJOR, ZHANG, ZHAO};
use law::scope::Outcome;

fn running(story: &Story) -> Vec<Clock> {
    clocks(&story.standing, story.registers.calendar())
}

fn clock(story: &Story, act: &str) -> Clock {
    let found = running(story).into_iter().find(|clock| clock.act == act);
    found.unwrap_or_else(|| panic!("no clock is stopped by {act}"))
}

/// Length as shown, and the last day.
fn length(clock: &Clock) -> Option<(String, String)> {
    clock.deadline.as_ref().map(|deadline| (deadline.length.clone(), deadline.last_day.to_string()))
}

#[test]
fn the_clock_for_deciding_is_that_of_the_decision_and_says_what_it_is_made_of() {
    let story = Story::hearing_held().by(ZHAO).does(&filled::extension(30));
    let limit = story.standing.case_limit(story.registers.calendar()).expect("is filed");
    let shown = clock(&story, "decision");
    assert_eq!(shown.deadline.as_ref(), Some(&limit.deadline));
    assert_eq!(shown.what, "自立案起作出处理决定（90日，延长30日，听证不计入13日）");
    assert_eq!(clock(&Story::concluded(), "decision").what, "自立案起作出处理决定");
    assert_eq!(shown.article, "《市场监督管理行政处罚程序规定》第六十四条");
}

#[test]
fn while_others_examine_the_clock_stands_still_and_the_result_is_waited_for() {
    let story = Story::investigated().stores("order.pdf").stores("report.pdf");
    let begun = story.clone().does(&filled::appraisal(&story, "order.pdf"));
    let shown = clock(&begun, "conclusion");
    assert_eq!(length(&shown), None);
    assert!(shown.what.contains("检测检验鉴定自2026-11-24起，期间停止计算"), "{}", shown.what);
    assert!(clock(&begun, "appraisal_result").what.contains("第1次"));
    let over = begun.does(&filled::appraisal_result(&story, "report.pdf"));
    assert!(length(&clock(&over, "conclusion")).is_some());
}

#[test]
fn a_text_without_penalty_goes_its_own_way_through_review() {
    let text = filled::no_penalty("transferred").draft.read(&Story::concluded().standing).expect("reads");
    let submitted = Story::concluded().submits(&text);
    clock(&submitted, "opinion");
    clock(&submitted.clone().returns(CHEN), "no_penalty_submission");
    clock(&submitted.passes(CHEN), "no_penalty");
    clock(&Story::returned(MAJOR), "submission");
    clock(&Story::reviewed(MAJOR), "decision");
}

#[test]
fn a_crime_is_handed_over_within_a_day_and_a_decision_served_within_seven() {
    let act = filled::no_penalty("transferred");
    let text = act.draft.read(&Story::concluded().standing).expect("reads");
    let decided = Story::concluded().submits(&text).passes(CHEN).at("2026-11-27T10:00").by(ZHAO).does(&act);
    assert_eq!(decided.standing.outcome(), Some(Outcome::Transferred));
    let handover = Some(("24小时".to_owned(), "2026-11-28".to_owned()));
    assert_eq!(length(&clock(&decided, "delivery")), handover, "a Saturday lengthens nothing");
    clock(&decided.by(ZHANG).delivers(), "closing");
    let slight = Story::concluded().at("2026-11-27T10:00").by(ZHAO).does(&filled::no_penalty("no_penalty"));
    assert_eq!(length(&clock(&slight, "delivery")).map(|(length, _)| length).as_deref(), Some("7个工作日"));
    clock(&slight.by(ZHANG).delivers(), "closing");
}
