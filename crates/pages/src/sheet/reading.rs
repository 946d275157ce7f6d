//! Reading a table into the changes of a register it would make: every row compared with what stands and judged as if the good rows before it stood already, so that
//! one reading names every bad row by its cell. Nothing is changed here; what comes of it is a proposal that a second person confirms (plan clauses 1 and 2).
//!
//! A row that says what stands is no change, whatever the format it came through. A column that the file does not have leaves what the entry holds. Memory holds what
//! the registers would hold; the file itself passes through row by row.

use super::columns::Sheet;
use super::meaning::{Meaning, Meant};
use events::entries::Change;
use events::{Occasion, Refusal};
use registers::entering::UNCHANGED;
use registers::entry_proposal::CHANGES_MAX;
use registers::judgement::Ahead;
use serde::{Deserialize, Serialize};
use sheets::{Limits, Report, Row, SheetFault};
use std::io::{Read, Seek};
use std::ops::ControlFlow;

/// The most bad cells that are told one by one; the rest is counted.
pub const FAULTS_MAX: usize = 10_000;

/// How many changes of each kind are shown to the person before the decision.
pub const SAMPLE_MAX: u64 = 5;

/// The most a file of an import may be, as it is sent in.
pub const FILE_BYTES_MAX: u64 = 64 << 20;

/// The bounds of one reading: what one proposal may carry, with as many rows again that change nothing.
fn limits() -> Limits {
    Limits {
        file_bytes: FILE_BYTES_MAX,
        unpacked_bytes: 1 << 30,
        shared_bytes: 128 << 20,
        rows: 2 * CHANGES_MAX as u64,
        bad_cells: FAULTS_MAX,
        ..Limits::default()
    }
}

/// How many rows would do what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    pub new: u64,
    pub amended: u64,
    pub ended: u64,
    pub unchanged: u64,
    pub bad: u64,
}

impl Tally {
    /// Rows that change something.
    pub fn good(&self) -> u64 {
        self.new + self.amended + self.ended
    }
}

/// A cell that cannot stand, as the person finds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BadCell {
    pub row: u64,
    /// Such as `C17`.
    pub place: String,
    pub column: String,
    pub found: String,
    pub says: String,
}

/// What came of reading a file.
#[derive(Debug, Default)]
pub struct Outcome {
    pub tally: Tally,
    pub bad: Vec<BadCell>,
    pub bad_more: u64,
    /// What the person ought to know of how the file was read.
    pub notes: Vec<String>,
    /// The first changes of each kind, for the person to see what the file would do.
    pub sample: Vec<Change>,
    /// The changes of the good rows, where they were asked for.
    pub changes: Vec<Change>,
}

