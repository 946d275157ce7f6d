//! Uploads that are not what they should be: the protocol broken, pieces out of place, somebody else's upload, files cut short, lying or dangerous, names that
//! are paths. Each is told why; nothing of it becomes a file.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use mingjing::demo::PASSWORD;
use rand::SeedableRng;
use reqwest::{Method, Response, StatusCode};
use sha2::{Digest, Sha256};
use stories::caller::{Caller, Upload};
use stories::{Stage, material};

struct Door<'a> {
    stage: &'a Stage,
    caller: Caller,
}

impl Door<'_> {
    async fn asks(&self, method: Method, place: &str, lines: &[(&str, &str)], body: &[u8]) -> Response {
        let request = self.stage.client.request(method, format!("{}{place}", self.stage.desk));
        let mut request = request.bearer_auth(&self.caller.token);
        if !lines.iter().any(|(name, _)| *name == "tus-resumable") {
            request = request.header("tus-resumable", "1.0.0");
        }
        for (name, value) in lines {
            request = request.header(*name, *value);
        }
        request.body(body.to_vec()).send().await.expect("an answer")
    }

    async fn begins(&self, length_bytes: usize, name: &str) -> String {
        let metadata = format!("filename {name}");
        let lines = [("upload-length", length_bytes.to_string()), ("upload-metadata", metadata)];
        let lines = [(lines[0].0, lines[0].1.as_str()), (lines[1].0, lines[1].1.as_str())];
        let answer = self.asks(Method::POST, "/files/", &lines, b"").await;
        assert_eq!(answer.status(), StatusCode::CREATED);
        answer.headers()["location"].to_str().expect("a path").to_owned()
    }

    async fn sends(&self, place: &str, at: &str, bytes: &[u8]) -> Response {
        let lines = [("upload-offset", at), ("content-type", "application/offset+octet-stream")];
        self.asks(Method::PATCH, place, &lines, bytes).await
    }
}

async fn says(answer: Response, status: u16, text: &str) {
    assert_eq!(answer.status().as_u16(), status, "{text}");
    let said = answer.text().await.expect("text");
    assert!(said.contains(text), "expected {text:?}: {said}");
}

