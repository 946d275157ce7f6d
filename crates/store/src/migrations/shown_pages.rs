//! Pages laid before a party by a one-time code (亮证码): one for each case, sealed with the code itself, which is not kept. The portal reaches them over a
//! role that can read nothing else and note nothing but which phone opened one, and when.

use super::{script, walls};
use crate::connect::PARTY_ROLE;
use sea_orm::{ConnectionTrait, DbBackend, DbErr};
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
        let db = manager.get_connection();
        script(db, SHOWN_PAGES).await?;
        if db.get_database_backend() == DbBackend::Sqlite {
            return Ok(());
        }
        script(db, &walls::role(PARTY_ROLE)).await?;
        let grant = format!(
            "GRANT SELECT (token_hash, expires, sealed, content_digest, phone_hash), UPDATE (phone_hash, opened)
                 ON shown_pages TO {PARTY_ROLE};"
        );
        script(db, &grant).await
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
    sealed {bytes} NOT NULL,
    content_digest TEXT NOT NULL,
    phone_hash {bytes},
    opened BIGINT
);
";
