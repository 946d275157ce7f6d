//! Proofs of storage: the stored bytes of a file were read back to their end, and their SHA-256 and length compared with those under which they are kept. Only such a proof lets a
//! device be wiped (plan clause 12). Every proof is kept, those that failed, too; the newest says how it stands.
//!
//! What is read is what the object store gives, so a proof says that the store has the bytes, not on which disks.

use crate::append::milliseconds;
use crate::books::Books;
use crate::fault::database;
use crate::history::instant;
use crate::sql::{self, Got, marks, row};
use desk::Fault;
use events::FileId;
use futures::StreamExt;
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// What reading the stored bytes back showed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StorageProof {
    pub file: FileId,
    /// SHA-256 of the bytes that were read.
    pub sha256: FileId,
    pub size_bytes: u64,
    pub at: Timestamp,
    /// Whether they are the bytes that came in, all of them.
    pub sound: bool,
}

impl Books {
    /// Reads a stored file back and keeps what that showed; `None` when it is not stored. A store that does not answer is a fault and proves nothing.
    pub async fn prove_stored(&self, file: FileId, now: Timestamp) -> Result<Option<StorageProof>, Fault> {
        let Some(facts) = self.file(file).await? else { return Ok(None) };
        let (mut digest, mut size_bytes) = (Sha256::new(), 0u64);
        let mut there = false;
        if let Some(mut bytes) = self.get_file(file, None).await? {
            there = true;
            while let Some(piece) = bytes.next().await {
                let piece = piece?;
                size_bytes += piece.len() as u64;
                digest.update(&piece);
            }
        }
        let sha256 = FileId(digest.finalize().into());
        let sound = there && sha256 == file && size_bytes == facts.named.size_bytes;
        let proof = StorageProof { file, sha256, size_bytes, at: now, sound };
        let sql = "INSERT INTO storage_proofs (file, at, sha256, size, sound) VALUES ($1, $2, $3, $4, $5) \
                   ON CONFLICT (file, at) DO UPDATE SET sha256 = excluded.sha256, size = excluded.size, sound = excluded.sound";
        self.write(sql, row![file, milliseconds(now), sha256, size_bytes, sound]).await?;
        if !sound {
            tracing::error!(%file, %sha256, size_bytes, "stored bytes are not those that came in");
        }
        Ok(Some(proof))
    }

    /// The newest proof of each of these files.
    pub async fn storage_proofs(&self, files: &[FileId]) -> Result<BTreeMap<FileId, StorageProof>, Fault> {
        if files.is_empty() {
            return Ok(BTreeMap::new());
        }
        let sql = format!(
            "SELECT file, at, sha256, size, sound FROM storage_proofs WHERE file IN ({}) ORDER BY at",
            marks(1, files.len())
        );
        let cells = files.iter().map(|file| sql::Cell::from(*file)).collect();
        let found = sql::all(&self.shared.database.writer, &sql, cells).await.map_err(database)?;
        let mut newest = BTreeMap::new();
        for found in &found {
            let file = FileId(found.array("file").map_err(database)?);
            let proof = StorageProof {
                file,
                sha256: FileId(found.array("sha256").map_err(database)?),
                size_bytes: found.number("size").map_err(database)?,
                at: instant(found.int("at").map_err(database)?)?,
                sound: found.int("sound").map_err(database)? == 1,
            };
            newest.insert(file, proof);
        }
        Ok(newest)
    }
}
