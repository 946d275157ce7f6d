//! The first form of the database: ledger, series, readings, files, accounts, uploads, and the walls around the ledger.

use super::{script, walls};
use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

pub(super) struct First;

impl MigrationName for First {
    fn name(&self) -> &str {
        "m20261123_first"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for First {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        script(db, LEDGER).await?;
        script(db, READINGS).await?;
        script(db, BESIDE).await?;
        if db.get_database_backend() == DbBackend::Sqlite {
            return script(db, &walls::sqlite()).await;
        }
        script(db, &walls::postgres()).await?;
        script(db, &walls::public_role()).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

const LEDGER: &str = "
CREATE TABLE head (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    size BIGINT NOT NULL,
    frontier {bytes} NOT NULL,
    registers_version BIGINT NOT NULL
);
CREATE TABLE published (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    size BIGINT NOT NULL,
    checkpoint TEXT
);
CREATE TABLE entries (
    number {key},
    stream {bytes} NOT NULL,
    seq BIGINT NOT NULL,
    kind TEXT NOT NULL,
    at BIGINT NOT NULL,
    bytes {bytes} NOT NULL,
    leaf_hash {bytes} NOT NULL,
    UNIQUE (stream, seq)
);
CREATE TABLE bodies (
    number {key} REFERENCES entries (number),
    salt {bytes},
    bytes {bytes},
    CHECK ((salt IS NULL) = (bytes IS NULL))
);
CREATE TABLE acts (
    key TEXT PRIMARY KEY,
    officer TEXT NOT NULL,
    input_digest TEXT NOT NULL,
    first BIGINT NOT NULL,
    count BIGINT NOT NULL
);
CREATE TABLE series (
    letter TEXT NOT NULL,
    word TEXT NOT NULL,
    year BIGINT NOT NULL,
    last BIGINT NOT NULL,
    PRIMARY KEY (letter, word, year)
);
CREATE TABLE gate_passed (
    number {key},
    stream {bytes} NOT NULL,
    text_digest TEXT NOT NULL
);
CREATE INDEX gate_passed_stream ON gate_passed (stream, text_digest);
CREATE TABLE gate_decided (
    number {key},
    stream {bytes} NOT NULL,
    text_digest TEXT NOT NULL,
    in_scope BIGINT NOT NULL CHECK (in_scope IN (0, 1))
);
CREATE INDEX gate_decided_stream ON gate_decided (stream);
INSERT INTO head (id, size, frontier, registers_version) VALUES (1, 0, {empty}, 0);
INSERT INTO published (id, size, checkpoint) VALUES (1, 0, NULL);
";

const READINGS: &str = "
CREATE TABLE docket (
    stream {bytes} PRIMARY KEY,
    first BIGINT NOT NULL,
    body TEXT NOT NULL,
    stage TEXT NOT NULL,
    is_open BIGINT NOT NULL,
    row TEXT NOT NULL
);
CREATE UNIQUE INDEX docket_first ON docket (first);
CREATE INDEX docket_body ON docket (body, first);
CREATE INDEX docket_body_open ON docket (body, is_open, first);
CREATE INDEX docket_body_stage ON docket (body, stage, first);
CREATE TABLE docket_officers (
    stream {bytes} NOT NULL,
    officer TEXT NOT NULL,
    PRIMARY KEY (officer, stream)
) {clustered};
CREATE INDEX docket_officers_stream ON docket_officers (stream);
CREATE TABLE docket_words (
    word TEXT NOT NULL,
    first BIGINT NOT NULL,
    stream {bytes} NOT NULL,
    PRIMARY KEY (word, first)
) {clustered};
CREATE INDEX docket_words_stream ON docket_words (stream);
CREATE TABLE duties (
    stream {bytes} NOT NULL,
    place BIGINT NOT NULL,
    assignee TEXT NOT NULL,
    due TEXT NOT NULL,
    row TEXT NOT NULL,
    PRIMARY KEY (stream, place)
);
CREATE INDEX duties_assignee ON duties (assignee, due, stream, place);
CREATE TABLE bulletin (
    number {key},
    stream {bytes} NOT NULL,
    unit TEXT NOT NULL,
    listed BIGINT NOT NULL,
    row TEXT NOT NULL
);
CREATE INDEX bulletin_stream ON bulletin (stream);
CREATE INDEX bulletin_listed ON bulletin (listed, number);
CREATE INDEX bulletin_unit ON bulletin (unit, listed, number);
CREATE TABLE bulletin_versions (
    version {key},
    number BIGINT NOT NULL,
    stream {bytes} NOT NULL,
    row TEXT NOT NULL
);
CREATE INDEX bulletin_versions_number ON bulletin_versions (number, version);
CREATE INDEX bulletin_versions_stream ON bulletin_versions (stream);
CREATE TABLE bulletin_words (
    word TEXT NOT NULL,
    number BIGINT NOT NULL,
    stream {bytes} NOT NULL,
    PRIMARY KEY (word, number)
) {clustered};
CREATE INDEX bulletin_words_stream ON bulletin_words (stream);
CREATE TABLE counted (
    stream {bytes} PRIMARY KEY,
    unit TEXT NOT NULL,
    due_on TEXT NOT NULL,
    pending BIGINT NOT NULL,
    row TEXT NOT NULL
);
CREATE INDEX counted_pending ON counted (pending, due_on, unit);
CREATE TABLE counters (
    unit TEXT PRIMARY KEY,
    decided BIGINT NOT NULL,
    published BIGINT NOT NULL,
    withheld BIGINT NOT NULL
);
";

const BESIDE: &str = "
CREATE TABLE files (
    sha256 {bytes} PRIMARY KEY,
    sm3 TEXT NOT NULL,
    size BIGINT NOT NULL,
    media_type TEXT NOT NULL,
    name TEXT NOT NULL,
    playing TEXT,
    at BIGINT NOT NULL
);
CREATE TABLE accounts (
    officer TEXT PRIMARY KEY,
    login TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    totp_secret {bytes},
    failed BIGINT NOT NULL DEFAULT 0,
    locked_until BIGINT
);
CREATE TABLE sessions (
    id_hash {bytes} PRIMARY KEY,
    officer TEXT NOT NULL,
    created BIGINT NOT NULL,
    seen BIGINT NOT NULL,
    expires BIGINT NOT NULL
);
CREATE INDEX sessions_officer ON sessions (officer);
CREATE INDEX sessions_expires ON sessions (expires);
CREATE TABLE uploads (
    id TEXT PRIMARY KEY,
    officer TEXT NOT NULL,
    stream {bytes},
    length BIGINT NOT NULL,
    received BIGINT NOT NULL,
    metadata TEXT NOT NULL,
    expires BIGINT NOT NULL
);
CREATE INDEX uploads_expires ON uploads (expires);
CREATE TABLE upload_parts (
    upload TEXT NOT NULL,
    start BIGINT NOT NULL,
    object TEXT NOT NULL,
    PRIMARY KEY (upload, start)
);
";
