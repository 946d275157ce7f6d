//! 录入执法主体: an enforcement body with what its papers, periods and remedies rest on (plan clause 1; 行政处罚法 art 17–20, 39). Its code is
//! checked by GB 32100; its 机关代字 stands in every paper's number, so no two bodies share one.
//!
//! Entering a code again amends the body from then on; past events keep the values they were made with. What the body adds to the review scope
//! (plan clause 16) only grows: what stands in the list stays whatever is entered, and an entry that would change one of them is refused; one that is
//! to end says so by its last day when it is entered.

use crate::shape::filled;
use crate::two_persons::{self, Enters};
use crate::{citation, reach};
use events::draft::fields;
use events::field::{Field, Shape};
use events::registers::{BodyEntered, BodyKind, UNSTATED};
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, Occasion, Refusal, Registers};
use jiff::civil::Date;
use law::additions::{Addition, Listed};
use law::article::{Article, PENALTY_LAW, PLAN};
use law::money::Fen;
use law::penalties::PenaltyKind;
use law::thresholds::Sector;
use serde::{Deserialize, Serialize};

/// Enters a body, or amends it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct EnterBody {
    pub code: String,
    pub name: String,
    pub letter: String,
    pub region: String,
    pub kind: Option<BodyKind>,
    pub sector: Option<Sector>,
    pub basis: String,
    pub address: String,
    pub phone: String,
    pub account: String,
    pub review_organ: String,
    pub court: String,
    pub statement_days: u16,
    pub review_days: u16,
    pub review_additions: Vec<AdditionEntered>,
}

/// An addition to the review scope as it is entered in a row of the form. Every condition given must hold.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AdditionEntered {
    pub name: String,
    pub matter: String,
    pub penalty_kind: Option<PenaltyKind>,
    pub min_amount: Option<Fen>,
    pub valid_from: Option<Date>,
    pub valid_to: Option<Date>,
}

events::refusals! {
    /// Why it cannot be entered.
    pub enum Refused {
        CodeWrong { reason: String } => Article::of(PENALTY_LAW, 17), "统一社会信用代码不正确：{reason}", "核对机关证照后改正", field "code";
        LetterWrong => Article::of(PENALTY_LAW, 59), "机关代字应为一至十个汉字，不含空格、数字和括号", "改正机关代字", field "letter";
        LetterTaken { name: String } => Article::of(PENALTY_LAW, 59), "机关代字已由{name}使用，文书编号会重复", "改用本机关自己的代字", field "letter";
        RegionWrong => Article::of(PENALTY_LAW, 22), "行政区划代码应为六位数字，首位不为零", "按GB/T 2260填写，如310105", field "region";
        DaysWrong => Article::of(PENALTY_LAW, 45), "期限应为一至三十个工作日", "改正期限", field "statement_days";
        ReviewDaysWrong => Article::of(PLAN, 19), "法制审核期限应为一至三十个工作日", "改正期限", field "review_days";
        AdditionChanged { name: String } => Article::of(PLAN, 16), "审核范围只能增加，已有的“{name}”不能改动", "用另一名称增加", field "review_additions";
        AdditionTermWrong { name: String } => Article::of(PLAN, 16), "“{name}”的施行之日没有填写，或者晚于截止之日", "改正日期", field "review_additions";
        AdditionMatterUnknown { name: String, code: String } => Article::of(PLAN, 16), "“{name}”所列事项{code}不在本机关权力事项名录中", "按名录填写事项编码", field "review_additions";
        Unchanged => Article::of(PLAN, 2), "与名录中现有内容完全相同，没有可以录入的变化", "改动后再提交", field "code";
    }
}

/// Longest period a body may set for itself, working days.
const DAYS_MAX: u16 = 30;

