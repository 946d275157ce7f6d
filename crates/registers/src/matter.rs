//! 录入权力事项: a matter a body may penalise, with the article that is broken, the article that penalises it, and the range of the fine
//! (plan clauses 1–2; 行政处罚法 art 34, 38, 39). Cases copy it as it stands when they are opened; an amendment changes no case under way.

use crate::shape::{filled, is_code};
use crate::two_persons::{self, Enters};
use crate::{citation, reach};
use events::draft::fields;
use events::field::{Field, Offer, Shape};
use events::registers::{
    BodyKind, FineMultiple, MatterAbout, MatterEntered, MatterLevel, Powers, RecordingLevel,
};
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, Occasion, Refusal};
use law::article::{Article, PENALTY_LAW, PLAN, PUBLIC_ORDER_LAW};
use law::money::Fen;
use law::penalties::PenaltyKind;
use law::thresholds::Sector;
use serde::{Deserialize, Serialize};

/// Enters a matter, or amends it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct EnterMatter {
    pub code: String,
    pub body: String,
    pub name: String,
    pub violated: String,
    pub basis: String,
    /// Fen; both 0 where no fine is provided.
    pub fine_min: Fen,
    pub fine_max: Fen,
    pub tiers: Vec<String>,
    pub penalties: Vec<PowerEntered>,
    pub multiple_of: String,
    pub multiple_from: Option<Fen>,
    pub multiple_min: Option<u32>,
    pub multiple_max: Option<u32>,
    pub sector: Option<Sector>,
    pub city_management: bool,
    pub level: Option<MatterLevel>,
    pub target: String,
    pub conditions: String,
    pub promised_days: Option<u16>,
    pub recording: Option<RecordingLevel>,
}

/// One kind of penalty the basis provides.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct PowerEntered {
    pub kind: PenaltyKind,
    pub force: Force,
}

/// Whether the basis says it may or it shall be imposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Force {
    May,
    Shall,
}

events::refusals! {
    /// Why it cannot be entered.
    pub enum Refused {
        CodeWrong => Article::of(PLAN, 2), "事项编码应为一至四十个字母、数字或者短横线", "按权责清单填写事项编码", field "code";
        BodyUnknown => Article::of(PLAN, 2), "执法主体不在名录中", "先录入执法主体", field "body";
        OfAnEntrusted { name: String } => Article::of(PENALTY_LAW, 20).paragraph(4), "{name}是受委托组织，没有自己的处罚权", "录入委托机关的权力事项，再在行政处罚委托中列明编码", field "body";
        CodeTaken { name: String } => Article::of(PLAN, 2), "事项编码已由其他主体的“{name}”使用", "按权责清单核对事项编码", field "code";
        BasisMissing => Article::of(PENALTY_LAW, 38).paragraph(1), "没有处罚依据的，行政处罚无效", "填写设定处罚的法律、法规、规章条款", field "basis";
        RangeWrong { min: Fen, max: Fen } => Article::of(PENALTY_LAW, 34), "罚款最低额{min}元高于最高额{max}元", "按处罚依据改正罚款幅度", field "fine_min";
        AmountWrong => Article::of(PENALTY_LAW, 34), "罚款数额不能为负数", "按处罚依据改正罚款幅度", field "fine_max";
        FineWithoutRange => Article::of(PENALTY_LAW, 34), "设定了罚款，没有填写罚款幅度或者倍数", "填写罚款最高额，或者填写计算基数和倍数", field "fine_max";
        RangeWithoutFine => Article::of(PENALTY_LAW, 38).paragraph(1), "填写了罚款幅度，但处罚种类中没有罚款", "在处罚种类中增加罚款，或者删去罚款幅度", field "penalties";
        MultipleWrong => Article::of(PENALTY_LAW, 34), "按倍数计算罚款的，计算基数、最低和最高比例都应当填写，最低不高于最高", "按处罚依据改正", field "multiple_of";
        PublicOrderOnly => Article::of(PUBLIC_ORDER_LAW, 2), "依据治安管理处罚法的，执法领域应为治安管理", "执法领域选择治安管理", field "sector";
        PromiseTooLong { promised: u16, statutory: u16, article: Article } => article, "承诺办理期限{promised}日长于法定的{statutory}日", "承诺期限不长于法定期限", field "promised_days";
        Unchanged => Article::of(PLAN, 2), "与名录中现有内容完全相同，没有可以录入的变化", "改动后再提交", field "code";
    }
}

