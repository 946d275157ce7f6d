//! The law as data, by the day it is in force: articles, the working-day calendar, periods and deadlines, hearing
//! thresholds, the scope of legal review, identifiers, publication rules, the order of a volume and its retention.
//!
//! Rules that several capabilities share live here as one function each, so that deciding, filing, closing and
//! statistics cannot disagree. The crate is pure: it reads no clock, no file and no network; the day is always a
//! parameter. It does not know cases, events or people; those who ask bring the facts.
//!
//! Figures that come from a rule text known only at second hand stand in tables with a day they begin to apply, never
//! as bare constants, so that a correction is a new row and old decisions keep the figure of their day.

// A test that cannot go on should stop at the place.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod additions;
pub mod age;
pub mod article;
pub mod calendar;
pub mod case_period;
pub mod clauses;
pub mod cli;
pub mod complaints;
pub mod deadlines;
pub mod edition;
pub mod evidence;
pub mod filing_period;
pub mod identifiers;
pub mod money;
pub mod notices;
pub mod officers;
pub mod on_the_spot;
pub mod papers;
pub mod penalties;
pub mod period;
pub mod publication;
pub mod remedies;
pub mod retention;
pub mod scope;
pub mod service;
pub mod thresholds;
pub mod volume;
pub mod width;

pub use article::Article;
pub use calendar::{Calendar, CalendarError, CalendarYear, DayKind};
pub use clauses::{CLAUSES, Clause};
pub use deadlines::ClockRule;
pub use edition::edition;
pub use evidence::EvidenceKind;
pub use money::{Fen, MoneyError};
pub use officers::CertificateState;
pub use penalties::{Penalty, PenaltyKind};
pub use period::{CalendarDays, Deadline, Months, Unit, WorkingDays, Years};
pub use scope::{DecisionKind, ExecutionMode, Outcome, ScopeFinding, ScopeQuestion, review_scope};
pub use service::ServiceMode;
pub use thresholds::{HearingFinding, HearingQuestion, PartyKind, Sector};
pub use volume::{Ending, Material, Retention, VolumeFacts};
