//! The papers (执法文书) of a penalty case and what each must say before it may be issued: the decision by 行政处罚法 art 59, the
//! notices by art 44 and 63, the records by art 55, and the inner forms by the article whose step they prove.
//!
//! An element is either needed always, needed when the paper imposes a fine, or possible. What a paper says about its number, its
//! agency and its day comes from whoever issues it and is not an element. This file decides nothing about how a paper looks; the
//! templates in `papers/` do.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::article::{Article, PENALTY_LAW};

mod forms;
mod shapes;

pub use shapes::{Misfit, misfits};

/// The kinds of paper this program issues.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperKind {
    /// 立案审批表
    FilingApproval,
    /// 现场检查笔录
    InspectionRecord,
    /// 询问笔录
    InquiryRecord,
    /// 案件调查终结报告
    InvestigationReport,
    /// 行政处罚事先告知书
    PriorNotice,
    /// 听证告知书
    HearingNotice,
    /// 法制审核意见书
    ReviewOpinion,
    /// 行政处罚决定书
    PenaltyDecision,
    /// 送达回证
    ServiceReceipt,
    /// 结案审批表
    ClosingApproval,
    /// 不予行政处罚决定书
    NoPenaltyDecision,
    /// 涉嫌犯罪案件移送书
    TransferLetter,
    /// 案件延期审批表
    ExtensionApproval,
    /// 音像记录截图
    RecordingStill,
}

impl PaperKind {
    pub const ALL: [PaperKind; 14] = [
        PaperKind::FilingApproval,
        PaperKind::InspectionRecord,
        PaperKind::InquiryRecord,
        PaperKind::InvestigationReport,
        PaperKind::PriorNotice,
        PaperKind::HearingNotice,
        PaperKind::ReviewOpinion,
        PaperKind::PenaltyDecision,
        PaperKind::ServiceReceipt,
        PaperKind::ClosingApproval,
        PaperKind::NoPenaltyDecision,
        PaperKind::TransferLetter,
        PaperKind::ExtensionApproval,
        PaperKind::RecordingStill,
    ];

    /// The title printed on the paper.
    pub const fn title(self) -> &'static str {
        match self {
            PaperKind::FilingApproval => "立案审批表",
            PaperKind::InspectionRecord => "现场检查笔录",
            PaperKind::InquiryRecord => "询问笔录",
            PaperKind::InvestigationReport => "案件调查终结报告",
            PaperKind::PriorNotice => "行政处罚事先告知书",
            PaperKind::HearingNotice => "行政处罚听证告知书",
            PaperKind::ReviewOpinion => "法制审核意见书",
            PaperKind::PenaltyDecision => "行政处罚决定书",
            PaperKind::ServiceReceipt => "送达回证",
            PaperKind::ClosingApproval => "结案审批表",
            PaperKind::NoPenaltyDecision => "不予行政处罚决定书",
            PaperKind::TransferLetter => "涉嫌犯罪案件移送书",
            PaperKind::ExtensionApproval => "案件延期审批表",
            PaperKind::RecordingStill => "音像记录截图",
        }
    }

    /// File stem of the template in `papers/`.
    pub const fn template(self) -> &'static str {
        match self {
            PaperKind::FilingApproval => "filing_approval",
            PaperKind::InspectionRecord => "inspection_record",
            PaperKind::InquiryRecord => "inquiry_record",
            PaperKind::InvestigationReport => "investigation_report",
            PaperKind::PriorNotice => "prior_notice",
            PaperKind::HearingNotice => "hearing_notice",
            PaperKind::ReviewOpinion => "review_opinion",
            PaperKind::PenaltyDecision => "penalty_decision",
            PaperKind::ServiceReceipt => "service_receipt",
            PaperKind::ClosingApproval => "closing_approval",
            PaperKind::NoPenaltyDecision => "no_penalty_decision",
            PaperKind::TransferLetter => "transfer_letter",
            PaperKind::ExtensionApproval => "extension_approval",
            PaperKind::RecordingStill => "recording_still",
        }
    }

    /// 文种字: what stands between the agency's letter and the year in the paper's number.
    pub const fn number_word(self) -> &'static str {
        match self {
            PaperKind::FilingApproval => "立",
            PaperKind::InspectionRecord => "检",
            PaperKind::InquiryRecord => "询",
            PaperKind::InvestigationReport => "终",
            PaperKind::PriorNotice => "告",
            PaperKind::HearingNotice => "听告",
            PaperKind::ReviewOpinion => "审",
            PaperKind::PenaltyDecision => "罚",
            PaperKind::ServiceReceipt => "送",
            PaperKind::ClosingApproval => "结",
            PaperKind::NoPenaltyDecision => "不罚",
            PaperKind::TransferLetter => "移",
            PaperKind::ExtensionApproval => "延",
            PaperKind::RecordingStill => "截",
        }
    }

    /// Whether it goes out in the agency's name (外部文书) and carries its seal.
    pub const fn outward(self) -> bool {
        matches!(
            self,
            PaperKind::PriorNotice
                | PaperKind::HearingNotice
                | PaperKind::PenaltyDecision
                | PaperKind::NoPenaltyDecision
                | PaperKind::TransferLetter
                | PaperKind::ServiceReceipt
        )
    }

    /// Whether it is the paper of a decision that ends a case (行政处罚法 art 57).
    pub const fn decides(self) -> bool {
        matches!(self, PaperKind::PenaltyDecision | PaperKind::NoPenaltyDecision | PaperKind::TransferLetter)
    }

    /// Everything the paper can say, in the order it says it; `Element::needed` tells what it must say.
    pub const fn elements(self) -> &'static [Element] {
        match self {
            PaperKind::FilingApproval => forms::FILING_APPROVAL,
            PaperKind::InspectionRecord => forms::INSPECTION_RECORD,
            PaperKind::InquiryRecord => forms::INQUIRY_RECORD,
            PaperKind::InvestigationReport => forms::INVESTIGATION_REPORT,
            PaperKind::PriorNotice => forms::PRIOR_NOTICE,
            PaperKind::HearingNotice => forms::HEARING_NOTICE,
            PaperKind::ReviewOpinion => forms::REVIEW_OPINION,
            PaperKind::PenaltyDecision => forms::PENALTY_DECISION,
            PaperKind::ServiceReceipt => forms::SERVICE_RECEIPT,
            PaperKind::ClosingApproval => forms::CLOSING_APPROVAL,
            PaperKind::NoPenaltyDecision => forms::NO_PENALTY_DECISION,
            PaperKind::TransferLetter => forms::TRANSFER_LETTER,
            PaperKind::ExtensionApproval => forms::EXTENSION_APPROVAL,
            PaperKind::RecordingStill => forms::RECORDING_STILL,
        }
    }

    /// The element with this key, if the paper knows it.
    pub fn element(self, key: &str) -> Option<&'static Element> {
        self.elements().iter().find(|element| element.key == key)
    }
}

