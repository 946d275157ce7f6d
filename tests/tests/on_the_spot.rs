//! On the spot: the party sees the certificates on its own phone and confirms there, evidence stays locked until they were shown, records are signed as they were
//! read, and a certificate that no longer holds stops every act at every node.

use desk::{Request, Said};
use events::cases::{CertificatesShown, Confirmation, Signature};
use events::{Duty, Event, OfficerId, StreamId};
use mingjing::upkeep;
use reqwest::header;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::time::Duration;
use store::testing::{Ground, Kind};
use stories::phone::{Phone, lay};
use stories::{Case, Stage, Until, Walk, html, material};

/// The newest event of a case that this picks.
async fn newest<T>(stage: &Stage, case: &str, pick: impl Fn(&Event) -> Option<T>) -> Option<T> {
    let (_, history) = stage.office.desk.case(case.parse().expect("an id")).await.expect("the case");
    history.iter().rev().find_map(|recorded| pick(&recorded.body.event))
}

async fn shown(stage: &Stage, case: &str) -> CertificatesShown {
    let pick = |event: &Event| match event {
        Event::CertificatesShown(shown) => Some(shown.clone()),
        _ => None,
    };
    newest(stage, case, pick).await.expect("certificates were shown")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_party_sees_the_certificates_on_its_own_phone_and_confirms_there() {
    let stage = Stage::start().await;
    let walk = Walk::to(&stage, Case::major(), Until::Filed).await;
    let (case, id) = (&walk.case, walk.id.as_str());
    stage.at(&case.on(3, "09:28"));
    // Evidence is locked, and the refusal names the article.
    let (evidence, photo) = (format!("/cases/{id}/evidence"), material::photo(1));
    let locked = walk.first.enters(&evidence, &case.evidence("货架"), &[("files", "1.jpg", &photo)]).await;
    locked.says_no(422, "尚未出示执法证件");
    assert!(locked.text().contains("第五十五条"), "{}", locked.says());

    let token = lay(&walk.first, id).await;
    let unknown = Phone::default().opens(&stage, &"0".repeat(32)).await;
    assert_eq!(unknown.status, 404, "{}", unknown.says());
    // Whatever fetches addresses by itself reads the same cover for every code, and opens none.
    let scanner = Phone::default();
    let (cover, none) = (scanner.scans(&stage, &token).await, scanner.scans(&stage, &"0".repeat(32)).await);
    assert_eq!((cover.status, none.status), (200, 200));
    assert_eq!(cover.text().replace(&token, ""), none.text().replace(&"0".repeat(32), ""));
    assert!(!cover.text().contains("张伟") && cover.headers.get(header::SET_COOKIE).is_none());
    let (party, other) = (Phone::default(), Phone::default());
    let touched = party.touches(&stage, &token).await;
    let page = party.scans(&stage, &token).await;
    assert_eq!(page.status, 200, "{}", page.says());
    for told in ["张伟", "李娜", "申请回避", "陈述和申辩", "听证", "如实回答", "在线投诉"]
    {
        assert!(page.text().contains(told), "{told}: {}", page.says());
    }
    assert!(!page.text().contains("日常检查中发现"), "the clue is not for the party's phone");
    let cookie = touched.headers[header::SET_COOKIE].to_str().expect("a line");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    assert_eq!(page.headers[header::CACHE_CONTROL], "no-store");
    let late = other.opens(&stage, &token).await;
    assert_eq!((late.status, &late.bytes), (404, &unknown.bytes), "a used code and none look alike");
    let meddles = other.confirms(&stage, &token, "路人", "路人").await;
    assert_eq!((meddles.status, &meddles.bytes), (404, &unknown.bytes));

    party.confirms(&stage, &token, " ", "经营者").await.says_no(422, "请填写姓名和身份");
    let before = stage.office.books.size().await.expect("a size");
    let confirmed = party.confirms(&stage, &token, "邵明远", "经营者").await;
    assert_eq!((confirmed.status, confirmed.location.as_str()), (303, format!("/shown/{token}").as_str()));
    assert!(party.scans(&stage, &token).await.text().contains("邵明远（经营者）已经确认"));
    assert_eq!(stage.office.books.size().await.expect("a size"), before, "the portal enters nothing");

    // The desk takes the confirmation on; the form comes with it.
    stage.at(&case.on(3, "09:35"));
    let form = walk.first.form(&format!("/cases/{id}/certificates")).await;
    assert_eq!(form.value("confirmed_by"), Some("邵明远"));
    let entered = json!({"at": case.on(3, "09:32"), "place": "清水路12号", "uniform": true});
    walk.first.does(id, "certificates", &entered).await;
    let event = shown(&stage, id).await;
    let laid = event.page.expect("a page was laid");
    assert!(page.text().contains(&laid.content_digest), "the phone shows the digest of what it shows");
    assert!(
        matches!(&event.confirmation, Some(Confirmation::OnPhone { content_digest, .. }) if *content_digest == laid.content_digest)
    );
    assert_eq!(laid.confirmed.map(|by| (by.by, by.capacity)), Some(("邵明远".into(), "经营者".into())));
    walk.first.does_with(id, "evidence", &case.evidence("货架"), &[("files", "1.jpg", &photo)]).await;

    // The code ends with its time, and with a newer one.
    let newer = lay(&walk.first, id).await;
    let ended = party.opens(&stage, &token).await;
    assert_eq!((ended.status, &ended.bytes), (404, &unknown.bytes));
    stage.at(&case.on(3, "10:06"));
    let expired = party.opens(&stage, &newer).await;
    assert_eq!((expired.status, &expired.bytes), (404, &unknown.bytes));
    // Whoever does not handle the case lays nothing before its party.
    let stranger = stage.officer("zhao-min").opens(&format!("/cases/{id}/code")).await;
    assert!([403, 404].contains(&stranger.status), "{}", stranger.says());
    assert_eq!(stage.findings().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_is_signed_as_it_was_read_and_its_paper_holds_both_digests() {
    let stage = Stage::start().await;
    let walk = Walk::to(&stage, Case::major(), Until::Shown).await;
    let (case, id) = (&walk.case, walk.id.as_str());
    stage.at(&case.on(3, "10:30"));
    let (path, drawing) = (format!("/cases/{id}/inspection"), material::picture());
    let mut form = walk.first.form(&path).await;
    form.fill(&case.inspection());
    form.fill(&json!({"signed_as": "经营者"}));
    let reads = |mut posted: Vec<(String, String)>| {
        posted.push(("read".to_owned(), "1".to_owned()));
        posted
    };
    let page = walk.first.posts_fields(&path, &reads(form.posted())).await;
    assert_eq!(page.status, 200, "{}", page.says());
    assert!(page.text().contains("请当事人阅看全文"), "{}", page.says());
    let read = html::form(&String::from_utf8_lossy(&page.bytes), &path).expect("the form under the text");
    let digest = read.value("read_digest").expect("the digest of the text").to_owned();
    // A text changed after it was read is not signed.
    let mut changed = html::form(&String::from_utf8_lossy(&page.bytes), &path).expect("the form");
    changed.set("found", "另外发现过期饼干12袋。");
    let answer = walk.first.posts(&path, &changed, &[("signature", "签名.png", &drawing)]).await;
    answer.says_no(422, "阅看之后内容有改动");
    walk.first.posts(&path, &read, &[("signature", "签名.png", &drawing)]).await.done();

    let pick = |event: &Event| match event {
        Event::InspectionRecorded(record) => Some(record.signature.clone()),
        _ => None,
    };
    let signature = newest(&stage, id, pick).await.expect("a record");
    let Signature::Signed { name, text_digest, hand: Some(hand) } = signature else {
        panic!("{signature:?}")
    };
    assert_eq!((name.as_str(), text_digest.as_str()), ("邵明远", digest.as_str()));
    let image = hex::encode(Sha256::digest(&drawing));
    assert_eq!(hand.image.map(|file| file.sha256.to_string()), Some(image.clone()));
    let printed = |event: &Event| match event {
        Event::PaperPrinted(printed) => Some(printed.file.sha256),
        _ => None,
    };
    let paper = newest(&stage, id, printed).await.expect("a paper");
    let pdf = walk.first.opens(&format!("/cases/{id}/files/{paper}")).await;
    let text = material::text_of(&pdf.bytes);
    assert!(text.contains(&digest) && text.contains(&image), "{text}");
    assert_eq!(stage.findings().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_to_sign_needs_a_reason_and_somebody_or_something_that_shows_it() {
    let stage = Stage::start().await;
    let walk = Walk::to(&stage, Case::major(), Until::Shown).await;
    let (case, id) = (&walk.case, walk.id.as_str());
    stage.at(&case.on(3, "10:30"));
    let path = format!("/cases/{id}/inspection");
    let mut form = walk.first.form(&path).await;
    form.fill(&case.inspection());
    form.fill(&json!({"signed_by": "", "refusal_reason": "对检查情况有异议"}));
    let mut posted = form.posted();
    posted.push(("read".to_owned(), "1".to_owned()));
    let page = walk.first.posts_fields(&path, &posted).await;
    let mut read = html::form(&String::from_utf8_lossy(&page.bytes), &path).expect("the form under the text");
    walk.first.posts(&path, &read, &[]).await.says_no(422, "应当有见证人签名，或者有音像记录证明");
    let inspected = |event: &Event| matches!(event, Event::InspectionRecorded(_)).then_some(());
    assert_eq!(newest(&stage, id, inspected).await, None, "nothing was recorded");
    read.fill(
        &json!({"refusal_witness": "周阿姨", "witness_as": "居委会工作人员", "witness_confirmed": true}),
    );
    walk.first.posts(&path, &read, &[]).await.done();
    let pick = |event: &Event| match event {
        Event::InspectionRecorded(record) => Some(record.signature.clone()),
        _ => None,
    };
    let signature = newest(&stage, id, pick).await.expect("a record");
    let digest = read.value("read_digest").expect("the digest of the text");
    assert_eq!(signature.text_digest(), Some(digest));
    let case_page = walk.first.opens(&format!("/cases/{id}")).await;
    assert!(case_page.text().contains("拒绝签名，原因：对检查情况有异议"), "{}", case_page.says());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_no_longer_holds_stops_every_act_at_another_node_at_once() {
    let ground = Ground::new(Kind::Postgres);
    let one = Stage::with(|settings, _| settings.database = Some(ground.config.database.clone())).await;
    let walk = Walk::to(&one, Case::major(), Until::Shown).await;
    let (case, id) = (walk.case.clone(), walk.id.clone());
    one.at(&case.on(3, "10:30"));
    let (two, clock) = one.beside().await;
    let (zhang, stream): (OfficerId, StreamId) = ("zhang-wei".into(), id.parse().expect("an id"));
    let open = async || -> Vec<&str> {
        let standing = two.desk.case(stream).await.expect("the case").0;
        let all = two.desk.openness(&zhang, &standing).expect("known").into_iter();
        let enforcing = all.filter(|one| matches!(one.act.duty, Duty::Handle | Duty::Enforce));
        enforcing.filter(|one| one.closed.is_none()).map(|one| one.act.word).collect()
    };
    let before = open().await;
    assert!(before.len() >= 5 && before.contains(&"inspection"), "{before:?}");
    let tries = async |word: &str, key: &str| {
        let mut input = match word {
            "inspection" => case.inspection(),
            "certificates" => case.certificates(),
            _ => case.recording_notice(),
        };
        input["place"] = json!("清水路12号");
        input["words"] = json!("本次执法全程录音录像。");
        input["officers"] = json!([case.handlers.0, case.handlers.1]);
        let act = desk::acts::by_word(word).expect("an act");
        let mut input = input.as_object().expect("fields").clone();
        input.retain(|key, _| act.fields.iter().any(|field| field.key == key));
        two.carry_out(act, Request { case: Some(stream), input, key, by: &zhang }).await
    };
    let state =
        |state: &'static str| json!({"officer": "zhang-wei", "state": state, "reason": "年度考核未通过"});
    let admin = one.officer("admin");
    for (lost, word) in [("suspended", "暂扣"), ("withdrawn", "收回"), ("expired", "过期")] {
        let events = two.desk.case(stream).await.expect("the case").1.len();
        admin.registers("certificate", &state(lost)).await;
        // The very next act at the other node, which nobody told: not within a minute, but at once.
        for act in ["inspection", "certificates", "recording_notice"] {
            let refused = tries(act, &format!("{lost}-{act}")).await.map(|carried| carried.events.len());
            let Err(Said::Refused(refusal)) = refused else { panic!("{lost} {act}: {refused:?}") };
            assert!(
                ["CertificateInvalid", "NoCertificate"].contains(&refusal.name.as_str()),
                "{act}: {refusal:?}"
            );
            assert!(refusal.article.to_string().contains("处罚法"), "{word} {act}: {refusal:?}");
        }
        assert_eq!(open().await, Vec::<&str>::new(), "{lost}: no act of enforcement is open");
        assert_eq!(
            two.desk.case(stream).await.expect("the case").1.len(),
            events,
            "{lost}: nothing was entered"
        );
        let restored = json!({"certificate_state": "有效"});
        admin.amends(&one.officer("ren-hai"), "officer", "zhang-wei", &restored).await;
        tries("inspection", &format!("{lost}-restored")).await.expect("restored, he may act again");
        assert_eq!(open().await.len(), before.len());
    }
    // The day after its last day, by the clock of that node alone.
    clock.set(events::occasion::instant("2029-01-01T09:00".parse().expect("a moment")).expect("an instant"));
    assert_eq!(open().await, Vec::<&str>::new());
    assert_eq!(one.findings().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn another_node_shows_a_lost_certificate_by_its_own_looking_within_its_interval() {
    let ground = Ground::new(Kind::Postgres);
    let one = Stage::with(|settings, _| settings.database = Some(ground.config.database.clone())).await;
    one.at("2026-03-02T09:00");
    let (two, _) = one.beside().await;
    let zhang: OfficerId = "zhang-wei".into();
    let shown = || {
        let registers = two.desk.store.registers();
        let officer = registers.officer(&zhang).expect("an officer");
        registers.certificate_state(officer, two.desk.clock.now().to_zoned(jiff::tz::TimeZone::UTC).date())
    };
    let state = json!({"officer": "zhang-wei", "state": "suspended", "reason": "年度考核未通过"});
    one.officer("admin").registers("certificate", &state).await;
    assert_eq!(shown(), Some("有效"), "nobody told it");

    // With the portal's own look at its registers, half a minute at the most.
    assert!(upkeep::FOLLOWS_EVERY <= Duration::from_secs(25));
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let following = tokio::spawn(upkeep::follow(two.clone(), Duration::from_millis(50), stopped));
    let mut looks = tokio::time::interval(Duration::from_millis(20));
    let seen = async {
        while shown() != Some("暂扣") {
            looks.tick().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(3), seen).await.expect("it looks by itself");
    stop.send_replace(true);
    following.await.expect("it stops when told");
}
