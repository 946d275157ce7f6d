//! One full sample of every paper, with the lengths real cases have. All persons, bodies and numbers are invented.

use law::papers::PaperKind;
use serde_json::{Map, Value, json};

pub const AGENCY: &str = "上海市长宁区市场监督管理局";
pub const PARTY: &str = "上海某某（集团）国际供应链管理有限公司长宁虹桥临空经济园区第二分公司生活超市中心店";
pub const DIGEST: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

/// Some three thousand characters of facts, in paragraphs.
pub fn facts() -> String {
    let paragraph = |n: u32| {
        format!(
            "{n}月{n}日，本机关执法人员在当事人经营场所的冷藏货架上发现“某某牌”巴氏杀菌乳（规格950ml/盒，生产日期2026年8月{n}日，保质期7天）共{n}盒，\
             至检查之日均已超过保质期；货架标价每盒18.50元。经查阅当事人的进货台账和收银系统，该批乳品由当事人于2026年8月向上海某食品贸易有限公司购进，\
             购进单价每盒12.80元，已售出{n}盒，货值金额合计{}.00元，违法所得{}.60元。当事人未能提供该批乳品的进货查验记录，也未按照内部管理制度\
             定期检查库存食品并及时清理超过保质期的食品。当事人的现场负责人在场，对检查情况无异议，并在现场检查笔录上签名确认。",
            n * 37,
            n * 11
        )
    };
    (1..=15).map(paragraph).collect::<Vec<_>>().join("\n")
}

pub fn evidence() -> Value {
    let kinds = ["现场笔录", "书证", "物证", "视听资料", "电子数据", "当事人的陈述"];
    let row = |n: usize| {
        json!({
            "number": n.to_string(),
            "kind": kinds[n % kinds.len()],
            "title": format!("第{n}号证据：当事人收银系统导出的商品销售流水明细表及其打印件（共{n}页）"),
            "collected": format!("2026年9月{n}日由执法人员在经营场所依法提取，当事人盖章确认"),
            "proves": "证明当事人销售超过保质期的食品的时间、品种、数量、单价以及违法所得的数额",
        })
    };
    (1..=12).map(row).collect()
}

fn officers() -> Value {
    json!([
        {"name": "周明远", "certificate": "09050012026001"},
        {"name": "欧阳静怡", "certificate": "09050012026002"},
    ])
}

fn opinions() -> Value {
    json!([
        {"stage": "承办人", "opinion": "经初步核查，当事人涉嫌销售超过保质期的食品，违反《中华人民共和国食品安全法》第三十四条第（十）项的规定，属于本机关管辖，未超过追责时效，符合立案条件，建议立案调查，并由周明远、欧阳静怡承办。", "name": "周明远", "certificate": "09050012026001", "on": "2026-09-02"},
        {"stage": "承办机构负责人", "opinion": "同意承办人意见，报机关负责人审批。", "name": "陆建国", "on": "2026-09-02"},
        {"stage": "机关负责人", "opinion": "同意立案。", "name": "沈若兰", "on": "2026-09-03"},
    ])
}

fn party() -> Value {
    json!({
        "party_name": PARTY,
        "party_code": "91310105MA1FW0008X",
        "party_address": "上海市长宁区虹桥临空经济园区协和路某弄某号地下一层B1-017、B1-018、B1-019商铺及其附属仓库",
        "party_representative": "司马长风",
        "party_phone": "021-00000000",
    })
}

fn judgement() -> Value {
    json!({
        "facts": facts(),
        "evidence": evidence(),
        "character": "当事人销售超过保质期的食品的行为，违反了《中华人民共和国食品安全法》第三十四条第（十）项“禁止生产经营下列食品、食品添加剂、食品相关产品：……（十）标注虚假生产日期、保质期或者超过保质期的食品、食品添加剂”的规定，构成销售超过保质期食品的违法行为。",
        "discretion": "当事人系首次违法，案发后主动下架并封存涉案食品，积极配合调查，如实陈述违法事实并主动提供证据材料，涉案食品货值金额较小，未发现危害后果。依照《中华人民共和国行政处罚法》第三十二条第（一）项的规定，并参照本市食品安全行政处罚裁量基准，决定从轻处罚。",
        "basis": [
            "《中华人民共和国食品安全法》第一百二十四条第一款第（五）项",
            "《中华人民共和国行政处罚法》第二十八条第一款",
        ],
    })
}

fn penalties() -> Value {
    json!([
        {"kind": "没收非法财物", "detail": "没收超过保质期的“某某牌”巴氏杀菌乳共15盒"},
        {"kind": "没收违法所得", "amount": 132_060},
        {"kind": "罚款", "amount": 5_500_000},
    ])
}

