//! Importing a register from a file (名录导入), first step: the officer who keeps it sends a file, and sees the files sent before. A file is only received here; it
//! is read beside everything else, and nothing of it stands before the officer has seen what it would do and a second person has confirmed it (plan clauses 1 and 2).

use crate::desk::acts::{answer, not_found};
use crate::desk::viewing::when;
use crate::desk::{again, posted};
use crate::page::{self, Page};
use crate::session::SignedIn;
use crate::sheet::reading::FILE_BYTES_MAX;
use crate::sheet::work;
use crate::state::DeskState;
use askama::Template;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use desk::Said;
use events::field::FieldFault;
use jiff::ToSpan;
use registers::declaration::RegisterKind;
use registers::entry_proposal::is_keeper;
use registers::{all, sight};
use store::{Import, ImportStage};

/// How long an import waits for the decision, and its file is kept.
const WAITS_HOURS: i64 = 7 * 24;
/// How many files of one officer may be on their way into one register at once.
const UNDER_WAY_MAX: usize = 5;

/// A file sent before.
struct Listed {
    href: String,
    name: String,
    begun: String,
    stage: &'static str,
}

#[derive(Template)]
#[template(path = "desk/registers/imports.html")]
struct ImportsPage {
    page: Page,
    title: &'static str,
    word: &'static str,
    mib_max: u64,
    faults: Vec<FieldFault>,
    imports: Vec<Listed>,
}

/// `GET /registers/entries/{register}/imports`.
pub async fn show(State(state): State<DeskState>, who: SignedIn, Path(word): Path<String>) -> Response {
    match kept(&word, &who) {
        Some(kind) => shown(&state, &who, kind, StatusCode::OK, Vec::new()).await,
        None => not_found(&who),
    }
}

async fn shown(
    state: &DeskState,
    who: &SignedIn,
    kind: &'static RegisterKind,
    status: StatusCode,
    faults: Vec<FieldFault>,
) -> Response {
    let imports = match state.office.books.imports_of(who.id(), kind.word).await {
        Ok(imports) => imports,
        Err(fault) => return answer(who, Said::Fault(fault), "/registers/entries"),
    };
    let listed = imports.iter().map(|import| Listed {
        href: address(kind, &import.id),
        name: import.name.clone(),
        begun: when(import.begun),
        stage: stage_title(import.stage),
    });
    let page = ImportsPage {
        page: Page::of(who, "registers"),
        title: kind.title,
        word: kind.word,
        mib_max: FILE_BYTES_MAX >> 20,
        faults,
        imports: listed.collect(),
    };
    page::render(status, &page)
}

/// `POST /registers/entries/{register}/imports`: receives a file and begins to read it.
pub async fn begin(
    State(state): State<DeskState>,
    who: SignedIn,
    Path(word): Path<String>,
    request: Request,
) -> Response {
    let Some(kind) = kept(&word, &who) else { return not_found(&who) };
    let mut form = match posted::read_receiving(&state, &who, request, FILE_BYTES_MAX).await {
        Ok(form) => form,
        Err(answer) => return answer,
    };
    let action = format!("/registers/entries/{}/imports", kind.word);
    let back = |form: &posted::Form, fault: &desk::Fault| {
        again::page(Page::of(&who, "registers"), &action, &[], form, fault)
    };
    if let Some(fault) = &form.away {
        return back(&form, fault);
    }
    let wrong =
        |reason: String| vec![FieldFault { field: "file".to_owned(), label: "文件".to_owned(), reason }];
    let refused = |faults| shown(&state, &who, kind, StatusCode::UNPROCESSABLE_ENTITY, faults);
    if !form.faults.is_empty() {
        return refused(form.faults).await;
    }
    let Some((name, file)) = form.received.take() else {
        return refused(wrong("请选择要导入的文件".to_owned())).await;
    };
    if file.size_bytes == 0 {
        return refused(wrong(format!("“{name}”是空文件"))).await;
    }
    match under_way(&state, &who, kind).await {
        Ok(imports) if imports >= UNDER_WAY_MAX => {
            return refused(wrong(format!("已有{imports}个文件正在读取，请等读完再导入"))).await;
        }
        Ok(_) => {}
        Err(fault) => return back(&form, &fault),
    }
    let now = state.now();
    let import = Import {
        id: hex::encode(rand::random::<[u8; 16]>()),
        officer: who.id().clone(),
        register: kind.word.to_owned(),
        size_bytes: file.size_bytes,
        stage: ImportStage::Reading,
        reason: String::new(),
        rows_read: 0,
        seen: now,
        begun: now,
        expires: now + WAITS_HOURS.hours(),
        said: String::new(),
        name,
    };
    if let Err(fault) = state.office.books.import_begin(&import, file).await {
        form.lost.push(import.name);
        return back(&form, &fault);
    }
    let to = address(kind, &import.id);
    work::begin(state.office.clone(), import);
    Redirect::to(&to).into_response()
}

async fn under_way(state: &DeskState, who: &SignedIn, kind: &RegisterKind) -> Result<usize, desk::Fault> {
    let imports = state.office.books.imports_of(who.id(), kind.word).await?;
    let goes_on = |stage| matches!(stage, ImportStage::Coming | ImportStage::Reading | ImportStage::Taking);
    Ok(imports.iter().filter(|import| goes_on(import.stage)).count())
}

/// A register that the officer keeps and may open; for everyone else there is no import.
pub(super) fn kept(word: &str, who: &SignedIn) -> Option<&'static RegisterKind> {
    let kind = all::by_word(word).filter(|kind| sight::sees_register(kind, &who.officer))?;
    is_keeper(kind, &who.officer).is_ok().then_some(kind)
}

/// Where the page of an import is.
pub(super) fn address(kind: &RegisterKind, id: &str) -> String {
    format!("/registers/entries/{}/imports/{id}", kind.word)
}

pub(super) fn stage_title(stage: ImportStage) -> &'static str {
    match stage {
        ImportStage::Coming | ImportStage::Reading => "正在读取",
        ImportStage::Read => "等待决定",
        ImportStage::Taking => "正在交出",
        ImportStage::Taken => "已交出",
        ImportStage::Refused => "不能导入",
    }
}
