//! The appender: one task that drains a queue of acts into one transaction (group commit). An act is answered only when its transaction
//! is durable. Those just answered often ask again at once; a transaction waits for them a moment, never longer than half of what the last one took, so that
//! many at once share one commit instead of the first few having one to themselves. Whoever is alone waits for nobody. If a wall in the database refuses the batch, its acts are appended one by one, so that only the guilty one is refused.

use crate::append::{Admitted, Batch, answer};
use crate::books::Shared;
use crate::config::Step;
use crate::fault::{Stop, again, database};
use crate::{found, history, write};
use desk::{Append, AppendFault, Appended, Fault};
use events::Registers;
use sea_orm::{DatabaseTransaction, SqliteTransactionMode, TransactionOptions, TransactionTrait};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, oneshot};

/// Acts that may wait for the appender before those who ask wait too.
pub(crate) const QUEUE: usize = 1_024;
/// Acts in one transaction.
const BATCH_MAX: usize = 256;
/// The longest that acts at hand wait for others.
const PATIENCE_MAX: Duration = Duration::from_millis(4);

/// An act that waits.
pub(crate) struct Waiting {
    pub work: Append,
    pub answer: oneshot::Sender<Result<Appended, AppendFault>>,
}

type Outcome = Result<Admitted, AppendFault>;

/// Runs until every sender is gone and the queue is empty.
pub(crate) async fn run(shared: Arc<Shared>, mut queue: mpsc::Receiver<Waiting>) {
    let (mut expected, mut patience) = (1, Duration::ZERO);
    while let Some(first) = queue.recv().await {
        let batch = gathered(&mut queue, first, expected, patience).await;
        let began = Instant::now();
        expected = batch.len();
        turn(&shared, batch).await;
        patience = (began.elapsed() / 2).min(PATIENCE_MAX);
    }
}

/// The first act that waits and those behind it; fewer than `expected` are waited for as long as patience lasts.
async fn gathered(
    queue: &mut mpsc::Receiver<Waiting>,
    first: Waiting,
    expected: usize,
    patience: Duration,
) -> Vec<Waiting> {
    let mut batch = vec![first];
    let began = Instant::now();
    while batch.len() < BATCH_MAX {
        match queue.try_recv() {
            Ok(next) => batch.push(next),
            Err(_) if batch.len() < expected && began.elapsed() < patience => tokio::task::yield_now().await,
            Err(_) => break,
        }
    }
    batch
}

async fn turn(shared: &Shared, batch: Vec<Waiting>) {
    let works: Vec<&Append> = batch.iter().map(|waiting| &waiting.work).collect();
    let outcomes = match transaction(shared, &works).await {
        Err(Stop::Wall(_)) if works.len() > 1 => one_by_one(shared, &works).await,
        outcome => spread(outcome, works.len()),
    };
    for (waiting, outcome) in batch.into_iter().zip(outcomes) {
        let result = match outcome {
            Ok(admitted) => settled(shared, admitted).await,
            Err(fault) => Err(fault),
        };
        // Whoever asked may have gone; the act stands all the same, and its key finds it again.
        let _ = waiting.answer.send(result);
    }
}

async fn one_by_one(shared: &Shared, works: &[&Append]) -> Vec<Outcome> {
    let mut outcomes = Vec::with_capacity(works.len());
    for work in works {
        outcomes.extend(spread(transaction(shared, &[work]).await, 1));
    }
    outcomes
}

/// One outcome for each act of a batch that went through or failed as a whole.
fn spread(outcome: Result<Vec<Outcome>, Stop>, acts: usize) -> Vec<Outcome> {
    match outcome {
        Ok(outcomes) => outcomes,
        Err(Stop::Wall(says)) => (0..acts).map(|_| Err(AppendFault::Refused(says.clone()))).collect(),
        Err(Stop::Fault(fault)) => (0..acts).map(|_| Err(AppendFault::Fault(again(&fault)))).collect(),
    }
}

async fn settled(shared: &Shared, admitted: Admitted) -> Result<Appended, AppendFault> {
    match admitted {
        Admitted::Added(events) => Ok(answer(events, false)),
        Admitted::Twice(events) => Ok(answer(events, true)),
        Admitted::Earlier { first, count } => {
            Ok(answer(history::of_numbers(&shared.database.reader, first, count).await?, true))
        }
    }
}

/// One transaction: lock the head, load, work out, write, commit. Returns when it is durable.
async fn transaction(shared: &Shared, works: &[&Append]) -> Result<Vec<Outcome>, Stop> {
    let steps = &shared.steps;
    let db = steps.run(Step::Begin, begin(shared)).await?;
    let done = work_out(shared, &db, works).await;
    let (outcomes, registers) = match done {
        Ok(done) => done,
        Err(stop) => {
            // The connection rolls back when it is let go in any case; saying so keeps the order clear.
            let _ = db.rollback().await;
            return Err(stop);
        }
    };
    steps.run(Step::Commit, async { db.commit().await.map_err(Stop::from) }).await?;
    shared.learn(registers);
    shared.appended.notify_one();
    Ok(outcomes)
}

async fn work_out(
    shared: &Shared,
    db: &DatabaseTransaction,
    works: &[&Append],
) -> Result<(Vec<Outcome>, Arc<Registers>), Stop> {
    let mut batch = Batch::new(found::load(db, works, shared.registers()).await?);
    let size_before = batch.found.frontier.size();
    let outcomes: Vec<Outcome> = works.iter().map(|work| batch.admit(work, &shared.chance)).collect();
    let registers = batch.found.registers.clone();
    if batch.found.frontier.size() > size_before {
        shared.steps.run(Step::Insert, write::batch(db, batch, size_before)).await?;
    }
    Ok((outcomes, registers))
}

/// Begins a writing transaction; on SQLite it holds the file's write lock from the start.
pub(crate) async fn begin(shared: &Shared) -> Result<DatabaseTransaction, Stop> {
    let options = TransactionOptions {
        sqlite_transaction_mode: (!shared.database.is_postgres()).then_some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    let begun = shared.database.writer.begin_with_options(options).await;
    begun.map_err(|error| Stop::Fault(database(error)))
}

/// Puts an act into the queue and waits until it is durable or refused.
pub(crate) async fn ask(queue: &mpsc::Sender<Waiting>, work: Append) -> Result<Appended, AppendFault> {
    let (answer, answered) = oneshot::channel();
    queue.send(Waiting { work, answer }).await.map_err(|_| Fault::Stopped)?;
    answered.await.map_err(|_| AppendFault::Fault(Fault::Stopped))?
}
