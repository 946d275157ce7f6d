//! How long a recording is kept (音像记录保存期限, plan clauses 11 and 12): as long as the longest of what holds it. The body's own rule gives months from the day of the recording; a
//! recording of a case goes with its volume, so until the volume is filed nothing ends, and then the volume's term counts; a hold keeps it whatever the terms say.

use events::occasion::beijing;
use events::records::RecordingAdded;
use events::{Registers, Standing};
use jiff::ToSpan;
use jiff::civil::Date;
use law::volume::Retention;
use serde_json::Value;

/// How long, and by what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keeping {
    /// The last day; `None` where there is none, or none yet.
    pub until: Option<Date>,
    /// Each ground in words, with its own last day.
    pub grounds: Vec<String>,
}

/// By what this recording of the case is kept, and how long.
pub fn keeping(case: &Standing, recording: &RecordingAdded, registers: &Registers) -> Keeping {
    let made_on = beijing(recording.at(0)).date();
    let body = case.opened.as_ref().map(|opened| opened.body.as_str()).unwrap_or_default();
    let (mut ends, mut grounds) = (Vec::new(), Vec::new());
    let months = |rule: &Value| rule.get("kept_months").and_then(Value::as_i64);
    let rules = registers.rules_of_recording(body, recording);
    for (code, months) in rules.filter_map(|(code, rule)| Some((code, months(rule)?))) {
        let last = made_on.checked_add(months.months()).unwrap_or(Date::MAX);
        grounds.push(format!("音像记录事项{code}：{months}个月，至{last}"));
        ends.push(Some(last));
    }
    let (ground, last) = with_the_volume(case);
    grounds.push(ground);
    ends.push(last);
    for hold in case.holds_open() {
        grounds.push(format!("保全{}：解除以前不处置", hold.in_words()));
        ends.push(None);
    }
    let until = ends.iter().copied().collect::<Option<Vec<Date>>>().and_then(|ends| ends.into_iter().max());
    Keeping { until, grounds }
}

fn with_the_volume(case: &Standing) -> (String, Option<Date>) {
    let Some((on, code)) = case.archived_on.zip(case.archive_retention.as_deref()) else {
        return ("随案卷保存：案卷归档以前不处置".to_owned(), None);
    };
    // What cannot be read is kept.
    let retention = Retention::of_code(code).unwrap_or(Retention::Permanent);
    match retention.last_day(case.closed_on.unwrap_or(on)) {
        Some(last) => (format!("随案卷保存：保管期限{}，至{last}", retention.title()), Some(last)),
        None => (format!("随案卷保存：保管期限{}", retention.title()), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hold::PlaceHold;
    use crate::volume::FileVolume;
    use crate::volume::testing::printed;
    use events::entries::{Change, Held};
    use events::testing::district::{BODY, LI, MINOR};
    use events::testing::{Story, day};
    use serde_json::json;

    fn recorded(story: Story) -> (Story, RecordingAdded) {
        let recording: RecordingAdded = serde_json::from_value(json!({
            "stage": "inspection", "title": "现场检查录像", "duration_ms": 60_000, "began_at": "2026-11-24T10:00:00Z",
            "began_measured": true, "recorder": story.named(LI), "notes": [],
            "file": events::testing::file_named("a.mp4"),
        }))
        .expect("a recording");
        let rule = json!({"body": BODY, "stage": "inspection", "kept_months": 24});
        let held = |key: &str, content| Held {
            key: key.into(),
            valid_from: day("2026-01-01"),
            valid_to: None,
            content,
        };
        let other = json!({"body": BODY, "stage": "hearing", "kept_months": 60});
        let story = story
            .with_entry("recording_rules", &Change::Enter(held("YX-01", rule)))
            .with_entry("recording_rules", &Change::Enter(held("YX-02", other)));
        (story, recording)
    }

    #[test]
    fn an_open_case_keeps_all_it_has() {
        let (story, recording) = recorded(Story::opened());
        let kept = keeping(&story.standing, &recording, &story.registers);
        assert_eq!(kept.until, None);
        assert_eq!(kept.grounds.len(), 2, "{:?}", kept.grounds);
        assert!(
            kept.grounds[0].contains("YX-01") && kept.grounds[0].contains("2028-11-24"),
            "{:?}",
            kept.grounds
        );
        assert!(kept.grounds[1].contains("归档以前不处置"));
    }

    #[test]
    fn a_filed_case_keeps_it_as_long_as_the_longest_term_and_a_hold_beyond() {
        let story = printed(Story::closed(MINOR)).does(&FileVolume::default());
        let (story, recording) = recorded(story);
        let kept = keeping(&story.standing, &recording, &story.registers);
        let closed = story.standing.closed_on.expect("is closed");
        assert_eq!(kept.until, Date::new(closed.year() + 30, 12, 31).ok(), "{:?}", kept.grounds);
        let hold =
            PlaceHold { kind: "suit".to_owned(), reason: "待质证。".to_owned(), ..PlaceHold::default() };
        let held = story.does(&hold);
        let kept = keeping(&held.standing, &recording, &held.registers);
        assert_eq!(kept.until, None);
        assert!(
            kept.grounds.iter().any(|ground| ground.contains("保全第1号　行政诉讼")),
            "{:?}",
            kept.grounds
        );
    }
}
