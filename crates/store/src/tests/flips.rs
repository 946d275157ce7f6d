//! Any byte flipped: in any column of any table that matters, in any object, in the database's own file. The check names the place, or nothing that is
//! read has changed.

use super::findings;
use crate::on_both;
use crate::sql::{self, Cell, Kind as Column, Row, Table, row};
use crate::tables::{
    ACTS, BODIES, COUNTERS, ENTRIES, FILES, GATE_DECIDED, GATE_PASSED, INCOMING, OF_A_CASE, SERIES,
};
use crate::testing::letters;
use crate::testing::samples::{self, at};
use crate::testing::{Ground, Kind};
use crate::{Books, Upload};
use bytes::Bytes;
use events::papers::PaperPrinted;
use events::{Event, OfficerId, StreamId};
use futures::stream;
use std::path::{Path, PathBuf};

const HEAD: Table = Table {
    name: "head",
    columns: &[("size", Column::Int), ("frontier", Column::Bytes), ("registers_version", Column::Int)],
};
const PUBLISHED: Table =
    Table { name: "published", columns: &[("size", Column::Int), ("checkpoint", Column::Text)] };
const UPLOADS: Table = Table { name: "uploads", columns: &[("received", Column::Int)] };
const PARTS: Table = Table {
    name: "upload_parts",
    columns: &[("upload", Column::Text), ("start", Column::Int), ("object", Column::Text)],
};

/// How the places begin that a fault in a table may be named with.
fn places(table: &str) -> &'static [&'static str] {
    match table {
        "entries" => &["entry ", "entries", "stream ", "head"],
        "bodies" => &["body ", "entries"],
        "acts" => &["act ", "acts"],
        "series" => &["series "],
        "head" => &["head", "entries"],
        "published" => &["published", "checkpoint", "tile/"],
        "files" => &["files"],
        "uploads" | "upload_parts" => &["upload"],
        _ => &[],
    }
}

async fn filled(ground: &Ground) -> Books {
    let books = ground.open().await;
    samples::register(&books, "r", vec![samples::department("a")]).await.unwrap();
    let case = samples::whole_case(&books, "c0", "永安商店").await;
    samples::view(&books, "v", case, "case").await.unwrap();
    letters::append(&books, StreamId([9; 16]), 0, letters::letter(samples::UNIT)).await;
    let photo = stream::iter([Ok::<_, String>(Bytes::from_static(b"photo"))]);
    let photo = books.put_file(photo, "1.jpg", "image/jpeg", 100, at(0)).await.unwrap();
    let (number, template) = (samples::blank("罚"), "t".to_owned());
    let printed = Event::PaperPrinted(PaperPrinted { number, file: photo, template });
    samples::act(&books, "p", Some(case), vec![printed]).await.unwrap();
    let film = stream::iter([Ok::<_, String>(Bytes::from_static(b"film"))]);
    let film = books.put_file(film, "1.mp4", "video/mp4", 100, at(0)).await.unwrap();
    books.incoming_put(&samples::incoming(&film)).await.unwrap();
    let added = Event::RecordingAdded(samples::recording(&film, "JLY-01", Some(420_000)));
    let admitted = Event::RecorderAdmitted(samples::recorder());
    samples::act(&books, "f", Some(case), vec![added, admitted, samples::merged()]).await.unwrap();
    let upload = Upload {
        id: "u-1".to_owned(),
        officer: OfficerId::from("zhang-wei"),
        case: None,
        length_bytes: Some(9),
        offset_bytes: 0,
        metadata: String::new(),
        expires: at(3600),
        file: None,
        joins: crate::Joins::Alone,
    };
    books.upload_create(&upload).await.unwrap();
    for (start, piece) in [(0, "abc"), (3, "def")] {
        let piece = stream::iter([Ok::<_, String>(Bytes::from(piece))]);
        books
            .upload_append(
                crate::Arriving { id: "u-1", offset_bytes: start, checksum: None, limit_bytes: 9 },
                piece,
            )
            .await
            .unwrap();
    }
    books.publish_now().await.unwrap();
    books
}

/// Takes the walls down, as someone with the database's own rights could.
async fn without_walls(books: &Books) {
    if books.shared.database.is_postgres() {
        for table in ["entries", "bodies", "gate_passed", "gate_decided"] {
            let down = format!("ALTER TABLE {table} DISABLE TRIGGER ALL");
            sql::run(books.raw(), &down, vec![]).await.unwrap();
        }
        return;
    }
    let names = "SELECT name FROM sqlite_master WHERE type = 'trigger'";
    for found in sql::all(books.raw(), names, vec![]).await.unwrap() {
        let name: String = found.try_get("", "name").unwrap();
        sql::run(books.raw(), &format!("DROP TRIGGER {name}"), vec![]).await.unwrap();
    }
    sql::run(books.raw(), "PRAGMA foreign_keys = OFF", vec![]).await.unwrap();
}

