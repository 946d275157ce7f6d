//! Plain SQL over one connection type for both databases: cells, rows, and the few statements the store is made of. `$n` marks work
//! on both. Statements over many rows are cut into pieces that stay below either database's limit of bound values.

use events::{FileId, OfficerId, StreamId};
use jiff::civil::Date;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, QueryResult, Statement, Value};

/// The type of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Int,
    Text,
    Bytes,
}

/// A value to be stored, or read back. A missing one keeps its type, which PostgreSQL wants to know.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Cell {
    Null(Kind),
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
}

pub(crate) type Row = Vec<Cell>;

/// A row out of values that turn into cells.
macro_rules! row {
    ($($value:expr),* $(,)?) => { vec![$($crate::sql::Cell::from($value)),*] };
}
pub(crate) use row;

/// A table and its columns in order.
#[derive(Debug)]
pub(crate) struct Table {
    pub name: &'static str,
    pub columns: &'static [(&'static str, Kind)],
}

impl Table {
    pub fn column_names(&self) -> String {
        self.columns.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
    }
}

/// Rows of one statement; with the widest table far below the 32,766 bound values that SQLite allows and the 65,535 of PostgreSQL.
const ROWS_MAX: usize = 256;

impl From<Cell> for Value {
    fn from(cell: Cell) -> Value {
        match cell {
            Cell::Null(Kind::Int) => Value::BigInt(None),
            Cell::Null(Kind::Text) => Value::String(None),
            Cell::Null(Kind::Bytes) => Value::Bytes(None),
            Cell::Int(n) => Value::BigInt(Some(n)),
            Cell::Text(text) => Value::String(Some(text)),
            Cell::Bytes(bytes) => Value::Bytes(Some(bytes)),
        }
    }
}

macro_rules! cell_from {
    ($($from:ty as $value:ident => $cell:expr;)+) => {
        $(impl From<$from> for Cell { fn from($value: $from) -> Cell { $cell } })+
    };
}

cell_from! {
    i64 as n => Cell::Int(n);
    u32 as n => Cell::Int(n.into());
    i16 as n => Cell::Int(n.into());
    bool as yes => Cell::Int(yes.into());
    // Entry numbers and sizes never come near 2^63.
    u64 as n => Cell::Int(i64::try_from(n).unwrap_or(i64::MAX));
    &str as text => Cell::Text(text.to_owned());
    String as text => Cell::Text(text);
    &String as text => Cell::Text(text.clone());
    Date as day => Cell::Text(day.to_string());
    &OfficerId as officer => Cell::Text(officer.0.clone());
    StreamId as stream => Cell::Bytes(stream.0.to_vec());
    FileId as id => Cell::Bytes(id.0.to_vec());
    Vec<u8> as bytes => Cell::Bytes(bytes);
    &[u8] as bytes => Cell::Bytes(bytes.to_vec());
    &[u8; 32] as bytes => Cell::Bytes(bytes.to_vec());
    Option<i64> as n => n.map_or(Cell::Null(Kind::Int), Cell::Int);
    Option<String> as text => text.map_or(Cell::Null(Kind::Text), Cell::Text);
    Option<Vec<u8>> as bytes => bytes.map_or(Cell::Null(Kind::Bytes), Cell::Bytes);
}

fn statement<C: ConnectionTrait>(db: &C, sql: &str, cells: Row) -> Statement {
    Statement::from_sql_and_values(db.get_database_backend(), sql, cells.into_iter().map(Value::from))
}

/// Runs a statement; answers the number of rows it touched.
pub(crate) async fn run<C: ConnectionTrait>(db: &C, sql: &str, cells: Row) -> Result<u64, DbErr> {
    db.execute_raw(statement(db, sql, cells)).await.map(|done| done.rows_affected())
}

pub(crate) async fn all<C: ConnectionTrait>(
    db: &C,
    sql: &str,
    cells: Row,
) -> Result<Vec<QueryResult>, DbErr> {
    db.query_all_raw(statement(db, sql, cells)).await
}

pub(crate) async fn one<C: ConnectionTrait>(
    db: &C,
    sql: &str,
    cells: Row,
) -> Result<Option<QueryResult>, DbErr> {
    db.query_one_raw(statement(db, sql, cells)).await
}

/// `$3, $4, $5` for `marks(3, 3)`.
pub(crate) fn marks(first: usize, count: usize) -> String {
    (first..first + count).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ")
}

/// `($1, $2), ($3, $4)` for rows of two.
pub(crate) fn tuples(rows: usize, width: usize) -> String {
    (0..rows).map(|row| format!("({})", marks(row * width + 1, width))).collect::<Vec<_>>().join(", ")
}