/// One thing a paper says.
#[derive(Clone, Copy, Debug)]
pub struct Element {
    /// Key under which acts fill it in.
    pub key: &'static str,
    pub label: &'static str,
    /// Why the paper says it.
    pub article: Article,
    pub shape: Shape,
    pub needed: Needed,
}

/// How an element is written as JSON.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// A string; its line breaks are paragraphs.
    Text,
    /// A list of strings.
    Lines,
    /// A list of objects with these columns.
    Table(&'static [Column]),
    /// A string `2026-11-23`.
    Date,
    /// A string `2026-11-23T09:30`, seconds allowed and not printed.
    Moment,
    /// A whole number of fen, not negative.
    Money,
}

/// A column of a table element.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    pub key: &'static str,
    pub label: &'static str,
    pub shape: Shape,
    /// Whether every row must fill it.
    pub required: bool,
}

/// When an element must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needed {
    Always,
    /// When one of `penalties` is a fine (罚款).
    WithFine,
    Possible,
}

impl Element {
    pub(crate) const fn of(key: &'static str, label: &'static str, article: u16, shape: Shape) -> Element {
        Element { key, label, article: Article::of(PENALTY_LAW, article), shape, needed: Needed::Always }
    }

    /// An element that another law than the Penalty Law asks for.
    pub(crate) const fn by(self, law: &'static str, article: u16) -> Element {
        Element { article: Article::of(law, article), ..self }
    }

    pub(crate) const fn item(self, item: u8) -> Element {
        Element { article: self.article.item(item), ..self }
    }

    pub(crate) const fn paragraph(self, paragraph: u8) -> Element {
        Element { article: self.article.paragraph(paragraph), ..self }
    }

    pub(crate) const fn possible(self) -> Element {
        Element { needed: Needed::Possible, ..self }
    }

    pub(crate) const fn with_fine(self) -> Element {
        Element { needed: Needed::WithFine, ..self }
    }
}

impl Column {
    pub(crate) const fn of(key: &'static str, label: &'static str) -> Column {
        Column { key, label, shape: Shape::Text, required: true }
    }

    pub(crate) const fn shaped(self, shape: Shape) -> Column {
        Column { shape, ..self }
    }

    pub(crate) const fn possible(self) -> Column {
        Column { required: false, ..self }
    }
}

/// The elements that are needed and not there: absent, null, an empty or blank string or list, a list with a blank line, or a
/// table with a row that leaves a mandatory cell blank. In the paper's order.
pub fn missing(kind: PaperKind, elements: &Map<String, Value>) -> Vec<&'static Element> {
    let fine = imposes_fine(elements);
    kind.elements()
        .iter()
        .filter(|element| match (element.needed, elements.get(element.key)) {
            (Needed::Always, value) => is_blank(element.shape, value),
            (Needed::WithFine, value) if fine => is_blank(element.shape, value),
            // What need not be there may be left out, but not half filled in.
            (_, Some(value @ Value::Array(rows))) if !rows.is_empty() => is_blank(element.shape, Some(value)),
            _ => false,
        })
        .collect()
}

fn imposes_fine(elements: &Map<String, Value>) -> bool {
    let rows = elements.get("penalties").and_then(Value::as_array);
    let fine =
        |row: &Value| row.get("kind").and_then(Value::as_str).is_some_and(|kind| kind.contains("罚款"));
    rows.is_some_and(|rows| rows.iter().any(fine))
}

