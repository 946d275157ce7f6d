//! Whole-process recording in sound and picture (执法全过程记录, plan clauses 8–12): telling the party, and storing what was recorded with what reading
//! the file showed. Written records are papers and stand in `cases`; gaps, docks and devices are not here yet.

pub mod recording;
pub mod recording_notice;
#[cfg(test)]
mod testing;
