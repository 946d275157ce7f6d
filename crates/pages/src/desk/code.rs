//! 亮证码: the officer lays a page before the party by a code that works once. The page is made of what the officer writes here for the party to read and
//! of what the registers make public (`crate::shown`); asking for a new code ends the earlier one. That the code was asked for is a viewing like any other;
//! what came of it goes into the record when the certificates are shown.

use crate::desk::acts::{Place, answer, not_found};
use crate::desk::posted::{self, Form};
use crate::desk::{chronology, viewing};
use crate::page::{self, Page};
use crate::second_factor::qr_code;
use crate::session::SignedIn;
use crate::shown::Content;
use crate::state::DeskState;
use askama::Template;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use cases::certificates::ShowCertificates;
use desk::Said;
use events::standing::Standing;
use events::{Act, OfficerId, StreamId};
use jiff::ToSpan;
use serde_json::{Map, Value};

/// The most the officer may write for the party in one field.
const CHARS_MAX: usize = 500;

#[derive(Template)]
#[template(path = "desk/code.html")]
struct CodePage {
    page: Page,
    title: String,
    back: String,
    officers: Vec<(String, String, bool)>,
    reason: String,
    going_on: String,
    fault: Option<&'static str>,
    code: Option<Code>,
    /// What became of the newest code.
    newest: Option<String>,
}

/// A code to be photographed; shown once.
struct Code {
    drawing: String,
    address: String,
    until: String,
}

/// `GET /cases/{case}/code`.
pub async fn form(State(state): State<DeskState>, who: SignedIn, Path(case): Path<String>) -> Response {
    let case = match of_case(&state, &who, &case).await {
        Ok(case) => case,
        Err(answer) => return answer,
    };
    let mut page = match blank(&state, &who, &case).await {
        Ok(page) => page,
        Err(fault) => return answer(&who, Said::Fault(fault), "/cases"),
    };
    if let Some(opened) = &case.opened {
        page.reason = format!("涉嫌违反{}，依法进行调查。", opened.matter.violated);
    }
    page.going_on = "现场检查，询问有关人员，收集证据。".to_owned();
    page::render(StatusCode::OK, &page)
}

/// `POST /cases/{case}/code`.
pub async fn lay(
    State(state): State<DeskState>,
    who: SignedIn,
    Path(case): Path<String>,
    request: Request,
) -> Response {
    let form = match posted::read(&state, &who, request).await {
        Ok(form) => form,
        Err(answer) => return answer,
    };
    let case = match of_case(&state, &who, &case).await {
        Ok(case) => case,
        Err(answer) => return answer,
    };
    match laid(&state, &who, &case, &form).await {
        Ok(page) => {
            let status = if page.code.is_some() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
            page::render(status, &page)
        }
        Err(fault) => answer(&who, Said::Fault(fault), "/cases"),
    }
}

/// What the form that shows the certificates takes from the party's phone: who confirmed there today.
pub async fn confirmed_on_phone(state: &DeskState, place: &Place) -> Result<Map<String, Value>, desk::Fault> {
    let Some(case) = place.stream.filter(|_| place.act.word == ShowCertificates::WORD) else {
        return Ok(Map::new());
    };
    let today = |at| events::occasion::beijing(at).date() == state.today();
    let page = state.office.books.page_laid(case).await?;
    let page = page.filter(|page| today(page.offered_at) && !cases::parts::is_recorded(&place.case, page));
    let confirmed = page.and_then(|page| page.confirmed).into_iter();
    Ok(confirmed
        .flat_map(|by| [("confirmed_by", by.by), ("confirmed_as", by.capacity)])
        .map(|(field, text)| (field.to_owned(), Value::from(text)))
        .collect())
}

