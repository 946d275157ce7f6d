//! The walls hold for every connection, whatever its settings, and leave no gap for a body: on SQLite a row of the ledger is not put in the place of another
//! (INSERT OR REPLACE deletes past the triggers unless the connection itself asks for them), and no body is erased, on either database, because no act
//! erases one yet and none may be lost without an event that says who erased it and on what ground.

use super::{script, walls};
use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

pub(super) struct KeptRows;

impl MigrationName for KeptRows {
    fn name(&self) -> &str {
        "m20261125_kept_rows"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for KeptRows {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        match db.get_database_backend() {
            DbBackend::Sqlite => script(db, &walls::sqlite_kept_rows()).await,
            _ => script(db, &walls::postgres_kept_rows()).await,
        }
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
