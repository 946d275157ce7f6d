//! What reading the recordings along their own clocks showed: a reading of the files, beside them; it can be dropped and is then made again. Recordings that are
//! there already are read in the upkeep.
//!
//! The rows of the docket say from here on which steps were recorded, so they are made again as after a new calendar.

use super::script;
use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

pub(super) struct Timelines;

impl MigrationName for Timelines {
    fn name(&self) -> &str {
        "m20261126_timelines"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Timelines {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        script(manager.get_connection(), TIMELINES).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

const TIMELINES: &str = "
CREATE TABLE timelines (
    file {bytes} PRIMARY KEY REFERENCES files (sha256) ON DELETE CASCADE,
    reader BIGINT NOT NULL,
    unfinished BIGINT NOT NULL CHECK (unfinished IN (0, 1)),
    looked TEXT NOT NULL,
    timeline TEXT NOT NULL,
    at BIGINT NOT NULL,
    noted BIGINT NOT NULL CHECK (noted IN (0, 1))
);
CREATE INDEX timelines_unnoted ON timelines (at) WHERE noted = 0;
CREATE INDEX timelines_reader ON timelines (reader, unfinished);
CREATE INDEX entries_recordings ON entries (number, stream) WHERE kind = 'RecordingAdded';
UPDATE upkeep SET counted = 0, under = NULL, after = NULL;
";
