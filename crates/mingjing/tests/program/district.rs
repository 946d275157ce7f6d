//! The synthetic district through the program: told twice it is the same to the byte; a clean one gives `check` nothing to say; whatever is changed is named
//! with its place; and a receipt holds where there is nothing but the receipt.

use crate::support::{copy, done, files, flip, found, path, run, told};
use ledger::note::Signer;
use ledger::receipt::Receipt;
use mingjing::settings::Settings;
use sea_orm::{ConnectionTrait, Database};
use std::path::Path;
use store::{DocketFilter, Page};

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_does_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let export = |name: &str, seed| {
        let (data, out) = (folder.path().join(name), folder.path().join(format!("{name}-out")));
        told(&data, 1, seed);
        done(&["export", path(&out), "--data", path(&data)]);
        files(&out)
    };
    let (one, two, other) = (export("one", 7), export("two", 7), export("other", 8));
    assert!(one.contains_key("checkpoint") && one.contains_key("bodies.jsonl"));
    assert_eq!(one.keys().collect::<Vec<_>>(), two.keys().collect::<Vec<_>>());
    for (name, bytes) in &one {
        assert_eq!(Some(bytes), two.get(name), "{name}");
    }
    assert_ne!(one["checkpoint"], other["checkpoint"]);
    let stored = |name: &str| files(&folder.path().join(name).join("objects").join("files"));
    assert_eq!(stored("one"), stored("two"), "papers and recordings");
}

#[test]
fn a_told_district_checks_clean_and_rebuilds_equal() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("district");
    told(&data, 3, 1);
    assert_eq!(done(&["check", "--data", path(&data)]), "");
    done(&["rebuild", "--data", path(&data)]);
    assert_eq!(done(&["check", "--data", path(&data)]), "");
    let size = files(&data).len();
    told(&data, 3, 1);
    assert_eq!(files(&data).len(), size, "telling again adds nothing");
    let out = folder.path().join("out");
    done(&["export", path(&out), "--data", path(&data)]);
    assert_eq!(done(&["verify", path(&out), "--vkey", path(&out.join("vkey"))]), "");
    assert_eq!(done(&["check", "--gate", path(&out)]), "");
}

#[test]
fn a_ledger_is_checked_against_the_key_that_was_brought_along() {
    let folder = tempfile::tempdir().expect("a folder");
    let (data, out) = (folder.path().join("district"), folder.path().join("out"));
    told(&data, 1, 5);
    done(&["export", path(&out), "--data", path(&data)]);
    let vkey = std::fs::read_to_string(out.join("vkey")).expect("a key");
    let origin = vkey.split('+').next().expect("a name").to_owned();
    let other = Signer::new(&origin, [9; 32]).expect("a signer").verifier_key().to_string();
    for what in [&["check", "--gate"][..], &["verify"][..]] {
        let with = |key: &[&str]| {
            let output = run(&[what, &[path(&out)], key].concat());
            (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
        };
        let (code, said) = with(&[]);
        assert!(code == Some(0) && said.contains("THE KEY THAT LIES IN THE FOLDER ITSELF"), "{said}");
        let (code, said) = with(&["--vkey", vkey.trim()]);
        assert!(code == Some(0) && said.contains(&origin) && !said.contains("FOLDER ITSELF"), "{said}");
        assert_eq!(with(&["--vkey", &other]).0, Some(1), "a ledger made anew with another key");
    }
}

#[tokio::test]
async fn whatever_is_changed_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let sound = folder.path().join("sound");
    told(&sound, 1, 2);
    let changed = |name: &str| {
        let place = folder.path().join(name);
        copy(&sound, &place);
        place
    };

    let data = changed("entry");
    tamper(&data, "UPDATE entries SET bytes = CAST(replace(CAST(bytes AS TEXT), 'CaseOpened', 'CaseOpaned') AS BLOB) WHERE kind = 'CaseOpened'").await;
    assert!(found(&["check", "--data", path(&data)]).contains("entry "));

    let data = changed("body");
    tamper(&data, "UPDATE bodies SET bytes = CAST(replace(CAST(bytes AS TEXT), '同意立案', '同意结案') AS BLOB) WHERE CAST(bytes AS TEXT) LIKE '%同意立案%'").await;
    assert!(found(&["check", "--data", path(&data)]).contains("body "));

    let data = changed("reading");
    tamper(&data, "UPDATE docket SET stage = 'clue'").await;
    assert!(found(&["check", "--data", path(&data)]).contains("docket"));

    for below in ["files", "tile/0", "tile/entries"] {
        let data = changed(&below.replace('/', "-"));
        let objects = data.join("objects").join(below);
        let (name, _) = files(&objects).pop_last().expect("an object");
        flip(&objects.join(&name));
        let said = found(&["check", "--data", path(&data)]);
        let last = name.rsplit('/').next().unwrap_or_default();
        assert!(said.contains(last), "{below}/{name}: {said}");
    }
}

