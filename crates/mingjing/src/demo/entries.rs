//! Entries of the declared registers in the synthetic district: prepared by one person and confirmed by another, like any other. Everything in them is made up, and
//! short: a district has thousands.

use super::district::codes;
use super::teller::Teller;
use super::{articles, standards};
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
    amend_article(registrar, at).await
}

/// Recording devices: of officers, of a room, one that is being repaired and one that is lost.
fn devices(body: &str) -> Vec<Value> {
    let camera = |code: &str, department: &str, holder: &str, state: &str| {
        json!({"code": code, "body": body, "kind": "body_camera", "model": "DSJ-明镜4", "serial": format!("SN-2025-{code}"),
               "department": department, "holder": holder, "state": state})
    };
    vec![
        camera("JLY-01", "market-one", "zhang-wei", "in_use"),
        camera("JLY-02", "market-one", "li-na", "in_use"),
        camera("JLY-03", "market-two", "zhao-min", "in_repair"),
        camera("JLY-04", "market-two", "sun-lei", "lost"),
        json!({"code": "XWS-01", "body": body, "kind": "room", "model": "半球摄像机组", "serial": "SN-2024-0901",
               "department": "market-one", "room": "第一询问室", "state": "in_use"}),
    ]
}

/// An article is amended later in the year, so that what cites it waits to be looked at again.
async fn amend_article(registrar: &mut Teller, after: DateTime) -> Result<()> {
    let (key, content) = articles::amended();
    let change =
        json!({"amend": {"key": key, "valid_from": "2026-07-01", "valid_to": null, "content": content}});
    let input = json!({"register": "articles", "reason": "条文修改（演示）", "changes": [change]});
    let carried = registrar.perform(after, "admin", "entry_proposal", None, input).await?;
    let proposal = id_of(&carried).context("the proposal has an id")?;
    let at = after.saturating_add(1.minutes());
    registrar.tell(at, "ren-hai", "entry_confirmation", None, json!({"proposal": proposal})).await?;
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
        of_justice("articles", articles::all()),
        of_market("remedies", remedies(&market)),
        of_justice("remedies", remedies(&street)),
        of_market("inspection_items", inspection_items(&market)),
        of_market("inspection_plans", inspection_plans(&market)),
        of_market(
            "random_inspections",
            vec![
                json!({"code": "SJ-JG-01", "body": market, "name": "明码标价随机抽查", "item": "JC-JG-01",
                        "population": "本区商品零售和餐饮服务经营者", "share_percent": 3, "times_a_year": 1}),
                json!({"code": "SJ-SP-01", "body": market, "name": "食品经营者随机抽查", "item": "JC-SP-01",
                        "population": "本区持有食品经营许可的经营者", "share_percent": 5, "times_a_year": 2}),
            ],
        ),
        of_market("discretion", standards::all(&market)),
        of_market(
            "leniency",
            vec![
                json!({"code": "QQ-01", "body": market, "matter": "0200-FOOD-034", "kind": "mitigated",
                        "conditions": ["货值金额不足一百元", "主动召回并退款", "没有造成危害后果"],
                        "basis": "《行政处罚法》第三十二条第（一）项"}),
                json!({"code": "BF-01", "body": market, "matter": "0200-PRICE-013", "kind": "first_time",
                        "conditions": ["首次被发现", "当场或者在责令的期限内改正", "没有造成危害后果"],
                        "basis": "《行政处罚法》第三十三条第一款", "education": "责令改正，当面说明明码标价规定并签收提示书"}),
            ],
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
                json!({"code": "BS-02", "body": market, "name": "小餐饮备案", "target": "经营面积不足五十平方米的餐饮服务经营者",
                        "conditions": "有固定经营场所，符合食品安全要求", "materials": ["备案表", "身份证明"],
                        "procedure": "申请、核对材料、当场发给备案凭证", "statutory_days": 5, "promised_days": 0,
                        "place": "明镜区政务服务中心二楼3号窗口", "hours": "工作日9:00至17:00", "phone": "021-55550100",
                        "complaints": "12345"}),
                json!({"code": "BS-01", "body": market, "name": "食品经营许可", "name_en": "Food Business Licence", "target": "申请从事食品销售和餐饮服务的经营者",
                        "conditions": "有与经营品种、数量相适应的场所和设备", "materials": ["申请书", "主要设备布局图"],
                        "samples": [{"name": "食品经营许可申请书（示范文本）", "lines": [
                            "经营者名称：上海市明镜区甲乙丙食品店（按营业执照填写）", "统一社会信用代码：92310105MA1XXXXXXX",
                            "经营场所：上海市明镜区清水路××号一层", "主体业态：食品销售经营者",
                            "经营项目：预包装食品销售（含冷藏冷冻食品）", "法定代表人或者负责人：张三", "联系电话：13800000000",
                            "保证申明：所填内容和所交材料真实，申请人签名、日期"]}],
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
            vec![
                json!({"code": "YX-02", "body": market, "step": "听证", "means": "video",
                        "elements": ["主持人宣布听证", "陈述和质证", "最后陈述"], "words": "现在开始听证，全程录音录像。", "kept_months": 60,
                        "stage": "hearing", "level": "should", "viewers": ["法制审核人员", "机关负责人", "听证主持人"]}),
                json!({"code": "YX-03", "body": market, "step": "现场检查", "means": "video",
                        "elements": ["出示证件", "告知权利", "检查过程"], "words": "我们是执法人员，现在出示证件，本次检查全程录音录像。",
                        "kept_months": 24, "exemption": "易燃易爆场所、无菌车间内", "exemption_basis": "《安全生产法》第三十五条",
                        "stage": "inspection", "level": "should"}),
                json!({"code": "YX-04", "body": market, "step": "留置送达", "means": "either",
                        "elements": ["送达人", "受送达人拒收的情形", "见证人"], "words": "您拒绝签收，文书留置于此，现场录像为证。", "kept_months": 60,
                        "stage": "delivery", "level": "should"}),
                json!({"code": "YX-01", "body": market, "step": "先行登记保存", "means": "video",
                        "elements": ["时间", "地点", "人员", "物品及数量"], "words": "现在开始录音录像，请配合。", "kept_months": 24,
                        "stage": "preservation", "level": "must"}),
            ],
        ),
        Proposed { by: "gao-shan", confirmed_by: "he-fang", register: "devices", contents: devices(&market) },
        of_market(
            "monitoring_places",
            vec![
                json!({"code": "JK-01", "body": market, "place": "清水路100号农贸市场东门", "purpose": "占道经营",
                        "device": "固定式球形摄像机", "standard": "GB/T 28181", "examination": "明法审〔2025〕3号",
                        "examined_on": "2025-12-01", "marked": true}),
            ],
        ),
        of_market(
            "uniform_rules",
            vec![
                json!({"body": market, "worn": "着制式服装、佩戴执法标志", "basis": "《综合行政执法制式服装和标志管理办法》（演示）",
                        "issued_on": "2020-10-09"}),
            ],
        ),
        of_justice(
            "street_powers",
            vec![json!({"body": street, "matter": "0200-PRICE-013", "from_body": market,
                        "decision": "市人民政府关于街道办事处行使部分行政处罚权的决定（演示）", "published_on": "2021-07-01"})],
        ),
        of_justice(
            "delegations",
            vec![json!({"code": "WT-01", "delegator": market, "delegate": codes().institute,
                        "matters": ["对不按规定明码标价的处罚"], "codes": ["0200-PRICE-013"], "fine_max": 500_000,
                        "limits": "以委托机关的名义责令改正、没收违法所得、处五千元以下罚款，不得再委托其他组织或者个人", "letter": "明市监委〔2026〕1号",
                        "signed_on": "2025-12-29"})],
        ),
        of_market(
            "qualifications",
            vec![
                json!({"body": market, "officer": "chen-jing", "kind": "national", "number": "A20103101040001"}),
            ],
        ),
        of_justice(
            "code_tables",
            vec![
                json!({"table": "decision_kind", "code": "01", "word": "行政处罚", "source": "演示"}),
                json!({"table": "发证机关", "code": "01", "word": "上海市人民政府", "source": "演示"}),
            ],
        ),
    ]
}

/// Every kind of decision has its remedy, so that nothing is missing.
fn remedies(body: &str) -> Vec<Value> {
    let kinds = registers::remedies::DECISIONS.iter();
    kinds
        .map(|(kind, _)| {
            json!({"body": body, "decision": kind, "review_organ": "上海市明镜区人民政府", "review_days": 60,
                   "review_first": *kind == "summary_penalty", "court": "上海市明镜区人民法院",
                   "suit_months": (*kind != "summary_penalty").then_some(6)})
        })
        .collect()
}

fn inspection_items(market: &str) -> Vec<Value> {
    let item = |code: &str,
                name: &str,
                target: &str,
                basis: &str,
                content: &[&str],
                method: &str,
                times: u8| {
        json!({"code": code, "body": market, "name": name, "target": target, "basis": basis, "content": content,
               "method": method, "times_a_year": times})
    };
    vec![
        item(
            "JC-SP-01",
            "食品经营活动检查",
            "食品经营者",
            "《食品安全法》第一百一十条",
            &["进货查验记录", "食品贮存条件", "保质期管理"],
            "on_site",
            2,
        ),
        item(
            "JC-JG-01",
            "明码标价检查",
            "商品和服务经营者",
            "《价格法》第三十四条",
            &["标价内容", "标价方式"],
            "on_site",
            1,
        ),
        item(
            "JC-GG-01",
            "广告内容检查",
            "广告主、广告经营者、广告发布者",
            "《广告法》第四十九条",
            &["广告内容真实性", "证明材料"],
            "remote",
            4,
        ),
        item(
            "JC-JL-01",
            "计量器具检定检查",
            "使用强制检定计量器具的经营者",
            "《计量法》第九条第一款",
            &["检定证书", "检定标记"],
            "on_site",
            1,
        ),
    ]
}

fn inspection_plans(market: &str) -> Vec<Value> {
    vec![
        json!({"code": "JH-2026", "body": market, "name": "2026年度行政检查计划", "kind": "annual",
               "basis": "《食品安全法》第一百零九条", "items": ["JC-SP-01", "JC-JG-01", "JC-GG-01", "JC-JL-01"],
               "population": "本区在册经营者", "number": 1200, "method": "random", "from": "2026-01-05", "to": "2026-12-31"}),
        json!({"code": "ZX-2026-01", "body": market, "name": "校园周边食品安全专项检查计划", "kind": "special",
               "basis": "《食品安全法》第一百一十条", "items": ["JC-SP-01"], "population": "学校周边二百米内的食品经营者", "number": 86,
               "method": "all", "from": "2026-08-17", "to": "2026-09-18", "approved_by": "明镜区人民政府　明府办〔2026〕3号"}),
    ]
}
