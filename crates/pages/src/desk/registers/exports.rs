//! A register as a file (名录导出): the entries that hold on the day shown and that the officer may see, in any of the formats, and the table to fill in for an
//! import (plan clauses 1 and 2). What leaves the desk with more than is public is recorded as a viewing before it is given out.

use super::no_day;
use crate::asked_day;
use crate::desk::acts::{answer, not_found};
use crate::desk::files::percent;
use crate::desk::posted::notice;
use crate::page::Page;
use crate::session::SignedIn;
use crate::sheet::columns::Sheet;
use crate::sheet::writing::{self, Form};
use crate::state::DeskState;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use desk::{Fault, Said};
use registers::declaration::RegisterKind;
use registers::{all, sight};
use serde::Deserialize;
use sheets::WriteFault;

/// What is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// The day; blank means today.
    on: String,
    form: String,
}

/// `GET /registers/entries/{register}/export?form=&on=`.
pub async fn export(
    State(state): State<DeskState>,
    who: SignedIn,
    Path(word): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let (Some(kind), Some(form)) = (seen(&word, &who), writing::form(&asked.form)) else {
        return not_found(&who);
    };
    let on = match asked_day::read(&asked.on, state.today()) {
        Ok(on) => on,
        Err(fault) => return no_day(&who, &fault),
    };
    let made_at = events::occasion::beijing(state.now());
    let (registers, officer, body) = (who.registers.clone(), who.officer.clone(), who.body.clone());
    // A register of a hundred thousand entries is work for the processor.
    let written = tokio::task::spawn_blocking(move || {
        let sheet = Sheet::of(kind).map_err(|fault| Fault::Corrupt(fault.to_string()))?;
        Ok(writing::export(&sheet, form.format, &registers, (&officer, &body), on, made_at))
    });
    let bytes = match written.await {
        Ok(Ok(Ok(bytes))) => bytes,
        Ok(Ok(Err(fault))) => return unwritten(&who, kind, &fault),
        Ok(Err(fault)) => return answer(&who, Said::Fault(fault), "/registers/entries"),
        Err(stopped) => {
            return answer(&who, Said::Fault(Fault::Corrupt(stopped.to_string())), "/registers/entries");
        }
    };
    if holds_more_than_public(kind) {
        let what = format!("导出{}（{on}，{}）", kind.title, form.title);
        let key = format!("view-{}", uuid::Uuid::now_v7());
        if let Err(said) = state.office.desk.view_register(who.id(), &what, &key).await {
            return answer(&who, said, "/registers/entries");
        }
    }
    given(form, &format!("{}-{on}", kind.title), bytes)
}

/// `GET /registers/entries/{register}/template`.
pub async fn template(State(state): State<DeskState>, who: SignedIn, Path(word): Path<String>) -> Response {
    let (Some(kind), Some(form)) = (seen(&word, &who), writing::form("xlsx")) else {
        return not_found(&who);
    };
    let made_at = events::occasion::beijing(state.now());
    let sheet = match Sheet::of(kind) {
        Ok(sheet) => sheet,
        Err(fault) => {
            return answer(&who, Said::Fault(Fault::Corrupt(fault.to_string())), "/registers/entries");
        }
    };
    match writing::template(&sheet, made_at) {
        Ok(bytes) => given(form, &format!("{}-导入模板", kind.title), bytes),
        Err(fault) => unwritten(&who, kind, &fault),
    }
}

/// A register that the officer may open.
fn seen(word: &str, who: &SignedIn) -> Option<&'static RegisterKind> {
    all::by_word(word).filter(|kind| sight::sees_register(kind, &who.officer))
}

/// Whether a file of it holds fields that are not for everyone.
fn holds_more_than_public(kind: &RegisterKind) -> bool {
    kind.sheet().any(|field| !kind.public.contains(&field.key))
}

/// A file to be saved under a name.
pub(super) fn given(form: &Form, name: &str, bytes: Vec<u8>) -> Response {
    let name = format!("{name}.{}", form.ends);
    let headers = [
        (header::CONTENT_TYPE, form.media_type.to_owned()),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename*=UTF-8''{}", percent(&name))),
    ];
    (headers, bytes).into_response()
}

/// Nothing is given out in part: what could not be written so that it reads back as it is, is named.
pub(super) fn unwritten(who: &SignedIn, kind: &RegisterKind, fault: &WriteFault) -> Response {
    tracing::error!(%fault, register = kind.word, "a table was not written");
    let says = [format!("{fault}。"), "可以换一种格式再导出，或者先更正这一条目。".to_owned()];
    let back = format!("/registers/entries/{}", kind.word);
    notice(Page::of(who, "registers"), StatusCode::UNPROCESSABLE_ENTITY, "文件没有写成", &says, &back)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_for_everyone_is_known_by_the_declaration() {
        let more = |word: &str| holds_more_than_public(all::by_word(word).expect("a register"));
        assert!(more("qualifications") && more("officer") && more("body"));
        assert!(!more("articles") && !more("code_tables"));
    }
}
