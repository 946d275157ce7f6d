//! What a discretion standard says about given circumstances (裁量基准的适用): factors are answered, the first tier all of whose conditions hold is the one.
//! Pure and the same for the officer's desk, the public calculator and the examples that a standard has to carry. A circumstance that makes no difference to
//! what the others already say need not be answered: nobody is asked what an advertisement cost whose cost cannot be counted.
//!
//! A condition is `factor=choice`, `factor=one|another`, or for a number `factor>=n`, `factor>n`, `factor<=n`, `factor<n`.

use law::money::{Fen, MoneyError};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A standard as it is entered.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Standard {
    pub code: String,
    pub body: String,
    pub matter: String,
    pub name: String,
    pub basis: String,
    pub factors: Vec<Factor>,
    pub tiers: Vec<Tier>,
    pub examples: Vec<Example>,
}

/// A circumstance that counts.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Factor {
    pub key: String,
    pub question: String,
    /// What may be answered; empty for a number: a sum of money, to the fen, where the question or the band counts yuan, else a whole number.
    pub choices: Vec<String>,
}

/// A tier with its band.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Tier {
    pub name: String,
    /// All of them have to hold; none stands for every other case.
    pub conditions: Vec<String>,
    pub fine_min: Fen,
    pub fine_max: Fen,
    /// The factor whose amount in yuan is multiplied, where the band is a multiple and not a range.
    pub multiple_of: Option<String>,
    /// In hundredths of the base: 1000 is ten times.
    pub multiple_min: Option<u32>,
    pub multiple_max: Option<u32>,
    /// What else is imposed.
    pub measures: Option<String>,
}

/// A worked example.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Example {
    /// `factor=answer`, one for each factor.
    pub answers: Vec<String>,
    pub tier: String,
}

/// Answers by factor.
pub type Answers = BTreeMap<String, String>;

/// What a standard says.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    pub standard: String,
    pub tier: String,
    pub fine_min: Fen,
    pub fine_max: Fen,
    /// How the band was counted, where it is a multiple of a sum.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counted: Option<String>,
    pub measures: Option<String>,
    /// The basis with its articles, as the standard cites it.
    pub basis: String,
    /// Why this tier: its conditions, or that none other fits.
    pub because: Vec<String>,
}

/// Why there is no finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoFinding {
    /// A factor has no answer, or one that cannot be.
    Unanswered { factor: String, question: String },
    /// No tier fits.
    NoTier,
}

/// The tier for these circumstances.
pub fn evaluate(standard: &Standard, answers: &Answers) -> Result<Finding, NoFinding> {
    if let Some(fault) = faults(standard, answers).into_iter().next() {
        let question = standard.question(&fault.factor).to_owned();
        return Err(NoFinding::Unanswered { factor: fault.factor, question });
    }
    let tier = standard.tiers.iter().find(|tier| tier.fits(answers)).ok_or(NoFinding::NoTier)?;
    let band = tier.band(standard, answers);
    Ok(Finding {
        standard: standard.name.clone(),
        tier: tier.name.clone(),
        fine_min: band.min,
        fine_max: band.max,
        counted: band.counted,
        measures: tier.measures.clone(),
        basis: standard.basis.clone(),
        because: tier.conditions.iter().map(|condition| in_words(standard, condition)).collect(),
    })
}

/// What is wrong with the answer to a factor's question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerFault {
    pub factor: String,
    pub reason: String,
}

/// Everything that keeps these answers from being evaluated, all at once and in the order of the questions: answers that cannot be, and those that are missing where
/// the others leave it open.
pub fn faults(standard: &Standard, answers: &Answers) -> Vec<AnswerFault> {
    let needed = needed(standard, answers);
    let one = |factor: &Factor| {
        let reason = match answers.get(&factor.key) {
            Some(answer) => standard.wrong(factor, answer)?,
            None if !needed.contains(&factor.key.as_str()) => return None,
            None if factor.choices.is_empty() => "没有填写".to_owned(),
            None => "没有选择".to_owned(),
        };
        Some(AnswerFault { factor: factor.key.clone(), reason })
    };
    standard.factors.iter().filter_map(one).collect()
}

