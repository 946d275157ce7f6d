//! An outside recorder under contract (购买服务, plan clause 10): a code opens one page with the words of one task, takes files for it, and opens nothing else: no case, no list, no playing, no act.
//! Dismissing ends it at once, in the middle of an upload; so does its last day.

use events::{Event, StreamId};
use pages::desk::routes::TRIED;
use reqwest::{Method, header};
use serde_json::json;
use stories::officer::Answer;
use stories::{Case, Stage, Until, Walk, html, material};

/// Somebody with a browser and a code.
struct Recorder<'a> {
    stage: &'a Stage,
    cookie: String,
}

impl Recorder<'_> {
    async fn asks(&self, method: Method, path: &str, lines: &[(&str, &str)], body: Vec<u8>) -> Answer {
        let mut request = self.stage.client.request(method, format!("{}{path}", self.stage.desk));
        request = request.header(header::COOKIE, &self.cookie);
        for (name, value) in lines {
            request = request.header(*name, *value);
        }
        Answer::of(request.body(body).send().await.expect("an answer")).await
    }

    async fn opens(&self, path: &str) -> Answer {
        self.asks(Method::GET, path, &[], Vec::new()).await
    }

    async fn posts(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body: String = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let lines = [("content-type", "application/x-www-form-urlencoded")];
        self.asks(Method::POST, path, &lines, body.into_bytes()).await
    }

    /// Enters a code; gives the answer, and keeps the cookie.
    async fn enters(&mut self, code: &str) -> Answer {
        let answer = self.posts("/task/code", &[("code", code)]).await;
        let line = answer.headers.get(header::SET_COOKIE).and_then(|line| line.to_str().ok());
        self.cookie = line.unwrap_or_default().split(';').next().unwrap_or_default().to_owned();
        answer
    }

    async fn begins(&self, length_bytes: usize) -> Answer {
        let length = length_bytes.to_string();
        let lines = [
            ("tus-resumable", "1.0.0"),
            ("upload-length", length.as_str()),
            ("upload-metadata", "filename 546w5Zy6Lm1wNA=="),
        ];
        self.asks(Method::POST, "/files/", &lines, Vec::new()).await
    }

    async fn sends(&self, place: &str, at: usize, bytes: &[u8]) -> Answer {
        let at = at.to_string();
        let lines = [
            ("tus-resumable", "1.0.0"),
            ("upload-offset", at.as_str()),
            ("content-type", "application/offset+octet-stream"),
        ];
        self.asks(Method::PATCH, place, &lines, bytes.to_vec()).await
    }

    async fn uploads(&self, bytes: &[u8]) -> String {
        let begun = self.begins(bytes.len()).await;
        assert_eq!(begun.status, 201, "{}", begun.says());
        let sent = self.sends(place(&begun), 0, bytes).await;
        sent.headers["mingjing-file"].to_str().expect("an id").to_owned()
    }

    /// Hands a file in on the page of the task.
    async fn hands_in(&self, file: &str) -> Answer {
        let page = self.opens("/task").await;
        let form = html::form(&String::from_utf8_lossy(&page.bytes), "/task/files").expect("a form");
        let token = form.posted().into_iter().find(|(name, _)| name == "form_token").expect("a token").1;
        self.posts("/task/files", &[("form_token", &token), ("file", file)]).await
    }
}

fn place(begun: &Answer) -> &str {
    begun.headers["location"].to_str().expect("a place")
}

/// The handler admits somebody to a task of the case; gives the code that was shown.
async fn admits(walk: &Walk<'_>, from: i32, to: i32) -> String {
    let path = format!("/cases/{}/recorder", walk.id);
    let page = walk.first.opens(&path).await;
    let text = page.text();
    let code = text.split("data-issued>").nth(1).and_then(|rest| rest.split('<').next()).expect("a code");
    let mut form = html::form(&String::from_utf8_lossy(&page.bytes), &path).expect("a form");
    form.fill(&json!({"name": "陆一鸣", "organisation": "某摄录服务公司", "contract": "HT-2026-07",
        "task": "到清水路100号拍摄现场", "from": walk.case.day(from).to_string(), "to": walk.case.day(to).to_string()}));
    let admitted = walk.first.posts(&path, &form, &[]).await;
    assert_eq!(admitted.status, 303, "{}", admitted.says());
    code.to_owned()
}

