//! 归档: the archivist files the volume of a case that has ended (plan clauses 13, 20). Nothing is filed while something is missing; the refusal
//! lists exactly what. From then on the case is archived: its number (档号, DA/T 13) and its term are fixed.
//!
//! Nor is anything filed while a recording breaks off without an explanation (clause 9), or is still being read to its end, nor while one is missing
//! that the rules in force on the day of the step demanded (clause 11).
//!
//! The package for the archives is made from this event by the store; what it holds is described in `package`.

use crate::assembly::{self, BY_HAND, HandedIn, Missing, Volume};
use events::archives::VolumeFiled;
use events::field::{Field, Shape};
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, FileId, Occasion, Refusal};
use law::article::{Article, PENALTY_LAW, PLAN};
use law::volume::{Ending, Material, Retention, retention_on, retention_rules};
use serde::{Deserialize, Serialize};

/// Files the volume.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct FileVolume {
    /// 全宗号 given by the district archives; the body's own letter stands in for it until there is one.
    pub fonds: String,
    pub handed_in: Vec<ScanEntered>,
}

/// A scan as it is entered in the form.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ScanEntered {
    /// Code of one of [`BY_HAND`].
    pub material: String,
    pub title: String,
    pub file: Option<FileId>,
}

events::refusals! {
    /// Why the volume cannot be filed.
    pub enum Refused {
        NotOpened => Article::of(PENALTY_LAW, 54), "案件尚未登记", "先登记线索";
        NotEnded => Article::of(PLAN, 13), "案件尚未结案，也没有不予立案", "结案后归档";
        AlreadyFiled { reference: String } => Article::of(PLAN, 13), "案卷已经归档，档号{reference}", "在档案中查阅、利用";
        InterruptionUnexplained { what: String } => Article::of(PLAN, 9), "音像记录有间断没有说明：{what}", "由本案承办人办理“说明记录间断”后归档";
        RecordingUnread { what: String } => Article::of(PLAN, 9), "音像记录还在通读，尚不知道有没有间断：{what}", "通读后归档，一般不超过数分钟";
        RecordingMissing { what: String } => Article::of(PLAN, 11), "应当作音像记录而没有记录：{what}", "补交音像记录，或者由本案承办人办理“说明未作音像记录”后归档";
        MaterialMissing { what: String } => Article::of(PLAN, 13), "案卷不齐：{what}", "补齐后归档；审核意见不能后补";
        OpinionMissing => Article::of(PLAN, 20), "本案应当法制审核，案卷中没有法制审核意见书", "不能归档；报告司法行政部门";
        ScanMissing { what: String } => Article::of(PLAN, 13), "案卷不齐：{what}", "扫描后作为补充材料上传", field "handed_in";
        MaterialUnknown => Article::of(PLAN, 13), "补充材料的种类不在可以补充之列", "从列出的种类中选择", field "handed_in";
        ScanNotStored => Article::of(PLAN, 13), "补充材料没有上传，或者没有传完", "上传后再提交", field "handed_in";
        FondsWrong => Article::of(PLAN, 13), "全宗号应为一至十个大写字母或者数字", "按区档案馆给定的全宗号填写", field "fonds";
    }
}

/// The choices of [`BY_HAND`] for the form.
const MATERIALS: &[(&str, &str)] = &[
    ("clue", "案源登记材料"),
    ("non_filing_approval", "不予立案审批表"),
    ("preservation_papers", "先行登记保存材料"),
    ("party_identity", "当事人身份证明"),
    ("prior_notice_receipt", "事先告知书送达回证"),
    ("statement_record", "陈述、申辩及复核材料"),
    ("hearing_record", "听证笔录"),
    ("hearing_report", "听证报告"),
    ("discussion_record", "集体讨论记录"),
    ("no_penalty_decision", "不予行政处罚决定书"),
    ("transfer_letter", "涉嫌犯罪案件移送书"),
    ("education_record", "教育记录"),
    ("delivery_receipt", "送达回证"),
    ("payment_receipt", "罚款缴纳凭证"),
];

