//! Large files lie in the pieces they came in as until their second pass; the SHA-256 of an upload goes on where it stood, also on another node. What was
//! under way before has no digest noted and is digested when it is whole.

use super::script;
use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

pub(super) struct FilePieces;

impl MigrationName for FilePieces {
    fn name(&self) -> &str {
        "m20261126_file_pieces"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for FilePieces {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        script(manager.get_connection(), FILE_PIECES).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

const FILE_PIECES: &str = "
ALTER TABLE uploads ADD COLUMN digest {bytes};
CREATE TABLE file_pieces (
    file {bytes} NOT NULL REFERENCES files (sha256) ON DELETE CASCADE,
    start BIGINT NOT NULL,
    size BIGINT NOT NULL,
    object TEXT NOT NULL,
    upload TEXT NOT NULL,
    PRIMARY KEY (file, start)
);
CREATE INDEX file_pieces_upload ON file_pieces (upload);
";