/// The case, if this officer may show certificates in it now; asking is a viewing.
async fn of_case(state: &DeskState, who: &SignedIn, case: &str) -> Result<Standing, Response> {
    let (Ok(stream), Some(act)) = (case.parse::<StreamId>(), desk::acts::by_word(ShowCertificates::WORD))
    else {
        return Err(not_found(who));
    };
    let (case, _) = state.office.desk.case(stream).await.map_err(|said| answer(who, said, "/cases"))?;
    let back = format!("/cases/{stream}");
    if let Some(asked) = viewing::record(state, who, &case, "出示亮证码", &format!("{back}/code")).await
    {
        return Err(asked);
    }
    match state.office.desk.openness_of(who.id(), act, &case) {
        Ok(None) => Ok(case),
        Ok(Some(refusal)) => Err(answer(who, Said::Refused(refusal), &back)),
        Err(said) => Err(answer(who, said, &back)),
    }
}

async fn blank(state: &DeskState, who: &SignedIn, case: &Standing) -> Result<CodePage, desk::Fault> {
    let officers = case.handlers.iter().map(|handler| {
        (handler.id.to_string(), format!("{}（{}）", handler.name, handler.certificate), true)
    });
    let newest = state.office.books.page_laid(case.stream).await?.map(|page| match page.opened_at {
        Some(at) => match &page.confirmed {
            Some(by) => format!(
                "{}（{}）已于{}在手机上确认，可以办理亮证。",
                by.by,
                by.capacity,
                chronology::moment_in_words(by.at)
            ),
            None => format!("上一个亮证码已于{}打开，尚未确认。", chronology::moment_in_words(at)),
        },
        None => "上一个亮证码还没有打开；出示新的，旧的即作废。".to_owned(),
    });
    Ok(CodePage {
        page: Page::of(who, "cases"),
        title: case.opened.as_ref().map(|opened| opened.title.clone()).unwrap_or_default(),
        back: format!("/cases/{}", case.stream),
        officers: officers.collect(),
        reason: String::new(),
        going_on: String::new(),
        fault: None,
        code: None,
        newest,
    })
}

async fn laid(
    state: &DeskState,
    who: &SignedIn,
    case: &Standing,
    form: &Form,
) -> Result<CodePage, desk::Fault> {
    let all =
        |name: &'static str| form.posted.iter().filter(move |(key, _)| key == name).map(|(_, value)| value);
    let one = |name| all(name).next_back().map(|text| text.trim().to_owned()).unwrap_or_default();
    let chosen: Vec<OfficerId> = all("officers").map(|id| OfficerId::from(id.as_str())).collect();
    let mut page = blank(state, who, case).await?;
    (page.reason, page.going_on) = (one("reason"), one("going_on"));
    for (id, _, ticked) in &mut page.officers {
        *ticked = chosen.iter().any(|known| known.to_string() == *id);
    }
    if page.reason.is_empty() || page.going_on.is_empty() {
        page.fault = Some("请写明事由和将要进行的工作，当事人将在手机上看到");
        return Ok(page);
    }
    if [&page.reason, &page.going_on].iter().any(|text| text.chars().count() > CHARS_MAX) {
        page.fault = Some("事由和将要进行的工作各不超过500字");
        return Ok(page);
    }
    let words = (page.reason.as_str(), page.going_on.as_str());
    let content = Content::of(case, &who.body, &who.registers, &chosen, words, state.today());
    let Some(content) = content else {
        page.fault = Some("在场的承办人不得少于两人，各有有效的执法证件（《行政处罚法》第四十二条第一款）");
        return Ok(page);
    };
    let text = serde_json::to_string(&content).map_err(|e| desk::Fault::Corrupt(e.to_string()))?;
    let now = state.now();
    let until = now + law::on_the_spot::code_life_minutes(state.today()).minutes();
    let token = state.office.books.page_lay(case.stream, &text, &content.certificates(), now, until).await?;
    let address = format!("{}/shown/{token}", state.office.portal_url);
    let drawing = qr_code(&address)
        .ok_or_else(|| desk::Fault::Corrupt("the portal's address is too long for a code".to_owned()))?;
    page.code = Some(Code { drawing, address, until: chronology::moment_in_words(until) });
    page.newest = None;
    Ok(page)
}
