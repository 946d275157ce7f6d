//! What the upkeep of a store needs to know: which files an event names, which are on their way in or out, what a finished upload became, which papers
//! wait for the press, and how far the readings have been counted again after a calendar was entered; and the seals of rows that no event makes again.

use super::script;
use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

pub(super) struct Upkeep;

impl MigrationName for Upkeep {
    fn name(&self) -> &str {
        "m20261125_upkeep"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Upkeep {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        script(manager.get_connection(), UPKEEP).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

const UPKEEP: &str = "
ALTER TABLE files ADD COLUMN named BIGINT;
ALTER TABLE files ADD COLUMN leaving BIGINT;
ALTER TABLE files ADD COLUMN seal {bytes};
ALTER TABLE acts ADD COLUMN seal {bytes};
CREATE INDEX files_unnamed ON files (at) WHERE named IS NULL;
ALTER TABLE uploads ADD COLUMN file {bytes};
CREATE INDEX entries_papers ON entries (number, stream, kind) WHERE kind IN ('PaperIssued', 'PaperPrinted');
CREATE TABLE upkeep (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    looked BIGINT NOT NULL,
    printed BIGINT NOT NULL,
    counted BIGINT NOT NULL,
    under BIGINT,
    after {bytes}
);
INSERT INTO upkeep (id, looked, printed, counted, under, after) VALUES (1, 0, 0, 0, NULL, NULL);
";