/// The factors without an answer on which it still depends which tier applies, and what it comes to.
fn needed<'a>(standard: &'a Standard, answers: &Answers) -> Vec<&'a str> {
    let mut needed = Vec::new();
    for tier in &standard.tiers {
        let conditions: Vec<Condition<'_>> =
            tier.conditions.iter().filter_map(|text| Condition::read(text)).collect();
        let (answered, open): (Vec<&Condition<'_>>, Vec<&Condition<'_>>) =
            conditions.iter().partition(|condition| answers.contains_key(condition.factor));
        if answered.iter().any(|condition| !condition.holds(answers)) {
            continue;
        }
        needed.extend(open.iter().map(|condition| condition.factor));
        needed.extend(tier.multiple_of.as_deref().filter(|of| !answers.contains_key(*of)));
        if open.is_empty() {
            break;
        }
    }
    needed
}

/// The fine a tier gives for these circumstances.
pub struct Band {
    pub min: Fen,
    pub max: Fen,
    pub counted: Option<String>,
}

impl Tier {
    /// Whether all its conditions hold.
    pub fn fits(&self, answers: &Answers) -> bool {
        let holds = |text: &String| Condition::read(text).is_some_and(|condition| condition.holds(answers));
        self.conditions.iter().all(holds)
    }

    /// The range as it is written, or the multiple of what was answered.
    fn band(&self, standard: &Standard, answers: &Answers) -> Band {
        let fixed = Band { min: self.fine_min, max: self.fine_max, counted: None };
        let (Some(of), Some(least), Some(most)) = (&self.multiple_of, self.multiple_min, self.multiple_max)
        else {
            return fixed;
        };
        let Some(base) = answers.get(of).and_then(|answer| number(answer)) else { return fixed };
        let counted = format!("{}：{base}元，按{}至{}计算", standard.base(of), times(least), times(most));
        Band { min: share(base, least), max: share(base, most), counted: Some(counted) }
    }

    /// The band without any circumstances, as a list of tiers shows it.
    pub fn band_in_words(&self, standard: &Standard) -> String {
        match (&self.multiple_of, self.multiple_min, self.multiple_max) {
            (Some(of), Some(least), Some(most)) if least == most => {
                format!("{}的{}", standard.base(of), times(least))
            }
            (Some(of), Some(least), Some(most)) => {
                format!("{}的{}至{}", standard.base(of), times(least), times(most))
            }
            _ if self.fine_min == self.fine_max => format!("{}元", self.fine_min),
            _ => format!("{}元至{}元", self.fine_min, self.fine_max),
        }
    }
}

impl Standard {
    /// What a factor asks; its key when it is not listed.
    pub fn question<'a>(&'a self, factor: &'a str) -> &'a str {
        let found = self.factors.iter().find(|known| known.key == factor);
        found.map_or(factor, |factor| factor.question.as_str())
    }

    /// What a factor is the sum of: its question without what stands in brackets behind it.
    pub fn base<'a>(&'a self, factor: &'a str) -> &'a str {
        let question = self.question(factor);
        question.split(['（', '(']).next().filter(|base| !base.is_empty()).unwrap_or(question)
    }

    /// Whether a factor is a sum of money: its question says yuan, or a band multiplies it.
    pub fn counts_money(&self, factor: &Factor) -> bool {
        let multiplied = self.tiers.iter().any(|tier| tier.multiple_of.as_ref() == Some(&factor.key));
        let in_yuan = ["（元", "(元"].iter().any(|unit| factor.question.contains(unit));
        factor.choices.is_empty() && (multiplied || in_yuan)
    }

    /// Why this cannot be an answer; `None` when it can.
    fn wrong(&self, factor: &Factor, answer: &str) -> Option<String> {
        if !factor.choices.is_empty() {
            let listed = factor.choices.iter().any(|choice| choice == answer);
            return (!listed).then(|| format!("“{answer}”不在选项之内"));
        }
        let read = Fen::parse_yuan(answer);
        match (self.counts_money(factor), read) {
            (true, Ok(_)) => None,
            (true, Err(fault)) => Some(fault.to_string()),
            (false, Ok(whole)) if whole.0 % 100 == 0 && !answer.contains('.') => None,
            (false, Err(MoneyError::Negative)) => Some("不能为负数".to_owned()),
            (false, Err(MoneyError::TooLarge | MoneyError::TooLong)) => Some("超过上限一千亿".to_owned()),
            (false, _) => Some("应为整数，如 12".to_owned()),
        }
    }
}

