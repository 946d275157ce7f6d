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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing as filled;
    use events::testing::Story;
    use events::testing::district::{LI, MINOR, WANG, ZHANG, ZHAO};

    fn story() -> Story {
        Story::shown().at("2026-11-24T11:30").stores("shelf.jpg").stores("till.jpg")
    }

    #[test]
    fn a_photograph_becomes_evidence_with_its_digests() {
        let added = story().does(&filled::evidence(&story(), "shelf.jpg"));
        assert_eq!(added.standing, Story::investigated().standing);
        let more = added.clone().does(&filled::evidence(&added, "till.jpg"));
        let numbers: Vec<u32> = more.standing.investigation.evidence.iter().map(|e| e.number).collect();
        assert_eq!(numbers, [1, 2]);
    }

    #[test]
    fn nothing_is_collected_before_certificates_are_shown_or_after_the_decision() {
        for (story, name) in [
            (Story::new(), "NotOpened"),
            (Story::filed(), "CertificatesNotShown"),
            (Story::decided(MINOR), "AlreadyDecided"),
        ] {
            assert_eq!(story.closed_to::<AddEvidence>().as_deref(), Some(name));
            story.refused(&filled::evidence(&story, "shelf.jpg"), name);
        }
        assert_eq!(story().closed_to::<AddEvidence>(), None);
    }

    #[test]
    fn it_has_a_kind_a_day_and_files_that_are_stored() {
        let act = filled::evidence(&story(), "shelf.jpg");
        story().refused(&AddEvidence { kind: None, ..act.clone() }, "KindMissing");
        let tomorrow = AddEvidence { collected_on: story().today().tomorrow().ok(), ..act };
        story().refused(&tomorrow, "InFuture");
        let refusal = story().refused(&filled::evidence(&story(), "lost.jpg"), "FileNotStored");
        assert_eq!(refusal.field.as_deref(), Some("files"));
    }

    #[test]
    fn the_same_file_is_not_two_pieces_of_evidence() {
        let added = story().does(&filled::evidence(&story(), "shelf.jpg"));
        let again = filled::evidence(&added, "shelf.jpg");
        assert!(added.refused(&again, "FileTwice").says.contains("证据1"));
    }

    #[test]
    fn a_certificate_that_runs_out_overnight_closes_the_act() {
        let last_day = story().at("2026-12-31T23:59").by(LI);
        assert!(last_day.tries(&filled::evidence(&last_day, "shelf.jpg")).is_ok());
        let next_day = last_day.at("2027-01-01T00:00");
        assert_eq!(next_day.closed_to::<AddEvidence>().as_deref(), Some("CertificateInvalid"));
        let refusal = next_day.refused(&filled::evidence(&next_day, "shelf.jpg"), "CertificateInvalid");
        assert!(refusal.says.contains("过期"), "{}", refusal.says);
        let alone = next_day.by(ZHANG);
        let refusal = alone.refused(&filled::evidence(&alone, "shelf.jpg"), "TooFewOfficers");
        assert!(refusal.says.contains("现有1人"), "{}", refusal.says);
    }

    #[test]
    fn who_left_the_case_collects_nothing() {
        let left =
            story().does(&filled::recusal_request(LI)).by(ZHAO).does(&filled::recusal(LI, WANG)).by(LI);
        assert_eq!(left.closed_to::<AddEvidence>().as_deref(), Some("Recused"));
        let successor = left.by(WANG);
        successor.refused(&filled::evidence(&successor, "shelf.jpg"), "TooFewShown");
        let shown = successor.clone().does(&filled::certificates(&successor));
        assert!(shown.tries(&filled::evidence(&shown, "shelf.jpg")).is_ok());
    }
}