fn own(kind: PaperKind) -> Value {
    match kind {
        PaperKind::FilingApproval => json!({
            "cause": "涉嫌销售超过保质期的食品", "source": "投诉举报", "received_on": "2026-08-31", "occurred_on": "2026-08-30",
            "place": "上海市长宁区协和路某弄某号地下一层",
            "clue": "2026年8月31日，本机关接到消费者投诉，称其于2026年8月30日在当事人处购买的巴氏杀菌乳已超过保质期2日。执法人员于2026年9月1日到现场核查，在冷藏货架上发现同批次乳品15盒在售，均已超过保质期。",
            "violated": "《中华人民共和国食品安全法》第三十四条第（十）项",
            "officers": officers(), "opinions": opinions(),
        }),
        PaperKind::InspectionRecord => json!({
            "present": "诸葛清（店长，身份证件号码已核对）", "place": "上海市长宁区协和路某弄某号地下一层B1-017商铺冷藏区及仓库",
            "began_at": "2026-09-01T09:30", "ended_at": "2026-09-01T11:45", "officers": officers(),
            "certificates_shown": "执法人员周明远、欧阳静怡于检查开始时向在场人员诸葛清出示行政执法证，说明来意，诸葛清核对后表示无异议。",
            "rights_told": "执法人员告知：被检查人有权陈述、申辩，认为执法人员与本案有直接利害关系的，有权申请回避；应当如实回答询问并协助检查，不得拒绝或者阻挠。诸葛清表示已经听清，不申请回避。",
            "found": facts(), "recording": "全程录像",
            "signature": "以上笔录我已看过，与现场情况一致。诸葛清　2026年9月1日", "witness": "东方明（物业管理人员）",
        }),
        PaperKind::InquiryRecord => json!({
            "asked": "诸葛清", "asked_identity": "上海某某（集团）国际供应链管理有限公司长宁虹桥临空经济园区第二分公司生活超市中心店店长，受该公司委托接受询问",
            "asked_code": "31010519900101001X", "asked_address": "上海市长宁区某某路某弄某号某室", "asked_phone": "13800000000",
            "round": "第1次", "place": "本机关第二询问室", "began_at": "2026-09-08T13:30", "ended_at": "2026-09-08T15:20",
            "officers": officers(), "recorder": "欧阳静怡",
            "certificates_shown": "执法人员向被询问人出示行政执法证，被询问人核对后表示无异议。",
            "rights_told": "执法人员告知：你有权陈述、申辩，有权申请回避，对与本案无关的问题有权拒绝回答；你应当如实回答询问，提供虚假情况的，应当承担相应的法律责任。",
            "exchanges": (1..=30).map(|n| json!({
                "question": format!("第{n}个问题：请你说明2026年8月{n}日购进的这批巴氏杀菌乳的进货渠道、数量、价格以及上架销售的情况？"),
                "answer": format!("这批货是向上海某食品贸易有限公司订的，一共{n}箱，每箱12盒，进价每盒12.80元，标价每盒18.50元。当天上午收的货，由仓库的同事点数后放进冷藏库，中午上架。\n因为那几天人手紧，没有按规定每天检查保质期，所以没有及时下架，这是我们管理上的疏忽。"),
            })).collect::<Value>(),
            "recording": "同步录音录像", "signature": "以上笔录我已看过，与我所说的一致。诸葛清　2026年9月8日",
        }),
        PaperKind::InvestigationReport => json!({
            "cause": "销售超过保质期的食品",
            "course": "2026年8月31日，本机关接到消费者投诉。经核查，于2026年9月3日批准立案。立案后，执法人员依法进行了现场检查，询问了有关人员，提取了进货票据、销售流水等证据，并委托检验机构对涉案食品进行了检验。案件现已调查终结。",
            "proposal": "建议责令当事人改正违法行为，并给予没收违法所得、没收非法财物和罚款的行政处罚。",
            "officers": officers(), "opinions": opinions(),
        }),
        PaperKind::PriorNotice | PaperKind::HearingNotice => json!({
            "penalties": penalties(),
            "statement_right": "依照《中华人民共和国行政处罚法》第四十五条的规定，你单位有权进行陈述和申辩。如有陈述、申辩意见，请在收到本告知书之日起五个工作日内向本机关提出；逾期不提出的，视为放弃陈述、申辩的权利。本机关不会因陈述、申辩而给予更重的处罚。",
            "contact": "联系人：周明远、欧阳静怡；联系电话：021-00000000；地址：上海市长宁区某某路某号；邮政编码：200051。",
        }),
        PaperKind::ReviewOpinion => json!({
            "submitted_by": "执法一科", "submitted_on": "2026-10-20", "party_name": PARTY, "cause": "销售超过保质期的食品", "text_digest": DIGEST,
            "checks": checks(),
            "problems": (1..=4).map(|n| json!({"place": format!("第{n}号证据第{n}页"), "problem": "提取时间与现场检查笔录记载的时间不一致，影响证据的关联性认定", "advice": "由承办人核对原始记录后作出书面说明，并由当事人确认"})).collect::<Value>(),
            "conclusion": "同意（附修改建议）",
            "opinion": "本案主体合法，程序合法，事实清楚，证据确凿，适用法律正确，裁量适当，未超越法定权限，未发现涉嫌犯罪的情形，同意承办机构的处理意见。",
            "reviewers": [{"name": "端木文华", "qualification": "A20103101050001"}], "reviewed_on": "2026-10-26",
            "adoption": "承办机构已按建议补充说明并附卷。",
        }),
        PaperKind::PenaltyDecision => json!({
            "course": "2026年8月31日，本机关接到消费者投诉，经核查于2026年9月3日立案调查，2026年10月15日调查终结。",
            "statement": "本机关于2026年10月28日依法向当事人送达行政处罚事先告知书和听证告知书。当事人在规定期限内未提出陈述、申辩意见，也未要求听证。",
            "penalties": penalties(),
            "performance": "当事人应当自收到本决定书之日起十五日内缴纳罚款和没收的违法所得。到期不缴纳罚款的，依照《中华人民共和国行政处罚法》第七十二条第一款第（一）项的规定，每日按罚款数额的百分之三加处罚款，加处罚款的数额不超出罚款的数额。",
            "account": "某某银行上海市长宁支行；户名：上海市长宁区财政局；账号：3100 0000 0000 0000 000",
            "remedies": "如不服本决定，可以自收到本决定书之日起六十日内向上海市长宁区人民政府申请行政复议，也可以自收到本决定书之日起六个月内依法向有管辖权的人民法院提起行政诉讼。复议、诉讼期间，本决定不停止执行。",
            "publication": "本行政处罚决定依照《中华人民共和国行政处罚法》第四十八条的规定予以公示。",
        }),
        PaperKind::ServiceReceipt => json!({
            "recipient": PARTY,
            "papers": [{"title": "行政处罚决定书", "number": "长市监罚〔2026〕108号"}, {"title": "罚没款缴款通知书", "number": "长市监缴〔2026〕108号"}],
            "place": "上海市长宁区协和路某弄某号地下一层B1-017商铺", "mode": "直接送达", "served_on": "2026-11-10",
            "received_by": "诸葛清（店长，受委托签收）", "officers": officers(), "witness": "东方明（物业管理人员）", "remark": "当事人要求同时提供电子文本，已告知查询途径。",
        }),
        PaperKind::ClosingApproval => json!({
            "cause": "销售超过保质期的食品", "filed_on": "2026-09-03", "decision_number": "长市监罚〔2026〕108号", "decided_on": "2026-11-05",
            "result": "没收超过保质期的食品15盒；没收违法所得1,320.60元；罚款55,000.00元。", "execution": "当事人于2026年11月20日缴清全部罚没款，涉案食品已依法销毁。",
            "officers": officers(), "opinions": opinions(),
        }),
        PaperKind::NoPenaltyDecision => json!({
            "course": "2026年8月31日，本机关接到消费者投诉，经核查于2026年9月3日立案调查，2026年10月15日调查终结。",
            "reason": "当事人的违法行为轻微，案发后立即下架并销毁全部超过保质期的食品，主动向购买者退款，没有造成危害后果；经查询，当事人在过去二年内没有同类违法行为的记录。",
            "basis": ["《中华人民共和国行政处罚法》第三十三条第一款", "《中华人民共和国行政处罚法》第五十七条第一款第（二）项"],
            "conclusion": "对当事人销售超过保质期的食品的行为不予行政处罚。",
            "education": "2026年11月5日，执法人员在当事人经营场所向其负责人讲解《中华人民共和国食品安全法》关于食品保质期管理的规定，要求其建立每日检查和临期食品下架制度，当事人表示接受并提交了书面整改措施。",
            "remedies": "如不服本决定，可以自收到本决定书之日起六十日内向上海市长宁区人民政府申请行政复议，也可以自收到本决定书之日起六个月内依法向有管辖权的人民法院提起行政诉讼。",
        }),
        PaperKind::TransferLetter => json!({
            "receiver": "上海市公安局长宁分局", "cause": "销售超过保质期的食品",
            "course": "2026年8月31日，本机关接到消费者投诉，经核查于2026年9月3日立案调查，2026年10月15日调查终结。2026年10月26日经法制审核同意移送。",
            "reason": "经检验，涉案食品致病性微生物严重超出标准限量，足以造成严重食物中毒事故或者其他严重食源性疾病，当事人的行为涉嫌构成生产、销售不符合安全标准的食品罪，应当移送公安机关依法追究刑事责任。",
            "basis": ["《中华人民共和国行政处罚法》第二十七条第一款", "《行政执法机关移送涉嫌犯罪案件的规定》第三条"],
            "attached": [
                {"title": "案件调查终结报告", "count": "1份"},
                {"title": "证据材料", "count": "12件"},
                {"title": "涉案物品清单", "count": "1份"},
                {"title": "检验报告（上海某某食品质量检验所）", "count": "2份"},
                {"title": "音像记录", "count": "3件"},
            ],
            "officers": officers(),
            "contact": "联系人：周明远、欧阳静怡；联系电话：021-00000000；地址：上海市长宁区某某路某号；邮政编码：200051。",
        }),
        PaperKind::RecordingStill => json!({
            "recording": "现场检查全过程录像", "source": "执法记录仪07",
            "recording_digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "place": "0:12:07.400",
            "at": "2026年10月15日10时12分07秒", "image": STILL, "shows": "冷藏柜第二层，预包装熟食六盒，标签上的保质期至2026年10月1日。",
            "proves": "当事人在经营场所陈列销售超过保质期的食品。", "taken_by": "李娜（执法证号：31010500002）",
        }),
        PaperKind::ExtensionApproval => json!({
            "cause": "销售超过保质期的食品", "filed_on": "2026-09-03", "period": "90日，延长30日，检测检验鉴定不计入21日", "due_on": "2027-01-22",
            "reason": "当事人的上级供货商分布在三个省市，协查函的回复尚未全部收到；涉案食品的检验结论存在异议，需要复检，不能在现有期限内作出处理决定。",
            "days": "20日", "new_due_on": "2027-02-18", "basis": "《市场监督管理行政处罚程序规定》第六十四条",
            "discussion": "2027年1月15日，本机关负责人集体讨论，决定继续延长20日。", "superior": "上海市市场监督管理局〔2027〕某号批复",
            "officers": officers(), "opinions": opinions(),
        }),
    }
}

