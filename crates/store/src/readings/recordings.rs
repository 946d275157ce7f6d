//! Which recordings are in which case and from which device they came: whether an incoming file has been taken into a case, and what a device was used for (plan clause 10).

use super::{PAGE_MAX, read};
use crate::books::Books;
use crate::fault::database;
use crate::sql::{self, Got, row};
use desk::Fault;
use events::records::RecordingAdded;
use events::{FileId, StreamId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How far a list can be leafed through.
const OFFSET_MAX: u64 = 10_000;

/// A recording of a case, without what it is about: the case itself is looked at with its purpose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordingRow {
    pub case_number: String,
    pub stage: String,
    pub file_name: String,
    pub began_at: Timestamp,
    pub duration_ms: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock_offset_ms: Option<i64>,
    pub recorder: String,
}

/// A recording, and the case it is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InCase {
    pub stream: StreamId,
    pub recording: RecordingRow,
}

impl RecordingRow {
    pub(crate) fn of(added: &RecordingAdded, case_number: String) -> RecordingRow {
        RecordingRow {
            case_number,
            stage: added.stage.clone(),
            file_name: added.file.name.clone(),
            began_at: added.began_at,
            duration_ms: added.duration_ms,
            clock_offset_ms: added.clock_offset_ms,
            recorder: added.recorder.name.clone(),
        }
    }
}

impl Books {
    /// The case of a body that a file has been taken into as a recording; the first where there are several.
    pub async fn recorded_in(&self, body: &str, file: FileId) -> Result<Option<InCase>, Fault> {
        let sql = "SELECT stream, row FROM recordings WHERE file = $1 AND body = $2 ORDER BY stream LIMIT 1";
        let found = sql::one(&self.shared.database.reader, sql, row![file, body]).await.map_err(database)?;
        found.as_ref().map(in_case).transpose()
    }

    /// The case of which the code with this digest opens a task.
    pub async fn task_of_recorder(&self, digest: &str) -> Result<Option<StreamId>, Fault> {
        let sql = "SELECT stream FROM recorders WHERE digest = $1 ORDER BY stream LIMIT 1";
        let found = sql::one(&self.shared.database.reader, sql, row![digest]).await.map_err(database)?;
        found.map(|found| found.stream("stream").map_err(database)).transpose()
    }

    /// The recordings of a body's device, the latest first; `page` counts from 0, fifty each.
    pub async fn recordings_of_device(
        &self,
        body: &str,
        device: &str,
        page: u64,
    ) -> Result<Vec<InCase>, Fault> {
        let offset = page.saturating_mul(PAGE_MAX).min(OFFSET_MAX);
        let sql = format!(
            "SELECT stream, row FROM recordings WHERE body = $1 AND device = $2 \
             ORDER BY began DESC, stream, file LIMIT {PAGE_MAX} OFFSET {offset}"
        );
        let found =
            sql::all(&self.shared.database.reader, &sql, row![body, device]).await.map_err(database)?;
        found.iter().map(in_case).collect()
    }
}

fn in_case(found: &sea_orm::QueryResult) -> Result<InCase, Fault> {
    Ok(InCase { stream: found.stream("stream").map_err(database)?, recording: read(found, "recordings")? })
}
