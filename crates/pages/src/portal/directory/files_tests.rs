//! Open data of every public register: each file holds the public entries and nothing else, is taken for no formula, and is known again by its tag.

use super::*;
use crate::portal::directory::Directory;
use crate::portal::testing::{Sample, sample};
use crate::sheet::tests::registers;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use desk::Store;
use events::testing::day;
use registers::all;
use std::io::Cursor;
use std::ops::ControlFlow;
use tower::ServiceExt;

async fn ask(sample: &Sample, path: &str, fields: &[(&str, &str)]) -> (StatusCode, HeaderMap, Bytes) {
    let mut request = Request::builder().uri(path);
    for (name, value) in fields {
        request = request.header(*name, *value);
    }
    let answer = sample.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let (parts, body) = answer.into_parts();
    (parts.status, parts.headers, to_bytes(body, usize::MAX).await.unwrap())
}

/// The cells of a table as texts.
fn rows(register: &PublicRegister, table: Vec<u8>) -> Vec<Vec<String>> {
    let sheet = Sheet::public(register.kind).unwrap();
    let mut rows = Vec::new();
    let report = sheets::read(Cursor::new(table), &sheet.columns, &sheets::Limits::default(), |row| {
        let columns = sheet.columns.list();
        rows.push(
            row.values
                .iter()
                .zip(columns)
                .map(|(value, column)| value.text(&column.kind).into_owned())
                .collect(),
        );
        ControlFlow::Continue(())
    });
    assert_eq!(report.unwrap().bad_cells, [], "{}", register.kind.word);
    rows
}

#[test]
fn every_register_is_whole_in_every_form_and_as_its_schema_says() {
    let directory = Directory::of(&registers());
    let public = all::ALL.iter().filter(|kind| kind.is_public()).count();
    assert_eq!(directory.registers.all().count(), public);
    for register in directory.registers.all() {
        let (kind, on) = (register.kind, day("2026-03-02"));
        let since = register.since(on);
        let held = register.versions_as_of(on).count();
        assert!(held > 0, "{} has nothing to be judged", kind.word);
        let tables = FORMS.iter().enumerate().filter(|(_, form)| form.ends != ENTRIES);
        let tables: Vec<_> = tables
            .map(|(place, _)| rows(register, written(register, Form::Table(place), since).unwrap()))
            .collect();
        assert_eq!(tables.len(), 3);
        // A reader by header finds every column once.
        let columns = Sheet::public(kind).unwrap().columns;
        let mut titles: Vec<&str> = columns.list().iter().map(|column| column.title.as_str()).collect();
        titles.sort_unstable();
        let all = titles.len();
        titles.dedup();
        assert_eq!(titles.len(), all, "{}", kind.word);
        assert!(tables.iter().all(|table| *table == tables[0] && table.len() == held), "{}", kind.word);
        let read = |form| serde_json::from_slice::<Value>(&written(register, form, since).unwrap()).unwrap();
        let (whole, schema) = (read(Form::Entries), read(Form::Schema));
        let validator = jsonschema::draft202012::new(&schema).expect("a schema");
        let found: Vec<String> = validator.iter_errors(&whole).map(|fault| fault.to_string()).collect();
        assert!(found.is_empty(), "{}: {found:?}", kind.word);
        let entries = whole["entries"].as_array().unwrap();
        assert_eq!(entries.len(), held);
        for entry in entries {
            let fields = entry["content"].as_object().unwrap();
            assert!(fields.keys().all(|field| kind.public.contains(&field.as_str())), "{entry}");
        }
        let mut more = whole.clone();
        more["entries"][0]["content"]["id"] = "zhang".into();
        assert!(!validator.is_valid(&more), "{} takes what is not public", kind.word);
    }
}

#[test]
fn a_file_is_the_same_until_what_holds_is_another() {
    let directory = Directory::of(&registers());
    let officers = directory.registers.of_word("officer").unwrap();
    // One certificate expired in 2025, before it was entered; the others end later.
    let since = officers.since(day("2026-03-02")).unwrap();
    let ends = officers
        .all_as_of(since)
        .filter_map(|(_, content)| content["certificate_to"].as_str()?.parse::<Date>().ok())
        .filter(|last| *last >= since)
        .min()
        .unwrap();
    let file = |on: Date| written(officers, Form::Entries, officers.since(on)).unwrap();
    let before = file(since);
    assert_eq!(before, file(ends), "to the last day of the certificate that ends first");
    let after = file(ends.tomorrow().unwrap());
    assert_ne!(before, after, "on the day after, it is expired");
    assert_eq!(officers.since(day("2001-01-01")), None);
    let never: Value = serde_json::from_slice(&file(day("2001-01-01"))).unwrap();
    assert_eq!((&never["since"], &never["entries"]), (&Value::Null, &json!([])));
}

