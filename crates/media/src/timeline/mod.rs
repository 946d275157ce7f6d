//! A recording tells by itself where it is broken (clauses 8 and 9, 执法全过程记录): the time stamps of its container, one after another, show where
//! picture or sound is missing, where the clock runs backwards, where the file ends early or lies about its length.
//!
//! Nothing is decoded, so what the picture shows and whether the sound can be understood is not known here. A container that carries no times
//! (WAV, MP3) cannot show that its middle was cut out; the timeline says so. What was not looked at is said, too.

mod avi;
mod course;
mod found;
mod mp3;
mod ogg;
mod sequence;
mod still;
mod ts;
mod wav;
mod watch;

pub(crate) use course::{Sample, Track as Watched};
pub use found::{Asked, Finding, FindingKind, Gap, Look, Method, Missing, Span, Timeline};
pub use sequence::{ClockJump, Meeting, OneClock, Placed, Recorded, one_clock};
pub(crate) use still::Rule;
pub(crate) use watch::{Watch, ticks_us};