/// The value with one bit of its middle byte flipped; a text stays one, a number stays positive.
fn flipped(cell: &Cell) -> Option<Cell> {
    let flip = |bytes: &[u8]| {
        let mut bytes = bytes.to_vec();
        let middle = bytes.len() / 2;
        *bytes.get_mut(middle)? ^= 1;
        Some(bytes)
    };
    match cell {
        Cell::Null(_) => None,
        Cell::Int(n) => Some(Cell::Int(n ^ 1)),
        Cell::Bytes(bytes) => flip(bytes).map(Cell::Bytes),
        Cell::Text(text) => {
            let at = text.char_indices().map(|(at, _)| at).nth(text.chars().count() / 2)?;
            let (before, after) = text.split_at(at);
            let other = if after.starts_with('7') { '8' } else { '7' };
            Some(Cell::Text(format!("{before}{other}{}", after.chars().skip(1).collect::<String>())))
        }
    }
}

/// Sets one cell of the row that has these cells; gives whether a row was there.
async fn set(books: &Books, table: &Table, row: &Row, column: usize, to: Cell) -> bool {
    let mut cells = vec![to];
    let mut held = Vec::new();
    for ((name, _), cell) in table.columns.iter().zip(row) {
        match cell {
            Cell::Null(_) => held.push(format!("{name} IS NULL")),
            cell => {
                cells.push(cell.clone());
                held.push(format!("{name} = ${}", cells.len()));
            }
        }
    }
    let sql =
        format!("UPDATE {} SET {} = $1 WHERE {}", table.name, table.columns[column].0, held.join(" AND "));
    match sql::run(books.raw(), &sql, cells).await {
        Ok(rows) => rows > 0,
        // The form of the database holds by itself: a key that is taken, a value no column takes.
        Err(_) => false,
    }
}

on_both!(a_flip_in_any_column_of_any_table_is_named_with_its_place, |ground| async move {
    let books = filled(&ground).await;
    without_walls(&books).await;
    assert_eq!(findings(&books).await, Vec::<String>::new());
    let beside = [
        &ENTRIES,
        &BODIES,
        &ACTS,
        &SERIES,
        &GATE_PASSED,
        &GATE_DECIDED,
        &COUNTERS,
        &HEAD,
        &PUBLISHED,
        &FILES,
        &INCOMING,
        &UPLOADS,
        &PARTS,
    ];
    let mut flips = 0;
    for table in beside.into_iter().chain(OF_A_CASE) {
        let all = format!("SELECT {} FROM {}", table.column_names(), table.name);
        let found = sql::all(books.raw(), &all, vec![]).await.unwrap();
        assert!(!found.is_empty(), "{} has rows", table.name);
        let rows: Vec<Row> = found.iter().map(|found| sql::cells(found, table).unwrap()).collect();
        // The first and the last are enough of the many words.
        for row in rows.iter().take(3).chain(rows.iter().rev().take(1)) {
            for (column, (name, _)) in table.columns.iter().enumerate() {
                let Some(other) = flipped(&row[column]) else { continue };
                if !set(&books, table, row, column, other.clone()).await {
                    continue;
                }
                flips += 1;
                let found = findings(&books).await;
                let known = places(table.name);
                let named = |finding: &String| {
                    known.iter().any(|place| finding.starts_with(place)) || finding.starts_with(table.name)
                };
                assert!(
                    found.iter().any(named),
                    "{}.{name} of {row:?} became {other:?} and was not named: {found:?}",
                    table.name
                );
                let mut changed = row.clone();
                changed[column] = other;
                assert!(set(&books, table, &changed, column, row[column].clone()).await, "is put back");
            }
        }
    }
    assert!(flips > 120, "{flips} flips");
    assert_eq!(findings(&books).await, Vec::<String>::new(), "everything was put back");
});

on_both!(a_row_that_is_gone_is_missed, |ground| async move {
    let books = filled(&ground).await;
    without_walls(&books).await;
    // From what nothing else holds on to, so that each is missed by itself.
    let gone = [
        ("DELETE FROM upload_parts WHERE start = 3", "upload u-1"),
        ("DELETE FROM uploads", "upload u-1"),
        ("DELETE FROM acts WHERE first = 4", "acts"),
        ("DELETE FROM series WHERE word = '立'", "series "),
        ("DELETE FROM gate_passed", "gate_passed of "),
        ("DELETE FROM gate_decided", "gate_decided of "),
        ("DELETE FROM files", "files/"),
        ("DELETE FROM bodies WHERE number = 2", "body 2"),
        ("DELETE FROM entries WHERE number = 5", "entry 5"),
    ];
    for (statement, place) in gone {
        assert!(sql::run(books.raw(), statement, row![]).await.unwrap() > 0, "{statement}");
        let found = findings(&books).await;
        assert!(found.iter().any(|finding| finding.starts_with(place)), "{statement}: {found:?}");
    }
});

