//! A walk through the whole ledger, case by case, that makes each case's reading rows from its events alone. A rebuild writes them, a
//! check compares them, counting again makes those of a few. It holds one case at a time, and the calendars as they stood.

use crate::history;
use crate::readings::case_rows::CaseRows;
use crate::recount::Recounted;
use desk::Fault;
use events::signing::Seams;
use events::{Event, Recorded, Registers, StreamId};
use sea_orm::ConnectionTrait;
use std::collections::VecDeque;
use std::sync::Arc;

/// Events read at once.
const READ: u64 = 2_000;

/// A case as its events make it.
pub(crate) struct Walked {
    pub rows: CaseRows,
    /// The registers as of the case's newest event.
    pub registers: Arc<Registers>,
    /// Events of the case.
    pub events: u64,
    /// Papers that are not what was signed, by the number of their entry.
    pub torn: Vec<(u64, String)>,
}

pub(crate) struct Walk {
    calendars: Calendars,
    recounted: Recounted,
    ahead: VecDeque<Recorded>,
    after: Option<(StreamId, u64)>,
    ended: bool,
}

impl Walk {
    pub async fn begin<C: ConnectionTrait>(db: &C) -> Result<Walk, Fault> {
        Ok(Walk {
            calendars: Calendars::read(db).await?,
            recounted: Recounted::read(db).await?,
            ahead: VecDeque::new(),
            after: None,
            ended: false,
        })
    }

    /// The next stream; registers and viewings come along as cases without rows.
    pub async fn next<C: ConnectionTrait>(&mut self, db: &C) -> Result<Option<Walked>, Fault> {
        let mut walked: Option<Walked> = None;
        let mut seams = Seams::default();
        while let Some(recorded) = self.peek(db).await? {
            if walked.as_ref().is_some_and(|walked| walked.rows.case.stream != recorded.stream) {
                break;
            }
            let Some(recorded) = self.ahead.pop_front() else { break };
            let registers = self.calendars.at(recorded.number.max(self.recounted.of(recorded.stream)));
            let walked = walked.get_or_insert_with(|| Walked {
                rows: CaseRows::default(),
                registers: registers.clone(),
                events: 0,
                torn: Vec::new(),
            });
            walked.torn.extend(seams.fold(&recorded.body.event).map(|what| (recorded.number, what)));
            walked.rows.fold(&recorded, registers.calendar());
            walked.registers = registers;
            walked.events += 1;
        }
        Ok(walked)
    }

    async fn peek<C: ConnectionTrait>(&mut self, db: &C) -> Result<Option<&Recorded>, Fault> {
        if self.ahead.is_empty() && !self.ended {
            self.ahead = history::by_stream(db, self.after, READ).await?.into();
            self.after = self.ahead.back().map(|recorded| (recorded.stream, recorded.seq));
            self.ended = self.ahead.is_empty();
        }
        Ok(self.ahead.front())
    }
}

/// The rows of one case as its events and the calendar of `counted` make them, with the registers of its newest event.
pub(crate) async fn made_again<C: ConnectionTrait>(
    db: &C,
    stream: StreamId,
    calendars: &Calendars,
    counted: u64,
) -> Result<(CaseRows, Arc<Registers>), Fault> {
    let (mut rows, mut registers) = (CaseRows::default(), calendars.at(counted));
    for recorded in history::of_stream(db, stream, 0).await? {
        registers = calendars.at(recorded.number.max(counted));
        rows.fold(&recorded, registers.calendar());
    }
    Ok((rows, registers))
}

/// The calendars as they stood: a row was made with the calendar of its day, or with a later one when it was counted again, and is made again
/// with the same.
pub(crate) struct Calendars(Vec<(u64, Arc<Registers>)>);

impl Calendars {
    pub async fn read<C: ConnectionTrait>(db: &C) -> Result<Calendars, Fault> {
        let mut registers = Arc::new(Registers::default());
        let mut calendars = vec![(0, registers.clone())];
        for recorded in history::of_stream(db, StreamId::REGISTERS, 0).await? {
            let changes = matches!(recorded.body.event, Event::CalendarEntered(_));
            Arc::make_mut(&mut registers).enter(&recorded);
            if changes {
                calendars.push((recorded.number, registers.clone()));
            }
        }
        Ok(Calendars(calendars))
    }

    /// As the entry of this number found it.
    fn at(&self, number: u64) -> Arc<Registers> {
        let known = self.0.partition_point(|(since, _)| *since < number);
        // The first stands for the time before any was entered.
        self.0[known.saturating_sub(1)].1.clone()
    }
}
