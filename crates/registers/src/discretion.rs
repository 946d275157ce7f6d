//! 行政处罚裁量基准: for a matter, which circumstances lead to which tier and band (行政处罚法 art 34; features 1.4). A standard is executable: `evaluate` says tier,
//! band and article for given circumstances, and every tier carries a worked example that leads to it, so that a tier nobody can reach is refused.

use crate::declaration::{Register, Term};
use crate::evaluation::{self, Condition, NoFinding, Standard, Tier, times};
use crate::grounds::{self, BASIS, BODY, CODE, NAME_EN};
use events::field::{Field, Shape};
use events::registers::MatterEntered;
use events::{Refusal, Registers};
use law::article::{Article, PENALTY_LAW};
use law::money::Fen;

/// The register of discretion standards.
pub struct Discretion;

const STANDARD: Article = Article::of(PENALTY_LAW, 34);

events::refusals! {
    /// Why a standard cannot stand.
    pub enum Refused {
        BandOutside { tier: String, min: Fen, max: Fen } => STANDARD, "阶次“{tier}”的幅度超出了法定幅度{min}元至{max}元", "按处罚依据改正幅度", field "tiers";
        BandWrong { tier: String } => STANDARD, "阶次“{tier}”的最低额高于最高额", "改正幅度", field "tiers";
        MultipleWithoutGround { tier: String } => STANDARD, "阶次“{tier}”按倍数计算，处罚依据没有设定倍数", "按处罚依据填写数额幅度；依据设定了倍数的，先在权力事项中录入", field "tiers";
        MultipleOutside { tier: String, min: String, max: String } => STANDARD, "阶次“{tier}”的倍数超出了法定的{min}至{max}", "按处罚依据改正倍数", field "tiers";
        MultipleWrong { tier: String } => STANDARD, "阶次“{tier}”的倍数没有填写完整、最低高于最高、同时填写了数额，或者计算基数不是按数值填写的因素", "计算基数填写因素的代号，最低和最高倍数都填写，数额不填", field "tiers";
        RangeUnguarded { tier: String, of: String, from: Fen } => STANDARD, "阶次“{tier}”按数额处罚，依据自{of}{from}元起按倍数处罚，达到这一数额的也会落入本阶次", "增加“{of}不足{from}元”的条件，或者在前面增加按倍数处罚的阶次", field "tiers";
        MultipleUnguarded { tier: String, from: Fen } => STANDARD, "阶次“{tier}”按倍数计算，依据自{from}元起才按倍数，条件中没有这一限制", "增加条件：计算基数>=起算数额（元）", field "tiers";
        TierTwice { tier: String } => STANDARD, "有两个阶次都叫“{tier}”", "每个阶次用不同的名称", field "tiers";
        ConditionWrong { condition: String } => STANDARD, "条件“{condition}”不能读取，或者问的不是已列出的因素", "写作：因素=选项|选项，或者：因素>=数值", field "tiers";
        ExampleMissing { tier: String } => STANDARD, "阶次“{tier}”没有能得出该阶次的示例", "为每个阶次写一个示例", field "examples";
        ExampleLeadsElsewhere { place: usize, tier: String, found: String } => STANDARD, "第{place}个示例应得出“{tier}”，实际得出“{found}”", "改正示例或者阶次的条件", field "examples";
        ExampleIncomplete { place: usize, question: String } => STANDARD, "第{place}个示例没有回答“{question}”，或者回答不在选项之内", "补全示例", field "examples";
    }
}