/// A picture out of a recording, by its SHA-256.
pub const STILL: &str = "d4e54974641fcdb2ce14f3ef74bae83293ef4510c2a095157c697f54d214328b";
pub const STILL_PNG: &[u8] = include_bytes!("still.png");

fn checks() -> Value {
    let matters = [
        "行政执法主体是否合法，行政执法人员是否具备执法资格",
        "行政执法程序是否合法",
        "案件事实是否清楚，证据是否合法充分",
        "适用法律、法规、规章是否准确，裁量基准运用是否适当",
        "执法是否在执法机关的法定权限之内",
        "行政执法文书是否完备、规范",
        "违法行为不涉嫌犯罪，或者涉嫌犯罪的依法移送司法机关",
    ];
    matters
        .iter()
        .map(|matter| json!({"matter": matter, "finding": "符合要求", "note": "已核对案卷材料"}))
        .collect()
}

/// Every element the paper knows, filled in.
pub fn full(kind: PaperKind) -> Map<String, Value> {
    let mut there = Map::new();
    for part in [party(), judgement(), hearing(), signed(), own(kind)] {
        if let Value::Object(part) = part {
            there.extend(part);
        }
    }
    kind.elements()
        .iter()
        .map(|element| {
            (
                element.key.to_owned(),
                there.get(element.key).unwrap_or_else(|| panic!("{} {}", kind.title(), element.key)).clone(),
            )
        })
        .collect()
}

fn hearing() -> Value {
    json!({"hearing_right": "依照《中华人民共和国行政处罚法》第六十三条、第六十四条的规定，你单位有权要求听证。如要求听证，应当在收到本告知书之日起五个工作日内向本机关提出；逾期未提出的，视为放弃听证权利。听证由本机关指定的非本案调查人员主持，你单位不承担组织听证的费用。"})
}

/// Typed and confirmed; a drawn name is another test's.
fn signed() -> Value {
    let digest = "41f8f572116a30f394aaa4d8bc980d6f9ccff87c53addd078d8a29680cd3029c";
    json!({"signed": [{"name": "欧阳静怡", "capacity": "店长", "manner": "键入姓名并确认", "text_digest": digest}]})
}