/// A number as it was answered, in hundredths.
fn number(answer: &str) -> Option<Fen> {
    Fen::parse_yuan(answer).ok()
}

/// Hundredths as people say them: 1000 is 10倍, 350 is 3.5倍, 30 is 30%.
pub fn times(percent: u32) -> String {
    match (percent / 100, percent % 100) {
        (0, part) => format!("{part}%"),
        (whole, 0) => format!("{whole}倍"),
        (whole, part) if part % 10 == 0 => format!("{whole}.{}倍", part / 10),
        (whole, part) => format!("{whole}.{part:02}倍"),
    }
}

/// So many hundredths of a sum, never more than an amount can be.
fn share(base: Fen, percent: u32) -> Fen {
    let sum = i128::from(base.0) * i128::from(percent) / 100;
    Fen(i64::try_from(sum).unwrap_or(i64::MAX))
}

/// A condition, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition<'a> {
    pub factor: &'a str,
    pub(crate) sign: &'a str,
    pub values: Vec<&'a str>,
}

impl<'a> Condition<'a> {
    /// `None` when it is not a condition.
    pub fn read(text: &'a str) -> Option<Condition<'a>> {
        // The longer signs first: `>=` contains `=`.
        let (factor, sign, values) = [">=", "<=", ">", "<", "="]
            .into_iter()
            .find_map(|sign| text.split_once(sign).map(|(factor, values)| (factor.trim(), sign, values)))?;
        let values: Vec<&str> = values.split('|').map(str::trim).collect();
        let whole = !factor.is_empty() && values.iter().all(|value| !value.is_empty());
        let number = sign == "=" || (values.len() == 1 && values[0].parse::<u64>().is_ok());
        (whole && number).then_some(Condition { factor, sign, values })
    }

    pub fn is_about_a_number(&self) -> bool {
        self.sign != "="
    }

    /// Whether it lets through nothing below this sum, its number being yuan.
    pub fn is_at_least(&self, sum: Fen) -> bool {
        let bound = self.values.first().and_then(|value| value.parse::<i64>().ok());
        matches!(self.sign, ">=" | ">") && bound.is_some_and(|bound| Fen::yuan(bound) >= sum)
    }

    /// Whether it lets through nothing from this sum on.
    pub fn is_below(&self, sum: Fen) -> bool {
        let bound = self.values.first().and_then(|value| number(value));
        bound.is_some_and(|bound| (self.sign == "<" && bound <= sum) || (self.sign == "<=" && bound < sum))
    }

    /// Whether it lets through everything from this sum on.
    pub fn takes_all_from(&self, sum: Fen) -> bool {
        let bound = self.values.first().and_then(|value| number(value));
        bound.is_some_and(|bound| (self.sign == ">=" && bound <= sum) || (self.sign == ">" && bound < sum))
    }

    pub fn holds(&self, answers: &Answers) -> bool {
        let Some(answer) = answers.get(self.factor) else { return false };
        if self.sign == "=" {
            let same = |value: &&str| {
                *value == answer || number(value).is_some_and(|one| number(answer) == Some(one))
            };
            return self.values.iter().any(same);
        }
        let (Some(answer), Some(bound)) =
            (number(answer), self.values.first().and_then(|value| number(value)))
        else {
            return false;
        };
        match self.sign {
            ">=" => answer >= bound,
            "<=" => answer <= bound,
            ">" => answer > bound,
            _ => answer < bound,
        }
    }
}

/// The answers of an example.
pub fn answers(lines: &[String]) -> Answers {
    let pair = |line: &String| {
        line.split_once('=').map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned()))
    };
    lines.iter().filter_map(pair).collect()
}

