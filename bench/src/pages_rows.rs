//! Pages of the served program on the large district, beside a static file from the same server: how much a page costs beyond carrying its bytes. The
//! statements each page asks the database are counted in the program's own log, there and in a small district: the counts must be the same.

use crate::Setting;
use crate::district::{self, DESK, PORTAL, Served};
use crate::load::{self, Answered};
use crate::table::{Row, figure};
use anyhow::{Context, Result};
use events::OfficerId;
use std::path::Path;
use store::{BulletinFilter, Page};

/// The static file every page asks for.
const STATIC: &str = "/assets/icons.svg";
/// Whose duties and whose case are looked at: in the bench's districts every second open case lies with this officer.
const OFFICER: &str = "zhang-wei";
/// A line of the log that tells of a statement.
const STATEMENT: &str = " sqlx::query: ";
/// A page is asked so often when its statements are counted; the fewest count, for the publisher asks beside it now and then.
const COUNTS: u32 = 8;

/// A page to be asked for.
struct Asked {
    what: &'static str,
    door: &'static str,
    path: String,
    cookie: Option<String>,
    /// Under a new address each time, so that no answer kept from before serves.
    anew: bool,
}

pub async fn rows(setting: &Setting) -> Result<Vec<Row>> {
    let in_small = statements(&setting.small, &pages(&setting.small).await?).await?;
    let pages = pages(&setting.district).await?;
    let in_large = statements(&setting.district, &pages).await?;
    let (served, _) = Served::start(&setting.district, None).await?;
    let plain = load::ask(DESK, STATIC, None, false, setting.lasts).await?;
    let mut rows = Vec::new();
    for (place, page) in pages.iter().enumerate() {
        let answered =
            load::ask(page.door, &page.path, page.cookie.as_deref(), page.anew, setting.lasts).await?;
        rows.push(row(page.what, &answered, &plain, in_large[place], in_small[place]));
    }
    rows.push(Row::beside(
        "Memory after the load (resident)",
        served.resident()?,
        "aim at rest: under 150 MB".to_owned(),
    ));
    Ok(rows)
}

fn row(what: &str, answered: &Answered, plain: &Answered, statements: usize, in_small: usize) -> Row {
    let one = |answered: &Answered| {
        format!(
            "{} pages/s, p99 {} ms, {} KiB",
            figure(answered.per_second),
            figure(answered.p99_ms),
            figure(answered.bytes as f64 / 1_024.0)
        )
    };
    Row {
        what: format!("{what}, {} connections", load::CONNECTIONS),
        figure: format!("{}; {statements} statements, in a small district {in_small}", one(answered)),
        limit: format!("static file: {}", one(plain)),
        share: Some(answered.per_second / plain.per_second),
    }
}

/// The pages, with a session of an officer and the newest published case, which has a whole history.
async fn pages(district: &Path) -> Result<Vec<Asked>> {
    let books = district::open(district).await?;
    let id = district::session(&books, OfficerId::from(OFFICER)).await?;
    let published = books.bulletin_list(&BulletinFilter::default(), Page { before: None, rows: 1 }).await?;
    let published = published.rows.first().context("nothing is published")?;
    let (case, number) = (published.stream, published.number);
    books.close().await?;
    let cookie = format!("{}={id}", pages::session::COOKIE);
    let desk = |what, path: &str| {
        let (door, path, cookie) = (DESK, path.to_owned(), Some(cookie.clone()));
        Asked { what, door, path, cookie, anew: false }
    };
    let portal = |what, path: &str, anew| {
        let (door, path) = (PORTAL, path.to_owned());
        Asked { what, door, path, cookie: None, anew }
    };
    Ok(vec![
        desk("Case page of a published case, each view entered in the ledger", &format!("/cases/{case}")),
        desk("Duties page", "/"),
        desk("Docket page", "/cases"),
        desk("Docket page, an officer's own", "/cases?mine=yes"),
        desk("Docket page, a search", "/cases?words=%E6%B8%85%E6%B0%B4%E8%B7%AF"),
        portal("Portal home, made anew", "/", true),
        portal("Portal home, kept for three seconds", "/", false),
        portal("Portal publications, made anew", "/publications", true),
        portal("Portal publication, made anew", &format!("/publications/{number}"), true),
    ])
}

/// How many statements each page asks.
async fn statements(district: &Path, pages: &[Asked]) -> Result<Vec<usize>> {
    let log = district.join("statements.log");
    let (_served, _) = Served::start(district, Some(&log)).await?;
    let counted = || Ok::<_, anyhow::Error>(std::fs::read_to_string(&log)?.matches(STATEMENT).count());
    let mut counts = Vec::new();
    for page in pages {
        let mut fewest = usize::MAX;
        for time in 0..COUNTS {
            // Never an answer kept from before: what is counted is what making the page takes.
            let path = load::new_address(&page.path, &format!("count{time}"));
            let before = counted()?;
            load::ask_once(page.door, &path, page.cookie.as_deref()).await.context(path)?;
            fewest = fewest.min(counted()? - before);
        }
        counts.push(fewest);
    }
    Ok(counts)
}