/// Why nothing came of it.
#[derive(Debug, thiserror::Error)]
pub enum Unread {
    #[error(transparent)]
    Sheet(#[from] SheetFault),
    #[error("一次最多导入{CHANGES_MAX}条变更，请分成几个文件")]
    TooMany,
    /// Whoever wanted it has gone.
    #[error("读取被中断")]
    Stopped,
}

/// Reads a file to its end. `goes_on` is told how many rows have been read, and says whether to go on.
pub fn read<R: Read + Seek>(
    source: R,
    sheet: &Sheet,
    occasion: &Occasion<'_>,
    reason: &str,
    keeps: bool,
    goes_on: &dyn Fn(u64) -> bool,
) -> Result<Outcome, Unread> {
    let mut rows = Rows {
        sheet,
        meaning: Meaning::of(sheet, occasion.today(), occasion.registers),
        ahead: Ahead::of(sheet.kind, reason, occasion),
        outcome: Outcome::default(),
        bad_rows: 0,
    };
    let (mut read, mut stopped) = (0, None);
    let report = sheets::read(source, &sheet.columns, &limits(), |row| {
        read += 1;
        if !goes_on(read) {
            stopped = Some(Unread::Stopped);
        } else if let Some(change) = rows.takes(&row) {
            if rows.outcome.tally.good() > CHANGES_MAX as u64 {
                stopped = Some(Unread::TooMany);
            } else if keeps {
                rows.outcome.changes.push(change);
            }
        }
        if stopped.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    match stopped {
        Some(why) => Err(why),
        None => Ok(rows.told(report)),
    }
}

struct Rows<'a> {
    sheet: &'a Sheet,
    meaning: Meaning<'a>,
    ahead: Ahead<'a>,
    outcome: Outcome,
    bad_rows: u64,
}

impl Rows<'_> {
    /// The change of a row, if it is one and may stand; else it is counted for what it is.
    fn takes(&mut self, row: &Row) -> Option<Change> {
        let change = match self.meaning.row(row, self.ahead.registers()) {
            Ok(Meant::Change(change)) => change,
            Ok(Meant::Nothing) => {
                self.outcome.tally.unchanged += 1;
                return None;
            }
            Err((column, says)) => {
                self.bad(row, column, says);
                return None;
            }
        };
        match self.ahead.takes(&change) {
            Ok(_) => {
                let tally = &mut self.outcome.tally;
                let rows = match &change {
                    Change::Enter(_) => &mut tally.new,
                    Change::Amend(_) => &mut tally.amended,
                    Change::Retire { .. } => &mut tally.ended,
                };
                *rows += 1;
                if *rows <= SAMPLE_MAX {
                    self.outcome.sample.push(change.clone());
                }
                Some(change)
            }
            Err(refusal) if refusal.name == UNCHANGED => {
                self.outcome.tally.unchanged += 1;
                None
            }
            Err(refusal) => {
                let column = self.sheet.place_of(refusal.field.as_deref().unwrap_or_default());
                self.bad(row, column, in_words(&refusal));
                None
            }
        }
    }

    fn bad(&mut self, row: &Row, column: usize, says: String) {
        self.bad_rows += 1;
        if self.outcome.bad.len() >= FAULTS_MAX {
            self.outcome.bad_more += 1;
            return;
        }
        let declared = self.sheet.columns.list().get(column);
        let found = row.values.get(column).zip(declared).map(|(value, column)| value.text(&column.kind));
        let place = row.places.get(column).map(ToString::to_string);
        self.outcome.bad.push(BadCell {
            row: row.number,
            place: place.unwrap_or_default(),
            column: declared.map(|column| column.title.clone()).unwrap_or_default(),
            found: found.unwrap_or_default().chars().take(80).collect(),
            says,
        });
    }

    /// The outcome, with what the reader of cells has to say put in its place.
    fn told(self, report: Report) -> Outcome {
        let mut outcome = self.outcome;
        outcome.tally.bad = report.rows_bad + self.bad_rows;
        outcome.notes = notes(&report);
        outcome.bad_more += report.bad_cells_more;
        outcome.bad.extend(report.bad_cells.into_iter().map(|cell| BadCell {
            row: cell.row,
            place: cell.place.to_string(),
            column: cell.column,
            found: cell.found,
            says: format!("{}（应填{}）", cell.reason, cell.wanted),
        }));
        outcome.bad.sort_by_key(|cell| cell.row);
        outcome.bad_more += outcome.bad.len().saturating_sub(FAULTS_MAX) as u64;
        outcome.bad.truncate(FAULTS_MAX);
        outcome
    }
}

fn in_words(refusal: &Refusal) -> String {
    let article =
        if refusal.article.is_empty() { String::new() } else { format!("（{}）", refusal.article) };
    let opens = if refusal.opens.is_empty() { String::new() } else { format!("。{}", refusal.opens) };
    format!("{}{article}{opens}", refusal.says)
}

fn notes(report: &Report) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(sheet) = &report.sheet {
        notes.push(format!("读取的工作表：{sheet}"));
    }
    if !report.sheets_left.is_empty() {
        notes.push(format!("没有读取的工作表：{}", report.sheets_left.join("、")));
    }
    if let Some(encoding) = report.encoding {
        notes.push(format!("文字编码：{encoding}"));
    }
    if let Some(row) = report.header_row {
        notes.push(format!("表头在第{row}行"));
    }
    if !report.unknown.is_empty() {
        let titles = report.unknown.iter().map(|one| match one.title.as_str() {
            "" => format!("{}（没有表头）", one.place),
            title => title.to_owned(),
        });
        notes.push(format!("没有读取的列：{}", titles.collect::<Vec<_>>().join("、")));
    }
    if !report.missing.is_empty() {
        notes.push(format!("文件中没有的列，已有条目保持原内容：{}", report.missing.join("、")));
    }
    notes
}
