//! What a person brings to an act beside its input: an idempotency key of his or her own choosing, and files. Neither is taken at its word.

use events::people::FileNamed;
use events::{FileFacts, FileId, OfficerId, Refusal, Standing};
use law::article::{Article, PLAN};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

events::refusals! {
    /// Why a file that is there cannot be named yet.
    pub enum NotYet {
        Sm3Pending { name: String } => Article::of(PLAN, 12), "“{name}”已经存入，正在计算国密摘要（SM3）", "稍候一分钟再提交；已填写的内容不会丢失";
    }
}

/// Every file an act names has both its digests; the SM3 of a large one is worked out after it came in.
pub(crate) fn settled(stored: &BTreeMap<FileId, FileFacts>) -> Result<(), Refusal> {
    match stored.values().find(|facts| !facts.is_settled()) {
        Some(facts) => Err(NotYet::Sm3Pending { name: facts.named.name.clone() }.into()),
        None => Ok(()),
    }
}

/// The longest idempotency key.
const KEY_MAX: usize = 100;

/// The stored files this officer may name in this case: what he or she brought, under the name it was brought by, and what the case has already. To know a
/// file's digest is no right to it.
pub(crate) fn at_hand(
    stored: &BTreeMap<FileId, FileFacts>,
    brought: &BTreeMap<FileId, String>,
    case: &Standing,
) -> BTreeMap<FileId, FileFacts> {
    let mut at_hand = BTreeMap::new();
    for (id, facts) in stored {
        let of_case = || case.file(*id).map(|file| file.name.clone());
        if let Some(name) = brought.get(id).cloned().or_else(of_case) {
            let named = FileNamed { name, ..facts.named.clone() };
            at_hand.insert(*id, FileFacts { named, ..facts.clone() });
        }
    }
    at_hand
}

/// An idempotency key as a person chose it, made that person's own: it meets neither another person's key nor one of the program's, which begin with
/// `print-` and `view-`. A key that is none is left as it is, for the store to refuse.
pub fn key_of(by: &OfficerId, chosen: &str) -> String {
    if chosen.is_empty() || chosen.len() > KEY_MAX {
        return chosen.to_owned();
    }
    format!("by-{}", hex::encode(&Sha256::digest(format!("{by}\n{chosen}"))[..24]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use events::testing::{Story, file_id, file_named};

    #[test]
    fn a_file_without_its_second_digest_is_named_by_no_act() {
        let facts = |sm3: &str| FileFacts {
            named: FileNamed { sm3: sm3.to_owned(), ..file_named("现场.mp4") },
            playing: None,
            looked: None,
        };
        let id = file_id("现场.mp4");
        assert!(settled(&BTreeMap::from([(id, facts("ab"))])).is_ok());
        let refusal = settled(&BTreeMap::from([(id, facts(""))])).unwrap_err();
        assert!(refusal.says.contains("SM3"), "{refusal:?}");
    }

    #[test]
    fn a_file_is_named_by_whoever_brought_it_or_in_the_case_that_has_it() {
        let case = Story::investigated().standing;
        let (shelf, other, foreign) = (file_id("shelf.jpg"), file_id("other.jpg"), file_id("foreign.jpg"));
        let known = ["shelf.jpg", "other.jpg", "foreign.jpg"];
        let stored = known.map(|name| {
            (
                file_id(name),
                FileFacts {
                    named: FileNamed { name: "王某身份证.jpg".to_owned(), ..file_named(name) },
                    playing: None,
                    looked: None,
                },
            )
        });
        let brought = BTreeMap::from([(other, "货架.jpg".to_owned())]);
        let names = |case: &Standing| -> Vec<(FileId, String)> {
            let files = at_hand(&stored.clone().into(), &brought, case);
            files.into_iter().map(|(id, facts)| (id, facts.named.name)).collect()
        };
        let mut expected = vec![(shelf, "shelf.jpg".to_owned()), (other, "货架.jpg".to_owned())];
        expected.sort();
        assert_eq!(names(&case), expected);
        assert_eq!(names(&Standing::default()), [(other, "货架.jpg".to_owned())]);
        assert!(
            stored.iter().any(|(id, _)| *id == foreign),
            "stored, brought by somebody else, and of no case here"
        );
    }

    #[test]
    fn a_person_s_key_meets_no_other_person_s_and_none_of_the_program_s() {
        let (zhang, li) = (OfficerId::from("zhang"), OfficerId::from("li"));
        let guessed = "print-000102030405060708090a0b0c0d0e0f";
        assert_eq!(key_of(&zhang, guessed), key_of(&zhang, guessed));
        assert_ne!(key_of(&zhang, guessed), key_of(&li, guessed));
        for key in [guessed, "view-1", "by-1"] {
            let own = key_of(&zhang, key);
            assert!(own.starts_with("by-") && own != key && own.len() <= KEY_MAX, "{own}");
        }
        assert_eq!(key_of(&zhang, ""), "");
        assert_eq!(key_of(&zhang, &"x".repeat(101)).len(), 101);
    }
}
