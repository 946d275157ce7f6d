//! Assembling the volume (整理案卷): what a case has brought forth, in the order of `law::volume`, and exactly what is still missing for the way it
//! ended (features 13.2; plan clauses 13, 20).
//!
//! A paper counts when it is printed and stored. What has no paper of its own in this program is present as the ledger's record of it, or is
//! handed in as a scan. The review opinion cannot be handed in: it is there or it is missing.

use events::archives::VolumeItem;
use events::people::FileNamed;
use events::standing::{Paper, Standing, Statement};
use law::article::{Article, PLAN};
use law::papers::PaperKind;
use law::scope::Outcome;
use law::volume::{Ending, Material, VolumeFacts, order, required};

/// A volume as far as it can be assembled.
#[derive(Clone, Debug, PartialEq)]
pub struct Volume {
    /// In volume order, numbered from 1.
    pub items: Vec<VolumeItem>,
    pub missing: Vec<Missing>,
}

/// Something the volume must hold and does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    pub material: Material,
    /// Which one, and what is wrong with it, e.g. 立案审批表（长市监立〔2026〕1号）尚未成文.
    pub says: String,
    /// It was issued and waits only to be printed.
    pub unprinted: bool,
    pub article: Article,
}

impl Missing {
    /// Whether a scan can take its place.
    pub fn by_hand(&self) -> bool {
        !self.unprinted && BY_HAND.contains(&self.material)
    }
}

/// A scan of a paper that this program does not make.
#[derive(Clone, Debug, PartialEq)]
pub struct HandedIn {
    pub material: Material,
    pub title: String,
    pub file: FileNamed,
}

/// Materials that may be handed in: signed on paper, or made by others.
pub const BY_HAND: [Material; 14] = [
    Material::Clue,
    Material::NonFilingApproval,
    Material::PreservationPapers,
    Material::PartyIdentity,
    Material::PriorNoticeReceipt,
    Material::StatementRecord,
    Material::HearingRecord,
    Material::HearingReport,
    Material::DiscussionRecord,
    Material::NoPenaltyDecision,
    Material::TransferLetter,
    Material::EducationRecord,
    Material::DeliveryReceipt,
    Material::PaymentReceipt,
];

/// How the case ended; `None` while it has not.
pub fn ending(case: &Standing) -> Option<Ending> {
    if case.declined.is_some() {
        return Some(Ending::NotFiled);
    }
    case.closed.as_ref()?;
    Some(match case.outcome()? {
        Outcome::Penalty => Ending::Penalty,
        Outcome::NoPenalty => Ending::NoPenalty,
        Outcome::NotEstablished => Ending::NotEstablished,
        Outcome::Transferred => Ending::Transferred,
    })
}

/// Whether the law's rules put the decision in review scope; such a volume is kept longer. That somebody was careful and laid a small case before the
/// reviewers makes no major one of it.
pub fn is_major(case: &Standing) -> bool {
    case.decision.as_ref().is_some_and(|decision| decision.decided.scope.by_rules())
}

fn had_to_be_reviewed(case: &Standing) -> bool {
    case.decision.as_ref().is_some_and(|decision| decision.decided.scope.in_scope)
}

/// What the volume depends on.
pub fn facts(case: &Standing) -> VolumeFacts {
    VolumeFacts {
        in_review_scope: had_to_be_reviewed(case),
        hearing_offered: case.notice.issued.as_ref().is_some_and(|issued| issued.hearing_right),
        hearing_held: case.hearing.held_on.is_some(),
        discussion_needed: case.investigation.concluded.as_ref().is_some_and(|concluded| concluded.complex),
        fine: case.decision.as_ref().is_some_and(|decision| decision.decided.draft.fine().0 > 0),
        enforced: case.payment.court_applied_on.is_some(),
        inspected_on_site: case.investigation.inspections > 0,
        inquiry_made: case.investigation.inquiries > 0,
        things_preserved: !case.investigation.preservations.is_empty(),
        appraised: !case.period.appraisals.is_empty(),
        recorded: !case.recordings.is_empty(),
        extended: !case.period.extensions.is_empty(),
        statement_made: matches!(case.notice.statement, Some(Statement::Heard { .. })),
    }
}

/// Assembles the volume of a case that has ended in this way.
pub fn assemble(case: &Standing, ending: Ending, handed_in: &[HandedIn]) -> Volume {
    let mut volume = Volume { items: Vec::new(), missing: Vec::new() };
    let required = required(ending, &facts(case));
    for material in order() {
        let mut lines = lines(*material, case);
        let scans = handed_in.iter().filter(|scan| scan.material == *material);
        lines.extend(scans.map(|scan| Line::of(scan.title.clone(), "扫描件").with(&scan.file)));
        if lines.is_empty() && required.contains(material) && !stands_elsewhere(*material, case) {
            volume.lacks(*material, false, format!("没有{}", material.title()));
        }
        for line in lines {
            if line.unprinted {
                volume.lacks(*material, true, format!("{}（{}）尚未成文", line.title, line.reference));
            }
            volume.takes(line);
        }
    }
    volume
}

