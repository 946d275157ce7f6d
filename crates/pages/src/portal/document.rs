//! Reading a published document for the page. The document was built by the allow-list of `disclosures::projection` and is public to the last byte, so
//! the page shows all of it; this file only knows in which order and under which 中文 label.

use desk::readings::BulletinRow;
use disclosures::projection::{ChannelShown, PublicationDocument};
use law::publication::{Channel, SeverityClass};
use serde_json::Value;

/// A published document as a page shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    pub title: String,
    /// Number of the decision paper (文号).
    pub number: String,
    /// Label and lines of each fact, in reading order.
    pub facts: Vec<(&'static str, Vec<String>)>,
    pub basis: Vec<String>,
    pub remedies: Vec<String>,
    /// Where it is shown, and the last day there.
    pub channels: Vec<(&'static str, String)>,
}

/// A line of a list of publications.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    pub number: u64,
    pub title: String,
    pub paper: String,
    /// The decision in short.
    pub conclusion: String,
    pub unit: String,
    pub published_on: String,
    pub decided_on: String,
    pub corrected: bool,
}

impl Listing {
    pub fn of(row: &BulletinRow, unit: &str) -> Listing {
        let document = serde_json::from_str::<PublicationDocument>(&row.document).ok();
        let (title, paper, conclusion) = document.map_or_else(Default::default, |document| {
            (title(&document), document.number, document.conclusion)
        });
        Listing {
            number: row.number,
            title: if title.is_empty() { format!("第 {} 号公示", row.number) } else { title },
            paper,
            conclusion,
            unit: unit.to_owned(),
            published_on: row.published_on.to_string(),
            decided_on: row.decided_on.to_string(),
            corrected: row.corrected > 0,
        }
    }
}

/// Reads a document; one of a form this program does not know is shown word for word, for it was published as it stands.
pub fn read(document: &str) -> Shown {
    match serde_json::from_str(document) {
        Ok(document) => shown(document),
        Err(_) => Shown {
            title: "公示内容".to_owned(),
            facts: vec![("原文", vec![document.to_owned()])],
            ..Shown::default()
        },
    }
}

fn shown(document: PublicationDocument) -> Shown {
    let party = &document.party;
    let mut facts = vec![
        ("决定机关", vec![format!("{}（{}）", document.unit.name, document.unit.code)]),
        ("决定书文号", vec![document.number.clone()]),
        ("执法类别", vec![document.category.clone()]),
        ("当事人", vec![format!("{}（{}）", party.name, party.kind.title())]),
        ("统一社会信用代码", party.code.iter().cloned().collect()),
        ("事项", vec![document.matter.name.clone()]),
        ("违反的规定", vec![document.matter.violated.clone()]),
        ("违法事实", paragraphs(&document.facts)),
        ("决定内容", vec![document.conclusion.clone()]),
        ("处罚种类和幅度", document.penalties.iter().map(|penalty| penalty.says.clone()).collect()),
        ("失信严重程度", document.severity.map(|class| severity(class).to_owned()).into_iter().collect()),
    ];
    facts.retain(|(_, lines)| lines.iter().any(|line| !line.trim().is_empty()));
    Shown {
        title: title(&document),
        facts,
        basis: document.basis,
        remedies: paragraphs(&document.remedies),
        channels: document.channels.iter().map(channel).collect(),
        number: document.number,
    }
}

/// Who and what: the document has no title of its own.
fn title(document: &PublicationDocument) -> String {
    format!("{}：{}", document.party.name, document.matter.name)
}

fn paragraphs(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

fn severity(class: SeverityClass) -> &'static str {
    match class {
        SeverityClass::Slight => "轻微",
        SeverityClass::Ordinary => "一般",
        SeverityClass::Grave => "严重",
    }
}

fn channel(shown: &ChannelShown) -> (&'static str, String) {
    let name = match shown.channel {
        Channel::Portal => "本平台",
        Channel::CreditChina => "信用中国",
        Channel::EnterpriseCredit => "国家企业信用信息公示系统",
        Channel::CreditShanghai => "上海市公共信用信息服务平台",
    };
    (name, shown.until.to_string())
}

/// Whether any text of the document is exactly this one.
pub fn says(document: &str, wanted: &str) -> bool {
    fn found(value: &Value, wanted: &str) -> bool {
        match value {
            Value::String(text) => text == wanted,
            Value::Array(items) => items.iter().any(|item| found(item, wanted)),
            Value::Object(fields) => fields.values().any(|field| found(field, wanted)),
            _ => false,
        }
    }
    serde_json::from_str(document).is_ok_and(|value: Value| found(&value, wanted))
}