/// Writes into the database past the program, the walls taken down first, as whoever holds the machine could.
async fn tamper(data: &Path, sql: &str) {
    let db = Database::connect(format!("sqlite://{}", data.join("mingjing.db").display()))
        .await
        .expect("the database");
    let names = "SELECT name FROM sqlite_master WHERE type = 'trigger'";
    let statement = sea_orm::Statement::from_string(sea_orm::DbBackend::Sqlite, names);
    for row in db.query_all_raw(statement).await.expect("the triggers") {
        let name: String = row.try_get("", "name").expect("a name");
        db.execute_unprepared(&format!("DROP TRIGGER \"{name}\"")).await.expect("a wall down");
    }
    let changed = db.execute_unprepared(sql).await.expect("a change");
    assert!(changed.rows_affected() > 0, "{sql}");
    db.close().await.expect("closed");
}

#[tokio::test]
async fn a_receipt_holds_with_nothing_but_itself() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("district");
    told(&data, 1, 3);
    let alone = folder.path().join("elsewhere");
    std::fs::create_dir(&alone).expect("a folder");
    let (receipt, entry, document, vkey) = published(&data).await;
    let write = |name: &str, bytes: &[u8]| {
        let place = alone.join(name);
        std::fs::write(&place, bytes).expect("a file");
        place.to_str().expect("UTF-8").to_owned()
    };
    let (receipt, entry, document) = (
        write("receipt.txt", receipt.text().as_bytes()),
        write("entry.json", &entry),
        write("document.json", &document),
    );
    std::fs::remove_dir_all(&data).expect("the district is gone");
    let arguments = ["verify", &receipt, "--entry", &entry, "--document", &document, "--vkey", &vkey];
    let said = done(&arguments);
    assert_eq!(said.lines().filter(|line| line.starts_with("valid: ")).count(), 2, "{said}");
    for file in [&receipt, &entry, &document] {
        let sound = std::fs::read(file).expect("a file");
        flip(Path::new(file));
        assert_ne!(run(&arguments).status.code(), Some(0), "{file} was changed");
        std::fs::write(file, sound).expect("a file");
    }
}

#[tokio::test]
async fn a_package_holds_elsewhere_and_a_changed_one_does_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("district");
    told(&data, 1, 4);
    let settings = Settings::read(None, Some(&data)).expect("settings");
    let books = mingjing::rooms::books(&settings).await.expect("the store opens");
    let listed = books.docket(&DocketFilter::default(), Page::default()).await.expect("reads");
    let (case, vkey) = (listed.rows[0].stream.to_string(), books.vkey());
    books.close().await.expect("closes");
    let zip = folder.path().join("volume.zip");
    done(&["package", &case, path(&zip), "--data", path(&data)]);
    assert!(
        !run(&["package", &case, path(&zip), "--data", path(&data)]).status.success(),
        "it is there already"
    );
    std::fs::remove_dir_all(&data).expect("the district is gone");
    assert!(done(&["verify", path(&zip), "--vkey", &vkey]).starts_with("valid: "));
    flip(&zip);
    assert!(!found(&["verify", path(&zip), "--vkey", &vkey]).is_empty());
}

/// Receipt, entry and document of the first publication, and the key.
async fn published(data: &Path) -> (Receipt, Vec<u8>, Vec<u8>, String) {
    let settings = Settings::read(None, Some(data)).expect("settings");
    let books = mingjing::rooms::books(&settings).await.expect("the store opens");
    let size = books.size().await.expect("a size");
    for number in 0..size {
        let (entry, _) = books.entry(number).await.expect("reads").expect("an entry");
        if !String::from_utf8_lossy(&entry).contains("\"DecisionPublished\"") {
            continue;
        }
        let receipt = books.receipt(number).await.expect("reads").expect("a receipt");
        let row = books.bulletin(number).await.expect("reads").expect("a publication");
        let vkey = books.vkey();
        books.close().await.expect("closes");
        return (receipt, entry, row.document.into_bytes(), vkey);
    }
    panic!("the first case is told to its end and has no publication among {size} entries");
}

#[test]
fn a_folder_in_which_there_is_no_district_is_not_found_sound() {
    let folder = tempfile::tempdir().expect("a folder");
    let (nowhere, out) = (folder.path().join("nowhere"), folder.path().join("out"));
    for arguments in [
        vec!["check", "--data", path(&nowhere)],
        vec!["rebuild", "--data", path(&nowhere)],
        vec!["export", path(&out), "--data", path(&nowhere)],
    ] {
        let output = run(&arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("no district here"), "{arguments:?}");
    }
    assert!(files(folder.path()).is_empty(), "and none was made");
}
