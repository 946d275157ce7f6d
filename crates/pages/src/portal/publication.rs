//! One publication: what was decided, on what basis, what the party may do about it, how it was corrected, and the proof that what is shown is what was
//! entered in the ledger. What a correction had to hide (政府信息公开条例第十五条) leaves its day and its digest. A withdrawn one leaves a tombstone with the reason (行政处罚法第四十八条第二款); its text is gone from every address.

use super::document::{self, Shown};
use super::missing::Missing;
use super::{Frame, PortalState, day, number, page_as, record};
use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use desk::readings::BulletinRow;
use serde::Deserialize;
use store::VersionRow;

/// What the proof badge asks for (frontend/src/islands/proof.ts).
struct ProofBadge {
    number: u64,
    document_url: String,
    entry_url: String,
    receipt_url: String,
    vkey_url: String,
}

/// A version as the history shows it.
struct Version {
    /// Entry number.
    number: u64,
    on: String,
    what: String,
    /// Address of its text; none once withdrawn or hidden.
    document_url: Option<String>,
    /// Digest of a text that a correction has hidden.
    hidden: Option<String>,
    shown: bool,
}

#[derive(Template)]
#[template(path = "portal/publication.html")]
struct Publication {
    page: Frame,
    number: u64,
    shown: Shown,
    unit: String,
    decided_on: String,
    published_on: String,
    withdrawn: Option<String>,
    /// Day and entry number of the withdrawal.
    withdrawn_at: Option<(String, u64)>,
    versions: Vec<Version>,
    proof: ProofBadge,
}

pub async fn show(State(state): State<PortalState>, Path(asked): Path<String>) -> Result<Response, Missing> {
    let asked = number(&asked).ok_or(Missing::Page)?;
    let row = state.public.bulletin(asked).await?.ok_or(Missing::Page)?;
    let versions = state.public.bulletin_versions(asked).await?;
    let directory = state.directory();
    let withdrawn = row.withdrawn.is_some();
    let template = Publication {
        page: Frame { nav: "publications" },
        number: row.number,
        shown: if withdrawn { Shown::default() } else { document::read(&row.document) },
        unit: directory.name(&row.unit).to_owned(),
        decided_on: day(row.decided_on),
        published_on: day(row.published_on),
        withdrawn: row.withdrawn.clone(),
        withdrawn_at: row.withdrawn_at.map(|(on, number)| (day(on), number)),
        versions: versions.iter().map(|version| version_of(&row, version)).collect(),
        proof: proof_of(&row),
    };
    let status = if withdrawn { StatusCode::GONE } else { StatusCode::OK };
    let mut answer = page_as(status, &template);
    if withdrawn {
        answer
            .headers_mut()
            .insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex"));
    }
    Ok(answer)
}

/// Which version of the document; the newest when left out.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    version: String,
}

/// The exact bytes of the document, whose digest stands in the entry of its version.
pub async fn document(
    State(state): State<PortalState>,
    Path(asked): Path<String>,
    version: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Missing> {
    let asked = number(&asked).ok_or(Missing::Page)?;
    let row = state.public.bulletin(asked).await?.ok_or(Missing::Page)?;
    if row.withdrawn.is_some() {
        return Err(Missing::Withdrawn);
    }
    let Query(version) = version.unwrap_or_default();
    let bytes = if version.version.is_empty() {
        row.document
    } else {
        let wanted = number(&version.version).ok_or(Missing::Page)?;
        let versions = state.public.bulletin_versions(asked).await?;
        let version = versions.into_iter().find(|row| row.version == wanted).ok_or(Missing::Page)?;
        if version.hidden.is_some() {
            return Err(Missing::Hidden);
        }
        version.document
    };
    let mut answer = record("application/json; charset=utf-8", super::PAGE_CACHING, bytes);
    let name = format!("inline; filename=\"publication-{asked}.json\"");
    if let Ok(name) = HeaderValue::from_str(&name) {
        answer.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(answer)
}

fn document_url(number: u64, version: u64) -> String {
    format!("/publications/{number}/document.json?version={version}")
}

fn proof_of(row: &BulletinRow) -> ProofBadge {
    ProofBadge {
        number: row.version,
        document_url: document_url(row.number, row.version),
        entry_url: format!("/ledger/entry/{}", row.version),
        receipt_url: format!("/ledger/receipt/{}", row.version),
        vkey_url: "/ledger/vkey".to_owned(),
    }
}

fn version_of(row: &BulletinRow, version: &VersionRow) -> Version {
    let first = version.version == row.number;
    Version {
        number: version.version,
        on: day(version.on),
        what: if first { "首次公示".to_owned() } else { format!("更正：{}", version.reason) },
        document_url: (row.withdrawn.is_none() && version.hidden.is_none())
            .then(|| document_url(row.number, version.version)),
        hidden: version.hidden.clone(),
        shown: version.version == row.version && row.withdrawn.is_none(),
    }
}