impl Act for FileVolume {
    const NAME: &'static str = "FileVolume";
    const WORD: &'static str = "volume";
    const TITLE: &'static str = "归档";
    const STAGE: Stage = Stage::Archive;
    const DUTY: Duty = Duty::Archive;
    const EVENTS: &'static [&'static str] = &["VolumeFiled"];
    const FIELDS: &'static [Field] = &[
        Field::new("fonds", "全宗号", Shape::Line(10))
            .optional()
            .hint("区档案馆给定的全宗号，如J001；没有的，以机关代字代"),
        Field::new(
            "handed_in",
            "补充材料",
            Shape::Rows(&[
                Field::new("material", "种类", Shape::Choice(MATERIALS)),
                Field::new("title", "名称", Shape::Line(100)),
                Field::new("file", "文件", Shape::File),
            ]),
        )
        .optional()
        .hint("在纸上签名、由他人制作的材料的扫描件"),
    ];

    fn files(&self) -> Vec<FileId> {
        self.handed_in.iter().filter_map(|scan| scan.file).collect()
    }

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        let opened = case.opened.as_ref().ok_or(Refused::NotOpened)?;
        if let Some(reference) = case.archive_reference.clone() {
            return Err(Refused::AlreadyFiled { reference }.into());
        }
        let ending = assembly::ending(case).ok_or(Refused::NotEnded)?;
        nothing_missing_that_is_made_here(case, ending)?;
        no_interruption_is_unexplained(case)?;
        no_required_recording_is_missing(case, occasion)?;
        let volume = assembly::assemble(case, ending, &self.scans(occasion)?);
        if !volume.missing.is_empty() {
            return Err(Refused::ScanMissing { what: listed(volume.missing.iter()) }.into());
        }
        let retention = retention_on(ending, assembly::is_major(case), occasion.today(), retention_rules());
        Ok(vec![Event::VolumeFiled(VolumeFiled {
            reference: self.reference(&opened.number, retention)?,
            retention: retention.code(),
            items: volume.items,
        })])
    }
}

/// What this program makes itself must be there whatever is handed in; above all the review opinion (clause 20).
fn nothing_missing_that_is_made_here(case: &Standing, ending: Ending) -> Result<(), Refused> {
    let Volume { missing, .. } = assembly::assemble(case, ending, &[]);
    let mut made_here = missing.iter().filter(|missing| !missing.by_hand()).peekable();
    if made_here.peek().is_none() {
        return Ok(());
    }
    if missing.iter().any(|missing| missing.material == Material::ReviewOpinion && !missing.unprinted) {
        return Err(Refused::OpinionMissing);
    }
    Err(Refused::MaterialMissing { what: listed(made_here) })
}

/// Interruptions that one refusal names; the rest are counted.
const NAMED: usize = 20;

/// 视音频记录应连续: every interruption found when the recordings were read has its explanation.
fn no_interruption_is_unexplained(case: &Standing) -> Result<(), Refused> {
    let unread: Vec<&str> = case.unread().map(|recording| recording.title.as_str()).collect();
    if !unread.is_empty() {
        return Err(Refused::RecordingUnread { what: unread.join("、") });
    }
    let unexplained = case.unexplained();
    if unexplained.is_empty() {
        return Ok(());
    }
    let mut named: Vec<String> = unexplained.iter().take(NAMED).map(|found| found.in_words()).collect();
    if let Some(more) = unexplained.len().checked_sub(NAMED).filter(|more| *more > 0) {
        named.push(format!("另有{more}处"));
    }
    Err(Refused::InterruptionUnexplained { what: named.join("；") })
}

/// 应录尽录: what the rules demanded on the day of the step was recorded, or somebody said why not.
fn no_required_recording_is_missing(case: &Standing, occasion: &Occasion<'_>) -> Result<(), Refused> {
    let missing = case.missing_recordings(occasion.registers);
    if missing.is_empty() {
        return Ok(());
    }
    let what: Vec<String> = missing.iter().map(|missing| missing.in_words()).collect();
    Err(Refused::RecordingMissing { what: what.join("、") })
}

