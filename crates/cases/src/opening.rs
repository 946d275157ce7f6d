//! 线索登记: a clue becomes a case. It names the matter, the party as far as known, and the day of the act, from which the limitation
//! period is counted (行政处罚法 art 36). Whether it is filed is for `filing`; this act decides nothing about that.

use crate::parts::{self, PARTY_KINDS, SOURCES};
use events::cases::CaseOpened;
use events::field::{Field, Offer, Shape};
use events::papers::blank;
use events::people::{Party, Place};
use events::registers::{BodyEntered, BodyKind, MatterEntered};
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, Occasion, Refusal};
use jiff::civil::Date;
use law::article::{Article, PENALTY_LAW};
use law::thresholds::PartyKind;
use serde::{Deserialize, Serialize};

/// Opens a case.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct OpenCase {
    pub title: String,
    pub matter: String,
    pub source: String,
    pub clue: String,
    pub party_kind: String,
    pub party_name: String,
    pub party_code: String,
    pub party_representative: String,
    pub party_address: String,
    pub party_phone: String,
    pub place: String,
    pub act_ended_on: Option<Date>,
    pub harm_to_safety: bool,
    pub received_on: Option<Date>,
}

events::refusals! {
    /// Why a case cannot be opened.
    pub enum Refused {
        AlreadyOpened => Article::of(PENALTY_LAW, 54), "案件已经登记", "在本案中继续办理";
        MatterUnknown => Article::of(PENALTY_LAW, 38), "权力事项不在本机关名录中，没有实施依据", "从本机关权力事项名录中选择", field "matter";
        NotHandedDown { name: String } => Article::of(PENALTY_LAW, 24).paragraph(1), "“{name}”不在本街道、镇今天有效的赋权事项清单上，没有处罚权", "移送有管辖权的部门；清单有变的，由司法行政部门先公布", field "matter";
        NotEntrusted { name: String } => Article::of(PENALTY_LAW, 20).paragraph(2), "今天没有有效的委托书把“{name}”委托给本组织，不能以委托机关名义办理", "由有管辖权的机关办理；委托书有变的，先公布", field "matter";
        PartyCodeWrong { reason: String } => Article::of(PENALTY_LAW, 59).item(1), "当事人证件号码不正确：{reason}", "核对证照后改正", field "party_code";
        OwnerMissing => Article::of(PENALTY_LAW, 59).item(1), "个体工商户应当写明经营者姓名", "填写经营者姓名", field "party_representative";
        NotYetHappened => Article::of(PENALTY_LAW, 36), "违法行为日期不能晚于今天", "改正日期", field "act_ended_on";
        ReceivedInFuture => Article::of(PENALTY_LAW, 54), "线索收到日期不能晚于今天", "改正日期", field "received_on";
    }
}

impl Act for OpenCase {
    const NAME: &'static str = "OpenCase";
    const WORD: &'static str = "opening";
    const TITLE: &'static str = "登记线索";
    const STAGE: Stage = Stage::Clue;
    const DUTY: Duty = Duty::Enforce;
    const EVENTS: &'static [&'static str] = &["CaseOpened"];
    const FIELDS: &'static [Field] = &[
        Field::new("title", "案件名称", Shape::Line(100)).hint("如：某某超市销售超过保质期食品案"),
        Field::new("matter", "权力事项", Shape::One(Offer::Matters)),
        Field::new("source", "案件来源", Shape::Choice(SOURCES)),
        Field::new("clue", "线索内容", Shape::Text(3000)),
        Field::new("party_kind", "当事人类型", Shape::Choice(PARTY_KINDS)),
        Field::new("party_name", "当事人名称或姓名", Shape::Line(200)),
        Field::new("party_code", "统一社会信用代码或公民身份号码", Shape::Line(18)),
        Field::new("party_representative", "法定代表人、负责人或经营者", Shape::Line(50)).optional(),
        Field::new("party_address", "住所或经营场所", Shape::Line(200)),
        Field::new("party_phone", "联系电话", Shape::Line(30)).optional(),
        Field::new("place", "违法行为发生地", Shape::Line(200)),
        Field::new("act_ended_on", "违法行为发生或终了之日", Shape::Date),
        Field::new("harm_to_safety", "涉及公民生命健康安全、金融安全且有危害后果", Shape::Yes).optional(),
        Field::new("received_on", "线索收到之日", Shape::Date),
    ];

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        if case.opened.is_some() {
            return Err(Refused::AlreadyOpened.into());
        }
        let today = occasion.today();
        let (matter, body) = self.power(occasion)?;
        // What is handed down to a street stays in the field of the department it comes from.
        let owner = occasion.registers.body(&matter.body).unwrap_or(body);
        let act_ended_on = self.act_ended_on.filter(|day| *day <= today).ok_or(Refused::NotYetHappened)?;
        let received_on = self.received_on.filter(|day| *day <= today).ok_or(Refused::ReceivedInFuture)?;
        let party = self.party(today)?;
        Ok(vec![Event::CaseOpened(CaseOpened {
            number: blank(body, "案", today),
            title: self.title.trim().to_owned(),
            body: body.code.clone(),
            body_name: body.name.clone(),
            department: occasion.by.department.clone(),
            sector: matter.sector_in(owner),
            matter: matter.copied(),
            source: self.source.clone(),
            clue: self.clue.clone(),
            party,
            place: Place { text: self.place.clone(), measured: None },
            act_ended_on,
            harm_to_safety: self.harm_to_safety,
            received_on,
            handler: occasion.officer(),
        })])
    }
}