async fn told(stage: &Stage) -> Walk<'_> {
    let walk = Walk::to(stage, Case::major(), Until::Shown).await;
    walk.first.does(&walk.id, "recording_notice", &walk.case.recording_notice()).await;
    stage.at(&walk.case.on(3, "15:00"));
    walk
}

#[tokio::test(flavor = "multi_thread")]
async fn who_films_under_contract_adds_to_one_task_and_the_handler_takes_it_into_the_case() {
    let stage = Stage::start().await;
    let walk = told(&stage).await;
    let code = admits(&walk, 3, 4).await;
    let mut recorder = Recorder { stage: &stage, cookie: String::new() };
    assert_eq!(recorder.opens("/task").await.status, 200, "a stranger is asked for the code");
    recorder.enters("AAAA-AAAA-AAAA-AAAA-AAAA-AAAA").await.says_no(401, "口令不对");
    assert_eq!(recorder.enters(&code.to_lowercase()).await.status, 303);
    let page = recorder.opens("/task").await;
    assert_eq!(page.status, 200);
    let (standing, _) = stage.office.desk.case(walk.id.parse().expect("an id")).await.expect("the case");
    let opened = standing.opened.as_ref().expect("opened");
    assert!(page.text().contains("到清水路100号拍摄现场") && page.text().contains("陆一鸣"));
    for hidden in [opened.title.as_str(), &opened.party.name, &opened.number.to_string(), &walk.id] {
        assert!(!page.text().contains(hidden), "{hidden}");
    }
    let file = recorder.uploads(&material::video(2, &format!("{}Z", walk.case.on(3, "01:30:00")))).await;
    let handed = recorder.hands_in(&file).await;
    assert!(handed.status == 201 && handed.text().contains("已交来1个文件"), "{}", handed.says());
    assert!(!recorder.opens("/task").await.text().contains("现场.mp4"), "no list");
    recorder.hands_in(&"ab".repeat(32)).await.says_no(422, "没有收到这个文件");
    recorder.posts("/task/files", &[("form_token", "x"), ("file", &file)]).await.says_no(403, "请刷新");
    // It waits for the handler, for that case.
    let page = walk.first.opens(&format!("/dock/files/{file}/claim")).await.text();
    assert!(page.contains("外聘摄录") && page.contains(&format!("value=\"{}\" selected", walk.id)), "{page}");
    let path = format!("/cases/{}/recording", walk.id);
    let mut form = walk.first.form_at(&format!("{path}?incoming={file}"), &path).await;
    form.fill(&json!({"stage": "inspection", "title": "外聘摄录的现场录像"}));
    assert_eq!(walk.first.posts(&path, &form, &[]).await.status, 303);
    let case = walk.first.opens(&format!("/cases/{}", walk.id)).await.text();
    assert!(case.contains("某摄录服务公司，合同HT-2026-07"), "the chronology tells it");
    let ended = recorder.posts("/task/end", &[]).await;
    assert!(ended.headers[header::SET_COOKIE].to_str().expect("a line").contains("Max-Age=0"));
    assert_eq!(stage.findings().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_code_opens_nothing_but_its_task() {
    let stage = Stage::start().await;
    let walk = told(&stage).await;
    let mut recorder = Recorder { stage: &stage, cookie: String::new() };
    let code = admits(&walk, 3, 4).await;
    assert_eq!(recorder.enters(&code).await.status, 303);
    let file = recorder.uploads(&material::video(2, &format!("{}Z", walk.case.on(3, "01:30:00")))).await;
    assert_eq!(recorder.hands_in(&file).await.status, 201);
    let id = &walk.id;
    let own = [
        format!("/cases/{id}"),
        format!("/cases/{id}/timeline"),
        format!("/cases/{id}/files/{file}"),
        format!("/cases/{id}/package"),
        format!("/cases/{id}/recording?incoming={file}"),
        format!("/dock/files/{file}"),
        format!("/dock/files/{file}/claim"),
        "/devices/JLY-01".to_owned(),
    ];
    for path in
        TRIED.iter().map(|path| (*path).to_owned()).chain(own).filter(|path| !path.starts_with("/files/"))
    {
        let answer = recorder.opens(&path).await;
        let signs_in = answer.status == 303 && answer.location.starts_with("/sign-in");
        assert!(signs_in || [401, 405].contains(&answer.status), "{path}: {}", answer.says());
    }
    let bearer = format!("Bearer {code}");
    for path in [
        "/api/cases",
        "/api/duties",
        "/api/files?ids=",
        &format!("/api/cases/{id}"),
        &format!("/api/incoming/{file}"),
    ] {
        assert_eq!(recorder.opens(path).await.status, 401, "{path}");
        let answer = recorder.asks(Method::GET, path, &[("authorization", &bearer)], Vec::new()).await;
        assert_eq!(answer.status, 401, "{path}");
    }
    let stream: StreamId = id.parse().expect("an id");
    let before = stage.office.desk.case(stream).await.expect("the case").1.len();
    for act in desk::acts::ALL {
        for path in [
            format!("/cases/{id}/{}", act.word),
            format!("/registers/{}", act.word),
            format!("/api/cases/{id}/{}", act.word),
        ] {
            let answer = recorder.posts(&path, &[("form_token", "x"), ("idempotency_key", "k")]).await;
            assert!(
                answer.status >= 400 || answer.location.starts_with("/sign-in"),
                "{path}: {}",
                answer.says()
            );
        }
    }
    for path in [
        "/dock/files",
        "/dock/clock",
        &format!("/dock/files/{file}/claim"),
        &format!("/dock/files/{file}/holder"),
    ] {
        let answer = recorder
            .posts(path, &[("form_token", "x"), ("file", &file), ("case", id), ("officer", "li-na")])
            .await;
        assert!(answer.status >= 400, "{path}: {}", answer.says());
    }
    let history = stage.office.desk.case(stream).await.expect("the case").1;
    assert_eq!(
        history.len(),
        before,
        "nothing was entered: {:?}",
        history.last().map(|last| last.body.event.name())
    );
    // Another's upload is not there.
    let begun = recorder.begins(6).await;
    let mut other = Recorder { stage: &stage, cookie: String::new() };
    assert_eq!(other.enters(&admits(&walk, 3, 4).await).await.status, 303);
    assert_eq!(other.sends(place(&begun), 0, b"abc").await.status, 404);
    // Who is signed in does not enter a code in the same browser.
    let signed_in = Recorder { stage: &stage, cookie: walk.first.cookie() };
    assert_eq!(signed_in.posts("/task/code", &[("code", &code)]).await.status, 409);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dismissal_and_the_last_day_end_it_at_once() {
    let stage = Stage::start().await;
    let walk = told(&stage).await;
    let mut recorder = Recorder { stage: &stage, cookie: String::new() };
    assert_eq!(recorder.enters(&admits(&walk, 3, 4).await).await.status, 303);
    let begun = recorder.begins(6).await;
    assert_eq!(recorder.sends(place(&begun), 0, b"abc").await.status, 204);
    let chosen = walk.first.choices(&walk.id, "recorder_dismissal", "recorder").await.remove(0);
    let dismissed = json!({"recorder": chosen, "reason": "任务取消"});
    walk.second.does(&walk.id, "recorder_dismissal", &dismissed).await;
    assert_eq!(recorder.sends(place(&begun), 3, b"def").await.status, 401);
    assert_eq!(recorder.begins(6).await.status, 401);
    recorder.opens("/task").await.says_no(401, "已经停用");
    recorder.posts("/task/files", &[("file", "x")]).await.says_no(401, "已经停用");
    let (_, history) = stage.office.desk.case(walk.id.parse().expect("an id")).await.expect("the case");
    let told = |name: &str| history.iter().any(|recorded| recorded.body.event.name() == name);
    assert!(told("RecorderAdmitted") && told("RecorderDismissed"));
    assert!(!history.iter().any(|recorded| matches!(recorded.body.event, Event::RecordingAdded(_))));
    // Not before its first day, nor after its last.
    let later = admits(&walk, 5, 6).await;
    recorder.enters(&later).await.says_no(401, "还没有到起始日期");
    stage.at(&walk.case.on(6, "23:59"));
    assert_eq!(recorder.enters(&later).await.status, 303);
    assert_eq!(recorder.opens("/task").await.status, 200);
    stage.at(&walk.case.on(7, "00:01"));
    recorder.opens("/task").await.says_no(401, "已经到期");
    assert_eq!(recorder.begins(6).await.status, 401);
    assert_eq!(stage.findings().await, Vec::<String>::new());
}
