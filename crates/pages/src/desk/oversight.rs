//! Oversight (监督) at the desk: the figures of disclosure by body, each leading to the cases behind it, and the share of reviewers (plan clauses 6, 18). Everyone reads the
//! figures, which are public; the cases of a body are for its own officers and for whoever supervises the district, as the docket is.

use crate::desk::acts::{answer, not_found};
use crate::desk::cases::body_seen;
use crate::desk::lists::{Cell, ListsPage, Table, table};
use crate::page::{self, Page};
use crate::session::SignedIn;
use crate::state::DeskState;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use desk::Said;
use jiff::civil::Date;
use serde::Deserialize;
use store::{CountedCase, Figure, Page as Leaf};

/// The figures as an address names them, with their titles.
const FIGURES: [(&str, Figure, &str); 4] = [
    ("decided", Figure::Decided, "决定"),
    ("published", Figure::Published, "已公示"),
    ("withheld", Figure::Withheld, "不予公示"),
    ("overdue", Figure::Overdue, "超期"),
];

/// `GET /oversight`.
pub async fn figures(State(state): State<DeskState>, who: SignedIn) -> Response {
    let counts = match state.office.books.counters(state.today()).await {
        Ok(counts) => counts,
        Err(fault) => return answer(&who, Said::Fault(fault), "/"),
    };
    let rows = counts.iter().map(|count| {
        let numbers = [count.decided, count.published, count.withheld, count.overdue];
        let leads = sees(&who, &count.unit);
        let figure = |((word, _, title), number): (&(&str, Figure, &'static str), u64)| Cell {
            text: number.to_string(),
            href: (leads && number > 0).then(|| address(&count.unit, word, None)),
            column: title,
        };
        let name = Cell { text: name(&who, &count.unit), href: None, column: "机关" };
        std::iter::once(name).chain(FIGURES.iter().zip(numbers).map(figure)).collect()
    });
    let published = Table {
        title: "各机关公示情况",
        columns: std::iter::once("机关").chain(FIGURES.iter().map(|(_, _, title)| *title)).collect(),
        rows: rows.collect(),
        none: "还没有作出决定。",
    };
    let recordings = match recordings(&state, &who).await {
        Ok(table) => table,
        Err(fault) => return answer(&who, Said::Fault(fault), "/"),
    };
    let page = ListsPage {
        page: Page::of(&who, "oversight"),
        heading: "监督",
        lead: "公示数字只由存证计算，任何人持有存证都能算出同样的结果；点击数字查看是哪些案件。".to_owned(),
        buttons: match desk::duties::supervises(&who.officer, &who.registers) {
            true => vec![("/oversight/viewings".to_owned(), "异常调阅".to_owned())],
            false => Vec::new(),
        },
        tables: std::iter::once(published).chain(reviewers(&who, state.today())).chain(recordings).collect(),
    };
    page::render(StatusCode::OK, &page)
}

/// What of the figures is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    unit: String,
    figure: String,
    before: Option<u64>,
}

/// `GET /oversight/cases?unit=&figure=`.
pub async fn cases(State(state): State<DeskState>, who: SignedIn, Query(asked): Query<Asked>) -> Response {
    let known = FIGURES.iter().find(|(word, _, _)| *word == asked.figure);
    let Some((word, figure, title)) = known.filter(|_| sees(&who, &asked.unit)) else {
        return not_found(&who);
    };
    let leaf = Leaf { before: asked.before, rows: 0 };
    let today = state.today();
    let found = match state.office.books.counted_cases(&asked.unit, *figure, today, leaf).await {
        Ok(found) => found,
        Err(fault) => return answer(&who, Said::Fault(fault), "/oversight"),
    };
    let mut buttons = vec![("/oversight".to_owned(), "返回各机关公示情况".to_owned())];
    buttons.extend(found.next.map(|next| (address(&asked.unit, word, Some(next)), "更早的案件".to_owned())));
    let page = ListsPage {
        page: Page::of(&who, "oversight"),
        heading: "公示情况中的案件",
        lead: format!("{}，{title}。", name(&who, &asked.unit)),
        buttons,
        tables: vec![Table {
            title,
            columns: vec!["案件", "承办人", "决定日期", "应当公示的末日", "公示情况"],
            rows: found.rows.iter().map(|one| row(&who, one, today)).collect(),
            none: "没有这样的案件。",
        }],
    };
    page::render(StatusCode::OK, &page)
}

