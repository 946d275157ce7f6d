//! One file on its way into a register: how far it has been read; what it would change, with every cell that cannot stand; the decision to hand all its good rows in as
//! one proposal or to give it up; and where the proposal waits for a second person (plan clauses 1 and 2). Only the officer who sent the file sees any of it.

use super::changes::{self, ChangeShown};
use super::exports;
use super::imports::{self, address, kept};
use super::leaves::{Pager, pager};
use crate::desk::acts::{answer, not_found};
use crate::desk::posted;
use crate::desk::viewing::when;
use crate::page::{self, Page};
use crate::session::SignedIn;
use crate::sheet::reading::{BadCell, FAULTS_MAX, Tally};
use crate::sheet::work::{self, Found};
use crate::sheet::writing;
use crate::state::DeskState;
use askama::Template;
use axum::extract::{Path, Query, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use desk::{Fault, Said};
use events::field::FieldFault;
use registers::declaration::RegisterKind;
use registers::entry_proposal::CHANGES_MAX;
use serde::Deserialize;
use sheets::{Caption, Column, Columns, Kind, SheetWriter, Value, WriteFault};
use store::{Import, ImportStage};

/// Bad cells on one leaf.
const ROWS: u64 = 20;
/// As many characters as the act takes for its reason.
const REASON_CHARS_MAX: usize = 300;

/// Which leaf of the bad cells, from 0.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    page: u64,
    form: String,
}

/// Where the proposal is that came of an import.
struct Proposed {
    /// The proposal's page; empty when it no longer waits.
    href: String,
    /// Its entry in the ledger.
    entry: Option<u64>,
}

#[derive(Template)]
#[template(path = "desk/registers/import.html")]
struct ImportPage {
    page: Page,
    title: &'static str,
    word: &'static str,
    address: String,
    name: String,
    begun: String,
    expires: String,
    stage: &'static str,
    /// What goes on at this moment, with the rows so far; empty when nothing does.
    under_way: String,
    decides: bool,
    /// Whether the file was read.
    read: bool,
    refused: String,
    tally: Tally,
    notes: Vec<String>,
    bad: Vec<BadCell>,
    bad_cells: u64,
    bad_more: u64,
    pager: Option<Pager>,
    sample: Vec<ChangeShown>,
    proposed: Option<Proposed>,
    reason: String,
    /// Whether everyone will read it.
    told: bool,
    faults: Vec<FieldFault>,
}