impl Register for Discretion {
    const WORD: &'static str = "discretion";
    const TITLE: &'static str = "行政处罚裁量基准";
    const ABOUT: &'static str = "同样的违法行为，依据哪些情节、分为哪些阶次、各在什么幅度内处罚。";
    const ARTICLE: Article = STANDARD;
    const KEY: &'static [&'static str] = &["code"];
    const BODY: Option<&'static str> = Some("body");
    const COLUMNS: &'static [&'static str] = &["code", "name", "matter", "body", "basis"];
    const PUBLIC: &'static [&'static str] =
        &["code", "body", "matter", "name", "name_en", "basis", "factors", "tiers", "examples"];
    const FIELDS: &'static [Field] = &[
        CODE,
        BODY,
        Field::new("matter", "权力事项编码", Shape::Line(40)),
        Field::new("name", "名称", Shape::Line(200)),
        NAME_EN,
        BASIS,
        Field::new(
            "factors",
            "裁量因素",
            Shape::Rows(&[
                Field::new("key", "代号", Shape::Line(30)),
                Field::new("question", "情节", Shape::Line(100)),
                Field::new("choices", "选项", Shape::Lines(60)).optional(),
            ]),
        )
        .hint("没有选项的因素按数值填写；是金额的，写明单位，如：货值金额（元），可以填写到分"),
        Field::new(
            "tiers",
            "裁量阶次",
            Shape::Rows(&[
                Field::new("name", "阶次", Shape::Line(60)),
                Field::new("conditions", "条件", Shape::Lines(100)).optional(),
                Field::new("fine_min", "罚款最低额", Shape::Money).optional(),
                Field::new("fine_max", "罚款最高额", Shape::Money).optional(),
                Field::new("multiple_of", "按倍数的计算基数（因素代号）", Shape::Line(30)).optional(),
                Field::new("multiple_min", "最低比例（百分之）", Shape::Whole(0, 100_000)).optional(),
                Field::new("multiple_max", "最高比例（百分之）", Shape::Whole(1, 100_000)).optional(),
                Field::new("measures", "其他处罚", Shape::Line(200)).optional(),
            ]),
        )
        .hint("自上而下，第一个条件全部符合的阶次适用；条件写作：因素=选项|选项，或者：因素>=数值。罚款填写数额，或者填写基数和比例，十倍填1000"),
        Field::new(
            "examples",
            "示例",
            Shape::Rows(&[
                Field::new("answers", "情节", Shape::Lines(100)),
                Field::new("tier", "应得出的阶次", Shape::Line(60)),
            ]),
        )
        .hint("每个阶次至少一个；情节写作：因素=选项"),
    ];
    type Content = Standard;

    fn check(standard: &Standard, _term: Term, registers: &Registers) -> Result<(), Refusal> {
        let matter = grounds::matter(registers, &standard.body, &standard.matter)?;
        grounds::basis(&standard.basis)?;
        bands(standard, matter)?;
        conditions(standard)?;
        examples(standard)
    }
}

/// Every band lies within what the statute gives: a range within its range, a multiple within its multiples.
fn bands(standard: &Standard, matter: &MatterEntered) -> Result<(), Refusal> {
    let (min, max) = (matter.fine_min, matter.fine_max);
    for (place, tier) in standard.tiers.iter().enumerate() {
        let name = || tier.name.clone();
        if standard.tiers[..place].iter().any(|other| other.name == tier.name) {
            return Err(Refused::TierTwice { tier: name() }.into());
        }
        if tier.multiple_of.is_some() || tier.multiple_min.is_some() || tier.multiple_max.is_some() {
            multiple(standard, tier, matter)?;
            continue;
        }
        if tier.fine_min > tier.fine_max {
            return Err(Refused::BandWrong { tier: name() }.into());
        }
        if tier.fine_min < min || tier.fine_max > max {
            return Err(Refused::BandOutside { tier: name(), min, max }.into());
        }
        range_stays_below(standard, place, matter)?;
    }
    Ok(())
}

/// Where the statute multiplies from a sum on, a band that is a range is not reached from there: by its own conditions, or because a tier before it takes all of that.
fn range_stays_below(standard: &Standard, place: usize, matter: &MatterEntered) -> Result<(), Refused> {
    let statute = matter.powers.as_ref().and_then(|powers| powers.multiple.as_ref());
    let Some(statute) = statute.filter(|statute| statute.from.0 > 0) else { return Ok(()) };
    let base = |key: &str| {
        let counts = standard.factors.iter().any(|factor| factor.key == key && factor.choices.is_empty());
        let asked = standard.base(key);
        counts && (asked.contains(&statute.of) || statute.of.contains(asked))
    };
    let below = |text: &String| {
        Condition::read(text).is_some_and(|one| base(one.factor) && one.is_below(statute.from))
    };
    let takes_all = |text: &String| {
        Condition::read(text).is_some_and(|one| base(one.factor) && one.takes_all_from(statute.from))
    };
    let before = &standard.tiers[..place];
    let tier = &standard.tiers[place];
    match tier.conditions.iter().any(below) || before.iter().any(|tier| tier.conditions.iter().all(takes_all))
    {
        true => Ok(()),
        false => Err(Refused::RangeUnguarded {
            tier: tier.name.clone(),
            of: statute.of.clone(),
            from: statute.from,
        }),
    }
}

