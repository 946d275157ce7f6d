//! Prior notice (事先告知) and what the party answered to it (陈述申辩).

use crate::cases::PriorNoticeIssued;
use crate::event::Event;
use jiff::civil::Date;

/// The notice that stands, if any: a new notice replaces the last and what was answered to it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Notice {
    pub issued: Option<PriorNoticeIssued>,
    pub issued_on: Option<Date>,
    /// Day of service of the notice.
    pub served_on: Option<Date>,
    pub statement: Option<Statement>,
}

/// What the party did with the right to state and defend.
#[derive(Clone, Debug, PartialEq)]
pub enum Statement {
    Heard { on: Date, accepted: bool },
    Waived { on: Date },
}

impl Notice {
    pub(super) fn fold(&mut self, event: &Event, on: Date) {
        match event {
            Event::PriorNoticeIssued(issued) => {
                *self = Notice { issued: Some(issued.clone()), issued_on: Some(on), ..Notice::default() };
            }
            Event::DocumentDelivered(delivered)
                if self.issued.as_ref().is_some_and(|issued| issued.notice == delivered.paper) =>
            {
                self.served_on = Some(delivered.served_on);
            }
            Event::StatementHeard(heard) => {
                self.statement = Some(Statement::Heard { on: heard.on, accepted: heard.accepted });
            }
            Event::StatementWaived(waived) => self.statement = Some(Statement::Waived { on: waived.on }),
            _ => {}
        }
    }
}

/// What of the party's rights still stands between the notice and a decision (行政处罚法 art 44–45, 62–64).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RightOpen {
    NotNotified,
    NotServed,
    /// The party may still state and defend; last day of the window.
    Statement {
        last_day: Date,
    },
    /// The party may still ask for a hearing; last day.
    HearingRequest {
        last_day: Date,
    },
    /// Asked for and not yet held.
    HearingPending,
}

impl super::Standing {
    /// The first right of the party that is still open on `today`; `None` when a decision need not wait any longer.
    pub fn right_open(&self, calendar: &law::calendar::Calendar, today: Date) -> Option<RightOpen> {
        use law::deadlines::{hearing_request, statement_window};
        let Some(issued) = self.notice.issued.as_ref() else { return Some(RightOpen::NotNotified) };
        let Some(served) = self.notice.served_on else { return Some(RightOpen::NotServed) };
        let window =
            statement_window(calendar, served, Some(law::period::WorkingDays(issued.statement_days)));
        if self.notice.statement.is_none() && !window.overdue_on(today) {
            return Some(RightOpen::Statement { last_day: window.last_day });
        }
        if !issued.hearing_right || self.hearing.held_on.is_some() || self.hearing.waived_on.is_some() {
            return None;
        }
        if self.hearing.requested_on.is_some() {
            return Some(RightOpen::HearingPending);
        }
        let period = hearing_request(calendar, served);
        (!period.overdue_on(today)).then_some(RightOpen::HearingRequest { last_day: period.last_day })
    }

    /// What the review-scope function has to be told about this case beside the draft; of the body's own additions, those that apply to the draft.
    pub fn circumstances(
        &self,
        body: &crate::registers::BodyEntered,
        draft: &crate::draft::Draft,
        day: Date,
    ) -> Option<crate::cases::Circumstances> {
        let opened = self.opened.as_ref()?;
        let concluded = self.investigation.concluded.as_ref();
        let at_hand = law::additions::AtHand {
            kind: law::scope::DecisionKind::Penalty,
            matter: &opened.matter.code,
            penalties: &draft.penalties,
            day,
        };
        Some(crate::cases::Circumstances {
            sector: opened.sector,
            party: opened.party.kind,
            hearing_held: self.hearing.held_on.is_some(),
            hearing_waived: self.hearing.waived_on.is_some(),
            complex: concluded.is_some_and(|c| c.complex),
            several_relations: concluded.is_some_and(|c| c.several_relations),
            public_interest: concluded.is_some_and(|c| c.public_interest),
            body_additions: law::additions::matching(&body.review_additions, at_hand),
            laid_before: Some(self.review.rounds > 0),
            day,
        })
    }

    /// The same as it was told before anything was kept from one submission to the next: nothing is said of having been laid before the reviewers, and
    /// the ticks are those of the newest conclusion alone. Decisions of that time are judged by this.
    pub fn circumstances_unkept(
        &self,
        body: &crate::registers::BodyEntered,
        draft: &crate::draft::Draft,
        day: Date,
    ) -> Option<crate::cases::Circumstances> {
        let kept = self.circumstances(body, draft, day)?;
        let ticked = self.investigation.ticked;
        Some(crate::cases::Circumstances {
            complex: ticked.complex,
            several_relations: ticked.several_relations,
            public_interest: ticked.public_interest,
            laid_before: None,
            ..kept
        })
    }
}

impl crate::cases::Circumstances {
    /// Asks the one scope function about a draft under these circumstances. What was once laid before the reviewers stays in scope whatever is found,
    /// announced or ticked afterwards: what they have not agreed to is not decided (art 58 para 1: 审核未通过的，不得作出决定).
    pub fn scope(&self, draft: &crate::draft::Draft) -> law::scope::ScopeFinding {
        let mut finding = self.scope_of(draft);
        if self.laid_before == Some(true) {
            finding.in_scope = true;
            finding.trace.push(law::scope::ScopeStep {
                rule: crate::cases::LAID_BEFORE.to_owned(),
                article: law::article::Article::of(law::article::PENALTY_LAW, 58).paragraph(1),
                met: true,
                why: "本案已经送法制审核，审核未通过的，不得作出决定".to_owned(),
            });
        }
        finding
    }

    fn scope_of(&self, draft: &crate::draft::Draft) -> law::scope::ScopeFinding {
        law::scope::review_scope(&law::scope::ScopeQuestion {
            sector: self.sector,
            party: self.party,
            penalties: &draft.penalties,
            mitigated: draft.mitigated,
            hearing_held: self.hearing_held,
            hearing_waived: self.hearing_waived,
            outcome: draft.outcome,
            complex: self.complex,
            public_interest: self.public_interest,
            several_relations: self.several_relations,
            day: self.day,
            body_additions: &self.body_additions,
            decision_kind: law::scope::DecisionKind::Penalty,
        })
    }
}
