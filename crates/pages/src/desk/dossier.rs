//! The dossier of an enforcement target (一户一档, plan clause 12): every case, paper, piece of evidence and recording against the party of this case and whatever party was merged with it, in one
//! list. It is opened with a purpose, which then also opens what it lists. What is merged, by whom and why stands above the list, with the way to undo it.

use crate::desk::acts::{answer, not_found};
use crate::desk::chronology::{day_in_words, moment_in_words, size_in_words};
use crate::desk::viewing;
use crate::dossier_look::{self, Look};
use crate::page::{self, Page};
use crate::session::SignedIn;
use crate::state::DeskState;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use desk::Said;
use desk::dossier::{DossierItem, ItemKind};
use desk::duties::supervises;
use events::{Standing, StreamId};
use moka::sync::Cache;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use std::time::Duration;
use store::DossierPlace;

/// Viewings entered lately, by session, the case from which the dossier was opened, and the case seen in it.
static NOTED: LazyLock<Cache<([u8; 32], StreamId, StreamId), ()>> =
    LazyLock::new(|| Cache::builder().max_capacity(200_000).time_to_live(Duration::from_secs(600)).build());

/// What the list is cut down to.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    kind: String,
    body: String,
    /// The place where the page before ended, `milliseconds-number`.
    before: String,
}

/// A merging, as one line.
struct MergedLine {
    who: String,
    why: String,
    /// Case that says so, if this person may look at it.
    case: Option<(String, String)>,
    /// Where it is undone, in the case one stands in.
    undo: Option<String>,
}

/// A line of the list.
struct Line {
    at: String,
    kind: &'static str,
    title: String,
    detail: String,
    case: String,
    case_number: String,
    case_title: String,
    body: String,
    links: Vec<(String, String, String)>,
}

#[derive(Template)]
#[template(path = "desk/dossier.html")]
struct DossierPage {
    page: Page,
    case: String,
    case_number: String,
    party: String,
    code: String,
    merged: Vec<MergedLine>,
    /// Mergings that other bodies have entered and this person does not see.
    merged_elsewhere: usize,
    may_merge: bool,
    kinds: Vec<(&'static str, &'static str, u64)>,
    kind: String,
    bodies: Vec<(String, String)>,
    body: String,
    lines: Vec<Line>,
    next: Option<String>,
    total: u64,
}

/// `GET /cases/{case}/dossier?kind=&body=&before=`.
pub async fn dossier(
    State(state): State<DeskState>,
    who: SignedIn,
    Path(case): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let Ok(stream) = case.parse::<StreamId>() else { return not_found(&who) };
    let (standing, _) = match state.office.desk.case(stream).await {
        Ok(found) => found,
        Err(said) => return answer(&who, said, "/cases"),
    };
    if viewing::is_hidden(&state, &who, &standing) {
        return not_found(&who);
    }
    let address = format!("/cases/{stream}/dossier");
    let Some(purpose) = viewing::stated_for_dossier(&who, stream) else {
        return viewing::ask_for_dossier(&who, stream, &address);
    };
    let wanted = dossier_look::Asked {
        kind: ItemKind::ALL.into_iter().find(|kind| kind.code() == asked.kind),
        body: (!asked.body.is_empty()).then(|| asked.body.clone()),
        before: place_of(&asked.before),
    };
    let noted = |seen: StreamId| NOTED.get(&(who.id_hash, stream, seen)).is_some();
    let look = match dossier_look::look(&state.office, &who, &standing, &purpose, wanted, noted).await {
        Ok(look) => look,
        Err(Said::Refused(refusal)) if refusal.name == "PurposeMissing" => {
            return viewing::ask_for_dossier(&who, stream, &address);
        }
        Err(said) => return answer(&who, said, &address),
    };
    let cases = look.cases();
    for seen in cases.iter().chain([&stream]) {
        NOTED.insert((who.id_hash, stream, *seen), ());
    }
    // The purpose that opened the list opens what it lists.
    viewing::state_for(&who, cases, &purpose);
    let may_merge = match state.office.desk.openness(who.id(), &standing) {
        Ok(openness) => {
            openness.iter().any(|one| one.act.word == "party_merge" && one.closed.is_none() && !one.others)
        }
        Err(said) => return answer(&who, said, &address),
    };
    page::render(StatusCode::OK, &shown(&who, &standing, look, asked, may_merge))
}