/// A band of multiples: of a number that is asked, within the statute's multiples, and only from the sum on from which the statute multiplies.
fn multiple(standard: &Standard, tier: &Tier, matter: &MatterEntered) -> Result<(), Refused> {
    let name = || tier.name.clone();
    let (Some(of), Some(least), Some(most)) = (&tier.multiple_of, tier.multiple_min, tier.multiple_max)
    else {
        return Err(Refused::MultipleWrong { tier: name() });
    };
    let number = standard.factors.iter().any(|factor| factor.key == *of && factor.choices.is_empty());
    if !number || least > most || tier.fine_min.0 != 0 || tier.fine_max.0 != 0 {
        return Err(Refused::MultipleWrong { tier: name() });
    }
    let statute = matter.powers.as_ref().and_then(|powers| powers.multiple.as_ref());
    let Some(statute) = statute else { return Err(Refused::MultipleWithoutGround { tier: name() }) };
    if least < statute.min_percent || most > statute.max_percent {
        let (min, max) = (times(statute.min_percent), times(statute.max_percent));
        return Err(Refused::MultipleOutside { tier: name(), min, max });
    }
    let from = statute.from;
    let guards =
        |text: &String| Condition::read(text).is_some_and(|one| one.factor == of && one.is_at_least(from));
    match from.0 == 0 || tier.conditions.iter().any(guards) {
        true => Ok(()),
        false => Err(Refused::MultipleUnguarded { tier: name(), from }),
    }
}

/// Every condition asks a factor of the standard, a number of a number and a choice of a choice.
fn conditions(standard: &Standard) -> Result<(), Refusal> {
    for text in standard.tiers.iter().flat_map(|tier| &tier.conditions) {
        let sound = Condition::read(text).is_some_and(|condition| {
            let factor = standard.factors.iter().find(|factor| factor.key == condition.factor);
            factor.is_some_and(|factor| match condition.is_about_a_number() {
                true => factor.choices.is_empty(),
                false => {
                    let listed = |value: &&str| factor.choices.iter().any(|choice| choice == value);
                    let number = |value: &&str| factor.choices.is_empty() && value.parse::<u64>().is_ok();
                    condition.values.iter().all(|value| listed(value) || number(value))
                }
            })
        });
        if !sound {
            return Err(Refused::ConditionWrong { condition: text.clone() }.into());
        }
    }
    Ok(())
}

