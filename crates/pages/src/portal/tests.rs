//! The portal as readers meet it, over a real store: every page, every byte that strangers' tools ask for, and what is not to be had.

use super::testing::{SECRET, Sample, sample};
use super::{POSTED, ROUTES};
use crate::headers::CONTENT_POLICY;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use ledger::note::VerifierKey;
use ledger::receipt::Receipt;
use ledger::tile::{TileId, bundle_decode};
use sha2::{Digest, Sha256};
use tower::ServiceExt;

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    bytes: Bytes,
}

impl Answer {
    fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes).unwrap()
    }
}

async fn ask(sample: &Sample, method: Method, path: &str) -> Answer {
    let request = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
    let (parts, body) = sample.router.clone().oneshot(request).await.unwrap().into_parts();
    Answer { status: parts.status, headers: parts.headers, bytes: to_bytes(body, usize::MAX).await.unwrap() }
}

async fn get(sample: &Sample, path: &str) -> Answer {
    ask(sample, Method::GET, path).await
}

/// A path of each route that is there.
async fn paths(sample: &Sample) -> Vec<String> {
    let size = sample.books.size().await.unwrap();
    let tile = TileId::in_tree(0, 0, size).unwrap();
    let fill = |path: &str| {
        let path = path.replace("{number}", &sample.plain.to_string()).replace("tile/{*path}", &tile.path());
        let path = path.replace("{register}", "discretion").replace("{key}", "CL-1");
        path.replace("{procedure}", "ordinary")
            .replace("{standard}", "CL-1")
            .replace("{file}", "discretion.csv")
            .replace("{post}", "CK-1")
    };
    // What a one-time code opens has tests of its own: without a desk behind it, nothing is there. Nor is a photo in this sample.
    let here = |path: &str| !path.contains("{token}") && !path.contains("{photo}");
    ROUTES.iter().filter(|(path, _)| here(path)).map(|(path, _)| fill(path)).collect()
}