impl Act for EnterBody {
    const NAME: &'static str = "EnterBody";
    const WORD: &'static str = "body";
    const TITLE: &'static str = "录入执法主体";
    const STAGE: Stage = Stage::Register;
    const DUTY: Duty = Duty::Keep;
    const EVENTS: &'static [&'static str] = &["BodyEntered"];
    const FIELDS: &'static [Field] = &[
        Field::new("code", "统一社会信用代码", Shape::Line(18)),
        Field::new("name", "名称", Shape::Line(100)),
        Field::new("letter", "机关代字", Shape::Line(10)).hint("用于文书编号，如：长市监"),
        Field::new("region", "行政区划代码", Shape::Line(6)).hint("如310105"),
        Field::new(
            "kind",
            "主体类别",
            Shape::Choice(&[
                ("organ", "行政机关"),
                ("authorised", "法律、法规授权的组织"),
                ("delegated", "受委托组织"),
                ("street", "街道办事处、镇人民政府"),
                ("justice_bureau", "司法行政部门"),
            ]),
        ),
        Field::new(
            "sector",
            "执法领域",
            Shape::Choice(&[
                ("general", "一般领域"),
                ("market_regulation", "市场监督管理"),
                ("public_security", "公安行政"),
                ("public_order", "治安管理"),
            ]),
        )
        .hint("决定听证标准和审核范围适用哪一级规定"),
        Field::new("basis", "执法依据", Shape::Text(2000)),
        Field::new("address", "地址", Shape::Line(200)),
        Field::new("phone", "联系电话", Shape::Line(30)),
        Field::new("account", "罚款缴纳账户", Shape::Line(300)),
        Field::new("review_organ", "行政复议机关", Shape::Line(100)),
        Field::new("court", "管辖法院", Shape::Line(100)),
        Field::new("statement_days", "陈述申辩期限（工作日）", Shape::Whole(1, DAYS_MAX as i64)),
        Field::new("review_days", "法制审核期限（工作日）", Shape::Whole(1, DAYS_MAX as i64)),
        Field::new(
            "review_additions",
            "本机关增加的审核范围",
            Shape::Rows(&[
                Field::new("name", "名称", Shape::Line(100)),
                Field::new("matter", "限于事项（编码）", Shape::Line(40)).optional(),
                Field::new("penalty_kind", "限于处罚种类", Shape::Choice(fields::KINDS)).optional(),
                Field::new("min_amount", "金额下限", Shape::Money).optional(),
                Field::new("valid_from", "施行之日", Shape::Date),
                Field::new("valid_to", "截止之日", Shape::Date).optional(),
            ]),
        )
        .optional()
        .hint("在法定范围之外增加；所填条件同时符合的决定应当审核。已有的各项保留不变，不必重填，也不能删改"),
    ];

    fn decide(&self, _case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        two_persons::nobody_else(occasion)?;
        self.enter(occasion)
    }
}

impl Enters for EnterBody {
    fn enter(&self, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        let registers = occasion.registers;
        law::identifiers::uscc(&self.code)
            .map_err(|reason| Refused::CodeWrong { reason: reason.to_string() })?;
        let known = registers.body(&self.code);
        reach::within(&self.code, "code", occasion)?;
        let other_kind = self.kind.is_some() && known.map(|known| known.kind) != self.kind;
        if other_kind && !reach::supervises(occasion) {
            return Err(reach::OutOfReach::BureauOnly.into());
        }
        let entered = self.read(known, registers)?;
        let taken = registers.body_of_letter(&entered.letter).filter(|body| body.code != entered.code);
        if let Some(body) = taken {
            return Err(Refused::LetterTaken { name: body.name.clone() }.into());
        }
        // Entered again as it is, it is confirmed after an article it cites was amended.
        if known == Some(&entered) && !citation::is_outdated("body", &entered.code, registers) {
            return Err(Refused::Unchanged.into());
        }
        Ok(vec![Event::BodyEntered(entered)])
    }
}

