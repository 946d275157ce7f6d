//! Accounts remember the step of the last code of a second factor, so that a code seen over a shoulder is worth nothing (RFC 6238 §5.2).

use super::script;
use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

pub(super) struct OneUse;

impl MigrationName for OneUse {
    fn name(&self) -> &str {
        "m20261125_one_use"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for OneUse {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        script(manager.get_connection(), "ALTER TABLE accounts ADD COLUMN totp_step BIGINT").await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
