//! Imports under way: a file is read on a thread of its own, how far it has come is noted every second, and what came of it is kept with every bad cell. An import
//! whose reader was killed is taken up again from the stored file by the upkeep, on whichever node finds it first; taken over twice it becomes one proposal,
//! because the act knows its key.

use super::columns::Sheet;
use super::reading::{self, BadCell, Outcome, Tally, Unread};
use crate::office::Office;
use desk::{Fault, Request, Said};
use events::entries::Change;
use events::{Act, Occasion};
use registers::all;
use registers::entry_proposal::ProposeEntries;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;
use store::{Import, ImportStage};
use tokio::sync::Semaphore;
use tokio::time::MissedTickBehavior;

/// One at a time on a node: a large file takes memory and a core.
static ONE: Semaphore = Semaphore::const_new(1);
const NOTED_EVERY: Duration = Duration::from_secs(1);

/// What came of an import so far, as its row keeps it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Found {
    pub tally: Tally,
    pub bad_cells: u64,
    /// Beyond those kept one by one.
    pub bad_more: u64,
    pub notes: Vec<String>,
    /// The first changes of each kind.
    pub sample: Vec<Change>,
    /// Why the file as a whole was not taken, or why its rows were not handed in.
    pub refused: String,
    /// The entry in the ledger with which the proposal was made.
    pub entry: Option<u64>,
}

impl Found {
    pub fn of(import: &Import) -> Found {
        serde_json::from_str(&import.said).unwrap_or_default()
    }

    fn text(&self) -> Result<String, Fault> {
        serde_json::to_string(self).map_err(|fault| Fault::Corrupt(fault.to_string()))
    }
}

/// Takes up every import that was left; gives how many.
pub async fn take_up_left(office: &Office) -> Result<usize, Fault> {
    let left = office.books.imports_left(office.desk.clock.now()).await?;
    let imports = left.len();
    for import in left {
        begin(office.clone(), import);
    }
    Ok(imports)
}

/// Goes on with an import beside everything else.
pub fn begin(office: Office, import: Import) {
    tokio::spawn(async move {
        if let Err(fault) = take_up(&office, &import).await {
            tracing::warn!(%fault, "an import broke off and is taken up again");
        }
    });
}

/// Goes on with an import as it was found, unless somebody else does.
pub async fn take_up(office: &Office, import: &Import) -> Result<(), Fault> {
    // It is never closed.
    let Ok(_one) = ONE.acquire().await else { return Ok(()) };
    if !office.books.import_claim(import, office.desk.clock.now()).await? {
        return Ok(());
    }
    match import.stage {
        ImportStage::Reading => look(office, import).await,
        ImportStage::Taking => hand_in(office, import).await,
        _ => Ok(()),
    }
}

/// Reads the file for the person to decide.
async fn look(office: &Office, import: &Import) -> Result<(), Fault> {
    let stages = |to| (ImportStage::Reading, to);
    match read(office, import, false).await? {
        Ok((outcome, rows)) => {
            ends(office, import, stages(ImportStage::Read), outcome, rows, String::new()).await
        }
        Err(Unread::Stopped) => Ok(()),
        Err(unread) => {
            let found = Found { refused: unread.to_string(), ..Found::default() };
            let said = found.text()?;
            office
                .books
                .import_ends(&import.id, stages(ImportStage::Refused), 0, &said, None)
                .await
                .map(|_| ())
        }
    }
}

/// Reads the file again and hands the good rows in, all in one proposal, if they are those that the person saw.
async fn hand_in(office: &Office, import: &Import) -> Result<(), Fault> {
    let back = (ImportStage::Taking, ImportStage::Read);
    let (outcome, rows) = match read(office, import, true).await? {
        Ok(read) => read,
        Err(Unread::Stopped) => return Ok(()),
        Err(unread) => {
            return ends(office, import, back, Outcome::default(), 0, unread.to_string()).await;
        }
    };
    if outcome.tally != Found::of(import).tally {
        let moved = "预览之后名录有了变化，没有交出；请按下面的最新情况重新决定".to_owned();
        return ends(office, import, back, outcome, rows, moved).await;
    }
    match propose(office, import, &outcome.changes).await {
        Ok(entry) => {
            let found = Found { entry, ..Found::of(import) };
            let stages = (ImportStage::Taking, ImportStage::Taken);
            office.books.import_ends(&import.id, stages, rows, &found.text()?, None).await.map(|_| ())
        }
        Err(Said::Fault(fault)) => Err(fault),
        Err(said) => ends(office, import, back, outcome, rows, in_words(said)).await,
    }
}

