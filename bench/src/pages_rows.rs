//! Pages of the served program on the large district, beside a static file from the same server: how much a page costs beyond carrying its bytes.

use crate::Setting;
use crate::district::{self, DESK, PORTAL, Served};
use crate::load::{self, Answered};
use crate::table::{Row, figure};
use anyhow::{Context, Result};
use events::OfficerId;
use jiff::{Timestamp, ToSpan};
use sha2::{Digest, Sha256};
use store::{DocketFilter, Page, Session};

/// The static file every page asks for.
const STATIC: &str = "/assets/icons.svg";
/// Whose duties and whose case are looked at.
const OFFICER: &str = "zhang-wei";

pub async fn rows(setting: &Setting) -> Result<Vec<Row>> {
    let (cookie, case) = prepared(setting).await?;
    let (served, _) = Served::start(&setting.district).await?;
    let cookie = Some(cookie.as_str());
    let plain = load::ask(DESK, STATIC, None, setting.lasts).await?;
    let mut rows = Vec::new();
    for (what, door, path, cookie) in [
        ("Case page", DESK, format!("/cases/{case}"), cookie),
        ("Duties page", DESK, "/".to_owned(), cookie),
        ("Docket page", DESK, "/cases".to_owned(), cookie),
        ("Portal home", PORTAL, "/".to_owned(), None),
        ("Portal search", PORTAL, "/publications".to_owned(), None),
    ] {
        let answered = load::ask(door, &path, cookie, setting.lasts).await?;
        rows.push(row(what, &answered, &plain));
    }
    let resident = served.resident_mib()?;
    rows.push(Row::beside(
        "Memory after the load (resident)",
        format!("{} MiB", figure(resident)),
        String::new(),
    ));
    Ok(rows)
}

fn row(what: &str, answered: &Answered, plain: &Answered) -> Row {
    let one = |answered: &Answered| {
        format!(
            "{} pages/s, p99 {} ms, {} KiB",
            figure(answered.per_second),
            figure(answered.p99_ms),
            figure(answered.bytes as f64 / 1_024.0)
        )
    };
    Row {
        what: format!("{what}, 16 connections"),
        figure: one(answered),
        limit: format!("static file: {}", one(plain)),
        share: Some(answered.per_second / plain.per_second),
    }
}

/// A session of an officer, and one of that officer's cases.
async fn prepared(setting: &Setting) -> Result<(String, String)> {
    let books = district::open(setting).await?;
    let id = hex::encode(rand::random::<[u8; 32]>());
    let now = Timestamp::now();
    let session = Session {
        id_hash: Sha256::digest(id.as_bytes()).into(),
        officer: OfficerId::from(OFFICER),
        created: now,
        seen: now,
        expires: now + 2.hours(),
    };
    books.session_put(&session).await?;
    let filter = DocketFilter { handler: Some(OfficerId::from(OFFICER)), ..DocketFilter::default() };
    let case =
        books.docket(&filter, Page::default()).await?.rows.first().context("no case of this officer")?.stream;
    books.close().await?;
    Ok((format!("{}={id}", pages::session::COOKIE), case.to_string()))
}