fn listed<'a>(missing: impl Iterator<Item = &'a Missing>) -> String {
    missing.map(|missing| missing.says.as_str()).collect::<Vec<_>>().join("；")
}

impl FileVolume {
    fn scans(&self, occasion: &Occasion<'_>) -> Result<Vec<HandedIn>, Refusal> {
        let read = |scan: &ScanEntered| {
            let known = MATERIALS.iter().position(|(code, _)| *code == scan.material);
            let material = known.and_then(|at| BY_HAND.get(at)).ok_or(Refused::MaterialUnknown)?;
            let stored = scan.file.and_then(|id| occasion.file(id)).ok_or(Refused::ScanNotStored)?;
            let title = match scan.title.trim() {
                "" => material.title().to_owned(),
                title => title.to_owned(),
            };
            Ok(HandedIn { material: *material, title, file: stored.named.clone() })
        };
        self.handed_in.iter().map(read).collect()
    }

    /// 档号: 全宗号-类别-年度-保管期限-案卷号. Year and running number are the case's own, so no two volumes of a body share one.
    fn reference(&self, number: &events::cases::Numbered, retention: Retention) -> Result<String, Refused> {
        let fonds = self.fonds.trim();
        let plain = fonds.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        if fonds.len() > 10 || !plain {
            return Err(Refused::FondsWrong);
        }
        let fonds = if fonds.is_empty() { number.letter.as_str() } else { fonds };
        Ok(format!("{fonds}-ZY·XZCF-{}-{}-{:04}", number.year, retention.code(), number.running))
    }
}

#[cfg(test)]
pub(crate) mod testing {
    //! Stories that have ended, for the tests of this crate.

    use events::cases::CaseClosed;
    use events::papers::{PaperIssued, PaperPrinted, blank};
    use events::testing::district::{MINOR, ZHAO, ZHENG};
    use events::testing::{Story, course, file_named};
    use events::{Event, FileId};
    use law::papers::PaperKind;
    use law::scope::Outcome;

    /// The story with every paper printed, the archivist acting.
    pub fn printed(story: Story) -> Story {
        let papers = story.standing.papers.clone();
        let story = papers.iter().filter(|paper| paper.printed.is_none()).fold(story, |story, paper| {
            let file = file_named(&format!("{}.pdf", paper.number));
            let printed = PaperPrinted { number: paper.number.clone(), file, template: "0".repeat(64) };
            story.happens(Event::PaperPrinted(printed))
        });
        story.at("2027-01-04T10:00").by(ZHENG)
    }

    /// Ended without a penalty, and closed.
    pub fn closed_no_penalty() -> Story {
        let story = Story::decided(MINOR);
        let mut decided = story.standing.decision.clone().expect("decided").decided;
        decided.draft = course::draft(MINOR);
        decided.draft.outcome = Outcome::NoPenalty;
        decided.draft.penalties.clear();
        decided.draft.performance = "当面教育".to_owned();
        decided.number.word = "不罚".to_owned();
        let story =
            Story::lapsed(MINOR).at("2026-12-10T10:00").by(ZHAO).happens(Event::NoPenaltyDecided(decided));
        let number = blank(story.body(), PaperKind::ClosingApproval.number_word(), story.today());
        let paper =
            PaperIssued { kind: PaperKind::ClosingApproval, number, elements: serde_json::Map::new() };
        let closed = CaseClosed {
            result: "不予行政处罚".to_owned(),
            execution: "已教育".to_owned(),
            approver: story.named(ZHAO),
        };
        story.happen(vec![Event::CaseClosed(closed), Event::PaperIssued(paper)])
    }

    /// The id of a file nobody stored.
    pub const NOWHERE: FileId = FileId([9; 32]);
}

#[cfg(test)]
#[path = "volume_tests.rs"]
mod tests;
