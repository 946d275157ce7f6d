//! The ledger as strangers' tools read it (specs/02-ledger.md): checkpoint, key, tiles, entry bundles at the paths of C2SP `tlog-tiles`, one entry and its
//! receipt; and the page that explains in plain words what they are and how to check them without trusting this site.

use super::missing::Missing;
use super::{Frame, PortalState, number, page, record};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use ledger::tile::TileId;

const TEXT: &str = "text/plain; charset=utf-8";
const BYTES: &str = "application/octet-stream";
const MOMENT: &str = "public, max-age=2";
const HOUR: &str = "public, max-age=3600";
/// A partial tile may go once the full one is there.
const SHORT: &str = "public, max-age=60";
/// What can never change.
const FOREVER: &str = "public, max-age=31536000, immutable";

#[derive(Template)]
#[template(path = "portal/ledger.html")]
struct Explained {
    page: Frame,
    /// Origin, size and root, once something was published.
    head: Option<Head>,
    checkpoint: String,
    vkey: String,
}

struct Head {
    origin: String,
    size: u64,
    root: String,
}

pub async fn explain(State(state): State<PortalState>) -> Result<Response, Missing> {
    let checkpoint = state.public.latest_checkpoint().await?.unwrap_or_default();
    let vkey = state.public.tile("vkey").await?.unwrap_or_default();
    Ok(page(&Explained {
        page: Frame { nav: "ledger" },
        head: head(&checkpoint),
        checkpoint,
        vkey: String::from_utf8_lossy(&vkey).trim_end().to_owned(),
    }))
}

/// The first three lines of a checkpoint. Only to be read by people: whoever relies on it verifies the signature.
fn head(note: &str) -> Option<Head> {
    let mut lines = note.lines();
    let (origin, size, root) = (lines.next()?, lines.next()?, lines.next()?);
    Some(Head { origin: origin.to_owned(), size: size.parse().ok()?, root: root.to_owned() })
}

pub async fn checkpoint(State(state): State<PortalState>) -> Result<Response, Missing> {
    let checkpoint = state.public.latest_checkpoint().await?.ok_or(Missing::NotYetPublished)?;
    Ok(record(TEXT, MOMENT, checkpoint))
}

pub async fn vkey(State(state): State<PortalState>) -> Result<Response, Missing> {
    let vkey = state.public.tile("vkey").await?.ok_or(Missing::NotYetPublished)?;
    Ok(record(TEXT, HOUR, vkey))
}

/// A tile or entry bundle; any other spelling of its path is not found.
pub async fn tile(State(state): State<PortalState>, Path(rest): Path<String>) -> Result<Response, Missing> {
    let path = format!("tile/{rest}");
    let tile = TileId::parse(&path).or_else(|_| TileId::parse_entries(&path)).map_err(|_| Missing::Page)?;
    let bytes = state.public.tile(&path).await?.ok_or(Missing::Page)?;
    Ok(record(BYTES, if tile.is_full() { FOREVER } else { SHORT }, bytes))
}

/// An entry's exact bytes. Entries are public; none holds a name or a text of a case (specs/01-entry.md).
pub async fn entry(State(state): State<PortalState>, Path(asked): Path<String>) -> Result<Response, Missing> {
    let asked = number(&asked).ok_or(Missing::Page)?;
    let (bytes, _) = state.public.entry(asked).await?.ok_or(Missing::NotYetPublished)?;
    Ok(named(record("application/json; charset=utf-8", FOREVER, bytes), &format!("entry-{asked}.json")))
}

/// The receipt of an entry against the newest checkpoint.
pub async fn receipt(
    State(state): State<PortalState>,
    Path(asked): Path<String>,
) -> Result<Response, Missing> {
    let asked = number(&asked).ok_or(Missing::Page)?;
    let receipt = state.public.receipt(asked).await?.ok_or(Missing::NotYetPublished)?;
    Ok(named(record(TEXT, MOMENT, receipt.text()), &format!("receipt-{asked}.txt")))
}

/// Gives the file a name to be saved under.
fn named(mut answer: Response, name: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(&format!("inline; filename=\"{name}\"")) {
        answer.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    answer
}
