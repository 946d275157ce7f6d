//! Who took which file in, under which name: the right to name a stored file in an act. What was taken in before and is in no case yet has to be uploaded
//! once more; whoever brought it was not noted.

use super::script;
use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

pub(super) struct FileIntakes;

impl MigrationName for FileIntakes {
    fn name(&self) -> &str {
        "m20261125_file_intakes"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for FileIntakes {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        script(manager.get_connection(), FILE_INTAKES).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

const FILE_INTAKES: &str = "
CREATE TABLE file_intakes (
    officer TEXT NOT NULL,
    file {bytes} NOT NULL REFERENCES files (sha256) ON DELETE CASCADE,
    name TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (officer, file)
);
CREATE INDEX file_intakes_file ON file_intakes (file);
";
