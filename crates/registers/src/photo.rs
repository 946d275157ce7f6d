//! Photos that entries of registers name (plan clause 5): a real JPEG or PNG, not large, and brought by whoever proposes the entry, or in the entry before it already. To know
//! a file's digest is no right to it.

use crate::declaration::RegisterKind;
use events::entries::Change;
use events::field::Shape;
use events::{FileId, Occasion, Refusal};
use law::article::{Article, PLAN};
use serde_json::Value;

/// The most a photo of an entry may have.
pub const PHOTO_BYTES_MAX: u64 = 2 << 20;

events::refusals! {
    /// Why an entry cannot have this photo.
    pub enum Refused {
        PhotoNotThere => Article::of(PLAN, 5), "照片没有存入，或者没有传完", "重新上传照片后提交", field "photo";
        PhotoWrong => Article::of(PLAN, 5), "照片应为不超过 2 MiB 的 JPEG 或者 PNG", "换一张照片", field "photo";
    }
}

/// The files a change names.
pub fn files(kind: &RegisterKind, change: &Change) -> Vec<FileId> {
    let content = match change {
        Change::Enter(held) | Change::Amend(held) => &held.content,
        Change::Retire { .. } => return Vec::new(),
    };
    named(kind, content)
}

fn named(kind: &RegisterKind, content: &Value) -> Vec<FileId> {
    let fields = kind.fields.iter().filter(|field| matches!(field.shape, Shape::File));
    fields.filter_map(|field| content.get(field.key)?.as_str()?.parse().ok()).collect()
}

/// Whether every photo of a change may stand.
pub fn check(kind: &RegisterKind, change: &Change, occasion: &Occasion<'_>) -> Result<(), Refusal> {
    let key = match change {
        Change::Enter(held) | Change::Amend(held) => &held.key,
        Change::Retire { .. } => return Ok(()),
    };
    let before = occasion.registers.book(kind.word).history(key).iter();
    let had: Vec<FileId> = before
        .filter_map(|version| version.content.as_deref())
        .flat_map(|content| named(kind, content))
        .collect();
    for id in files(kind, change).into_iter().filter(|id| !had.contains(id)) {
        let file = &occasion.file(id).ok_or(Refused::PhotoNotThere)?.named;
        let is_photo = ["image/jpeg", "image/png"].contains(&file.media_type.as_str());
        if !is_photo || file.size_bytes > PHOTO_BYTES_MAX {
            return Err(Refused::PhotoWrong.into());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::all;
    use events::entries::Held;
    use events::testing::{Story, day, file_id};
    use serde_json::json;

    fn change(photo: &str) -> Change {
        let content = json!({"code": "CK-1", "photo": file_id(photo).to_string()});
        Change::Enter(Held { key: "CK-1".to_owned(), valid_from: day("2026-11-23"), valid_to: None, content })
    }

    #[test]
    fn a_photo_is_stored_and_is_a_photo() {
        let kind = all::by_word("window_posts").expect("a register");
        let story = Story::new().stores("face.jpg").stores("paper.pdf");
        let said =
            |photo: &str| check(kind, &change(photo), &story.occasion()).map_err(|refusal| refusal.name);
        assert_eq!(said("face.jpg"), Ok(()));
        assert_eq!(said("paper.pdf"), Err("PhotoWrong".to_owned()));
        assert_eq!(said("elsewhere.jpg"), Err("PhotoNotThere".to_owned()));
        assert_eq!(files(kind, &change("face.jpg")), [file_id("face.jpg")]);
    }
}
