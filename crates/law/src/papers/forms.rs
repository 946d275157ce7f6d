//! What each paper says, element by element, with the article that asks for it. The lists follow the forms in use (立案审批表 …
//! 结案审批表, and those of the other endings) and, for what a decision must contain, 行政处罚法 art 59.

use super::{Column, Element, Shape};
use crate::article::{CRIME_TRANSFER_RULE, SIGNATURE_LAW};

const OFFICERS: Shape = Shape::Table(&[Column::of("name", "姓名"), Column::of("certificate", "执法证号")]);
const OPINIONS: Shape = Shape::Table(&[
    Column::of("stage", "环节"),
    Column::of("opinion", "意见"),
    Column::of("name", "签名"),
    Column::of("certificate", "执法证号").possible(),
    Column::of("on", "日期").shaped(Shape::Date),
]);
const EVIDENCE: Shape = Shape::Table(&[
    Column::of("number", "序号"),
    Column::of("kind", "种类"),
    Column::of("title", "证据名称"),
    Column::of("collected", "取得时间和方式").possible(),
    Column::of("proves", "证明内容"),
]);
const PENALTIES: Shape = Shape::Table(&[
    Column::of("kind", "种类"),
    Column::of("amount", "金额").shaped(Shape::Money).possible(),
    Column::of("detail", "内容").possible(),
]);
const EXCHANGES: Shape = Shape::Table(&[Column::of("question", "问"), Column::of("answer", "答")]);
const CHECKS: Shape = Shape::Table(&[
    Column::of("matter", "审核内容"),
    Column::of("finding", "审核结果"),
    Column::of("note", "说明").possible(),
]);
const PROBLEMS: Shape = Shape::Table(&[
    Column::of("place", "所在材料"),
    Column::of("problem", "问题"),
    Column::of("advice", "建议"),
]);
const SIGNED_ROWS: Shape = Shape::Table(&[
    Column::of("name", "签名人"),
    Column::of("capacity", "身份"),
    Column::of("manner", "签名方式"),
    Column::of("image", "签名图像摘要").possible(),
    Column::of("text_digest", "所签内容摘要"),
]);
const REVIEWERS: Shape =
    Shape::Table(&[Column::of("name", "审核人员"), Column::of("qualification", "法律职业资格")]);
const DELIVERED: Shape = Shape::Table(&[Column::of("title", "文书名称"), Column::of("number", "文书编号")]);

const PARTY_NAME: Element =
    Element::of("party_name", "当事人姓名或者名称", 59, Shape::Text).paragraph(1).item(1);
const PARTY_ADDRESS: Element =
    Element::of("party_address", "当事人地址", 59, Shape::Text).paragraph(1).item(1);
const PARTY_CODE: Element = Element::of("party_code", "统一社会信用代码或者身份证件号码", 59, Shape::Text);
const PARTY_REPRESENTATIVE: Element =
    Element::of("party_representative", "法定代表人、负责人或者经营者", 59, Shape::Text).possible();
const PARTY_PHONE: Element = Element::of("party_phone", "联系电话", 59, Shape::Text).possible();
const CAUSE: Element = Element::of("cause", "案由", 54, Shape::Text);
const TWO_OFFICERS: Element = Element::of("officers", "执法人员及执法证号", 42, OFFICERS).paragraph(1);
const APPROVALS: Element = Element::of("opinions", "承办、审核、审批意见", 54, OPINIONS).paragraph(2);
const CERTIFICATES_SHOWN: Element =
    Element::of("certificates_shown", "出示执法证件情况", 55, Shape::Text).paragraph(1);
const RIGHTS_TOLD: Element = Element::of("rights_told", "权利义务告知", 44, Shape::Text);
const RECORDING: Element = Element::of("recording", "音像记录情况", 47, Shape::Text).possible();
const SIGNATURE: Element = Element::of("signature", "签名或者拒绝签名的说明", 55, Shape::Text).paragraph(2);
/// The signature given on a screen, with what binds it to the text and to the picture.
const SIGNED: Element =
    Element::of("signed", "现场电子签名", 13, SIGNED_ROWS).by(SIGNATURE_LAW, 13).possible();
const BEGAN_AT: Element = Element::of("began_at", "开始时间", 55, Shape::Moment).paragraph(2);
const ENDED_AT: Element = Element::of("ended_at", "结束时间", 55, Shape::Moment).paragraph(2);
const FACTS: Element = Element::of("facts", "违法事实", 59, Shape::Text).paragraph(1).item(2);
const EVIDENCE_LIST: Element = Element::of("evidence", "证据", 59, EVIDENCE).paragraph(1).item(2);
const CHARACTER: Element =
    Element::of("character", "案件性质与违反的规定", 59, Shape::Text).paragraph(1).item(2);
