//! The synthetic district: one enforcement bureau with two handling departments, a legal office, leadership, disclosure and archive clerks; one street;
//! the justice bureau; seventeen people, twelve of them with certificates. Every name is made up; every code passes the checks a real one would.

use serde_json::{Value, json};

/// 统一社会信用代码 of the bodies, with valid check characters.
pub struct Codes {
    pub justice: String,
    pub market: String,
    pub street: String,
    /// An organisation that is entrusted.
    pub institute: String,
}

/// One person of the district.
pub struct Person {
    pub id: &'static str,
    pub name: &'static str,
    pub post: &'static str,
    pub department: &'static str,
    pub posts: &'static [&'static str],
    pub certificate: bool,
    pub qualified: bool,
    pub body: Of,
}

/// Which body a person belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Of {
    Justice,
    Market,
    Street,
}

const fn person(
    id: &'static str,
    name: &'static str,
    post: &'static str,
    department: &'static str,
    posts: &'static [&'static str],
    body: Of,
) -> Person {
    Person { id, name, post, department, posts, certificate: false, qualified: false, body }
}

impl Person {
    const fn certified(self) -> Person {
        Person { certificate: true, ..self }
    }

    const fn qualified(self) -> Person {
        Person { qualified: true, ..self }
    }
}

/// Everyone beside the first administrator.
pub const PEOPLE: &[Person] = &[
    person("zhang-wei", "张伟", "执法一科 执法人员", "market-one", &["enforcement"], Of::Market).certified(),
    person("li-na", "李娜", "执法一科 执法人员", "market-one", &["enforcement"], Of::Market).certified(),
    person(
        "wang-qiang",
        "王强",
        "执法一科 科长",
        "market-one",
        &["enforcement", "department_head"],
        Of::Market,
    )
    .certified(),
    person("zhao-min", "赵敏", "执法二科 执法人员", "market-two", &["enforcement"], Of::Market).certified(),
    person("sun-lei", "孙磊", "执法二科 执法人员", "market-two", &["enforcement"], Of::Market).certified(),
    person(
        "zhou-ting",
        "周婷",
        "执法二科 科长",
        "market-two",
        &["enforcement", "department_head"],
        Of::Market,
    )
    .certified(),
    person("chen-jing", "陈静", "法制科 法制审核人员", "market-legal", &["reviewer", "chair"], Of::Market)
        .certified()
        .qualified(),
    person("liu-yang", "刘洋", "法制科 听证主持人", "market-legal", &["reviewer", "chair"], Of::Market)
        .qualified(),
    person("xu-guang", "许光", "局长", "market-leaders", &["head"], Of::Market).certified(),
    person("he-fang", "何芳", "副局长", "market-leaders", &["head"], Of::Market).certified(),
    person("lin-yue", "林悦", "办公室 公示员", "market-office", &["disclosure_clerk"], Of::Market),
    person(
        "gao-shan",
        "高山",
        "办公室 档案员、设备管理员",
        "market-office",
        &["archivist", "device_clerk"],
        Of::Market,
    ),
    person("tang-bo", "唐波", "综合行政执法队 执法人员", "street-team", &["enforcement"], Of::Street)
        .certified(),
    person("song-mei", "宋梅", "综合行政执法队 执法人员", "street-team", &["enforcement"], Of::Street)
        .certified(),
    person("ren-hai", "任海", "执法监督科 监督人员", "justice-oversight", &["supervisor"], Of::Justice),
    person("feng-hao", "冯浩", "街道办事处主任", "street-leaders", &["head"], Of::Street).certified(),
];

/// Departments: code, name, role, body.
pub const DEPARTMENTS: &[(&str, &str, &str, Of)] = &[
    ("market-one", "执法一科", "handling", Of::Market),
    ("market-two", "执法二科", "handling", Of::Market),
    ("market-legal", "法制科", "legal", Of::Market),
    ("market-leaders", "局领导", "leadership", Of::Market),
    ("market-office", "办公室", "disclosure", Of::Market),
    ("justice-oversight", "执法监督科", "supervision", Of::Justice),
    ("street-team", "综合行政执法队", "handling", Of::Street),
    ("street-legal", "司法所（法制审核）", "legal", Of::Street),
    ("street-leaders", "街道领导", "leadership", Of::Street),
];

