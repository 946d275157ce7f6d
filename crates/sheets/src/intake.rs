//! The one place where what was found becomes rows or bad cells, whichever format it came from.

use crate::column::Columns;
use crate::fault::SheetFault;
use crate::found::Found;
use crate::limits::Limits;
use crate::reason::{BadCell, Place, Reason};
use crate::report::{Report, UnknownHeader};
use crate::value::{Note, Remark, Row, Value};
use std::ops::ControlFlow;

/// How many unknown headers are named.
const UNKNOWN_MAX: usize = 256;

/// One cell on its way in, under the declared column it belongs to.
pub(crate) struct Taken {
    pub column: usize,
    pub found: Found,
    pub place: Place,
    pub calculated: bool,
}

/// Takes cells in, hands rows on and keeps the account.
pub(crate) struct Intake<'a, F> {
    pub columns: &'a Columns,
    pub limits: &'a Limits,
    pub account: Report,
    /// The declared columns a table has no header for; `None` where each row names its own, as objects of JSON do.
    pub absent: Option<Vec<usize>>,
    /// The first row is passed over if it is the example of the template.
    pub expects_example: bool,
    each: F,
}

impl<'a, F: FnMut(Row) -> ControlFlow<()>> Intake<'a, F> {
    pub fn new(columns: &'a Columns, limits: &'a Limits, each: F) -> Self {
        Self { columns, limits, account: Report::default(), absent: None, expects_example: false, each }
    }

    pub fn report(self) -> Report {
        self.account
    }

    /// Takes one row: every declared column at most once. A declared column that is not among the cells is blank, at `missing`.
    pub fn row(
        &mut self,
        number: u64,
        cells: Vec<Taken>,
        missing: impl Fn(usize) -> Place,
    ) -> Result<ControlFlow<()>, SheetFault> {
        if self.account.rows_good + self.account.rows_bad >= self.limits.rows {
            return Err(SheetFault::TooManyRows { limit: self.limits.rows });
        }
        let columns = self.columns;
        let count = columns.list().len();
        let mut row = Row { number, values: vec![Value::Empty; count], ..Row::default() };
        let mut places: Vec<Option<Place>> = vec![None; count];
        let mut seen = vec![false; count];
        let mut good = true;
        for Taken { column, found, place, calculated } in cells {
            if std::mem::replace(&mut seen[column], true) {
                self.bad(number, column, place, found.shown(), Reason::Duplicate);
                good = false;
                continue;
            }
            match found.value(columns, column) {
                Ok((value, remark)) => {
                    places[column] = Some(place);
                    let calculated = calculated.then_some(Remark::Calculated);
                    let remarks = calculated.into_iter().chain(remark);
                    row.notes.extend(remarks.map(|remark| Note { column, remark }));
                    row.values[column] = value;
                }
                Err(reason) => {
                    self.bad(number, column, place, found.shown(), reason);
                    good = false;
                }
            }
        }
        for (column, _) in seen.iter().enumerate().filter(|(_, seen)| !**seen) {
            if columns.list()[column].required {
                self.bad(number, column, missing(column), String::new(), Reason::Required);
                good = false;
            }
        }
        let expects_example = std::mem::take(&mut self.expects_example);
        if good && expects_example && self.is_example(&row.values) {
            self.account.example_left = true;
            return Ok(ControlFlow::Continue(()));
        }
        if !good {
            self.account.rows_bad += 1;
            return Ok(ControlFlow::Continue(()));
        }
        row.absent = match &self.absent {
            Some(absent) => absent.clone(),
            None => (0..count).filter(|column| !seen[*column]).collect(),
        };
        let placed = places.into_iter().enumerate();
        row.places = placed.map(|(column, place)| place.unwrap_or_else(|| missing(column))).collect();
        self.account.rows_good += 1;
        let flow = (self.each)(row);
        self.account.stopped |= flow.is_break();
        Ok(flow)
    }

    /// A row that could not be taken apart at all, such as a line that is not JSON.
    pub fn bad_row(&mut self, bad: BadCell) -> Result<(), SheetFault> {
        if self.account.rows_good + self.account.rows_bad >= self.limits.rows {
            return Err(SheetFault::TooManyRows { limit: self.limits.rows });
        }
        self.account.rows_bad += 1;
        self.keep(bad);
        Ok(())
    }

    pub fn unknown(&mut self, title: &str, place: impl FnOnce() -> Place) {
        let named = &mut self.account.unknown;
        if named.len() < UNKNOWN_MAX && !named.iter().any(|known| known.title == title && !title.is_empty()) {
            named.push(UnknownHeader { title: title.chars().take(80).collect(), place: place() });
        }
    }

    fn bad(&mut self, row: u64, column: usize, place: Place, found: String, reason: Reason) {
        let declared = &self.columns.list()[column];
        let (title, wanted) = (declared.title.clone(), declared.kind.wanted());
        self.keep(BadCell { row, place, column: title, found, wanted, reason });
    }

    fn keep(&mut self, bad: BadCell) {
        if self.account.bad_cells.len() < self.limits.bad_cells {
            self.account.bad_cells.push(bad);
        } else {
            self.account.bad_cells_more += 1;
        }
    }

    fn is_example(&self, values: &[Value]) -> bool {
        let examples = self.columns.list().iter().map(|column| &column.example);
        values.iter().any(|value| *value != Value::Empty) && examples.eq(values)
    }
}
