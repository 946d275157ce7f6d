//! Tells faults of the ground (disk, network, database) from refusals by a wall in the database.

use desk::{AppendFault, Fault};
use sea_orm::{DbErr, RuntimeErr};
use std::error::Error;
use std::io::ErrorKind;

/// Why a transaction did not go through.
#[derive(Debug)]
pub(crate) enum Stop {
    /// A constraint or a trigger held.
    Wall(String),
    Fault(Fault),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Stop::Fault(fault)
    }
}

impl From<DbErr> for Stop {
    fn from(error: DbErr) -> Self {
        match wall(&error) {
            Some(says) => Stop::Wall(says),
            None => Stop::Fault(database(error)),
        }
    }
}

impl From<Stop> for AppendFault {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Wall(says) => AppendFault::Refused(says),
            Stop::Fault(fault) => AppendFault::Fault(fault),
        }
    }
}

impl From<Stop> for Fault {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Wall(says) => Fault::Database(says),
            Stop::Fault(fault) => fault,
        }
    }
}

/// A database error as a fault.
pub(crate) fn database(error: DbErr) -> Fault {
    // A column that does not hold what its name says is damage, not an unreachable database.
    if let DbErr::Type(says) = error {
        return Fault::Corrupt(says);
    }
    if is_damage(&error) {
        return Fault::Corrupt(error.to_string());
    }
    let full = code(&error).is_some_and(|code| code == "53100" || primary(&code) == Some(SQLITE_FULL));
    if full || out_of_room(&error) { Fault::Full } else { Fault::Database(error.to_string()) }
}

/// A value that does not decode, a column that is not there, or a database file that SQLite itself finds damaged.
fn is_damage(error: &DbErr) -> bool {
    use sea_orm::sqlx::Error::{ColumnDecode, ColumnNotFound, Decode};
    let undecoded = match error {
        DbErr::Exec(RuntimeErr::SqlxError(inner)) | DbErr::Query(RuntimeErr::SqlxError(inner)) => {
            matches!(**inner, ColumnDecode { .. } | ColumnNotFound(_) | Decode(_))
        }
        _ => false,
    };
    let code = code(error).as_deref().and_then(primary);
    undecoded || code.is_some_and(|code| code == SQLITE_CORRUPT || code == SQLITE_NOTADB)
}

/// An object store error as a fault.
pub(crate) fn objects(error: object_store::Error) -> Fault {
    if out_of_room(&error) { Fault::Full } else { Fault::Objects(error.to_string()) }
}

/// A file error as a fault.
pub(crate) fn file(error: std::io::Error) -> Fault {
    if out_of_room(&error) { Fault::Full } else { Fault::Objects(error.to_string()) }
}

/// The same fault once more, for another who waits for the same answer.
pub(crate) fn again(fault: &Fault) -> Fault {
    match fault {
        Fault::Database(says) => Fault::Database(says.clone()),
        Fault::Objects(says) => Fault::Objects(says.clone()),
        Fault::Corrupt(says) => Fault::Corrupt(says.clone()),
        Fault::Full => Fault::Full,
        Fault::Stopped => Fault::Stopped,
    }
}

const SQLITE_CORRUPT: u32 = 11;
const SQLITE_FULL: u32 = 13;
const SQLITE_NOTADB: u32 = 26;
const SQLITE_CONSTRAINT: u32 = 19;

/// What a constraint or trigger said, if one held. PostgreSQL: class 23, or an exception raised by a trigger.
fn wall(error: &DbErr) -> Option<String> {
    let code = code(error)?;
    let held = code.starts_with("23") && code.len() == 5
        || code == "P0001"
        || primary(&code) == Some(SQLITE_CONSTRAINT);
    held.then(|| sqlx_error(error).map(|e| e.message().to_owned()).unwrap_or_default())
}

fn sqlx_error(error: &DbErr) -> Option<&dyn sea_orm::sqlx::error::DatabaseError> {
    let (DbErr::Exec(inner) | DbErr::Query(inner) | DbErr::Conn(inner)) = error else { return None };
    match inner {
        RuntimeErr::SqlxError(error) => error.as_database_error(),
        RuntimeErr::Internal(_) => None,
    }
}

fn code(error: &DbErr) -> Option<String> {
    sqlx_error(error)?.code().map(|code| code.into_owned())
}

/// SQLite's primary result code out of an extended one; SQLSTATEs have five characters, SQLite's codes at most four digits.
fn primary(code: &str) -> Option<u32> {
    code.parse::<u32>().ok().filter(|_| code.len() < 5).map(|code| code & 0xff)
}

fn out_of_room(error: &(dyn Error + 'static)) -> bool {
    let mut at = Some(error);
    while let Some(error) = at {
        let io = error.downcast_ref::<std::io::Error>();
        if io.is_some_and(|io| matches!(io.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded)) {
            return true;
        }
        at = error.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_device_is_told_from_other_faults() {
        assert!(matches!(file(ErrorKind::StorageFull.into()), Fault::Full));
        assert!(matches!(file(ErrorKind::PermissionDenied.into()), Fault::Objects(_)));
        let wrapped = object_store::Error::Generic {
            store: "LocalFileSystem",
            source: Box::new(std::io::Error::from(ErrorKind::StorageFull)),
        };
        assert!(matches!(objects(wrapped), Fault::Full));
    }

    #[test]
    fn sqlite_codes_are_not_taken_for_sqlstates() {
        assert_eq!(primary("1811"), Some(SQLITE_CONSTRAINT));
        assert_eq!(primary("13"), Some(SQLITE_FULL));
        assert_eq!(primary("23505"), None);
    }
}
