//! The portal's home: a search, the figures of every body as they stand today, and the newest publications (plan clause 6). The figures come from
//! the public entries of the ledger alone; `/counters.json` says how anyone recomputes them.

use super::document::Listing;
use super::missing::Missing;
use super::{Frame, PortalState, day, page};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use store::{BulletinFilter, Page, UnitCount};

/// How many publications the home shows.
const NEWEST: u64 = 10;

#[derive(Template)]
#[template(path = "portal/home.html")]
struct Home {
    page: Frame,
    today: String,
    total: UnitCount,
    /// Name of the body and its figures.
    units: Vec<(String, UnitCount)>,
    newest: Vec<Listing>,
}

pub async fn show(State(state): State<PortalState>) -> Result<Response, Missing> {
    let (today, directory) = (state.today(), state.directory());
    let counts = state.public.counters(today).await?;
    let newest = Page { before: None, rows: NEWEST };
    let listed = state.public.bulletin_list(&BulletinFilter::default(), newest).await?;
    let named = |count: UnitCount| (directory.name(&count.unit).to_owned(), count);
    Ok(page(&Home {
        page: Frame { nav: "home" },
        today: day(today),
        total: total(&counts),
        units: counts.into_iter().map(named).collect(),
        newest: listed.rows.iter().map(|row| Listing::of(row, directory.name(&row.unit))).collect(),
    }))
}

fn total(counts: &[UnitCount]) -> UnitCount {
    counts.iter().fold(UnitCount::default(), |sum, count| UnitCount {
        unit: String::new(),
        decided: sum.decided + count.decided,
        published: sum.published + count.published,
        withheld: sum.withheld + count.withheld,
        overdue: sum.overdue + count.overdue,
    })
}