impl Volume {
    fn lacks(&mut self, material: Material, unprinted: bool, says: String) {
        let clause = if material == Material::ReviewOpinion { 20 } else { 13 };
        self.missing.push(Missing { material, says, unprinted, article: Article::of(PLAN, clause) });
    }

    fn takes(&mut self, line: Line) {
        let order = self.items.len() as u32 + 1;
        self.items.push(VolumeItem { order, title: line.title, reference: line.reference, file: line.file });
    }
}

/// One line of the volume's list before it is numbered.
struct Line {
    title: String,
    reference: String,
    file: Option<FileNamed>,
    unprinted: bool,
}

impl Line {
    fn of(title: impl Into<String>, reference: impl Into<String>) -> Line {
        Line { title: title.into(), reference: reference.into(), file: None, unprinted: false }
    }

    fn with(self, file: &FileNamed) -> Line {
        Line { file: Some(file.clone()), ..self }
    }

    fn paper(paper: &Paper) -> Line {
        let line = Line::of(paper.kind.title(), paper.number.to_string());
        Line { file: paper.printed.clone(), unprinted: paper.printed.is_none(), ..line }
    }
}

/// A notice with hearing rights is the prior notice and tells of the hearing: one paper, listed where the prior notice stands.
fn stands_elsewhere(material: Material, case: &Standing) -> bool {
    material == Material::HearingNotice && case.paper(PaperKind::HearingNotice).is_some()
}

/// Everything the case holds of a material.
fn lines(material: Material, case: &Standing) -> Vec<Line> {
    use Material as M;
    match material {
        M::FilingApproval => papers(case, &[PaperKind::FilingApproval]),
        M::OnSiteRecord => papers(case, &[PaperKind::InspectionRecord]),
        M::InquiryRecord => papers(case, &[PaperKind::InquiryRecord]),
        M::InvestigationReport => papers(case, &[PaperKind::InvestigationReport]),
        M::PriorNotice => papers(case, &[PaperKind::PriorNotice, PaperKind::HearingNotice]),
        M::ExtensionApproval => papers(case, &[PaperKind::ExtensionApproval]),
        M::PenaltyDecision => papers(case, &[PaperKind::PenaltyDecision]),
        M::NoPenaltyDecision => decided(case, PaperKind::NoPenaltyDecision, material),
        M::TransferLetter => decided(case, PaperKind::TransferLetter, material),
        M::ClosingApproval => papers(case, &[PaperKind::ClosingApproval]),
        M::ReviewOpinion => papers(case, &[PaperKind::ReviewOpinion]),
        M::PriorNoticeReceipt => receipts(case, false),
        M::DeliveryReceipt => receipts(case, true),
        M::Evidence => evidence(case),
        M::Recordings => {
            recordings(case).into_iter().chain(papers(case, &[PaperKind::RecordingStill])).collect()
        }
        M::PreservationPapers => preservations(case),
        M::DiscussionRecord => discussions(case),
        M::AppraisalPapers => appraisals(case),
        other => from_ledger(other, case).into_iter().collect(),
    }
}

/// The paper of a decision without penalty; where it was decided before such a paper was made here, the ledger's record of it.
fn decided(case: &Standing, kind: PaperKind, material: Material) -> Vec<Line> {
    let made = papers(case, &[kind]);
    if made.is_empty() { from_ledger(material, case).into_iter().collect() } else { made }
}

fn papers(case: &Standing, kinds: &[PaperKind]) -> Vec<Line> {
    case.papers.iter().filter(|paper| kinds.contains(&paper.kind)).map(Line::paper).collect()
}

/// Receipts, and what else proves service: those issued before the decision belong to the notice, since no decision is served before it is issued.
fn receipts(case: &Standing, of_decision: bool) -> Vec<Line> {
    let decision = case.papers.iter().position(|paper| paper.kind.decides());
    let after = |at: usize| decision.is_some_and(|decision| at > decision);
    let issued = case.papers.iter().enumerate();
    let issued =
        issued.filter(|(at, paper)| paper.kind == PaperKind::ServiceReceipt && after(*at) == of_decision);
    let mut lines: Vec<Line> = issued.map(|(_, paper)| Line::paper(paper)).collect();
    for paper in case.papers.iter().filter(|paper| paper.kind.decides() == of_decision) {
        let proof = paper.delivered.iter().flat_map(|delivered| &delivered.proof);
        lines.extend(
            proof.map(|file| {
                Line::of(format!("送达证明：{}", file.name), paper.number.to_string()).with(file)
            }),
        );
    }
    lines
}

