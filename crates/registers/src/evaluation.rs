//! What a discretion standard says about given circumstances (裁量基准的适用): factors are answered, the first tier all of whose conditions hold is the one.
//! Pure and the same for the officer's desk, the public calculator and the examples that a standard has to carry.
//!
//! A condition is `factor=choice`, `factor=one|another`, or for a number `factor>=n`, `factor>n`, `factor<=n`, `factor<n`.

use law::money::Fen;
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
    /// What may be answered; empty for a whole number.
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

/// The largest number that can be answered: a hundred billion, the most a sum of money in yuan can be.
const NUMBER_MAX: u64 = 100_000_000_000;

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
    for factor in &standard.factors {
        let fits = answers.get(&factor.key).is_some_and(|answer| factor.takes(answer));
        if !fits {
            return Err(NoFinding::Unanswered {
                factor: factor.key.clone(),
                question: factor.question.clone(),
            });
        }
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
        let Some(base) = answers.get(of).and_then(|answer| answer.parse::<i64>().ok()) else { return fixed };
        let base = Fen::yuan(base);
        let question = standard.question(of);
        let counted = format!("{question}：{base}元，按{}至{}计算", times(least), times(most));
        Band { min: share(base, least), max: share(base, most), counted: Some(counted) }
    }

    /// The band without any circumstances, as a list of tiers shows it.
    pub fn band_in_words(&self, standard: &Standard) -> String {
        match (&self.multiple_of, self.multiple_min, self.multiple_max) {
            (Some(of), Some(least), Some(most)) if least == most => {
                format!("{}的{}", standard.question(of), times(least))
            }
            (Some(of), Some(least), Some(most)) => {
                format!("{}的{}至{}", standard.question(of), times(least), times(most))
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
}

/// Hundredths as people say them: 1000 is 10倍, 150 is 150%.
pub fn times(percent: u32) -> String {
    match percent % 100 {
        0 => format!("{}倍", percent / 100),
        _ => format!("{percent}%"),
    }
}

/// So many hundredths of a sum, never more than an amount can be.
fn share(base: Fen, percent: u32) -> Fen {
    let sum = i128::from(base.0) * i128::from(percent) / 100;
    Fen(i64::try_from(sum).unwrap_or(i64::MAX))
}

impl Factor {
    /// Whether this can be an answer.
    pub fn takes(&self, answer: &str) -> bool {
        match self.choices.is_empty() {
            true => answer.parse::<u64>().is_ok_and(|number| number <= NUMBER_MAX),
            false => self.choices.iter().any(|choice| choice == answer),
        }
    }
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

    pub fn holds(&self, answers: &Answers) -> bool {
        let Some(answer) = answers.get(self.factor) else { return false };
        if self.sign == "=" {
            return self.values.contains(&answer.as_str());
        }
        let number = |text: &str| text.parse::<u64>().ok();
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

    #[test]
    fn bounds_are_exact() {
        let holds = |text: &str, answer: &str| {
            let answers = Answers::from([("v".to_owned(), answer.to_owned())]);
            Condition::read(text).is_some_and(|condition| condition.holds(&answers))
        };
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
