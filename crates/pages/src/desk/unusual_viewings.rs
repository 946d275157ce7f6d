//! Unusual viewing (异常调阅, plan clause 12): the viewings of the last days that whoever supervises should ask about, each with its reasons and the purpose that was stated. That
//! somebody looked through them is not itself a viewing of a case: nothing of a case is shown but its number.

use crate::desk::acts::{answer, not_found};
use crate::desk::lists::{Cell, ListsPage, Table};
use crate::desk::viewing;
use crate::page::{self, Page};
use crate::session::SignedIn;
use crate::state::DeskState;
use ::oversight::viewings::{Viewing, Why, unusual};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use desk::Said;
use events::Event;
use jiff::ToSpan;
use serde::Deserialize;
use std::collections::BTreeMap;
use store::{VIEWINGS_MAX, ViewedCase};

/// Days that are looked at together.
const DAYS: i64 = 7;
/// The weeks one can go back.
const WEEKS_MAX: u32 = 520;
/// Rows of the table.
const SHOWN_MAX: usize = 200;

/// Which days are asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Weeks before the one that ends now.
    back: u32,
}

/// `GET /oversight/viewings?back=`.
pub async fn page(State(state): State<DeskState>, who: SignedIn, Query(asked): Query<Asked>) -> Response {
    if !desk::duties::supervises(&who.officer, &who.registers) {
        return not_found(&who);
    }
    let back = asked.back.min(WEEKS_MAX);
    let until = state.now() - (i64::from(back) * DAYS * 24).hours();
    let from = until - (DAYS * 24).hours();
    // The moment itself belongs to the days that end with it.
    let found = match state
        .office
        .books
        .viewings_between(from + 1.millisecond(), until + 1.millisecond(), None)
        .await
    {
        Ok(found) => found,
        Err(fault) => return answer(&who, Said::Fault(fault), "/oversight"),
    };
    let cases: BTreeMap<u64, &ViewedCase> = found.iter().map(|one| (one.viewing.number, one)).collect();
    let viewings: Vec<Viewing> = found.iter().filter_map(of).collect();
    let asked_about = unusual(&viewings, who.registers.calendar());
    let rows = asked_about.iter().take(SHOWN_MAX);
    let rows = rows.map(|(viewing, why)| row(&who, viewing, why, cases.get(&viewing.number).copied()));
    let (all, count) = (viewings.len(), asked_about.len());
    let mut lead = format!(
        "{} 至 {}，为他人承办的案件说明用途的调阅{all}次，其中{count}次有下列情形之一，请核实用途。是否违规由监督人员判断。",
        viewing::when(from),
        viewing::when(until)
    );
    if all >= VIEWINGS_MAX {
        lead.push_str(&format!("调阅超过{VIEWINGS_MAX}次，只看其中最近的。"));
    }
    if count > SHOWN_MAX {
        lead.push_str(&format!("只列出最近{SHOWN_MAX}次。"));
    }
    let mut buttons = vec![("/oversight".to_owned(), "返回监督".to_owned())];
    buttons.push((format!("/oversight/viewings?back={}", back + 1), "更早七日".to_owned()));
    if let Some(later) = back.checked_sub(1) {
        buttons.push((format!("/oversight/viewings?back={later}"), "更近七日".to_owned()));
    }
    let table = Table {
        title: "需要核实的调阅",
        columns: COLUMNS.to_vec(),
        rows: rows.collect(),
        none: "这些天没有需要核实的调阅。",
    };
    let heading = "异常调阅";
    page::render(
        StatusCode::OK,
        &ListsPage { page: Page::of(&who, "oversight"), heading, lead, buttons, tables: vec![table] },
    )
}

const COLUMNS: [&str; 6] = ["时间", "调阅人", "案件", "调阅内容", "用途", "情形"];

fn of(one: &ViewedCase) -> Option<Viewing> {
    let Event::MaterialViewed(viewed) = &one.viewing.body.event else { return None };
    Some(Viewing {
        number: one.viewing.number,
        at: one.viewing.at,
        // Cases seen through one dossier are one look, as from the case it was opened from.
        case: viewed.through.unwrap_or(one.viewing.stream.viewings()),
        viewer: viewed.viewer.id.clone(),
        viewer_name: viewed.viewer.name.clone(),
        unit: one.viewing.body.unit.clone(),
        what: viewed.what.clone(),
        purpose: viewed.purpose.clone(),
    })
}

fn row(who: &SignedIn, viewing: &Viewing, why: &[Why], case: Option<&ViewedCase>) -> Vec<Cell> {
    let unit = who.registers.body(&viewing.unit).map_or(viewing.unit.clone(), |body| body.name.clone());
    let case = case.and_then(|one| one.case.as_ref());
    let reasons: Vec<String> = why.iter().map(|why| why.text()).collect();
    let texts = [
        viewing::when(viewing.at),
        format!("{}（{unit}）", viewing.viewer_name),
        case.map_or_else(|| "投诉举报或者已不在办的件".to_owned(), |case| case.number.to_string()),
        viewing.what.clone(),
        viewing.purpose.clone(),
        reasons.join("；"),
    ];
    let href = case.map(|case| format!("/cases/{}/viewings", case.stream));
    let cells = texts.into_iter().zip(COLUMNS);
    cells
        .map(|(text, column)| Cell { text, href: href.clone().filter(|_| column == "案件"), column })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use events::people::OfficerNamed;
    use events::viewing::MaterialViewed;
    use events::{Body, Recorded, StreamId};

    #[test]
    fn cases_seen_through_one_dossier_are_one_look() {
        let (from, seen) = (StreamId([1; 16]), StreamId([2; 16]));
        let viewed = |through| {
            let by = OfficerNamed { id: "a".into(), name: "甲".to_owned(), certificate: String::new() };
            let event = Event::MaterialViewed(MaterialViewed {
                what: "一户一档".to_owned(),
                viewer: by.clone(),
                purpose: "核对前案".to_owned(),
                through,
            });
            let body = Body { event, by, unit: String::new() };
            let at = jiff::Timestamp::UNIX_EPOCH;
            let viewing = Recorded { number: 1, stream: seen.viewings(), seq: 1, at, body };
            of(&ViewedCase { viewing, case: None }).map(|viewing| viewing.case)
        };
        assert_eq!((viewed(Some(from)), viewed(None)), (Some(from), Some(seen)));
    }
}
