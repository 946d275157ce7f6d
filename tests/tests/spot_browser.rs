//! An officer from a list to a signed paper, with a real browser: a workbook is imported and confirmed by a second person; the officer gets an account; then, on screens the
//! size of a phone, code, the party's own phone, showing, reading and signing. The event and the paper hold the digests of the text that was read and of the name that was drawn.
//! Screenshots lie in `target/screenshots`. Wants what `browser.rs` wants, and Debian's `zbar-tools`.

use events::Event;
use events::cases::{Confirmation, Signature};
use serde_json::json;
use stories::table::{self, OFFICERS};
use stories::{Case, Stage, Until, Walk, material, script};

/// Those who came into the register by a file. The row between them is bad.
const IMPORTED: (&str, &str) = ("qian-duo", "sun-mei");

/// Imports the officers through the browser, and opens their accounts as the administrator of the machine does.
async fn enter(stage: &Stage) {
    let rows = [
        table::officer(IMPORTED.0, "钱铎", "310105000991", "2029-12-31"),
        table::officer(IMPORTED.1, "孙梅", "310105000993", "2029-12-31"),
        table::officer("wu-yong", "吴勇", "310105000992", "二〇二九年底"),
    ];
    let list = script::shots().join("officers.xlsx");
    std::fs::write(&list, table::xlsx(&OFFICERS, &rows)).expect("a file");
    script::runs(stage, "import.mjs", json!({"list": list})).await;
    for id in [IMPORTED.0, IMPORTED.1] {
        let books = &stage.office.books;
        let opened = mingjing::found::account(books, &id.into(), id, mingjing::demo::PASSWORD).await;
        opened.expect("an account");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_and_a_party_with_a_phone_each_come_to_a_signed_paper() {
    let stage = Stage::start().await;
    enter(&stage).await;
    let case = Case { handlers: IMPORTED, ..Case::major() };
    let walk = Walk::to(&stage, case, Until::Filed).await;
    let told = json!({
        "login": walk.case.handlers.0, "name": "钱铎", "id": walk.id, "day": walk.case.day(3).to_string(),
        "found": walk.case.facts(),
    });
    stage.at(&walk.case.on(3, "09:33"));
    script::runs(&stage, "spot.mjs", told.clone()).await;
    stage.at(&walk.case.on(3, "10:30"));
    script::runs(&stage, "spot_record.mjs", told).await;

    let (_, history) = stage.office.desk.case(walk.id.parse().expect("an id")).await.expect("the case");
    let newest = |pick: &dyn Fn(&Event) -> Option<String>| {
        history.iter().rev().find_map(|recorded| pick(&recorded.body.event)).expect("an event")
    };
    let place = newest(&|event| match event {
        Event::CertificatesShown(shown) => {
            assert!(matches!(shown.confirmation, Some(Confirmation::OnPhone { .. })), "{shown:?}");
            Some(shown.place.in_words())
        }
        _ => None,
    });
    assert!(place.contains("定位 31.22040，121.42430 ±13 米"), "{place}");
    let digests = newest(&|event| match event {
        Event::InspectionRecorded(record) => match &record.signature {
            Signature::Signed { text_digest, hand: Some(hand), .. } => {
                Some(format!("{text_digest} {}", hand.image.as_ref()?.sha256))
            }
            _ => None,
        },
        _ => None,
    });
    let paper = newest(&|event| match event {
        Event::PaperPrinted(printed) => Some(printed.file.sha256.to_string()),
        _ => None,
    });
    let pdf = walk.first.opens(&format!("/cases/{}/files/{paper}", walk.id)).await;
    std::fs::write(script::shots().join("spot-record.pdf"), &pdf.bytes).expect("a file");
    let text = material::text_of(&pdf.bytes);
    for digest in digests.split(' ') {
        assert!(digest.len() == 64 && text.contains(digest), "{digest}: {text}");
    }
    assert_eq!(stage.findings().await, Vec::<String>::new());
}