async fn door<'a>(stage: &'a Stage, login: &str) -> Door<'a> {
    Door { stage, caller: Caller::signs_in(&stage.client, &stage.desk, login, PASSWORD).await }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_is_held_to_its_protocol() {
    let stage = Stage::start().await;
    let door = door(&stage, "zhang-wei").await;
    let long = "a".repeat(2001);
    let creations: [(&[(&str, &str)], u16, &str); 12] = [
        (&[("upload-length", "3"), ("tus-resumable", "0.2.2")], 412, "Tus-Resumable"),
        (&[], 400, "Upload-Length"),
        (&[("upload-length", "-1")], 400, "Upload-Length"),
        (&[("upload-length", "three")], 400, "Upload-Length"),
        (&[("upload-length", "18446744073709551616")], 400, "Upload-Length"),
        (&[("upload-length", "3"), ("upload-defer-length", "1")], 400, "Upload-Defer-Length"),
        (&[("upload-concat", "final;/files/..%2f")], 400, "分片地址"),
        (&[("upload-concat", "final;/files/0123456789abcdef0123456789abcdef")], 422, "no whole part"),
        (&[("upload-concat", "half"), ("upload-length", "3")], 400, "Upload-Concat"),
        (&[("upload-length", "0")], 422, "空文件"),
        (&[("upload-length", "68719476737")], 413, "上限"),
        (&[("upload-length", "3"), ("upload-metadata", &long)], 400, "Upload-Metadata"),
    ];
    for (lines, status, text) in creations {
        says(door.asks(Method::POST, "/files/", lines, b"").await, status, text).await;
    }
    let place = door.begins(6, "").await;
    let lines = [("upload-offset", "0"), ("content-type", "application/octet-stream")];
    says(door.asks(Method::PATCH, &place, &lines, b"abc").await, 415, "Content-Type").await;
    says(door.sends(&place, "-3", b"abc").await, 400, "Upload-Offset").await;
    says(door.sends(&place, "3", b"abc").await, 409, "0 bytes").await;
    says(door.sends(&place, "0", b"abcdefg").await, 409, "6 that were announced").await;
    assert_eq!(door.sends(&place, "0", b"abc").await.status(), 204);
    says(door.sends(&place, "0", b"abc").await, 409, "3 bytes").await;
    // Nobody else has any part in it, nor knows that it is there.
    let other = self::door(&stage, "li-na").await;
    assert_eq!(other.asks(Method::HEAD, &place, &[], b"").await.status(), 404);
    says(other.sends(&place, "3", b"def").await, 404, "没有这个上传").await;
    assert_eq!(other.asks(Method::DELETE, &place, &[], b"").await.status(), 404);
    for path in ["/files/..%2f..%2fetc", "/files/%00", "/files/0"] {
        assert_eq!(door.asks(Method::HEAD, path, &[], b"").await.status(), 404, "{path}");
    }
    // Its time over, it is gone.
    stage.at("2026-01-08T11:00");
    let late = self::door(&stage, "zhang-wei").await;
    assert_eq!(late.asks(Method::HEAD, &place, &[], b"").await.status(), 404);
    assert_eq!(stage.findings().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn damaged_bytes_are_refused_and_parts_and_late_lengths_become_files() {
    let stage = Stage::start().await;
    let door = door(&stage, "zhang-wei").await;
    let sound = material::sound(20_000, &mut rand_chacha::ChaCha8Rng::seed_from_u64(9));
    let half = sound.len() / 2;
    let bytes = ("content-type", "application/offset+octet-stream");
    // A checksum that does not fit: nothing of it counts, and the right bytes are taken at the same place.
    let place = door.begins(sound.len(), "").await;
    let right = format!("sha256 {}", STANDARD.encode(Sha256::digest(&sound[..half])));
    let lines = [("upload-offset", "0"), bytes, ("upload-checksum", right.as_str())];
    assert_eq!(door.asks(Method::PATCH, &place, &lines, &sound[1..=half]).await.status().as_u16(), 460);
    let stood = door.asks(Method::HEAD, &place, &[], b"").await;
    assert_eq!(stood.headers()["upload-offset"], "0");
    let unknown = [("upload-offset", "0"), bytes, ("upload-checksum", "crc32 AAAAAA==")];
    says(door.asks(Method::PATCH, &place, &unknown, &sound[..half]).await, 400, "Upload-Checksum").await;
    assert_eq!(door.asks(Method::PATCH, &place, &lines, &sound[..half]).await.status(), 204);
    // A client behind something that only lets POST through.
    let at = half.to_string();
    let meant = [("upload-offset", at.as_str()), bytes, ("x-http-method-override", "PATCH")];
    let whole = door.asks(Method::POST, &place, &meant, &sound[half..]).await;
    let file = whole.headers()["mingjing-file"].to_str().expect("text").to_owned();
    // The same file of two parts, each sent with its creation.
    let mut parts = Vec::new();
    for part in [&sound[..half], &sound[half..]] {
        let length = part.len().to_string();
        let lines = [("upload-length", length.as_str()), ("upload-concat", "partial"), bytes];
        let answer = door.asks(Method::POST, "/files/", &lines, part).await;
        assert_eq!((answer.status(), answer.headers().get("mingjing-file")), (StatusCode::CREATED, None));
        assert_eq!(answer.headers()["upload-offset"].to_str().ok(), Some(length.as_str()));
        parts.push(answer.headers()["location"].to_str().expect("a path").to_owned());
    }
    let other = self::door(&stage, "li-na").await;
    let all = format!("final;{}", parts.join(" "));
    let foreign = other.asks(Method::POST, "/files/", &[("upload-concat", &all)], b"").await;
    assert_eq!(foreign.status(), 422, "nobody joins the parts of somebody else");
    let joined = door.asks(Method::POST, "/files/", &[("upload-concat", &all)], b"").await;
    assert_eq!(joined.status(), StatusCode::CREATED);
    assert_eq!(joined.headers()["mingjing-file"].to_str().ok(), Some(file.as_str()));
    let place = joined.headers()["location"].to_str().expect("a path").to_owned();
    assert_eq!(door.sends(&place, &sound.len().to_string(), b"x").await.status(), 403);
    assert_eq!(door.asks(Method::HEAD, &parts[0], &[], b"").await.status(), 404, "parts go with it");
    // A recording whose length is known only when it ends.
    let begun = door.asks(Method::POST, "/files/", &[("upload-defer-length", "1")], b"").await;
    let place = begun.headers()["location"].to_str().expect("a path").to_owned();
    assert_eq!(door.sends(&place, "0", &sound[..half]).await.status(), 204);
    let stood = door.asks(Method::HEAD, &place, &[], b"").await;
    assert_eq!(stood.headers()["upload-defer-length"], "1");
    let (at, length) = (half.to_string(), sound.len().to_string());
    let lines = [("upload-offset", at.as_str()), bytes, ("upload-length", length.as_str())];
    let ended = door.asks(Method::PATCH, &place, &lines, &sound[half..]).await;
    assert_eq!(ended.headers()["mingjing-file"].to_str().ok(), Some(file.as_str()));
    assert_eq!(stage.findings().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_cut_short_lies_or_is_of_another_kind_is_told_why() {
    let stage = Stage::start().await;
    let door = door(&stage, "zhang-wei").await;
    let sound = material::sound(20_000, &mut rand_chacha::ChaCha8Rng::seed_from_u64(5));
    let (video, photo, picture) =
        (material::video(2, "2026-03-05T01:40:00Z"), material::photo(0), material::picture());
    let mut lying_sound = sound.clone();
    lying_sound[40..44].copy_from_slice(&u32::MAX.wrapping_sub(9).to_le_bytes());
    let mut huge_picture = picture.clone();
    huge_picture[16..24].copy_from_slice(&[0x7f; 8]);
    // A recording is taken in as far as it reads, with what is wrong with it.
    let damaged: [(&str, Vec<u8>); 3] = [
        ("WAV cut short", sound[..sound.len() / 2].to_vec()),
        ("WAV that says four gigabytes", lying_sound),
        ("MP4 cut short", video[..video.len() - video.len() / 3].to_vec()),
    ];
    for (what, bytes) in damaged {
        let place = door.begins(bytes.len(), "546w5Zy6LndhdiA=").await;
        let answer = door.sends(&place, "0", &bytes).await;
        assert_eq!(answer.status(), 204, "{what}");
        let file = answer.headers()["mingjing-file"].to_str().expect("text").parse().expect("an id");
        let facts = stage.office.books.file(file).await.expect("reads").expect("a file");
        let (playing, looked) = (facts.playing.expect("plays"), facts.looked.expect("was read"));
        assert!(playing.notes[0].contains("文件有损坏") && !looked.found.is_empty(), "{what}: {looked:?}");
    }
    let broken: [(&str, Vec<u8>); 9] = [
        ("MP4 of its first box alone", video[..32].to_vec()),
        ("JPEG cut short", photo[..photo.len() / 2].to_vec()),
        ("PNG of two thousand million pixels", huge_picture),
        ("PDF without its end", b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n".to_vec()),
        ("PDF of nothing", b"%PDF-1.7\n%%EOF\n".to_vec()),
        ("HTML", b"<!doctype html><script>alert(1)</script>".to_vec()),
        ("SVG", b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>".to_vec()),
        ("ZIP", b"PK\x03\x04\x14\x00\x00\x00\x08\x00".to_vec()),
        ("ELF", b"\x7fELF\x02\x01\x01\x00".to_vec()),
    ];
    for (what, bytes) in broken {
        let place = door.begins(bytes.len(), "546w5Zy6LndhdiA=").await;
        let answer = door.sends(&place, "0", &bytes).await;
        assert_eq!(answer.status(), 422, "{what}");
        let said = answer.text().await.expect("text");
        assert!(said.chars().count() > 8 && !said.contains("panic"), "{what}: {said}");
        assert_eq!(
            door.asks(Method::HEAD, &place, &[], b"").await.status(),
            404,
            "{what}: nothing is left of it"
        );
    }
    assert_eq!(stage.findings().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_in_an_upload_is_for_people_and_a_lost_answer_is_found_again() {
    let stage = Stage::start().await;
    let door = door(&stage, "zhang-wei").await;
    let sound = material::sound(20_000, &mut rand_chacha::ChaCha8Rng::seed_from_u64(6));
    // ../../../tmp/mingjing-upload.wav
    let place = door.begins(sound.len(), "Li4vLi4vLi4vdG1wL21pbmdqaW5nLXVwbG9hZC53YXY=").await;
    let answer = door.sends(&place, "0", &sound).await;
    assert_eq!(answer.status(), 204);
    let file = answer.headers()["mingjing-file"].to_str().expect("text").to_owned();
    let kept = stage.office.books.file(file.parse().expect("an id")).await.expect("reads").expect("a file");
    assert_eq!(kept.named.name, "mingjing-upload.wav");
    assert!(!std::path::Path::new("/tmp/mingjing-upload.wav").exists());
    // Whoever lost the answer asks where the upload stands, or sends the end again.
    let asked = door.asks(Method::HEAD, &place, &[], b"").await;
    assert_eq!(
        (asked.status().as_u16(), asked.headers()["mingjing-file"].to_str().ok()),
        (200, Some(file.as_str()))
    );
    let again = door.sends(&place, &sound.len().to_string(), b"").await;
    assert_eq!(
        (again.status().as_u16(), again.headers()["mingjing-file"].to_str().ok()),
        (204, Some(file.as_str()))
    );
    // The same bytes once more are the same file.
    let mut upload = Upload::of(sound);
    upload.goes_on(&door.caller, &stage.desk, || 7_000, || {}).await.expect("the desk stays");
    assert_eq!(upload.file, Some(file));
    assert_eq!(stage.findings().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_paper_can_bear_is_refused_by_the_api_with_field_and_reason() {
    let stage = Stage::start().await;
    stage.at("2026-03-02T09:20");
    let door = door(&stage, "zhang-wei").await;
    let size = stage.office.books.size().await.expect("a size");
    let opening = stories::Case::major().opening();
    let with = |field: &str, value: serde_json::Value| {
        let mut opening = opening.clone();
        opening[field] = value;
        opening
    };
    let text = |text: &str| serde_json::Value::from(text);
    let table = [
        ("title", text("案\u{0}件"), "U+0000"),
        ("title", text("案\u{202E}件"), "U+202E"),
        ("title", text("案\u{2066}件"), "U+2066"),
        ("title", text("案\u{E001}件"), "U+E001"),
        ("title", text("案\u{FFFD}件"), "U+FFFD"),
        ("title", text("案\n件"), "一行"),
        ("title", text("\u{200B}\u{3000}"), "必须填写"),
        ("title", text(&"长".repeat(101)), "最多100字"),
        ("clue", text(&"𠮷".repeat(3001)), "最多3000字"),
        ("title", serde_json::json!(7), "类型不对"),
        ("title", serde_json::json!(["a"]), "类型不对"),
        ("title", serde_json::Value::Null, "必须填写"),
        ("received_on", text("2026-02-30"), "存在的日子"),
        ("received_on", text("2026-13-01"), "存在的日子"),
        ("received_on", text("0000-00-00"), "存在的日子"),
        ("received_on", text("+002026-03-02"), "存在的日子"),
        ("received_on", text("２０２６-03-02"), "存在的日子"),
        ("received_on", text("2026-03-02T00:00"), "存在的日子"),
        ("party_kind", text("alien"), "应为下列之一"),
        ("party_code", text("９２３１０１０５ＭＡ００００"), ""),
        ("matter", text("nowhere"), ""),
        ("surplus", text("x"), "没有这一项"),
    ];
    for (order, (field, value, reason)) in table.into_iter().enumerate() {
        let key = format!("bad-{order}");
        let (status, problem) = door
            .caller
            .posts(&stage.desk, "/api/cases", &key, &with(field, value.clone()))
            .await
            .expect("an answer");
        assert_eq!(status.as_u16(), 422, "{field} {value}: {problem}");
        let named = problem["errors"].as_array().into_iter().flatten().find(|wrong| wrong["field"] == field);
        let named = named.unwrap_or_else(|| panic!("{field} {value} is named: {problem}"));
        assert!(
            named["reason"].as_str().is_some_and(|says| says.contains(reason)),
            "{field} {value}: {problem}"
        );
    }
    let raw = |body: Vec<u8>| {
        let request = stage.client.post(format!("{}/api/cases", stage.desk)).bearer_auth(&door.caller.token);
        request.header("idempotency-key", "raw").header("content-type", "application/json").body(body).send()
    };
    let bodies: [(Vec<u8>, u16); 6] = [
        (br#"{"title":"\ud800"}"#.to_vec(), 400),
        (b"{\"title\":\"\xed\xa0\x80\"}".to_vec(), 400),
        (b"{\"title\":\"\xff\"}".to_vec(), 400),
        (b"\xef\xbb\xbf{}".to_vec(), 400),
        (format!("{{\"title\":{}", "[".repeat(10_000)).into_bytes(), 400),
        (vec![b' '; (2 << 20) + 1], 413),
    ];
    for (body, status) in bodies {
        let answer = raw(body).await.expect("an answer");
        let (found, media_type) = (answer.status().as_u16(), answer.headers()["content-type"].clone());
        let said = answer.text().await.expect("text");
        assert_eq!((found, media_type.to_str().ok()), (status, Some("application/problem+json")), "{said}");
    }
    assert_eq!(stage.office.books.size().await.expect("a size"), size, "nothing was written");
    // What people do write goes in and comes back as it was.
    let rare = "𠮷野家 ﾊﾝｶｸ é Ａ１";
    let (status, said) = door
        .caller
        .posts(&stage.desk, "/api/cases", "rare", &with("clue", text(rare)))
        .await
        .expect("an answer");
    assert_eq!(status.as_u16(), 201, "{said}");
    let path = format!("/api/cases/{}", said["case"].as_str().expect("a case"));
    let (_, shown) = door.caller.gets(&stage.desk, &path).await.expect("an answer");
    assert!(shown["events"][0]["body"].to_string().contains("𠮷野家 ﾊﾝｶｸ é Ａ１"), "{shown}");
}