/// Matters of the bureau: code, name, article broken, article that penalises, least and most fine in yuan, tiers.
pub const MATTERS: &[(&str, &str, &str, &str, i64, i64, &[&str])] = &[
    (
        "0200-FOOD-034",
        "销售超过保质期的食品",
        "《中华人民共和国食品安全法》第三十四条第（十）项",
        "《中华人民共和国食品安全法》第一百二十四条第一款第（五）项",
        50_000,
        100_000,
        &[
            "较轻：货值不足一百元，主动召回，五万元",
            "一般：货值不足五千元，五万元以上七万元以下；货值一万元以上，十倍以上十五倍以下",
            "较重：货值五千元以上，或者再次违法，七万元以上十万元以下；货值一万元以上再次违法，十五倍以上二十倍以下",
        ],
    ),
    (
        "0200-PRICE-013",
        "不按规定明码标价",
        "《中华人民共和国价格法》第十三条第一款",
        "《中华人民共和国价格法》第四十二条",
        0,
        5_000,
        &["较轻：首次且及时改正，五百元以下", "一般：五百元以上二千元以下", "较重：二千元以上五千元以下"],
    ),
    (
        "0200-AD-028",
        "发布虚假广告",
        "《中华人民共和国广告法》第二十八条第一款",
        "《中华人民共和国广告法》第五十五条第一款",
        200_000,
        1_000_000,
        &[
            "较轻：广告费用的三倍以上三点五倍以下",
            "一般：广告费用的三点五倍以上四点五倍以下",
            "较重：广告费用的四点五倍以上五倍以下",
        ],
    ),
    (
        "0200-SCALE-026",
        "使用未经检定的计量器具",
        "《中华人民共和国计量法》第九条第一款",
        "《中华人民共和国计量法实施细则》第四十三条",
        0,
        1_000,
        &["一般：五百元以上一千元以下"],
    ),
];

/// The codes of the bodies: fixed first parts, check characters worked out.
pub fn codes() -> Codes {
    Codes {
        justice: complete("11310105MB1D00001"),
        market: complete("11310105MB1D00002"),
        street: complete("11310105MB1D00003"),
        institute: complete("12310105MB1D00004"),
    }
}

/// Adds the check character of GB 32100: the one of 31 that passes.
pub fn complete(first_seventeen: &str) -> String {
    let symbols = "0123456789ABCDEFGHJKLMNPQRTUWXY".chars();
    let mut whole = symbols.map(|symbol| format!("{first_seventeen}{symbol}"));
    whole.find(|code| law::identifiers::uscc(code).is_ok()).unwrap_or_default()
}

/// The register acts that make the district, in order: act word and input.
pub fn register_acts() -> Vec<(&'static str, Value)> {
    let codes = codes();
    let code = |of: Of| match of {
        Of::Justice => codes.justice.clone(),
        Of::Market => codes.market.clone(),
        Of::Street => codes.street.clone(),
    };
    let mut acts = vec![
        ("body", justice_bureau(&codes.justice)),
        ("body", body(&codes.market, "上海市明镜区市场监督管理局", "明市监", "organ", "market_regulation")),
        ("body", body(&codes.street, "上海市明镜区清水街道办事处", "明清街", "street", "general")),
        ("body", entrusted(&codes.institute, "上海市明镜区食品安全检查所", "明食检")),
    ];
    for (department, name, role, of) in DEPARTMENTS {
        acts.push(("department", json!({"code": department, "body": code(*of), "name": name, "role": role})));
    }
    for (order, person) in PEOPLE.iter().enumerate() {
        acts.push(("officer", officer(person, order + 1, &code(person.body))));
    }
    for (matter, name, violated, basis, least, most, tiers) in MATTERS {
        let mut entered = json!({"code": matter, "body": codes.market, "name": name, "violated": violated, "basis": basis,
            "fine_min": least * 100, "fine_max": most * 100, "tiers": tiers, "level": "district",
            "penalties": [{"kind": "fine", "force": if *least > 0 { "shall" } else { "may" }}]});
        let more = about(matter);
        if let (Some(entered), Value::Object(more)) = (entered.as_object_mut(), more) {
            entered.extend(more);
        }
        acts.push(("matter", entered));
    }
    acts.extend(PEOPLE.iter().map(|person| ("account", json!({"officer": person.id}))));
    acts
}

