//! Sessions: who is signed in. Only a hash of the session's id is kept, so that reading the table opens no session.

use crate::books::Books;
use crate::fault::database;
use crate::history::instant;
use crate::sql::{self, Got, row};
use desk::Fault;
use events::OfficerId;
use jiff::Timestamp;

/// A session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the id in the cookie.
    pub id_hash: [u8; 32],
    pub officer: OfficerId,
    pub created: Timestamp,
    pub seen: Timestamp,
    pub expires: Timestamp,
}

impl Books {
    pub async fn session_put(&self, session: &Session) -> Result<(), Fault> {
        let sql =
            "INSERT INTO sessions (id_hash, officer, created, seen, expires) VALUES ($1, $2, $3, $4, $5)";
        let [created, seen, expires] =
            [session.created, session.seen, session.expires].map(|at| at.as_millisecond());
        self.write(sql, row![&session.id_hash, &session.officer, created, seen, expires]).await.map(|_| ())
    }

    /// A session that has not expired.
    pub async fn session(&self, id_hash: &[u8; 32], now: Timestamp) -> Result<Option<Session>, Fault> {
        let sql = "SELECT officer, created, seen, expires FROM sessions WHERE id_hash = $1 AND expires > $2";
        let found = sql::one(&self.shared.database.reader, sql, row![id_hash, now.as_millisecond()]).await;
        let Some(found) = found.map_err(database)? else { return Ok(None) };
        let at = |column: &str| instant(found.int(column).map_err(database)?);
        Ok(Some(Session {
            id_hash: *id_hash,
            officer: OfficerId(found.text("officer").map_err(database)?),
            created: at("created")?,
            seen: at("seen")?,
            expires: at("expires")?,
        }))
    }

    /// Notes that a session was used, and until when it lasts; worth doing once a minute, not with every request.
    pub async fn session_seen(
        &self,
        id_hash: &[u8; 32],
        seen: Timestamp,
        expires: Timestamp,
    ) -> Result<(), Fault> {
        let sql = "UPDATE sessions SET seen = $2, expires = $3 WHERE id_hash = $1";
        self.write(sql, row![id_hash, seen.as_millisecond(), expires.as_millisecond()]).await.map(|_| ())
    }

    pub async fn session_end(&self, id_hash: &[u8; 32]) -> Result<(), Fault> {
        self.write("DELETE FROM sessions WHERE id_hash = $1", row![id_hash]).await.map(|_| ())
    }

    /// Ends every session of an officer; answers how many there were.
    pub async fn sessions_end(&self, officer: &OfficerId) -> Result<u64, Fault> {
        self.write("DELETE FROM sessions WHERE officer = $1", row![officer]).await
    }

    /// Forgets sessions that have expired; answers how many.
    pub async fn sessions_expire(&self, now: Timestamp) -> Result<u64, Fault> {
        self.write("DELETE FROM sessions WHERE expires <= $1", row![now.as_millisecond()]).await
    }
}
