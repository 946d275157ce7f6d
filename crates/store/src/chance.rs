//! Randomness for salts and tags: the operating system's, or a seeded one so that the synthetic district comes out the same to the byte.
//!
//! A seeded salt depends on the entry's number alone and a seeded tag on how many were drawn since the ledger had its present size, so
//! neither depends on timing and neither comes twice.

use events::StreamId;
use rand::TryRng;
use rand::rngs::SysRng;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use std::sync::{Mutex, PoisonError};

pub(crate) enum Chance {
    System,
    Seeded { seed: u64, tags: Box<Mutex<ChaCha20Rng>> },
}

impl Chance {
    /// `size` is the number of entries in the ledger when it is opened.
    pub fn new(seed: Option<u64>, size: u64) -> Chance {
        let Some(seed) = seed else { return Chance::System };
        let mut tags = ChaCha20Rng::seed_from_u64(seed);
        tags.set_stream(size.wrapping_mul(2).wrapping_add(1));
        Chance::Seeded { seed, tags: Box::new(Mutex::new(tags)) }
    }

    /// The salt of an entry's body.
    pub fn salt(&self, number: u64) -> Result<[u8; 32], desk::Fault> {
        let mut salt = [0; 32];
        match self {
            Chance::System => from_system(&mut salt)?,
            Chance::Seeded { seed, .. } => {
                let mut salts = ChaCha20Rng::seed_from_u64(*seed);
                salts.set_stream(number.wrapping_mul(2));
                salts.fill_bytes(&mut salt);
            }
        }
        Ok(salt)
    }

    /// A tag for a new stream.
    pub fn tag(&self) -> Result<StreamId, desk::Fault> {
        let mut tag = [0; 16];
        match self {
            Chance::System => from_system(&mut tag)?,
            Chance::Seeded { tags, .. } => {
                tags.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(&mut tag)
            }
        }
        Ok(StreamId(tag))
    }
}

fn from_system(bytes: &mut [u8]) -> Result<(), desk::Fault> {
    SysRng
        .try_fill_bytes(bytes)
        .map_err(|e| desk::Fault::Database(format!("the system gives no random bytes: {e}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_bytes_and_a_reopened_ledger_new_tags() {
        let (one, two) = (Chance::new(Some(7), 0), Chance::new(Some(7), 0));
        assert_eq!(one.salt(3).expect("a salt"), two.salt(3).expect("a salt"));
        assert_ne!(one.salt(3).expect("a salt"), one.salt(4).expect("a salt"));
        assert_eq!(one.tag().expect("a tag"), two.tag().expect("a tag"));
        assert_ne!(one.tag().expect("a tag"), Chance::new(Some(7), 12).tag().expect("a tag"));
    }

    #[test]
    fn the_system_never_repeats_itself() {
        let chance = Chance::new(None, 0);
        assert_ne!(chance.salt(1).expect("a salt"), chance.salt(1).expect("a salt"));
    }
}