/// Every tier has an example, and every example leads where it says.
fn examples(standard: &Standard) -> Result<(), Refusal> {
    for (example, place) in standard.examples.iter().zip(1..) {
        let tier = example.tier.clone();
        let found = match evaluation::evaluate(standard, &evaluation::answers(&example.answers)) {
            Ok(finding) => finding.tier,
            Err(NoFinding::Unanswered { question, .. }) => {
                return Err(Refused::ExampleIncomplete { place, question }.into());
            }
            Err(NoFinding::NoTier) => "没有阶次".to_owned(),
        };
        if found != tier {
            return Err(Refused::ExampleLeadsElsewhere { place, tier, found }.into());
        }
    }
    let without = |name: &str| !standard.examples.iter().any(|example| example.tier == name);
    match standard.tiers.iter().find(|tier| without(&tier.name)) {
        Some(tier) => Err(Refused::ExampleMissing { tier: tier.name.clone() }.into()),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Books, FOOD, MARKET};
    use serde_json::{Value, json};

    fn standard() -> Value {
        json!({"code": "CL-034", "body": MARKET, "matter": FOOD, "name": "销售超过保质期的食品",
        "basis": "《食品安全法》第一百二十四条第一款第（五）项",
        "factors": [
            {"key": "value", "question": "货值（元）"},
            {"key": "repeat", "question": "是否再犯", "choices": ["首次", "再犯"]},
        ],
        "tiers": [
            {"name": "较重", "conditions": ["repeat=再犯"], "fine_min": 8_000_000, "fine_max": 10_000_000},
            {"name": "较轻", "conditions": ["value<100"], "fine_min": 5_000_000, "fine_max": 5_000_000},
            {"name": "一般", "fine_min": 5_000_000, "fine_max": 8_000_000},
        ],
        "examples": [
            {"answers": ["value=50", "repeat=首次"], "tier": "较轻"},
            {"answers": ["value=100", "repeat=首次"], "tier": "一般"},
            {"answers": ["value=50", "repeat=再犯"], "tier": "较重"},
        ]})
    }

    #[test]
    fn a_standard_says_tier_band_and_article() {
        let books = Books::standing();
        books.allows::<Discretion>(&standard());
        let standard: Standard = serde_json::from_value(standard()).expect("a standard");
        let answers = evaluation::answers(&["value=99".to_owned(), "repeat=首次".to_owned()]);
        let finding = evaluation::evaluate(&standard, &answers).expect("a finding");
        assert_eq!((finding.tier.as_str(), finding.fine_max), ("较轻", Fen::yuan(50_000)));
        assert_eq!(finding.because, ["货值（元）：不满100"]);
        assert!(finding.basis.contains("第一百二十四条"));
    }

    #[test]
    fn what_is_wrong_with_a_standard_is_named() {
        let books = Books::standing();
        let wrong = |change: fn(&mut Value)| {
            let mut content = standard();
            change(&mut content);
            books.refuses::<Discretion>(&content)
        };
        assert_eq!(wrong(|s| s["tiers"][0]["fine_max"] = json!(10_000_001)), "BandOutside");
        assert_eq!(wrong(|s| s["tiers"][0]["fine_min"] = json!(10_000_001)), "BandWrong");
        assert_eq!(wrong(|s| s["tiers"][1]["name"] = json!("较重")), "TierTwice");
        assert_eq!(wrong(|s| s["tiers"][1]["conditions"] = json!(["harm=轻微"])), "ConditionWrong");
        assert_eq!(wrong(|s| s["tiers"][0]["conditions"] = json!(["repeat=三犯"])), "ConditionWrong");
        assert_eq!(wrong(|s| s["tiers"][0]["conditions"] = json!(["repeat>=1"])), "ConditionWrong");
        assert_eq!(wrong(|s| s["examples"][0]["tier"] = json!("一般")), "ExampleLeadsElsewhere");
        assert_eq!(wrong(|s| s["examples"][0]["answers"] = json!(["value=50"])), "ExampleIncomplete");
        assert_eq!(wrong(|s| s["matter"] = json!("NO-SUCH")), "MatterUnknown");
        let dropped = wrong(|s| {
            s["examples"].as_array_mut().map(|examples| examples.remove(0));
        });
        assert_eq!(dropped, "ExampleMissing");
    }

    #[test]
    fn a_band_of_multiples_lies_within_the_statutes_multiples() {
        let mut books = Books::standing();
        let tenfold = |s: &mut Value| {
            s["tiers"][2] = s["tiers"][0].take();
            s["tiers"][0] = json!({"name": "一般", "conditions": ["value>=10000"], "multiple_of": "value",
                "multiple_min": 1000, "multiple_max": 1500});
            s["examples"][1]["answers"][0] = json!("value=10000");
            s["examples"][2]["answers"][0] = json!("value=150");
        };
        let mut content = standard();
        tenfold(&mut content);
        assert_eq!(books.refuses::<Discretion>(&content), "MultipleWithoutGround");
        let mut matter = books.registers().matter(FOOD).cloned().expect("the matter");
        matter.powers = Some(
            serde_json::from_value(json!({"kinds": ["fine"], "mandatory": [],
            "multiple": {"of": "货值金额", "from": 1_000_000, "min_percent": 1000, "max_percent": 2000}}))
            .expect("powers"),
        );
        books.happens(events::Event::MatterEntered(matter), "keeper", crate::testing::books::JUSTICE);
        books.allows::<Discretion>(&content);
        let wrong = |change: fn(&mut Value)| {
            let mut other = content.clone();
            change(&mut other["tiers"][0]);
            books.refuses::<Discretion>(&other)
        };
        assert_eq!(wrong(|tier| tier["multiple_max"] = json!(2001)), "MultipleOutside");
        assert_eq!(wrong(|tier| tier["multiple_min"] = json!(999)), "MultipleOutside");
        assert_eq!(wrong(|tier| tier["multiple_min"] = json!(1501)), "MultipleWrong");
        assert_eq!(wrong(|tier| tier["multiple_of"] = json!("repeat")), "MultipleWrong");
        assert_eq!(wrong(|tier| tier["fine_max"] = json!(1)), "MultipleWrong");
        assert_eq!(wrong(|tier| tier["conditions"] = json!(["value>=9999"])), "MultipleUnguarded");
        // A range that is reached from ten thousand yuan on says less than the statute does.
        let mut other = content.clone();
        other["tiers"][0]["conditions"] = json!(["value>=10001"]);
        assert_eq!(books.refuses::<Discretion>(&other), "RangeUnguarded");
        other["tiers"][2]["conditions"] = json!(["repeat=再犯", "value<10000"]);
        other["examples"][1]["answers"][0] = json!("value=10001");
        books.allows::<Discretion>(&other);
    }
}
