//! 救济渠道: for each body and kind of decision, where one may ask for reconsideration, within how many days, and which court hears the suit (行政处罚法
//! art 39; plan clause 1, features 1.5). The shortest periods are the statutes'; a body can state longer ones where a law gives them.

use crate::declaration::{Register, Term};
use crate::grounds::BODY;
use events::field::{Field, Shape};
use events::registers::{BodyEntered, BodyKind};
use events::{Refusal, Registers};
use jiff::civil::Date;
use law::article::{Article, LITIGATION_LAW, PENALTY_LAW, RECONSIDERATION_LAW};
use serde::Deserialize;

/// The register of remedies.
pub struct Remedies;

/// Kinds of decision, each with its own remedy.
pub const DECISIONS: &[(&str, &str)] = &[
    ("penalty", "行政处罚（普通程序）"),
    ("summary_penalty", "当场行政处罚"),
    ("compulsory_measure", "行政强制措施"),
    ("compulsory_execution", "行政强制执行"),
    ("permit", "行政许可"),
];

/// What may be done against a decision.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Content {
    pub body: String,
    pub decision: String,
    pub review_organ: String,
    pub review_days: u32,
    /// 复议前置.
    pub review_first: bool,
    pub court: String,
    /// For suing at once; a decision that has to go to reconsideration first is sued against within the days that follow from that.
    pub suit_months: Option<u32>,
}

events::refusals! {
    /// Why it cannot stand.
    pub enum Refused {
        ReviewTooShort { days: u32 } => Article::of(RECONSIDERATION_LAW, 20).paragraph(1), "申请复议的期限写作{days}日，短于法定的六十日", "不少于六十日", field "review_days";
        SuitMissing => Article::of(LITIGATION_LAW, 46).paragraph(1), "没有写明直接起诉的期限", "填写起诉期限；应当先申请复议的，勾选“应当先申请复议”", field "suit_months";
        SuitTooShort { months: u32 } => Article::of(LITIGATION_LAW, 46).paragraph(1), "起诉的期限写作{months}个月，短于法定的六个月", "不少于六个月", field "suit_months";
        ReviewComesFirst => Article::of(RECONSIDERATION_LAW, 23).paragraph(1).item(1), "对当场作出的行政处罚决定不服，应当先申请行政复议", "勾选“应当先申请复议”", field "review_first";
    }
}

impl Register for Remedies {
    const WORD: &'static str = "remedies";
    const TITLE: &'static str = "救济渠道";
    const ABOUT: &'static str = "对执法决定不服的，向哪个机关申请复议、向哪个法院起诉、各有多少时间。";
    const ARTICLE: Article = Article::of(PENALTY_LAW, 39);
    const KEY: &'static [&'static str] = &["body", "decision"];
    const BODY: Option<&'static str> = Some("body");
    const COLUMNS: &'static [&'static str] =
        &["body", "decision", "review_organ", "review_days", "court", "suit_months"];
    const PUBLIC: &'static [&'static str] =
        &["body", "decision", "review_organ", "review_days", "review_first", "court", "suit_months", "note"];
    const FIELDS: &'static [Field] = &[
        BODY,
        Field::new("decision", "决定种类", Shape::Choice(DECISIONS)),
        Field::new("review_organ", "行政复议机关", Shape::Line(100)),
        Field::new("review_days", "申请复议期限（日）", Shape::Whole(1, 365)),
        Field::new("review_first", "应当先申请复议", Shape::Yes).optional(),
        Field::new("court", "管辖法院", Shape::Line(100)),
        Field::new("suit_months", "直接起诉的期限（月）", Shape::Whole(1, 60))
            .optional()
            .hint("应当先申请复议的不填：收到复议决定之后起诉的期限由行政诉讼法第四十五条规定"),
        Field::new("note", "说明", Shape::Text(500)).optional(),
    ];
    type Content = Content;

    fn check(content: &Content, _term: Term, _registers: &Registers) -> Result<(), Refusal> {
        if content.review_days < 60 {
            return Err(Refused::ReviewTooShort { days: content.review_days }.into());
        }
        match content.suit_months {
            Some(months) if months < 6 => return Err(Refused::SuitTooShort { months }.into()),
            None if !content.review_first => return Err(Refused::SuitMissing.into()),
            _ => {}
        }
        if content.decision == "summary_penalty" && !content.review_first {
            return Err(Refused::ReviewComesFirst.into());
        }
        Ok(())
    }
}

/// Which bodies have no remedy stated for which kinds of decision on a day. The justice bureau itself decides nothing here, and an organisation that is entrusted
/// decides in the name of the organ that entrusts it, against which the remedies go (行政处罚法 art 20).
pub fn missing(registers: &Registers, day: Date) -> Vec<(&BodyEntered, &'static str)> {
    let book = registers.book(Remedies::WORD);
    let in_own_name =
        |body: &&BodyEntered| !matches!(body.kind, BodyKind::JusticeBureau | BodyKind::Delegated);
    let deciding = registers.bodies().filter(in_own_name);
    let pairs = deciding.flat_map(|body| DECISIONS.iter().map(move |(code, title)| (body, *code, *title)));
    pairs
        .filter(|(body, code, _)| book.as_of(&format!("{}~{code}", body.code), day).is_none())
        .map(|(body, _, title)| (body, title))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Books, MARKET, TODAY};
    use serde_json::{Value, json};

    fn penalty() -> Value {
        json!({"body": MARKET, "decision": "penalty", "review_organ": "长宁区人民政府", "review_days": 60,
               "court": "上海铁路运输法院", "suit_months": 6})
    }

    #[test]
    fn periods_shorter_than_the_statutes_are_refused() {
        let books = Books::standing();
        books.allows::<Remedies>(&penalty());
        #[rustfmt::skip]
        let table = [
            ("review_days", json!(59), "ReviewTooShort"),
            ("suit_months", json!(3), "SuitTooShort"),
            ("suit_months", Value::Null, "SuitMissing"),
            ("decision", json!("summary_penalty"), "ReviewComesFirst"),
        ];
        for (field, value, name) in table {
            let mut content = penalty();
            content[field] = value;
            assert_eq!(books.refuses::<Remedies>(&content), name);
        }
        let mut first = penalty();
        first["decision"] = json!("summary_penalty");
        first["review_first"] = json!(true);
        books.allows::<Remedies>(&first);
        first["suit_months"] = Value::Null;
        books.allows::<Remedies>(&first);
    }

    #[test]
    fn what_a_body_has_not_stated_is_named() {
        let mut books = Books::standing();
        let before = missing(&books.district.registers, TODAY).len();
        books.stand::<Remedies>(&penalty());
        let after = missing(&books.district.registers, TODAY);
        assert!(
            !after.iter().any(|(body, _)| body.kind == BodyKind::Delegated),
            "an entrusted organisation has no remedies of its own"
        );
        assert!(books.registers().body(crate::testing::DELEGATE).is_some());
        assert_eq!(after.len(), before - 1);
        assert!(!after.iter().any(|(body, kind)| body.code == MARKET && *kind == "行政处罚（普通程序）"));
    }
}
