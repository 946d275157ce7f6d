//! 行政处罚委托: one body entrusts another organisation with penalties, by a letter that names matters, limits and term and is made public (行政处罚法 art 20,
//! 21). The matters it names by code are what the people of that organisation may handle, in the name of the body that entrusts it, while the letter runs. Whoever is entrusted cannot entrust others (art 20 para 4), so a chain, and with it a cycle, cannot arise.

use crate::declaration::{Register, Term, content_of};
use crate::grounds::{self, CODE};
use events::field::{Field, Offer, Shape};
use events::registers::BodyKind;
use events::{Refusal, Registers};
use jiff::civil::Date;
use law::article::{Article, PENALTY_LAW};
use law::penalties::PenaltyKind;
use serde::Deserialize;

/// The register of delegations.
pub struct Delegations;

/// What the rules of this register look at.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Content {
    pub code: String,
    pub delegator: String,
    pub delegate: String,
    pub codes: Vec<String>,
    /// What the letter says of the matters, a line each.
    pub matters: Vec<String>,
}

events::refusals! {
    /// Why it cannot stand.
    pub enum Refused {
        TermMissing => Article::of(PENALTY_LAW, 20).paragraph(2), "委托书应当载明委托期限", "填写有效期的末日", field "valid_to";
        DelegatesToItself => Article::of(PENALTY_LAW, 20).paragraph(1), "机关不能委托自己", "填写受委托组织", field "delegate";
        DelegateUnknown => Article::of(PENALTY_LAW, 20).paragraph(2), "受委托组织不在执法主体名录中，委托书不能公布", "先录入受委托组织", field "delegate";
        NotToBeEntrusted { code: String } => Article::of(PENALTY_LAW, 18).paragraph(3), "事项{code}可以处行政拘留，限制人身自由的处罚权不能委托", "删去这一编码", field "codes";
        CodeNotInLetter { code: String, name: String } => Article::of(PENALTY_LAW, 20).paragraph(2), "编码{code}的事项“{name}”没有写入委托的具体事项", "在委托的具体事项中按委托书写明该事项的名称，或者删去编码", field "codes";
        NotOneToDelegateTo => Article::of(PENALTY_LAW, 21), "受委托组织应当是登记为受委托组织的执法主体", "核对主体类别", field "delegate";
        DelegationCycle { name: String } => Article::of(PENALTY_LAW, 20).paragraph(4), "{name}在同一期间受本机关委托又委托本机关，形成循环", "受委托组织不得再委托", field "delegate";
        SubDelegation { name: String } => Article::of(PENALTY_LAW, 20).paragraph(4), "{name}在这一期间自己是受委托的，不得再委托", "由原委托机关直接委托", field "delegator";
        DelegateDelegates { name: String } => Article::of(PENALTY_LAW, 20).paragraph(4), "{name}在这一期间自己委托了其他组织，不能再受委托", "先结束其作出的委托", field "delegate";
    }
}

impl Register for Delegations {
    const WORD: &'static str = "delegations";
    const TITLE: &'static str = "行政处罚委托";
    const ABOUT: &'static str = "委托机关、受委托组织、委托事项、权限和期限；委托书向社会公布。";
    const ARTICLE: Article = Article::of(PENALTY_LAW, 20).paragraph(2);
    const KEY: &'static [&'static str] = &["code"];
    const BODY: Option<&'static str> = Some("delegator");
    const COLUMNS: &'static [&'static str] = &["code", "delegator", "delegate", "letter"];
    const PUBLIC: &'static [&'static str] =
        &["code", "delegator", "delegate", "matters", "codes", "limits", "fine_max", "letter", "signed_on"];
    const FIELDS: &'static [Field] = &[
        CODE,
        Field::new("delegator", "委托机关", Shape::One(Offer::Bodies)),
        Field::new("delegate", "受委托组织", Shape::One(Offer::Bodies)),
        Field::new("matters", "委托的具体事项", Shape::Lines(300)),
        Field::new("codes", "委托事项的权力事项编码", Shape::Lines(40))
            .hint("每行一个编码；没有列入的事项，受委托组织不能办理"),
        Field::new("limits", "权限", Shape::Text(1000)),
        Field::new("fine_max", "罚款权限", Shape::Money)
            .optional()
            .hint("委托书限定罚款最高额的，填写这一数额；受委托组织的人员办理的案件，罚款不得超过"),
        Field::new("letter", "委托书编号", Shape::Line(100)),
        Field::new("signed_on", "委托书签订日期", Shape::Date),
    ];
    type Content = Content;

    fn check(content: &Content, term: Term, registers: &Registers) -> Result<(), Refusal> {
        let Some(to) = term.to else { return Err(Refused::TermMissing.into()) };
        if content.delegator == content.delegate {
            return Err(Refused::DelegatesToItself.into());
        }
        let delegate = registers.body(&content.delegate).ok_or(Refused::DelegateUnknown)?;
        let name = |code: &str| registers.body(code).map_or(code.to_owned(), |body| body.name.clone());
        for other in meanwhile(registers, content, term.from, to) {
            if other.delegator == content.delegate && other.delegate == content.delegator {
                return Err(Refused::DelegationCycle { name: name(&content.delegate) }.into());
            }
            if other.delegate == content.delegator {
                return Err(Refused::SubDelegation { name: name(&content.delegator) }.into());
            }
            if other.delegator == content.delegate {
                return Err(Refused::DelegateDelegates { name: name(&content.delegate) }.into());
            }
        }
        if delegate.kind != BodyKind::Delegated {
            return Err(Refused::NotOneToDelegateTo.into());
        }
        // Nobody entrusts others with what is not its own, nor by a code with what the letter does not name.
        for code in &content.codes {
            let matter = grounds::matter(registers, &content.delegator, code)
                .map_err(|refusal| Refusal { field: Some("codes".to_owned()), ..refusal })?;
            let powers = matter.powers.as_ref();
            if powers.is_some_and(|powers| powers.kinds.contains(&PenaltyKind::Detention)) {
                return Err(Refused::NotToBeEntrusted { code: code.clone() }.into());
            }
            if !content.matters.iter().any(|line| line.contains(&matter.name)) {
                let (code, name) = (code.clone(), matter.name.clone());
                return Err(Refused::CodeNotInLetter { code, name }.into());
            }
        }
        Ok(())
    }
}

