//! Entries of the declared registers in the synthetic district: prepared by one person and confirmed by another, like any other. Everything in them is made up, and
//! short: a district has thousands.

use super::district::codes;
use super::teller::Teller;
use anyhow::{Context, Result};
use desk::carry_out::Carried;
use events::Event;
use jiff::ToSpan;
use jiff::civil::{DateTime, date};
use registers::all;
use registers::declaration::canonical;
use serde_json::{Value, json};

/// One proposal: who prepares, who confirms, and the contents of its register.
struct Proposed {
    by: &'static str,
    confirmed_by: &'static str,
    register: &'static str,
    contents: Vec<Value>,
}

/// Enters them, a minute apart.
pub async fn enter(registrar: &mut Teller) -> Result<()> {
    let mut at: DateTime = date(2026, 1, 5).at(10, 0, 0, 0);
    for proposed in proposals() {
        let kind = all::by_word(proposed.register).context("a register of the list")?;
        let mut changes = Vec::new();
        for content in &proposed.contents {
            let content = canonical(content);
            let key = kind.key_of(&content).context("an entry with its key")?;
            let valid_to = (proposed.register == "delegations").then_some("2027-12-31");
            changes.push(json!({"enter": {"key": key, "valid_from": "2026-01-05", "valid_to": valid_to, "content": content}}));
        }
        let input = json!({"register": proposed.register, "reason": "首次公布", "changes": changes});
        let carried = registrar.perform(at, proposed.by, "entry_proposal", None, input).await?;
        at = at.saturating_add(1.minutes());
        let proposal = id_of(&carried).context("the proposal has an id")?;
        let input = json!({"proposal": proposal});
        registrar.tell(at, proposed.confirmed_by, "entry_confirmation", None, input).await?;
        at = at.saturating_add(1.minutes());
    }
    Ok(())
}

fn id_of(carried: &Carried) -> Option<String> {
    carried.events.iter().find_map(|recorded| match &recorded.body.event {
        Event::EntriesPrepared(prepared) => Some(prepared.proposal.clone()),
        _ => None,
    })
}