/// `GET /registers/entries/{register}/imports/{import}?page=`.
pub async fn show(
    State(state): State<DeskState>,
    who: SignedIn,
    Path((word, id)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Response {
    match own(&state, &who, &word, &id).await {
        Ok((kind, import)) => {
            shown(&state, &who, kind, &import, asked.page, StatusCode::OK, Vec::new()).await
        }
        Err(answer) => answer,
    }
}

/// The import, if this officer sent it and keeps its register; nothing tells what is another's from what is not there.
async fn own(
    state: &DeskState,
    who: &SignedIn,
    word: &str,
    id: &str,
) -> Result<(&'static RegisterKind, Import), Response> {
    let Some(kind) = kept(word, who) else { return Err(not_found(who)) };
    match state.office.books.import(id).await {
        Ok(Some(import)) if import.officer == *who.id() && import.register == kind.word => Ok((kind, import)),
        Ok(_) => Err(not_found(who)),
        Err(fault) => Err(answer(who, Said::Fault(fault), "/registers/entries")),
    }
}

async fn shown(
    state: &DeskState,
    who: &SignedIn,
    kind: &'static RegisterKind,
    import: &Import,
    leaf: u64,
    status: StatusCode,
    faults: Vec<FieldFault>,
) -> Response {
    let found = Found::of(import);
    let bad = match bad_cells(state, import, leaf.saturating_mul(ROWS), ROWS).await {
        Ok(bad) => bad,
        Err(fault) => return answer(who, Said::Fault(fault), "/registers/entries"),
    };
    let (stage, here) = (import.stage, address(kind, &import.id));
    let told = found.bad_cells.saturating_sub(found.bad_more);
    let sample = found.sample.iter().map(|change| changes::shown(kind, change, &who.registers));
    let page = ImportPage {
        page: Page::of(who, "registers"),
        title: kind.title,
        word: kind.word,
        name: import.name.clone(),
        begun: when(import.begun),
        expires: when(import.expires),
        stage: imports::stage_title(stage),
        under_way: under_way(import),
        decides: stage == ImportStage::Read,
        read: matches!(stage, ImportStage::Read | ImportStage::Taking | ImportStage::Taken),
        tally: found.tally,
        bad_cells: found.bad_cells,
        bad_more: found.bad_more,
        pager: pager(&here, leaf, ROWS, told),
        sample: sample.collect(),
        proposed: (stage == ImportStage::Taken).then(|| proposed(who, found.entry)),
        reason: import.reason.clone(),
        told: kind.tells_reasons(),
        address: here,
        refused: found.refused,
        notes: found.notes,
        bad,
        faults,
    };
    page::render(status, &page)
}

fn under_way(import: &Import) -> String {
    let rows = import.rows_read;
    match import.stage {
        ImportStage::Coming => "文件正在存入。".to_owned(),
        ImportStage::Reading if rows == 0 => "等待读取。".to_owned(),
        ImportStage::Reading => format!("已读取 {rows} 行。"),
        ImportStage::Taking => format!("正在核对并交出，已核对 {rows} 行。"),
        _ => String::new(),
    }
}

fn proposed(who: &SignedIn, entry: Option<u64>) -> Proposed {
    let waits = who.registers.proposals().into_iter().find(|waiting| Some(waiting.prepared.number) == entry);
    let href = waits.map(|waiting| format!("/registers/proposals/{}", waiting.id));
    Proposed { href: href.unwrap_or_default(), entry }
}

async fn bad_cells(state: &DeskState, import: &Import, from: u64, count: u64) -> Result<Vec<BadCell>, Fault> {
    let told = state.office.books.import_faults(&import.id, from, count).await?;
    let read = |text: &String| serde_json::from_str(text).map_err(|fault| Fault::Corrupt(fault.to_string()));
    told.iter().map(read).collect()
}

/// `POST /registers/entries/{register}/imports/{import}/taking`: all good rows are to become one proposal, for this reason.
pub async fn take(
    State(state): State<DeskState>,
    who: SignedIn,
    Path((word, id)): Path<(String, String)>,
    request: Request,
) -> Response {
    let (kind, mut import) = match own(&state, &who, &word, &id).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    let form = match posted::read(&state, &who, request).await {
        Ok(form) => form,
        Err(answer) => return answer,
    };
    let here = address(kind, &import.id);
    if import.stage != ImportStage::Read {
        return Redirect::to(&here).into_response();
    }
    let reason = form.posted.iter().find(|(name, _)| name == "reason").map(|(_, value)| value.trim());
    let reason = reason.unwrap_or_default().to_owned();
    if let Some(wrong) = wrong_in(&reason, &Found::of(&import)) {
        let fault =
            FieldFault { field: "reason".to_owned(), label: "变更理由".to_owned(), reason: wrong };
        import.reason = reason;
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return shown(&state, &who, kind, &import, 0, status, vec![fault]).await;
    }
    let books = &state.office.books;
    let decided = match books.import_decided(&import.id, &reason, state.now()).await {
        Ok(true) => books.import(&import.id).await,
        // Decided before: pressed twice, or in another window.
        Ok(false) => Ok(None),
        Err(fault) => Err(fault),
    };
    match decided {
        Ok(import) => {
            import.into_iter().for_each(|import| work::begin(state.office.clone(), import));
            Redirect::to(&here).into_response()
        }
        Err(fault) => answer(&who, Said::Fault(fault), &here),
    }
}

fn wrong_in(reason: &str, found: &Found) -> Option<String> {
    if reason.is_empty() {
        return Some("请写明变更理由".to_owned());
    }
    if reason.chars().count() > REASON_CHARS_MAX {
        return Some(format!("最多{REASON_CHARS_MAX}字"));
    }
    match found.tally.good() {
        0 => Some("文件中没有可以交出的变更".to_owned()),
        good if good > CHANGES_MAX as u64 => Some(format!("一次最多交出{CHANGES_MAX}条变更")),
        _ => None,
    }
}

/// `POST /registers/entries/{register}/imports/{import}/end`: the file is given up; what was handed in before stays handed in.
pub async fn end(
    State(state): State<DeskState>,
    who: SignedIn,
    Path((word, id)): Path<(String, String)>,
    request: Request,
) -> Response {
    let (kind, import) = match own(&state, &who, &word, &id).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    if let Err(answer) = posted::read(&state, &who, request).await {
        return answer;
    }
    // What is being handed in at this moment is not torn away under it.
    if import.stage == ImportStage::Taking {
        return Redirect::to(&address(kind, &import.id)).into_response();
    }
    match state.office.books.import_drop(&import.id).await {
        Ok(()) => Redirect::to(&format!("/registers/entries/{}/imports", kind.word)).into_response(),
        Err(fault) => answer(&who, Said::Fault(fault), &address(kind, &import.id)),
    }
}

/// `GET /registers/entries/{register}/imports/{import}/faults?form=`: every bad cell as a table, for whoever mends the file.
pub async fn faults(
    State(state): State<DeskState>,
    who: SignedIn,
    Path((word, id)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Response {
    let Some(form) = writing::form(&asked.form) else { return not_found(&who) };
    let (kind, import) = match own(&state, &who, &word, &id).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    let told = match bad_cells(&state, &import, 0, FAULTS_MAX as u64).await {
        Ok(told) => told,
        Err(fault) => return answer(&who, Said::Fault(fault), &address(kind, &import.id)),
    };
    let made_at = events::occasion::beijing(state.now());
    let caption = Caption { sheet: "有误的单元格".to_owned(), made_at };
    let columns = match bad_columns() {
        Ok(columns) => columns,
        Err(fault) => {
            return answer(&who, Said::Fault(Fault::Corrupt(fault.to_string())), "/registers/entries");
        }
    };
    match bad_table(&columns, form, &caption, &told) {
        Ok(bytes) => exports::given(form, &format!("{}-有误的单元格", kind.title), bytes),
        Err(fault) => exports::unwritten(&who, kind, &fault),
    }
}

fn bad_columns() -> Result<Columns, sheets::DeclarationFault> {
    let text = |key, title| Column::new(key, title, Kind::Text { chars_max: 4_000 });
    Columns::new(vec![
        Column::new("row", "行", Kind::Integer),
        text("place", "位置"),
        text("column", "列"),
        text("found", "填写的内容"),
        text("says", "原因"),
    ])
}

fn bad_table(
    columns: &Columns,
    form: &writing::Form,
    caption: &Caption,
    told: &[BadCell],
) -> Result<Vec<u8>, WriteFault> {
    let mut writer = SheetWriter::new(Vec::new(), form.format, columns, caption)?;
    let text = |text: &str| match text.is_empty() {
        true => Value::Empty,
        false => Value::Text(text.chars().take(4_000).collect()),
    };
    for cell in told {
        let row = Value::Integer(i64::try_from(cell.row).unwrap_or(i64::MAX));
        let texts = [&cell.place, &cell.column, &cell.found, &cell.says];
        let row: Vec<Value> = std::iter::once(row).chain(texts.map(|one| text(one))).collect();
        writer.row(&row)?;
    }
    writer.finish()
}
