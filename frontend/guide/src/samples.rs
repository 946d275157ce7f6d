//! Sample content of the lengths that real cases have. Synthetic: no such shop, officer or case exists.

use crate::forms::{Input, Kind};
use crate::*;

fn page(nav: &'static str) -> Page {
    Page {
        nav,
        person: Some(Person {
            name: "张伟".to_owned(),
            post: "执法人员、承办机构负责人".to_owned(),
            body: "某某区市场监督管理局".to_owned(),
        }),
        form_token: "sample".to_owned(),
        flash: None,
    }
}

fn clock(what: &'static str, due: &'static str, left: &'static str, state: &'static str, article: &'static str) -> ClockChip {
    ClockChip { what, due, left, state, provisional: false, article }
}

pub fn duties() -> Duties {
    let case = ("沪某市监案〔2026〕17号", "某某食品商行销售超过保质期食品案");
    let other = ("沪某市监案〔2026〕9号", "某某五金加工部未取得许可证生产工业产品案");
    let row = |clock, (number, title): (&'static str, &'static str)| (clock, number, title);
    Duties {
        page: Page {
            flash: Some(Flash { kind: "success", text: "已送审，登记为存证第 128 号条目".to_owned() }),
            ..page("duties")
        },
        duties: vec![
            row(clock("公示处罚决定", "2026-11-19 周四", "逾期 2 个工作日", "over", "《公示办法》第十六条第一款"), other),
            row(clock("送达处罚决定书", "2026-11-25 周三", "还有 2 个工作日", "soon", "《行政处罚法》第六十一条第一款"), other),
            row(clock("出具法制审核意见", "2026-12-02 周三", "还有 7 个工作日", "ok", "《审核办法》第十二条"), case),
            row(clock("作出处罚决定", "2027-02-14 周日", "还有 83 日", "ok", "《行政处罚法》第六十条"), case),
            row(clock("归档", "及时", "", "none", "《三项制度方案》第二十五条"), other),
        ],
        pager: Pager { first: 1, last: 5, total: "5".to_owned(), previous: None, next: None },
    }
}

fn act(word: &'static str, title: &'static str, refusal: Option<[&str; 3]>) -> ActLine {
    let refusal = refusal.map(|[says, article, opens]| Refusal {
        says: says.to_owned(),
        article: article.to_owned(),
        opens: opens.to_owned(),
    });
    ActLine { word, title, stage: "", leads: false, refusal }
}

fn link(label: &str) -> Link {
    Link { href: "#".to_owned(), label: label.to_owned(), detail: "SHA-256 9f86d0…".to_owned() }
}

fn item(number: u64, at: &str, title: &str, who: &str, says: &[&str], links: &[&str]) -> Item {
    Item {
        number,
        at: at.to_owned(),
        title: title.to_owned(),
        who: who.to_owned(),
        says: says.iter().map(|line| (*line).to_owned()).collect(),
        links: links.iter().map(|label| link(label)).collect(),
    }
}

pub fn case() -> Case {
    let titles = ["线索", "立案", "调查取证", "事先告知", "法制审核", "决定", "送达", "执行", "结案", "归档"];
    let state = |at: usize| if at < 3 { "done" } else if at == 3 { "current" } else { "ahead" };
    Case {
        page: page("cases"),
        rail: titles.iter().enumerate().map(|(at, title)| RailStage { title, state: state(at), clock: None }).collect(),
        chronology: vec![
            item(97, "2026-11-16 周一 09:02", "立案", "某某区市场监督管理局　王强（机关负责人）批准", &["承办人张伟（09010123）、李静（09010145）；案由：涉嫌销售超过保质期食品。"], &["立案审批表"]),
            item(103, "2026-11-16 周一 14:10", "出示证件", "张伟、李静", &["向当事人负责人陈某出示执法证件，告知陈述、申辩、申请回避的权利；当事人不申请回避。"], &[]),
            item(104, "2026-11-16 周一 14:12", "现场检查", "张伟、李静", &["在货架上发现“某牌”酸奶12盒，标示生产日期2026-10-05、保质期21天。当事人逐页签名确认。"], &["现场检查笔录", "现场检查录像（24:31）", "现场照片3张"]),
            item(118, "2026-11-19 周四 10:30", "调查终结", "张伟、李静", &["建议没收违法经营的食品12盒，罚款5,000.00元。"], &["案件调查终结报告"]),
            item(121, "2026-11-20 周五 16:40", "事先告知", "张伟、李静", &["告知拟处罚的事实、理由、依据、内容和陈述、申辩的权利。"], &["行政处罚事先告知书"]),
        ],
        recording: RecordingLine { title: "现场检查".to_owned(), is_video: true, link: link("现场检查录像") },
        marks: [(0, "0:00", "表明身份"), (72_000, "1:12", "告知权利"), (185_000, "3:05", "检查货架"), (725_000, "12:05", "清点登记"), (1_310_000, "21:50", "签名确认")]
            .map(|(at_ms, time, label)| Mark { at_ms, time: time.to_owned(), label: label.to_owned() })
            .into(),
        open: vec![act("statement", "记录陈述、申辩", None), act("waiver", "记录当事人放弃陈述、申辩", None)],
        closed: vec![
            act("submission", "提交法制审核", Some(["陈述、申辩期限尚未届满", "《行政处罚法》第四十五条第一款", "记录当事人的陈述、申辩或其放弃，或者等待期限届满（2026-11-27 周五）"])),
            act("decision", "作出处罚决定", Some(["本案属于法制审核范围，尚无通过的审核意见", "《行政处罚法》第五十八条第一款", "先提交法制审核，审核通过后再作决定"])),
        ],
        others: vec![act("recusal", "决定回避申请", Some(["由机关负责人办理", "《行政处罚法》第四十三条第三款", "请王强（机关负责人）办理"]))],
        clock_list: vec![
            clock("等待陈述、申辩", "2026-11-27 周五", "还有 4 个工作日", "ok", "《行政处罚法》第四十五条第一款"),
            clock("作出处罚决定", "2027-02-14 周日", "还有 83 日", "ok", "《行政处罚法》第六十条"),
        ],
    }
}