#[tokio::test]
async fn what_is_private_is_in_no_file_and_what_looks_like_a_formula_is_text() {
    let sample = sample().await;
    // The officer of the window post is filled in and not public; its file is the post's.
    for form in FORMS {
        let (status, headers, bytes) =
            ask(&sample, &format!("/open-data/window_posts.{}", form.ends), &[]).await;
        assert_eq!(
            (status, &headers[header::CONTENT_TYPE]),
            (StatusCode::OK, &HeaderValue::from_static(form.media_type))
        );
        let directory = Directory::of(&sample.books.registers());
        let register = directory.registers.of_word("window_posts").unwrap();
        let told = match form.ends {
            ENTRIES => String::from_utf8(bytes.to_vec()).unwrap(),
            _ => format!("{:?}", rows(register, bytes.to_vec())),
        };
        assert!(told.contains("3号窗口") && told.contains("吴霞"), "{told}");
        assert!(!told.contains("\"wu\""), "{told}");
    }
    let directory = Directory::of(&registers());
    let lists = directory.registers.of_word("duty_lists").unwrap();
    let csv = written(lists, Form::of("csv").unwrap(), lists.since(day("2026-03-02"))).unwrap();
    let csv = String::from_utf8(csv).unwrap();
    assert!(csv.starts_with('\u{FEFF}') && csv.contains("'=1+1"), "{csv}");
    assert!(!csv.contains(",=") && !csv.contains(",\"=") && !csv.contains("\n="), "{csv}");
}

#[tokio::test]
async fn a_reader_who_has_the_file_is_told_so() {
    let sample = sample().await;
    for (ending, compressed) in
        [("xlsx", false), ("csv", true), ("gb18030.csv", true), ("json", true), ("schema.json", true)]
    {
        let path = format!("/open-data/matter.{ending}");
        let (status, headers, bytes) = ask(&sample, &path, &[]).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        assert_eq!(headers[header::ACCESS_CONTROL_ALLOW_ORIGIN], "*");
        assert_eq!(headers[header::CACHE_CONTROL], PAGE_CACHING);
        let tag = headers[header::ETAG].to_str().unwrap();
        let (status, _, nothing) = ask(&sample, &path, &[("if-none-match", tag)]).await;
        assert_eq!((status, nothing.len()), (StatusCode::NOT_MODIFIED, 0), "{path}");
        // The day before is another address, and what holds is the same.
        let (status, _, _) = ask(&sample, &format!("{path}?on=2027-02-28"), &[("if-none-match", tag)]).await;
        assert_eq!(status, StatusCode::NOT_MODIFIED, "{path}");
        let (_, headers, small) = ask(&sample, &path, &[("accept-encoding", "gzip")]).await;
        assert_eq!(headers.contains_key(header::CONTENT_ENCODING), compressed, "{path}");
        assert!(small.len() <= bytes.len());
        let named = headers.get(header::CONTENT_DISPOSITION).map(|name| name.to_str().unwrap());
        let table = format!("attachment; filename=\"matter-2027-03-01.{ending}\"");
        assert_eq!(named, (!ending.ends_with("json")).then_some(table.as_str()));
    }
    for missing in ["body.exe", "body", "qualifications.csv", "none.csv", "body.csv.csv"] {
        assert_eq!(
            ask(&sample, &format!("/open-data/{missing}"), &[]).await.0,
            StatusCode::NOT_FOUND,
            "{missing}"
        );
    }
}

#[tokio::test]
async fn one_page_tells_every_register_its_columns_and_its_files() {
    let sample = sample().await;
    let (status, _, page) = ask(&sample, "/open-data?on=2027-02-15", &[]).await;
    let page = String::from_utf8(page.to_vec()).unwrap();
    assert_eq!(status, StatusCode::OK);
    for kind in all::ALL.iter().filter(|kind| kind.is_public()) {
        assert!(
            page.contains(&format!("id=\"{}\"", kind.word)) && page.contains(kind.title),
            "{}",
            kind.word
        );
        for ending in ["xlsx", "csv", "gb18030.csv", "json", "schema.json"] {
            assert!(
                page.contains(&format!("/open-data/{}.{ending}?on=2027-02-15", kind.word)),
                "{}",
                kind.word
            );
        }
        for field in kind.public_fields().filter(|field| field.key != "photo") {
            assert!(page.contains(&format!("<code>{}</code>", field.key)), "{} {}", kind.word, field.key);
        }
    }
    assert!(!page.contains("qualifications") && !page.contains("legal_qualification"));
    assert!(page.contains("以分为单位的整数"));
}