/// A list of rows to be bound, `(?, ?), (?, ?)` or `($1, $2), ($3, $4)` for two of two. SQLite looks a numbered mark up by its name
/// among all marks before it, when it is read and again when it is bound; without numbers a long statement costs no more than its length.
fn places<C: ConnectionTrait>(db: &C, rows: usize, width: usize) -> String {
    match db.get_database_backend() {
        DbBackend::Sqlite => vec![format!("({})", vec!["?"; width].join(", ")); rows].join(", "),
        _ => tuples(rows, width),
    }
}

/// A list to look something up in, and its cells filled up to a power of two by repeating the last row: the database meets few different
/// statements and keeps them prepared.
pub(crate) fn list<C: ConnectionTrait>(db: &C, mut cells: Row, width: usize) -> (String, Row) {
    let rows = cells.len() / width;
    let filled = rows.next_power_of_two();
    let last = cells[cells.len().saturating_sub(width)..].to_vec();
    (rows..filled).for_each(|_| cells.extend(last.iter().cloned()));
    (places(db, filled, width), cells)
}

/// Inserts rows; `conflict` is what follows, e.g. `ON CONFLICT DO NOTHING`, or empty. Each statement takes a power of two of them, so that
/// the database meets few different ones and keeps them prepared.
pub(crate) async fn insert<C: ConnectionTrait>(
    db: &C,
    table: &Table,
    rows: Vec<Row>,
    conflict: &str,
) -> Result<(), DbErr> {
    let (width, mut left) = (table.columns.len(), rows.len());
    let mut rows = rows.into_iter();
    while left > 0 {
        let most = left.min(ROWS_MAX);
        let count = 1 << most.ilog2();
        let values = places(db, count, width);
        let sql = format!("INSERT INTO {} ({}) VALUES {values} {conflict}", table.name, table.column_names());
        run(db, &sql, rows.by_ref().take(count).flatten().collect()).await?;
        left -= count;
    }
    Ok(())
}

/// Deletes the rows of these streams.
pub(crate) async fn delete_streams<C: ConnectionTrait>(
    db: &C,
    table: &Table,
    streams: &[StreamId],
) -> Result<(), DbErr> {
    for piece in streams.chunks(ROWS_MAX) {
        let (streams, cells) = list(db, piece.iter().map(|stream| Cell::from(*stream)).collect(), 1);
        run(db, &format!("DELETE FROM {} WHERE stream IN ({streams})", table.name), cells).await?;
    }
    Ok(())
}

/// The rows of these streams, every column, in no order.
pub(crate) async fn of_streams<C: ConnectionTrait>(
    db: &C,
    table: &Table,
    streams: &[StreamId],
) -> Result<Vec<Row>, DbErr> {
    let mut rows = Vec::new();
    for piece in streams.chunks(ROWS_MAX) {
        let (streams, cells_of_streams) =
            list(db, piece.iter().map(|stream| Cell::from(*stream)).collect(), 1);
        let sql = format!("SELECT {} FROM {} WHERE stream IN ({streams})", table.column_names(), table.name);
        let found = all(db, &sql, cells_of_streams).await?;
        for result in &found {
            rows.push(cells(result, table)?);
        }
    }
    Ok(rows)
}

/// Every column of a result row.
pub(crate) fn cells(result: &QueryResult, table: &Table) -> Result<Row, DbErr> {
    let read = |(name, kind): &(&str, Kind)| {
        Ok(match kind {
            Kind::Int => result.try_get::<Option<i64>>("", name)?.into(),
            Kind::Text => result.try_get::<Option<String>>("", name)?.into(),
            Kind::Bytes => result.try_get::<Option<Vec<u8>>>("", name)?.into(),
        })
    };
    table.columns.iter().map(read).collect()
}

/// Reading columns by name.
pub(crate) trait Got {
    fn int(&self, column: &str) -> Result<i64, DbErr>;
    fn number(&self, column: &str) -> Result<u64, DbErr>;
    fn text(&self, column: &str) -> Result<String, DbErr>;
    fn bytes(&self, column: &str) -> Result<Vec<u8>, DbErr>;
    fn array<const N: usize>(&self, column: &str) -> Result<[u8; N], DbErr>;
    fn stream(&self, column: &str) -> Result<StreamId, DbErr> {
        self.array(column).map(StreamId)
    }
}

impl Got for QueryResult {
    fn int(&self, column: &str) -> Result<i64, DbErr> {
        self.try_get("", column)
    }

    fn number(&self, column: &str) -> Result<u64, DbErr> {
        let n: i64 = self.try_get("", column)?;
        u64::try_from(n).map_err(|_| DbErr::Type(format!("column {column} is negative")))
    }

    fn text(&self, column: &str) -> Result<String, DbErr> {
        self.try_get("", column)
    }

    fn bytes(&self, column: &str) -> Result<Vec<u8>, DbErr> {
        self.try_get("", column)
    }

    fn array<const N: usize>(&self, column: &str) -> Result<[u8; N], DbErr> {
        let bytes: Vec<u8> = self.try_get("", column)?;
        bytes.try_into().map_err(|_| DbErr::Type(format!("column {column} does not hold {N} bytes")))
    }
}