impl EnterBody {
    fn read(&self, known: Option<&BodyEntered>, registers: &Registers) -> Result<BodyEntered, Refusal> {
        let letter = self.letter.trim().to_owned();
        let han = letter.chars().all(|c| matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{3134F}'));
        if letter.is_empty() || letter.chars().count() > 10 || !han {
            return Err(Refused::LetterWrong.into());
        }
        let digits = self.region.len() == 6 && self.region.bytes().all(|b| b.is_ascii_digit());
        if !digits || self.region.starts_with('0') {
            return Err(Refused::RegionWrong.into());
        }
        if !(1..=DAYS_MAX).contains(&self.statement_days) {
            return Err(Refused::DaysWrong.into());
        }
        if !(1..=DAYS_MAX).contains(&self.review_days) {
            return Err(Refused::ReviewDaysWrong.into());
        }
        Ok(BodyEntered {
            code: self.code.clone(),
            name: filled("name", &self.name)?,
            letter,
            region: self.region.clone(),
            kind: self.kind.ok_or_else(|| Refusal::of_field("kind", "请选择主体类别"))?,
            sector: self.sector.ok_or_else(|| Refusal::of_field("sector", "请选择执法领域"))?,
            basis: filled("basis", &self.basis)?,
            address: filled("address", &self.address)?,
            phone: filled("phone", &self.phone)?,
            account: filled("account", &self.account)?,
            review_organ: filled("review_organ", &self.review_organ)?,
            court: filled("court", &self.court)?,
            statement_days: self.statement_days,
            review_days: self.review_days,
            review_additions: self.additions(known, registers)?,
        })
    }

    /// The list as it stands, and after it what the rows add.
    fn additions(&self, known: Option<&BodyEntered>, registers: &Registers) -> Result<Vec<Listed>, Refusal> {
        let mut list: Vec<Listed> = known.map(|known| known.review_additions.clone()).unwrap_or_default();
        for row in &self.review_additions {
            let more = Listed::Conditional(row.read(&self.code, registers)?);
            match list.iter().find(|listed| listed.name() == more.name()) {
                Some(listed) if *listed == more => {}
                Some(_) => return Err(Refused::AdditionChanged { name: more.name().to_owned() }.into()),
                None => list.push(more),
            }
        }
        Ok(list)
    }
}

impl AdditionEntered {
    fn read(&self, body: &str, registers: &Registers) -> Result<Addition, Refusal> {
        let name = filled("review_additions", &self.name)?;
        let term = self.valid_from.filter(|from| self.valid_to.is_none_or(|to| *from <= to));
        let Some(valid_from) = term else { return Err(Refused::AdditionTermWrong { name }.into()) };
        let code = self.matter.trim().to_owned();
        let of_body = registers.matter(&code).is_some_and(|matter| matter.body == body);
        if !code.is_empty() && !of_body {
            return Err(Refused::AdditionMatterUnknown { name, code }.into());
        }
        Ok(Addition {
            name,
            decision_kind: None,
            matters: Some(code).filter(|code| !code.is_empty()).into_iter().collect(),
            penalty_kinds: self.penalty_kind.into_iter().collect(),
            min_amount: self.min_amount,
            valid_from,
            valid_to: self.valid_to,
        })
    }
}

/// Bodies whose telephone nobody has entered: a citizen who is told to ask them cannot (plan clause 5).
pub fn without_phone(registers: &Registers) -> Vec<&BodyEntered> {
    registers.bodies().filter(|body| matches!(body.phone.trim(), "" | UNSTATED)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{District, MARKET, STREET, refused};
    use serde_json::json;

    fn market() -> EnterBody {
        serde_json::from_value(json!({
            "code": MARKET, "name": "长宁区市场监督管理局", "letter": "长市监", "region": "310105", "kind": "organ",
            "sector": "market_regulation", "basis": "《行政处罚法》第十七条", "address": "长宁路599号", "phone": "021-22050000",
            "account": "区财政专户", "review_organ": "长宁区人民政府", "court": "长宁区人民法院",
            "statement_days": 5, "review_days": 5,
        }))
        .expect("a body")
    }

    #[test]
    fn a_body_with_a_right_code_is_entered() {
        let district = District::empty();
        let events = district.decide(&market()).expect("entered");
        let [Event::BodyEntered(body)] = events.as_slice() else { panic!("one event: {events:?}") };
        assert_eq!((body.letter.as_str(), body.sector), ("长市监", Sector::MarketRegulation));
    }

    #[test]
    fn a_body_without_a_telephone_is_named() {
        let mut registers = Registers::default();
        for (code, phone) in [("A", "021-22050000"), ("B", UNSTATED)] {
            let mut entered = District::empty().decide(&market()).expect("entered");
            if let Some(Event::BodyEntered(body)) = entered.first_mut() {
                (body.code, body.phone) = (code.to_owned(), phone.to_owned());
            }
            entered.iter().for_each(|event| registers.fold(event));
        }
        let named: Vec<&str> = without_phone(&registers).iter().map(|body| body.code.as_str()).collect();
        assert_eq!(named, ["B"]);
    }

    #[test]
    fn what_is_wrong_is_refused_at_its_field() {
        let district = District::empty();
        #[rustfmt::skip]
        let table: [(EnterBody, &str, &str); 9] = [
            (EnterBody { code: "91310105MA1B3N1N2".into(), ..market() }, "CodeWrong", "code"),
            (EnterBody { code: MARKET.replace('D', "E"), ..market() }, "CodeWrong", "code"),
            (EnterBody { letter: " ".into(), ..market() }, "LetterWrong", "letter"),
            (EnterBody { letter: "长 监".into(), ..market() }, "LetterWrong", "letter"),
            (EnterBody { region: "31010".into(), ..market() }, "RegionWrong", "region"),
            (EnterBody { region: "031010".into(), ..market() }, "RegionWrong", "region"),
            (EnterBody { statement_days: 0, ..market() }, "DaysWrong", "statement_days"),
            (EnterBody { review_days: 31, ..market() }, "ReviewDaysWrong", "review_days"),
            (EnterBody { kind: None, ..market() }, "FieldRefused", "kind"),
        ];
        for (act, name, field) in table {
            assert_eq!(refused(district.decide(&act)), (name.to_owned(), Some(field.to_owned())));
        }
    }

    #[test]
    fn two_bodies_never_share_a_letter() {
        let mut district = District::empty();
        district.does(&market());
        let other = EnterBody { code: STREET.into(), name: "新华路街道办事处".into(), ..market() };
        assert_eq!(refused(district.decide(&other)).0, "LetterTaken");
        district.does(&EnterBody { letter: "长新华".into(), ..other });
    }

    #[test]
    fn entering_the_same_again_adds_nothing_and_an_amendment_counts_from_then_on() {
        let mut district = District::empty();
        district.does(&market());
        assert_eq!(refused(district.decide(&market())).0, "Unchanged");
        district.does(&EnterBody { review_days: 7, ..market() });
        assert_eq!(district.registers.body(MARKET).map(|body| body.review_days), Some(7));
    }

    fn with(rows: serde_json::Value) -> EnterBody {
        EnterBody { review_additions: serde_json::from_value(rows).expect("rows"), ..market() }
    }

    #[test]
    fn the_review_scope_of_a_body_only_grows() {
        let mut district = District::empty();
        let first =
            json!({"name": "停产停业", "penalty_kind": "suspend_business", "valid_from": "2026-01-01"});
        let second = json!({"name": "万元以上", "min_amount": 1_000_000, "valid_from": "2026-06-01", "valid_to": "2027-05-31"});
        district.does(&with(json!([first])));
        district.does(&with(json!([first, second])));
        let narrowed =
            json!({"name": "停产停业", "penalty_kind": "suspend_business", "valid_from": "2026-12-01"});
        let refusal = district.decide(&with(json!([narrowed]))).expect_err("is refused");
        assert_eq!(refusal.name, "AdditionChanged");
        assert!(refusal.says.contains("停产停业"), "{}", refusal.says);
        for nothing_more in [json!([]), json!([second]), json!([second, first])] {
            assert_eq!(refused(district.decide(&with(nothing_more))).0, "Unchanged");
        }
        district.does(&EnterBody { review_days: 7, ..market() });
        assert_eq!(district.registers.body(MARKET).map(|body| body.review_additions.len()), Some(2));
    }

    #[test]
    fn names_kept_from_before_stay_in_the_list() {
        let mut district = District::empty();
        district.does(&market());
        let mut old = district.registers.body(MARKET).expect("is entered").clone();
        old.review_additions = vec![Listed::Named("重大舆情案件".to_owned())];
        district.registers.fold(&Event::BodyEntered(old));
        district.does(&EnterBody { review_days: 7, ..market() });
        let kept = &district.registers.body(MARKET).expect("is entered").review_additions;
        assert_eq!(*kept, [Listed::Named("重大舆情案件".to_owned())]);
    }

    #[test]
    fn an_addition_has_a_term_and_names_matters_of_the_body() {
        let district = District::standing();
        for (row, name) in [
            (json!({"name": "甲"}), "AdditionTermWrong"),
            (
                json!({"name": "甲", "valid_from": "2026-02-01", "valid_to": "2026-01-31"}),
                "AdditionTermWrong",
            ),
            (json!({"name": "甲", "matter": "no-such", "valid_from": "2026-02-01"}), "AdditionMatterUnknown"),
            (json!({"name": " ", "valid_from": "2026-02-01"}), "FieldRefused"),
        ] {
            let (found, field) = refused(district.decide(&with(json!([row]))));
            assert_eq!((found.as_str(), field.as_deref()), (name, Some("review_additions")));
        }
    }

    #[test]
    fn a_blank_act_is_open() {
        assert!(District::empty().open::<EnterBody>());
    }
}
