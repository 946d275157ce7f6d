//! Registers (名录) and the viewing log (调阅记录) as plain tables; oversight (`super::oversight`) is shown by the same page.

use crate::desk::acts::{answer, not_found};
use crate::desk::case::Done;
use crate::desk::viewing;
use crate::page::{self, Page, post_title};
use crate::session::SignedIn;
use crate::state::DeskState;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Redirect, Response};
use desk::Said;
use events::registers::Post;
use events::{Event, StreamId};
use law::calendar::DayKind;

/// A cell, perhaps a link; `column` is said again where a row becomes a block on a phone.
pub struct Cell {
    pub text: String,
    pub href: Option<String>,
    pub column: &'static str,
}

/// A table with its heading and what to say when it is empty.
pub struct Table {
    pub title: &'static str,
    pub columns: Vec<&'static str>,
    pub rows: Vec<Vec<Cell>>,
    pub none: &'static str,
}

#[derive(Template)]
#[template(path = "desk/lists.html")]
pub(super) struct ListsPage {
    pub page: Page,
    pub heading: &'static str,
    pub lead: String,
    pub buttons: Vec<(String, String)>,
    pub tables: Vec<Table>,
}

pub(super) fn table<const N: usize>(
    title: &'static str,
    none: &'static str,
    columns: [&'static str; N],
    rows: Vec<[String; N]>,
) -> Table {
    let cell = |(text, column): (String, &'static str)| Cell { text, href: None, column };
    let rows = rows.into_iter().map(|row| row.into_iter().zip(columns).map(cell).collect()).collect();
    Table { title, columns: columns.to_vec(), rows, none }
}

/// `GET /registers`.
pub async fn registers(State(state): State<DeskState>, who: SignedIn, Query(done): Query<Done>) -> Response {
    let registers = &who.registers;
    let today = state.today();
    let body_name = |code: &str| registers.body(code).map_or(code.to_owned(), |body| body.name.clone());
    let bodies = registers
        .bodies()
        .map(|body| [body.name.clone(), body.code.clone(), body.letter.clone(), body.basis.clone()]);
    let departments = registers.departments().map(|one| [one.name.clone(), body_name(&one.body)]);
    let officers = registers.officers().map(|officer| {
        let state = registers.certificate_state(officer, today).unwrap_or("无证");
        let number = officer.certificate.as_ref().map(|held| held.number.clone()).unwrap_or_default();
        let posts: Vec<&str> = officer.posts.iter().map(|post| post_title(*post)).collect();
        [officer.name.clone(), body_name(&officer.body), posts.join("、"), number, state.to_owned()]
    });
    let matters = registers.matters().map(|matter| {
        let range = format!("{}—{}元", matter.fine_min, matter.fine_max);
        [matter.name.clone(), matter.code.clone(), matter.basis.clone(), range]
    });
    let years: Vec<[String; 2]> = registers
        .calendar()
        .years()
        .into_iter()
        .map(|year| [year.to_string(), working_days(registers.calendar(), year).to_string()])
        .collect();
    let keeps = who.officer.posts.contains(&Post::Administrator);
    let acts = desk::acts::ALL.iter().filter(|act| keeps && act.duty == events::Duty::Keep);
    let waiting = crate::desk::registers::proposals::visible(&who).count();
    let entries = [
        ("/registers/entries".to_owned(), "名录目录".to_owned()),
        ("/registers/proposals".to_owned(), format!("待确认的拟订（{waiting}）")),
    ];
    let page = ListsPage {
        page: Page::of(&who, "registers").with_flash(done.flash()),
        heading: "名录",
        lead: format!("名录版本 {}，法律版本 {}", registers.version, registers.law_edition()),
        buttons: entries
            .into_iter()
            .chain(acts.map(|act| (format!("/registers/{}", act.word), act.title.to_owned())))
            .collect(),
        tables: vec![
            table("执法主体", "尚未录入。", ["名称", "统一社会信用代码", "代字", "依据"], bodies.collect()),
            table("内设机构", "尚未录入。", ["名称", "机关"], departments.collect()),
            table(
                "人员和执法证",
                "尚未录入。",
                ["姓名", "机关", "岗位", "执法证号", "状态"],
                officers.collect(),
            ),
            table("权力事项", "尚未录入。", ["名称", "编号", "处罚依据", "罚款幅度"], matters.collect()),
            table("工作日历", "没有载入任何年份。", ["年份", "工作日"], years),
        ],
    };
    page::render(StatusCode::OK, &page)
}

fn working_days(calendar: &law::calendar::Calendar, year: i16) -> usize {
    let first = jiff::civil::date(year, 1, 1);
    first
        .series(jiff::ToSpan::days(1))
        .take_while(|day| day.year() == year)
        .filter(|day| calendar.kind(*day) == DayKind::Working)
        .count()
}

/// `GET /ledger/receipt/{number}`: receipts are public and lie on the portal.
pub async fn receipt(State(state): State<DeskState>, _who: SignedIn, Path(number): Path<u64>) -> Redirect {
    Redirect::to(&format!("{}/ledger/receipt/{number}", state.office.portal_url))
}

/// `GET /cases/{case}/viewings`.
pub async fn viewings(State(state): State<DeskState>, who: SignedIn, Path(case): Path<String>) -> Response {
    let Ok(stream) = case.parse::<StreamId>() else { return not_found(&who) };
    let standing = match state.office.desk.case(stream).await {
        Ok((standing, _)) => standing,
        Err(said) => return answer(&who, said, "/cases"),
    };
    if let Some(asked) =
        viewing::record(&state, &who, &standing, "调阅记录", &format!("/cases/{stream}/viewings")).await
    {
        return asked;
    }
    let viewed = match state.office.books.viewings(stream).await {
        Ok(viewed) => viewed,
        Err(fault) => return answer(&who, Said::Fault(fault), "/cases"),
    };
    let rows = viewed.iter().rev().filter_map(|recorded| match &recorded.body.event {
        Event::MaterialViewed(viewed) => {
            let purpose = if viewed.purpose.is_empty() { "本人职责" } else { &viewed.purpose };
            Some([
                viewing::when(recorded.at),
                viewed.viewer.name.clone(),
                viewed.what.clone(),
                purpose.to_owned(),
                recorded.number.to_string(),
            ])
        }
        _ => None,
    });
    let page = ListsPage {
        page: Page::of(&who, "cases"),
        heading: "调阅记录",
        lead: standing.opened.as_ref().map(|opened| opened.title.clone()).unwrap_or_default(),
        buttons: vec![(format!("/cases/{stream}"), "返回案件".to_owned())],
        tables: vec![table(
            "调阅",
            "还没有人调阅。",
            ["时间", "调阅人", "内容", "用途", "存证号"],
            rows.collect(),
        )],
    };
    page::render(StatusCode::OK, &page)
}