const DISCRETION: Element = Element::of("discretion", "裁量适用说明", 34, Shape::Text);
const BASIS: Element = Element::of("basis", "行政处罚的依据", 59, Shape::Lines).paragraph(1).item(3);
const PENALTY_LIST: Element = Element::of("penalties", "行政处罚的种类", 59, PENALTIES).paragraph(1).item(3);
const INTENDED: Element = Element::of("penalties", "拟作出的行政处罚内容", 44, PENALTIES);
const STATEMENT_RIGHT: Element =
    Element::of("statement_right", "陈述、申辩的权利和期限", 45, Shape::Text).paragraph(1);
const CONTACT: Element = Element::of("contact", "联系人和联系方式", 45, Shape::Text).paragraph(1);

pub(super) const FILING_APPROVAL: &[Element] = &[
    CAUSE,
    Element::of("source", "案件来源", 54, Shape::Text).paragraph(2),
    Element::of("received_on", "线索收到之日", 54, Shape::Date).paragraph(2).possible(),
    Element::of("occurred_on", "违法行为发生或者终了之日", 36, Shape::Date),
    Element::of("place", "违法行为发生地", 22, Shape::Text),
    PARTY_NAME,
    PARTY_CODE,
    PARTY_ADDRESS,
    PARTY_REPRESENTATIVE,
    PARTY_PHONE,
    Element::of("clue", "基本情况", 54, Shape::Text).paragraph(2),
    Element::of("violated", "涉嫌违反的规定", 54, Shape::Text).paragraph(2),
    TWO_OFFICERS,
    APPROVALS,
];

pub(super) const INSPECTION_RECORD: &[Element] = &[
    Element::of("party_name", "被检查人", 55, Shape::Text),
    PARTY_ADDRESS,
    PARTY_REPRESENTATIVE,
    PARTY_PHONE,
    Element::of("present", "现场负责人或者在场人员", 55, Shape::Text),
    Element::of("place", "检查场所", 55, Shape::Text),
    BEGAN_AT,
    ENDED_AT,
    TWO_OFFICERS,
    CERTIFICATES_SHOWN,
    RIGHTS_TOLD,
    Element::of("found", "检查情况", 55, Shape::Text).paragraph(2),
    RECORDING,
    SIGNATURE,
    SIGNED,
    Element::of("witness", "见证人", 55, Shape::Text).possible(),
];

pub(super) const INQUIRY_RECORD: &[Element] = &[
    Element::of("asked", "被询问人", 55, Shape::Text).paragraph(2),
    Element::of("asked_identity", "被询问人身份", 55, Shape::Text).paragraph(2),
    Element::of("asked_code", "身份证件号码", 55, Shape::Text).paragraph(2).possible(),
    Element::of("asked_address", "住址", 55, Shape::Text).paragraph(2).possible(),
    Element::of("asked_phone", "联系电话", 55, Shape::Text).paragraph(2).possible(),
    Element::of("round", "第几次询问", 55, Shape::Text).paragraph(2),
    Element::of("place", "询问地点", 55, Shape::Text).paragraph(2),
    BEGAN_AT,
    ENDED_AT,
    TWO_OFFICERS,
    Element::of("recorder", "记录人", 55, Shape::Text).paragraph(2),
    CERTIFICATES_SHOWN,
    RIGHTS_TOLD,
    Element::of("exchanges", "询问内容", 55, EXCHANGES).paragraph(2),
    RECORDING,
    SIGNATURE,
    SIGNED,
];

pub(super) const INVESTIGATION_REPORT: &[Element] = &[
    PARTY_NAME,
    PARTY_CODE,
    PARTY_ADDRESS,
    PARTY_REPRESENTATIVE,
    PARTY_PHONE,
    CAUSE,
    Element::of("course", "案件来源及调查经过", 54, Shape::Text),
    FACTS,
    EVIDENCE_LIST,
    CHARACTER,
    DISCRETION,
    BASIS,
    Element::of("proposal", "处理建议", 57, Shape::Text).paragraph(1),
    TWO_OFFICERS,
    Element::of("opinions", "审核意见", 57, OPINIONS).paragraph(1).possible(),
];

