//! The course of one track: its samples one after another, in the order of the file, and what their times say: how it begins and ends, where it
//! jumps, where it runs backwards. Holds a bounded number of samples, jumps and returns, however long the track.

use super::still::{Rule, Stillness};
use crate::TrackKind;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Jumps and returns that are kept of a track; more are counted.
pub(crate) const KEPT_MAX: usize = 200;
/// Frames that may stand in the order of encoding before they are put in the order of showing.
const REORDERED_MAX: usize = 17;
/// How far times may go back where frames stand in the order of encoding, and where they do not.
const REORDERED_US: i64 = 1_000_000;
const ROUNDED_US: i64 = 100_000;
/// A time stamp beyond this (three hundred years) is no time; sums stay far from overflowing.
pub(crate) const TIME_US_MAX: i64 = 10_000_000_000_000_000;

/// One frame, block or packet.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sample {
    pub at_us: i64,
    pub bytes: u64,
    pub key: bool,
}

/// An interval, in microseconds of the track.
pub(crate) type Between = (i64, i64);

#[derive(Debug)]
pub(crate) struct Course {
    pub kind: TrackKind,
    pub codec: String,
    pub first_us: Option<i64>,
    /// Where the last sample in order ends, as far as known; the least number before the first.
    pub end_us: i64,
    pub samples: u64,
    pub gaps: Vec<Between>,
    /// Where time stamps run backwards, and by how much.
    pub returns: Vec<(i64, i64)>,
    pub keyless: Vec<Between>,
    /// What was not kept of the three.
    pub more: u64,
    pub stillness: Stillness,
    gap_us: i64,
    keyless_us: i64,
    reordered: bool,
    waiting: BinaryHeap<Reverse<i64>>,
    last_us: i64,
    newest_us: i64,
    usual_us: i64,
    /// Time stamps that begin anew go on where the ones before ended.
    shift_us: i64,
    doubtful: Option<i64>,
    skipped: bool,
    /// Where samples begin again behind those passed over.
    pub resumed_us: Option<i64>,
    key_us: Option<i64>,
}

/// How a track is to be watched.
#[derive(Clone, Debug)]
pub(crate) struct Track {
    pub kind: TrackKind,
    pub codec: String,
    /// Samples come in the order of encoding, with the times of showing only.
    pub reordered: bool,
    /// How long a sample usually lasts; zero when the container does not say.
    pub usual_us: i64,
    pub rule: Rule,
}

impl Course {
    pub fn new(track: Track, gap_us: i64, still_us: i64, keyless_us: i64) -> Self {
        Self {
            kind: track.kind,
            codec: track.codec,
            first_us: None,
            end_us: i64::MIN,
            samples: 0,
            gaps: Vec::new(),
            returns: Vec::new(),
            keyless: Vec::new(),
            more: 0,
            stillness: Stillness::new(track.rule, still_us),
            gap_us,
            keyless_us,
            reordered: track.reordered,
            waiting: BinaryHeap::new(),
            last_us: 0,
            newest_us: i64::MIN,
            usual_us: track.usual_us.clamp(0, TIME_US_MAX),
            shift_us: 0,
            doubtful: None,
            skipped: false,
            resumed_us: None,
            key_us: None,
        }
    }

    pub fn add(&mut self, sample: Sample) {
        self.samples += 1;
        let at_us = sample.at_us.clamp(-TIME_US_MAX, TIME_US_MAX).saturating_add(self.shift_us);
        let Some(at_us) = self.trusted(at_us) else { return };
        self.stillness.frame(at_us, sample.bytes, sample.key);
        self.key(at_us, sample.key);
        self.enter(at_us);
    }

    /// `count` samples that follow one another at the same distance, the first at `at_us`. Takes a bounded time whatever the count.
    pub fn add_even(&mut self, at_us: i64, step_us: f64, count: u64) {
        let stated = |number: u64| {
            at_us.saturating_add((step_us * number as f64) as i64).clamp(-TIME_US_MAX, TIME_US_MAX)
        };
        // The first, and where that goes back the second, may show that the clock began anew.
        let mut added = 0;
        while added < count && (added == 0 || added == 1 && self.doubtful.is_some()) {
            self.add(Sample { at_us: stated(added), bytes: 0, key: true });
            added += 1;
        }
        if added == count {
            return;
        }
        let shift_us = self.shift_us;
        let of = |number: u64| stated(number).saturating_add(shift_us);
        for number in added..count {
            let gaps = self.gaps.len();
            if gaps == KEPT_MAX {
                let all_jump = step_us >= self.usual_us.saturating_add(self.gap_us) as f64;
                self.more = self.more.saturating_add(if all_jump { count - number } else { 0 });
                break;
            }
            self.enter(of(number));
            if self.gaps.len() == gaps {
                // Two samples without a gap say how long one lasts; the rest lies no further apart.
                break;
            }
        }
        (self.last_us, self.newest_us) = (of(count - 1).max(self.last_us), of(count - 1).max(self.newest_us));
        self.end_us = self.end_us.max(self.last_us.saturating_add(self.usual_us));
        self.samples = self.samples.saturating_add(count - added);
    }

