//! Bad input at the desk's door: wrong and lying media, truncated containers, path tricks in names, text beyond its limit, days that do not exist, codes that
//! do not check, forms from elsewhere. Each gets an answer that names field and reason, and nothing is written.

use serde_json::{Value, json};
use stories::officer::multipart;
use stories::{Case, Stage, Until, Walk, material};

/// Events of a case; that a form was looked at stands elsewhere.
async fn events_of(walk: &Walk<'_>) -> usize {
    walk.stage.office.desk.case(walk.id.parse().expect("an id")).await.expect("the case").1.len()
}

async fn size(stage: &Stage) -> u64 {
    stage.office.books.size().await.expect("a size")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_judged_by_what_it_is_and_never_by_its_name() {
    let stage = Stage::start().await;
    let walk = Walk::to(&stage, Case::major(), Until::Shown).await;
    let (address, video) =
        (format!("/cases/{}/recording", walk.id), material::video(3, "2026-03-05T01:40:00Z"));
    stage.at(&walk.case.on(3, "11:10"));
    let before = events_of(&walk).await;
    let mut lying = video.clone();
    let moov = lying.windows(4).position(|four| four == b"mvhd").expect("a movie header");
    lying[moov - 4..moov].copy_from_slice(&u32::MAX.to_be_bytes());
    let cases: [(&str, &[u8]); 6] = [
        ("现场检查.mp4", &material::picture()),
        ("现场检查.mp4", &video[..moov + 100]),
        ("现场检查.mp4", &lying),
        ("现场检查.mp4", b""),
        ("现场检查.mp4", b"<script>alert(1)</script>"),
        ("现场检查.exe", b"MZ\x90\x00 not a film at all, only called one"),
    ];
    for (order, (name, bytes)) in cases.into_iter().enumerate() {
        let answer = walk.second.enters(&address, &walk.case.recording(), &[("file", name, bytes)]).await;
        assert_eq!(answer.status, 422, "{order} {name}: {}", answer.says());
        assert!(answer.text().contains("没有提交，也没有丢失"), "{order}: {}", answer.says());
    }
    let photo = walk
        .second
        .enters(
            &format!("/cases/{}/evidence", walk.id),
            &walk.case.evidence("照片"),
            &[("files", "照片.jpg", b"%PDF-1.7\nnothing more")],
        )
        .await;
    assert_eq!(photo.status, 422, "{}", photo.says());
    assert_eq!(events_of(&walk).await, before, "nothing was written");
    assert_eq!(stage.findings().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_is_for_people_and_never_a_path() {
    let stage = Stage::start().await;
    let walk = Walk::to(&stage, Case::major(), Until::Shown).await;
    stage.at(&walk.case.on(3, "11:10"));
    let photo = material::photo(0);
    let evidence = walk.case.evidence("照片");
    walk.second
        .does_with(
            &walk.id,
            "evidence",
            &evidence,
            &[("files", "../../../../tmp/mingjing-story.jpg", &photo)],
        )
        .await;
    let page = walk.second.opens(&format!("/cases/{}", walk.id)).await.text();
    assert!(page.contains("mingjing-story.jpg") && !page.contains("../"), "{page}");
    assert!(!std::path::Path::new("/tmp/mingjing-story.jpg").exists());
    for path in [
        "/cases/../../etc/passwd",
        "/cases/%2e%2e%2fetc",
        "/cases/00/files/..%2f..",
        "/assets/..%2f..%2fCargo.toml",
    ] {
        let answer = walk.second.opens(path).await;
        assert_eq!(answer.status, 404, "{path}: {}", answer.says());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_wrong_field_is_named_with_its_reason_and_what_was_typed_stays() {
    let stage = Stage::start().await;
    let officer = stage.officer("zhang-wei");
    let size_before = size(&stage).await;
    stage.at("2026-03-02T09:20");
    let with = |field: &str, value: Value| {
        let mut opening = Case::major().opening();
        opening[field] = value;
        opening
    };
    for (field, value, reason) in [
        ("title", json!("长".repeat(101)), "100"),
        ("clue", json!("长".repeat(3001)), "3000"),
        ("act_ended_on", json!("2026-02-30"), ""),
        ("act_ended_on", json!("昨天"), ""),
        ("received_on", json!("2027-03-02"), ""),
        ("party_code", json!("92310105MA0000042"), ""),
        ("party_code", json!("九二三一〇一〇五"), ""),
        ("party_name", json!(""), "必须填写"),
        ("title", json!("案\u{0}件"), "控制字符"),
        ("title", json!("案\u{202e}件"), "控制字符"),
    ] {
        let answer = officer.enters("/cases/new", &with(field, value.clone()), &[]).await;
        assert_eq!(answer.status, 422, "{field} {value}: {}", answer.says());
        let page = answer.text();
        assert!(
            page.contains(&format!("href=\"#f-{field}\"")),
            "{field} {value} is named: {}",
            answer.says()
        );
        assert!(page.contains(reason), "{field} {value} says {reason}: {}", answer.says());
        assert!(
            page.contains("日常检查中发现货架上有超过保质期的牛奶。") || field == "clue",
            "{field}: the rest is still there"
        );
    }
    assert_eq!(size(&stage).await, size_before);
    let strange = with("clue", json!("<script>alert('x')</script> 𠮷野家 é"));
    let id = officer.enters("/cases/new", &strange, &[]).await.done();
    let page = String::from_utf8_lossy(&officer.opens(&format!("/cases/{id}")).await.bytes).into_owned();
    assert!(!page.contains("<script>alert"), "markup in a text is text");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_too_large_broken_off_or_of_another_kind_is_answered_calmly() {
    let stage = Stage::start().await;
    let officer = stage.officer("zhang-wei");
    stage.at("2026-03-02T09:20");
    let mut form = officer.form("/cases/new").await;
    form.fill(&Case::major().opening());
    let mut huge = form.clone();
    huge.set("clue", &"长".repeat(2 << 20));
    officer.posts("/cases/new", &huge, &[]).await.says_no(413, "表单文字超过");
    let posts = |kind: &str, body: Vec<u8>| {
        let request =
            stage.client.post(format!("{}/cases/new", stage.desk)).header("cookie", officer.cookie());
        request.header("content-type", kind.to_owned()).body(body).send()
    };
    let (kind, body) = multipart(&form.posted(), &[]);
    let half = posts(&kind, body[..body.len() / 2].to_vec()).await.expect("an answer");
    assert!(half.status().is_client_error(), "{}", half.status());
    for (kind, body) in
        [("application/json", b"{}".to_vec()), ("multipart/form-data", body.clone()), ("text/plain", body)]
    {
        let answer = posts(kind, body).await.expect("an answer");
        assert!(answer.status().is_client_error(), "{kind}: {}", answer.status());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_posted_from_another_site_carries_neither_session_nor_token() {
    let stage = Stage::start().await;
    let officer = stage.officer("zhang-wei");
    stage.at("2026-03-02T09:20");
    let signed_in = officer.signs_in_with(mingjing::demo::PASSWORD).await;
    let cookie = signed_in.headers.get("set-cookie").and_then(|line| line.to_str().ok()).unwrap_or_default();
    assert!(cookie.contains("SameSite=Strict") && cookie.contains("HttpOnly"), "{cookie}");
    let mut form = officer.form("/cases/new").await;
    form.fill(&Case::major().opening());
    let token = form.value("form_token").unwrap_or_default().to_owned();
    form.set("form_token", "");
    let size_before = size(&stage).await;
    let (kind, body) = multipart(&form.posted(), &[]);
    let posts = |cookie: String| {
        let request = stage.client.post(format!("{}/cases/new", stage.desk)).header("content-type", &kind);
        request
            .header("cookie", cookie)
            .header("origin", "https://elsewhere.example")
            .body(body.clone())
            .send()
    };
    assert_eq!(posts(String::new()).await.expect("an answer").status(), 403, "as browsers send it");
    assert_eq!(posts(officer.cookie()).await.expect("an answer").status(), 403, "as no browser should");
    let asked =
        stage.client.request("OPTIONS".parse().expect("a method"), format!("{}/cases/new", stage.desk));
    let asked = asked
        .header("origin", "https://elsewhere.example")
        .header("access-control-request-method", "POST")
        .send()
        .await;
    assert!(
        !asked.expect("an answer").headers().contains_key("access-control-allow-origin"),
        "no other site may read an answer"
    );
    assert_eq!(size(&stage).await, size_before);
    form.set("form_token", &token);
    officer.posts("/cases/new", &form, &[]).await.done();
}