pub(super) const PRIOR_NOTICE: &[Element] = &[
    PARTY_NAME,
    PARTY_CODE,
    PARTY_ADDRESS,
    PARTY_REPRESENTATIVE,
    PARTY_PHONE,
    FACTS,
    EVIDENCE_LIST,
    CHARACTER,
    DISCRETION,
    BASIS,
    INTENDED,
    STATEMENT_RIGHT,
    CONTACT,
];

pub(super) const HEARING_NOTICE: &[Element] = &[
    PARTY_NAME,
    PARTY_CODE,
    PARTY_ADDRESS,
    PARTY_REPRESENTATIVE,
    PARTY_PHONE,
    FACTS,
    EVIDENCE_LIST,
    CHARACTER,
    DISCRETION,
    BASIS,
    INTENDED,
    STATEMENT_RIGHT,
    Element::of("hearing_right", "要求听证的权利和期限", 64, Shape::Text).item(1),
    CONTACT,
];

pub(super) const REVIEW_OPINION: &[Element] = &[
    Element::of("submitted_by", "送审机构", 58, Shape::Text).paragraph(1),
    Element::of("submitted_on", "送审时间", 58, Shape::Date).paragraph(1),
    Element::of("party_name", "当事人", 58, Shape::Text).paragraph(1),
    CAUSE,
    Element::of("text_digest", "送审文稿摘要", 58, Shape::Text).paragraph(1),
    Element::of("checks", "审核内容和结果", 58, CHECKS).paragraph(1),
    Element::of("problems", "存在问题", 58, PROBLEMS).paragraph(1).possible(),
    Element::of("conclusion", "审核意见类型", 58, Shape::Text).paragraph(1),
    Element::of("opinion", "具体意见", 58, Shape::Text).paragraph(1),
    Element::of("reviewers", "审核人员及法律职业资格", 58, REVIEWERS).paragraph(2),
    Element::of("reviewed_on", "审核时间", 58, Shape::Date).paragraph(1),
    Element::of("adoption", "采纳情况", 58, Shape::Text).paragraph(1).possible(),
];

pub(super) const PENALTY_DECISION: &[Element] = &[
    PARTY_NAME,
    PARTY_CODE,
    PARTY_ADDRESS,
    PARTY_REPRESENTATIVE,
    PARTY_PHONE,
    Element::of("course", "案件来源及调查经过", 54, Shape::Text).possible(),
    FACTS,
    EVIDENCE_LIST,
    Element::of("statement", "陈述、申辩及听证情况", 62, Shape::Text),
    CHARACTER,
    DISCRETION,
    BASIS,
    PENALTY_LIST,
    Element::of("performance", "行政处罚的履行方式和期限", 59, Shape::Text).paragraph(1).item(4),
    Element::of("account", "缴款银行和账户", 67, Shape::Text).paragraph(3).with_fine(),
    Element::of("remedies", "申请行政复议、提起行政诉讼的途径和期限", 59, Shape::Text).paragraph(1).item(5),
    Element::of("publication", "公示告知", 48, Shape::Text).paragraph(1),
];

pub(super) const SERVICE_RECEIPT: &[Element] = &[
    Element::of("recipient", "受送达人", 61, Shape::Text).paragraph(1),
    Element::of("papers", "送达文书名称和编号", 61, DELIVERED).paragraph(1),
    Element::of("place", "送达地点", 61, Shape::Text).paragraph(1),
    Element::of("mode", "送达方式", 61, Shape::Text).paragraph(1),
    Element::of("served_on", "送达时间", 61, Shape::Date).paragraph(1),
    Element::of("received_by", "收件人签名或者盖章", 61, Shape::Text).paragraph(1),
    Element::of("officers", "送达人", 61, OFFICERS).paragraph(1),
    Element::of("witness", "见证人", 61, Shape::Text).paragraph(1).possible(),
    Element::of("remark", "备注", 61, Shape::Text).paragraph(1).possible(),
    SIGNED,
];

pub(super) const CLOSING_APPROVAL: &[Element] = &[
    CAUSE,
    Element::of("filed_on", "立案日期", 54, Shape::Date).paragraph(2).possible(),
    Element::of("decision_number", "处理决定文号", 57, Shape::Text).possible(),
    Element::of("decided_on", "处理决定日期", 57, Shape::Date).possible(),
    PARTY_NAME,
    PARTY_CODE,
    PARTY_ADDRESS,
    PARTY_REPRESENTATIVE,
    Element::of("result", "处理结果", 57, Shape::Text).paragraph(1),
    Element::of("execution", "执行情况", 66, Shape::Text),
    TWO_OFFICERS,
    APPROVALS,
];

