//! 采集 (plan clauses 10 and 12): files of recording devices come in by folder or by drag and drop, the device's clock compared at the dock; below, what waits to be taken into a case. The
//! island `dock` uploads like any client, asks by SHA-256 whether a file is there before its bytes go, and hands each in under the device that was chosen. Everything it is told comes from
//! [`crate::dock`], as for programs.

pub mod claim;

use crate::bringer::Bringer;
use crate::desk::acts::{answer, not_found};
use crate::desk::chronology::{moment_in_words, size_in_words};
use crate::desk::posted::notice;
use crate::dock::{self, Handed, NotHandedIn};
use crate::page::{self, Page};
use crate::session::SignedIn;
use crate::state::DeskState;
use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use desk::Said;
use events::FileId;
use events::registers::Post;
use jiff::civil::DateTime;
use registers::devices;
use serde::Deserialize;
use serde_json::{Value, json};
use store::{Inbox, Incoming, PAGE_MAX, StorageProof};

/// Whether somebody brings in recordings at all: who enforces, and who looks after the devices.
pub fn may_collect(who: &SignedIn) -> bool {
    who.officer.posts.iter().any(|post| matches!(post, Post::Enforcement | Post::DeviceClerk))
}

/// Whether somebody looks after the devices of the own body.
pub fn keeps_devices(who: &SignedIn) -> bool {
    who.officer.posts.contains(&Post::DeviceClerk)
}

/// Whether an incoming file is somebody's to see: it waits for them, they brought it, or they look after the devices of its body.
fn sees(who: &SignedIn, incoming: &Incoming) -> bool {
    incoming.body == who.body.code
        && (keeps_devices(who)
            || incoming.officer.as_ref() == Some(who.id())
            || incoming.brought_by == *who.id())
}

/// Which leaf of the inbox.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    page: u64,
    given: Option<String>,
}

struct Line {
    file: String,
    name: String,
    device: String,
    at: String,
    size: String,
    clock: String,
    holder: String,
    /// How its proof of storage stands, and the word for it.
    wiping: (&'static str, &'static str),
}

#[derive(Template)]
#[template(path = "desk/dock.html")]
struct DockPage {
    page: Page,
    devices: Vec<(String, String)>,
    keeps: bool,
    lines: Vec<Line>,
    more: Option<u64>,
}

/// `GET /dock`.
pub async fn show(State(state): State<DeskState>, who: SignedIn, Query(asked): Query<Asked>) -> Response {
    if !may_collect(&who) {
        return denied(&who);
    }
    let keeps = keeps_devices(&who);
    let inbox = Inbox { body: &who.body.code, officer: (!keeps).then(|| who.id()), device: None };
    let books = &state.office.books;
    let waiting = match books.inbox(&inbox, asked.page).await {
        Ok(waiting) => waiting,
        Err(fault) => return answer(&who, Said::Fault(fault), "/"),
    };
    let files: Vec<FileId> = waiting.iter().map(|incoming| incoming.file).collect();
    let proofs = match books.storage_proofs(&files).await {
        Ok(proofs) => proofs,
        Err(fault) => return answer(&who, Said::Fault(fault), "/"),
    };
    let today = state.today();
    let known = devices::of_body(&who.registers, &who.body.code, today);
    let in_use = known.filter(|device| !matches!(device.state.as_str(), "lost" | "retired"));
    let flash =
        asked.given.map(|_| page::Flash { kind: "success", text: "已转给该承办人".to_owned() });
    let page = DockPage {
        page: Page::of(&who, "dock").with_flash(flash),
        devices: in_use.map(|device| (device.code.clone(), title_of(&device))).collect(),
        keeps,
        more: (waiting.len() as u64 == PAGE_MAX).then_some(asked.page + 1),
        lines: waiting.iter().map(|incoming| line(&who, incoming, proofs.get(&incoming.file))).collect(),
    };
    page::render(StatusCode::OK, &page)
}

/// A device as it is chosen.
fn title_of(device: &devices::Content) -> String {
    let kind = devices::KINDS.iter().find(|(code, _)| *code == device.kind).map_or("", |(_, word)| word);
    format!("{}　{kind}　{}", device.code, device.model)
}

fn line(who: &SignedIn, incoming: &Incoming, proof: Option<&StorageProof>) -> Line {
    let holder = incoming.officer.as_ref().and_then(|officer| who.registers.officer(officer));
    Line {
        file: incoming.file.to_string(),
        name: incoming.name.clone(),
        device: incoming.device.clone(),
        at: moment_in_words(incoming.at),
        size: size_in_words(incoming.size_bytes),
        clock: incoming.clock_offset_seconds.map_or("未核对".to_owned(), clock_in_words),
        holder: holder.map_or("未指定".to_owned(), |officer| officer.name.clone()),
        wiping: match proof {
            Some(proof) if proof.sound => ("yes", "可以清除"),
            Some(_) => ("damaged", "内容不一致，不能清除"),
            None => ("pending", "尚未回读核对"),
        },
    }
}

