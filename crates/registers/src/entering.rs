//! The registers with acts of their own, many rows at a time: what stands of an entry in the fields of its act, and the events with which a change confirmed by
//! a second person is entered. The act itself judges, so that a row of a sheet and a form are told the same (plan clauses 1 and 2).
//!
//! A row of an officer may also change the state of the certificate; the reason is the proposal's. How an entry ends is said in `retirement`.

use crate::body::{AdditionEntered, EnterBody};
use crate::calendar::EnterCalendar;
use crate::certificate;
use crate::declaration::RegisterKind;
use crate::department::EnterDepartment;
use crate::judgement;
use crate::matter::EnterMatter;
use crate::officer::{EnterOfficer, POSTS};
use crate::retirement;
use crate::two_persons::Enters;
use events::entries::Change;
use events::registers::BodyEntered;
use events::{Act, Event, Occasion, OfficerId, Refusal};
use law::additions::Listed;
use law::officers::CertificateState;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// The events with which a change is entered; the registers of the occasion are those as they would stand with the changes before it.
pub fn events(
    kind: &RegisterKind,
    change: &Change,
    reason: &str,
    occasion: &Occasion<'_>,
) -> Result<Vec<Event>, Refusal> {
    let Some(held) = change.held() else { return retirement::events(kind, change, occasion) };
    judgement::shape(kind, held)?;
    match kind.word {
        EnterBody::WORD => decided::<EnterBody>(&held.content, occasion),
        EnterDepartment::WORD => decided::<EnterDepartment>(&held.content, occasion),
        EnterMatter::WORD => decided::<EnterMatter>(&held.content, occasion),
        EnterCalendar::WORD => decided::<EnterCalendar>(&held.content, occasion),
        _ => officer(&held.content, reason, occasion),
    }
}

fn decided<A: Enters + DeserializeOwned>(
    content: &Value,
    occasion: &Occasion<'_>,
) -> Result<Vec<Event>, Refusal> {
    let act = A::deserialize(content);
    let act = act.map_err(|fault| Refusal::of_field("", format!("内容不能读取：{fault}")))?;
    act.enter(occasion)
}

/// The entry, and after it the state of the certificate where the row gives another.
fn officer(content: &Value, reason: &str, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
    let state = content.get("certificate_state").and_then(Value::as_str);
    let state = state.and_then(|word| CertificateState::ALL.into_iter().find(|one| one.title() == word));
    let entered = decided::<EnterOfficer>(content, occasion);
    let Some(state) = state else { return entered };
    let mut events = match entered {
        Ok(events) => events,
        Err(refusal) if refusal.name == UNCHANGED => Vec::new(),
        Err(refusal) => return Err(refusal),
    };
    let id = OfficerId::from(content.get("id").and_then(Value::as_str).unwrap_or_default());
    let stands = match events.first() {
        Some(Event::OfficerEntered(entered)) => Some(entered),
        _ => occasion.registers.officer(&id),
    };
    let stands = stands.ok_or(certificate::Refused::OfficerUnknown)?;
    let held = stands.certificate.as_ref().map(|held| held.state);
    if held != Some(state) {
        let changed = certificate::changed(stands, state, reason);
        events.push(changed.map_err(at_state)?);
    }
    match events.is_empty() {
        true => Err(crate::officer::Refused::Unchanged.into()),
        false => Ok(events),
    }
}

/// In a row the state has a column of its own.
fn at_state(refusal: Refusal) -> Refusal {
    Refusal { field: Some("certificate_state".to_owned()), ..refusal }
}

/// How the acts call the refusal of an entry that is the same as the one that stands.
pub const UNCHANGED: &str = "Unchanged";

/// Whether entries of the register may stand without a field that its act asks for: matters entered before kinds of penalty were asked for say nothing of
/// them, and no table may say it for them. What is newly entered is refused by the act's own rule.
pub fn may_be_unsaid(kind: &RegisterKind, field: &str) -> bool {
    kind.act == Some(EnterMatter::WORD) && field == "penalties"
}

/// What stands of an entry in the fields of its act; for the declared registers the content is that already, and for matters the shelf keeps it so.
pub fn fields_of(kind: &RegisterKind, content: &Value) -> Value {
    match kind.act {
        Some(EnterBody::WORD) => BodyEntered::deserialize(content).map_or_else(|_| content.clone(), body),
        Some(EnterOfficer::WORD) => {
            let mut content = content.clone();
            if let Some(posts) = content.get_mut("posts").and_then(Value::as_array_mut) {
                for post in posts {
                    let word = POSTS.iter().find(|(code, _, _)| post == code).map(|(_, word, _)| *word);
                    *post = word.map_or(post.clone(), Value::from);
                }
            }
            content
        }
        _ => content.clone(),
    }
}

