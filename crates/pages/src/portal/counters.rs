//! The counters as data, with how to get the same figures without this site (features 6.4): they follow from the public entries of the ledger alone.

use super::missing::Missing;
use super::{PAGE_CACHING, PortalState, record};
use axum::extract::State;
use axum::response::Response;
use serde_json::json;

pub async fn show(State(state): State<PortalState>) -> Result<Response, Missing> {
    let (today, directory) = (state.today(), state.directory());
    let counts = state.public.counters(today).await?;
    let checkpoint = state.public.latest_checkpoint().await?;
    let units: Vec<_> = counts
        .iter()
        .map(|count| {
            json!({"unit": count.unit, "name": directory.name(&count.unit), "decided": count.decided,
                   "published": count.published, "withheld": count.withheld, "overdue": count.overdue})
        })
        .collect();
    let figures = json!({
        "as_of": today,
        "units": units,
        "recompute": {
            "read": "every entry of /ledger/tile/entries/…, in order, up to the size of the checkpoint below; format: specs/01-entry.md",
            "decided": "streams with an entry of type PenaltyDecided or NoPenaltyDecided, by the unit of that entry; the day is that of Beijing (UTC+8)",
            "published": "of these, streams with a later DecisionPublished and no PublicationWithheld after it",
            "withheld": "of these, streams whose last word is PublicationWithheld",
            "overdue": "of these, neither published nor withheld by the end of the seventh working day after PenaltyDecided or the twentieth after NoPenaltyDecided, by the State Council's calendars",
        },
        "checkpoint": checkpoint,
    });
    Ok(record("application/json; charset=utf-8", PAGE_CACHING, figures.to_string()))
}
