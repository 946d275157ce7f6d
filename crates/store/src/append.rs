//! What one act's append comes to, worked out in memory for a whole batch: repeated keys, staleness, numbers without gaps, exact bytes,
//! leaf hashes, and the rows of the readings. Pure: what it needs has been loaded, what it makes is written afterwards.

use crate::chance::Chance;
use crate::readings::case_rows::{CaseRows, PublicSide, tally};
use crate::seal::sealed;
use crate::sql::{Row, row};
use desk::readings::{CountRow, GateRow};
use desk::store::Keeping;
use desk::{Append, AppendFault, Appended, Fault};
use events::cases::Numbered;
use events::{Body, Entry, OfficerId, Recorded, Registers, StreamId};
use jiff::Timestamp;
use ledger::tree::Frontier;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// A series of gapless numbers: letter, word, year.
pub(crate) type SeriesKey = (String, String, i16);

/// An act that is already in the ledger, or earlier in the batch.
#[derive(Clone, Debug)]
pub(crate) struct KnownAct {
    pub by: OfficerId,
    pub input_digest: String,
    pub first: u64,
    pub count: u64,
    /// Present when it is of this very batch.
    pub events: Option<Vec<Recorded>>,
}

/// What the batch found when it had the head of the ledger to itself.
pub(crate) struct Found {
    pub frontier: Frontier,
    pub registers: Arc<Registers>,
    /// Place of the newest event of each stream; absent for a new stream.
    pub newest: HashMap<StreamId, u64>,
    pub acts: HashMap<String, KnownAct>,
    pub series: HashMap<SeriesKey, u32>,
    pub public: HashMap<StreamId, PublicSide>,
}

/// What is to be written.
#[derive(Default)]
pub(crate) struct Rows {
    pub entries: Vec<Row>,
    pub bodies: Vec<Row>,
    pub acts: Vec<Row>,
    pub series: BTreeMap<SeriesKey, u32>,
    pub gate: Vec<GateRow>,
    pub cases: Vec<Touched>,
    pub counters: BTreeMap<String, [i64; 3]>,
}

/// A case with new events, and which of its readings they change.
pub(crate) struct Touched {
    pub rows: CaseRows,
    pub opened: bool,
    pub handlers: bool,
    pub bulletin: bool,
    pub counted: bool,
    pub links: bool,
    /// The registers the act relied on; they cannot have changed since.
    pub registers: Arc<Registers>,
}

/// What an act in the batch came to.
pub(crate) enum Admitted {
    Added(Vec<Recorded>),
    /// The same act is in the ledger already, at these entries.
    Earlier {
        first: u64,
        count: u64,
    },
    /// The same act came twice in this batch.
    Twice(Vec<Recorded>),
}

/// A batch under way.
pub(crate) struct Batch {
    pub found: Found,
    pub rows: Rows,
}

impl Batch {
    pub fn new(found: Found) -> Batch {
        Batch { found, rows: Rows::default() }
    }

    /// Takes one act into the batch, or says why not; a refused act leaves no trace in it.
    pub fn admit(&mut self, work: &Append, chance: &Chance) -> Result<Admitted, AppendFault> {
        sound(work)?;
        if let Some(known) = self.found.acts.get(&work.key) {
            return repeated(known, work);
        }
        let newest = self.found.newest.get(&work.stream).copied().unwrap_or(0);
        self.fresh(work, newest)?;
        let (bodies, series) = self.numbered(&work.bodies);
        let entered = self.entered(work, newest, bodies, chance)?;
        Ok(Admitted::Added(self.take(work, entered, series)))
    }

