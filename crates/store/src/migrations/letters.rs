//! The readings of letters from the public, and the numbers by which people ask for a case or a letter. The numbers of cases that are there already stand in their
//! rows of the docket.

use super::script;
use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

pub(super) struct Letters;

impl MigrationName for Letters {
    fn name(&self) -> &str {
        "m20261126_letters"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Letters {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        let number = match db.get_database_backend() {
            DbBackend::Sqlite => "json_extract(row, '$.number')",
            _ => "row::json ->> 'number'",
        };
        script(db, LETTERS).await?;
        let known = format!("INSERT INTO numbers (number, stream) SELECT {number}, stream FROM docket");
        db.execute_unprepared(&known).await.map(|_| ())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

const LETTERS: &str = "
CREATE TABLE letters (
    stream {bytes} PRIMARY KEY,
    first BIGINT NOT NULL,
    body TEXT NOT NULL,
    supervision TEXT NOT NULL,
    due TEXT NOT NULL,
    is_open BIGINT NOT NULL CHECK (is_open IN (0, 1)),
    row TEXT NOT NULL
);
CREATE INDEX letters_body ON letters (body, is_open, due, first);
CREATE INDEX letters_supervision ON letters (supervision, is_open, due, first);
CREATE INDEX letters_due ON letters (is_open, due);
CREATE TABLE numbers (
    number TEXT NOT NULL,
    stream {bytes} NOT NULL,
    PRIMARY KEY (number, stream)
) {clustered};
CREATE INDEX numbers_stream ON numbers (stream);
";
