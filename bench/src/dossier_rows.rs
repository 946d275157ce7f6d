//! The dossier of an enforcement target (一户一档) of 10,000 items in a hundred cases, from the served program: its first page, one of its middle, and one kind of item alone, beside a static
//! file of the same size that a plain file server serves. The target is put into the small district as events; what reads them is the program.

use crate::Setting;
use crate::directory_rows::{BESIDE, Beside};
use crate::district::{self, DESK, Served};
use crate::load;
use crate::table::{Row, figure};
use anyhow::{Context, Result, ensure};
use desk::store::Keeping;
use desk::{Append, Store};
use events::cases::{CaseOpened, EvidenceAdded};
use events::people::{FileNamed, OfficerNamed};
use events::{Body, Event, FileId, OfficerId, Standing, StreamId};
use jiff::Timestamp;
use law::evidence::EvidenceKind;
use mingjing::demo::stories::{self, Plot, Until};
use mingjing::demo::teller::Teller;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::Books;

const CASES: usize = 100;
/// Of each case, its registration among them.
const ITEMS: usize = 100;
/// A case that no other row tells.
const ORDER: usize = 9_000_100;

pub async fn rows(setting: &Setting) -> Result<Vec<Row>> {
    let (case, middle, session) = target(setting).await?;
    let (_served, _) = Served::start(&setting.small, None).await?;
    let folder = setting.folder.join("dossier");
    std::fs::create_dir_all(&folder)?;
    let _beside = Beside::start(&folder).await?;
    let cookie = format!("{}={session}", pages::session::COOKIE);
    let token = pages::session::form_token(&session);
    let stated =
        format!("form_token={token}&dossier=yes&return=%2F&purpose=%E6%A0%B8%E5%AF%B9%E5%89%8D%E6%A1%88");
    let status = load::post(DESK, &format!("/cases/{case}/viewing"), &cookie, &stated).await?;
    ensure!(status == 303, "the purpose was not taken: {status}");
    let page = format!("/cases/{case}/dossier");
    let asked = [
        ("first page", page.clone()),
        ("a page of its middle", format!("{page}?before={middle}")),
        ("its cases alone", format!("{page}?kind=case")),
    ];
    let mut rows = Vec::new();
    for (what, path) in asked {
        let size_bytes = load::ask_once(DESK, &path, Some(&cookie)).await.context(path.clone())?;
        std::fs::write(folder.join("beside"), vec![b'.'; size_bytes])?;
        let ours = load::ask(DESK, &path, Some(&cookie), false, setting.lasts).await?;
        let plain = load::ask(BESIDE, "/beside", None, false, setting.lasts).await?;
        let one = |answered: &load::Answered| {
            format!("{} pages/s, p99 {} ms", figure(answered.per_second), figure(answered.p99_ms))
        };
        rows.push(Row {
            what: format!(
                "Dossier of 10,000 items in {CASES} cases, {what}, {} connections",
                load::CONNECTIONS
            ),
            figure: one(&ours),
            limit: format!("static file of the same size: {}; aim: p95 under 100 ms", one(&plain)),
            share: Some(ours.per_second / plain.per_second),
        });
    }
    Ok(rows)
}

/// Puts the target in; gives a case against it, a place in the middle of its dossier, and a session of its handler.
async fn target(setting: &Setting) -> Result<(StreamId, String, String)> {
    let books = district::open(&setting.small).await?;
    let plot = Plot { until: Until::Clue, ..Plot::of(ORDER) };
    let by = OfficerId::from(plot.officers().0);
    let mut teller = Teller::plain(books.clone(), &BTreeMap::new(), format!("case-{ORDER}"));
    let told = stories::tell(&mut teller, &plot).await?;
    let history = books.history(told).await?;
    let opened = history.first().context("the case was opened")?;
    let Event::CaseOpened(case) = &opened.body.event else { anyhow::bail!("another event came first") };
    let mut middle = String::new();
    for place in 0..CASES {
        let numbers = against(&books, case, &opened.body.by, &opened.body.unit, place).await?;
        if place == CASES / 2 {
            middle = numbers;
        }
    }
    let id = district::session(&books, by).await?;
    books.close().await?;
    Ok((told, middle, id))
}

/// One more case against the party, with its items; gives the place of its newest.
async fn against(
    books: &Arc<Books>,
    case: &CaseOpened,
    by: &OfficerNamed,
    unit: &str,
    place: usize,
) -> Result<String> {
    let registers = books.registers();
    let mut opened = case.clone();
    opened.number.running = 0;
    let evidence = (1..ITEMS).map(|item| {
        Event::EvidenceAdded(EvidenceAdded {
            kind: EvidenceKind::Physical,
            title: format!("现场照片{item}"),
            proves: "检查当日经营场所的情况".to_owned(),
            collected_on: case.received_on,
            collected_at: "经营场所".to_owned(),
            files: vec![photo(place, item)],
        })
    });
    let stream = books.fresh();
    let append = Append {
        key: format!("dossier-{place}"),
        by: by.id.clone(),
        input_digest: "0".repeat(64),
        stream,
        keeping: Keeping::Case(Box::new(Standing { stream, ..Standing::default() })),
        seen_seq: 0,
        registers_version: registers.version,
        at: Timestamp::now(),
        law: registers.law_edition(),
        bodies: std::iter::once(Event::CaseOpened(opened))
            .chain(evidence)
            .map(|event| Body { event, by: by.clone(), unit: unit.to_owned() })
            .collect(),
    };
    let appended = books.append(append).await?;
    let last = appended.events.last().context("events")?;
    Ok(format!("{}-{}", last.at.as_millisecond(), last.number))
}

fn photo(place: usize, item: usize) -> FileNamed {
    FileNamed {
        sha256: FileId(Sha256::digest(format!("{place}-{item}")).into()),
        sm3: "0".repeat(64),
        size_bytes: 2_000_000,
        media_type: "image/jpeg".to_owned(),
        name: format!("IMG_{item:04}.jpg"),
    }
}