fn proposals() -> Vec<Proposed> {
    let (market, street) = (codes().market, codes().street);
    let of_market =
        |register, contents| Proposed { by: "lin-yue", confirmed_by: "he-fang", register, contents };
    let of_justice =
        |register, contents| Proposed { by: "admin", confirmed_by: "ren-hai", register, contents };
    let food = "《食品安全法》第一百二十四条第一款第（五）项";
    vec![
        of_justice(
            "articles",
            vec![
                json!({"law": "食品安全法", "article": 124, "paragraph": 1, "item": 5, "source": "演示用摘要",
                       "text": "经营标注虚假生产日期、保质期或者超过保质期的食品、食品添加剂，尚不构成犯罪的，没收违法所得和违法经营的食品，并处罚款。"}),
                json!({"law": "价格法", "article": 42, "paragraph": 0, "item": 0, "source": "演示用摘要",
                       "text": "经营者违反明码标价规定的，责令改正，没收违法所得，可以并处罚款。"}),
            ],
        ),
        of_market("remedies", remedies(&market)),
        of_justice("remedies", remedies(&street)),
        of_market(
            "inspection_items",
            vec![
                json!({"code": "JC-SP-01", "body": market, "name": "食品经营活动检查", "target": "食品经营者",
                       "basis": "《食品安全法》第一百一十条", "content": ["进货查验记录", "食品贮存条件", "保质期管理"],
                       "method": "on_site", "times_a_year": 2}),
                json!({"code": "JC-JG-01", "body": market, "name": "明码标价检查", "target": "商品和服务经营者",
                       "basis": "《价格法》第三十四条", "content": ["标价内容", "标价方式"], "method": "on_site", "times_a_year": 1}),
            ],
        ),
        of_market(
            "random_inspections",
            vec![
                json!({"code": "SJ-SP-01", "body": market, "name": "食品经营者随机抽查", "item": "JC-SP-01",
                        "population": "本区持有食品经营许可的经营者", "share_percent": 5, "times_a_year": 2}),
            ],
        ),
        of_market("discretion", vec![expired_food(&market, food)]),
        of_market(
            "leniency",
            vec![json!({"code": "BF-01", "body": market, "matter": "0200-PRICE-013", "kind": "first_time",
                        "conditions": ["首次被发现", "当场或者在责令的期限内改正", "没有造成危害后果"],
                        "basis": "《行政处罚法》第三十三条第一款", "education": "责令改正，当面说明明码标价规定并签收提示书"})],
        ),
        of_market(
            "duty_lists",
            vec![
                json!({"code": "QZ-01", "body": market, "name": "对销售超过保质期的食品的处罚", "kind": "penalty",
                        "basis": food, "duties": "依法立案、调查、告知、审核、决定、送达、公示",
                        "liability": "应当立案而不立案；违反法定程序", "department": "执法一科"}),
            ],
        ),
        of_market(
            "guides",
            vec![
                json!({"code": "BS-01", "body": market, "name": "食品经营许可", "target": "申请从事食品销售和餐饮服务的经营者",
                        "conditions": "有与经营品种、数量相适应的场所和设备", "materials": ["申请书", "主要设备布局图"],
                        "procedure": "申请、受理、现场核查、决定、送达", "statutory_days": 20, "promised_days": 10,
                        "place": "明镜区政务服务中心二楼3号窗口", "hours": "工作日9:00至17:00", "phone": "021-55550100",
                        "complaints": "12345"}),
            ],
        ),
        of_market(
            "window_posts",
            vec![
                json!({"code": "CK-03", "body": market, "window": "3号窗口", "officer": "lin-yue", "name": "林悦",
                        "post": "窗口工作人员", "duties": "食品经营许可的受理和咨询", "samples": ["食品经营许可申请书（示范文本）"],
                        "progress": "公示平台首页查询", "consulting": "021-55550100", "complaints": "12345"}),
            ],
        ),
        of_market(
            "recording_rules",
            vec![json!({"code": "YX-01", "body": market, "step": "先行登记保存", "means": "video",
                        "elements": ["时间", "地点", "人员", "物品及数量"], "words": "现在开始录音录像，请配合。", "kept_months": 24})],
        ),
        of_market(
            "monitoring_places",
            vec![
                json!({"code": "JK-01", "body": market, "place": "清水路100号农贸市场东门", "purpose": "占道经营",
                        "device": "固定式球形摄像机", "standard": "GB/T 28181", "examination": "明法审〔2025〕3号",
                        "examined_on": "2025-12-01", "marked": true}),
            ],
        ),
        of_justice(
            "street_powers",
            vec![json!({"body": street, "matter": "0200-PRICE-013", "from_body": market,
                        "decision": "市人民政府关于街道办事处行使部分行政处罚权的决定（演示）", "published_on": "2021-07-01"})],
        ),
        of_market(
            "qualifications",
            vec![
                json!({"body": market, "officer": "chen-jing", "kind": "national", "number": "A20103101040001"}),
            ],
        ),
        of_justice(
            "code_tables",
            vec![json!({"table": "decision_kind", "code": "01", "word": "行政处罚", "source": "演示"})],
        ),
    ]
}

/// Every kind of decision has its remedy, so that nothing is missing.
fn remedies(body: &str) -> Vec<Value> {
    let kinds = registers::remedies::DECISIONS.iter();
    kinds
        .map(|(kind, _)| {
            json!({"body": body, "decision": kind, "review_organ": "上海市明镜区人民政府", "review_days": 60,
                   "review_first": *kind == "summary_penalty", "court": "上海市明镜区人民法院", "suit_months": 6})
        })
        .collect()
}

fn expired_food(market: &str, basis: &str) -> Value {
    json!({"code": "CL-034", "body": market, "matter": "0200-FOOD-034", "name": "销售超过保质期的食品", "basis": basis,
    "factors": [
        {"key": "value", "question": "货值（元）"},
        {"key": "repeat", "question": "两年内是否因同类行为受过处罚", "choices": ["没有", "有"]},
        {"key": "recall", "question": "是否主动召回", "choices": ["主动召回", "没有召回"]},
    ],
    "tiers": [
        {"name": "较重", "conditions": ["repeat=有"], "fine_min": 7_000_000, "fine_max": 10_000_000},
        {"name": "较轻", "conditions": ["value<100", "recall=主动召回"], "fine_min": 5_000_000, "fine_max": 5_000_000},
        {"name": "一般", "conditions": ["value<5000"], "fine_min": 5_000_000, "fine_max": 7_000_000},
        {"name": "较重（货值）", "fine_min": 7_000_000, "fine_max": 10_000_000},
    ],
    "examples": [
        {"answers": ["value=50", "repeat=有", "recall=主动召回"], "tier": "较重"},
        {"answers": ["value=99", "repeat=没有", "recall=主动召回"], "tier": "较轻"},
        {"answers": ["value=100", "repeat=没有", "recall=主动召回"], "tier": "一般"},
        {"answers": ["value=5000", "repeat=没有", "recall=没有召回"], "tier": "较重（货值）"},
    ]})
}
