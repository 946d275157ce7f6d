//! The form of the database, in numbered steps; each is carried out once, in order, on either database.

mod dossiers;
mod file_intakes;
mod file_pieces;
mod first;
mod imports;
mod incoming;
mod kept_rows;
mod letters;
mod one_use;
mod shown_pages;
mod timelines;
mod upkeep;
mod upload_parts;
mod viewings;
pub(crate) mod walls;

use crate::fault::database;
use desk::Fault;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, TransactionTrait};
use sea_orm_migration::{MigrationTrait, MigratorTrait, async_trait};

struct Migrations;

#[async_trait::async_trait]
impl MigratorTrait for Migrations {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(first::First),
            Box::new(upkeep::Upkeep),
            Box::new(one_use::OneUse),
            Box::new(kept_rows::KeptRows),
            Box::new(file_intakes::FileIntakes),
            Box::new(letters::Letters),
            Box::new(shown_pages::ShownPages),
            Box::new(upload_parts::UploadParts),
            Box::new(imports::Imports),
            Box::new(timelines::Timelines),
            Box::new(file_pieces::FilePieces),
            Box::new(viewings::Viewings),
            Box::new(incoming::Incoming),
            Box::new(dossiers::Dossiers),
        ]
    }
}

/// Brings the database to the newest form. Nodes that start at the same moment do so one after another.
pub(crate) async fn run(db: &DatabaseConnection) -> Result<(), Fault> {
    let held = match db.get_database_backend() {
        DbBackend::Postgres => {
            let held = db.begin().await.map_err(database)?;
            let lock = format!("SELECT pg_advisory_xact_lock({LOCK})");
            held.execute_unprepared(&lock).await.map_err(database)?;
            Some(held)
        }
        _ => None,
    };
    Migrations::up(db, None).await.map_err(database)?;
    match held {
        Some(held) => held.commit().await.map_err(database),
        None => Ok(()),
    }
}

/// An advisory lock is a number; this one is the date of the first migration.
const LOCK: u32 = 20_261_123;

/// Runs a script of statements, with the few words on which the databases differ filled in.
async fn script<C: ConnectionTrait>(db: &C, script: &str) -> Result<(), sea_orm::DbErr> {
    let sqlite = db.get_database_backend() == DbBackend::Sqlite;
    let word = |sqlite_word: &'static str, postgres_word: &'static str| {
        if sqlite { sqlite_word } else { postgres_word }
    };
    let sql = script
        .replace("{key}", word("INTEGER PRIMARY KEY", "BIGINT PRIMARY KEY"))
        .replace("{bytes}", word("BLOB", "BYTEA"))
        .replace("{empty}", word("X''", "''"))
        .replace("{clustered}", word("WITHOUT ROWID", ""));
    db.execute_unprepared(&sql).await.map(|_| ())
}