fn evidence(case: &Standing) -> Vec<Line> {
    let mut lines = Vec::new();
    for item in &case.investigation.evidence {
        let reference = format!("证据{}", item.number);
        let title = format!("{}：{}", item.added.kind.title(), item.added.title);
        match item.added.files.as_slice() {
            [] => lines.push(Line::of(title, reference)),
            files => {
                lines.extend(files.iter().map(|file| Line::of(title.clone(), reference.clone()).with(file)))
            }
        }
    }
    lines
}

fn recordings(case: &Standing) -> Vec<Line> {
    let numbered = case.recordings.iter().zip(1..);
    let line = |(recording, number): (&events::records::RecordingAdded, u32)| {
        Line::of(recording.title.clone(), format!("音像记录{number}")).with(&recording.file)
    };
    numbered.map(line).collect()
}

fn preservations(case: &Standing) -> Vec<Line> {
    let line = |kept: &events::standing::Preservation| {
        let outcome = kept.outcome.as_deref().unwrap_or("尚未处理");
        Line::of(format!("先行登记保存材料，处理：{outcome}"), format!("第{}批", kept.number))
    };
    case.investigation.preservations.iter().map(line).collect()
}

/// Order and result of each appraisal: they moved the last day for deciding, and bear out the facts.
fn appraisals(case: &Standing) -> Vec<Line> {
    let mut lines = Vec::new();
    for appraisal in &case.period.appraisals {
        let title =
            |what: &str| format!("{what}：{}（{}）", appraisal.begun.subject, appraisal.begun.institution);
        let reference = format!("第{}次", appraisal.number);
        lines.push(
            Line::of(title(&format!("{}委托", appraisal.begun.kind.title())), &reference)
                .with(&appraisal.begun.proof),
        );
        if let Some(ended) = &appraisal.ended {
            lines.push(
                Line::of(title(&format!("{}结果", appraisal.begun.kind.title())), &reference)
                    .with(&ended.proof),
            );
        }
    }
    lines
}

/// Every discussion that was held, whether or not another had to follow it.
fn discussions(case: &Standing) -> Vec<Line> {
    let line = |held: &events::cases::DiscussionHeld| {
        let title = format!("{}（{}）", Material::DiscussionRecord.title(), held.subject.title());
        Line::of(title, held.on.to_string())
    };
    case.discussions.held.iter().map(line).collect()
}

/// Materials without a paper of their own: the ledger's record of the step.
fn from_ledger(material: Material, case: &Standing) -> Option<Line> {
    use Material as M;
    let opened = case.opened.as_ref()?;
    let number = || opened.number.to_string();
    let decision = case.decision.as_ref();
    let decided = |outcomes: &[Outcome]| {
        let found = decision.filter(|decision| outcomes.contains(&decision.decided.draft.outcome))?;
        Some(Line::of(material.title(), found.decided.number.to_string()))
    };
    match material {
        M::Clue => Some(Line::of("案源登记材料", number())),
        // Checked against the national standard when the case was opened; a copy of the licence, where taken, is among the evidence.
        M::PartyIdentity => Some(Line::of("当事人身份登记", opened.party.code.clone())),
        M::NonFilingApproval => case.declined.as_ref().map(|_| Line::of(material.title(), number())),
        M::StatementRecord => match case.notice.statement.as_ref()? {
            Statement::Heard { on, .. } => Some(Line::of(material.title(), on.to_string())),
            Statement::Waived { on } => Some(Line::of("放弃陈述、申辩的声明", on.to_string())),
        },
        M::HearingRecord | M::HearingReport => {
            case.hearing.held_on.map(|on| Line::of(material.title(), on.to_string()))
        }
        M::NoPenaltyDecision => decided(&[Outcome::NoPenalty, Outcome::NotEstablished]),
        M::TransferLetter => decided(&[Outcome::Transferred]),
        M::EducationRecord => {
            let taught =
                decision.is_some_and(|decision| !decision.decided.draft.performance.trim().is_empty());
            decided(&[Outcome::NoPenalty]).filter(|_| taught)
        }
        M::PaymentReceipt => {
            let on = case.payment.last_on.filter(|_| case.fine_owed().0 == 0)?;
            Some(Line::of(material.title(), format!("{}元，{on}缴清", case.payment.paid)))
        }
        M::ExecutionPapers => {
            case.payment.court_applied_on.map(|on| Line::of(material.title(), on.to_string()))
        }
        _ => None,
    }
}

#[cfg(test)]
#[path = "assembly_tests.rs"]
mod tests;
