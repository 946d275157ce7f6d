//! Plain SQL over one connection type for both databases: cells, rows, and the few statements the store is made of. `$n` marks work
//! on both. Statements over many rows are cut into pieces that stay below either database's limit of bound values.

use events::{FileId, OfficerId, StreamId};
use jiff::civil::Date;
use sea_orm::{ConnectionTrait, DbErr, QueryResult, Statement, Value};

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

/// SQLite allows 32,766 bound values in a statement, PostgreSQL 65,535.
const VALUES_MAX: usize = 30_000;
const ROWS_MAX: usize = 1_000;

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

/// Inserts rows; `conflict` is what follows, e.g. `ON CONFLICT DO NOTHING`, or empty.
pub(crate) async fn insert<C: ConnectionTrait>(
    db: &C,
    table: &Table,
    rows: Vec<Row>,
    conflict: &str,
) -> Result<(), DbErr> {
    let width = table.columns.len();
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let piece: Vec<Row> = rows.by_ref().take(ROWS_MAX.min(VALUES_MAX / width)).collect();
        let values = tuples(piece.len(), width);
        let sql = format!("INSERT INTO {} ({}) VALUES {values} {conflict}", table.name, table.column_names());
        run(db, &sql, piece.into_iter().flatten().collect()).await?;
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
        let sql = format!("DELETE FROM {} WHERE stream IN ({})", table.name, marks(1, piece.len()));
        run(db, &sql, piece.iter().map(|stream| Cell::from(*stream)).collect()).await?;
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
        let marks = marks(1, piece.len());
        let sql = format!("SELECT {} FROM {} WHERE stream IN ({marks})", table.column_names(), table.name);
        let found = all(db, &sql, piece.iter().map(|stream| Cell::from(*stream)).collect()).await?;
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