fn shown(who: &SignedIn, case: &Standing, look: Look, asked: Asked, may_merge: bool) -> DossierPage {
    let opened = case.opened.as_ref();
    let party =
        opened.map(|opened| (opened.party.name.clone(), opened.party.code.clone())).unwrap_or_default();
    let (merged, merged_elsewhere) = merged_lines(who, case.stream, &look, may_merge);
    let mut by_kind: BTreeMap<ItemKind, u64> = BTreeMap::new();
    for ((body, kind), items) in &look.counts {
        if asked.body.is_empty() || *body == asked.body {
            *by_kind.entry(*kind).or_default() += items;
        }
    }
    let kinds = ItemKind::ALL.into_iter();
    let kinds = kinds.map(|kind| (kind.code(), kind.title(), by_kind.get(&kind).copied().unwrap_or(0)));
    let mut bodies: Vec<String> = look.counts.keys().map(|(body, _)| body.clone()).collect();
    bodies.dedup();
    let named = |code: String| {
        let name = who.registers.body(&code).map_or(code.clone(), |body| body.name.clone());
        (code, name)
    };
    DossierPage {
        page: Page::of(who, "cases"),
        case: case.stream.to_string(),
        case_number: opened.map(|opened| opened.number.to_string()).unwrap_or_default(),
        party: party.0,
        code: party.1,
        merged,
        merged_elsewhere,
        may_merge,
        kinds: kinds.collect(),
        total: by_kind.values().sum(),
        next: look.page.next.map(|place| next_query(place, &asked)),
        kind: asked.kind,
        bodies: bodies.into_iter().map(named).collect(),
        body: asked.body,
        lines: look.page.items.into_iter().map(line).collect(),
    }
}

/// The mergings this person sees, and how many there are besides: those of another body's cases say nothing but that they are there.
fn merged_lines(who: &SignedIn, here: StreamId, look: &Look, may_merge: bool) -> (Vec<MergedLine>, usize) {
    let all = &look.target.merged;
    let sees = |body: &str| body == who.body.code || supervises(&who.officer, &who.registers);
    let seen = all.iter().filter(|(stream, row)| *stream == here || sees(&row.body));
    let lines: Vec<MergedLine> = seen
        .map(|(stream, row)| MergedLine {
            who: format!("{}（{}）与{}（{}）", row.party.1, row.party.0, row.other.1, row.other.0),
            why: format!("{}，{}，{}：{}", day_in_words(row.on), row.body_name, row.by, row.reason),
            case: (*stream != here).then(|| (format!("/cases/{stream}"), row.case_number.clone())),
            undo: (*stream == here && may_merge).then(|| format!("/cases/{here}/party_unmerge")),
        })
        .collect();
    let elsewhere = all.len() - lines.len();
    (lines, elsewhere)
}

fn line(item: DossierItem) -> Line {
    let case = format!("/cases/{}", item.stream);
    let link = |file: desk::dossier::ItemFile| {
        let href = match item.kind {
            ItemKind::Recording => format!("{case}/timeline"),
            _ => format!("{case}/files/{}", file.id),
        };
        (href, file.name, size_in_words(file.size_bytes))
    };
    Line {
        at: moment_in_words(item.at),
        kind: item.kind.title(),
        title: item.title,
        detail: item.detail,
        links: item.files.into_iter().map(link).collect(),
        case,
        case_number: item.case_number,
        case_title: item.case_title,
        body: item.body_name,
    }
}

/// A place from an address; what does not read begins at the latest.
pub fn place_of(text: &str) -> Option<DossierPlace> {
    let (at_ms, number) = text.rsplit_once('-')?;
    Some(DossierPlace { at_ms: at_ms.parse().ok()?, number: number.parse().ok()? })
}

/// The place as it stands in an address.
pub fn place_in_address(place: DossierPlace) -> String {
    format!("{}-{}", place.at_ms, place.number)
}

fn next_query(place: DossierPlace, asked: &Asked) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in [("kind", &asked.kind), ("body", &asked.body)] {
        if !value.is_empty() {
            query.append_pair(name, value);
        }
    }
    query.append_pair("before", &place_in_address(place)).finish()
}
