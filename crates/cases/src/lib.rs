//! The course of a penalty case by the ordinary procedure (普通程序行政处罚), opening to closing: one act per file.
//!
//! Recording, legal review, disclosure and archives have their own crates; the capabilities talk only through what has happened.

pub mod appraisal;
pub mod appraisal_result;
pub mod certificates;
pub mod closing;
pub mod conclusion;
pub mod decision;
pub mod delivery;
pub mod demand;
pub mod discussion;
pub mod enforcement;
pub mod evidence;
pub mod extension;
pub mod filing;
pub mod filing_extension;
pub mod filing_proposal;
pub mod gate;
pub mod hearing;
pub mod hearing_notice;
pub mod hearing_request;
pub mod hearing_waiver;
pub mod inquiry;
pub mod inspection;
pub mod no_penalty;
pub mod opening;
pub mod parts;
pub mod payment;
pub mod preservation;
pub mod preservation_outcome;
pub mod prior_notice;
pub mod recusal;
pub mod recusal_request;
pub mod refusal_to_file;
pub mod signing;
pub mod statement;
pub mod statement_waiver;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