/// How far a clock is off, in words.
pub fn clock_in_words(ahead_seconds: i64) -> String {
    let off = ahead_seconds.unsigned_abs();
    let parts = [(off / 86_400, "天"), (off / 3600 % 24, "小时"), (off / 60 % 60, "分"), (off % 60, "秒")];
    let says: String =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, unit)| format!("{count}{unit}")).collect();
    match ahead_seconds {
        0 => "无误".to_owned(),
        1.. => format!("快{says}"),
        _ => format!("慢{says}"),
    }
}

fn denied(who: &SignedIn) -> Response {
    let says = ["采集由执法人员和设备管理员办理。".to_owned()];
    notice(Page::of(who, ""), StatusCode::FORBIDDEN, "没有采集的职责", &says, "/")
}

/// What the island posts.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Entered {
    form_token: String,
    file: String,
    device: String,
    clock_offset_seconds: String,
    device_clock: String,
}

/// `GET /dock/files/{file}`: whether it is there, and whether the device may be wiped.
pub async fn file(State(state): State<DeskState>, who: SignedIn, Path(file): Path<String>) -> Response {
    let Ok(file) = file.parse::<FileId>() else { return not_found(&who) };
    if !may_collect(&who) {
        return denied(&who);
    }
    match dock::proved(&state.office, &Bringer::Officer(Box::new(who)), file).await {
        Ok(known) => told(StatusCode::OK, &dock::answered(file, &known)),
        Err(fault) => away(&fault),
    }
}

/// `POST /dock/files`: an uploaded file is handed in.
pub async fn hand_in(
    State(state): State<DeskState>,
    who: SignedIn,
    Form(entered): Form<Entered>,
) -> Response {
    let Ok(file) = entered.file.parse::<FileId>() else { return not_found(&who) };
    if !may_collect(&who) || !who.holds(&entered.form_token) {
        return told(StatusCode::FORBIDDEN, &json!({"says": "登录已过期或者没有采集的职责，请刷新页面"}));
    }
    let handed = Handed {
        device: entered.device,
        device_clock: None,
        clock_offset_seconds: entered.clock_offset_seconds.parse().ok(),
    };
    let who = Bringer::Officer(Box::new(who));
    if let Err(not) = dock::hand_in(&state.office, &who, file, &handed).await {
        return match not {
            NotHandedIn::Refused { says, .. } => {
                told(StatusCode::UNPROCESSABLE_ENTITY, &json!({"says": says}))
            }
            NotHandedIn::Fault(fault) => away(&fault),
        };
    }
    match dock::known(&state.office, &who, file).await {
        Ok(known) => told(StatusCode::CREATED, &dock::answered(file, &known)),
        Err(fault) => away(&fault),
    }
}

/// `POST /dock/clock`: how far the clock of a device is off that shows this at this moment.
pub async fn clock(State(state): State<DeskState>, who: SignedIn, Form(entered): Form<Entered>) -> Response {
    if !may_collect(&who) || !who.holds(&entered.form_token) {
        return told(StatusCode::FORBIDDEN, &json!({"says": "登录已过期或者没有采集的职责，请刷新页面"}));
    }
    let shown = entered.device_clock.parse::<DateTime>().ok();
    match shown.and_then(|shown| dock::clock_offset(shown, state.now())) {
        Some(ahead) => {
            let said =
                json!({"clock_offset_seconds": ahead, "says": format!("设备时钟{}", clock_in_words(ahead))});
            told(StatusCode::OK, &said)
        }
        None => told(
            StatusCode::UNPROCESSABLE_ENTITY,
            &json!({"says": "按设备上显示的填写年、月、日、时、分、秒"}),
        ),
    }
}

fn told(status: StatusCode, said: &Value) -> Response {
    (status, [(axum::http::header::CACHE_CONTROL, "no-store")], axum::Json(said)).into_response()
}

fn away(fault: &desk::Fault) -> Response {
    tracing::error!(%fault, "the dock was not answered");
    told(StatusCode::SERVICE_UNAVAILABLE, &json!({"says": "系统暂时没有答复，稍后自动再试"}))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_far_a_clock_is_off_is_said_in_words() {
        for (ahead, words) in
            [(0, "无误"), (420, "快7分"), (-62, "慢1分2秒"), (90_061, "快1天1小时1分1秒"), (-3600, "慢1小时")]
        {
            assert_eq!(clock_in_words(ahead), words);
        }
    }
}
