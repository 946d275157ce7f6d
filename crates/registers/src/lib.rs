//! The registers (名录) the whole house relies on: bodies, departments, officers and their certificates, matters, working-day calendars,
//! accounts (plan clauses 1–2). One act per file; to amend an entry is to enter it again, and the ledger keeps every version.
//!
//! A register act looks at the registers of its occasion; where a case stands means nothing to it. Sign-in secrets never come here.

pub mod account;
pub mod body;
pub mod calendar;
pub mod certificate;
pub mod department;
pub mod matter;
pub mod officer;
pub mod reach;
mod shape;
#[cfg(test)]
mod testing;