/// What the list of powers says of a matter beside basis and range.
fn about(matter: &str) -> Value {
    match matter {
        "0200-FOOD-034" => json!({"target": "食品经营者", "promised_days": 60, "recording": "whole",
            "conditions": "经营的食品超过标明的保质期；构成犯罪的，移送司法机关。",
            "penalties": [{"kind": "fine", "force": "shall"}, {"kind": "confiscate_gains", "force": "may"},
                          {"kind": "confiscate_property", "force": "may"}, {"kind": "revoke_permit", "force": "may"}],
            "multiple_of": "货值金额", "multiple_from": 1_000_000, "multiple_min": 1000, "multiple_max": 2000}),
        "0200-PRICE-013" => {
            json!({"target": "商品和服务经营者", "promised_days": 30, "recording": "key_steps",
            "conditions": "没有标明价格，或者标价内容、方式不符合规定。"})
        }
        "0200-AD-028" => {
            json!({"target": "广告主、广告经营者、广告发布者", "promised_days": 75, "recording": "key_steps",
            "conditions": "以虚假或者引人误解的内容欺骗、误导消费者。", "multiple_of": "广告费用", "multiple_min": 300, "multiple_max": 500})
        }
        _ => json!({"target": "使用计量器具的经营者", "promised_days": 60, "recording": "written"}),
    }
}

/// The bureau that founded the district, with what was not known then: letters without a named body go there, so it is to be reached.
fn justice_bureau(code: &str) -> Value {
    let mut entered = body(code, "上海市明镜区司法局", "司", "justice_bureau", "general");
    entered["basis"] = json!("《行政执法监督条例》");
    entered["address"] = json!("上海市明镜区清水路300号");
    entered["phone"] = json!("021-55550300");
    entered["account"] = json!("（无罚款职能）");
    entered
}

/// An organisation that is entrusted acts in the name of the organ that entrusts it, by the articles on entrusting.
fn entrusted(code: &str, name: &str, letter: &str) -> Value {
    let mut entered = body(code, name, letter, "delegated", "market_regulation");
    entered["basis"] = json!("《中华人民共和国行政处罚法》第二十条、第二十一条");
    entered
}

fn body(code: &str, name: &str, letter: &str, kind: &str, sector: &str) -> Value {
    json!({
        "code": code, "name": name, "letter": letter, "region": "310105", "kind": kind, "sector": sector,
        "basis": "《中华人民共和国行政处罚法》第十七条", "address": "上海市明镜区清水路100号", "phone": "021-55550100",
        "account": "明镜区财政局非税收入专户，明镜银行清水支行，账号3101050000000000100",
        "review_organ": "上海市明镜区人民政府", "court": "上海市明镜区人民法院", "statement_days": 5, "review_days": 5,
    })
}

fn officer(person: &Person, order: usize, body: &str) -> Value {
    let mut value = json!({
        "id": person.id, "name": person.name, "body": body, "department": person.department, "posts": person.posts,
        "legal_qualification": person.qualified,
    });
    if person.certificate {
        value["certificate_number"] = json!(format!("310105{order:06}"));
        value["certificate_issuer"] = json!("上海市人民政府");
        value["certificate_from"] = json!("2023-01-01");
        value["certificate_to"] = json!("2028-12-31");
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_body_can_be_rung_up() {
        let acts = register_acts();
        let phone = |code: &str| {
            let found = acts.iter().find(|(act, input)| *act == "body" && input["code"] == code);
            found.and_then(|(_, input)| input["phone"].as_str()).unwrap_or_default()
        };
        let codes = codes();
        for code in [&codes.justice, &codes.market, &codes.street, &codes.institute] {
            assert!(phone(code).starts_with("021-"), "{code}");
        }
    }

    #[test]
    fn codes_are_complete_and_twelve_people_hold_certificates() {
        let codes = codes();
        for code in [&codes.justice, &codes.market, &codes.street, &codes.institute] {
            assert!(law::identifiers::uscc(code).is_ok(), "{code}");
        }
        assert_eq!(PEOPLE.iter().filter(|person| person.certificate).count(), 12);
    }
}