    fn fresh(&self, work: &Append, newest: u64) -> Result<(), AppendFault> {
        // An act of the registers goes by all of them; one of a case only by what could have decided it otherwise.
        let changed = match &work.keeping {
            Keeping::Registers => work.registers_version != self.found.registers.version,
            _ => work.registers_version < self.found.registers.relied,
        };
        if changed {
            return Err(AppendFault::RegistersChanged);
        }
        match &work.keeping {
            Keeping::Viewings => Ok(()),
            Keeping::Case(case) if case.seq != work.seen_seq => Err(AppendFault::Stale),
            _ if newest != work.seen_seq => Err(AppendFault::Stale),
            _ => Ok(()),
        }
    }

    /// The bodies with their numbers filled in, and where each series then stands. Equal blanks of one act get one number.
    fn numbered(&self, bodies: &[Body]) -> (Vec<Body>, BTreeMap<SeriesKey, u32>) {
        let mut given: BTreeMap<SeriesKey, u32> = BTreeMap::new();
        let mut bodies = bodies.to_vec();
        let blanks =
            bodies.iter_mut().flat_map(|body| body.event.numbers()).filter(|number| number.running == 0);
        for number in blanks {
            let key = series_key(number);
            let last = self.found.series.get(&key).copied().unwrap_or(0);
            number.running = *given.entry(key).or_insert(last + 1);
        }
        (bodies, given)
    }

    fn entered(
        &self,
        work: &Append,
        newest: u64,
        bodies: Vec<Body>,
        chance: &Chance,
    ) -> Result<Vec<Entered>, Fault> {
        // To the millisecond, as the entry is: what is read back must equal what was answered.
        let at = crate::history::instant(work.at.as_millisecond())?;
        let first = self.found.frontier.size();
        let each = bodies.into_iter().zip(0u64..).map(|(body, i)| {
            let recorded = Recorded { number: first + i, stream: work.stream, seq: newest + i + 1, at, body };
            Entered::of(recorded, &work.law, chance)
        });
        each.collect()
    }

    /// Nothing can fail from here on.
    fn take(
        &mut self,
        work: &Append,
        entered: Vec<Entered>,
        series: BTreeMap<SeriesKey, u32>,
    ) -> Vec<Recorded> {
        for one in &entered {
            self.found.frontier.append(ledger::hash::leaf_hash(&one.entry));
            self.rows.entries.push(one.entry_row());
            self.rows.bodies.push(row![one.recorded.number, &one.salt, one.body.as_slice()]);
        }
        for (key, last) in series {
            self.found.series.insert(key.clone(), last);
            self.rows.series.insert(key, last);
        }
        let events: Vec<Recorded> = entered.into_iter().map(|one| one.recorded).collect();
        let (first, count) = (events[0].number, events.len() as u64);
        self.rows.acts.push(sealed(row![&work.key, &work.by, &work.input_digest, first, count]));
        let known = KnownAct {
            by: work.by.clone(),
            input_digest: work.input_digest.clone(),
            first,
            count,
            events: Some(events.clone()),
        };
        self.found.acts.insert(work.key.clone(), known);
        self.found.newest.insert(work.stream, events[events.len() - 1].seq);
        self.follow(work, &events);
        events
    }

    /// What follows from the events: registers in memory, or the readings of a case.
    fn follow(&mut self, work: &Append, events: &[Recorded]) {
        match &work.keeping {
            Keeping::Viewings => {}
            Keeping::Registers => {
                let registers = Arc::make_mut(&mut self.found.registers);
                events.iter().for_each(|recorded| registers.enter(recorded));
            }
            Keeping::Case(case) => {
                let touched = self.touched(case.as_ref().clone(), events);
                self.rows.gate.extend(touched.rows.gate.iter().cloned());
                self.rows.cases.push(touched);
            }
        }
    }

