//! Every step of the store broken, before it did anything and after it was done but not answered, and broken again while the program recovers: what was
//! acknowledged is there, the same requests sent again are done once, and the whole store checks.

use desk::Store;
use events::StreamId;
use mingjing::demo;
use mingjing::demo::stories::{Plot, Until, tell};
use mingjing::demo::teller::{SetClock, Teller};
use pages::office::Office;
use pages::state::DeskState;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use store::{Books, Moment, Step};
use stories::ground::{Armed, Noting, config, copy, life};
use stories::stage::findings;

const FILES: [(&str, &[u8]); 5] = [
    ("photo-1.jpg", include_bytes!("../../crates/mingjing/src/demo/files/photo-1.jpg")),
    ("photo-2.jpg", include_bytes!("../../crates/mingjing/src/demo/files/photo-2.jpg")),
    ("photo-3.jpg", include_bytes!("../../crates/mingjing/src/demo/files/photo-3.jpg")),
    ("inspection.mp4", include_bytes!("../../crates/mingjing/src/demo/files/inspection.mp4")),
    ("signature.png", include_bytes!("../../crates/mingjing/src/demo/files/signature.png")),
];

/// What a life shares with the next: the press, whose fonts are slow to find, and what was acknowledged.
struct Memory {
    press: Arc<documents::Press>,
    acknowledged: Arc<Mutex<Vec<String>>>,
}

/// Takes the files in and tells a case from its beginning; what is there already adds nothing.
async fn tells(books: Arc<Books>, memory: &Memory) -> anyhow::Result<StreamId> {
    let store = Arc::new(Noting { books: books.clone(), acknowledged: memory.acknowledged.clone() });
    let clock = Arc::new(SetClock::default());
    clock.set("2026-08-01T01:00:00Z".parse()?);
    let desk = desk::Desk { store: store.clone(), clock };
    let office = Office {
        desk,
        books: books.clone(),
        press: memory.press.clone(),
        portal_url: "http://portal".to_owned(),
    };
    let state = DeskState { office, secure: false, behind_proxy: false, uploads: Default::default() };
    let mut files = BTreeMap::new();
    for (name, bytes) in FILES {
        let stream = futures::stream::iter([Ok::<_, std::io::Error>(bytes::Bytes::from_static(bytes))]);
        let taken = pages::intake::take(&state, &demo::ADMINISTRATOR.into(), stream, name)
            .await
            .map_err(|why| anyhow::anyhow!("{name}: {why:?}"))?;
        demo::everyone_took_in(&books, &taken, state.now()).await?;
        files.insert(name, taken.sha256);
    }
    let mut teller = Teller::plain(store, &files, "story".to_owned());
    let case = tell(&mut teller, &Plot { until: Until::Paid, ..Plot::of(0) }).await?;
    books.publish_now().await?;
    Ok(case)
}

/// A district with its registers entered, closed in order.
fn district(folder: &Path, armed: &Arc<Armed>) {
    life(&config(folder, armed), |books| async move {
        let mut registrar = Teller::plain(books.clone(), &BTreeMap::new(), "register".to_owned());
        registrar.clock.set("2026-01-05T01:00:00Z".parse().expect("a moment"));
        demo::found_district(&registrar.desk, &books).await.expect("is founded");
        demo::enter_registers(&mut registrar).await.expect("is entered");
        books.close().await.expect("closes");
    });
}

fn kinds(history: &[events::Recorded]) -> Vec<&'static str> {
    history.iter().map(|recorded| recorded.body.event.name()).collect()
}

/// What is in the case, and what is wrong with the store.
async fn looked_at(books: &Arc<Books>, case: StreamId) -> Vec<&'static str> {
    assert_eq!(findings(books).await, Vec::<String>::new());
    kinds(&books.history(case).await.expect("reads"))
}

#[test]
fn every_step_may_break_twice_and_nothing_is_lost_or_doubled() {
    let ground = tempfile::tempdir().expect("a folder");
    let armed = Arc::new(Armed::default());
    let base = ground.path().join("base");
    std::fs::create_dir(&base).expect("a folder");
    district(&base, &armed);
    let press = Arc::new(documents::Press::new(&documents::usual_font_dirs()).expect("a press"));
    let memory = || Memory { press: press.clone(), acknowledged: Arc::default() };

    let quiet = ground.path().join("quiet");
    copy(&base, &quiet);
    let expected = life(&config(&quiet, &armed), |books| async move {
        let case = tells(books.clone(), &memory()).await.expect("is told");
        looked_at(&books, case).await
    });
    assert!(expected.len() > 25, "{expected:?}");

    for step in Step::ALL {
        for moment in [Moment::Before, Moment::After] {
            let place = ground.path().join(format!("{step:?}-{moment:?}"));
            copy(&base, &place);
            let (config, memory) = (config(&place, &armed), memory());
            for nth in [5, 1] {
                let nth = if matches!(step, Step::ObjectPut | Step::TileWrite | Step::CheckpointWrite) {
                    1
                } else {
                    nth
                };
                armed.arm(step, moment, nth);
                let told = life(&config, |books| async { tells(books, &memory).await });
                // The background publisher may be the one it broke; then nobody was told of a fault, and none was lost.
                let broke = !armed.disarm();
                assert!(broke || told.is_ok(), "{step:?} {moment:?}: {told:?}");
            }
            let (memory, expected) = (&memory, &expected);
            life(&config, |books| async move {
                let acknowledged = memory.acknowledged.lock().expect("nobody panics holding it").clone();
                for key in acknowledged {
                    assert!(
                        books.earlier(&key).await.expect("reads").is_some(),
                        "{step:?} {moment:?}: {key} was acknowledged"
                    );
                }
                let case = tells(books.clone(), memory).await;
                let case = case.unwrap_or_else(|fault| panic!("{step:?} {moment:?}: {fault:#}"));
                assert_eq!(looked_at(&books, case).await, *expected, "{step:?} {moment:?}");
            });
        }
    }
}
