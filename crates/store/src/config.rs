//! What a store is told when it is opened, and the places at which a test may break it.

use desk::Fault;
use std::future::Future;
use std::sync::Arc;

/// Where a store keeps what, and by which name and key its ledger is known.
#[derive(Clone)]
pub struct Config {
    /// `sqlite:///absolute/path` or `postgres://user@host/name`.
    pub database: String,
    /// `file:///absolute/folder` or `s3://bucket/prefix?endpoint=…&region=…`; credentials come from the environment unless stated.
    pub objects: String,
    /// Origin of the ledger: the first line of every checkpoint and the name of its key.
    pub origin: String,
    /// `None` draws salts and tags from the operating system. `Some` draws them from a seed, so that the synthetic district comes out
    /// the same to the byte; never for real cases.
    pub randomness: Option<u64>,
    /// Ed25519 seed of the ledger's key.
    pub ledger_key: [u8; 32],
    /// Test only: breaks steps of the store.
    pub breaks: Option<Arc<dyn Breaks>>,
}

impl std::fmt::Debug for Config {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Neither the key nor a password in a URL may reach a log.
        f.debug_struct("Config").field("origin", &self.origin).finish_non_exhaustive()
    }
}

/// A step of the store that can fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    Begin,
    Insert,
    Commit,
    ObjectPut,
    TileWrite,
    CheckpointWrite,
}

impl Step {
    pub const ALL: [Step; 6] =
        [Step::Begin, Step::Insert, Step::Commit, Step::ObjectPut, Step::TileWrite, Step::CheckpointWrite];
}

/// When a step fails: before it did anything (not persisted), or after (persisted but not answered).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Moment {
    Before,
    After,
}

/// Says which steps break; tests bring one, production has none.
pub trait Breaks: Send + Sync {
    /// Whether this step breaks at this moment.
    fn breaks(&self, step: Step, moment: Moment) -> bool;
}

/// The steps of a store, each of which a test may break.
#[derive(Clone, Default)]
pub(crate) struct Steps(pub Option<Arc<dyn Breaks>>);

impl Steps {
    pub async fn run<T, E: From<Fault>>(
        &self,
        step: Step,
        work: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        self.look(step, Moment::Before)?;
        let done = work.await?;
        self.look(step, Moment::After)?;
        Ok(done)
    }

    fn look(&self, step: Step, moment: Moment) -> Result<(), Fault> {
        match &self.0 {
            Some(breaks) if breaks.breaks(step, moment) => {
                Err(Fault::Database(format!("step broken on purpose: {step:?}, {moment:?}")))
            }
            _ => Ok(()),
        }
    }
}