fn penalties() -> Input {
    let kinds = ["罚款", "没收违法所得、没收非法财物", "警告"];
    let row = |at: usize, chosen: usize, text: &str, amount: &str| {
        vec![
            Input::new(&format!("penalties.{at}.kind"), "种类", Kind::Select, "").choices(&kinds, chosen),
            Input::new(&format!("penalties.{at}.text"), "内容", Kind::Line, text),
            Input::new(&format!("penalties.{at}.amount"), "金额", Kind::Money, amount).optional(),
        ]
    };
    let mut table = Input::new("penalties", "处罚种类和内容", Kind::Table, "").hint("每行一种处罚；罚款须填金额。");
    table.columns = vec!["种类", "内容", "金额"];
    table.rows = vec![row(0, 1, "没收违法经营的酸奶12盒", ""), row(1, 0, "罚款", "五千"), row(2, 9, "", "")];
    table.rows[1][2] = table.rows[1][2].clone().wrong("不是金额：应为数字，最多两位小数，如 5000.00");
    table
}

pub fn form() -> Form {
    let facts = "2026年11月12日，当事人在其经营场所货架上陈列待售“某牌”酸奶12盒，标示生产日期2026年10月5日、保质期21天，至检查时已超过保质期17日，货值金额86.40元。";
    let mut files = Input::new("files", "附件", Kind::File, "").optional().hint("照片、扫描件或录音录像；可以一次选几个，传到一半断网也能接着传。");
    files.many = true;
    files.files = vec!["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned()];
    let fault = |field: &str, label: &str, reason: &str| FieldFault {
        field: field.to_owned(),
        label: label.to_owned(),
        reason: reason.to_owned(),
    };
    Form {
        page: page("cases"),
        faults: vec![
            fault("decided_on", "决定日期", "2026-11-31 不是存在的日期"),
            fault("penalties.1.amount", "处罚种类和内容第 2 行的金额", "不是金额：应为数字，最多两位小数，如 5000.00"),
        ],
        refusal: Refusal {
            says: "决定文稿与审核通过的文稿不同".to_owned(),
            article: "《行政处罚法》第五十八条第一款".to_owned(),
            opens: "改回审核通过的文稿，或者将改动后的文稿重新送审".to_owned(),
        },
        inputs: vec![
            Input::new("decided_on", "决定日期", Kind::Date, "2026-11-31").wrong("2026-11-31 不是存在的日期"),
            Input::new("head", "决定人", Kind::Select, "").choices(&["王强（机关负责人）", "赵敏（机关负责人）"], 0),
            Input::new("facts", "违法事实和证据", Kind::Text, facts).hint("写明时间、地点、行为、数量和金额，以及证明它的证据。"),
            Input::new("basis", "处罚依据", Kind::Lines, "《中华人民共和国食品安全法》第三十四条第十项\n《中华人民共和国食品安全法》第一百二十四条第一款第五项").hint("每行一条，写到款、项。"),
            penalties(),
            Input::new("served_at", "宣告时间", Kind::Moment, "2026-11-23T09:30").optional(),
            Input::new("goods_value", "货值金额", Kind::Money, "86.40"),
            Input::new("evidence", "采信的证据", Kind::Boxes, "").choices(&["证据1　现场检查笔录（书证）", "证据2　现场照片3张（物证照片）", "证据3　询问笔录（当事人陈述）"], 1),
            Input::new("group", "经集体讨论决定", Kind::Yes, "yes").hint("情节复杂或者重大违法行为给予行政处罚的，应当集体讨论。"),
            files,
        ],
    }
}

pub fn review() -> Review {
    Review {
        page: page("reviews"),
        inputs: vec![
            Input::new("result", "审核意见", Kind::Select, "").choices(&["同意", "存在问题，退回"], 1),
            Input::new("opinion", "理由", Kind::Text, "").hint("写明问题所在的段落、页码或录像时间。"),
        ],
    }
}

pub fn home() -> Home {
    Home {
        page: page("home"),
        newest: vec![
            ("2026-11-23", "某某食品商行销售超过保质期食品案", "没收违法经营的食品12盒；罚款5,000.00元", "区市场监管局"),
            ("2026-11-20", "某某五金加工部未取得许可证生产工业产品案", "责令停止生产；没收违法所得12,380.00元；罚款36,000.00元", "区市场监管局"),
            ("2026-11-19", "某某餐饮店占用城市道路堆放物料案", "罚款500.00元", "某某街道办事处"),
        ],
    }
}

pub fn publication() -> Publication {
    Publication {
        page: page("publications"),
        proof: ProofBadge {
            number: 1,
            document_url: "/sample/document.json".to_owned(),
            entry_url: "/sample/entry".to_owned(),
            receipt_url: "/sample/receipt".to_owned(),
            vkey_url: "/sample/vkey".to_owned(),
        },
    }
}
