//! What is held for every route and every act: each page of the desk refuses strangers, nothing on the portal changes anything, and every act there is has a form
//! that renders for an officer, whatever the stage of the case.

use pages::desk::reading::HANDS;
use pages::desk::routes::TRIED;
use pages::portal::{POSTED, ROUTES};
use stories::{Case, Stage, Until, Walk, html};

#[tokio::test(flavor = "multi_thread")]
async fn every_route_of_the_desk_refuses_strangers() {
    let stage = Stage::start().await;
    let size = stage.office.books.size().await.expect("a size");
    for path in TRIED {
        for method in ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD"] {
            for cookie in
                ["", "mingjing=", "mingjing=0000000000000000000000000000000000000000000000000000000000000000"]
            {
                let request =
                    stage.client.request(method.parse().expect("a method"), format!("{}{path}", stage.desk));
                let answer = request
                    .header("cookie", cookie)
                    .header("tus-resumable", "1.0.0")
                    .send()
                    .await
                    .expect("the desk answers");
                let (status, to) = (answer.status().as_u16(), answer.headers().get("location").cloned());
                let sent_to_sign_in =
                    status == 303 && to.is_some_and(|to| to.as_bytes().starts_with(b"/sign-in"));
                assert!(sent_to_sign_in || [401, 404, 405].contains(&status), "{method} {path}: {status}");
            }
        }
    }
    assert_eq!(stage.office.books.size().await.expect("a size"), size, "strangers wrote nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_case_is_shown_to_an_officer_of_another_body() {
    let stage = Stage::start().await;
    let walk = Walk::to(&stage, Case::major(), Until::Submitted).await;
    let stranger = stage.officer("feng-hao");
    let own = stranger.form("/cases/new").await.posted();
    let token = own.into_iter().find(|(name, _)| name == "form_token").expect("every form has a token");
    let size = stage.office.books.size().await.expect("a size");
    let words = desk::acts::ALL.iter().filter(|act| {
        !matches!(act.stage, events::standing::Stage::Register | events::standing::Stage::Complaint)
            && act.word != "opening"
    });
    let mut paths: Vec<String> = words.map(|act| format!("/cases/{}/{}", walk.id, act.word)).collect();
    paths
        .extend(["", "/viewings", "/timeline", "/package"].map(|below| format!("/cases/{}{below}", walk.id)));
    for path in &paths {
        let looked = stranger.opens(path).await;
        let posted = stranger.posts_fields(path, std::slice::from_ref(&token)).await;
        let more = [token.clone(), ("more_rows".to_owned(), "penalties".to_owned())];
        let asked = stranger.posts_fields(path, &more).await;
        for answer in [looked, posted, asked] {
            assert!([403, 404, 405, 415].contains(&answer.status), "{path}: {}", answer.says());
            let text = answer.text();
            assert!(!text.contains(walk.case.shop) && !text.contains("过期"), "{path}: {}", answer.says());
        }
    }
    assert_eq!(stage.office.books.size().await.expect("a size"), size, "and nothing was written");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_comes_back_is_a_viewing_too() {
    let stage = Stage::start().await;
    let walk = Walk::to(&stage, Case::major(), Until::Submitted).await;
    let path = format!("/cases/{}/opinion", walk.id);
    let reviewer = stage.officer("chen-jing");
    let form = reviewer.form(&path).await.posted();
    let token = form.into_iter().find(|(name, _)| name == "form_token").expect("every form has a token");
    let stream = walk.id.parse().expect("the tag of a case");
    let before = stage.office.books.viewings(stream).await.expect("viewings").len();
    let answer = reviewer.posts_fields(&path, &[token]).await;
    assert_eq!(answer.status, 422, "{}", answer.says());
    assert_eq!(stage.office.books.viewings(stream).await.expect("viewings").len(), before + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_without_files_is_held_to_a_small_size() {
    let stage = Stage::start().await;
    let body = vec![b'x'; 1 << 20];
    let request = stage.client.post(format!("{}/sign-in", stage.desk));
    let request = request.header("content-type", "application/x-www-form-urlencoded").body(body);
    assert_eq!(request.send().await.expect("the desk answers").status(), 413);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_portal_is_only_read() {
    let stage = Stage::start().await;
    let walk = Walk::to(&stage, Case::minor(), Until::Decided).await;
    stage.at(&walk.case.on(30, "09:00"));
    let published = walk.clerk.does(&walk.id, "publication", &serde_json::json!({})).await.receipt();
    let size = stage.office.books.size().await.expect("a size");
    for (route, _) in ROUTES {
        let path = route.replace("{number}", &published.to_string()).replace("{*path}", "0/000");
        let path = path.replace("{register}", "discretion").replace("{key}", "CL-034");
        let path = path
            .replace("{procedure}", "ordinary")
            .replace("{standard}", "CL-034")
            .replace("{file}", "discretion.csv")
            .replace("{post}", "CK-03")
            .replace("{photo}", "none");
        let shown = stage.portal(&path).await;
        assert!(
            shown.status == 200
                || ((path.contains("tile") || path.starts_with("/shown/") || path.starts_with("/photos/"))
                    && shown.status == 404),
            "GET {path}: {}",
            shown.says()
        );
        for method in ["POST", "PUT", "DELETE", "PATCH"] {
            let request =
                stage.client.request(method.parse().expect("a method"), format!("{}{path}", stage.portal));
            let status = request.body("x").send().await.expect("the portal answers").status();
            // What is posted through the window is no form here, and is refused as such.
            let through_window = method == "POST" && POSTED.contains(&path.as_str());
            assert_eq!(status, if through_window { 400 } else { 405 }, "{method} {path}");
        }
    }
    assert_eq!(stage.office.books.size().await.expect("a size"), size, "and nothing was written");
    for path in TRIED.iter().filter(|path| **path != "/") {
        let answer = stage.portal(path).await;
        assert!(
            answer.status == 404 || path.starts_with("/ledger"),
            "{path} is no page of the portal: {}",
            answer.says()
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_act_has_a_form_for_those_signed_in() {
    let stage = Stage::start().await;
    let walk = Walk::to(&stage, Case::minor(), Until::Shown).await;
    let admin = stage.officer("admin");
    let head = stage.officer("xu-guang");
    let registers = desk::Store::registers(&*stage.office.books);
    let body = registers.officer(&"xu-guang".into()).expect("is entered").body.clone();
    let letter = stories::letter(&stage, &[("body", &body)]).await.stream(&stage).await;
    // What anyone may do has its form on the portal, or none, because the program does it.
    for act in desk::acts::ALL.iter().filter(|act| act.duty != events::Duty::Anyone) {
        let register = act.stage == events::standing::Stage::Register;
        let (officer, path) = match act.word {
            "opening" => (&walk.first, "/cases/new".to_owned()),
            word if act.stage == events::standing::Stage::Complaint => {
                (&head, format!("/complaints/{letter}/{word}"))
            }
            // What a second person confirms has the form of its register.
            word if registers::all::by_word(word).is_some_and(|kind| kind.act == Some(word)) => continue,
            word if register => (&admin, format!("/registers/{word}")),
            word => (&walk.first, format!("/cases/{}/{word}", walk.id)),
        };
        let page = officer.opens(&path).await;
        assert_eq!(page.status, 200, "{path}: {}", page.says());
        let form = html::form(&String::from_utf8_lossy(&page.bytes), &path)
            .unwrap_or_else(|| panic!("{path}: {}", page.says()));
        assert!(page.text().contains(act.title), "{path} is called {}", act.title);
        for field in act.fields {
            let named = |name: &str| name == field.key || name.starts_with(&format!("{}.", field.key));
            let offered = matches!(field.shape, events::field::Shape::Many(_));
            // Hands come under the text, when it is read.
            let offered =
                offered || act.is_signed() && (HANDS.contains(&field.key) || field.key == "read_digest");
            assert!(
                offered || form.controls.iter().any(|control| named(&control.name)),
                "{path} asks for {}",
                field.key
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_of_either_listener_carries_the_strict_policy() {
    let stage = Stage::start().await;
    let officer = stage.officer("xu-guang");
    for path in
        ["/", "/cases", "/reviews", "/disclosures", "/archives", "/registers", "/oversight", "/nowhere"]
    {
        let desk = officer.opens(path).await;
        let policy = desk
            .headers
            .get("content-security-policy")
            .and_then(|policy| policy.to_str().ok())
            .unwrap_or_default();
        assert!(policy.contains("default-src 'self'") && !policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(
            desk.headers.get("cache-control").map(|value| value.as_bytes()),
            Some(b"no-store".as_slice()),
            "{path}"
        );
        assert!(desk.status == 200 || path == "/nowhere", "{path}: {}", desk.says());
    }
    let portal = stage.portal("/").await;
    assert!(portal.headers.contains_key("content-security-policy"));
}