#[tokio::test]
async fn every_route_is_there_and_only_for_reading() {
    let sample = sample().await;
    for path in paths(&sample).await {
        let answer = get(&sample, &path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert_eq!(answer.headers[header::CONTENT_SECURITY_POLICY], CONTENT_POLICY, "{path}");
        assert_eq!(answer.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff", "{path}");
        // Whether a certificate holds is asked anew each time, and each form of a letter has a key of its own.
        let caching = answer.headers[header::CACHE_CONTROL].to_str().unwrap();
        let alone = ["/officers/check", "/complaints/new"].contains(&path.as_str());
        assert!(
            if alone { caching == "no-store" } else { caching.starts_with("public") },
            "{path}: {caching}"
        );
        let head = ask(&sample, Method::HEAD, &path).await;
        assert_eq!((head.status, head.bytes.len()), (StatusCode::OK, 0), "{path}");
        let posted = POSTED.contains(&path.as_str());
        for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            if posted && method == Method::POST {
                continue;
            }
            assert_eq!(
                ask(&sample, method.clone(), &path).await.status,
                StatusCode::METHOD_NOT_ALLOWED,
                "{method} {path}"
            );
        }
    }
}

#[tokio::test]
async fn pages_have_one_heading_and_nothing_inline() {
    let sample = sample().await;
    let more =
        [format!("/publications/{}", sample.withdrawn), "/nowhere".to_owned(), "/check?number=x1".to_owned()];
    for path in paths(&sample).await.into_iter().chain(more) {
        let answer = get(&sample, &path).await;
        if !answer.headers[header::CONTENT_TYPE].to_str().unwrap().starts_with("text/html") {
            continue;
        }
        let html = answer.text();
        assert_eq!(html.matches("<h1").count(), 1, "{path}");
        for inline in [" style=\"", "<style", "onclick=", "javascript:"] {
            assert!(!html.contains(inline), "{path} has {inline}");
        }
        assert!(!html.contains(SECRET), "{path}");
    }
}

#[tokio::test]
async fn a_publication_shows_its_proof_and_the_proof_holds() {
    let sample = sample().await;
    let number = sample.plain;
    let page = get(&sample, &format!("/publications/{number}")).await;
    let badge = format!(
        "data-proof data-document-url=\"/publications/{number}/document.json?version={number}\" \
         data-entry-url=\"/ledger/entry/{number}\" data-receipt-url=\"/ledger/receipt/{number}\" data-vkey-url=\"/ledger/vkey\""
    );
    assert!(page.text().contains(&badge), "{}", page.text());
    assert!(page.text().contains("上海市长宁区市场监督管理局"));

    let document = get(&sample, &format!("/publications/{number}/document.json?version={number}")).await;
    assert_eq!(document.text(), sample.document);
    let entry = get(&sample, &format!("/ledger/entry/{number}")).await;
    let read = events::Entry::read(&entry.bytes).unwrap();
    assert_eq!(read.facts["publication"], hex::encode(Sha256::digest(&document.bytes)));

    let receipt = Receipt::parse(get(&sample, &format!("/ledger/receipt/{number}")).await.text()).unwrap();
    let vkey = VerifierKey::parse(get(&sample, "/ledger/vkey").await.text().trim_end()).unwrap();
    let verified = receipt.verify(&entry.bytes, &vkey).unwrap();
    assert_eq!((verified.index, verified.origin.as_str()), (number, "mingjing.example/310105"));
}

#[tokio::test]
async fn a_correction_stays_visible_and_a_withdrawal_leaves_a_tombstone() {
    let sample = sample().await;
    let corrected = get(&sample, &format!("/publications/{}", sample.corrected)).await;
    assert!(corrected.text().contains("更正：文号误写"));
    assert!(corrected.text().contains("首次公示"));

    let path = format!("/publications/{}", sample.withdrawn);
    let gone = get(&sample, &path).await;
    assert_eq!(gone.status, StatusCode::GONE);
    assert!(gone.text().contains("决定被依法撤销"));
    let row = sample.books.bulletin(sample.withdrawn).await.unwrap().unwrap();
    let (on, number) = row.withdrawn_at.unwrap();
    assert!(number > sample.withdrawn);
    assert!(gone.text().contains(&format!("/ledger/receipt/{number}\"")));
    assert!(gone.text().contains(&on.to_string()));
    assert_eq!(gone.headers["x-robots-tag"], "noindex");
    for version in ["".to_owned(), format!("?version={}", sample.withdrawn)] {
        assert_eq!(get(&sample, &format!("{path}/document.json{version}")).await.status, StatusCode::GONE);
    }
    assert!(!get(&sample, "/publications").await.text().contains(&format!("\"{path}\"")));
}

#[tokio::test]
async fn a_correction_that_hides_leaves_a_line_in_place_of_the_earlier_text() {
    let sample = sample().await;
    let path = format!("/publications/{}", sample.hidden);
    let page = get(&sample, &path).await;
    let first = format!("{path}/document.json?version={}", sample.hidden);
    assert!(page.text().contains("更正时已经撤下"), "{}", page.text());
    assert!(!page.text().contains(&first), "no link to a text that is gone");
    let versions = sample.books.bulletin_versions(sample.hidden).await.unwrap();
    assert!(page.text().contains(versions[0].hidden.as_deref().unwrap()));
    assert!(page.text().contains(&format!("/ledger/receipt/{}\"", sample.hidden)), "its receipt stays");
    assert_eq!(get(&sample, &first).await.status, StatusCode::GONE);
    let shown = get(&sample, &format!("{path}/document.json?version={}", versions[1].version)).await;
    assert_eq!(shown.status, StatusCode::OK);
}

#[tokio::test]
async fn tiles_are_as_strangers_expect_them() {
    let sample = sample().await;
    let size = sample.books.size().await.unwrap();
    let tile = TileId::in_tree(0, 0, size).unwrap();
    let bundle = get(&sample, &format!("/ledger/{}", tile.entries_path())).await;
    assert_eq!(bundle.headers[header::CONTENT_TYPE], "application/octet-stream");
    assert_eq!(bundle.headers[header::ACCESS_CONTROL_ALLOW_ORIGIN], "*");
    let caching = if tile.is_full() { "public, max-age=31536000, immutable" } else { "public, max-age=60" };
    assert_eq!(bundle.headers[header::CACHE_CONTROL], caching);
    assert_eq!(bundle_decode(&bundle.bytes).unwrap().len(), usize::from(tile.width));
    for wrong in [
        "/ledger/tile/0/0",
        "/ledger/tile/0/000.p/0",
        "/ledger/tile/x",
        "/ledger/tile/..%2f..%2fmingjing.db",
        "/ledger/tile/9/000",
    ] {
        assert_eq!(get(&sample, wrong).await.status, StatusCode::NOT_FOUND, "{wrong}");
    }
}

#[tokio::test]
async fn a_paper_is_found_by_its_number_and_a_private_one_is_like_none() {
    let sample = sample().await;
    let document: serde_json::Value = serde_json::from_str(&sample.document).unwrap();
    let number = document["number"].as_str().unwrap();
    let query = |number: &str| {
        format!(
            "/check?{}",
            url::form_urlencoded::Serializer::new(String::new()).append_pair("number", number).finish()
        )
    };
    let found = get(&sample, &query(&number.replace('〔', "[").replace('〕', "]"))).await;
    assert!(found.text().contains(&format!("/publications/{}", sample.plain)));
    let [none, other] = ["长市监罚〔1999〕1号", "长市监立〔2026〕1号"].map(|number| (number, query(number)));
    let answers = [get(&sample, &none.1).await, get(&sample, &other.1).await];
    let same = |answer: &Answer, number: &str| answer.text().replace(number, "…");
    assert_eq!(same(&answers[0], none.0), same(&answers[1], other.0));
}

#[tokio::test]
async fn search_finds_by_words_and_unit_and_bad_queries_are_calm() {
    let sample = sample().await;
    let all = get(&sample, "/publications").await;
    assert_eq!(all.text().matches("<li>\n    <time").count(), 3, "{}", all.text());
    for path in [
        "/publications?words=%E4%B8%8D%E5%AD%98%E5%9C%A8%E7%9A%84%E5%AD%97",
        "/publications?words=x",
        "/publications?before=-1&unit=%00",
        "/publications?words=%FF%FE",
        "/publications?words=a&words=b",
    ] {
        assert_eq!(get(&sample, path).await.status, StatusCode::OK, "{path}");
    }
    for path in [
        "/publications/-1",
        "/publications/007",
        "/publications/99999999999999999999",
        "/publications/1e3",
        "/ledger/entry/x",
        "/ledger/receipt/999999",
    ] {
        assert_eq!(get(&sample, path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn counters_say_how_to_recompute_them() {
    let sample = sample().await;
    let figures: serde_json::Value =
        serde_json::from_slice(&get(&sample, "/counters.json").await.bytes).unwrap();
    assert_eq!(figures["as_of"], "2027-03-01");
    assert_eq!(figures["units"][0]["decided"], 4);
    for figure in ["read", "decided", "published", "withheld", "overdue"] {
        assert!(figures["recompute"][figure].is_string(), "{figure}");
    }
}
