//! What the law makes of a matter, for whoever reads its entry (features 1.2): which penalties may or shall be imposed and how much, within what time it is decided,
//! when a hearing may be asked for, when legal review comes first. From the same tables the acts are judged by (`law`), on the day that is asked for.

use super::shown::{Fact, Line, Reading, link, plain};
use events::registers::sector_of;
use jiff::civil::Date;
use law::case_period::decision_period;
use law::money::Fen;
use law::penalties::{Penalty, PenaltyKind};
use law::thresholds::{self, HearingQuestion, PartyKind, Sector};
use registers::citation;
use registers::evaluation::times;
use serde_json::Value;

/// The penalties in words: 应当：罚款；可以：没收违法所得.
pub fn penalties(value: &Value) -> Vec<String> {
    let rows = value.as_array().map_or(&[][..], Vec::as_slice);
    let of = |force: &str| {
        let kinds = rows.iter().filter(|row| row["force"] == force).filter_map(kind_of);
        kinds.map(PenaltyKind::title).collect::<Vec<_>>()
    };
    let told = [("应当给予", of("shall")), ("可以给予", of("may"))];
    told.into_iter()
        .filter(|(_, kinds)| !kinds.is_empty())
        .map(|(force, kinds)| format!("{force}：{}", kinds.join("、")))
        .collect()
}

fn kind_of(row: &Value) -> Option<PenaltyKind> {
    serde_json::from_value(row.get("kind")?.clone()).ok()
}

/// The range of the fine in words; `None` where no fine is provided.
pub fn range(content: &Value) -> Option<String> {
    let fen = |field: &str| content.get(field).and_then(Value::as_i64).map(Fen);
    let percent =
        |field: &str| content.get(field).and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok());
    let (least, most) = (fen("fine_min").unwrap_or_default(), fen("fine_max").unwrap_or_default());
    let fixed = match (least.0, most.0) {
        (_, 0) => None,
        (0, _) => Some(format!("{most}元以下")),
        (a, b) if a == b => Some(format!("{most}元")),
        _ => Some(format!("{least}元至{most}元")),
    };
    let of = content.get("multiple_of").and_then(Value::as_str);
    let multiple = of.zip(percent("multiple_min")).zip(percent("multiple_max")).map(|((of, least), most)| {
        match fen("multiple_from").unwrap_or_default() {
            Fen(0) => format!("{of}的{}至{}", times(least), times(most)),
            from => format!("{of}{from}元以上的，为{of}的{}至{}", times(least), times(most)),
        }
    });
    match (fixed, multiple) {
        (Some(fixed), Some(multiple)) => Some(match (of, fen("multiple_from").unwrap_or_default()) {
            // Where the statute multiplies any sum, the range is for what cannot be counted.
            (Some(of), Fen(0)) => format!("{multiple}；不按{of}计算的，{fixed}"),
            _ => format!("{fixed}；{multiple}"),
        }),
        (one, other) => one.or(other),
    }
}

/// The field of law a matter belongs to: its own, else its body's.
fn sector(reading: &Reading<'_>, content: &Value) -> Sector {
    let read = |content: &Value| serde_json::from_value(content.get("sector")?.clone()).ok();
    let text = |field: &str| content.get(field).and_then(Value::as_str).unwrap_or_default();
    let bodies = reading.directory.registers.of_word("body");
    let body = bodies.and_then(|bodies| bodies.as_of(text("body"), reading.day)?.content.as_ref());
    sector_of(text("basis"), read(content), body.and_then(read).unwrap_or(Sector::General))
}

/// What follows from the law for the matter.
pub fn facts(reading: &Reading<'_>, content: &Value) -> Vec<Fact> {
    let sector = sector(reading, content);
    let kinds: Vec<PenaltyKind> = content
        .get("penalties")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(kind_of)
        .collect();
    let mut facts = vec![
        Fact {
            label: "适用程序",
            lines: vec![vec![link("行政处罚普通程序：步骤、文书和期限", "/procedures/ordinary".to_owned())]],
            grid: None,
        },
        Fact { label: "法定办理期限", lines: vec![period(reading, sector)], grid: None },
    ];
    let hearing = hearing(reading, sector, &kinds);
    let heard = !hearing.is_empty();
    if heard {
        facts.push(Fact { label: "听证", lines: hearing, grid: None });
    }
    facts.push(Fact { label: "法制审核", lines: review(reading, heard), grid: None });
    facts
}

fn period(reading: &Reading<'_>, sector: Sector) -> Line {
    let period = decision_period(sector, reading.day);
    let mut text = format!("自立案之日起{}日内作出决定", period.days.0);
    if period.extensions_max > 0 {
        text.push_str(&format!("，经批准可以延长{}日", period.extension.0));
    }
    if !period.not_counted.is_empty() {
        let left_out: Vec<&str> = period.not_counted.iter().map(|time| time.title()).collect();
        text.push_str(&format!("；{}的时间不计入", left_out.join("、")));
    }
    reading.cited(&format!("{text}（{}）", period.article))
}