impl Act for EnterMatter {
    const NAME: &'static str = "EnterMatter";
    const WORD: &'static str = "matter";
    const TITLE: &'static str = "录入权力事项";
    const STAGE: Stage = Stage::Register;
    const DUTY: Duty = Duty::Keep;
    const EVENTS: &'static [&'static str] = &["MatterEntered"];
    const FIELDS: &'static [Field] = &[
        Field::new("code", "事项编码", Shape::Line(40)),
        Field::new("body", "执法主体", Shape::One(Offer::Bodies)),
        Field::new("name", "事项名称", Shape::Line(200)).hint("如：销售超过保质期的食品"),
        Field::new("violated", "违反的规定", Shape::Text(1000)),
        Field::new("basis", "处罚依据", Shape::Text(1000)),
        Field::new("fine_min", "罚款最低额", Shape::Money),
        Field::new("fine_max", "罚款最高额", Shape::Money).hint("没有罚款的，最低额和最高额都填0"),
        Field::new(
            "penalties",
            "处罚种类",
            Shape::Rows(&[
                Field::new("kind", "种类", Shape::Choice(fields::KINDS)),
                Field::new("force", "可以还是应当", Shape::Choice(&[("may", "可以"), ("shall", "应当")])),
            ]),
        )
        .hint("处罚依据设定的种类；没有给予应当给予的，属于减轻处罚。没收违法所得等视有无而定的，选“可以”"),
        Field::new("multiple_of", "罚款的计算基数", Shape::Line(30))
            .optional()
            .hint("罚款按倍数或者比例计算的填写，如：货值金额"),
        Field::new("multiple_from", "自多少元起按倍数", Shape::Money)
            .optional()
            .hint("不足的按上面的幅度；一律按倍数的填0"),
        Field::new("multiple_min", "最低比例（百分之）", Shape::Whole(0, 100_000))
            .optional()
            .hint("十倍填1000"),
        Field::new("multiple_max", "最高比例（百分之）", Shape::Whole(1, 100_000)).optional(),
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
        .optional()
        .hint("处罚依据属于另一领域的选择；不选的，按执法主体的领域"),
        Field::new("city_management", "属于城市管理执法", Shape::Yes)
            .optional()
            .hint("公告送达适用城市管理行政执法的期限"),
        Field::new("tiers", "裁量基准", Shape::Lines(300)).optional().hint("每行一个阶次"),
        Field::new(
            "level",
            "实施层级",
            Shape::Choice(&[("city", "市级"), ("district", "区级"), ("street", "街道、乡镇")]),
        )
        .optional(),
        Field::new("target", "实施对象", Shape::Line(200)).optional().hint("如：食品生产经营者"),
        Field::new("conditions", "适用条件", Shape::Text(2000)).optional(),
        Field::new("promised_days", "承诺办理期限（日）", Shape::Whole(1, 365))
            .optional()
            .hint("自立案至作出决定，不长于法定期限"),
        Field::new(
            "recording",
            "记录等级",
            Shape::Choice(&[
                ("whole", "全过程音像记录"),
                ("key_steps", "关键环节音像记录"),
                ("written", "文字记录"),
            ]),
        )
        .optional(),
    ];

    fn decide(&self, _case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        two_persons::nobody_else(occasion)?;
        self.enter(occasion)
    }
}

impl Enters for EnterMatter {
    fn enter(&self, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        let registers = occasion.registers;
        if !is_code(&self.code) {
            return Err(Refused::CodeWrong.into());
        }
        let body = registers.body(&self.body).ok_or(Refused::BodyUnknown)?;
        if body.kind == BodyKind::Delegated {
            return Err(Refused::OfAnEntrusted { name: body.name.clone() }.into());
        }
        reach::within(&self.body, "body", occasion)?;
        let basis = self.basis.trim().to_owned();
        if basis.is_empty() {
            return Err(Refused::BasisMissing.into());
        }
        if self.fine_min.0 < 0 || self.fine_max.0 < 0 {
            return Err(Refused::AmountWrong.into());
        }
        if self.fine_min > self.fine_max {
            return Err(Refused::RangeWrong { min: self.fine_min, max: self.fine_max }.into());
        }
        let entered = MatterEntered {
            code: self.code.clone(),
            body: self.body.clone(),
            name: filled("name", &self.name)?,
            violated: filled("violated", &self.violated)?,
            basis,
            fine_min: self.fine_min,
            fine_max: self.fine_max,
            tiers: self.tiers.clone(),
            powers: Some(self.powers()?),
            sector: self.sector,
            city_management: self.city_management,
            about: MatterAbout {
                level: self.level,
                target: self.target.trim().to_owned(),
                conditions: self.conditions.trim().to_owned(),
                promised_days: self.promised_days,
                recording: self.recording,
            },
        };
        if entered.rests_on_public_order_law() && entered.sector != Some(Sector::PublicOrder) {
            return Err(Refused::PublicOrderOnly.into());
        }
        self.promise(&entered, occasion)?;
        match registers.matter(&entered.code) {
            Some(known) if known.body != entered.body => {
                Err(Refused::CodeTaken { name: known.name.clone() }.into())
            }
            // Entered again as it is, it is confirmed after an article it cites was amended.
            Some(known)
                if *known == entered && !citation::is_outdated("matter", &entered.code, registers) =>
            {
                Err(Refused::Unchanged.into())
            }
            _ => Ok(vec![Event::MatterEntered(entered)]),
        }
    }
}

