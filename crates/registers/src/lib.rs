//! The registers (名录) the whole house relies on: bodies, departments, officers and their certificates, matters, working-day calendars,
//! accounts (plan clauses 1–2). One act per file; to amend an entry is to enter it again, and the ledger keeps every version.
//!
//! The other registers are declared once each (`declaration`), listed in `all`, and changed by proposals that a second person confirms: `entry_proposal`,
//! `entry_confirmation`, `entry_refusal`.
//!
//! A register act looks at the registers of its occasion; where a case stands means nothing to it. Sign-in secrets never come here.

pub mod account;
pub mod all;
pub mod articles;
pub mod body;
pub mod calendar;
pub mod certificate;
pub mod citation;
pub mod code_tables;
pub mod declaration;
pub mod delegations;
pub mod department;
pub mod device_note;
pub mod device_token;
pub mod device_token_revocation;
pub mod devices;
pub mod discretion;
pub mod duty_lists;
pub mod entered;
pub mod entering;
#[cfg(test)]
mod entries_tests;
pub mod entry_confirmation;
pub mod entry_effect;
pub mod entry_proposal;
pub mod entry_refusal;
pub mod evaluation;
pub mod explanation;
mod grounds;
pub mod guides;
pub mod inspection_items;
pub mod inspection_plans;
pub mod judgement;
pub mod leniency;
pub mod matter;
pub mod monitoring_places;
pub mod naming;
pub mod officer;
pub mod photo;
pub mod qualifications;
pub mod random_inspections;
pub mod reach;
pub mod recording_rules;
pub mod references;
pub mod remedies;
pub mod retirement;
pub mod review_substitutes;
mod shape;
pub mod sight;
pub mod street_powers;
#[cfg(test)]
mod testing;
pub mod two_persons;
pub mod uniform_rules;
pub mod window_posts;
pub mod wording;