fn files_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let place = entry.unwrap().path();
        if place.is_dir() { files_below(&place, found) } else { found.push(place) }
    }
}

#[tokio::test]
async fn a_flip_of_any_byte_of_any_object_is_named_with_its_path() {
    let ground = Ground::new(Kind::Sqlite);
    let books = filled(&ground).await;
    let root = ground.folder.path().join("objects");
    let mut objects = Vec::new();
    files_below(&root, &mut objects);
    let (mut flips, mut kinds) = (0, std::collections::BTreeSet::new());
    for object in objects {
        let path = object.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
        let sound = std::fs::read(&object).unwrap();
        // Earlier partial tiles are served to whoever began with them; the ledger has outgrown them.
        let outgrown =
            path.contains(".p/") && !path.ends_with(&format!(".p/{}", books.size().await.unwrap()));
        if outgrown {
            continue;
        }
        kinds.insert(path.split('/').next().unwrap().to_owned());
        let step = (sound.len() / 40).max(1);
        for at in (0..sound.len()).step_by(step).chain([sound.len() - 1]) {
            let mut bytes = sound.clone();
            bytes[at] ^= 0x10;
            std::fs::write(&object, bytes).unwrap();
            flips += 1;
            let found = findings(&books).await;
            assert!(found.iter().any(|finding| finding.starts_with(&path)), "{path} at {at}: {found:?}");
        }
        std::fs::write(&object, sound).unwrap();
    }
    assert_eq!(findings(&books).await, Vec::<String>::new());
    let kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
    assert_eq!(kinds, ["checkpoint", "files", "tile", "uploads", "vkey"]);
    assert!(flips > 100, "{flips} flips");
}

/// Every row of every table, as text.
async fn everything(books: &Books) -> Result<Vec<String>, desk::Fault> {
    let mut rows = Vec::new();
    let beside = [
        &ENTRIES,
        &BODIES,
        &ACTS,
        &SERIES,
        &GATE_PASSED,
        &GATE_DECIDED,
        &COUNTERS,
        &HEAD,
        &PUBLISHED,
        &FILES,
        &INCOMING,
        &PARTS,
    ];
    for table in beside.into_iter().chain(OF_A_CASE) {
        let all = format!("SELECT {} FROM {}", table.column_names(), table.name);
        let found = sql::all(books.raw(), &all, vec![]).await.map_err(crate::fault::database)?;
        for found in &found {
            rows.push(format!(
                "{} {:?}",
                table.name,
                sql::cells(found, table).map_err(crate::fault::database)?
            ));
        }
    }
    rows.sort();
    Ok(rows)
}

/// Bytes of the file itself, as a bad disk flips them: either the store does not open, or the check names something, or nothing was changed that is read.
#[tokio::test]
async fn a_flip_in_the_database_file_changes_nothing_silently() {
    let ground = Ground::new(Kind::Sqlite);
    let books = filled(&ground).await;
    let rows = everything(&books).await.unwrap();
    books.close().await.unwrap();
    let file = ground.folder.path().join("books.sqlite");
    let sound = std::fs::read(&file).unwrap();
    let (mut named, mut flips) = (0, 0);
    // Empty room in the pages is read by nobody.
    let written: Vec<usize> = (0..sound.len()).filter(|at| sound[*at] != 0).collect();
    for at in written.iter().copied().step_by(written.len() / 150) {
        let mut bytes = sound.clone();
        bytes[at] ^= 0x04;
        std::fs::write(&file, bytes).unwrap();
        for beside in ["books.sqlite-wal", "books.sqlite-shm"] {
            let _ = std::fs::remove_file(ground.folder.path().join(beside));
        }
        flips += 1;
        let Ok(books) = Books::open(&ground.config).await else {
            named += 1;
            continue;
        };
        let mut found = Vec::new();
        match books.check(|finding| found.push(finding)).await {
            Err(_) => named += 1,
            Ok(_) if !found.is_empty() => named += 1,
            Ok(_) => assert_eq!(everything(&books).await.unwrap(), rows, "at {at} a row changed silently"),
        }
        books.crash().await;
    }
    assert!(flips >= 150 && named > flips / 4, "{named} of {flips} named");
}
