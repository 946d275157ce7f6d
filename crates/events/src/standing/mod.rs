//! Where a case stands (案件现状): one fold over what has happened in it, in parts by concern. Acts, pages, clocks and the volume all read
//! this; none keeps a state of its own.
//!
//! Folding never refuses: the ledger is the truth. What may happen next is decided in the acts.

pub mod complaint;
mod discussion;
mod files;
mod hearing;
mod investigation;
mod notice;
mod period;
mod persons;
mod recordings;
mod required;
mod review;
mod target;

pub use complaint::Complaint;
pub use discussion::Discussions;
pub use files::{Files, files_named};
pub use hearing::Hearing;
pub use investigation::{Conclusion, EvidenceItem, Investigation, Preservation};
pub use notice::{Notice, RightOpen, Statement};
pub use period::{Appraisal, Period};
pub use persons::Persons;
pub use recordings::{Found, NotAdmitted, Recordings};
pub use required::{Demands, Met, RecordedStep, Required, Steps};
pub use review::{Review, Submission};
pub use target::{Merged, Target};

use crate::archives::{HoldPlaced, hold_title};
use crate::body::Recorded;
use crate::cases::{
    CaseClosed, CaseOpened, CertificatesShown, Decided, DocumentDelivered, FilingDeclined, FilingProposed,
    Numbered,
};
use crate::disclosures::PublicationWithheld;
use crate::event::Event;
use crate::ids::{OfficerId, StreamId};
use crate::people::{FileNamed, OfficerNamed};
use crate::records::RecordingAdded;
use jiff::civil::Date;
use law::money::Fen;
use law::papers::PaperKind;
use law::scope::Outcome;
use serde::Serialize;

/// The stages of the ordinary procedure, in order, as on the stage rail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 线索
    Clue,
    /// 立案
    Filing,
    /// 调查取证
    Investigation,
    /// 事先告知
    Notice,
    /// 法制审核
    Review,
    /// 决定
    Decision,
    /// 送达
    Delivery,
    /// 执行
    Execution,
    /// 结案
    Closing,
    /// 归档
    Archive,
    /// Kept apart from any case: letters from the public (投诉举报).
    Complaint,
    /// Kept apart from any case: the registers (名录).
    Register,
}

impl Stage {
    /// The stages of the rail, in order.
    pub const RAIL: [Stage; 10] = [
        Stage::Clue,
        Stage::Filing,
        Stage::Investigation,
        Stage::Notice,
        Stage::Review,
        Stage::Decision,
        Stage::Delivery,
        Stage::Execution,
        Stage::Closing,
        Stage::Archive,
    ];

    pub fn title(self) -> &'static str {
        match self {
            Stage::Clue => "线索",
            Stage::Filing => "立案",
            Stage::Investigation => "调查取证",
            Stage::Notice => "事先告知",
            Stage::Review => "法制审核",
            Stage::Decision => "决定",
            Stage::Delivery => "送达",
            Stage::Execution => "执行",
            Stage::Closing => "结案",
            Stage::Archive => "归档",
            Stage::Complaint => "投诉举报",
            Stage::Register => "名录",
        }
    }
}

/// A paper of the case.
#[derive(Clone, Debug, PartialEq)]
pub struct Paper {
    pub kind: PaperKind,
    pub number: Numbered,
    pub issued_on: Date,
    pub printed: Option<FileNamed>,
    pub delivered: Option<DocumentDelivered>,
}

/// A fine and what was paid of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Payment {
    pub paid: Fen,
    pub surcharge_paid: Fen,
    pub last_on: Option<Date>,
    /// Day a demand (催告) was served.
    pub demanded_on: Option<Date>,
    pub court_applied_on: Option<Date>,
}

/// What became of publication.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Publication {
    #[default]
    Pending,
    Published {
        on: Date,
        document: String,
        corrected: u32,
    },
    Withheld(PublicationWithheld),
    Withdrawn {
        on: Date,
        reason: String,
    },
}

/// A decision as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    pub decided: Decided,
    pub on: Date,
}

