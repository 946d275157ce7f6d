//! Tests of the package: its files, its manifests, and the same bytes each time.

use super::*;
use crate::volume::FileVolume;
use crate::volume::testing::printed;
use events::Event;
use events::entry::commit;
use events::testing::Story;
use events::testing::district::{BODY, MINOR};
use jiff::civil::date;
use serde_json::{Map, Value};

fn story() -> Story {
    printed(Story::closed(MINOR)).does(&FileVolume::default())
}

fn items(story: &Story) -> Vec<VolumeItem> {
    let filed = story.history.iter().find_map(|recorded| match &recorded.body.event {
        Event::VolumeFiled(filed) => Some(filed.items.clone()),
        _ => None,
    });
    filed.expect("filed")
}

/// The story's history as a ledger keeps it; receipts are not looked into here.
fn kept(story: &Story) -> Vec<Kept> {
    let keep = |recorded: &events::Recorded| {
        let body = serde_json::to_string(&recorded.body).expect("writes");
        let salt = [recorded.number as u8; 32];
        let entry = Entry {
            v: Entry::VERSION,
            kind: recorded.body.event.name().to_owned(),
            at: recorded.at,
            stream: recorded.stream,
            seq: recorded.seq,
            unit: None,
            law: "2026-11".to_owned(),
            facts: Map::new(),
            body: commit(&salt, body.as_bytes()),
        };
        Kept {
            number: recorded.number,
            entry: entry.bytes(),
            body: Some((salt, body)),
            receipt: format!("receipt of {}\n", recorded.number),
        }
    };
    story.history.iter().map(keep).collect()
}

fn contents<'a>(items: &'a [VolumeItem], entries: &'a [Kept]) -> Contents<'a> {
    Contents {
        reference: "J001-ZY·XZCF-2026-D30-0001",
        title: "上海某某食品超市<经营>过期食品案",
        body_name: "长宁区市场监督管理局\n",
        body_code: BODY,
        retention: "D30",
        packed_on: date(2027, 1, 4),
        items,
        entries,
        vkey: "mingjing.example/310105+key",
    }
}

fn text<'a>(package: &'a Package, path: &str) -> &'a str {
    let part = package.parts.iter().find(|part| part.path == path).unwrap_or_else(|| panic!("no {path}"));
    match &part.source {
        Source::Bytes(bytes) => std::str::from_utf8(bytes).expect("UTF-8"),
        Source::File(_) => panic!("{path} is a stored file"),
    }
}

fn sample() -> Package {
    let story = story();
    plan(&contents(&items(&story), &kept(&story))).expect("a plan")
}

#[test]
fn the_tag_files_are_those_of_a_bag() {
    let package = sample();
    assert_eq!(package.base, "J001-ZY_XZCF-2026-D30-0001");
    assert_eq!(text(&package, "bagit.txt"), "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n");
    let payload: Vec<&Part> = package.parts.iter().filter(|part| part.path.starts_with("data/")).collect();
    let octets: u64 = payload.iter().map(|part| part.size_bytes).sum();
    assert_eq!(
        text(&package, "bag-info.txt"),
        format!(
            "Source-Organization: 长宁区市场监督管理局\nOrganization-Code: {BODY}\nExternal-Identifier: J001-ZY·XZCF-2026-D30-0001\n\
             External-Description: 上海某某食品超市<经营>过期食品案\nRetention: D30\nBagging-Date: 2027-01-04\nPayload-Oxum: {octets}.{}\n",
            payload.len()
        )
    );
}

#[test]
fn the_manifests_name_every_file_with_its_digest() {
    let package = sample();
    let manifest = text(&package, "manifest-sha256.txt");
    let payload = package.parts.iter().filter(|part| part.path.starts_with("data/"));
    let expected: Vec<String> = payload.map(|part| format!("{}  {}", part.sha256, part.path)).collect();
    assert_eq!(manifest.lines().collect::<Vec<_>>(), expected);
    let tags: Vec<&str> = text(&package, "tagmanifest-sha256.txt").lines().map(|line| &line[66..]).collect();
    assert_eq!(tags, ["bagit.txt", "bag-info.txt", "manifest-sha256.txt"]);
    for part in &package.parts {
        assert!(crate::path::is_safe(&part.path), "{}", part.path);
        if let Source::Bytes(bytes) = &part.source {
            assert_eq!(part.sha256, hex::encode(Sha256::digest(bytes)));
        }
    }
}

#[test]
fn stored_files_lie_under_their_titles_with_the_digest_of_their_id() {
    let story = story();
    let items = items(&story);
    let package = plan(&contents(&items, &kept(&story))).expect("a plan");
    let photo =
        package.parts.iter().find(|part| part.path.ends_with("书证_货架照片.jpg")).expect("the photograph");
    let file = items
        .iter()
        .filter_map(|item| item.file.as_ref())
        .find(|file| file.name == "shelf.jpg")
        .expect("listed");
    assert_eq!(
        (photo.source.clone(), photo.sha256.clone()),
        (Source::File(file.sha256), file.sha256.to_string())
    );
    let stored = package.parts.iter().filter(|part| matches!(part.source, Source::File(_))).count();
    assert_eq!(stored, items.iter().filter(|item| item.file.is_some()).count());
}

#[test]
fn every_event_stands_in_its_line_and_has_its_receipt() {
    let story = story();
    let package = sample();
    let lines: Vec<Value> = text(&package, "data/events.jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(lines.len(), story.history.len());
    for (line, recorded) in lines.iter().zip(&story.history) {
        let body: events::Body = serde_json::from_str(line["body"].as_str().expect("a body")).expect("reads");
        assert_eq!((line["n"].as_u64(), body), (Some(recorded.number), recorded.body.clone()));
        assert!(text(&package, &receipt_path(recorded.number)).starts_with("receipt of "));
    }
}

#[test]
fn an_erased_body_leaves_its_entry() {
    let story = story();
    let mut kept = kept(&story);
    kept[1].body = None;
    let package = plan(&contents(&items(&story), &kept)).expect("a plan");
    let line = text(&package, "data/events.jsonl").lines().nth(1).expect("a line");
    assert!(line.ends_with("}\"}") && !line.contains("\"salt\""), "{line}");
    assert!(text(&package, "data/index.html").contains("内容已依法删除"));
}

#[test]
fn the_index_links_to_every_file_and_holds_no_script() {
    let package = sample();
    let html = text(&package, "data/index.html");
    assert!(html.contains("&lt;经营&gt;") && !html.contains("<script") && !html.contains("http"));
    let links = html.matches("<a href=\"items/").count();
    assert_eq!(links, package.parts.iter().filter(|part| part.path.starts_with("data/items/")).count());
}

#[test]
fn the_same_contents_always_give_the_same_package() {
    assert_eq!(sample(), sample());
}

#[test]
fn contents_that_make_no_package_are_named() {
    let story = story();
    let (items, kept) = (items(&story), kept(&story));
    assert!(matches!(plan(&contents(&items, &[])), Err(PackageFault::Empty)));
    let twice = [kept[0].clone(), kept[0].clone()];
    assert!(matches!(plan(&contents(&items, &twice)), Err(PackageFault::Order(0))));
    let broken = [Kept { entry: b"{}".to_vec(), ..kept[0].clone() }];
    assert!(matches!(plan(&contents(&items, &broken)), Err(PackageFault::Entry { number: 0, .. })));
}