async fn propose(office: &Office, import: &Import, changes: &[Change]) -> Result<Option<u64>, Said> {
    let input = json!({"register": import.register, "reason": import.reason, "changes": changes});
    // The act is in the list it is looked up in; should it not be, nothing is carried out.
    let (Value::Object(input), Some(act)) = (input, desk::acts::by_word(ProposeEntries::WORD)) else {
        return Err(Said::Busy);
    };
    let (office, by, key) = (office.clone(), import.officer.clone(), format!("import-{}", import.id));
    let here = tokio::runtime::Handle::current();
    // Judging a hundred thousand changes is work for the processor; it runs beside the tasks that wait for others.
    let carried = tokio::task::spawn_blocking(move || {
        here.block_on(office.carry_out(act, Request { case: None, input, key: &key, by: &by }))
    });
    match carried.await {
        Ok(Ok(carried)) => Ok(carried.events.first().map(|recorded| recorded.number)),
        // Handed in on another day before the program was killed.
        Ok(Err(Said::KeyReused)) => Ok(None),
        Ok(Err(said)) => Err(said),
        Err(stopped) => Err(Said::Fault(Fault::Corrupt(stopped.to_string()))),
    }
}

fn in_words(said: Said) -> String {
    match said {
        Said::Refused(refusal) => format!("{}（{}）。{}", refusal.says, refusal.article, refusal.opens),
        Said::Invalid(faults) => {
            faults.first().map_or_else(String::new, |fault| format!("{}：{}", fault.label, fault.reason))
        }
        _ => "没有交出：名录刚刚有了变化，请重新决定".to_owned(),
    }
}

async fn ends(
    office: &Office,
    import: &Import,
    stages: (ImportStage, ImportStage),
    outcome: Outcome,
    rows: u64,
    refused: String,
) -> Result<(), Fault> {
    let Outcome { tally, bad, bad_more, notes, sample, .. } = outcome;
    let bad_cells = bad.len() as u64 + bad_more;
    let found = Found { tally, bad_cells, bad_more, notes, sample, refused, entry: None };
    let text =
        |cell: &BadCell| serde_json::to_string(cell).map_err(|fault| Fault::Corrupt(fault.to_string()));
    let bad = bad.iter().map(text).collect::<Result<Vec<String>, Fault>>()?;
    office.books.import_ends(&import.id, stages, rows, &found.text()?, Some(bad)).await.map(|_| ())
}

/// Stops the reading when whoever waits for it goes away.
struct Stop(Arc<AtomicBool>);

impl Drop for Stop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Reads the stored file, and how many rows it had; tells every second that it goes on.
async fn read(
    office: &Office,
    import: &Import,
    keeps: bool,
) -> Result<Result<(Outcome, u64), Unread>, Fault> {
    let broken = |what: String| Fault::Corrupt(format!("import {}: {what}", import.id));
    let kind = all::by_word(&import.register).ok_or_else(|| broken("no such register".to_owned()))?;
    let sheet = Sheet::of(kind).map_err(|fault| broken(fault.to_string()))?;
    let registers = office.desk.store.registers();
    let Some(officer) = registers.officer(&import.officer).cloned() else {
        return Err(broken("its officer is gone".to_owned()));
    };
    let Some(body) = registers.body(&officer.body).cloned() else {
        return Err(broken("its officer's body is gone".to_owned()));
    };
    let file = office.books.import_file(&import.id).await?;
    let (now, fresh) = (office.desk.clock.now(), office.desk.store.fresh());
    let (rows, stop) = (Arc::new(AtomicU64::new(0)), Stop(Arc::new(AtomicBool::new(false))));
    let (counted, stopped) = (rows.clone(), stop.0.clone());
    let reason = if import.reason.is_empty() { "导入".to_owned() } else { import.reason.clone() };
    let mut reading = tokio::task::spawn_blocking(move || {
        let files = BTreeMap::new();
        let occasion = Occasion {
            now,
            by: &officer,
            body: &body,
            registers: &registers,
            files: &files,
            fresh,
            page: None,
        };
        let goes_on = |read: u64| {
            counted.store(read, Ordering::Relaxed);
            !stopped.load(Ordering::Relaxed)
        };
        reading::read(std::io::BufReader::new(file), &sheet, &occasion, &reason, keeps, &goes_on)
    });
    let mut ticks = tokio::time::interval(NOTED_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let outcome = loop {
        tokio::select! {
            done = &mut reading => break done.map_err(|stopped| broken(stopped.to_string()))?,
            _ = ticks.tick() => {
                let (read, now) = (rows.load(Ordering::Relaxed), office.desk.clock.now());
                if !office.books.import_goes_on(&import.id, import.stage, read, now).await? {
                    return Ok(Err(Unread::Stopped));
                }
            }
        }
    };
    Ok(outcome.map(|outcome| (outcome, rows.load(Ordering::Relaxed))))
}
