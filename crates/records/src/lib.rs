//! Whole-process recording in sound and picture (执法全过程记录, plan clauses 8–12): telling the party, storing what was recorded with what reading
//! the file showed, explaining where it breaks off and what was not recorded at all, marking moments of it. Written records are papers and stand in
//! `cases`; docks and devices are not here yet.

pub mod interruption;
pub mod mark;
pub mod omission;
pub mod party_merge;
pub mod party_unmerge;
pub mod recorder;
pub mod recorder_dismissal;
pub mod recording;
pub mod recording_notice;
pub mod recording_reading;
pub mod still;
#[cfg(test)]
mod testing;