impl OpenCase {
    /// The matter, and the body in whose name it is enforced here.
    fn power<'a>(&self, occasion: &Occasion<'a>) -> Result<(&'a MatterEntered, &'a BodyEntered), Refused> {
        let (registers, today) = (occasion.registers, occasion.today());
        let matter = registers.matter(&self.matter).ok_or(Refused::MatterUnknown)?;
        match registers.in_whose_name(occasion.body, matter, today) {
            Some(body) => Ok((matter, body)),
            None => Err(match occasion.body.kind {
                BodyKind::Street => Refused::NotHandedDown { name: matter.name.clone() },
                BodyKind::Delegated => Refused::NotEntrusted { name: matter.name.clone() },
                _ => Refused::MatterUnknown,
            }),
        }
    }

    fn party(&self, today: Date) -> Result<Party, Refusal> {
        let kind = parts::party_kind(&self.party_kind)?;
        let born = parts::check_party_code(kind, &self.party_code, today)
            .map_err(|reason| Refused::PartyCodeWrong { reason })?;
        let representative = parts::filled(&self.party_representative);
        if kind == PartyKind::SoleTrader && representative.is_none() {
            return Err(Refused::OwnerMissing.into());
        }
        Ok(Party {
            kind,
            name: self.party_name.trim().to_owned(),
            code: self.party_code.clone(),
            representative,
            address: self.party_address.clone(),
            phone: parts::filled(&self.party_phone),
            born,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing as filled;
    use events::entries::{Change, Held};
    use events::testing::district::{BODY, FOOD, FOREIGN, JUSTICE, PERSON};
    use events::testing::{Story, day};
    use serde_json::{Value, json};

    #[test]
    fn a_clue_becomes_a_case() {
        let story = Story::new().does(&filled::opening());
        assert_eq!(story.standing, Story::opened().standing);
        assert_eq!(story.standing.opened.expect("is opened").number.to_string(), "长市监案〔2026〕1号");
    }

    #[test]
    fn a_case_is_opened_once() {
        assert_eq!(Story::new().closed_to::<OpenCase>(), None);
        assert_eq!(Story::opened().closed_to::<OpenCase>().as_deref(), Some("AlreadyOpened"));
        Story::opened().refused(&filled::opening(), "AlreadyOpened");
    }

    #[test]
    fn the_matter_is_one_of_the_bodys_own() {
        for matter in ["", "no-such-matter", FOREIGN] {
            let act = OpenCase { matter: matter.to_owned(), ..filled::opening() };
            assert_eq!(Story::new().refused(&act, "MatterUnknown").field.as_deref(), Some("matter"));
        }
    }

    /// The district in which the body of the story is of this kind.
    fn of_kind(kind: BodyKind) -> Story {
        let story = Story::new();
        let body = BodyEntered { kind, ..story.body().clone() };
        story.enters(Event::BodyEntered(body))
    }

    fn listed(story: Story, register: &str, key: &str, to: Option<&str>, content: Value) -> Story {
        let (valid_from, valid_to) = (day("2026-01-01"), to.map(day));
        let held = Held { key: key.to_owned(), valid_from, valid_to, content };
        story.with_entry(register, &Change::Enter(held))
    }

    #[test]
    fn a_street_enforces_what_the_published_list_hands_to_it_and_nothing_else() {
        let story = of_kind(BodyKind::Street);
        assert_eq!(story.refused(&filled::opening(), "NotHandedDown").field.as_deref(), Some("matter"));
        let row = |matter: &str| json!({"body": BODY, "matter": matter, "from_body": JUSTICE});
        for matter in [FOOD, FOREIGN] {
            let key = format!("{BODY}~{matter}");
            let act = OpenCase { matter: matter.to_owned(), ..filled::opening() };
            let handed = listed(story.clone(), "street_powers", &key, None, row(matter)).does(&act);
            assert_eq!(handed.standing.opened.expect("is opened").body, BODY, "in its own name");
            let ended = listed(story.clone(), "street_powers", &key, Some("2026-11-22"), row(matter));
            ended.refused(&act, "NotHandedDown");
        }
    }

    #[test]
    fn who_is_entrusted_opens_in_the_name_of_the_organ_what_the_letter_names() {
        let story = of_kind(BodyKind::Delegated);
        let act = OpenCase { matter: FOREIGN.to_owned(), ..filled::opening() };
        let letter = |codes: &[&str]| json!({"delegator": JUSTICE, "delegate": BODY, "codes": codes});
        let refused = |story: Story| story.refused(&act, "NotEntrusted");
        refused(story.clone());
        refused(listed(story.clone(), "delegations", "WT", Some("2027-11-30"), letter(&[FOOD])));
        refused(listed(story.clone(), "delegations", "WT", Some("2026-11-22"), letter(&[FOREIGN])));
        let entrusted = listed(story, "delegations", "WT", Some("2027-11-30"), letter(&[FOOD, FOREIGN]));
        let opened = entrusted.clone().does(&act).standing.opened.expect("is opened");
        assert_eq!(opened.body, JUSTICE);
        assert_eq!(opened.number.to_string(), "长司案〔2026〕1号");
        entrusted.refused(&filled::opening(), "NotEntrusted");
    }

    #[test]
    fn nothing_is_opened_for_what_lies_in_the_future() {
        let today = OpenCase { act_ended_on: Some(day("2026-11-23")), ..filled::opening() };
        assert!(Story::new().tries(&today).is_ok());
        let tomorrow = OpenCase { act_ended_on: Some(day("2026-11-24")), ..filled::opening() };
        Story::new().refused(&tomorrow, "NotYetHappened");
        let received = OpenCase { received_on: Some(day("2026-11-24")), ..filled::opening() };
        Story::new().refused(&received, "ReceivedInFuture");
    }

    #[test]
    fn a_partys_code_must_satisfy_its_check_character() {
        let wrong = OpenCase { party_code: "91310105MA1FW4X75B".to_owned(), ..filled::opening() };
        let refusal = Story::new().refused(&wrong, "PartyCodeWrong");
        assert!(refusal.says.contains("校验"), "{}", refusal.says);
        let kind = OpenCase { party_kind: "company".to_owned(), ..filled::opening() };
        assert_eq!(Story::new().refused(&kind, "FieldRefused").field.as_deref(), Some("party_kind"));
    }

    #[test]
    fn the_kind_of_party_is_the_codes() {
        let trader = a_trader();
        let act = |kind: &str, code: &str| OpenCase {
            party_kind: kind.to_owned(),
            party_code: code.to_owned(),
            ..filled::opening()
        };
        assert!(Story::new().tries(&act("sole_trader", &trader)).is_ok());
        let nobodys = OpenCase { party_representative: " ".to_owned(), ..act("sole_trader", &trader) };
        Story::new().refused(&nobodys, "OwnerMissing");
        let refusal = Story::new().refused(&act("organisation", &trader), "PartyCodeWrong");
        assert!(refusal.says.contains("个体工商户"), "{}", refusal.says);
        Story::new().refused(&act("sole_trader", events::testing::district::PARTY), "PartyCodeWrong");
    }

    /// A code of an individual business whose check character is right.
    fn a_trader() -> String {
        let codes = "0123456789ABCDEFGHJKLMNPQRTUWXY".chars().map(|last| format!("92310105MA0000042{last}"));
        codes.into_iter().find(|code| law::identifiers::uscc(code).is_ok()).expect("one of them is right")
    }

    #[test]
    fn the_field_of_law_is_the_matters() {
        use events::registers::MatterEntered;
        use law::thresholds::Sector;
        let enters = |change: fn(&mut MatterEntered)| {
            let story = Story::new();
            let mut matter = story.registers.matter(&filled::opening().matter).expect("is entered").clone();
            change(&mut matter);
            let story = story.enters(Event::MatterEntered(matter)).does(&filled::opening());
            story.standing.opened.expect("is opened").sector
        };
        assert_eq!(enters(|_| {}), Sector::MarketRegulation);
        assert_eq!(enters(|matter| matter.sector = Some(Sector::General)), Sector::General);
        let sealed = enters(|matter| matter.basis = "《中华人民共和国治安管理处罚法》第二十六条".to_owned());
        assert_eq!(sealed, Sector::PublicOrder);
    }

    #[test]
    fn the_birthday_of_a_person_is_read_from_the_number() {
        let person =
            OpenCase { party_kind: "person".to_owned(), party_code: PERSON.to_owned(), ..filled::opening() };
        let party = Story::new().does(&person).standing.opened.expect("is opened").party;
        assert_eq!(party.born, Some(day("1985-03-12")));
    }
}
