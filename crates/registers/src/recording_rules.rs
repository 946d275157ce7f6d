//! 音像记录事项: which steps are recorded in sound or picture, what has to be seen and said, how long it is kept, and where recording is left off (plan
//! clauses 9 and 11, features 11.1). How long is the body's own rule: the figure is data of the entry, dated like everything in it.

use crate::declaration::{Register, Term};
use crate::grounds::{BODY, CODE};
use events::field::{Field, Shape};
use events::{Refusal, Registers};
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
}

events::refusals! {
    /// Why it cannot stand.
    pub enum Refused {
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
    ];
    type Content = Content;

    fn check(content: &Content, _term: Term, _registers: &Registers) -> Result<(), Refusal> {
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
}
