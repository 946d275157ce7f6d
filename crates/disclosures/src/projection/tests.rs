//! Tests of the allow-list projection: what is published, what is masked, and when nothing may be.

use super::*;
use crate::leak::scan;
use crate::testing::{ADDRESS, COMPANY, DECIDED_ON, PHONE, TODAY, UNIT, decided, of_person, read, undecided};
use jiff::civil::date;
use law::money::Fen;
use proptest::prelude::*;
use serde_json::json;

fn shown(case: &Standing) -> PublicationDocument {
    document(case, TODAY, &[]).expect("lawful")
}

/// The stored form of version 1: keys and their order never change.
#[test]
fn the_document_of_a_decision_to_the_byte() {
    let text = shown(&decided()).text();
    assert_eq!(
        text,
        concat!(
            r#"{"v":1,"unit":{"code":"11310105MB1D00002L","name":"明镜区市场监督管理局"},"number":"长市监罚〔2026〕12号","#,
            r#""decided_on":"2026-11-10","category":"行政处罚","outcome":"penalty","conclusion":"罚款50,000.00元","#,
            r#""party":{"kind":"organisation","name":"明镜食品有限公司","code":"91310105MA1B3N1N2P"},"#,
            r#""matter":{"code":"0200-FOOD-034","name":"销售超过保质期的食品","violated":"《食品安全法》第三十四条第（十）项"},"#,
            r#""facts":"2026-09-01，执法人员××在××××××××××××××检查，明镜食品有限公司的库房内有超过保质期的牛奶13盒。"#,
            r#"经营者×××（电话×××××××××××）承认上述事实。","basis":["《食品安全法》第一百二十四条第一款第（五）项"],"#,
            r#""penalties":[{"kind":"fine","amount_fen":5000000,"says":"罚款50,000.00元"}],"#,
            r#""remedies":"可以自收到本决定书之日起六十日内申请行政复议。","severity":"ordinary","#,
            r#""channels":[{"channel":"portal","until":"2031-11-10"},{"channel":"credit_china","until":"2027-11-10"},"#,
            r#"{"channel":"enterprise_credit","until":"2029-11-10"},{"channel":"credit_shanghai","until":"2029-11-10"}]}"#
        )
    );
    assert_eq!(PublicationDocument::read(&text).expect("reads").text(), text);
    assert_eq!(scan(&decided(), &text), []);
}

#[test]
fn a_person_is_masked_without_code_and_stands_on_the_portal_alone() {
    let document = shown(&of_person(Some(date(1980, 1, 1))));
    assert_eq!(document.party, PartyShown { kind: PartyKind::Person, name: "邵某某".into(), code: None });
    assert_eq!(document.channels, [ChannelShown { channel: Channel::Portal, until: date(2031, 11, 10) }]);
    assert!(document.facts.contains("经营者邵某某（"));
}

#[test]
fn a_sole_traders_code_is_starred() {
    let mut case = decided();
    if let Some(opened) = &mut case.opened {
        opened.party.kind = PartyKind::SoleTrader;
    }
    assert_eq!(shown(&case).party.code.as_deref(), Some("91310105********2P"));
}

#[test]
fn an_individual_business_whose_owner_is_unknown_is_withheld() {
    let mut case = decided();
    if let Some(opened) = &mut case.opened {
        opened.party.kind = PartyKind::SoleTrader;
        opened.party.representative = None;
    }
    assert_eq!(document(&case, TODAY, &[]), Err(Withheld::OwnerUnknown));
}

#[test]
fn who_was_under_eighteen_when_it_was_done_is_never_shown() {
    // The act ended on 2026-09-01.
    for (born, outcome) in [
        (Some(date(2008, 8, 31)), None),
        (Some(date(2008, 9, 1)), Some("Minor")),
        (Some(date(2020, 2, 29)), Some("Minor")),
        (None, Some("BirthUnknown")),
    ] {
        let refused =
            document(&of_person(born), TODAY, &[]).err().map(|held| events::Refusal::from(held).name);
        assert_eq!(refused.as_deref(), outcome, "{born:?}");
    }
}

#[test]
fn what_is_sealed_handed_over_or_not_decided_is_withheld() {
    assert_eq!(document(&undecided(), TODAY, &[]), Err(Withheld::NotDecided));
    let mut sealed = decided();
    if let Some(opened) = &mut sealed.opened {
        opened.sector = Sector::PublicOrder;
    }
    assert_eq!(document(&sealed, TODAY, &[]), Err(Withheld::Sealed));
    let mut transferred = decided();
    if let Some(decision) = &mut transferred.decision {
        decision.decided.draft.outcome = Outcome::Transferred;
    }
    assert_eq!(document(&transferred, TODAY, &[]), Err(Withheld::Transferred));
}

/// A value that survives masking, because it holds the mask itself, is caught by the scan after it.
#[test]
fn what_masking_cannot_hide_is_withheld() {
    let held = document(&decided(), TODAY, &["××".to_owned()]);
    assert!(matches!(held, Err(Withheld::NotShownLawful { .. })), "{held:?}");
}

#[test]
fn no_penalty_stands_on_the_portal_alone() {
    let mut case = decided();
    if let Some(decision) = &mut case.decision {
        decision.decided.draft.outcome = Outcome::NoPenalty;
        decision.decided.draft.penalties.clear();
    }
    let document = shown(&case);
    assert_eq!((document.conclusion.as_str(), document.severity), ("不予行政处罚", None));
    assert_eq!(document.category, "不予行政处罚");
    assert!(!document.text().contains("severity"));
    assert_eq!(document.channels.len(), 1);
}

