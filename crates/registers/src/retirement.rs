//! 停用: how an entry of a register with an act of its own ends (plan clauses 1 and 2: the lists follow what is so). Nothing that still holds others goes before
//! them: a department leaves when nobody belongs to it, a body when it has nothing left, a person when the certificate no longer says that he or she may enforce. What
//! was done while the entry stood stays as it was done, and its history can be read as of any day.

use crate::declaration::RegisterKind;
use crate::department::EnterDepartment;
use crate::matter::EnterMatter;
use crate::officer::EnterOfficer;
use crate::two_persons::not_ones_own;
use crate::{body::EnterBody, judgement};
use events::entries::{Change, EntryRetired};
use events::{Act, Event, Occasion, OfficerId, Refusal, Registers};
use law::article::{Article, PENALTY_LAW, PLAN};
use law::officers::CertificateState;

events::refusals! {
    /// Why an entry cannot end.
    pub enum Refused {
        NotRetired { title: String } => Article::of(PLAN, 2), "{title}的条目不能停用", "录入新的内容";
        EntryUnknown { key: String } => Article::of(PLAN, 2), "没有编号为{key}的现行条目", "核对编号；可能已经停用";
        StillHolds { what: String } => Article::of(PLAN, 1), "名下还有{what}，不能停用", "先停用或者转出名下的条目";
        CertificateStillValid { name: String } => Article::of(PENALTY_LAW, 42).paragraph(1), "{name}的执法证件仍为有效，不能停用", "先收回或者注销其执法证件";
    }
}

/// The events with which the entry ends.
pub fn events(kind: &RegisterKind, change: &Change, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
    let (registers, key) = (occasion.registers, change.key());
    let stands = match kind.word {
        EnterBody::WORD => registers.body(key).is_some(),
        EnterDepartment::WORD => registers.department(key).is_some(),
        EnterMatter::WORD => registers.matter(key).is_some(),
        EnterOfficer::WORD => registers.officer(&OfficerId::from(key)).is_some(),
        _ => return Err(Refused::NotRetired { title: kind.title.to_owned() }.into()),
    };
    if !stands {
        return Err(Refused::EntryUnknown { key: key.to_owned() }.into());
    }
    judgement::may_change(kind, change, occasion.body, registers)?;
    if let Some(what) = still_holds(kind, key, registers) {
        return Err(Refused::StillHolds { what }.into());
    }
    if kind.word == EnterOfficer::WORD {
        let id = OfficerId::from(key);
        not_ones_own(&id, occasion)?;
        let valid = registers.officer(&id).filter(|officer| {
            officer.certificate.as_ref().is_some_and(|held| held.state == CertificateState::Valid)
        });
        if let Some(officer) = valid {
            return Err(Refused::CertificateStillValid { name: officer.name.clone() }.into());
        }
    }
    Ok(vec![Event::EntryRetired(EntryRetired { register: kind.word.to_owned(), key: key.to_owned() })])
}