/// When the party may ask for a hearing: by the amount for each kind of party, or by the kind of penalty alone.
fn hearing(reading: &Reading<'_>, sector: Sector, kinds: &[PenaltyKind]) -> Vec<Line> {
    let mut lines = Vec::new();
    let holds = |from: Date, to: Option<Date>| from <= reading.day && to.is_none_or(|to| reading.day <= to);
    if kinds.iter().any(|kind| kind.has_amount()) {
        let rules = thresholds::hearing_rules().iter();
        for rule in rules.filter(|rule| rule.sector == sector && holds(rule.valid_from, rule.valid_to)) {
            lines.push(reading.cited(&format!(
                "对{}拟处罚款等数额达到{}元的（{}）",
                rule.party.title(),
                rule.min,
                rule.article
            )));
        }
    }
    for kind in kinds.iter().filter(|kind| !kind.has_amount()) {
        let penalty = Penalty { kind: *kind, amount: None, detail: String::new() };
        let asked = HearingQuestion {
            sector,
            party: PartyKind::Organisation,
            penalties: &[penalty],
            day: reading.day,
        };
        for reason in thresholds::hearing(&asked).trace.into_iter().filter(|reason| reason.met) {
            lines.push(reading.cited(&format!("拟给予{}（{}）", reason.why, reason.article)));
        }
    }
    lines
}

/// When a decision on the matter needs legal review: the rows of the decision table that can concern a penalty.
fn review(reading: &Reading<'_>, heard: bool) -> Vec<Line> {
    let opening = match heard {
        true => "拟处罚符合听证条件的，属于重大执法决定，未经法制审核不得作出；下列情形也应当审核：",
        false => "一般不属于重大执法决定；下列情形应当经过法制审核：",
    };
    let rules = law::scope::rules().iter().filter(|rule| rule.of_penalties && rule.holds_on(reading.day));
    // The opening has said that of hearings.
    let others = rules.filter(|rule| rule.name != law::scope::WITH_HEARING);
    let mut lines = vec![plain(opening)];
    lines.extend(others.map(|rule| reading.cited(&format!("{}（{}）", rule.name, rule.article))));
    lines
}

/// An article with its text in force.
pub struct Quoted {
    pub cited: String,
    pub href: String,
    /// From when this version of the text holds.
    pub since: String,
    pub lines: Vec<String>,
}

/// The articles a matter breaks and rests on, with the text in force on the day: what a citizen would have to look up.
pub fn articles(reading: &Reading<'_>, content: &Value) -> Vec<Quoted> {
    let mut found: Vec<Quoted> = Vec::new();
    for field in ["violated", "basis"] {
        let text = content.get(field).and_then(Value::as_str).unwrap_or_default();
        for cited in citation::cited(text) {
            let Some((text, key)) = reading.article(&cited) else { continue };
            let cited = citation::in_words(&cited);
            if found.iter().any(|known| known.cited == cited) {
                continue;
            }
            let since = reading.since("articles", &key).unwrap_or_default();
            let lines = text.lines().map(str::to_owned).collect();
            found.push(Quoted { cited, href: reading.address("articles", &key), since, lines });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_fine_is_said_in_yuan_and_multiples() {
        let table = [
            (json!({"fine_min": 0, "fine_max": 0}), None),
            (json!({"fine_min": 0, "fine_max": 500_000}), Some("5,000.00元以下")),
            (json!({"fine_min": 5_000_000, "fine_max": 10_000_000}), Some("50,000.00元至100,000.00元")),
            (
                json!({"multiple_of": "货值金额", "multiple_min": 100, "multiple_max": 300}),
                Some("货值金额的1倍至3倍"),
            ),
            (
                json!({"fine_max": 500_000, "multiple_of": "货值金额", "multiple_from": 1_000_000, "multiple_min": 1000, "multiple_max": 2000}),
                Some("5,000.00元以下；货值金额10,000.00元以上的，为货值金额的10倍至20倍"),
            ),
            (
                json!({"fine_min": 20_000_000, "fine_max": 100_000_000, "multiple_of": "广告费用", "multiple_min": 300, "multiple_max": 550}),
                Some("广告费用的3倍至5.5倍；不按广告费用计算的，200,000.00元至1,000,000.00元"),
            ),
        ];
        for (content, words) in table {
            assert_eq!(range(&content).as_deref(), words, "{content}");
        }
    }

    #[test]
    fn what_shall_and_what_may_be_imposed_stand_apart() {
        let rows = json!([{"kind": "fine", "force": "shall"}, {"kind": "warning", "force": "may"}]);
        let told = penalties(&rows);
        assert_eq!(
            told,
            [
                format!("应当给予：{}", PenaltyKind::Fine.title()),
                format!("可以给予：{}", PenaltyKind::Warning.title())
            ]
        );
    }
}