#[test]
fn severity_follows_the_gravest_penalty() {
    let of =
        |kinds: &[PenaltyKind]| severity(&kinds.iter().map(|kind| Penalty::of(*kind)).collect::<Vec<_>>());
    use PenaltyKind as K;
    assert_eq!(of(&[K::Warning, K::CircularCriticism]), SeverityClass::Slight);
    assert_eq!(of(&[K::Warning, K::Fine]), SeverityClass::Ordinary);
    assert_eq!(of(&[K::Fine, K::RevokePermit]), SeverityClass::Grave);
    assert_eq!(severity(&[Penalty::fine(Fen::yuan(1))]), SeverityClass::Ordinary);
}

#[test]
fn channels_follow_the_rules_in_force_on_the_day() {
    // The credit rule begins on 2026-04-01.
    let before = document(&decided(), date(2026, 3, 31), &[]).expect("lawful");
    assert!(before.channels.iter().all(|shown| shown.channel != Channel::CreditChina));
    let mut slight = decided();
    if let Some(decision) = &mut slight.decision {
        decision.decided.draft.penalties = vec![Penalty::of(PenaltyKind::Warning)];
    }
    assert_eq!(shown(&slight).channels.len(), 1);
    assert!(shown(&decided()).channels.iter().all(|shown| shown.until > DECIDED_ON));
}

/// Private values a case may hold, and places in the texts where somebody may have written them.
#[derive(Clone, Debug)]
struct Secrets {
    kind: usize,
    owner: String,
    officer: String,
    witness: String,
    address: String,
    phone: String,
    identity: String,
    order: Vec<usize>,
}

fn name() -> impl Strategy<Value = String> {
    "[赵钱孙李周吴郑冯陈褚卫蒋沈韩杨][甲乙丙丁戊己庚辛壬癸峰岚澜嵘]{1,2}"
}

fn secrets() -> impl Strategy<Value = Secrets> {
    let values = (
        name(),
        name(),
        name(),
        "上海市明镜区[槐榆桐梓]{2}路[1-9][0-9]{0,3}号([1-9]室)?",
        prop_oneof!["1[3-9][0-9]{9}", "021-[1-9][0-9]{7}"],
    );
    (
        0..3usize,
        values,
        "[1-6][0-9]{5}19[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|1[0-9])[0-9]{3}[0-9X]",
        proptest::collection::vec(0..12usize, 1..8),
    )
        .prop_map(|(kind, (owner, officer, witness, address, phone), identity, order)| Secrets {
            kind,
            owner,
            officer,
            witness,
            address,
            phone,
            identity,
            order,
        })
}

impl Secrets {
    fn values(&self) -> [&str; 6] {
        [&self.owner, &self.officer, &self.witness, &self.address, &self.phone, &self.identity]
    }

    /// A text into which the values are written, plainly or as people disguise them.
    fn text(&self) -> String {
        let values = self.values();
        let written = self.order.iter().map(|choice| {
            let value = values[choice % values.len()];
            match choice / values.len() {
                0 => value.to_owned(),
                _ => value.chars().map(|c| format!("{c} ")).collect(),
            }
        });
        written.fold("经查，".to_owned(), |text, value| format!("{text}情况{value}，属实。"))
    }

    fn case(&self) -> Standing {
        let mut case = decided();
        let kind = ["organisation", "sole_trader", "person"][self.kind];
        let (name, code) = match kind {
            "person" => (self.owner.as_str(), self.identity.as_str()),
            _ => ("明镜食品商行", COMPANY),
        };
        if let Some(opened) = &mut case.opened {
            opened.party =
                read(json!({"kind": kind, "name": name, "code": code, "representative": self.owner,
                "address": self.address, "phone": self.phone, "born": "1980-01-01"}));
            opened.place.text = self.address.clone();
        }
        case.handlers[0].name = self.officer.clone();
        if let Some(decision) = &mut case.decision {
            let draft = &mut decision.decided.draft;
            draft.facts = self.text();
            draft.remedies = self.text();
            draft.basis = vec![self.text()];
            draft.penalties[0].detail = self.text();
        }
        case
    }
}

proptest! {
    /// Features 6.2: whatever private values the case holds and wherever somebody wrote them, the published text has none of them.
    #[test]
    fn no_private_value_ever_appears(secrets in secrets()) {
        let case = secrets.case();
        let document = document(&case, TODAY, &[secrets.witness.clone(), secrets.identity.clone()]).expect("masked");
        let text: String = document.text().chars().filter(|c| !c.is_whitespace()).collect();
        for value in secrets.values() {
            prop_assert!(!text.contains(value), "{value} in {text}");
        }
        prop_assert_eq!(scan(&case, &document.text()), []);
    }

    /// Nothing beside the allow-list: a new private field cannot reach the document, because the keys are counted here.
    #[test]
    fn only_listed_keys_appear(secrets in secrets()) {
        let text = document(&secrets.case(), TODAY, std::slice::from_ref(&secrets.witness)).expect("masked").text();
        let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let keys: Vec<&str> = value.as_object().expect("an object").keys().map(String::as_str).collect();
        prop_assert_eq!(keys, ["v", "unit", "number", "decided_on", "category", "outcome", "conclusion", "party", "matter", "facts",
            "basis", "penalties", "remedies", "severity", "channels"]);
        let expected = [UNIT, "明镜区市场监督管理局"];
        prop_assert!(expected.iter().all(|public| text.contains(public)));
    }
}

#[test]
fn the_scanner_objects_to_the_private_text_itself() {
    let case = decided();
    let leaky = PublicationDocument { facts: format!("{ADDRESS}，{PHONE}"), ..shown(&case) };
    let kinds: Vec<&str> = scan(&case, &leaky.text()).iter().map(|leak| leak.what).collect();
    assert!(kinds.contains(&"地址") && kinds.contains(&"电话号码"), "{kinds:?}");
}
