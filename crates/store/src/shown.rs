//! Pages laid before a party by a one-time code (亮证码): the desk lays one, the first phone that opens it keeps it, and everybody else finds nothing.
//!
//! The code is 128 random bits and is given out once. Kept are its SHA-256, by which it is found, and the page sealed with it, so that reading the table
//! opens no page: the content is combined with the ChaCha20 key stream of the code, a key that seals one page and no other; the digest beside it shows
//! whether it came out whole. What the portal may do here is one statement that binds a phone and one that reads.

use crate::books::Books;
use crate::connect;
use crate::fault::database;
use crate::history::instant;
use crate::sql::{self, Got, row};
use desk::Fault;
use events::StreamId;
use events::cases::PageShown;
use jiff::Timestamp;
use rand::TryRng;
use rand::rngs::SysRng;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use sea_orm::DatabaseConnection;
use sha2::{Digest, Sha256};

/// How many hexadecimal digits a code has.
pub const TOKEN_DIGITS: usize = 32;

impl Books {
    /// Lays a page before the party of a case and gives its code; an earlier code of the case is worth nothing from now on.
    pub async fn page_lay(
        &self,
        case: StreamId,
        content: &str,
        now: Timestamp,
        expires: Timestamp,
    ) -> Result<String, Fault> {
        let mut drawn = [0; TOKEN_DIGITS / 2];
        let no_chance = |e| Fault::Database(format!("the system gives no random bytes: {e}"));
        SysRng.try_fill_bytes(&mut drawn).map_err(no_chance)?;
        let token = hex::encode(drawn);
        let sql = "INSERT INTO shown_pages (stream, token_hash, offered, expires, sealed, content_digest) \
                   VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (stream) DO UPDATE SET token_hash = excluded.token_hash, \
                   offered = excluded.offered, expires = excluded.expires, sealed = excluded.sealed, \
                   content_digest = excluded.content_digest, phone_hash = NULL, opened = NULL";
        let [offered, until] = [now, expires].map(|at| at.as_millisecond());
        let digest = hex::encode(Sha256::digest(content));
        let sealed = sealed(&token, content.as_bytes());
        self.write(sql, row![case, &hashed(&token), offered, until, sealed, digest]).await?;
        Ok(token)
    }

    /// The newest page that was laid before the party of a case, with when it was opened.
    pub async fn page_laid(&self, case: StreamId) -> Result<Option<PageShown>, Fault> {
        let sql = "SELECT offered, opened, content_digest FROM shown_pages WHERE stream = $1";
        let found = sql::one(&self.shared.database.reader, sql, row![case]).await.map_err(database)?;
        let Some(found) = found else { return Ok(None) };
        let opened: Option<i64> = found.try_get("", "opened").map_err(database)?;
        Ok(Some(PageShown {
            offered_at: instant(found.int("offered").map_err(database)?)?,
            opened_at: opened.map(instant).transpose()?,
            content_digest: found.text("content_digest").map_err(database)?,
        }))
    }

    /// Forgets pages whose code has expired long ago; answers how many.
    pub(crate) async fn pages_expire(&self, before: Timestamp) -> Result<u64, Fault> {
        self.write("DELETE FROM shown_pages WHERE expires <= $1", row![before.as_millisecond()]).await
    }
}

/// What a code leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// The page, to the phone that opened it first.
    Page(String),
    /// Another phone has opened it.
    Used,
    /// No such code, or none any more.
    Nothing,
}

/// The pages as the portal has them: a connection of their own, with no way to anything else.
pub(crate) struct ShownPages {
    db: DatabaseConnection,
}

impl ShownPages {
    pub async fn open(url: &str) -> Result<ShownPages, Fault> {
        Ok(ShownPages { db: connect::open_shown(url).await? })
    }

    pub async fn close(&self) -> Result<(), Fault> {
        self.db.close_by_ref().await.map_err(database)
    }

    /// Opens a page: the first phone is bound to it, in the same statement that looks whether there was one.
    pub async fn open_page(&self, token: &str, phone: &str, now: Timestamp) -> Result<Shown, Fault> {
        let (code, phone, at) = (hashed(token), hashed(phone), now.as_millisecond());
        let bind = "UPDATE shown_pages SET phone_hash = $2, opened = $3 \
                    WHERE token_hash = $1 AND expires > $4 AND phone_hash IS NULL";
        sql::run(&self.db, bind, row![&code, &phone, at, at]).await.map_err(database)?;
        let look = "SELECT sealed, content_digest, phone_hash FROM shown_pages WHERE token_hash = $1 AND expires > $2";
        let found = sql::one(&self.db, look, row![&code, at]).await.map_err(database)?;
        let Some(found) = found else { return Ok(Shown::Nothing) };
        if found.bytes("phone_hash").map_err(database)? != phone {
            return Ok(Shown::Used);
        }
        let content = sealed(token, &found.bytes("sealed").map_err(database)?);
        let whole = hex::encode(Sha256::digest(&content)) == found.text("content_digest").map_err(database)?;
        let content = String::from_utf8(content).ok().filter(|_| whole);
        content.map(Shown::Page).ok_or_else(|| Fault::Corrupt("a page of a one-time code is not whole".to_owned()))
    }
}

fn hashed(secret: &str) -> [u8; 32] {
    Sha256::digest(secret).into()
}

/// Seals with the code, or opens again: the same step twice gives back what was there.
fn sealed(token: &str, content: &[u8]) -> Vec<u8> {
    // Another digest than the one by which the row is found, which everybody who reads the table knows.
    let key: [u8; 32] = Sha256::digest(format!("mingjing shown page key\n{token}")).into();
    let mut stream = vec![0; content.len()];
    ChaCha20Rng::from_seed(key).fill_bytes(&mut stream);
    stream.iter().zip(content).map(|(key, byte)| key ^ byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_code_opens_what_it_sealed() {
        let (one, other) = ("0f".repeat(16), "1f".repeat(16));
        let kept = sealed(&one, "当事人的页面".as_bytes());
        assert_ne!(kept, "当事人的页面".as_bytes());
        assert_eq!(sealed(&one, &kept), "当事人的页面".as_bytes());
        assert_ne!(sealed(&other, &kept), "当事人的页面".as_bytes());
    }
}
