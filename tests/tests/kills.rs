//! `kill -9` of the real program, again and again, at any moment: while it starts, while acts are posted, papers printed and files uploaded in pieces.
//! Afterwards every acknowledged act is there and none is there twice, uploads go on where the server says, files are identical to the byte, half a file is
//! none, and a sweep leaves no orphan. The seed is printed when it fails; `MINGJING_SEED` tells another, `MINGJING_KILLS` more of them.

use desk::Store;
use events::Event;
use futures::TryStreamExt;
use mingjing::demo;
use mingjing::settings::Settings;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::json;
use sha2::{Digest, Sha256};
use sm3::Sm3;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use stories::caller::{Caller, Upload};
use stories::ground::copy;
use stories::program::{Program, runs};
use stories::stage::{client, findings};
use stories::{Case, material};
use tokio::sync::mpsc::UnboundedSender;

const BINARY: &str = env!("CARGO_BIN_EXE_mingjing-under-test");
/// In the ordinary test run.
const KILLS: usize = 48;
/// Of these workers, those who open cases; the others upload.
const OPENING: usize = 3;
/// This one uploads large files, which lie in their pieces until they are settled.
const LARGE: usize = 4;
const LOGINS: [&str; 5] = ["zhang-wei", "zhao-min", "li-na", "sun-lei", "zhang-wei"];

/// Someone at work, who outlives the servers: what was acknowledged, and the request under way, which is sent again as it was.
struct Worker {
    order: usize,
    caller: Caller,
    head: Caller,
    chance: ChaCha8Rng,
    /// Cases acknowledged, with their titles.
    cases: Vec<(String, String)>,
    /// Steps acknowledged of the newest case.
    done: usize,
    begun: usize,
    uploads: Vec<Upload>,
}

impl Worker {
    fn title(&self) -> String {
        format!("第{}人第{}案", self.order, self.begun)
    }

    /// Works until the server is gone.
    async fn works(&mut self, desk: &str, acknowledged: &UnboundedSender<()>) {
        let gone = if self.order < OPENING {
            self.opens_cases(desk, acknowledged).await
        } else {
            self.uploads(desk, acknowledged).await
        };
        assert!(gone.is_connect() || gone.is_request() || gone.is_body() || gone.is_decode(), "{gone:?}");
    }

    /// Opens a case, proposes its filing and has it filed, which issues a paper; then the next.
    async fn opens_cases(&mut self, desk: &str, acknowledged: &UnboundedSender<()>) -> reqwest::Error {
        let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
        let case = Case { received: today.yesterday().expect("a day"), ..Case::minor() };
        let handlers = if self.order == 1 { ["zhao-min", "sun-lei"] } else { ["zhang-wei", "li-na"] };
        loop {
            let (title, key) = (self.title(), format!("w{}-{}-{}", self.order, self.begun, self.done));
            let newest = self.cases.last().map(|(id, _)| id.clone()).unwrap_or_default();
            let said = match self.done {
                0 => {
                    let mut opening = case.opening();
                    opening["title"] = json!(title);
                    self.caller.posts(desk, "/api/cases", &key, &opening).await
                }
                1 => {
                    let proposal =
                        json!({"officers": handlers, "reason": case.facts(), "opinion": "建议立案。"});
                    let path = format!("/api/cases/{newest}/filing_proposal");
                    self.caller.posts(desk, &path, &key, &proposal).await
                }
                _ => {
                    let path = format!("/api/cases/{newest}/filing");
                    self.head.posts(desk, &path, &key, &json!({"opinion": "同意立案。"})).await
                }
            };
            let (status, said) = match said {
                Ok(said) => said,
                Err(gone) => return gone,
            };
            assert!(status.is_success(), "{title} step {}: {status} {said}", self.done);
            if self.done == 0 {
                self.cases.push((said["case"].as_str().expect("a case").to_owned(), title));
            }
            self.done += 1;
            // Opened and filed cases are both wanted among those that a kill interrupts.
            if self.done == 3 {
                (self.done, self.begun) = (0, self.begun + 1);
            }
            let _ = acknowledged.send(());
        }
    }

    async fn uploads(&mut self, desk: &str, acknowledged: &UnboundedSender<()>) -> reqwest::Error {
        loop {
            if self.uploads.last().is_none_or(|upload| upload.file.is_some()) {
                // Every other of the large ones' is small, so that kills meet both.
                let large = self.order == LARGE && self.uploads.len() % 2 == 0;
                let samples = if large { 34_000_000..34_500_000 } else { 40_000..200_000 };
                let samples = self.chance.random_range(samples);
                self.uploads.push(Upload::of(material::sound(samples, &mut self.chance)));
            }
            let Some(upload) = self.uploads.last_mut() else { unreachable!("one was pushed") };
            let chance = &mut self.chance;
            let pieces = if upload.bytes.len() > 1 << 20 { 500_000..9_000_000 } else { 8_000..64_000 };
            let piece_bytes = || chance.random_range(pieces.clone());
            let went = upload
                .goes_on(&self.caller, desk, piece_bytes, || {
                    let _ = acknowledged.send(());
                })
                .await;
            if let Err(gone) = went {
                return gone;
            }
        }
    }
}