/// Additions that the act's rows cannot say are left out; the act keeps every addition that stands, whether a row names it or not.
fn body(body: BodyEntered) -> Value {
    let addition = |listed: &Listed| match listed {
        Listed::Conditional(one)
            if one.decision_kind.is_none() && one.matters.len() <= 1 && one.penalty_kinds.len() <= 1 =>
        {
            Some(AdditionEntered {
                name: one.name.clone(),
                matter: one.matters.first().cloned().unwrap_or_default(),
                penalty_kind: one.penalty_kinds.first().copied(),
                min_amount: one.min_amount,
                valid_from: Some(one.valid_from),
                valid_to: one.valid_to,
            })
        }
        _ => None,
    };
    let additions: Vec<AdditionEntered> = body.review_additions.iter().filter_map(addition).collect();
    let mut fields = serde_json::to_value(&body).unwrap_or_default();
    fields["review_additions"] = json!(additions);
    fields
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::all;
    use crate::declaration::canonical;
    use crate::entry_confirmation::ConfirmEntries;
    use crate::entry_proposal::ProposeEntries;
    use crate::officer::ISSUERS;
    use crate::testing::{Books, FOOD, MARKET, TODAY};
    use events::entries::Held;
    use events::field::Field;
    use law::penalties::PenaltyKind;

    fn change(word: &str, content: Value) -> Change {
        let kind = all::by_word(word).expect("a register");
        let content = canonical(&content);
        let key = kind.key_of(&content).expect("a key");
        Change::Enter(Held { key, valid_from: TODAY, valid_to: None, content })
    }

    fn proposal(word: &str, contents: Vec<Value>) -> ProposeEntries {
        let changes = contents.into_iter().map(|content| change(word, content)).collect();
        ProposeEntries { register: word.to_owned(), reason: "按证件名册".to_owned(), changes }
    }

    fn officer(id: &str, number: &str, state: &str) -> Value {
        json!({"id": id, "name": "王强", "body": MARKET, "department": "market-one", "posts": ["执法人员"],
            "certificate_number": number, "certificate_issuer": "上海市人民政府", "certificate_from": "2024-01-01",
            "certificate_to": "2028-12-31", "certificate_state": state})
    }

    /// The district with an administrator of the market bureau.
    fn kept() -> Books {
        let mut books = Books::standing();
        let keeper = json!({"id": "market-admin", "name": "管理员", "body": MARKET, "department": "market-office",
            "posts": ["administrator"], "legal_qualification": false});
        books.happens(
            Event::OfficerEntered(serde_json::from_value(keeper).expect("an officer")),
            "x",
            MARKET,
        );
        books
    }

    #[test]
    fn officers_are_entered_when_a_second_person_has_confirmed() {
        let mut books = kept();
        let rows = vec![officer("wang-a", "31010500101", "有效"), officer("wang-b", "31010500102", "暂扣")];
        let proposed = proposal("officer", rows.clone());
        assert_eq!(books.refused("clerk", &proposed), "NotItsKeeper", "the administrator enters officers");
        books.does("market-admin", &proposed);
        assert!(books.registers().officer(&"wang-a".into()).is_none(), "nothing stands yet");
        let waiting = books.registers().proposals();
        let id = waiting.first().map(|one| one.id.clone()).expect("it waits");
        let confirm = ConfirmEntries { proposal: id };
        assert_eq!(books.refused("market-admin", &confirm), "PreparerConfirms");
        assert_eq!(books.refused("patrol", &confirm), "NotItsKeeper");
        assert_eq!(books.refused("team", &confirm), "NoLongerStands", "another body has no say");
        books.does("head", &confirm);
        let registers = books.registers();
        let state = |id: &str| {
            registers.officer(&id.into()).and_then(|one| one.certificate.as_ref()).map(|held| held.state)
        };
        assert_eq!(state("wang-a"), Some(CertificateState::Valid));
        assert_eq!(state("wang-b"), Some(CertificateState::Suspended));
        let versions = registers.book("officer").history("wang-b");
        let last = versions.last().expect("a version");
        assert_eq!(
            (last.prepared.by.name.as_str(), last.confirmed.by.name.as_str()),
            ("market-admin", "head")
        );
        assert_eq!(&*last.reason, "按证件名册");
        assert!(last.confirmed.number > last.prepared.number);
        // What is entered afterwards by one person is again that person's alone.
        books.happens(
            Event::OfficerEntered(registers.officer(&"wang-a".into()).expect("is there").clone()),
            "x",
            MARKET,
        );
        let alone = books.registers().book("officer").history("wang-a").last().cloned().expect("a version");
        assert_eq!((alone.prepared.by.name.as_str(), &*alone.reason), ("x", ""));
        assert_eq!(books.refused("market-admin", &proposal("officer", rows)), UNCHANGED);
    }

    #[test]
    fn rows_are_judged_as_if_those_before_them_stood() {
        let books = kept();
        let twice = vec![officer("wang-a", "31010500101", "有效"), officer("wang-b", "31010500101", "有效")];
        let refusal =
            books.tries("market-admin", &proposal("officer", twice)).expect_err("one number, two persons");
        assert_eq!(refusal.field.as_deref(), Some("changes.1.certificate_number"), "{refusal:?}");
    }

    #[test]
    fn an_issuer_that_no_code_table_knows_is_named() {
        let mut books = kept();
        books.does("market-admin", &proposal("officer", vec![officer("wang-a", "1", "有效")]));
        let issuer = json!({"table": ISSUERS, "code": "310000", "word": "国家某部", "source": "公告"});
        books.stand::<crate::code_tables::CodeTables>(&issuer);
        let known = proposal("officer", vec![officer("wang-b", "2", "有效")]);
        assert_eq!(books.refused("market-admin", &known), "IssuerUnknown");
    }

    /// A matter with every kind of penalty, every part of its multiple and all that is said about it.
    fn whole_matter() -> Value {
        // Detention is the police's alone, and no body of the district's can enter it.
        let penalties: Vec<Value> = PenaltyKind::ALL
            .into_iter()
            .filter(|kind| *kind != PenaltyKind::Detention)
            .zip(["shall", "may"].into_iter().cycle())
            .map(|(kind, force)| json!({"kind": kind, "force": force}))
            .collect();
        json!({"code": "M-1", "body": MARKET, "name": "事项", "violated": "《甲法》第一条", "basis": "《甲法》第二条",
            "fine_min": 0, "fine_max": 100, "tiers": ["较轻：五十元"], "penalties": penalties,
            "multiple_of": "货值金额", "multiple_from": 100, "multiple_min": 1000, "multiple_max": 2000, "sector": "general",
            "city_management": true, "level": "district", "target": "食品经营者", "conditions": "情节轻微",
            "promised_days": 30, "recording": "whole"})
    }

    #[test]
    fn what_stands_reads_back_as_what_was_entered() {
        let mut books = kept();
        let whole = whole_matter();
        let fields = EnterMatter::FIELDS.iter().map(|field| field.key);
        assert_eq!(
            fields.filter(|key| whole.get(key).is_none()).next(),
            None,
            "the matter leaves nothing out"
        );
        let bare = json!({"code": "M-2", "body": MARKET, "name": "事项", "violated": "《甲法》第一条", "basis": "《甲法》第二条",
            "fine_min": 0, "fine_max": 0, "penalties": [{"kind": "warning", "force": "may"}]});
        let matters = vec![whole, bare];
        books.does("market-admin", &proposal("matter", matters.clone()));
        let id = books.registers().proposals().first().map(|one| one.id.clone()).expect("it waits");
        books.does("head", &ConfirmEntries { proposal: id });
        let kind = all::by_word("matter").expect("a register");
        for matter in &matters {
            let history = books.registers().book("matter").history(matter["code"].as_str().expect("a code"));
            let held = history.last().and_then(|last| last.content.clone()).expect("it stands");
            assert_eq!(canonical(&fields_of(kind, &held)), canonical(matter));
        }
        assert_eq!(books.refused("market-admin", &proposal("matter", matters)), UNCHANGED);
    }

    #[test]
    fn a_matter_from_before_kinds_were_asked_for_stands_without_them_and_is_amended_only_with_them() {
        let books = kept();
        let kind = all::by_word("matter").expect("a register");
        let held =
            books.registers().book("matter").history(FOOD).last().and_then(|last| last.content.clone());
        let fields = canonical(&fields_of(kind, &held.expect("it stands")));
        assert!(fields.get("penalties").is_none(), "{fields}");
        let lacking = |field: &&Field| field.required && fields.get(field.key).is_none();
        let lacking: Vec<&str> = kind.fields.iter().filter(lacking).map(|field| field.key).collect();
        assert_eq!(lacking, ["penalties"]);
        assert!(may_be_unsaid(kind, "penalties") && !may_be_unsaid(kind, "basis"));
        let mut amended = fields;
        amended["name"] = json!("经营超过保质期的食品");
        let refusal = books.tries("market-admin", &proposal("matter", vec![amended.clone()]));
        let refusal = refusal.expect_err("the act asks for the kinds");
        assert_eq!(refusal.field.as_deref(), Some("penalties"), "{refusal:?}");
        amended["penalties"] = json!([{"kind": "fine", "force": "shall"}]);
        books.tries("market-admin", &proposal("matter", vec![amended])).expect("with them it is lawful");
    }
}
