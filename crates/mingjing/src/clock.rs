//! The program's clock: the one place where the time of day is read.

use desk::carry_out::Clock;
use jiff::Timestamp;

/// The machine's clock, in whole milliseconds, which is what the ledger keeps.
pub struct MachineClock;

impl Clock for MachineClock {
    fn now(&self) -> Timestamp {
        let now = Timestamp::now();
        Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
    }
}
