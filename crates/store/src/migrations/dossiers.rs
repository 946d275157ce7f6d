//! The dossiers of enforcement targets (一户一档): what lies in them by the code of the party, and which parties are one. Both are readings: the rows of the cases that are there already are
//! made in one more round of counting again.

use super::script;
use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

pub(super) struct Dossiers;

impl MigrationName for Dossiers {
    fn name(&self) -> &str {
        "m20261128_dossiers"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Dossiers {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        script(manager.get_connection(), DOSSIERS).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

// What a page is cut down to stands in the index too, so that leafing through a long dossier reads no row that it does not show.
const DOSSIERS: &str = "
CREATE TABLE dossier_items (
    number {key},
    stream {bytes} NOT NULL,
    party TEXT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    at BIGINT NOT NULL,
    row TEXT NOT NULL
);
CREATE INDEX dossier_items_party ON dossier_items (party, at, number, kind, body, stream);
CREATE INDEX dossier_items_stream ON dossier_items (stream);
CREATE TABLE party_links (
    stream {bytes} NOT NULL,
    party TEXT NOT NULL,
    other TEXT NOT NULL,
    row TEXT NOT NULL,
    PRIMARY KEY (party, other, stream)
);
CREATE INDEX party_links_stream ON party_links (stream);
UPDATE upkeep SET under = COALESCE(under, counted), after = NULL WHERE EXISTS (SELECT 1 FROM docket);
";
