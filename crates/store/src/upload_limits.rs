//! How much somebody has under way: so that one person, or one device, cannot fill the store with uploads that are never finished.

use crate::books::Books;
use crate::fault::database;
use crate::sql::{self, Got, row};
use desk::Fault;
use events::OfficerId;
use jiff::Timestamp;

/// Uploads that are not finished.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UnderWay {
    pub uploads: u64,
    /// What they were announced with; where no length was told, what has come in.
    pub size_bytes: u64,
}

impl Books {
    /// What an officer, or a device by its token, has under way. What is put together of parts counts as one upload and its bytes with the parts.
    pub async fn uploads_under_way(&self, by: &OfficerId, now: Timestamp) -> Result<UnderWay, Fault> {
        let sql = "SELECT COUNT(*) AS uploads, CAST(COALESCE(SUM(CASE WHEN joins LIKE 'of %' THEN 0 WHEN length < 0 THEN received \
                   ELSE length END), 0) AS BIGINT) AS bytes FROM uploads WHERE officer = $1 AND expires > $2 AND file IS NULL";
        let cells = row![by, now.as_millisecond()];
        let found = sql::one(&self.shared.database.writer, sql, cells).await.map_err(database)?;
        let Some(found) = found else { return Ok(UnderWay::default()) };
        Ok(UnderWay {
            uploads: found.number("uploads").map_err(database)?,
            size_bytes: found.number("bytes").map_err(database)?,
        })
    }
}
