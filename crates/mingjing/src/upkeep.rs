//! The upkeep of a district, beside serving it: what crashes and second thoughts left behind is swept at the start and every hour, and papers that could
//! not be printed with their act, because the program was killed or the object store away, are printed within the minute in which they can be; recordings that
//! were only looked at when they came in are read to their end; and letters from the public whose clock has run out are brought before supervision within the minute.

use crate::connections::told;
use pages::office::Office;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::MissedTickBehavior;

const TURN: Duration = Duration::from_secs(60);
/// A certificate withdrawn at one node is shown as withdrawn at every other within a minute; this leaves room for a database that is slow to answer.
pub const FOLLOWS_EVERY: Duration = Duration::from_secs(10);
/// How long a recording that came in waits to be read to its end.
const READS_EVERY: Duration = Duration::from_secs(15);
/// Turns between two sweeps.
const SWEEP_EVERY: u32 = 60;

/// Works until told to stop; faults are logged and the work is taken up again with the next turn.
pub async fn run(office: Office, mut stopped: watch::Receiver<bool>) {
    let mut turns = tokio::time::interval(TURN);
    turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for turn in (0..SWEEP_EVERY).cycle() {
        tokio::select! {
            () = told(&mut stopped) => return,
            _ = turns.tick() => {}
        }
        tokio::select! {
            // What is under way is dropped where it stands, as in a crash, and found again.
            () = told(&mut stopped) => return,
            () = work(&office, turn == 0) => {}
        }
    }
}

/// Learns what other nodes have entered in the registers, until told to stop: acts find out by themselves, pages and the portal's directory do not.
pub async fn follow(office: Office, every: Duration, mut stopped: watch::Receiver<bool>) {
    let mut turns = tokio::time::interval(every);
    turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = told(&mut stopped) => return,
            _ = turns.tick() => {}
        }
        if let Err(fault) = office.desk.store.follow().await {
            tracing::warn!(%fault, "the registers are shown as they were last seen");
        }
    }
}

/// Gives large files their second pass as they come in, until told to stop: SM3, and one object in the place of pieces.
pub async fn settle(office: Office, mut stopped: watch::Receiver<bool>) {
    let mut turns = tokio::time::interval(READS_EVERY);
    turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = told(&mut stopped) => return,
            () = office.books.unsettled() => {}
            // What other nodes and a killed program left.
            _ = turns.tick() => {}
        }
        tokio::select! {
            () = told(&mut stopped) => return,
            () = settle_once(&office) => {}
        }
    }
}

/// One that cannot be settled keeps no other waiting.
async fn settle_once(office: &Office) {
    let mut after = None;
    loop {
        let waiting = match office.books.files_unsettled(after).await {
            Ok(waiting) => waiting,
            Err(fault) => return tracing::warn!(%fault, "large files wait for their second digest"),
        };
        let Some(last) = waiting.last() else { return };
        after = Some(*last);
        for file in waiting {
            if let Err(fault) = office.books.settle(file).await {
                tracing::error!(%file, %fault, "a large file has no second digest");
            }
        }
    }
}

/// Reads recordings to their end, until told to stop. A long one takes minutes, so it waits for nothing else and nothing else waits for it.
pub async fn read(office: Office, mut stopped: watch::Receiver<bool>) {
    let mut turns = tokio::time::interval(READS_EVERY);
    turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = told(&mut stopped) => return,
            _ = turns.tick() => {}
        }
        tokio::select! {
            // A recording that is being read is taken up again at the next start.
            () = told(&mut stopped) => return,
            () = read_once(&office) => {}
        }
    }
}

async fn read_once(office: &Office) {
    match office.read_recordings().await {
        Ok(0) => {}
        Ok(recordings) => tracing::info!(recordings, "recordings were read to their end"),
        Err(fault) => tracing::warn!(?fault, "recordings wait to be read"),
    }
    match office.note_recordings_read().await {
        Ok(0) => {}
        Ok(noted) => tracing::info!(noted, "what reading recordings found was noted in their cases"),
        Err(fault) => tracing::warn!(?fault, "what was read of recordings waits to be noted"),
    }
}

async fn work(office: &Office, sweeps: bool) {
    match office.print_waiting().await {
        Ok(0) => {}
        Ok(papers) => tracing::info!(papers, "papers that had waited were printed"),
        Err(fault) => tracing::warn!(?fault, "papers wait to be printed"),
    }
    match pages::sheet::work::take_up_left(office).await {
        Ok(0) => {}
        Ok(imports) => tracing::info!(imports, "imports that were left are taken up again"),
        Err(fault) => tracing::warn!(?fault, "imports wait to be taken up again"),
    }
    match office.let_entries_take_effect().await {
        Ok(0) => {}
        Ok(proposals) => tracing::info!(proposals, "register entries confirmed for today took effect"),
        Err(fault) => tracing::warn!(?fault, "register entries wait to take effect"),
    }
    match office.note_overdue_letters().await {
        Ok(0) => {}
        Ok(letters) => {
            tracing::info!(letters, "letters ran past a clock and were brought before supervision")
        }
        Err(fault) => tracing::warn!(?fault, "overdue letters wait to be noted"),
    }
    if sweeps && let Err(fault) = office.books.sweep(office.desk.clock.now()).await {
        tracing::warn!(%fault, "the sweep broke off and is taken up again in an hour");
    }
}
