//! Drawn signatures (手写签名) on their way to a paper: looked at when they are handed in, because an act must not stand whose paper cannot be printed; read
//! from the store when the paper is set.

use bytes::BytesMut;
use desk::{Fault, Said};
use documents::{Drawing, Press};
use events::field::{FieldFault, Shape};
use events::papers::PaperIssued;
use events::{Act, ActKind, FileId};
use futures::TryStreamExt;
use law::papers::PaperKind;
use records::still::TakeStill;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::Books;

/// More is no drawn name; the act says so with the article.
const BYTES_MAX: usize = 512 << 10;
/// As much as the act takes for a still.
const STILL_BYTES_MAX: usize = records::still::IMAGE_BYTES_MAX as usize;

/// The drawings of this input that cannot be set, each by its field.
pub async fn unset(
    books: &Books,
    press: &Arc<Press>,
    act: &ActKind,
    input: &Map<String, Value>,
) -> Result<Vec<FieldFault>, Fault> {
    let mut faults = Vec::new();
    if act.word == TakeStill::WORD {
        faults.extend(still_unset(books, press, input).await?);
    }
    for field in act.fields.iter().filter(|field| matches!(field.shape, Shape::Drawn)) {
        let Some(Ok(id)) = input.get(field.key).and_then(Value::as_str).map(str::parse::<FileId>) else {
            continue;
        };
        // Whether it is there at all is for the act to say.
        let Some(png) = read(books, id, BYTES_MAX).await? else { continue };
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

/// Whether the picture of a still cannot be set; whether it is one at all is for the act to say.
async fn still_unset(
    books: &Books,
    press: &Arc<Press>,
    input: &Map<String, Value>,
) -> Result<Option<FieldFault>, Fault> {
    let Some(field) = TakeStill::FIELDS.iter().find(|field| field.key == "image") else { return Ok(None) };
    let named = input.get(field.key).and_then(Value::as_str).map(str::parse::<FileId>);
    let Some(Ok(id)) = named else { return Ok(None) };
    let is_png = books.file(id).await?.is_some_and(|facts| facts.named.media_type == "image/png");
    let Some(png) = read(books, id, STILL_BYTES_MAX).await?.filter(|_| is_png) else { return Ok(None) };
    let press = press.clone();
    let sets = tokio::task::spawn_blocking(move || press.drawing(&png) != Drawing::Unset).await;
    Ok((!sets.unwrap_or(false)).then(|| FieldFault {
        field: field.key.to_owned(),
        label: field.label.to_owned(),
        reason: "截图不能印到文书上，请重新截取".to_owned(),
    }))
}

/// The drawings a paper shows, by their SHA-256.
pub async fn of_paper(books: &Books, paper: &PaperIssued) -> Result<BTreeMap<String, Vec<u8>>, Said> {
    let mut images = BTreeMap::new();
    let still = paper.elements.get("image").and_then(Value::as_str);
    if let Some(named) = still.filter(|_| paper.kind == PaperKind::RecordingStill) {
        let id: FileId = named.parse().map_err(|_| lost(named))?;
        let picture = read(books, id, STILL_BYTES_MAX).await?.ok_or_else(|| lost(named))?;
        images.insert(named.to_owned(), picture);
    }
    let rows = paper.elements.get("signed").and_then(Value::as_array);
    for named in rows.into_iter().flatten().filter_map(|row| row.get("image")?.as_str()) {
        let id: FileId = named.parse().map_err(|_| lost(named))?;
        images.insert(named.to_owned(), read(books, id, BYTES_MAX).await?.ok_or_else(|| lost(named))?);
    }
    Ok(images)
}

fn lost(named: &str) -> Said {
    Said::Fault(Fault::Corrupt(format!("the picture {named} is not there")))
}

/// The bytes of a stored picture; `None` when there are none, or more than it may have.
async fn read(books: &Books, id: FileId, bytes_max: usize) -> Result<Option<Vec<u8>>, Fault> {
    let Some(mut pieces) = books.get_file(id, None).await? else { return Ok(None) };
    let mut whole = BytesMut::new();
    while let Some(piece) = pieces.try_next().await? {
        if whole.len() + piece.len() > bytes_max {
            return Ok(None);
        }
        whole.extend_from_slice(&piece);
    }
    Ok(Some(whole.to_vec()))
}