    /// Everything up to here is there, without samples of its own to tell.
    pub fn reaches(&mut self, at_us: i64) {
        self.end_us = self.end_us.max(at_us);
    }

    /// A piece that says when it begins and ends, as a page does.
    pub fn piece(&mut self, from_us: i64, to_us: i64) {
        let lasts_us = to_us.saturating_sub(from_us).max(0);
        let end_us = self.end_us;
        self.add(Sample { at_us: from_us, bytes: 0, key: true });
        if self.doubtful.is_none() {
            // Pieces differ in length: the one before says nothing of this one.
            self.usual_us = lasts_us;
            self.end_us = end_us.max(self.last_us.saturating_add(lasts_us));
        }
    }

    /// Samples were passed over: the next one follows nothing.
    pub fn skip(&mut self) {
        self.settle();
        self.skipped = true;
        self.key_us = None;
        self.stillness.close();
    }

    /// The container says where the last sample ends.
    pub fn ends(&mut self, at_us: i64) {
        if self.samples > 0 {
            self.settle();
            let at_us = at_us.saturating_add(self.shift_us);
            self.jump(at_us);
            self.end_us = self.end_us.max(at_us);
        }
    }

    /// Nothing more comes.
    pub fn close(&mut self) {
        self.settle();
        self.stillness.close();
        let end_us = self.end_us;
        self.key(end_us, true);
    }

    /// The end of the last sample in order: where a reader has come to.
    pub fn reached_us(&self) -> Option<i64> {
        self.first_us.map(|first_us| self.end_us.max(self.newest_us).max(first_us))
    }

    /// A time that goes back is doubted until the next one shows whether the clock began anew or a single stamp is wrong.
    fn trusted(&mut self, at_us: i64) -> Option<i64> {
        let slack_us = if self.reordered { REORDERED_US } else { ROUNDED_US };
        let mut at_us = at_us;
        if let Some(doubtful_us) = self.doubtful.take() {
            let began_anew = (at_us - doubtful_us).abs() <= self.gap_us.max(slack_us);
            self.drain(0);
            let end_us = self.last_us.saturating_add(self.usual_us);
            self.went_back(end_us, self.newest_us - doubtful_us);
            if began_anew {
                let by_us = end_us - doubtful_us;
                self.shift_us = self.shift_us.saturating_add(by_us).clamp(-TIME_US_MAX, TIME_US_MAX);
                at_us = at_us.saturating_add(by_us);
                self.enter(end_us);
            }
        }
        if self.newest_us > i64::MIN && !self.skipped && at_us.saturating_add(slack_us) < self.newest_us {
            self.doubtful = Some(at_us);
            return None;
        }
        Some(at_us)
    }

    fn went_back(&mut self, at_us: i64, by_us: i64) {
        match self.returns.len() < KEPT_MAX {
            true => self.returns.push((at_us, by_us)),
            false => self.more = self.more.saturating_add(1),
        }
    }

    fn enter(&mut self, at_us: i64) {
        self.newest_us = self.newest_us.max(at_us);
        if self.reordered {
            self.waiting.push(Reverse(at_us));
            self.drain(REORDERED_MAX);
        } else {
            self.place(at_us);
        }
    }

    fn drain(&mut self, left: usize) {
        while self.waiting.len() > left
            && let Some(Reverse(at_us)) = self.waiting.pop()
        {
            self.place(at_us);
        }
    }

    fn settle(&mut self) {
        if let Some(doubtful_us) = self.doubtful.take() {
            self.drain(0);
            self.went_back(self.last_us.saturating_add(self.usual_us), self.newest_us - doubtful_us);
        }
        self.drain(0);
    }

    /// The next sample in the order of showing.
    fn place(&mut self, at_us: i64) {
        match self.first_us {
            None => self.first_us = Some(at_us),
            Some(_) if self.skipped => self.resumed_us = Some(at_us),
            Some(_) => {
                if !self.jump(at_us) && at_us > self.last_us {
                    self.usual_us = at_us - self.last_us;
                }
            }
        }
        self.skipped = false;
        self.last_us = at_us;
        self.end_us = self.end_us.max(at_us.saturating_add(self.usual_us));
    }

    /// Notes the gap between the last sample and `to_us`, if there is one.
    fn jump(&mut self, to_us: i64) -> bool {
        let from_us = self.last_us.saturating_add(self.usual_us);
        let jumped = to_us.saturating_sub(from_us) >= self.gap_us;
        if jumped {
            match self.gaps.len() < KEPT_MAX {
                true => self.gaps.push((from_us, to_us)),
                false => self.more = self.more.saturating_add(1),
            }
        }
        jumped
    }

    fn key(&mut self, at_us: i64, key: bool) {
        if !key {
            return;
        }
        if let Some(key_us) = self.key_us
            && at_us.saturating_sub(key_us) > self.keyless_us
        {
            match self.keyless.len() < KEPT_MAX {
                true => self.keyless.push((key_us, at_us)),
                false => self.more = self.more.saturating_add(1),
            }
        }
        self.key_us = Some(at_us);
    }
}

#[cfg(test)]
mod tests;