/// What of other entries still belongs to this one, in words.
fn still_holds(kind: &RegisterKind, key: &str, registers: &Registers) -> Option<String> {
    let counted = |count: usize, what: &str| (count > 0).then(|| format!("{count}{what}"));
    let held = match kind.word {
        EnterDepartment::WORD => {
            vec![counted(registers.officers().filter(|one| one.department == key).count(), "名人员")]
        }
        EnterBody::WORD => vec![
            counted(registers.officers().filter(|one| one.body == key).count(), "名人员"),
            counted(registers.departments().filter(|one| one.body == key).count(), "个内设机构"),
            counted(registers.matters().filter(|one| one.body == key).count(), "项权力事项"),
        ],
        _ => Vec::new(),
    };
    let held: Vec<String> = held.into_iter().flatten().collect();
    (!held.is_empty()).then(|| held.join("、"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::all;
    use crate::entry_confirmation::ConfirmEntries;
    use crate::entry_effect::TakeEffect;
    use crate::entry_proposal::ProposeEntries;
    use crate::entry_refusal::DeclineEntries;
    use crate::testing::{Books, FOOD, MARKET, TODAY};
    use jiff::civil::{Date, date};
    use serde_json::json;

    const NEW_YEAR: Date = date(2027, 1, 1);

    /// The district with an administrator of the market bureau.
    fn kept() -> Books {
        let mut books = Books::standing();
        let keeper = json!({"id": "market-admin", "name": "管理员", "body": MARKET, "department": "market-office",
            "posts": ["administrator"], "legal_qualification": false});
        let keeper = serde_json::from_value(keeper).expect("an officer");
        books.happens(Event::OfficerEntered(keeper), "x", MARKET);
        books
    }

    fn ends(register: &str, key: &str, from: Date) -> ProposeEntries {
        let changes = vec![Change::Retire { key: key.to_owned(), from }];
        ProposeEntries { register: register.to_owned(), reason: "职权已经取消".to_owned(), changes }
    }

    fn confirmed(books: &mut Books) -> String {
        let id = books.registers().proposals().first().map(|one| one.id.clone()).expect("it waits");
        books.does("head", &ConfirmEntries { proposal: id.clone() });
        id
    }

    #[test]
    fn a_matter_ends_and_what_was_is_still_read() {
        let mut books = kept();
        books.does("market-admin", &ends("matter", FOOD, TODAY));
        confirmed(&mut books);
        let registers = books.registers();
        assert!(registers.matter(FOOD).is_none());
        let book = registers.book("matter");
        assert!(book.as_of(FOOD, TODAY).is_none() && book.history(FOOD).len() > 1);
        assert_eq!(&*book.history(FOOD).last().expect("a version").reason, "职权已经取消");
        assert_eq!(books.refused("market-admin", &ends("matter", FOOD, TODAY)), "EntryUnknown");
        assert_eq!(books.refused("market-admin", &ends("calendar", "2026", TODAY)), "NotRetired");
    }

    #[test]
    fn what_still_holds_others_or_a_valid_certificate_does_not_end() {
        let books = kept();
        for register in ["body", "department"] {
            let kind = all::by_word(register).expect("a register");
            let key = if register == "body" { MARKET } else { "market-one" };
            let refused =
                books.tries("market-admin", &ends(register, key, TODAY)).expect_err("it holds others");
            assert_eq!(refused.name, "StillHolds", "{}", kind.title);
            assert!(refused.says.contains("名人员"), "{}", refused.says);
        }
        let held = books.registers().officers().find(|one| one.certificate.is_some() && one.body == MARKET);
        let held = held.expect("somebody holds a certificate").id.0.clone();
        assert_eq!(books.refused("market-admin", &ends("officer", &held, TODAY)), "CertificateStillValid");
        assert_eq!(books.refused("market-admin", &ends("officer", "nobody", TODAY)), "EntryUnknown");
    }

    #[test]
    fn what_is_confirmed_for_a_day_to_come_takes_effect_on_that_day() {
        let mut books = kept();
        books.does("market-admin", &ends("matter", FOOD, NEW_YEAR));
        let id = confirmed(&mut books);
        assert!(books.registers().matter(FOOD).is_some(), "the day has not come");
        assert_eq!(books.registers().agreed(&id).map(|agreed| agreed.from), Some(NEW_YEAR));
        let effect = TakeEffect { proposal: id.clone() };
        assert_eq!(books.refused("head", &effect), "NotYetEffective");
        books.on(NEW_YEAR);
        books.does("head", &effect);
        let registers = books.registers();
        assert!(registers.matter(FOOD).is_none() && registers.agreed(&id).is_none());
        let last = registers.book("matter").history(FOOD).last().expect("a version");
        assert_eq!((last.valid_from, last.prepared.by.name.as_str()), (NEW_YEAR, "market-admin"));
        assert_eq!(last.confirmed.by.name, "head", "who confirmed, not who entered it on the day");
        assert_eq!(books.refused("head", &effect), "NothingAgreed");
    }

    #[test]
    fn it_is_taken_back_until_then_and_does_not_outrun_what_came_between() {
        let mut books = kept();
        books.does("market-admin", &ends("matter", FOOD, NEW_YEAR));
        let id = confirmed(&mut books);
        let back = DeclineEntries { proposal: id.clone(), reason: "推迟".to_owned() };
        books.does("head", &back);
        assert!(books.registers().agreed(&id).is_none());
        books.on(NEW_YEAR);
        assert_eq!(books.refused("head", &TakeEffect { proposal: id }), "NothingAgreed");

        books.on(TODAY);
        books.does("market-admin", &ends("matter", FOOD, NEW_YEAR));
        let id = confirmed(&mut books);
        books.does("market-admin", &ends("matter", FOOD, TODAY));
        confirmed(&mut books);
        books.on(NEW_YEAR);
        assert_eq!(books.refused("head", &TakeEffect { proposal: id }), "GroundMoved");
    }

    #[test]
    fn one_proposal_has_one_day() {
        let books = kept();
        let mut two = ends("matter", FOOD, TODAY);
        two.changes.push(Change::Retire { key: "0200-FOOD-035".to_owned(), from: NEW_YEAR });
        assert_eq!(books.refused("market-admin", &two), "DaysDiffer");
    }
}