fn is_blank(shape: Shape, value: Option<&Value>) -> bool {
    match (shape, value) {
        (_, None | Some(Value::Null)) => true,
        (_, Some(Value::String(text))) => blank(text),
        (Shape::Table(columns), Some(Value::Array(rows))) => {
            let mut needed = columns.iter().filter(|column| column.required);
            rows.is_empty()
                || needed.any(|column| rows.iter().any(|row| is_blank(column.shape, row.get(column.key))))
        }
        (_, Some(Value::Array(lines))) => {
            lines.is_empty() || lines.iter().any(|line| is_blank(Shape::Text, Some(line)))
        }
        _ => false,
    }
}

/// Nothing a reader could see: spaces of any width, control characters, zero-width characters.
fn blank(text: &str) -> bool {
    let unseen = |c: char| {
        c.is_whitespace() || c.is_control() || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}')
    };
    text.chars().all(unseen)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use serde_json::json;

    use super::*;

    /// A value that fills an element of this shape.
    fn filled(shape: Shape) -> Value {
        match shape {
            Shape::Text => json!("文字"),
            Shape::Lines => json!(["文字"]),
            Shape::Date => json!("2026-11-23"),
            Shape::Moment => json!("2026-11-23T09:30"),
            Shape::Money => json!(500_000),
            Shape::Table(columns) => {
                let row = columns.iter().map(|column| (column.key.to_owned(), filled(column.shape)));
                Value::Array(vec![Value::Object(row.collect())])
            }
        }
    }

    fn full(kind: PaperKind) -> Map<String, Value> {
        kind.elements().iter().map(|element| (element.key.to_owned(), filled(element.shape))).collect()
    }

    #[test]
    fn a_full_paper_misses_nothing_and_fits() {
        for kind in PaperKind::ALL {
            assert!(missing(kind, &full(kind)).is_empty(), "{}", kind.title());
            assert_eq!(misfits(kind, &full(kind)), [], "{}", kind.title());
        }
    }

    #[test]
    fn every_needed_element_is_missed_when_absent_null_or_blank() {
        for kind in PaperKind::ALL {
            for element in kind.elements().iter().filter(|element| element.needed == Needed::Always) {
                let mut without = full(kind);
                without.shift_remove(element.key);
                let mut variants = vec![without];
                for nothing in [Value::Null, json!(""), json!(" 　\n"), json!([]), json!(["\u{200B}"])] {
                    let mut blanked = full(kind);
                    blanked.insert(element.key.to_owned(), nothing);
                    variants.push(blanked);
                }
                for elements in variants {
                    let keys: Vec<_> = missing(kind, &elements).iter().map(|element| element.key).collect();
                    assert_eq!(keys, [element.key], "{}", kind.title());
                }
            }
        }
    }

    #[test]
    fn a_row_with_a_blank_mandatory_cell_is_missed_and_a_possible_cell_is_not() {
        for kind in PaperKind::ALL {
            for element in kind.elements() {
                let Shape::Table(columns) = element.shape else { continue };
                for column in columns {
                    let mut elements = full(kind);
                    elements[element.key][0][column.key] = json!("　");
                    let missed = missing(kind, &elements).iter().any(|found| found.key == element.key);
                    assert_eq!(missed, column.required, "{} {} {}", kind.title(), element.key, column.key);
                }
            }
        }
    }

    #[test]
    fn an_account_is_needed_only_where_there_is_a_fine() {
        let decision = |penalty: &str| {
            let mut elements = full(PaperKind::PenaltyDecision);
            elements.shift_remove("account");
            elements.insert("penalties".to_owned(), json!([{"kind": penalty}]));
            missing(PaperKind::PenaltyDecision, &elements)
                .iter()
                .map(|element| element.key)
                .collect::<Vec<_>>()
        };
        assert_eq!(decision("罚款"), ["account"]);
        assert_eq!(decision("警告"), [""; 0]);
    }

    #[test]
    fn the_decision_carries_each_item_of_article_59() {
        for item in 1..=5 {
            let place = Article::of(PENALTY_LAW, 59).paragraph(1).item(item);
            let mut elements = PaperKind::PenaltyDecision.elements().iter();
            let there = elements.any(|element| element.article == place && element.needed == Needed::Always);
            assert!(there, "第（{item}）项");
        }
    }

    #[test]
    fn words_templates_and_keys_are_told_apart() {
        let words: HashSet<_> = PaperKind::ALL.iter().map(|kind| kind.number_word()).collect();
        let templates: HashSet<_> = PaperKind::ALL.iter().map(|kind| kind.template()).collect();
        assert_eq!((words.len(), templates.len()), (PaperKind::ALL.len(), PaperKind::ALL.len()));
        for kind in PaperKind::ALL {
            let keys: HashSet<_> = kind.elements().iter().map(|element| element.key).collect();
            assert_eq!(keys.len(), kind.elements().len(), "{}", kind.title());
            assert_eq!(
                json!(kind),
                json!(kind.template()),
                "a paper's name in the ledger is its template's name"
            );
        }
    }
}
