//! What an upload needs to know beside its bytes: whether it is one part of several that are put together, and whether its length was told yet (`length` is -1
//! until then).

use super::script;
use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

pub(super) struct UploadParts;

impl MigrationName for UploadParts {
    fn name(&self) -> &str {
        "m20261126_upload_parts"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for UploadParts {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = "
ALTER TABLE uploads ADD COLUMN joins TEXT NOT NULL DEFAULT '';
CREATE INDEX uploads_officer ON uploads (officer, expires);
";
        script(manager.get_connection(), columns).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
