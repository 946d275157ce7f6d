//! Wrong codes are counted by number and by where they come from (features 5.2): after ten the number is not answered there for a quarter of an hour, whether it exists
//! or not, and even for the right code; else a machine could go on trying behind the block. Elsewhere it is answered: numbers run on, and a stranger who
//! tries them all must not shut out whoever holds the code. Its sixty bits are what keeps a thousand machines from guessing it.
//!
//! The counters are a fixed number of places, found by a keyed hash of both: what they take is the same however many numbers are tried, and nobody
//! can push another count out. Two may share a place; then one is blocked with the other, which lasts as long. The counts are this
//! process's own: another node counts for itself, and a restart begins anew.

use jiff::Timestamp;
use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

/// How many wrong codes a number bears from one place.
const WRONG_MAX: u8 = 10;
/// How long it is blocked then, and how long a wrong code counts.
const BLOCKED_SECONDS: i64 = 15 * 60;
const PLACES: usize = 1 << 16;

/// What was guessed lately.
pub struct Guesses {
    hasher: RandomState,
    places: Mutex<Box<[Place]>>,
}

/// Wrong codes since a moment, in seconds of the clock.
#[derive(Clone, Copy, Default)]
struct Place {
    since: i64,
    wrong: u8,
}

impl Guesses {
    pub fn new() -> Guesses {
        Guesses { hasher: RandomState::new(), places: Mutex::new(vec![Place::default(); PLACES].into()) }
    }

    /// Minutes until the number is answered again; `None` when it is.
    pub fn blocked_minutes(&self, asker: Option<IpAddr>, number: &str, now: Timestamp) -> Option<i64> {
        let place = self.at((asker, number), |place| *place);
        let left = place.since + BLOCKED_SECONDS - now.as_second();
        (place.wrong >= WRONG_MAX && left > 0).then(|| (left + 59) / 60)
    }

    /// Counts a wrong code.
    pub fn wrong(&self, asker: Option<IpAddr>, number: &str, now: Timestamp) {
        let now = now.as_second();
        self.at((asker, number), |place| {
            if now - place.since >= BLOCKED_SECONDS {
                *place = Place { since: now, wrong: 0 };
            }
            place.wrong = place.wrong.saturating_add(1);
            if place.wrong == WRONG_MAX {
                place.since = now;
            }
        });
    }

    fn at<T>(&self, guessed: (Option<IpAddr>, &str), what: impl FnOnce(&mut Place) -> T) -> T {
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        let at = self.hasher.hash_one(guessed) as usize % PLACES;
        what(&mut places[at])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn second(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    #[test]
    fn ten_wrong_codes_block_a_number_for_a_quarter_of_an_hour() {
        let guesses = Guesses::new();
        for tried in 0..9 {
            guesses.wrong(None, "甲", second(tried));
            assert_eq!(guesses.blocked_minutes(None, "甲", second(tried)), None);
        }
        guesses.wrong(None, "甲", second(60));
        assert_eq!(guesses.blocked_minutes(None, "甲", second(60)), Some(15));
        let elsewhere = Some(IpAddr::from([203, 0, 113, 7]));
        assert_eq!(guesses.blocked_minutes(elsewhere, "甲", second(60)), None, "nobody else is shut out");
        assert_eq!(guesses.blocked_minutes(None, "甲", second(60 + 899)), Some(1));
        assert_eq!(guesses.blocked_minutes(None, "甲", second(60 + 900)), None);
        guesses.wrong(None, "甲", second(60 + 900));
        assert_eq!(guesses.blocked_minutes(None, "甲", second(60 + 900)), None, "it begins anew");
    }

    #[test]
    fn any_number_of_numbers_takes_the_same_memory_and_pushes_none_out() {
        let guesses = Guesses::new();
        (0..10).for_each(|_| guesses.wrong(None, "甲", second(0)));
        (0..200_000).for_each(|n| guesses.wrong(None, &n.to_string(), second(1)));
        assert!(guesses.blocked_minutes(None, "甲", second(2)).is_some());
        assert_eq!(guesses.places.lock().unwrap().len(), PLACES);
    }
}