fn told() -> (u64, usize) {
    let number = |name| std::env::var(name).ok().and_then(|text: String| text.parse::<u64>().ok());
    (number("MINGJING_SEED").unwrap_or(20_261_125), number("MINGJING_KILLS").map_or(KILLS, |n| n as usize))
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_moment_nothing_acknowledged_is_lost() {
    let (seed, kills) = told();
    // Seen when the test fails.
    println!("MINGJING_SEED={seed} MINGJING_KILLS={kills}");
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("district");
    let (told, said) =
        runs(BINARY, &["demo", "--data", material::path(&data), "--cases", "0", "--only-tell"]);
    assert!(told, "{said}");

    let client = client();
    let first = Program::serve(BINARY, &data, &[]);
    let head = Caller::signs_in(&client, &first.desk, "xu-guang", demo::PASSWORD).await;
    let mut workers = Vec::new();
    for (order, login) in LOGINS.into_iter().enumerate() {
        workers.push(Worker {
            order,
            caller: Caller::signs_in(&client, &first.desk, login, demo::PASSWORD).await,
            head: head.clone(),
            chance: ChaCha8Rng::seed_from_u64(seed + order as u64),
            cases: Vec::new(),
            done: 0,
            begun: 0,
            uploads: Vec::new(),
        });
    }
    let (mut serving, mut acknowledged_in_all) = (Some(first), 0);
    for kill in 1..=kills {
        if serving.is_none() && chance.random_bool(0.2) {
            // While it starts, finishes what the last one left, and opens its doors.
            let starting = Program::begin(BINARY, &data, &[]);
            for _ in 0..chance.random_range(0..40_000) {
                tokio::task::yield_now().await;
            }
            starting.kill();
        }
        let program = serving.take().unwrap_or_else(|| Program::serve(BINARY, &data, &[]));
        let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel();
        let desk = program.desk.clone();
        let working = workers.into_iter().map(|mut worker: Worker| {
            let (desk, sender) = (desk.clone(), sender.clone());
            tokio::spawn(async move {
                worker.works(&desk, &sender).await;
                worker
            })
        });
        let working: Vec<_> = working.collect();
        drop(sender);
        for _ in 0..chance.random_range(1..40) {
            receiver.recv().await.expect("somebody is still working");
            acknowledged_in_all += 1;
        }
        for _ in 0..chance.random_range(0..200) {
            tokio::task::yield_now().await;
        }
        program.kill();
        workers = Vec::new();
        for worker in working {
            workers.push(worker.await.expect("nothing went wrong but that the server was gone"));
        }
        if kill % 12 == 0 || kill == kills {
            // A copy is looked at, so that the next life finds everything as the kill left it.
            let left = folder.path().join(format!("left-{kill}"));
            copy(&data, &left);
            let (clean, said) = runs(BINARY, &["check", "--data", material::path(&left)]);
            assert!(clean, "after {kill} kills: {said}");
            std::fs::remove_dir_all(&left).expect("is removed");
        }
    }
    assert!(acknowledged_in_all >= kills, "{acknowledged_in_all}");
    finished(&data, &mut workers).await;
    looked_at(&data, &workers).await;
}

/// The last life: uploads under way come to their end, and nothing that was acknowledged is sent again.
async fn finished(data: &Path, workers: &mut [Worker]) {
    let program = Program::serve(BINARY, data, &[]);
    for worker in workers.iter_mut().filter(|worker| worker.order >= OPENING) {
        let Some(upload) = worker.uploads.last_mut() else { continue };
        let went = upload.goes_on(&worker.caller, &program.desk, || 4_000_000, || {}).await;
        went.expect("the server stays");
    }
    program.kill();
}

/// Everything acknowledged is there, once; nothing else is, but what a request under way may have done.
async fn looked_at(data: &Path, workers: &[Worker]) {
    let settings = Settings::read(None, Some(data)).expect("settings");
    let books = mingjing::rooms::books(&settings).await.expect("the store opens");
    let clock = Arc::new(mingjing::clock::MachineClock);
    let office = mingjing::rooms::office(&settings, books.clone(), clock).expect("the office opens");
    office.print_waiting().await.expect("what was left unprinted is printed");
    assert!(books.papers_waiting(None).await.expect("reads").is_empty());

    let mut titles: BTreeMap<String, usize> = BTreeMap::new();
    for number in 0..books.size().await.expect("a size") {
        let (entry, _) = books.entry(number).await.expect("reads").expect("an entry");
        let entry = events::Entry::read(&entry).expect("an entry");
        if entry.kind == "CaseOpened" {
            let history = books.history(entry.stream).await.expect("reads");
            let Some(Event::CaseOpened(opened)) = history.first().map(|first| &first.body.event) else {
                panic!("{number} opens a case")
            };
            *titles.entry(opened.title.clone()).or_default() += 1;
        }
    }
    let under_way: BTreeSet<String> = workers.iter().map(Worker::title).collect();
    for (title, count) in &titles {
        let acknowledged = workers.iter().any(|worker| worker.cases.iter().any(|(_, known)| known == title));
        assert!(*count == 1 && (acknowledged || under_way.contains(title)), "{title}: {count}");
    }
    for worker in workers {
        for (id, title) in &worker.cases {
            let history = books.history(id.parse().expect("an id")).await.expect("reads");
            let kinds: Vec<&str> = history.iter().map(|recorded| recorded.body.event.name()).collect();
            assert!(titles.contains_key(title), "{title} was acknowledged");
            let filed = *title != worker.title();
            assert!(
                kinds.len() >= if filed { 3 } else { 1 + worker.done.saturating_sub(1) },
                "{title}: {kinds:?}"
            );
            for once in ["CaseOpened", "FilingProposed", "CaseFiled", "PaperIssued", "PaperPrinted"] {
                assert!(kinds.iter().filter(|kind| **kind == once).count() <= 1, "{title}: {kinds:?}");
            }
        }
    }
    // What a kill kept from being settled is settled by the next life.
    for file in books.files_unsettled(None).await.expect("reads") {
        books.settle(file).await.expect("is settled");
    }
    let mut files = 0;
    let mut large = 0;
    for upload in workers.iter().flat_map(|worker| &worker.uploads) {
        let Some(file) = &upload.file else { panic!("an upload came to no end") };
        assert_eq!(*file, hex::encode(Sha256::digest(&upload.bytes)), "the file is named by what was sent");
        let bytes = books.get_file(file.parse().expect("an id"), None).await.expect("reads").expect("a file");
        let bytes: Vec<bytes::Bytes> = bytes.try_collect().await.expect("reads");
        assert!(bytes.concat() == upload.bytes, "{file} is not what was sent");
        let sm3 = books.files(&[file.parse().expect("an id")]).await.expect("reads");
        let sm3: Vec<&str> = sm3.values().map(|facts| facts.named.sm3.as_str()).collect();
        assert_eq!(sm3, [hex::encode(Sm3::digest(&upload.bytes))], "{file}");
        files += 1;
        large += usize::from(upload.bytes.len() > 32 << 20);
    }
    assert!(files > 0 && large > 0, "{files} files, {large} large");
    assert_eq!(findings(&books).await, Vec::<String>::new());
    swept(data, &books).await;
}

/// Days later nothing lies there but what the ledger names.
async fn swept(data: &Path, books: &store::Books) {
    let later = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(24 * 5);
    books.sweep(later).await.expect("sweeps");
    books.sweep(later + jiff::SignedDuration::from_hours(24)).await.expect("sweeps");
    assert_eq!(findings(books).await, Vec::<String>::new());
    let mut named = BTreeSet::new();
    for number in 0..books.size().await.expect("a size") {
        let stream = events::Entry::read(&books.entry(number).await.expect("reads").expect("there").0);
        for recorded in books.history(stream.expect("an entry").stream).await.expect("reads") {
            if let Event::PaperPrinted(printed) = &recorded.body.event {
                named.insert(printed.file.sha256.to_string());
            }
        }
    }
    let objects = data.join("objects");
    let mut there = BTreeSet::new();
    for folder in std::fs::read_dir(objects.join("files")).expect("files").flatten() {
        for file in std::fs::read_dir(folder.path()).expect("a folder").flatten() {
            there.insert(file.file_name().to_string_lossy().into_owned());
        }
    }
    let orphans: Vec<&String> = there.difference(&named).collect();
    assert!(orphans.is_empty() && named.is_subset(&there), "{orphans:?}");
    for empty in ["incoming", "uploads"] {
        let left: Vec<_> = std::fs::read_dir(objects.join(empty)).into_iter().flatten().flatten().collect();
        assert!(left.is_empty(), "{empty}: {left:?}");
    }
}
