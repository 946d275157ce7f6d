//! Where a problem of a legal opinion lies (plan clause 19), so that it opens there again: a passage of the draft, a page of a piece of evidence, or a
//! second of a recording. The place is kept in the opinion in words that people read on the paper too: `文稿·违法事实“两盒”`, `证据2第3页`,
//! `音像1 1:15`. This file reads those words; others stay words, and nothing opens.

use crate::desk::chronology::file_link;
use events::standing::Standing;

/// The parts of a draft by key and title, in the order of the decision.
pub const PARTS: [(&str, &str); 8] = [
    ("facts", "违法事实"),
    ("evidence", "证据"),
    ("character", "性质"),
    ("discretion", "裁量"),
    ("basis", "依据"),
    ("penalties", "处罚"),
    ("performance", "履行"),
    ("remedies", "救济"),
];

/// What the words of a place point at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place<'a> {
    /// A part of the draft by key, and a passage of it; the passage may be empty.
    Draft(&'static str, &'a str),
    /// Evidence by number, and a page of it.
    Evidence(u32, Option<u32>),
    /// A recording by its order in the case, from one, and a second of it.
    Recording(usize, Option<u64>),
}

/// Reads the words of a place.
pub fn read(words: &str) -> Option<Place<'_>> {
    let words = words.trim();
    if let Some(of_draft) = words.strip_prefix("文稿·") {
        let (key, title) = *PARTS.iter().find(|(_, title)| of_draft.starts_with(title))?;
        let rest = of_draft.strip_prefix(title)?;
        let passage = rest.strip_prefix('“').and_then(|rest| rest.strip_suffix('”'));
        return Some(Place::Draft(key, passage.unwrap_or_default()));
    }
    if let Some(of_evidence) = words.strip_prefix("证据") {
        let (number, rest) = leading_number(of_evidence)?;
        let page = rest.strip_prefix('第').and_then(leading_number);
        let page = page.filter(|(_, rest)| rest.starts_with('页')).and_then(|(page, _)| page.try_into().ok());
        return Some(Place::Evidence(number.try_into().ok()?, page));
    }
    let (order, rest) = leading_number(words.strip_prefix("音像")?)?;
    Some(Place::Recording(order.try_into().ok()?, second(rest.trim_start())))
}

/// The digits at the start and what follows them.
fn leading_number(text: &str) -> Option<(u64, &str)> {
    let end = text.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    Some((digits.parse().ok()?, rest))
}

/// `1:02:03`, `1:15` or `75` (also `75秒`) as seconds.
fn second(text: &str) -> Option<u64> {
    let text = text.split(|sign: char| !sign.is_ascii_digit() && sign != ':').next()?;
    text.split(':').try_fold(0u64, |sum, part| {
        sum.checked_mul(60)?.checked_add(part.parse::<u64>().ok().filter(|part| *part < 1_000_000)?)
    })
}

/// The address that opens a place; `draft_at` is the address of the page that shows the draft, empty on that page itself.
pub fn href(words: &str, case: &Standing, draft_at: &str) -> Option<String> {
    match read(words)? {
        Place::Draft(key, "") => Some(format!("{draft_at}#draft-{key}")),
        Place::Draft(key, passage) => Some(format!("{draft_at}#draft-{key}:~:text={}", fragment(passage))),
        Place::Evidence(number, page) => {
            let item = case.investigation.evidence.iter().find(|item| item.number == number)?;
            let address = file_link(case.stream, item.added.files.first()?).href;
            Some(page.map_or(address.clone(), |page| format!("{address}#page={page}")))
        }
        Place::Recording(order, second) => {
            let recording = case.recordings.get(order.checked_sub(1)?)?;
            let address = file_link(case.stream, &recording.file).href;
            Some(second.map_or(address.clone(), |second| format!("{address}#t={second}")))
        }
    }
}

/// A passage as a text fragment: the browser finds and marks it. Its own signs (`-`, `,`, `&`) are escaped with everything else.
fn fragment(passage: &str) -> String {
    crate::desk::files::percent(passage).replace('-', "%2D")
}

#[cfg(test)]
mod tests {
    use super::*;
    use events::testing::Story;
    use events::testing::district::MAJOR;

    #[test]
    fn the_words_of_a_place_are_read() {
        for (words, place) in [
            ("文稿·违法事实", Place::Draft("facts", "")),
            ("文稿·裁量“从轻-处罚”", Place::Draft("discretion", "从轻-处罚")),
            ("证据2", Place::Evidence(2, None)),
            ("证据2第13页", Place::Evidence(2, Some(13))),
            ("证据2：商品外包装照片", Place::Evidence(2, None)),
            ("音像1", Place::Recording(1, None)),
            ("音像1 1:15", Place::Recording(1, Some(75))),
            ("音像12 1:00:05", Place::Recording(12, Some(3605))),
            ("音像1 75秒", Place::Recording(1, Some(75))),
        ] {
            assert_eq!(read(words), Some(place), "{words}");
        }
        for words in ["", "全案", "证据", "证据一", "文稿·其他", "音像", "音像99999999999999999999 3"]
        {
            assert_eq!(read(words), None, "{words}");
        }
    }

    #[test]
    fn a_place_opens_at_its_page_second_and_passage() {
        let case = Story::submitted(MAJOR).standing;
        let at = format!("/cases/{}/files/", case.stream);
        let evidence = href("证据1第3页", &case, "").unwrap();
        assert!(evidence.starts_with(&at) && evidence.ends_with("#page=3"), "{evidence}");
        assert_eq!(href("证据99", &case, ""), None);
        assert_eq!(href("音像0 1:15", &case, ""), None);
        assert_eq!(href("文稿·救济", &case, "/x").as_deref(), Some("/x#draft-remedies"));
        let passage = href("文稿·违法事实“a-b&c”", &case, "").unwrap();
        assert_eq!(passage, "#draft-facts:~:text=a%2Db%26c");
    }
}
