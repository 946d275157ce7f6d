//! The readings that pages ask for: docket, duties, bulletin, counters. Each method is a constant number of queries over indexes and
//! answers at most [`PAGE_MAX`] rows.

pub(crate) mod bulletin;
pub(crate) mod case_rows;
pub(crate) mod counted_cases;
pub(crate) mod counters;
pub(crate) mod docket;
pub(crate) mod dossier;
pub(crate) mod duties;
pub(crate) mod letters;
pub(crate) mod recordings;
pub(crate) mod words;

/// The most rows a page holds.
pub const PAGE_MAX: u64 = 50;

/// A page of a list in which the newest comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Show what is older than this place; `None` begins at the newest.
    pub before: Option<u64>,
    /// Rows wanted, 1–50; 0 stands for 50.
    pub rows: u64,
}

impl Page {
    fn limit(self) -> u64 {
        if self.rows == 0 { PAGE_MAX } else { self.rows.min(PAGE_MAX) }
    }
}

/// Rows of a page, and where the next page begins.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed<T> {
    pub rows: Vec<T>,
    /// What to ask [`Page::before`] for; `None` at the end.
    pub next: Option<u64>,
}

/// Makes a page out of one row more than it holds.
fn listed<T>(mut rows: Vec<(u64, T)>, limit: u64) -> Listed<T> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().map(|(place, _)| *place).filter(|_| more);
    Listed { rows: rows.into_iter().map(|(_, row)| row).collect(), next }
}

/// Reads a row's JSON.
fn read<T: serde::de::DeserializeOwned>(found: &sea_orm::QueryResult, table: &str) -> Result<T, desk::Fault> {
    let json: String = found.try_get("", "row").map_err(crate::fault::database)?;
    serde_json::from_str(&json).map_err(|e| desk::Fault::Corrupt(format!("row of {table}: {e}")))
}

/// Joins that ask for every pair of a search, newest first by `place`; `from` counts the marks already used.
fn joins(words: &[String], table: &str, place: &str, of: &str, from: usize) -> String {
    let join = |(i, _): (usize, &String)| {
        format!(" JOIN {table} w{i} ON w{i}.{place} = {of}.{place} AND w{i}.word = ${}", from + i)
    };
    words.iter().enumerate().map(join).collect()
}
