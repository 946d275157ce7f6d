//! Legal review of major decisions (重大执法决定法制审核, 行政处罚法 art 58, plan clauses 16–21): submission (of a penalty, or of a text without one) and opinion. Whether a decision is in scope is
//! `law::scope`, asked by everyone alike; the gate itself stands where decisions are made.

pub mod no_penalty_submission;
pub mod opinion;
pub mod submission;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