pub(super) const NO_PENALTY_DECISION: &[Element] = &[
    PARTY_NAME,
    PARTY_CODE,
    PARTY_ADDRESS,
    PARTY_REPRESENTATIVE,
    PARTY_PHONE,
    Element::of("course", "案件来源及调查经过", 54, Shape::Text).possible(),
    Element::of("facts", "查明的事实", 57, Shape::Text).paragraph(1),
    EVIDENCE_LIST,
    Element::of("character", "案件性质", 57, Shape::Text).paragraph(1),
    Element::of("reason", "不予行政处罚的理由", 57, Shape::Text).paragraph(1),
    Element::of("basis", "不予行政处罚的依据", 57, Shape::Lines).paragraph(1),
    Element::of("conclusion", "决定内容", 57, Shape::Text).paragraph(1),
    Element::of("education", "对当事人的教育", 33, Shape::Text).paragraph(3).possible(),
    Element::of("remedies", "申请行政复议、提起行政诉讼的途径和期限", 59, Shape::Text).paragraph(1).item(5),
];

const ATTACHED: Shape = Shape::Table(&[Column::of("title", "材料名称"), Column::of("count", "份数、件数")]);

pub(super) const TRANSFER_LETTER: &[Element] = &[
    Element::of("receiver", "受移送机关", 27, Shape::Text).paragraph(1),
    PARTY_NAME,
    PARTY_CODE,
    PARTY_ADDRESS,
    PARTY_REPRESENTATIVE,
    PARTY_PHONE,
    CAUSE,
    Element::of("course", "案件来源及调查经过", 54, Shape::Text),
    Element::of("facts", "涉嫌犯罪的事实", 27, Shape::Text).paragraph(1),
    EVIDENCE_LIST,
    Element::of("character", "案件性质", 27, Shape::Text).paragraph(1),
    Element::of("reason", "移送的理由", 27, Shape::Text).paragraph(1),
    Element::of("basis", "移送的依据", 27, Shape::Lines).paragraph(1),
    Element::of("attached", "随案移送的材料", 27, ATTACHED).by(CRIME_TRANSFER_RULE, 6),
    TWO_OFFICERS,
    Element::of("contact", "联系人和联系方式", 27, Shape::Text).by(CRIME_TRANSFER_RULE, 6),
];

pub(super) const EXTENSION_APPROVAL: &[Element] = &[
    CAUSE,
    PARTY_NAME,
    PARTY_CODE,
    Element::of("filed_on", "立案日期", 60, Shape::Date),
    Element::of("period", "现有办案期限", 60, Shape::Text),
    Element::of("due_on", "现有期限届满之日", 60, Shape::Date),
    Element::of("reason", "延长的理由", 60, Shape::Text),
    Element::of("days", "延长的日数", 60, Shape::Text),
    Element::of("new_due_on", "延长后届满之日", 60, Shape::Date),
    Element::of("basis", "延长的依据", 60, Shape::Text),
    Element::of("discussion", "集体讨论情况", 57, Shape::Text).paragraph(2).possible(),
    Element::of("superior", "上一级机关的批准", 60, Shape::Text).possible(),
    TWO_OFFICERS,
    Element { article: DUE, ..APPROVALS },
];

const DUE: crate::article::Article = crate::article::Article::of(crate::article::PENALTY_LAW, 60);

/// A picture taken out of a recording, with what leads back to the recording: facts are proved in sound and picture as in writing (art 47), and nothing is proved by a picture of
/// which nobody can say where it comes from (art 46 para 2).
pub(super) const RECORDING_STILL: &[Element] = &[
    PARTY_NAME,
    Element::of("recording", "音像记录名称", 47, Shape::Text),
    Element::of("source", "摄录人或者设备", 47, Shape::Text),
    Element::of("recording_digest", "音像记录 SHA-256", 46, Shape::Text).paragraph(2),
    Element::of("place", "在音像记录中的位置", 46, Shape::Text).paragraph(2),
    Element::of("at", "画面的时刻", 47, Shape::Text),
    Element::of("image", "截图 SHA-256", 46, Shape::Text).paragraph(2),
    Element::of("shows", "画面内容", 47, Shape::Text),
    Element::of("proves", "证明的事实", 46, Shape::Text).paragraph(2).possible(),
    Element::of("taken_by", "截取人", 46, Shape::Text).paragraph(2),
];