/// A condition as a citizen reads it.
pub fn in_words(standard: &Standard, text: &str) -> String {
    let Some(condition) = Condition::read(text) else { return text.to_owned() };
    let question = standard.question(condition.factor);
    let sign = match condition.sign {
        ">=" => "不少于",
        "<=" => "不超过",
        ">" => "超过",
        "<" => "不满",
        _ => "",
    };
    format!("{question}：{sign}{}", condition.values.join("或者"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_read() {
        let about = |text| {
            Condition::read(text).map(|condition| (condition.factor, condition.sign, condition.values))
        };
        assert_eq!(about("value>=5000"), Some(("value", ">=", vec!["5000"])));
        assert_eq!(about("harm = 轻微 | 没有"), Some(("harm", "=", vec!["轻微", "没有"])));
        for wrong in ["", "value", "value>=", ">=5", "value>=很多", "value>1|2", "a=|b"] {
            assert_eq!(about(wrong), None, "{wrong}");
        }
    }

    fn advertisement() -> Standard {
        serde_json::from_value(serde_json::json!({"name": "甲", "basis": "《甲法》第一条",
        "factors": [{"key": "known", "question": "能否计算", "choices": ["能够", "无法"]},
                    {"key": "cost", "question": "费用（元，无法计算的不填）"}, {"key": "times", "question": "次数"}],
        "tiers": [{"name": "倍数", "conditions": ["known=能够"], "multiple_of": "cost", "multiple_min": 300, "multiple_max": 350},
                  {"name": "多次", "conditions": ["times>3"], "fine_min": 500, "fine_max": 900},
                  {"name": "其他", "fine_min": 100, "fine_max": 500}]}))
        .expect("a standard")
    }

    fn told(lines: &[&str]) -> Answers {
        answers(&lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn every_fault_is_told_by_its_reason_and_all_at_once() {
        let standard = advertisement();
        let reasons = |lines: &[&str]| -> Vec<String> {
            faults(&standard, &told(lines))
                .into_iter()
                .map(|one| format!("{}：{}", one.factor, one.reason))
                .collect()
        };
        assert_eq!(reasons(&[]), ["known：没有选择", "cost：没有填写", "times：没有填写"]);
        assert_eq!(
            reasons(&["known=也许", "cost=-5", "times=1.5"]),
            ["known：“也许”不在选项之内", "cost：金额不能为负数", "times：应为整数，如 12"]
        );
        assert_eq!(reasons(&["known=能够", "cost=999999999999"]), ["cost：金额超过上限一千亿元"]);
        assert_eq!(reasons(&["known=能够", "cost=9.999"]), ["cost：金额最多两位小数（精确到分）"]);
        assert_eq!(reasons(&["known=无法", "times=999999999999"]), ["times：超过上限一千亿"]);
        assert_eq!(reasons(&["known=能够", "cost=3000元"]).len(), 1);
    }

    #[test]
    fn sums_go_to_the_fen_and_what_makes_no_difference_is_not_asked() {
        let standard = advertisement();
        let found = evaluate(&standard, &told(&["known=能够", "cost=9,999.99"])).expect("a finding");
        assert_eq!((found.fine_min, found.fine_max), (Fen(2_999_997), Fen(3_499_996)));
        assert_eq!(found.counted.as_deref(), Some("费用：9,999.99元，按3倍至3.5倍计算"));
        let uncounted = evaluate(&standard, &told(&["known=无法", "times=4"])).expect("a finding");
        assert_eq!(uncounted.tier, "多次");
        assert!(evaluate(&standard, &told(&["known=无法"])).is_err());
        assert_eq!(
            (times(30), times(105), times(1000)),
            ("30%".to_owned(), "1.05倍".to_owned(), "10倍".to_owned())
        );
    }

    #[test]
    fn bounds_are_exact() {
        let holds = |text: &str, answer: &str| {
            let answers = Answers::from([("v".to_owned(), answer.to_owned())]);
            Condition::read(text).is_some_and(|condition| condition.holds(&answers))
        };
        assert!(holds("v<100", "99.99") && !holds("v<100", "100.01") && holds("v>100", "100.01"));
        for (text, below, at, above) in [
            ("v>=100", false, true, true),
            ("v>100", false, false, true),
            ("v<=100", true, true, false),
            ("v<100", true, false, false),
        ] {
            assert_eq!(
                (holds(text, "99"), holds(text, "100"), holds(text, "101")),
                (below, at, above),
                "{text}"
            );
        }
    }
}
