//! Photos of register entries on their way in: what is shown to everyone carries neither place nor device. The bare picture is kept under its own digest, and that
//! is what the entry names.

use crate::intake::{self, NotTaken};
use crate::session::SignedIn;
use crate::state::DeskState;
use bytes::Bytes;
use events::FileId;
use events::field::{Field, FieldFault, Shape};
use futures::TryStreamExt;
use registers::photo::PHOTO_BYTES_MAX;
use serde_json::Value;
use std::convert::Infallible;

/// Puts the bare picture in the place of each photo the content names. The act judges whether the file is there and whose it is.
pub async fn bare(
    state: &DeskState,
    who: &SignedIn,
    fields: &[Field],
    content: &mut Value,
) -> Result<Vec<FieldFault>, desk::Fault> {
    let mut faults = Vec::new();
    for field in fields.iter().filter(|field| matches!(field.shape, Shape::File)) {
        let Some(id) =
            content.get(field.key).and_then(Value::as_str).and_then(|id| id.parse::<FileId>().ok())
        else {
            continue;
        };
        match bared(state, who, id).await {
            Ok(Some(bare)) => content[field.key] = Value::from(bare.to_string()),
            Ok(None) => {}
            Err(NotTaken::Fault(fault)) => return Err(fault),
            Err(NotTaken::Refused(reason) | NotTaken::TooLarge(reason)) => {
                let (field, label) = (field.key.to_owned(), field.label.to_owned());
                faults.push(FieldFault { field, label, reason });
            }
        }
    }
    Ok(faults)
}

/// The id of the bare picture; `None` when the file is bare already, or is not there.
async fn bared(state: &DeskState, who: &SignedIn, id: FileId) -> Result<Option<FileId>, NotTaken> {
    let books = &state.office.books;
    let Some(facts) = books.file(id).await? else { return Ok(None) };
    if facts.named.size_bytes > PHOTO_BYTES_MAX {
        return Err(NotTaken::TooLarge("照片不能超过 2 MiB".to_owned()));
    }
    let Some(stored) = books.get_file(id, None).await? else { return Ok(None) };
    let pieces: Vec<Bytes> = stored
        .try_collect()
        .await
        .map_err(|fault| NotTaken::Fault(desk::Fault::Objects(fault.to_string())))?;
    let bytes = pieces.concat();
    let bare = media::bare(&bytes).map_err(|fault| NotTaken::Refused(format!("照片不能使用：{fault}")))?;
    if bare == bytes {
        return Ok(None);
    }
    let whole = futures::stream::iter([Ok::<_, Infallible>(Bytes::from(bare))]);
    intake::take(state, who.id(), whole, &facts.named.name).await.map(|kept| Some(kept.sha256))
}
