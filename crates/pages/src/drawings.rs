//! Drawn signatures (手写签名) on their way to a paper: looked at when they are handed in, because an act must not stand whose paper cannot be printed; read
//! from the store when the paper is set.

use bytes::BytesMut;
use desk::{Fault, Said};
use documents::{Drawing, Press};
use events::field::{FieldFault, Shape};
use events::papers::PaperIssued;
use events::{ActKind, FileId};
use futures::TryStreamExt;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::Books;

/// More is no drawn name; the act says so with the article.
const BYTES_MAX: usize = 512 << 10;

/// The drawings of this input that cannot be set, each by its field.
pub async fn unset(
    books: &Books,
    press: &Arc<Press>,
    act: &ActKind,
    input: &Map<String, Value>,
) -> Result<Vec<FieldFault>, Fault> {
    let mut faults = Vec::new();
    for field in act.fields.iter().filter(|field| matches!(field.shape, Shape::Drawn)) {
        let Some(Ok(id)) = input.get(field.key).and_then(Value::as_str).map(str::parse::<FileId>) else {
            continue;
        };
        // Whether it is there at all is for the act to say.
        let Some(png) = read(books, id).await? else { continue };
        let press = press.clone();
        let drawing = tokio::task::spawn_blocking(move || press.drawing(&png)).await;
        let reason = match drawing.unwrap_or(Drawing::Unset) {
            Drawing::Drawn => continue,
            Drawing::TooSlight => "签名太短，像是误触，请重新签写姓名",
            Drawing::Unset => "手写签名的图像不能印到文书上，请重新签名",
        };
        let reason = reason.to_owned();
        faults.push(FieldFault { field: field.key.to_owned(), label: field.label.to_owned(), reason });
    }
    Ok(faults)
}

/// The drawings a paper shows, by their SHA-256.
pub async fn of_paper(books: &Books, paper: &PaperIssued) -> Result<BTreeMap<String, Vec<u8>>, Said> {
    let mut images = BTreeMap::new();
    let rows = paper.elements.get("signed").and_then(Value::as_array);
    for named in rows.into_iter().flatten().filter_map(|row| row.get("image")?.as_str()) {
        let id: FileId = named.parse().map_err(|_| lost(named))?;
        images.insert(named.to_owned(), read(books, id).await?.ok_or_else(|| lost(named))?);
    }
    Ok(images)
}

fn lost(named: &str) -> Said {
    Said::Fault(Fault::Corrupt(format!("the drawn signature {named} is not there")))
}

/// The bytes of a stored drawing; `None` when there are none, or more than a drawing has.
async fn read(books: &Books, id: FileId) -> Result<Option<Vec<u8>>, Fault> {
    let Some(mut pieces) = books.get_file(id, None).await? else { return Ok(None) };
    let mut whole = BytesMut::new();
    while let Some(piece) = pieces.try_next().await? {
        if whole.len() + piece.len() > BYTES_MAX {
            return Ok(None);
        }
        whole.extend_from_slice(&piece);
    }
    Ok(Some(whole.to_vec()))
}
