//! The case page (案件): parties and matter, the stage rail with its clocks, what can be done now and why the rest cannot, the chronology, and the parts of
//! the file. Built with a constant number of queries: one history, one viewing.

use crate::desk::acts::{answer, not_found};
use crate::desk::case_view::{CaseView, case_view};
use crate::desk::timeline::{RequiredLine, required_lines};
use crate::desk::viewing;
use crate::page::{self, Flash, Page};
use crate::session::SignedIn;
use crate::state::DeskState;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use events::{Standing, StreamId};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "desk/case.html")]
struct CasePage {
    page: Page,
    view: CaseView,
    sections: Vec<(&'static str, &'static str, Vec<(String, String)>, &'static str)>,
    packaged: bool,
    /// Address of the case, under which its acts have their forms.
    address: String,
    /// Address under which receipts lie.
    receipts: &'static str,
    /// How recordings are shown to this person.
    seen: Seen,
    missing: Vec<RequiredLine>,
    unexplained: usize,
    /// With the case's number it lets the party ask how far the case is; to be handed over.
    inquiry_code: String,
}

/// How recordings are shown to somebody.
#[derive(Default)]
pub struct Seen {
    /// Whether they play on the page; else a purpose is stated first, on the time line.
    pub plays: bool,
    /// Name and time over the picture; empty for those who handle the case.
    pub watermark: String,
}

impl Seen {
    pub fn by(state: &DeskState, who: &SignedIn, case: &Standing) -> Seen {
        Seen { plays: viewing::plays(state, who, case), watermark: viewing::watermark(state, who, case) }
    }
}

/// What was just done, after a redirect.
#[derive(Debug, Default, Deserialize)]
pub struct Done {
    pub done: Option<String>,
    pub receipt: Option<u64>,
}

impl Done {
    /// The word about it, if the act is one of ours.
    pub fn flash(&self) -> Option<Flash> {
        let act = desk::acts::by_word(self.done.as_deref()?)?;
        let receipt = self.receipt.map(|number| format!("，存证第 {number} 号")).unwrap_or_default();
        Some(Flash { kind: "success", text: format!("已办理：{}{receipt}", act.title) })
    }
}

/// `GET /cases/{case}`.
pub async fn case(
    State(state): State<DeskState>,
    who: SignedIn,
    Path(case): Path<String>,
    Query(done): Query<Done>,
) -> Response {
    let Ok(stream) = case.parse::<StreamId>() else { return not_found(&who) };
    let (standing, history) = match state.office.desk.case(stream).await {
        Ok(found) => found,
        Err(said) => return answer(&who, said, "/cases"),
    };
    if let Some(asked) = viewing::record(&state, &who, &standing, "案件", &format!("/cases/{stream}")).await
    {
        return asked;
    }
    let openness = match state.office.desk.openness(who.id(), &standing) {
        Ok(openness) => openness,
        Err(said) => return answer(&who, said, "/cases"),
    };
    let mut view = case_view(&standing, &history, openness, who.registers.calendar(), state.today());
    viewing::shut(&who, &standing, view.recordings.iter_mut());
    let sections = vec![
        ("review", "审核", view.review.clone(), "送法制审核后，意见、问题和审核范围的理由显示在这里。"),
        (
            "publication",
            "公示",
            view.publication.clone(),
            "作出决定后七个工作日内公示；公示或者不予公示的情况显示在这里。",
        ),
        ("volume", "卷宗", view.archive.clone(), "结案后由档案员归档，档号和归档信息包显示在这里。"),
    ];
    let page = Page::of(&who, "cases").with_flash(done.flash());
    let page = CasePage {
        page,
        packaged: standing.archived_on.is_some(),
        inquiry_code: state.office.books.inquiry_code(&view.number),
        view,
        sections,
        address: format!("/cases/{stream}"),
        receipts: "/ledger/receipt/",
        seen: Seen::by(&state, &who, &standing),
        missing: required_lines(standing.missing_recordings(&who.registers)),
        unexplained: standing.unexplained().len(),
    };
    page::render(StatusCode::OK, &page)
}
