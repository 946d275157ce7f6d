//! Pages laid before a party by a one-time code (亮证码): the desk lays one, the first phone that opens it keeps it and may confirm it once, and everybody
//! else finds nothing.
//!
//! The code is 128 random bits and is given out once. Kept are its SHA-256, by which it is found, and the page sealed with it, so that reading the table
//! opens no page: the content is combined with the ChaCha20 key stream of the code, a key that seals one page and no other; the digest beside it shows
//! whether it came out whole. Who confirmed lies here until the act that shows the certificates takes it on, a day at most after the code has expired.

use crate::books::Books;
use crate::fault::database;
use crate::history::instant;
use crate::sql::{self, Got, row};
use desk::Fault;
use events::StreamId;
use events::cases::{PageConfirmed, PageShown};
use jiff::Timestamp;
use rand::TryRng;
use rand::rngs::SysRng;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use sha2::{Digest, Sha256};

/// How many hexadecimal digits a code has.
pub const TOKEN_DIGITS: usize = 32;

/// What a code leads to, for the phone that opened it first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    pub content: String,
    pub content_digest: String,
    /// Who confirmed it, and as what.
    pub confirmed: Option<(String, String)>,
}

impl Books {
    /// Lays a page before the party of a case, showing these certificates, and gives its code; an earlier code of the case is worth nothing from now on.
    pub async fn page_lay(
        &self,
        case: StreamId,
        content: &str,
        certificates: &[String],
        now: Timestamp,
        expires: Timestamp,
    ) -> Result<String, Fault> {
        let mut drawn = [0; TOKEN_DIGITS / 2];
        let no_chance = |e| Fault::Database(format!("the system gives no random bytes: {e}"));
        SysRng.try_fill_bytes(&mut drawn).map_err(no_chance)?;
        let token = hex::encode(drawn);
        let sql = "INSERT INTO shown_pages (stream, token_hash, offered, expires, certificates, sealed, content_digest) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (stream) DO UPDATE SET token_hash = excluded.token_hash, \
                   offered = excluded.offered, expires = excluded.expires, certificates = excluded.certificates, \
                   sealed = excluded.sealed, content_digest = excluded.content_digest, phone_hash = NULL, opened = NULL, \
                   confirmed = NULL, confirmed_by = NULL, confirmed_as = NULL";
        let [offered, until] = [now, expires].map(|at| at.as_millisecond());
        let (shown, digest) = (certificates.join("\n"), hex::encode(Sha256::digest(content)));
        let sealed = sealed(&token, content.as_bytes());
        self.write(sql, row![case, &hashed(&token), offered, until, shown, sealed, digest]).await?;
        Ok(token)
    }

    /// The newest page that was laid before the party of a case, with when it was opened and by whom it was confirmed.
    pub async fn page_laid(&self, case: StreamId) -> Result<Option<PageShown>, Fault> {
        let sql = "SELECT offered, opened, certificates, content_digest, confirmed, confirmed_by, confirmed_as \
                   FROM shown_pages WHERE stream = $1";
        let found = sql::one(&self.shared.database.reader, sql, row![case]).await.map_err(database)?;
        let Some(found) = found else { return Ok(None) };
        let moment = |column: &str| -> Result<Option<Timestamp>, Fault> {
            let at: Option<i64> = found.try_get("", column).map_err(database)?;
            at.map(instant).transpose()
        };
        let confirmed = match moment("confirmed")? {
            Some(at) => Some(PageConfirmed {
                at,
                by: found.text("confirmed_by").map_err(database)?,
                capacity: found.text("confirmed_as").map_err(database)?,
            }),
            None => None,
        };
        let certificates = found.text("certificates").map_err(database)?;
        Ok(Some(PageShown {
            offered_at: instant(found.int("offered").map_err(database)?)?,
            opened_at: moment("opened")?,
            content_digest: found.text("content_digest").map_err(database)?,
            certificates: certificates.lines().map(str::to_owned).collect(),
            confirmed,
        }))
    }

    /// Opens a page: the first phone is bound to it, in the same statement that looks whether there was one. `None` for a code that never was, has expired,
    /// was ended by a newer one, or was opened by another phone.
    pub async fn page_open(&self, token: &str, phone: &str, now: Timestamp) -> Result<Option<Opened>, Fault> {
        let (code, phone, at) = (hashed(token), hashed(phone), now.as_millisecond());
        let bind = "UPDATE shown_pages SET phone_hash = $2, opened = $3 \
                    WHERE token_hash = $1 AND expires > $4 AND phone_hash IS NULL";
        self.write(bind, row![&code, &phone, at, at]).await?;
        self.page_of(token, code, phone, at).await
    }

    /// Looks at a page from the phone that opened it before; opens nothing.
    pub async fn page_look(&self, token: &str, phone: &str, now: Timestamp) -> Result<Option<Opened>, Fault> {
        self.page_of(token, hashed(token), hashed(phone), now.as_millisecond()).await
    }

    async fn page_of(
        &self,
        token: &str,
        code: [u8; 32],
        phone: [u8; 32],
        at: i64,
    ) -> Result<Option<Opened>, Fault> {
        let look = "SELECT sealed, content_digest, confirmed, confirmed_by, confirmed_as FROM shown_pages \
                    WHERE token_hash = $1 AND expires > $2 AND phone_hash = $3";
        let found = sql::one(&self.shared.database.reader, look, row![&code, at, &phone]).await;
        let Some(found) = found.map_err(database)? else { return Ok(None) };
        let content = sealed(token, &found.bytes("sealed").map_err(database)?);
        let content_digest = found.text("content_digest").map_err(database)?;
        let whole = hex::encode(Sha256::digest(&content)) == content_digest;
        let content = String::from_utf8(content).ok().filter(|_| whole);
        let content =
            content.ok_or_else(|| Fault::Corrupt("a page of a one-time code is not whole".to_owned()))?;
        let confirmed: Option<i64> = found.try_get("", "confirmed").map_err(database)?;
        let confirmed = match confirmed {
            Some(_) => {
                let by = found.text("confirmed_by").map_err(database)?;
                Some((by, found.text("confirmed_as").map_err(database)?))
            }
            None => None,
        };
        Ok(Some(Opened { content, content_digest, confirmed }))
    }

    /// Confirms a page from the phone that opened it, once: what was confirmed first stays.
    pub async fn page_confirm(
        &self,
        token: &str,
        phone: &str,
        (by, capacity): (&str, &str),
        now: Timestamp,
    ) -> Result<(), Fault> {
        let sql = "UPDATE shown_pages SET confirmed = $3, confirmed_by = $4, confirmed_as = $5 \
                   WHERE token_hash = $1 AND phone_hash = $2 AND expires > $6 AND confirmed IS NULL";
        let at = now.as_millisecond();
        let values = row![&hashed(token), &hashed(phone), at, by.to_owned(), capacity.to_owned(), at];
        self.write(sql, values).await.map(|_| ())
    }

    /// Forgets pages whose code has expired long ago; answers how many.
    pub(crate) async fn pages_expire(&self, before: Timestamp) -> Result<u64, Fault> {
        self.write("DELETE FROM shown_pages WHERE expires <= $1", row![before.as_millisecond()]).await
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
