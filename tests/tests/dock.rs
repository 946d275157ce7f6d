//! Recording devices (plan clauses 10 and 12): a dock hands recordings in with a token that opens nothing else; what is there already is not sent again; the device's clock is kept
//! with each file; a device is wiped only after the stored bytes were read back; the holder takes a file into a case by the act everybody uses.

use desk::Store;
use mingjing::demo::PASSWORD;
use pages::desk::routes::TRIED;
use reqwest::{Method, StatusCode, header};
use serde_json::{Value, json};
use stories::caller::Caller;
use stories::{Case, Stage, Until, Walk, html, material};

/// A dock or a device: a program with a token.
struct Dock<'a> {
    stage: &'a Stage,
    token: String,
}

impl Dock<'_> {
    async fn asks(
        &self,
        method: Method,
        path: &str,
        lines: &[(&str, &str)],
        body: Vec<u8>,
    ) -> (u16, Value, header::HeaderMap) {
        let mut request =
            self.stage.client.request(method, format!("{}{path}", self.stage.desk)).bearer_auth(&self.token);
        for (name, value) in lines {
            request = request.header(*name, *value);
        }
        let answer = request.body(body).send().await.expect("an answer");
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let text = answer.text().await.expect("text");
        (status, serde_json::from_str(&text).unwrap_or(Value::String(text)), headers)
    }

    async fn gets(&self, path: &str) -> (u16, Value) {
        let (status, said, _) = self.asks(Method::GET, path, &[], Vec::new()).await;
        (status, said)
    }

    async fn posts(&self, path: &str, entered: &Value) -> (u16, Value) {
        let lines = [("content-type", "application/json"), ("idempotency-key", "k")];
        let (status, said, _) = self.asks(Method::POST, path, &lines, entered.to_string().into_bytes()).await;
        (status, said)
    }

    /// Begins an upload of so many bytes.
    async fn begins(&self, length_bytes: usize) -> (u16, Value, String) {
        let length = length_bytes.to_string();
        // 第一段·現場 ①.mp4
        let metadata = "filename 56ys5LiA5q61wrfnj77loLQg4pGgLm1wNA==";
        let lines =
            [("tus-resumable", "1.0.0"), ("upload-length", length.as_str()), ("upload-metadata", metadata)];
        let (status, said, headers) = self.asks(Method::POST, "/files/", &lines, Vec::new()).await;
        let place =
            headers.get("location").and_then(|place| place.to_str().ok()).unwrap_or_default().to_owned();
        (status, said, place)
    }

    async fn sends(&self, place: &str, at: usize, bytes: &[u8]) -> (u16, String) {
        let at = at.to_string();
        let lines = [
            ("tus-resumable", "1.0.0"),
            ("upload-offset", at.as_str()),
            ("content-type", "application/offset+octet-stream"),
        ];
        let (status, _, headers) = self.asks(Method::PATCH, place, &lines, bytes.to_vec()).await;
        let file =
            headers.get("mingjing-file").and_then(|file| file.to_str().ok()).unwrap_or_default().to_owned();
        (status, file)
    }

    /// Uploads a file whole; gives its id.
    async fn uploads(&self, bytes: &[u8]) -> String {
        let (status, said, place) = self.begins(bytes.len()).await;
        assert_eq!(status, 201, "{said}");
        let (status, file) = self.sends(&place, 0, bytes).await;
        assert_eq!((status, file.len()), (204, 64));
        file
    }
}

/// Issues a token at the desk's page, for a device or, blank, for a dock.
async fn token(stage: &Stage, device: &str, until: &str) -> String {
    let clerk = stage.officer("gao-shan");
    let issued = json!({"device": device, "place": "执法一科采集站", "until": until});
    let page = clerk.enters("/devices/token", &issued, &[]).await;
    assert_eq!(page.status, 201, "{}", page.says());
    let text = page.text();
    let token = text.split("data-issued>").nth(1).and_then(|rest| rest.split('<').next()).expect("a token");
    assert!(!clerk.opens("/devices/token").await.text().contains(token), "it is shown once");
    token.to_owned()
}

/// Revokes the first token on the page.
async fn revokes(stage: &Stage) {
    let clerk = stage.officer("gao-shan");
    let page = clerk.opens("/devices/token").await;
    let path = format!("/registers/{}", "device_token_revocation");
    let mut form = html::form(&String::from_utf8_lossy(&page.bytes), &path).expect("a token to revoke");
    form.set("reason", "采集站更换");
    let revoked = clerk.posts(&path, &form, &[]).await;
    assert_eq!(revoked.status, 303, "{}", revoked.says());
}

