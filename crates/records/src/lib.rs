//! Whole-process recording in sound and picture (执法全过程记录, plan clauses 8–12): telling the party, storing what was recorded with what reading
//! the file showed, explaining where it breaks off, marking moments of it, and what should have been recorded. Written records are papers and stand in
//! `cases`; docks and devices are not here yet.

pub mod interruption;
pub mod mark;
pub mod recording;
pub mod recording_notice;
pub mod recording_reading;
pub mod required;
#[cfg(test)]
mod testing;