    fn touched(&mut self, case: events::Standing, events: &[Recorded]) -> Touched {
        let public = self.found.public.get(&events[0].stream).cloned().unwrap_or_default();
        let before = (case.handlers.clone(), public.clone(), case.target.clone());
        let mut rows = CaseRows { case, public, ..CaseRows::default() };
        let calendar = self.found.registers.calendar();
        events.iter().for_each(|recorded| rows.fold(recorded, calendar));
        count(&mut self.rows.counters, before.1.counted.as_ref(), rows.public.counted.as_ref());
        let touched = Touched {
            opened: events[0].seq == 1,
            handlers: rows.case.handlers != before.0,
            bulletin: (&rows.public.bulletin, &rows.public.versions)
                != (&before.1.bulletin, &before.1.versions),
            counted: rows.public.counted != before.1.counted,
            links: rows.case.target != before.2,
            registers: self.found.registers.clone(),
            rows,
        };
        self.found.public.insert(events[0].stream, touched.rows.public.clone());
        touched
    }
}

/// Whether an append is one at all; whatever builds it has checked the same.
fn sound(work: &Append) -> Result<(), AppendFault> {
    let key_ok = (1..=100).contains(&work.key.len()) && work.key.bytes().all(|byte| byte.is_ascii_graphic());
    if !key_ok {
        return Err(AppendFault::Refused("key: must be 1–100 visible ASCII characters".to_owned()));
    }
    if work.bodies.is_empty() {
        return Err(AppendFault::Refused("bodies: an act that changes nothing adds nothing".to_owned()));
    }
    Ok(())
}

fn repeated(known: &KnownAct, work: &Append) -> Result<Admitted, AppendFault> {
    if known.by != work.by || known.input_digest != work.input_digest {
        return Err(AppendFault::KeyReused);
    }
    Ok(match &known.events {
        Some(events) => Admitted::Twice(events.clone()),
        None => Admitted::Earlier { first: known.first, count: known.count },
    })
}

fn count(counters: &mut BTreeMap<String, [i64; 3]>, before: Option<&CountRow>, after: Option<&CountRow>) {
    for (row, sign) in [(before, -1), (after, 1)] {
        let Some(counted) = row else { continue };
        let unit = counters.entry(counted.unit.clone()).or_default();
        unit.iter_mut().zip(tally(row)).for_each(|(sum, n)| *sum += sign * n);
    }
}

pub(crate) fn series_key(number: &Numbered) -> SeriesKey {
    (number.letter.clone(), number.word.clone(), number.year)
}

/// An event in its stored form.
struct Entered {
    recorded: Recorded,
    entry: Vec<u8>,
    body: Vec<u8>,
    salt: [u8; 32],
}

impl Entered {
    fn of(recorded: Recorded, law: &str, chance: &Chance) -> Result<Entered, Fault> {
        let body = serde_json::to_vec(&recorded.body)
            .map_err(|e| Fault::Corrupt(format!("body does not write: {e}")))?;
        let salt = chance.salt(recorded.number)?;
        let event = &recorded.body.event;
        let entry = Entry {
            v: Entry::VERSION,
            kind: event.name().to_owned(),
            at: recorded.at,
            stream: recorded.stream,
            seq: recorded.seq,
            unit: event.unit_is_public().then(|| recorded.body.unit.clone()),
            law: law.to_owned(),
            facts: event.public_facts(),
            body: events::entry::commit(&salt, &body),
        };
        let entry = entry.bytes();
        if entry.len() > ledger::tile::ENTRY_SIZE_BYTES_MAX {
            return Err(Fault::Corrupt(format!("the entry of {} has {} bytes", event.name(), entry.len())));
        }
        Ok(Entered { entry, recorded, body, salt })
    }

    fn entry_row(&self) -> Row {
        let Recorded { number, stream, seq, at, body } = &self.recorded;
        let leaf = ledger::hash::leaf_hash(&self.entry);
        row![*number, *stream, *seq, body.event.name(), milliseconds(*at), self.entry.as_slice(), &leaf.0]
    }
}

pub(crate) fn milliseconds(at: Timestamp) -> i64 {
    at.as_millisecond()
}

/// What the desk is told of an admitted act once the batch is durable.
pub(crate) fn answer(events: Vec<Recorded>, repeated: bool) -> Appended {
    Appended { events, repeated }
}