/// Amends the state of a device, by two persons.
async fn becomes(stage: &Stage, device: &str, state: &str, day: &str) {
    let book = stage.office.books.registers();
    let mut content = (**book
        .book("devices")
        .history(device)
        .last()
        .and_then(|version| version.content.as_ref())
        .expect("a device"))
    .clone();
    content["state"] = json!(state);
    let change = json!([{"amend": {"key": device, "valid_from": day, "content": content}}]);
    let entered = json!({"register": "devices", "reason": "清点", "changes": change.to_string()});
    let (clerk, head) = (stage.officer("gao-shan"), stage.officer("he-fang"));
    let proposed = clerk.enters("/registers/entry_proposal", &entered, &[]).await;
    assert_eq!(proposed.status, 303, "{}", proposed.says());
    let id = stage.office.books.registers().proposals().last().expect("it waits").id.clone();
    let confirmed = head.enters("/registers/entry_confirmation", &json!({"proposal": id}), &[]).await;
    assert_eq!(confirmed.status, 303, "{}", confirmed.says());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dock_hands_in_what_is_then_taken_into_a_case() {
    let stage = Stage::start().await;
    let walk = Walk::to(&stage, Case::major(), Until::Shown).await;
    let (case, id) = (walk.case.clone(), walk.id.clone());
    walk.first.does(&id, "recording_notice", &case.recording_notice()).await;
    stage.at(&case.on(3, "15:00"));
    let dock = Dock { token: token(&stage, "", &case.on(90, "")[..10]).await, stage: &stage };
    let film = material::video(3, &format!("{}Z", case.on(3, "01:07:00")));
    // The device's clock runs seven minutes ahead.
    let shown = json!({"device_clock": format!("{}:00", case.on(3, "15:07"))});
    let (status, compared) = dock.posts("/api/incoming/clock", &shown).await;
    assert_eq!((status, &compared["clock_offset_seconds"]), (200, &json!(420)));
    let file = dock.uploads(&film).await;
    assert_eq!(dock.gets(&format!("/api/incoming/{file}")).await.0, 404, "uploaded and not handed in yet");
    let handed = json!({"file": file, "device": "JLY-01", "device_clock": shown["device_clock"]});
    let (status, said) = dock.posts("/api/incoming", &handed).await;
    assert_eq!(
        (status, &said["state"], &said["clock_offset_seconds"]),
        (201, &json!("waiting"), &json!(420)),
        "{said}"
    );
    assert_eq!(
        (&said["may_be_wiped"], &said["proof"]),
        (&json!(false), &Value::Null),
        "nothing was read back yet"
    );
    assert_eq!(said["name"], "第一段·現場 ①.mp4");
    // Asked by its SHA-256 it is told where it is; the bytes have been read back, and the device may be wiped.
    let (status, known) = dock.gets(&format!("/api/incoming/{file}")).await;
    assert_eq!(
        (status, &known["state"], &known["may_be_wiped"]),
        (200, &json!("waiting"), &json!(true)),
        "{known}"
    );
    assert_eq!(
        (&known["proof"]["sha256"], &known["proof"]["size_bytes"]),
        (&json!(file), &json!(film.len()))
    );
    // Handed in again, under another device: what stands is what came first.
    let again = json!({"file": file, "device": "JLY-02", "clock_offset_seconds": 1});
    let (_, said) = dock.posts("/api/incoming", &again).await;
    assert_eq!((&said["device"], &said["clock_offset_seconds"]), (&json!("JLY-01"), &json!(420)));
    // It waits for who holds the device; others do not see it, save who looks after the devices.
    for (login, sees) in [("zhang-wei", true), ("li-na", false), ("gao-shan", true)] {
        let page = stage.officer(login).opens("/dock").await;
        assert_eq!((page.status, page.text().contains("第一段·現場 ①.mp4")), (200, sees), "{login}");
        let claim = stage.officer(login).opens(&format!("/dock/files/{file}/claim")).await;
        assert_eq!(claim.status == 200, sees, "{login}");
    }
    assert_eq!(stage.officer("chen-jing").opens("/dock").await.status, 403);
    assert_eq!(
        stage.officer("tang-bo").opens(&format!("/dock/files/{file}/claim")).await.status,
        404,
        "another body"
    );
    let zhang = stage.officer("zhang-wei");
    let claim = format!("/dock/files/{file}/claim");
    let mut form = zhang.form(&claim).await;
    form.set("case", &id);
    let chosen = zhang.posts_fields(&claim, &form.posted()).await;
    assert_eq!(
        (chosen.status, chosen.location.as_str()),
        (303, format!("/cases/{id}/recording?incoming={file}").as_str())
    );
    let mut form = zhang.form_at(&chosen.location, &format!("/cases/{id}/recording")).await;
    form.fill(&json!({"stage": "inspection", "title": "现场检查全过程录像"}));
    let done = zhang.posts(&format!("/cases/{id}/recording"), &form, &[]).await;
    assert_eq!(done.status, 303, "{}", done.says());
    let (standing, _) = stage.office.desk.case(id.parse().expect("an id")).await.expect("the case");
    let recording = &standing.recordings[0];
    assert_eq!((recording.device.as_str(), recording.clock_offset_ms), ("JLY-01", Some(420_000)));
    assert_eq!(recording.file.name, "第一段·現場 ①.mp4");
    // It waits no more, and the device's page says where it was used.
    assert!(!zhang.opens("/dock").await.text().contains("第一段"));
    let (_, known) = dock.gets(&format!("/api/incoming/{file}")).await;
    assert_eq!(
        (&known["state"], &known["says"], &known["may_be_wiped"]),
        (&json!("claimed"), &json!("已经入卷"), &json!(true))
    );
    let page = stage.officer("gao-shan").opens("/devices/JLY-01").await.text();
    for words in
        ["快7分", "已入卷", "张伟", "采集站", &standing.opened.as_ref().expect("opened").number.to_string()]
    {
        assert!(page.contains(words), "{words}");
    }
    // The clerk notes what happens to the device; the last handing over says who holds it.
    let note = json!({"device": "JLY-01", "kind": "handover", "at": case.on(3, "14:00"), "holder": "li-na"});
    stage.officer("gao-shan").registers("device_note", &note).await;
    let page = stage.officer("gao-shan").opens("/devices/JLY-01").await.text();
    assert!(page.contains("交给李娜") && page.contains("由李娜保管"), "{page}");
    assert_eq!(stage.findings().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_opens_uploads_and_handing_in_and_nothing_else() {
    let stage = Stage::start().await;
    let dock = Dock { token: token(&stage, "JLY-01", "2026-03-31").await, stage: &stage };
    let nobody = stage
        .officer("zhang-wei")
        .enters(
            &format!("/registers/{}", "device_token"),
            &json!({"digest": "ab".repeat(32), "place": "x", "until": "2026-03-31"}),
            &[],
        )
        .await;
    nobody.says_no(422, "不是设备管理员");
    assert_eq!(stage.officer("zhang-wei").opens("/devices/token").await.status, 404);
    // Every page, and every address of the API.
    for path in TRIED.iter().filter(|path| !path.starts_with("/files/")) {
        let (status, said) = dock.gets(path).await;
        assert!([303, 401, 405].contains(&status), "{path}: {status} {said}");
    }
    for path in [
        "/api/duties",
        "/api/cases",
        "/api/files?ids=",
        "/api/registers/devices",
        "/api/cases/00000000000000000000000000000001",
    ] {
        assert_eq!(dock.gets(path).await.0, 401, "{path}");
    }
    for act in desk::acts::ALL {
        for path in [
            format!("/api/registers/{}", act.word),
            format!("/api/cases/00000000000000000000000000000001/{}", act.word),
        ] {
            let (status, _) = dock.posts(&path, &json!({})).await;
            assert_eq!(status, 401, "{path}");
        }
    }
    assert_eq!(dock.posts("/api/cases", &json!({})).await.0, 401);
    // A file brought by somebody else is not handed in, nor for another device, nor what is no recording.
    let film = material::video(2, "2026-01-05T01:00:00Z");
    let zhang = Caller::signs_in(&stage.client, &stage.desk, "zhang-wei", PASSWORD).await;
    let mut upload = stories::caller::Upload::of(film.clone());
    upload.goes_on(&zhang, &stage.desk, || 1 << 20, || ()).await.expect("uploaded");
    let others = json!({"file": upload.file, "device": "JLY-01"});
    let (status, said) = dock.posts("/api/incoming", &others).await;
    assert_eq!(
        (status, &said["errors"][0]["reason"]),
        (422, &json!("没有收到这个文件，或者没有传完；先上传，再交来"))
    );
    let file = dock.uploads(&film).await;
    #[rustfmt::skip]
    let table = [
        (json!({"file": file, "device": "JLY-02"}), "这个令牌只用于另一台设备"),
        (json!({"file": dock.uploads(&material::photo(1)).await, "device": "JLY-01"}), "不是音像文件；照片和文书在案件中作为证据上传"),
        (json!({"file": file, "device": "JLY-01", "clock_offset_seconds": 3_200_000_001i64}), "应为"),
    ];
    for (entered, says) in table {
        let (status, said) = dock.posts("/api/incoming", &entered).await;
        let reason = said["errors"][0]["reason"].as_str().unwrap_or_default();
        assert!(status == 422 && reason.contains(says), "{says}: {status} {said}");
    }
    let (status, _) =
        dock.posts("/api/incoming/clock", &json!({"device_clock": "1890-01-01T00:00:00"})).await;
    assert_eq!(status, 422, "no clock is that far off");
    // Another's upload is not seen.
    let (_, _, place) = dock.begins(6).await;
    let other = Dock { token: token(&stage, "JLY-02", "2026-03-31").await, stage: &stage };
    assert_eq!(other.sends(&place, 0, b"abc").await.0, 404);
    // Lost: it hands nothing in from that day. Found again: it does.
    becomes(&stage, "JLY-01", "lost", "2026-01-05").await;
    for (status, said) in [dock.posts("/api/incoming", &json!({"file": file, "device": "JLY-01"})).await, {
        let (status, said, _) = dock.begins(6).await;
        (status, said)
    }] {
        assert!(
            status == 403 && said["detail"].as_str().unwrap_or_default().contains("登记为遗失"),
            "{said}"
        );
    }
    becomes(&stage, "JLY-01", "in_use", "2026-01-05").await;
    assert_eq!(dock.posts("/api/incoming", &json!({"file": file, "device": "JLY-01"})).await.0, 201);
    // Its last day; and the day after.
    stage.at("2026-03-31T23:59");
    assert_eq!(dock.begins(6).await.0, 201);
    stage.at("2026-04-01T00:01");
    let (status, said, _) = dock.begins(6).await;
    assert_eq!((status, &said["detail"]), (401, &json!("这个设备令牌已经过期")));
    assert_eq!(stage.findings().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_token_opens_nothing_in_the_middle_of_an_upload_and_at_no_node() {
    let stage = Stage::start().await;
    let dock = Dock { token: token(&stage, "", "2026-03-31").await, stage: &stage };
    let (status, _, place) = dock.begins(6).await;
    assert_eq!(status, 201);
    assert_eq!(dock.sends(&place, 0, b"abc").await.0, 204);
    // Another node that has heard of nothing since.
    let (office, _clock) = stage.beside().await;
    let state =
        pages::state::DeskState { office, secure: false, behind_proxy: false, uploads: Default::default() };
    assert!(pages::bringer::held(&state, &dock.token).await.is_ok());
    revokes(&stage).await;
    assert_eq!(dock.sends(&place, 3, b"def").await.0, 401);
    let (status, said, _) = dock.begins(6).await;
    assert_eq!((status, &said["detail"]), (401, &json!("这个设备令牌已经吊销")));
    assert_eq!(dock.posts("/api/incoming", &json!({})).await.0, 401);
    assert!(pages::bringer::held(&state, &dock.token).await.is_err(), "nor there");
    let unknown = Dock { token: pages::bringer::draw(), stage: &stage };
    assert_eq!(unknown.gets("/api/incoming/ab").await.1["detail"], json!("没有这个设备令牌"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_file_may_not_be_wiped_from_its_device() {
    let stage = Stage::start().await;
    let dock = Dock { token: token(&stage, "", "2026-03-31").await, stage: &stage };
    let file = dock.uploads(&material::video(2, "2026-01-05T01:00:00Z")).await;
    assert_eq!(dock.posts("/api/incoming", &json!({"file": file, "device": "XWS-01"})).await.0, 201);
    let path = stage.folder.path().join(format!("objects/files/{}/{file}", &file[..2]));
    let sound = std::fs::read(&path).expect("is stored");
    let asked = format!("/api/incoming/{file}");
    let mut bytes = sound.clone();
    bytes[100] ^= 1;
    std::fs::write(&path, &bytes).expect("is written");
    let (_, said) = dock.gets(&asked).await;
    assert_eq!((&said["may_be_wiped"], &said["proof"]["sound"]), (&json!(false), &json!(false)), "{said}");
    assert!(said["wiping"].as_str().unwrap_or_default().contains("保留设备中的文件"));
    let page = stage.officer("gao-shan").opens("/dock").await.text();
    assert!(page.contains("内容不一致，不能清除"), "the mark on the page");
    std::fs::remove_file(&path).expect("is gone");
    assert_eq!(dock.gets(&asked).await.1["may_be_wiped"], json!(false));
    std::fs::write(&path, &sound).expect("is put back");
    assert_eq!(dock.gets(&asked).await.1["may_be_wiped"], json!(true), "what is mended is read back again");
    // A yes holds for some minutes; after that the bytes are read again.
    std::fs::write(&path, &bytes).expect("is written");
    stage.at("2026-01-05T11:30");
    assert_eq!(dock.gets(&asked).await.1["may_be_wiped"], json!(false));
    // The clerk lets it wait for somebody, for nobody holds the room's device.
    let clerk = stage.officer("gao-shan");
    assert!(!stage.officer("li-na").opens("/dock").await.text().contains(&file));
    let page = clerk.opens(&format!("/dock/files/{file}/claim")).await;
    let action = format!("/dock/files/{file}/holder");
    let mut form = html::form(&String::from_utf8_lossy(&page.bytes), &action).expect("a form");
    form.set("officer", "li-na");
    assert_eq!(clerk.posts_fields(&action, &form.posted()).await.status, 303);
    assert!(stage.officer("li-na").opens("/dock").await.text().contains(&file));
}

#[tokio::test(flavor = "multi_thread")]
async fn uploads_under_way_are_limited_by_person_and_by_device() {
    let stage = Stage::with(|settings, _| {
        settings.device_uploads_open = 2;
        settings.device_uploads_open_bytes = 100;
        settings.uploads_open = 3;
        settings.uploads_open_bytes = 50;
    })
    .await;
    let dock = Dock { token: token(&stage, "", "2026-03-31").await, stage: &stage };
    let refused = |said: &(u16, Value, String), words: &str| {
        assert!(said.0 == 429 && said.1.as_str().unwrap_or_default().contains(words), "{said:?}");
    };
    refused(&dock.begins(101).await, "合计不得超过100字节，已有0字节");
    let (_, _, first) = dock.begins(60).await;
    refused(&dock.begins(41).await, "合计不得超过100字节，已有60字节");
    assert_eq!(dock.begins(40).await.0, 201);
    refused(&dock.begins(1).await, "已有2个文件正在上传");
    assert_eq!(dock.sends(&first, 0, &[7; 30]).await.0, 204, "what is under way goes on");
    let lines = [("tus-resumable", "1.0.0")];
    assert_eq!(dock.asks(Method::DELETE, &first, &lines, Vec::new()).await.0, 204);
    // One whose length nobody told counts what has come in.
    let lines = [("tus-resumable", "1.0.0"), ("upload-defer-length", "1")];
    let (status, _, headers) = dock.asks(Method::POST, "/files/", &lines, Vec::new()).await;
    assert_eq!(status, 201);
    let place = headers["location"].to_str().expect("a place").to_owned();
    assert_eq!(dock.sends(&place, 0, &[7; 50]).await.0, 204);
    assert_eq!(dock.sends(&place, 50, &[7; 20]).await.0, 429);
    // A person has a limit of his or her own.
    let zhang = Caller::signs_in(&stage.client, &stage.desk, "zhang-wei", PASSWORD).await;
    let begun = |length: &'static str| {
        let request = stage.client.post(format!("{}/files/", stage.desk)).bearer_auth(&zhang.token);
        request.header("tus-resumable", "1.0.0").header("upload-length", length).send()
    };
    assert_eq!(begun("51").await.expect("an answer").status(), StatusCode::TOO_MANY_REQUESTS);
    for _ in 0..3 {
        assert_eq!(begun("5").await.expect("an answer").status(), StatusCode::CREATED);
    }
    assert_eq!(begun("5").await.expect("an answer").status(), StatusCode::TOO_MANY_REQUESTS);
}