/// Where a case stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Standing {
    pub stream: StreamId,
    /// Place of the newest event of the stream.
    pub seq: u64,
    pub opened: Option<CaseOpened>,
    pub opened_on: Option<Date>,
    pub proposal: Option<FilingProposed>,
    pub filed_on: Option<Date>,
    pub declined: Option<FilingDeclined>,
    /// Who handles the case (承办人), as of the filing and later recusals.
    pub handlers: Vec<OfficerNamed>,
    /// Officers taken off the case (回避), and requests not yet decided.
    pub recused: Vec<OfficerId>,
    pub recusals_pending: Vec<OfficerId>,
    /// Every showing of certificates (亮证), oldest first.
    pub shown: Vec<CertificatesShown>,
    pub investigation: Investigation,
    pub notice: Notice,
    pub hearing: Hearing,
    pub review: Review,
    pub discussions: Discussions,
    pub period: Period,
    pub persons: Persons,
    pub files: Files,
    pub decision: Option<Decision>,
    pub papers: Vec<Paper>,
    pub recording_notified: bool,
    pub recordings: Vec<RecordingAdded>,
    /// What was read, explained and marked of them.
    pub read: Recordings,
    /// Other parties that are the same enforcement target as the party.
    pub target: Target,
    /// When it had the steps that recording rules are about.
    pub steps: Steps,
    pub payment: Payment,
    pub publication: Publication,
    pub closed: Option<CaseClosed>,
    pub closed_on: Option<Date>,
    pub archived_on: Option<Date>,
    pub archive_reference: Option<String>,
    /// 保管期限 of the filed volume: Y, D30, D10.
    pub archive_retention: Option<String>,
    /// What keeps the case beyond its term, oldest first, with the day on which it was lifted.
    pub holds: Vec<Hold>,
    /// Where a letter from the public stands; a stream is a case, a letter or the registers, never two of them.
    pub complaint: Complaint,
}

/// A hold on everything of a case.
#[derive(Clone, Debug, PartialEq)]
pub struct Hold {
    pub number: u32,
    pub placed: HoldPlaced,
    pub on: Date,
    pub lifted_on: Option<Date>,
}

impl Hold {
    /// 第1号　行政诉讼，文号.
    pub fn in_words(&self) -> String {
        let kind = hold_title(&self.placed.kind);
        match self.placed.reference.as_str() {
            "" => format!("第{}号　{kind}", self.number),
            reference => format!("第{}号　{kind}，{reference}", self.number),
        }
    }
}

impl Standing {
    /// The holds that keep the case, oldest first.
    pub fn holds_open(&self) -> impl Iterator<Item = &Hold> {
        self.holds.iter().filter(|hold| hold.lifted_on.is_none())
    }

