//! What came from recording devices and waits to be taken into a case (待认领素材), the proofs that stored bytes were read back, which recordings are in which case,
//! and whose codes open a task. The last two are readings: the rows of the cases that are there already are made in one more round of counting again.

use super::script;
use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

pub(super) struct Incoming;

impl MigrationName for Incoming {
    fn name(&self) -> &str {
        "m20261127_incoming"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Incoming {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        script(manager.get_connection(), INCOMING).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

const INCOMING: &str = "
CREATE TABLE incoming (
    body TEXT NOT NULL,
    file {bytes} NOT NULL,
    device TEXT NOT NULL,
    officer TEXT,
    brought_by TEXT NOT NULL,
    name TEXT NOT NULL,
    clock_offset BIGINT,
    at BIGINT NOT NULL,
    task {bytes},
    seal {bytes} NOT NULL,
    PRIMARY KEY (body, file)
);
CREATE INDEX incoming_file ON incoming (file);
CREATE INDEX incoming_body ON incoming (body, at);
CREATE INDEX incoming_officer ON incoming (body, officer, at);
CREATE INDEX incoming_device ON incoming (body, device, at);
CREATE TABLE storage_proofs (
    file {bytes} NOT NULL,
    at BIGINT NOT NULL,
    sha256 {bytes} NOT NULL,
    size BIGINT NOT NULL,
    sound BIGINT NOT NULL CHECK (sound IN (0, 1)),
    PRIMARY KEY (file, at)
);
CREATE TABLE recordings (
    stream {bytes} NOT NULL,
    file {bytes} NOT NULL,
    body TEXT NOT NULL,
    device TEXT NOT NULL,
    began BIGINT NOT NULL,
    row TEXT NOT NULL,
    PRIMARY KEY (stream, file)
);
CREATE INDEX recordings_file ON recordings (file);
CREATE INDEX recordings_device ON recordings (body, device, began);
CREATE TABLE recorders (
    digest TEXT NOT NULL,
    stream {bytes} NOT NULL,
    PRIMARY KEY (digest, stream)
) {clustered};
CREATE INDEX recorders_stream ON recorders (stream);
UPDATE upkeep SET under = COALESCE(under, counted), after = NULL WHERE EXISTS (SELECT 1 FROM docket);
";