impl EnterMatter {
    /// What is promised is no longer than what the law of the matter's sector allows.
    fn promise(&self, entered: &MatterEntered, occasion: &Occasion<'_>) -> Result<(), Refused> {
        let (Some(promised), Some(body)) = (self.promised_days, occasion.registers.body(&self.body)) else {
            return Ok(());
        };
        let period = law::case_period::decision_period(entered.sector_in(body), occasion.today());
        match promised > period.days.0 {
            true => {
                let (statutory, article) = (period.days.0, period.article);
                Err(Refused::PromiseTooLong { promised, statutory, article })
            }
            false => Ok(()),
        }
    }

    /// The kinds and the multiple; a fine has a range, and a range a fine.
    fn powers(&self) -> Result<Powers, Refusal> {
        if self.penalties.is_empty() {
            return Err(Refusal::of_field("penalties", "请填写处罚依据设定的处罚种类"));
        }
        let mut powers = Powers { kinds: Vec::new(), mandatory: Vec::new(), multiple: self.multiple()? };
        for PowerEntered { kind, force } in &self.penalties {
            if !powers.kinds.contains(kind) {
                powers.kinds.push(*kind);
            }
            if *force == Force::Shall && !powers.mandatory.contains(kind) {
                powers.mandatory.push(*kind);
            }
        }
        let ranged = self.fine_max.0 > 0 || powers.multiple.is_some();
        match (powers.kinds.contains(&PenaltyKind::Fine), ranged) {
            (true, false) => Err(Refused::FineWithoutRange.into()),
            (false, true) => Err(Refused::RangeWithoutFine.into()),
            _ => Ok(powers),
        }
    }

