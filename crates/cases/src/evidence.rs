//! 收集证据: one of the eight kinds of evidence (行政处罚法 art 46), with what it proves, where and when it was collected, and its files by digest.

use crate::parts;
use events::cases::EvidenceAdded;
use events::field::{Field, Shape};
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, FileId, Occasion, Refusal};
use jiff::civil::Date;
use law::article::{Article, PENALTY_LAW};
use law::evidence::EvidenceKind;
use serde::{Deserialize, Serialize};

/// Adds a piece of evidence.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AddEvidence {
    pub kind: Option<EvidenceKind>,
    pub title: String,
    pub proves: String,
    pub collected_on: Option<Date>,
    pub collected_at: String,
    pub files: Vec<FileId>,
}

events::refusals! {
    /// Why it cannot be added.
    pub enum Refused {
        KindMissing => Article::of(PENALTY_LAW, 46), "请选择证据种类", "从八种证据中选择", field "kind";
        InFuture => Article::of(PENALTY_LAW, 46), "收集日期不能晚于今天", "改正日期", field "collected_on";
        FileTwice { number: u32 } => Article::of(PENALTY_LAW, 46), "文件已经作为证据{number}收入本案", "去掉重复的文件", field "files";
    }
}

impl Act for AddEvidence {
    const NAME: &'static str = "AddEvidence";
    const WORD: &'static str = "evidence";
    const TITLE: &'static str = "收集证据";
    const STAGE: Stage = Stage::Investigation;
    const DUTY: Duty = Duty::Handle;
    const EVENTS: &'static [&'static str] = &["EvidenceAdded"];
    const FIELDS: &'static [Field] = &[
        Field::new(
            "kind",
            "证据种类",
            Shape::Choice(&[
                ("documentary", "书证"),
                ("physical", "物证"),
                ("audio_visual", "视听资料"),
                ("electronic", "电子数据"),
                ("testimony", "证人证言"),
                ("party_statement", "当事人的陈述"),
                ("expert_opinion", "鉴定意见"),
                ("inspection_record", "勘验笔录、现场笔录"),
            ]),
        ),
        Field::new("title", "证据名称", Shape::Line(100)),
        Field::new("proves", "证明内容", Shape::Text(1000)),
        Field::new("collected_on", "收集日期", Shape::Date),
        Field::new("collected_at", "收集地点", Shape::Line(200)),
        Field::new("files", "文件", Shape::Files)
            .hint("照片（JPEG、PNG、WebP）、PDF 或音像文件；每个文件记录 SHA-256 和 SM3"),
    ];

    fn files(&self) -> Vec<FileId> {
        self.files.clone()
    }

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        parts::may_gather(case, occasion)?;
        let kind = self.kind.ok_or(Refused::KindMissing)?;
        let collected_on =
            self.collected_on.filter(|day| *day <= occasion.today()).ok_or(Refused::InFuture)?;
        let files = parts::stored(&self.files, occasion)?;
        for item in &case.investigation.evidence {
            if item.added.files.iter().any(|known| self.files.contains(&known.sha256)) {
                return Err(Refused::FileTwice { number: item.number }.into());
            }
        }
        Ok(vec![Event::EvidenceAdded(EvidenceAdded {
            kind,
            title: self.title.clone(),
            proves: self.proves.clone(),
            collected_on,
            collected_at: self.collected_at.clone(),
            files,
        })])
    }
}
