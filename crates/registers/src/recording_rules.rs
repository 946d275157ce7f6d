//! 音像记录事项: which steps are recorded in sound or picture, what has to be seen and said, how long it is kept, and where recording is left off (plan
//! clauses 9 and 11, features 11.1). How long is the body's own rule: the figure is data of the entry, dated like everything in it. So is from what length on
//! something counts as an interruption, and how far a device's clock may be off.

use crate::declaration::{Register, Term};
use crate::grounds::{BODY, CODE};
use crate::officer::post;
use events::field::{Field, Shape};
use events::records::{RecordingAdded, STAGES};
use events::registers::OfficerEntered;
use events::{Refusal, Registers};
use jiff::civil::Date;
use law::article::{Article, PLAN};
use serde::Deserialize;

/// The register of recording rules.
pub struct RecordingRules;

/// What the rules of this register look at.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Content {
    pub exemption: Option<String>,
    pub exemption_basis: Option<String>,
    pub level: Option<String>,
    pub stage: Option<String>,
    pub gap_ms: Option<u64>,
    pub still_ms: Option<u64>,
    pub key_frame_ms: Option<u64>,
    pub clock_off_seconds: Option<u64>,
    pub viewers: Vec<String>,
}

/// From what on something about a recording is pointed out; `None` where no rule of the body says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Measures {
    /// An interval without picture or sound.
    pub gap_ms: Option<u64>,
    /// A picture that does not move.
    pub still_ms: Option<u64>,
    /// An interval without a key frame.
    pub key_frame_ms: Option<u64>,
    /// A clock that is wrong.
    pub clock_off_seconds: Option<u64>,
}

/// The strictest measures among the rules of a body in force on the day: a recording comes in before anyone says of which step it is.
pub fn measures(registers: &Registers, body: &str, day: Date) -> Measures {
    let rules = registers.recording_rules(body, day);
    let rules = rules.filter_map(|(_, rule)| Content::deserialize(rule).ok());
    let stricter = |one: Option<u64>, other: Option<u64>| one.into_iter().chain(other).min();
    rules.fold(Measures::default(), |strict, rule| Measures {
        gap_ms: stricter(strict.gap_ms, rule.gap_ms),
        still_ms: stricter(strict.still_ms, rule.still_ms),
        key_frame_ms: stricter(strict.key_frame_ms, rule.key_frame_ms),
        clock_off_seconds: stricter(strict.clock_off_seconds, rule.clock_off_seconds),
    })
}

/// The rule that leaves looking at a recording to others than this person: its code, and the posts it leaves it to. A rule counts as it stood on the day of the recording, on the step it is
/// about; one that names nobody leaves it to everybody whose duties allow it.
pub fn shut_to(
    by: &OfficerEntered,
    registers: &Registers,
    body: &str,
    recording: &RecordingAdded,
) -> Option<(String, Vec<String>)> {
    let rules = registers.rules_of_recording(body, recording);
    let mut rules = rules.filter_map(|(code, rule)| Some((code, Content::deserialize(rule).ok()?)));
    let holds = |word: &String| post(word).is_some_and(|post| by.posts.contains(&post));
    let (code, rule) = rules.find(|(_, rule)| !rule.viewers.is_empty() && !rule.viewers.iter().any(holds))?;
    Some((code.to_owned(), rule.viewers))
}

events::refusals! {
    /// Why it cannot stand.
    pub enum Refused {
        ViewerUnknown { post: String } => Article::of(PLAN, 12), "没有名为“{post}”的岗位", "每行填写一个岗位，如：法制审核人员", field "viewers";
        ViewersWithoutStage => Article::of(PLAN, 12), "写明了由谁查看，没有写明是案件的哪个环节的音像记录", "选择对应的案件环节", field "stage";
        LevelWithoutStage => Article::of(PLAN, 11), "写明了应当记录，没有写明是案件的哪个环节，无法核对是否记录", "选择对应的案件环节", field "stage";
        ExemptionWithoutBasis => Article::of(PLAN, 9), "可以不作音像记录的情形没有写明依据", "写明易燃易爆、无菌等场所要求的依据", field "exemption_basis";
    }
}