/// The other delegations to who delegates here, and of who is entrusted here, that hold on any day between `from` and `to`.
fn meanwhile<'a>(
    registers: &'a Registers,
    content: &'a Content,
    from: Date,
    to: Date,
) -> impl Iterator<Item = Content> {
    let book = registers.book(Delegations::WORD);
    let upward = book.naming("delegate", &content.delegator);
    let downward = book.naming("delegator", &content.delegate);
    let others = upward.chain(downward).filter(|(key, _)| *key != content.code);
    others.flat_map(move |(_, versions)| {
        versions.iter().enumerate().filter_map(move |(place, version)| {
            let end = events::book::last_day(versions, place);
            let overlaps =
                version.valid_from <= to && end.is_none_or(|end| end >= from && end >= version.valid_from);
            overlaps.then(|| content_of::<Delegations>(version)).flatten()
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Books, DELEGATE, FOOD, MARKET, SECOND_DELEGATE, STREET};
    use events::Event;
    use events::registers::Powers;
    use jiff::civil::date;
    use serde_json::{Value, json};

    fn letter(code: &str, delegator: &str, delegate: &str) -> Value {
        json!({"code": code, "delegator": delegator, "delegate": delegate, "matters": ["销售超过保质期的食品的处罚"], "codes": [FOOD],
               "limits": "警告、二百元以下罚款", "letter": "长委〔2026〕1号", "signed_on": "2026-11-01"})
    }

    const YEAR: Term = Term { from: date(2026, 12, 1), to: Some(date(2027, 11, 30)) };

    #[test]
    fn a_letter_names_term_and_an_organisation_that_can_be_entrusted() {
        let books = Books::standing();
        books.allows_in::<Delegations>(&letter("WT-1", MARKET, DELEGATE), YEAR);
        let open = Term { to: None, ..YEAR };
        assert_eq!(books.refuses_in::<Delegations>(&letter("WT-1", MARKET, DELEGATE), open), "TermMissing");
        for (delegate, name) in
            [(MARKET, "DelegatesToItself"), ("none", "DelegateUnknown"), (STREET, "NotOneToDelegateTo")]
        {
            assert_eq!(books.refuses_in::<Delegations>(&letter("WT-1", MARKET, delegate), YEAR), name);
        }
    }

    #[test]
    fn codes_entrust_what_the_letter_names_and_never_detention() {
        let mut books = Books::standing();
        let mut other = letter("WT-1", MARKET, DELEGATE);
        other["matters"] = json!(["未明码标价的处罚"]);
        let refused = books.judged::<Delegations>(&other, YEAR).expect_err("the letter does not name it");
        assert_eq!((refused.name.as_str(), refused.field.as_deref()), ("CodeNotInLetter", Some("codes")));
        let mut matter = books.registers().matter(FOOD).expect("is entered").clone();
        let kinds = vec![PenaltyKind::Fine, PenaltyKind::Detention];
        matter.powers = Some(Powers { kinds, mandatory: Vec::new(), multiple: None });
        books.happens(Event::MatterEntered(matter), "x", MARKET);
        let refused = books.refuses_in::<Delegations>(&letter("WT-1", MARKET, DELEGATE), YEAR);
        assert_eq!(refused, "NotToBeEntrusted");
    }

    #[test]
    fn neither_chain_nor_cycle_arises_while_the_terms_overlap() {
        let mut books = Books::standing();
        books.stand_in::<Delegations>(&letter("WT-1", MARKET, DELEGATE), YEAR);
        for (delegator, delegate, name) in [
            (DELEGATE, SECOND_DELEGATE, "SubDelegation"),
            (DELEGATE, MARKET, "DelegationCycle"),
            (STREET, MARKET, "DelegateDelegates"),
        ] {
            assert_eq!(books.refuses_in::<Delegations>(&letter("WT-2", delegator, delegate), YEAR), name);
        }
        let later = Term { from: date(2027, 12, 1), to: Some(date(2028, 11, 30)) };
        let onward = letter("WT-2", DELEGATE, SECOND_DELEGATE);
        assert_eq!(
            books.refuses_in::<Delegations>(&onward, later),
            "MatterUnknown",
            "it has nothing of its own"
        );
    }
}
