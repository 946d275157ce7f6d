//! A district on a stage: the synthetic bodies, officers and matters, served on two loopback ports by the program's own listeners, over an embedded store
//! in a temporary folder, with a clock that stands until a story sets it.

use crate::officer::{Answer, Officer};
use jiff::civil::DateTime;
use mingjing::demo::district::PEOPLE;
use mingjing::demo::teller::{SetClock, Teller};
use mingjing::demo::{self, ADMINISTRATOR, PASSWORD};
use mingjing::rooms;
use mingjing::serve::Doors;
use mingjing::settings::Settings;
use pages::office::Office;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use store::{Account, Books};
use tempfile::TempDir;

/// A district being served.
pub struct Stage {
    pub folder: TempDir,
    pub settings: Settings,
    pub clock: Arc<SetClock>,
    pub office: Office,
    /// `http://127.0.0.1:…` of the desk and of the portal.
    pub desk: String,
    pub portal: String,
    pub client: reqwest::Client,
}

/// Any free port of this machine.
fn loopback() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 0))
}

impl Stage {
    /// Founds the district and serves it. It is 2026-01-05, ten in the morning.
    pub async fn start() -> Stage {
        Stage::with(|_, _| {}).await
    }

    /// The same with other settings, or doors that are less patient.
    pub async fn with(set: impl FnOnce(&mut Settings, &mut Doors)) -> Stage {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let settings = demo::settings(folder.path()).expect("settings");
        Stage::serve(folder, settings, true, set).await
    }

    /// Serves the synthetic district with this many of its cases told, at a moment after the last of them.
    pub async fn told(cases: usize, seed: u64, moment: &str) -> Stage {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let settings = demo::settings(folder.path()).expect("settings");
        demo::told(&settings, cases, seed).await.expect("the district is told");
        let stage = Stage::serve(folder, settings, false, |_, _| {}).await;
        stage.at(moment);
        stage
    }

    /// The office of a second node over the same store, with a clock of its own that stands where this one does.
    pub async fn beside(&self) -> (Office, Arc<SetClock>) {
        let books = rooms::books(&self.settings).await.expect("the store opens");
        let clock = Arc::new(SetClock::default());
        clock.set(self.office.desk.clock.now());
        (rooms::office(&self.settings, books, clock.clone()).expect("the office opens"), clock)
    }

    async fn serve(
        folder: TempDir,
        mut settings: Settings,
        founds: bool,
        set: impl FnOnce(&mut Settings, &mut Doors),
    ) -> Stage {
        settings.portal_rate = 0;
        let mut doors = Doors::open(loopback(), loopback()).await.expect("two free ports");
        set(&mut settings, &mut doors);
        (settings.portal, settings.desk) = (doors.portal_address, doors.desk_address);
        let books = rooms::books(&settings).await.expect("the store opens");
        let clock = Arc::new(SetClock::default());
        let office = rooms::office(&settings, books.clone(), clock.clone()).expect("the office opens");
        let stage = Stage {
            desk: format!("http://{}", doors.desk_address),
            portal: format!("http://{}", doors.portal_address),
            client: client(),
            folder,
            settings: settings.clone(),
            clock,
            office: office.clone(),
        };
        if founds {
            stage.found(&books).await;
        }
        tokio::spawn(async move {
            if let Err(fault) = doors.serve(&settings, office).await {
                eprintln!("the stage is closed: {fault:#}");
            }
        });
        stage
    }

    async fn found(&self, books: &Books) {
        self.at("2026-01-05T09:00");
        demo::found_district(&self.office.desk, books).await.expect("the district is founded");
        let mut registrar =
            Teller::printing(&self.office, &self.clock, &BTreeMap::new(), "register".to_owned());
        demo::enter_registers(&mut registrar).await.expect("the registers are entered");
        let password_hash = pages::session::hash_password(PASSWORD).expect("a hash");
        for id in PEOPLE.iter().map(|person| person.id).chain([ADMINISTRATOR]) {
            let account = Account {
                officer: id.into(),
                login: id.to_owned(),
                password_hash: password_hash.clone(),
                totp_secret: None,
                failed: 0,
                locked_until: None,
            };
            books.account_put(&account).await.expect("an account");
        }
        self.at("2026-01-05T10:30");
    }

    /// Sets the clock: Beijing time, e.g. `2026-03-02T09:00`.
    pub fn at(&self, moment: &str) {
        let civil: DateTime = moment.parse().expect("a moment like 2026-03-02T09:00");
        self.clock.set(events::occasion::instant(civil).expect("a moment within the range of time"));
    }

    /// An officer before the desk, not yet signed in.
    pub fn officer(&self, login: &str) -> Officer {
        Officer::new(&self.client, &self.desk, login)
    }

    /// A page or a file of the portal, as anyone sees it, with everything published that was entered.
    pub async fn portal(&self, path: &str) -> Answer {
        self.office.books.publish_now().await.expect("the ledger is published");
        Answer::of(
            self.client.get(format!("{}{path}", self.portal)).send().await.expect("the portal answers"),
        )
        .await
    }

    /// Checks the whole store; everything wrong, in words.
    pub async fn findings(&self) -> Vec<String> {
        self.office.books.publish_now().await.expect("the ledger is published");
        findings(&self.office.books).await
    }
}

/// Checks a store; everything wrong, in words.
pub async fn findings(books: &Books) -> Vec<String> {
    let mut found = Vec::new();
    books
        .check(|finding| found.push(format!("{}: {}", finding.place, finding.what)))
        .await
        .expect("the store is read");
    found
}

/// A client that follows nothing and asks no proxy.
pub fn client() -> reqwest::Client {
    let builder = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy();
    builder.build().expect("a client")
}
