//! Pages laid before a party by a one-time code (亮证码): one for each case, sealed with the code itself, which is not kept. The public listener's role has no
//! right to them: it opens them through the window, by the desk's hand.

use super::script;
use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

pub(super) struct ShownPages;

impl MigrationName for ShownPages {
    fn name(&self) -> &str {
        "m20261126_shown_pages"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for ShownPages {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        script(manager.get_connection(), SHOWN_PAGES).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

const SHOWN_PAGES: &str = "
CREATE TABLE shown_pages (
    stream {bytes} PRIMARY KEY,
    token_hash {bytes} NOT NULL UNIQUE,
    offered BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    certificates TEXT NOT NULL,
    sealed {bytes} NOT NULL,
    content_digest TEXT NOT NULL,
    phone_hash {bytes},
    opened BIGINT,
    confirmed BIGINT,
    confirmed_by TEXT,
    confirmed_as TEXT
);
";
