//! Imports of registers under way: the file that was sent in, how far its reading has come, and every bad cell of it. Nothing of this is in the ledger; what a
//! person takes over becomes a proposal, which is. Rows and object leave after some days (`sweep`).

use super::script;
use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

pub(super) struct Imports;

impl MigrationName for Imports {
    fn name(&self) -> &str {
        "m20261125_imports"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Imports {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        script(manager.get_connection(), IMPORTS).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

const IMPORTS: &str = "
CREATE TABLE imports (
    id TEXT PRIMARY KEY,
    officer TEXT NOT NULL,
    register TEXT NOT NULL,
    name TEXT NOT NULL,
    size BIGINT NOT NULL,
    stage TEXT NOT NULL,
    reason TEXT NOT NULL,
    rows_read BIGINT NOT NULL,
    seen BIGINT NOT NULL,
    begun BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    said TEXT NOT NULL
);
CREATE INDEX imports_officer ON imports (officer, register, begun);
CREATE INDEX imports_expires ON imports (expires);
CREATE TABLE import_faults (
    import TEXT NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    place BIGINT NOT NULL,
    fault TEXT NOT NULL,
    PRIMARY KEY (import, place)
);
";