impl Register for RecordingRules {
    const WORD: &'static str = "recording_rules";
    const TITLE: &'static str = "音像记录事项清单";
    const ABOUT: &'static str = "哪些环节应当录音录像、记录哪些要素、怎样告知、保存多久。";
    const ARTICLE: Article = Article::of(PLAN, 11);
    const KEY: &'static [&'static str] = &["code"];
    const BODY: Option<&'static str> = Some("body");
    const COLUMNS: &'static [&'static str] = &["code", "step", "means", "body", "kept_months"];
    const PUBLIC: &'static [&'static str] = &[
        "code",
        "body",
        "step",
        "means",
        "elements",
        "words",
        "kept_months",
        "exemption",
        "exemption_basis",
        "stage",
        "level",
        "viewers",
        "gap_ms",
        "clock_off_seconds",
    ];
    const FIELDS: &'static [Field] = &[
        CODE,
        BODY,
        Field::new("step", "执法环节", Shape::Line(100)).hint("如：查封扣押、听证、留置送达"),
        Field::new(
            "means",
            "记录方式",
            Shape::Choice(&[("video", "录像"), ("sound", "录音"), ("either", "录音或者录像")]),
        ),
        Field::new("elements", "记录要素", Shape::Lines(200)),
        Field::new("words", "用语指引", Shape::Text(1000)),
        Field::new("kept_months", "保存期限（月）", Shape::Whole(1, 1200)),
        Field::new("exemption", "可以不作音像记录的情形", Shape::Text(500)).optional(),
        Field::new("exemption_basis", "上述情形的依据", Shape::Text(500)).optional(),
        Field::new("stage", "对应的案件环节", Shape::Choice(STAGES))
            .optional()
            .hint("选择后，案件中有这一环节而没有音像记录的，会被指出"),
        Field::new(
            "level",
            "要求",
            Shape::Choice(&[("must", "应当记录"), ("should", "一般记录"), ("may", "可以记录")]),
        )
        .optional(),
        Field::new("viewers", "可以查看的岗位", Shape::Lines(30))
            .optional()
            .hint("每行一个岗位，如：法制审核人员、机关负责人；不填写的，按职责查看。本案承办人和执法监督人员不受此限"),
        Field::new("gap_ms", "间断从多少毫秒起须说明", Shape::Whole(100, 600_000)).optional(),
        Field::new("still_ms", "画面静止从多少毫秒起指出", Shape::Whole(1000, 3_600_000)).optional(),
        Field::new("key_frame_ms", "关键帧间隔从多少毫秒起指出", Shape::Whole(1000, 3_600_000)).optional(),
        Field::new("clock_off_seconds", "设备时钟误差从多少秒起指出", Shape::Whole(1, 86_400)).optional(),
    ];
    type Content = Content;

    fn check(content: &Content, _term: Term, _registers: &Registers) -> Result<(), Refusal> {
        if let Some(unknown) = content.viewers.iter().find(|word| post(word).is_none()) {
            return Err(Refused::ViewerUnknown { post: unknown.clone() }.into());
        }
        if !content.viewers.is_empty() && content.stage.is_none() {
            return Err(Refused::ViewersWithoutStage.into());
        }
        if content.level.as_deref() == Some("must") && content.stage.is_none() {
            return Err(Refused::LevelWithoutStage.into());
        }
        match content.exemption.is_some() && content.exemption_basis.is_none() {
            true => Err(Refused::ExemptionWithoutBasis.into()),
            false => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Books, MARKET};
    use serde_json::json;

    #[test]
    fn leaving_off_recording_needs_a_basis() {
        let books = Books::standing();
        let mut rule = json!({"code": "YX-1", "body": MARKET, "step": "先行登记保存", "means": "video",
            "elements": ["时间", "地点"], "words": "现在开始录音录像", "kept_months": 24});
        books.allows::<RecordingRules>(&rule);
        rule["exemption"] = json!("易燃易爆场所");
        assert_eq!(books.refuses::<RecordingRules>(&rule), "ExemptionWithoutBasis");
        rule["exemption_basis"] = json!("《消防法》第二十一条");
        books.allows::<RecordingRules>(&rule);
    }

    #[test]
    fn what_must_be_recorded_names_the_step_of_a_case() {
        let books = Books::standing();
        let mut rule = json!({"code": "YX-1", "body": MARKET, "step": "先行登记保存", "means": "video", "level": "must",
            "elements": ["时间", "地点"], "words": "现在开始录音录像", "kept_months": 24});
        assert_eq!(books.refuses::<RecordingRules>(&rule), "LevelWithoutStage");
        rule["stage"] = json!("preservation");
        books.allows::<RecordingRules>(&rule);
    }

    #[test]
    fn looking_may_be_left_to_some_posts_for_the_recordings_of_a_step() {
        use events::entries::{Change, Held};
        use events::testing::district::{BODY, CHEN, LI};
        use events::testing::{Story, day};
        let books = Books::standing();
        let mut rule = json!({"code": "YX-1", "body": MARKET, "step": "听证", "means": "video",
            "elements": ["时间"], "words": "现在开始录音录像", "kept_months": 24, "viewers": ["审核员"]});
        assert_eq!(books.refuses::<RecordingRules>(&rule), "ViewerUnknown");
        rule["viewers"] = json!(["法制审核人员"]);
        assert_eq!(books.refuses::<RecordingRules>(&rule), "ViewersWithoutStage");
        rule["stage"] = json!("hearing");
        books.allows::<RecordingRules>(&rule);

        rule["body"] = json!(BODY);
        let held = Held { key: "YX-1".into(), valid_from: day("2026-06-01"), valid_to: None, content: rule };
        let story = Story::new().with_entry("recording_rules", &Change::Enter(held));
        let recording = |stage: &str, began: &str| -> RecordingAdded {
            serde_json::from_value(json!({"stage": stage, "title": "听证", "duration_ms": 1000, "began_at": began,
                "began_measured": true, "recorder": story.named(LI), "notes": [], "file": events::testing::file_named("a.mp4")}))
            .expect("a recording")
        };
        let shut = |who: &str, stage: &str, began: &str| {
            let officer = story.registers.officer(&who.into()).expect("is known");
            shut_to(officer, &story.registers, BODY, &recording(stage, began)).map(|(code, _)| code)
        };
        // The rule begins with the first day of June in Beijing.
        assert_eq!(shut(LI, "hearing", "2026-05-31T16:00:00Z").as_deref(), Some("YX-1"));
        assert_eq!(shut(LI, "hearing", "2026-05-31T15:59:59Z"), None);
        assert_eq!(shut(LI, "inspection", "2026-06-02T02:00:00Z"), None);
        assert_eq!(shut(CHEN, "hearing", "2026-06-02T02:00:00Z"), None);
    }

    #[test]
    fn the_strictest_rule_of_the_body_in_force_counts() {
        use events::entries::{Change, Held};
        use events::testing::{Story, day};
        let rule = |code: &str, body: &str, from: &str, gap_ms: u64| {
            let content = json!({"code": code, "body": body, "step": "听证", "gap_ms": gap_ms});
            let held = Held { key: code.to_owned(), valid_from: day(from), valid_to: None, content };
            Change::Enter(held)
        };
        let story = Story::new()
            .with_entry("recording_rules", &rule("a", MARKET, "2026-01-01", 2000))
            .with_entry("recording_rules", &rule("b", MARKET, "2026-06-01", 500))
            .with_entry("recording_rules", &rule("c", "another", "2026-01-01", 100));
        let gap_ms = |on: &str| measures(&story.registers, MARKET, day(on)).gap_ms;
        assert_eq!(
            [gap_ms("2025-12-31"), gap_ms("2026-05-31"), gap_ms("2026-06-01")],
            [None, Some(2000), Some(500)]
        );
    }
}
