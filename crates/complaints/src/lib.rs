//! Letters from the public (投诉举报和咨询, plan clause 5): handed in by anyone, taken on or not, handed over, given longer, answered, and brought before supervision when a clock
//! runs out. One act per file. What a report leads to is a case like any other and stands in `cases`.

pub mod answer;
pub mod clock;
pub mod declining;
pub mod handover;
pub mod letter;
pub mod letter_extension;
pub mod overdue;
pub mod taking_on;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod wall;