/// The body's own officers, and whoever supervises the district.
fn sees(who: &SignedIn, unit: &str) -> bool {
    body_seen(who).is_none_or(|own| own == unit)
}

fn name(who: &SignedIn, unit: &str) -> String {
    who.registers.body(unit).map_or(unit.to_owned(), |body| body.name.clone())
}

fn address(unit: &str, figure: &str, before: Option<u64>) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("unit", unit).append_pair("figure", figure);
    if let Some(before) = before {
        query.append_pair("before", &before.to_string());
    }
    format!("/oversight/cases?{}", query.finish())
}

fn row(who: &SignedIn, one: &CountedCase, today: Date) -> Vec<Cell> {
    let handlers: Vec<&str> = one
        .case
        .handlers
        .iter()
        .map(|id| who.registers.officer(id).map_or(id.0.as_str(), |officer| officer.name.as_str()))
        .collect();
    let counted = &one.counted;
    let became = match (counted.published_on, counted.withheld_on) {
        (Some(day), _) => format!("{day} 公示"),
        (None, Some(day)) => format!("{day} 决定不予公示"),
        (None, None) if counted.due_on < today => {
            format!("超期{}日", law::period::days_between(counted.due_on, today))
        }
        (None, None) => "待公示".to_owned(),
    };
    let plain = |text: String, column| Cell { text, href: None, column };
    vec![
        Cell {
            text: format!("{}　{}", one.case.number, one.case.title),
            href: Some(format!("/cases/{}", one.case.stream)),
            column: "案件",
        },
        plain(handlers.join("、"), "承办人"),
        plain(counted.decided_on.to_string(), "决定日期"),
        plain(counted.due_on.to_string(), "应当公示的末日"),
        plain(became, "公示情况"),
    ]
}

/// The share of reviewers of every body, for those who supervise: the figure is not public (plan clause 18).
fn reviewers(who: &SignedIn, today: Date) -> Option<Table> {
    if !desk::duties::supervises(&who.officer, &who.registers) {
        return None;
    }
    let rows = crate::desk::registers::shares::all(&who.registers, today).into_iter().map(|one| {
        let alarm = one.state_in_words();
        let [officers, reviewers, needed] = [one.now.officers, one.now.reviewers, one.now.needed];
        [one.body, officers.to_string(), reviewers.to_string(), needed.to_string(), alarm]
    });
    let columns = ["机关", "执法人员", "法制审核人员", "至少", "预警"];
    Some(table("法制审核人员比例", "还没有持证的执法人员。", columns, rows.collect()))
}

/// Required against actual recordings of every body, for those who supervise (plan clause 11).
async fn recordings(state: &DeskState, who: &SignedIn) -> Result<Option<Table>, desk::Fault> {
    if !desk::duties::supervises(&who.officer, &who.registers) {
        return Ok(None);
    }
    let mut tally = ::oversight::recordings::Tally::new(&who.registers);
    state.office.books.each_case_steps(|body, steps| tally.count(body, steps)).await?;
    let rows = tally.figures().into_iter().map(|(body, figure)| {
        let figures = [figure.required, figure.recorded, figure.explained, figure.missing, figure.cases];
        let [required, recorded, explained, missing, cases] = figures.map(|figure| figure.to_string());
        [name(who, &body), required, recorded, explained, missing, cases]
    });
    let none = "还没有环节按各机关的音像记录事项清单应当记录。";
    let columns = ["机关", "应当记录", "已记录", "未记录已说明", "缺少", "有缺少的案件"];
    Ok(Some(table("音像记录应录与实录", none, columns, rows.collect())))
}
