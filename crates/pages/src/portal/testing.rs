//! A small district for tests: a real store in a folder of its own, with one decision published, one corrected, one withdrawn and one kept back.

use super::{Directory, Limits, PortalState, portal_router};
use axum::Router;
use desk::carry_out::Clock;
use desk::store::Keeping;
use desk::{Append, Store};
use disclosures::projection;
use events::disclosures::{DecisionPublished, PublicationCorrected, PublicationWithdrawn};
use events::testing::{Story, district, moment};
use events::{Body, Event, Standing, StreamId};
use jiff::Timestamp;
use law::money::Fen;
use std::sync::Arc;
use store::{Books, Config, PublicBooks};
use tempfile::TempDir;
use tokio::sync::watch;

/// A name that stands in private bodies only.
pub const SECRET: &str = "绝不公开的证人姓名";

pub struct Sample {
    pub books: Arc<Books>,
    pub router: Router,
    /// Permanent numbers of the publications: as first published, corrected, withdrawn, corrected so that the first text is hidden.
    pub plain: u64,
    pub corrected: u64,
    pub withdrawn: u64,
    pub hidden: u64,
    /// The text of the first one.
    pub document: String,
    _folder: TempDir,
}

struct Fixed(Timestamp);

impl Clock for Fixed {
    fn now(&self) -> Timestamp {
        self.0
    }
}

pub async fn sample() -> Sample {
    let folder = tempfile::tempdir().unwrap();
    let config = Config {
        database: format!("sqlite://{}", folder.path().join("mingjing.db").display()),
        objects: format!("file://{}", folder.path().join("objects").display()),
        origin: "mingjing.example/310105".to_owned(),
        randomness: Some(7),
        ledger_key: [7; 32],
        breaks: None,
    };
    let books = Arc::new(Books::open(&config).await.unwrap());
    let unit = district::BODY.to_owned();
    let by = Story::new().named(district::ZHANG);
    let registers = district::events()
        .into_iter()
        .chain(super::directory::tests::standard())
        .map(|event| Body { event, by: by.clone(), unit: unit.clone() });
    append(&books, StreamId::REGISTERS, Keeping::Registers, 0, registers.collect()).await;
    let plain = publish(&books, 1, |_| Vec::new()).await;
    let corrected = publish(&books, 2, |text| {
        let (document, sha256) = digested(text);
        vec![Event::PublicationCorrected(PublicationCorrected {
            document,
            sha256,
            reason: "文号误写".to_owned(),
            earlier_hidden: false,
            hide: Vec::new(),
        })]
    });
    let corrected = corrected.await;
    let withdrawn = publish(&books, 3, |_| {
        let cause_on = "2027-01-04".parse().unwrap();
        vec![Event::PublicationWithdrawn(PublicationWithdrawn {
            reason: "决定被依法撤销".to_owned(),
            cause_on,
        })]
    });
    let withdrawn = withdrawn.await;
    let hidden = publish(&books, 4, |text| {
        let (document, sha256) = digested(text);
        vec![Event::PublicationCorrected(PublicationCorrected {
            document,
            sha256,
            reason: "遮盖不全".to_owned(),
            earlier_hidden: true,
            hide: Vec::new(),
        })]
    });
    let hidden = hidden.await;
    books.publish_now().await.unwrap();
    let directory = watch::channel(Arc::new(Directory::of(&books.registers()))).1;
    let public = Arc::new(PublicBooks::open(&config).await.unwrap());
    let document = public.bulletin(plain).await.unwrap().unwrap().document;
    let clock = Arc::new(Fixed(moment("2027-03-01T09:00")));
    let state = PortalState::over(public, directory, clock, Limits::default());
    let router = portal_router(state);
    Sample { books, router, plain, corrected, withdrawn, hidden, document, _folder: folder }
}

/// A case carried to its decision and published, with what comes after; gives the entry number of the publication.
async fn publish(books: &Books, case: u8, after: impl Fn(String) -> Vec<Event>) -> u64 {
    let story = Story::decided(Fen::yuan(5_000));
    let text = projection::document(&story.standing, story.today(), &[SECRET.to_owned()]).unwrap().text();
    let (document, sha256) = digested(text.clone());
    let published = Event::DecisionPublished(DecisionPublished { document, sha256, hide: Vec::new() });
    let by = story.named(district::ZHANG);
    let unit = district::BODY.to_owned();
    let later = std::iter::once(published).chain(after(text));
    let mut bodies: Vec<Body> = story.history.iter().map(|recorded| recorded.body.clone()).collect();
    bodies.extend(later.map(|event| Body { event, by: by.clone(), unit: unit.clone() }));
    let stream = StreamId([case; 16]);
    let standing = Standing { stream, ..Standing::default() };
    let place =
        bodies.iter().position(|body| matches!(body.event, Event::DecisionPublished(_))).unwrap() as u64;
    append(books, stream, Keeping::Case(Box::new(standing)), 0, bodies).await + place
}

fn digested(text: String) -> (String, String) {
    use sha2::{Digest, Sha256};
    let sha256 = hex::encode(Sha256::digest(&text));
    (text, sha256)
}

/// Appends and gives the number of the first entry.
async fn append(books: &Books, stream: StreamId, keeping: Keeping, seen_seq: u64, bodies: Vec<Body>) -> u64 {
    let registers = books.registers();
    let work = Append {
        key: format!("sample-{stream}"),
        by: bodies[0].by.id.clone(),
        input_digest: stream.to_string(),
        stream,
        keeping,
        seen_seq,
        registers_version: registers.version,
        at: moment("2027-01-04T10:00"),
        law: registers.law_edition(),
        bodies,
    };
    books.append(work).await.unwrap().events[0].number
}
