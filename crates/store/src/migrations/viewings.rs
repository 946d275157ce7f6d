//! Viewings for a stated purpose (调阅), beside the entries that tell of them: a reading that is made as it is asked for, from where it was left, and can be dropped.

use super::script;
use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

pub(super) struct Viewings;

impl MigrationName for Viewings {
    fn name(&self) -> &str {
        "m20261126_viewings"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Viewings {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        script(manager.get_connection(), VIEWINGS).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

const VIEWINGS: &str = "
CREATE INDEX entries_viewings ON entries (number) WHERE kind = 'MaterialViewed';
CREATE TABLE viewings (
    number BIGINT PRIMARY KEY,
    stream {bytes} NOT NULL,
    at BIGINT NOT NULL,
    unit TEXT NOT NULL
);
CREATE INDEX viewings_at ON viewings (at);
ALTER TABLE upkeep ADD COLUMN viewings BIGINT NOT NULL DEFAULT 0;
";
