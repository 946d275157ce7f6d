//! The checker: a sound store has no findings, and each kind of damage is named with its place.

use super::findings;
use crate::on_both;
use crate::sql;
use crate::testing::{Ground, samples};
use std::path::Path;

async fn filled(ground: &Ground) -> crate::Books {
    let books = ground.open().await;
    samples::register(&books, "r", vec![samples::department("a")]).await.unwrap();
    samples::whole_case(&books, "c0", "永安商店").await;
    let bytes = futures::stream::iter([Ok::<_, String>(bytes::Bytes::from_static(b"photo"))]);
    books.put_file(bytes, "1.jpg", "image/jpeg", 100, samples::at(0)).await.unwrap();
    books.publish_now().await.unwrap();
    books
}

on_both!(a_sound_store_has_no_findings, |ground| async move {
    let books = filled(&ground).await;
    let mut found = Vec::new();
    let checked = books.check(|finding| found.push(finding)).await.unwrap();
    assert_eq!(found, []);
    assert_eq!((checked.entries, checked.cases, checked.files), (11, 1, 1));
    assert!(checked.objects > 3);
});

/// Takes the walls down, as someone with the database's own rights could.
async fn without_walls(books: &crate::Books, sqlite: bool) {
    let statements: &[&str] = if sqlite {
        &["DROP TRIGGER entries_update", "DROP TRIGGER entries_delete", "DROP TRIGGER bodies_update"]
    } else {
        &["ALTER TABLE entries DISABLE TRIGGER ALL", "ALTER TABLE bodies DISABLE TRIGGER ALL"]
    };
    for statement in statements {
        sql::run(books.raw(), statement, vec![]).await.unwrap();
    }
}

on_both!(damage_in_the_database_is_named_with_its_place, |ground| async move {
    let sqlite = ground.config.database.starts_with("sqlite");
    let flipped = |column: &str| match sqlite {
        true => format!("CAST(replace(CAST({column} AS TEXT), '1', '2') AS BLOB)"),
        false => format!("convert_to(replace(convert_from({column}, 'UTF8'), '1', '2'), 'UTF8')"),
    };
    let table = [
        (format!("UPDATE entries SET bytes = {} WHERE number = 2", flipped("bytes")), "entry 2"),
        ("UPDATE entries SET leaf_hash = bytes WHERE number = 4".to_owned(), "entry 4"),
        ("UPDATE entries SET kind = 'CaseClosed' WHERE number = 3".to_owned(), "entry 3"),
        (format!("UPDATE bodies SET bytes = {} WHERE number = 5", flipped("bytes")), "body 5"),
        ("UPDATE head SET registers_version = 9".to_owned(), "head"),
        ("UPDATE docket SET stage = 'x'".to_owned(), "docket of "),
        ("DELETE FROM bulletin_words".to_owned(), "bulletin_words of "),
        ("UPDATE counters SET withheld = 7".to_owned(), "counters of "),
        ("UPDATE files SET size = 6".to_owned(), "files/"),
        ("UPDATE published SET checkpoint = 'x'".to_owned(), "published"),
    ];
    for (damage, place) in table {
        let ground =
            Ground::new(if sqlite { crate::testing::Kind::Sqlite } else { crate::testing::Kind::Postgres });
        let books = filled(&ground).await;
        without_walls(&books, sqlite).await;
        assert!(sql::run(books.raw(), &damage, vec![]).await.unwrap() > 0, "{damage}");
        let found = findings(&books).await;
        assert!(found.iter().any(|finding| finding.starts_with(place)), "{damage}: {found:?}");
    }
});

#[tokio::test]
async fn damage_to_objects_is_named_with_its_path() {
    let paths = ["checkpoint", "vkey", "tile/0/000.p/11", "tile/entries/000.p/11", "files"];
    for path in paths {
        for gone in [false, true] {
            let ground = Ground::new(crate::testing::Kind::Sqlite);
            let books = filled(&ground).await;
            let object = some_file(&ground.folder.path().join("objects").join(path));
            match gone {
                true => std::fs::remove_file(&object).unwrap(),
                false => {
                    let mut bytes = std::fs::read(&object).unwrap();
                    let last = bytes.len() - 2;
                    bytes[last] ^= 1;
                    std::fs::write(&object, bytes).unwrap();
                }
            }
            let found = findings(&books).await;
            assert!(found.iter().any(|finding| finding.starts_with(path)), "{path}: {found:?}");
        }
    }
}

/// The path itself, or the first file below it.
fn some_file(path: &Path) -> std::path::PathBuf {
    if path.is_file() {
        return path.to_owned();
    }
    let below = std::fs::read_dir(path).unwrap().next().unwrap().unwrap();
    some_file(&below.path())
}
