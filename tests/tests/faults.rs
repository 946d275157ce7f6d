//! Every step of the store broken, before it did anything and after it was done but not answered, and broken again while the program recovers: what was
//! acknowledged is there, the same requests sent again are done once, and the whole store checks. And `kill -9` of the real program at work.

use desk::Store;
use events::StreamId;
use mingjing::demo;
use mingjing::demo::stories::{Plot, Until, tell};
use mingjing::demo::teller::{SetClock, Teller};
use pages::office::Office;
use pages::state::DeskState;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use store::{Books, Moment, Step};
use stories::ground::{Armed, Noting, config, copy, life};
use stories::stage::{client, findings};
use stories::{Case, Officer, material};

const FILES: [(&str, &[u8]); 4] = [
    ("photo-1.jpg", include_bytes!("../../crates/mingjing/src/demo/files/photo-1.jpg")),
    ("photo-2.jpg", include_bytes!("../../crates/mingjing/src/demo/files/photo-2.jpg")),
    ("photo-3.jpg", include_bytes!("../../crates/mingjing/src/demo/files/photo-3.jpg")),
    ("inspection.mp4", include_bytes!("../../crates/mingjing/src/demo/files/inspection.mp4")),
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
    let state = DeskState { office, secure: false };
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

/// The real program, serving a folder.
struct Program {
    child: Child,
    desk: String,
}

impl Program {
    fn serve(data: &Path) -> Program {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mingjing-under-test"));
        command
            .args(["serve", "--data", material::path(data)])
            .env("MINGJING_PORTAL", "127.0.0.1:0")
            .env("MINGJING_DESK", "127.0.0.1:0");
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .stdin(Stdio::null())
            .spawn()
            .expect("the program starts");
        let mut desk = String::new();
        for line in BufReader::new(child.stdout.take().expect("a pipe")).lines().map_while(Result::ok) {
            if let Some(address) = line.strip_prefix("desk ") {
                desk = address.to_owned();
            }
            // The last thing it says before it serves.
            if line.starts_with("vkey ") {
                break;
            }
        }
        Program { child, desk }
    }

    /// As `kill -9` does.
    fn kill(mut self) {
        self.child.kill().expect("is killed");
        self.child.wait().expect("is gone");
    }
}

fn runs(arguments: &[&str]) -> (bool, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_mingjing-under-test"))
        .args(arguments)
        .output()
        .expect("the program runs");
    (
        output.status.success(),
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr),
    )
}

/// Opens cases one after another and tells of each that was acknowledged; stops with a panic when the desk is gone, which is how it ends here.
async fn opens_cases(officer: Officer, told: tokio::sync::mpsc::UnboundedSender<(String, String)>) {
    officer.signs_in_with(demo::PASSWORD).await;
    let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let case = Case { received: today.yesterday().expect("a day"), ..Case::minor() };
    for order in 0.. {
        let title = format!("{}第{order}案", officer.login);
        let mut opening = case.opening();
        opening["title"] = serde_json::json!(title);
        let id = officer.enters("/cases/new", &opening, &[]).await.done();
        if told.send((id, title)).is_err() {
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_work_the_program_keeps_every_acknowledged_act() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("district");
    let (told, said) = runs(&["demo", "--data", material::path(&data), "--cases", "1", "--only-tell"]);
    assert!(told, "{said}");
    let client = client();
    let mut kept: Vec<(String, String)> = Vec::new();
    for acknowledged_before_kill in [3, 11] {
        let program = Program::serve(&data);
        let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel();
        let logins = ["zhang-wei", "li-na", "zhao-min", "sun-lei"];
        let working = logins.map(|login| {
            tokio::spawn(opens_cases(Officer::new(&client, &program.desk, login), sender.clone()))
        });
        drop(sender);
        for _ in 0..acknowledged_before_kill {
            kept.push(receiver.recv().await.expect("somebody is still working"));
        }
        program.kill();
        for officer in working {
            assert!(officer.await.is_err(), "the desk was gone while they worked");
        }
        while let Ok(one) = receiver.try_recv() {
            kept.push(one);
        }
        let (clean, said) = runs(&["check", "--data", material::path(&data)]);
        assert!(clean, "after kill -9: {said}");
    }
    let program = Program::serve(&data);
    let reader = Officer::new(&client, &program.desk, "wang-qiang");
    for (id, title) in &kept {
        let docket = reader.opens(&format!("/cases/{id}")).await;
        let page = if docket.status == 403 {
            reader.states_purpose(&docket, &format!("/cases/{id}")).await;
            reader.opens(&format!("/cases/{id}")).await
        } else {
            docket
        };
        assert!(page.text().contains(title), "{id} {title} was acknowledged: {}", page.says());
    }
    program.kill();
    let (verified, said) = runs(&["rebuild", "--data", material::path(&data)]);
    assert!(verified, "{said}");
    let (clean, said) = runs(&["check", "--data", material::path(&data)]);
    assert!(clean, "{said}");
}