    fn multiple(&self) -> Result<Option<FineMultiple>, Refused> {
        let of = self.multiple_of.trim().to_owned();
        match (of.is_empty(), self.multiple_min, self.multiple_max) {
            (true, None, None) if self.multiple_from.is_none() => Ok(None),
            (false, Some(min_percent), Some(max_percent)) if min_percent <= max_percent => {
                let from = self.multiple_from.unwrap_or_default();
                Ok(Some(FineMultiple { of, from, min_percent, max_percent }))
            }
            _ => Err(Refused::MultipleWrong),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{District, MARKET, STREET, refused};

    fn expired_food() -> EnterMatter {
        EnterMatter {
            code: "0200-FOOD-034".into(),
            body: MARKET.into(),
            name: "销售超过保质期的食品".into(),
            violated: "《食品安全法》第三十四条第（十）项".into(),
            basis: "《食品安全法》第一百二十四条第一款第（五）项".into(),
            fine_min: Fen::yuan(50_000),
            fine_max: Fen::yuan(100_000),
            tiers: vec!["较轻：五万元".into()],
            penalties: vec![PowerEntered { kind: PenaltyKind::Fine, force: Force::Shall }],
            ..EnterMatter::default()
        }
    }

    #[test]
    fn a_matter_is_entered_and_amended() {
        let mut district = District::standing();
        district.does(&expired_food());
        assert_eq!(refused(district.decide(&expired_food())).0, "Unchanged");
        district.does(&EnterMatter { fine_max: Fen::yuan(150_000), ..expired_food() });
        assert_eq!(
            district.registers.matter("0200-FOOD-034").map(|matter| matter.fine_max),
            Some(Fen::yuan(150_000))
        );
    }

    #[test]
    fn a_matter_without_a_fine_and_one_with_a_fixed_fine_are_lawful() {
        let mut district = District::standing();
        district.does(&EnterMatter {
            code: "a".into(),
            fine_min: Fen(0),
            fine_max: Fen(0),
            penalties: vec![PowerEntered { kind: PenaltyKind::Warning, force: Force::May }],
            ..expired_food()
        });
        district.does(&EnterMatter {
            code: "b".into(),
            fine_min: Fen(100),
            fine_max: Fen(100),
            ..expired_food()
        });
        assert_eq!(district.registers.matters().count(), 2);
    }

    #[test]
    fn a_promise_is_no_longer_than_the_period_of_the_law() {
        let district = District::standing();
        let promised = |days| EnterMatter { promised_days: Some(days), ..expired_food() };
        assert!(district.decide(&promised(90)).is_ok());
        assert_eq!(refused(district.decide(&promised(91))).0, "PromiseTooLong");
    }

    #[test]
    fn what_the_basis_provides_is_entered_with_it() {
        let mut district = District::standing();
        district.does(&EnterMatter {
            penalties: vec![
                PowerEntered { kind: PenaltyKind::Fine, force: Force::Shall },
                PowerEntered { kind: PenaltyKind::RevokePermit, force: Force::May },
            ],
            multiple_of: "货值金额".into(),
            multiple_from: Some(Fen::yuan(10_000)),
            multiple_min: Some(1000),
            multiple_max: Some(2000),
            ..expired_food()
        });
        let powers = district.registers.matter("0200-FOOD-034").and_then(|matter| matter.powers.clone());
        let powers = powers.expect("is entered");
        assert_eq!(powers.kinds, [PenaltyKind::Fine, PenaltyKind::RevokePermit]);
        assert_eq!(powers.mandatory, [PenaltyKind::Fine]);
        assert_eq!(powers.multiple.map(|multiple| multiple.max_percent), Some(2000));
        district.does(&EnterMatter {
            code: "order".into(),
            basis: "《治安管理处罚法》第二十六条".into(),
            sector: Some(Sector::PublicOrder),
            ..expired_food()
        });
    }

    #[test]
    fn what_is_wrong_is_refused_at_its_field() {
        let mut district = District::standing();
        district.does(&expired_food());
        let entrusted = serde_json::json!({"code": "12310105MB1D00004P", "name": "市场管理所", "letter": "长所", "region": "310105",
            "kind": "delegated", "sector": "market_regulation", "basis": "委托书", "address": "长宁路2号",
            "phone": "021-22050001", "account": "专户", "review_organ": "区政府", "court": "区法院",
            "statement_days": 5, "review_days": 5});
        district.does::<crate::body::EnterBody>(&serde_json::from_value(entrusted).expect("a body"));
        #[rustfmt::skip]
        let table: [(EnterMatter, &str, &str); 15] = [
            (EnterMatter { code: "事项一".into(), ..expired_food() }, "CodeWrong", "code"),
            (EnterMatter { body: "none".into(), ..expired_food() }, "BodyUnknown", "body"),
            (EnterMatter { body: "12310105MB1D00004P".into(), ..expired_food() }, "OfAnEntrusted", "body"),
            (EnterMatter { body: STREET.into(), ..expired_food() }, "CodeTaken", "code"),
            (EnterMatter { basis: " ".into(), ..expired_food() }, "BasisMissing", "basis"),
            (EnterMatter { fine_min: Fen(10_000_001), ..expired_food() }, "RangeWrong", "fine_min"),
            (EnterMatter { fine_min: Fen(-1), ..expired_food() }, "AmountWrong", "fine_max"),
            (EnterMatter { penalties: vec![], ..expired_food() }, "FieldRefused", "penalties"),
            (EnterMatter { penalties: vec![PowerEntered { kind: PenaltyKind::Warning, force: Force::May }], ..expired_food() }, "RangeWithoutFine", "penalties"),
            (EnterMatter { fine_min: Fen(0), fine_max: Fen(0), ..expired_food() }, "FineWithoutRange", "fine_max"),
            (EnterMatter { multiple_of: "货值金额".into(), ..expired_food() }, "MultipleWrong", "multiple_of"),
            (EnterMatter { multiple_of: "货值金额".into(), multiple_min: Some(2000), multiple_max: Some(1000), ..expired_food() }, "MultipleWrong", "multiple_of"),
            (EnterMatter { basis: "《治安管理处罚法》第二十六条".into(), ..expired_food() }, "PublicOrderOnly", "sector"),
            (EnterMatter { name: String::new(), ..expired_food() }, "FieldRefused", "name"),
            (EnterMatter { violated: String::new(), ..expired_food() }, "FieldRefused", "violated"),
        ];
        for (act, name, field) in table {
            assert_eq!(refused(district.decide(&act)), (name.to_owned(), Some(field.to_owned())));
        }
    }

    #[test]
    fn a_blank_act_is_open() {
        assert!(District::standing().open::<EnterMatter>());
    }
}
