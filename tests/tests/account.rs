//! 我的账户: an officer puts a second factor on at the desk, signs in with it and with a recovery code that is good once, takes it off again, and changes the
//! password. A session left open is not enough for any of it.

use mingjing::demo::PASSWORD;
use pages::second_factor::SecondFactor;
use reqwest::header;
use stories::officer::{Answer, Officer};
use stories::{Stage, html};

/// Posts a form of the page, filled.
async fn changes(officer: &Officer, page: &Answer, change: &str, entered: &[(&str, &str)]) -> Answer {
    let action = format!("/account/{change}");
    let form = html::form(&String::from_utf8_lossy(&page.bytes), &action).expect("the form of the change");
    let mut fields = form.posted();
    fields.retain(|(name, _)| !entered.iter().any(|(known, _)| known == name));
    fields.extend(entered.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    officer.posts_fields(&action, &fields).await
}

/// Signs in afresh; answers the status.
async fn signs_in(stage: &Stage, password: &str, code: &str) -> u16 {
    let pairs = [("login", "zhang-wei"), ("password", password), ("code", code), ("return", "/")];
    let body: String = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    let request = stage.client.post(format!("{}/sign-in", stage.desk));
    let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(body);
    request.send().await.expect("the desk answers").status().as_u16()
}

/// The secret that the page offers.
fn offered(page: &Answer) -> Vec<u8> {
    let text = String::from_utf8_lossy(&page.bytes).into_owned();
    let form = html::form(&text, "/account/second-factor").expect("a second factor is offered");
    hex::decode(form.value("secret").expect("a secret")).expect("hexadecimal")
}

/// What an app with the secret shows now.
fn shown(stage: &Stage, secret: &[u8]) -> String {
    let now = u64::try_from(stage.office.desk.clock.now().as_second()).expect("after 1970");
    let code = (0..1_000_000).map(|code| format!("{code:06}")).find(|code| {
        SecondFactor::read(secret).shows(code, jiff::Timestamp::from_second(now as i64).expect("a moment"))
    });
    code.expect("some code")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_factor_is_put_on_used_and_taken_off() {
    let stage = Stage::start().await;
    let officer = stage.officer("zhang-wei");
    let page = officer.opens("/account").await;
    assert!(page.text().contains("<svg"), "{}", page.says());
    let secret = offered(&page);
    let code = shown(&stage, &secret);

    let refused =
        changes(&officer, &page, "second-factor", &[("current", "不是这个密码"), ("code", &code)]).await;
    refused.says_no(422, "现在的密码");
    let refused = changes(&officer, &page, "second-factor", &[("current", PASSWORD), ("code", "abc")]).await;
    refused.says_no(422, "验证码");
    assert_eq!(signs_in(&stage, PASSWORD, "").await, 303, "nothing was changed");

    let put_on = changes(&officer, &page, "second-factor", &[("current", PASSWORD), ("code", &code)]).await;
    assert_eq!(put_on.status, 200, "{}", put_on.says());
    let text = String::from_utf8_lossy(&put_on.bytes).into_owned();
    let codes: Vec<&str> =
        text.split("<li><code>").skip(1).filter_map(|part| part.split("</code>").next()).collect();
    assert_eq!(codes.len(), 8);
    assert!(!officer.opens("/account").await.text().contains(codes[0]), "shown once");

    assert_eq!(signs_in(&stage, PASSWORD, "").await, 401);
    assert_eq!(signs_in(&stage, PASSWORD, &code).await, 401, "the code it was put on with is used up");
    stage.at("2026-01-05T10:32");
    assert_eq!(signs_in(&stage, PASSWORD, &shown(&stage, &secret)).await, 303);
    assert_eq!(signs_in(&stage, PASSWORD, codes[0]).await, 303);
    assert_eq!(signs_in(&stage, PASSWORD, codes[0]).await, 401, "a recovery code is good once");

    let page = officer.opens("/account").await;
    assert!(page.text().contains("还有 7 个备用码"), "{}", page.says());
    let refused = changes(&officer, &page, "removal", &[("current", PASSWORD), ("code", codes[0])]).await;
    refused.says_no(422, "验证码");
    let taken_off = changes(&officer, &page, "removal", &[("current", PASSWORD), ("code", codes[1])]).await;
    assert_eq!(taken_off.status, 200, "{}", taken_off.says());
    assert_eq!(signs_in(&stage, PASSWORD, "").await, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_is_changed_and_other_sessions_end() {
    let stage = Stage::start().await;
    let (officer, elsewhere) = (stage.officer("zhang-wei"), stage.officer("zhang-wei"));
    let page = officer.opens("/account").await;
    assert_eq!(elsewhere.opens("/cases").await.status, 200);

    let short = [("current", PASSWORD), ("password", "短"), ("again", "短")];
    changes(&officer, &page, "password", &short).await.says_no(422, "至少");
    let unlike =
        [("current", PASSWORD), ("password", "一个新的够长的密码"), ("again", "另一个新的够长的密码")];
    changes(&officer, &page, "password", &unlike).await.says_no(422, "不一致");

    let new = "一个新的而且够长的密码";
    let done =
        changes(&officer, &page, "password", &[("current", PASSWORD), ("password", new), ("again", new)])
            .await;
    assert_eq!(done.status, 200, "{}", done.says());
    assert_eq!(officer.opens("/cases").await.status, 200, "this session goes on");
    let asked = stage.client.get(format!("{}/cases", stage.desk)).header(header::COOKIE, elsewhere.cookie());
    assert_eq!(asked.send().await.expect("the desk answers").status().as_u16(), 303, "the other has ended");
    assert_eq!(signs_in(&stage, PASSWORD, "").await, 401);
    assert_eq!(signs_in(&stage, new, "").await, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_replaced_on_the_command_line_ends_sessions_and_leaves_the_second_factor() {
    let stage = Stage::start().await;
    let officer = stage.officer("zhang-wei");
    let page = officer.opens("/account").await;
    let secret = offered(&page);
    let code = shown(&stage, &secret);
    changes(&officer, &page, "second-factor", &[("current", PASSWORD), ("code", &code)]).await;
    stage.at("2026-01-05T10:32");
    let new = "一个新的而且够长的密码";
    mingjing::found::account(&stage.office.books, &"zhang-wei".into(), "zhang-wei", new)
        .await
        .expect("an account");
    let asked = stage.client.get(format!("{}/cases", stage.desk)).header(header::COOKIE, officer.cookie());
    assert_eq!(asked.send().await.expect("the desk answers").status().as_u16(), 303, "the session has ended");
    assert_eq!(signs_in(&stage, new, "").await, 401, "a forgotten password is no reason to do without it");
    assert_eq!(signs_in(&stage, new, &shown(&stage, &secret)).await, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_judged_after_the_password_counts_when_wrong_and_is_used_up_when_right() {
    let stage = Stage::start().await;
    let officer = stage.officer("zhang-wei");
    let page = officer.opens("/account").await;
    let secret = offered(&page);
    let code = shown(&stage, &secret);
    let on = changes(&officer, &page, "second-factor", &[("current", PASSWORD), ("code", &code)]).await;
    assert_eq!(on.status, 200, "{}", on.says());
    let page = officer.opens("/account").await;

    // Without the password nothing is said of the code.
    stage.at("2026-01-05T10:40");
    let unlike = changes(&officer, &page, "removal", &[("current", "不是这个密码"), ("code", "abc")]).await;
    unlike.says_no(422, "现在的密码");
    assert!(!unlike.text().contains("已经用过"), "{}", unlike.says());

    // The password alone changes nothing, not even the password, and forgets no attempt.
    let new = "一个新的而且够长的密码";
    let alone = [("current", PASSWORD), ("password", new), ("again", new), ("code", "")];
    changes(&officer, &page, "password", &alone).await.says_no(422, "验证码");

    // Of a code that was right the step is used up, here and at the door.
    let right = shown(&stage, &secret);
    let both = [("current", PASSWORD), ("password", new), ("again", new), ("code", &right)];
    let done = changes(&officer, &page, "password", &both).await;
    assert_eq!(done.status, 200, "{}", done.says());
    changes(&officer, &page, "removal", &[("current", new), ("code", &right)]).await.says_no(422, "已经用过");

    // With that one, five wrong codes lock the account, though the password is right each time; then the right code does not help.
    for _ in 0..4 {
        changes(&officer, &page, "removal", &[("current", new), ("code", "abc")])
            .await
            .says_no(422, "验证码");
    }
    stage.at("2026-01-05T10:42");
    let right = shown(&stage, &secret);
    changes(&officer, &page, "removal", &[("current", new), ("code", &right)])
        .await
        .says_no(422, "账号暂时锁定");
    assert_eq!(signs_in(&stage, new, &right).await, 401);
    stage.at("2026-01-05T11:00");
    let right = shown(&stage, &secret);
    let off = changes(&officer, &page, "removal", &[("current", new), ("code", &right)]).await;
    assert_eq!(off.status, 200, "{}", off.says());
}
