//! 两人公布: what stands in a register is entered by one person and confirmed by another (plan clauses 1 and 2), also where the register has an act of its own. Alone one
//! enters bodies, departments, officers, matters and calendars only as long as there is nobody who could confirm: when the district is set up, before anybody else
//! has an account. From then on the act itself is refused, and the same content goes by a proposal ([`crate::entry_proposal`]).

use crate::declaration::KEEPERS;
use events::registers::{BodyKind, OfficerEntered};
use events::{Event, Occasion, Refusal};
use law::article::{Article, PLAN};

events::refusals! {
    /// Why one person may not by himself or herself.
    pub enum Refused {
        NotAlone => Article::of(PLAN, 2), "名录由一人拟订、另一人确认，不能一人直接录入", "在名录中新增或者变更该条目，由本机关另一名维护人员或者司法行政部门确认";
        OwnEntry => Article::of(PLAN, 2), "不能办理本人的名录条目和执法证件", "由另一名系统管理员或者区司法局办理";
    }
}

/// What an act enters, whoever has confirmed it.
pub trait Enters {
    /// The events of the entry, judged against the registers of the occasion.
    fn enter(&self, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal>;
}

/// Refused as soon as somebody else could confirm.
pub fn nobody_else(occasion: &Occasion<'_>) -> Result<(), Refusal> {
    if somebody_else(occasion) { Err(Refused::NotAlone.into()) } else { Ok(()) }
}

/// Whether another person with an account may confirm what this one proposes.
pub fn somebody_else(occasion: &Occasion<'_>) -> bool {
    let registers = occasion.registers;
    let accounts = registers.book("account");
    let near = |officer: &OfficerEntered| {
        officer.body == occasion.body.code
            || registers.body(&officer.body).is_some_and(|body| body.kind == BodyKind::JusticeBureau)
    };
    registers.officers().any(|officer| {
        officer.id != occasion.by.id
            && officer.posts.iter().any(|post| KEEPERS.contains(post))
            && near(officer)
            && !accounts.history(&officer.id.0).is_empty()
    })
}

/// Nobody enters or confirms what is said of himself or herself, once there is somebody else who may.
pub fn not_ones_own(officer: &events::OfficerId, occasion: &Occasion<'_>) -> Result<(), Refusal> {
    match *officer == occasion.by.id && somebody_else(occasion) {
        true => Err(Refused::OwnEntry.into()),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use crate::all;
    use crate::certificate::ChangeCertificate;
    use crate::declaration::canonical;
    use crate::department::EnterDepartment;
    use crate::entry_confirmation::ConfirmEntries;
    use crate::entry_proposal::ProposeEntries;
    use crate::testing::{Books, MARKET, TODAY};
    use events::Event;
    use events::entries::{Change, Held};
    use events::registers::AccountOpened;
    use law::officers::CertificateState;
    use serde_json::{Value, json};

    fn second_office() -> EnterDepartment {
        let entered = json!({"code": "market-two", "body": MARKET, "name": "执法二科", "role": "handling"});
        serde_json::from_value(entered).expect("reads")
    }

    fn entered(books: &mut Books, value: Value) {
        let officer = serde_json::from_value(value).expect("an officer");
        books.happens(Event::OfficerEntered(officer), "x", MARKET);
    }

    /// The district with an administrator of the market bureau, and an account for its head where asked.
    fn kept(accounts: bool) -> Books {
        let mut books = Books::standing();
        entered(
            &mut books,
            json!({"id": "market-admin", "name": "管理员", "body": MARKET, "department": "market-office",
                "posts": ["administrator"], "legal_qualification": false}),
        );
        if accounts {
            books.happens(Event::AccountOpened(AccountOpened { officer: "head".into() }), "x", MARKET);
        }
        books
    }

    fn proposal(word: &str, content: &Value) -> ProposeEntries {
        let kind = all::by_word(word).expect("a register");
        let content = canonical(content);
        let key = kind.key_of(&content).expect("a key");
        let change = Change::Enter(Held { key, valid_from: TODAY, valid_to: None, content });
        ProposeEntries { register: word.to_owned(), reason: "三定方案".to_owned(), changes: vec![change] }
    }

    #[test]
    fn one_person_enters_alone_only_while_nobody_could_confirm() {
        assert!(kept(false).tries("market-admin", &second_office()).is_ok());
        let mut books = kept(true);
        assert_eq!(books.refused("market-admin", &second_office()), "NotAlone");
        let content = json!({"code": "market-two", "body": MARKET, "name": "执法二科", "role": "handling"});
        books.does("market-admin", &proposal("department", &content));
        assert!(books.registers().department("market-two").is_none(), "nothing stands yet");
        let id = books.registers().proposals().first().map(|one| one.id.clone()).expect("it waits");
        books.does("head", &ConfirmEntries { proposal: id });
        assert!(books.registers().department("market-two").is_some());
    }

    #[test]
    fn nobody_enters_or_restores_himself() {
        let mut books = kept(true);
        let own = json!({"id": "market-admin", "name": "管理员", "body": MARKET, "department": "market-office",
            "posts": ["系统管理员", "机关负责人"], "certificate_number": "", "certificate_issuer": ""});
        assert_eq!(books.refused("market-admin", &proposal("officer", &own)), "OwnEntry");
        entered(
            &mut books,
            json!({"id": "market-admin", "name": "管理员", "body": MARKET, "department": "market-office",
                "posts": ["administrator"], "legal_qualification": false,
                "certificate": {"number": "77", "issuer": "上海市人民政府", "valid_from": "2024-01-01",
                    "valid_to": "2028-12-31", "state": "suspended"}}),
        );
        let restores = |officer: &str| ChangeCertificate {
            officer: officer.into(),
            state: Some(CertificateState::Valid),
            reason: "恢复".into(),
        };
        assert_eq!(books.refused("market-admin", &restores("market-admin")), "OwnEntry");
    }
}