    /// Folds a history, oldest first.
    pub fn of<'a>(history: impl IntoIterator<Item = &'a Recorded>) -> Standing {
        let mut standing = Standing::default();
        history.into_iter().for_each(|recorded| standing.fold(recorded));
        standing
    }

    /// Folds one more event.
    pub fn fold(&mut self, recorded: &Recorded) {
        self.stream = recorded.stream;
        self.seq = recorded.seq;
        let on = recorded.day();
        let event = &recorded.body.event;
        self.investigation.fold(event, on);
        self.notice.fold(event, on);
        self.hearing.fold(event);
        self.review.fold(event, on);
        self.discussions.fold(event);
        self.period.fold(event, on);
        self.persons.fold(event);
        self.files.fold(event);
        self.read.fold(event);
        self.target.fold(recorded);
        self.steps.fold(event);
        self.complaint.fold(event, on);
        self.fold_course(event, on);
        self.fold_papers(event, on);
        self.fold_outcome(event, on);
    }

    fn fold_course(&mut self, event: &Event, on: Date) {
        match event {
            Event::CaseOpened(opened) => {
                self.handlers = vec![opened.handler.clone()];
                self.opened = Some(opened.clone());
                self.opened_on = Some(on);
            }
            Event::FilingProposed(proposed) => {
                self.handlers = proposed.officers.clone();
                self.proposal = Some(proposed.clone());
            }
            Event::CaseFiled(_) => self.filed_on = Some(on),
            Event::FilingDeclined(declined) => self.declined = Some(declined.clone()),
            Event::CertificatesShown(shown) => self.shown.push(shown.clone()),
            Event::RecordingNotified(_) => self.recording_notified = true,
            Event::RecordingAdded(recording) => self.recordings.push(recording.clone()),
            Event::RecusalRequested(requested) => self.recusals_pending.push(requested.officer.clone()),
            Event::RecusalDecided(decided) => {
                self.recusals_pending.retain(|officer| *officer != decided.officer);
                if decided.granted {
                    self.recused.push(decided.officer.clone());
                    self.handlers.retain(|handler| handler.id != decided.officer);
                    self.handlers.extend(decided.successor.clone());
                }
            }
            Event::CaseClosed(closed) => {
                self.closed = Some(closed.clone());
                self.closed_on = Some(on);
            }
            Event::VolumeFiled(filed) => {
                self.archived_on = Some(on);
                self.archive_reference = Some(filed.reference.clone());
                self.archive_retention = Some(filed.retention.clone());
            }
            Event::HoldPlaced(placed) => {
                let number = u32::try_from(self.holds.len()).unwrap_or(u32::MAX).saturating_add(1);
                self.holds.push(Hold { number, placed: placed.clone(), on, lifted_on: None });
            }
            Event::HoldLifted(lifted) => {
                if let Some(hold) = self.holds.iter_mut().find(|hold| hold.number == lifted.number) {
                    hold.lifted_on = Some(on);
                }
            }
            _ => {}
        }
    }

    fn fold_papers(&mut self, event: &Event, on: Date) {
        match event {
            Event::PaperIssued(paper) => self.papers.push(Paper {
                kind: paper.kind,
                number: paper.number.clone(),
                issued_on: on,
                printed: None,
                delivered: None,
            }),
            Event::PaperPrinted(printed) => {
                if let Some(paper) = self.paper_mut(&printed.number) {
                    paper.printed = Some(printed.file.clone());
                }
            }
            Event::DocumentDelivered(delivered) => {
                if let Some(paper) = self.paper_mut(&delivered.paper) {
                    paper.delivered = Some(delivered.clone());
                }
            }
            _ => {}
        }
    }

    fn fold_outcome(&mut self, event: &Event, on: Date) {
        if let Some(decided) = event.decision() {
            self.decision = Some(Decision { decided: decided.clone(), on });
        }
        match event {
            Event::PaymentReceived(payment) => {
                self.payment.paid.0 += payment.amount.0;
                self.payment.surcharge_paid.0 += payment.surcharge.0;
                self.payment.last_on = Some(payment.on);
            }
            Event::PaymentDemanded(demanded) => self.payment.demanded_on = Some(demanded.served_on),
            Event::EnforcementApplied(applied) => self.payment.court_applied_on = Some(applied.on),
            Event::DecisionPublished(published) => {
                self.publication =
                    Publication::Published { on, document: published.document.clone(), corrected: 0 };
            }
            Event::PublicationCorrected(correction) => {
                if let Publication::Published { document, corrected, .. } = &mut self.publication {
                    *document = correction.document.clone();
                    *corrected += 1;
                }
            }
            Event::PublicationWithheld(withheld) => {
                self.publication = Publication::Withheld(withheld.clone())
            }
            Event::PublicationWithdrawn(withdrawn) => {
                self.publication = Publication::Withdrawn { on, reason: withdrawn.reason.clone() };
            }
            _ => {}
        }
    }

    fn paper_mut(&mut self, number: &Numbered) -> Option<&mut Paper> {
        self.papers.iter_mut().find(|paper| paper.number == *number)
    }

    /// The newest paper of a kind.
    pub fn paper(&self, kind: PaperKind) -> Option<&Paper> {
        self.papers.iter().rev().find(|paper| paper.kind == kind)
    }

    /// A paper by its printed number.
    pub fn paper_numbered(&self, number: &str) -> Option<&Paper> {
        self.papers.iter().find(|paper| paper.number.to_string() == number)
    }

    pub fn handles(&self, officer: &OfficerId) -> bool {
        self.handlers.iter().any(|handler| handler.id == *officer)
    }

    /// Whether nothing more can happen in the course of the case itself.
    pub fn ended(&self) -> bool {
        self.declined.is_some() || self.closed.is_some()
    }

    pub fn outcome(&self) -> Option<Outcome> {
        self.decision.as_ref().map(|decision| decision.decided.draft.outcome)
    }

    /// The paper of the decision: of a penalty, of its absence, or the letter that hands a crime over.
    pub fn decision_paper(&self) -> Option<&Paper> {
        self.papers.iter().rev().find(|paper| paper.kind.decides())
    }

    /// The day the decision was served on the party, or the letter on the organ that receives the case, if it was.
    pub fn decision_served_on(&self) -> Option<Date> {
        self.decision_paper()?.delivered.as_ref().map(|delivered| delivered.served_on)
    }

    /// Fine decided and not yet paid.
    pub fn fine_owed(&self) -> Fen {
        let fine = self.decision.as_ref().map(|decision| decision.decided.draft.fine()).unwrap_or_default();
        Fen((fine.0 - self.payment.paid.0).max(0))
    }

    /// The stage the case has reached.
    pub fn stage(&self) -> Stage {
        if self.archived_on.is_some() {
            Stage::Archive
        } else if self.ended() {
            Stage::Closing
        } else if self.decision_served_on().is_some() {
            Stage::Execution
        } else if self.decision.is_some() {
            Stage::Delivery
        } else if self.review.passed.is_some() {
            Stage::Decision
        } else if self.review.pending.is_some() || self.review.returned.is_some() {
            Stage::Review
        } else if self.notice.issued.is_some() || self.investigation.concluded.is_some() {
            Stage::Notice
        } else if self.filed_on.is_some() {
            Stage::Investigation
        } else if self.proposal.is_some() {
            Stage::Filing
        } else {
            Stage::Clue
        }
    }
}
