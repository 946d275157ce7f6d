//! On the spot with a real browser, on screens the size of a phone: code, the party's own phone, showing, reading and signing; then the event and the paper hold the digests of
//! the text that was read and of the name that was drawn. Screenshots lie in `target/screenshots`. Wants what `browser.rs` wants, and Debian's `zbar-tools`.

use events::Event;
use events::cases::{Confirmation, Signature};
use serde_json::json;
use stories::{Case, Stage, Until, Walk, material, script};

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_and_a_party_with_a_phone_each_come_to_a_signed_paper() {
    let stage = Stage::start().await;
    let walk = Walk::to(&stage, Case::major(), Until::Filed).await;
    let told = json!({
        "login": walk.case.handlers.0, "id": walk.id, "day": walk.case.day(3).to_string(), "found": walk.case.facts(),
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
