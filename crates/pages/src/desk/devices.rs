//! 执法记录设备 (plan clauses 10 and 12): the devices of a body, and of each who held it when, how its clock was, what was wrong with it, and what it was used for: every recording that came from
//! it, when, by whom, and in which case. What a recording shows is looked at in its case, with a purpose.

use crate::desk::acts::{answer, not_found};
use crate::desk::case::Done;
use crate::desk::chronology::{length_in_words, moment_in_words};
use crate::desk::dock::{clock_in_words, keeps_devices};
use crate::desk::lists::{Cell, ListsPage, Table, table};
use crate::page::{self, Page};
use crate::session::SignedIn;
use crate::state::DeskState;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use desk::{Fault, Said};
use events::OfficerId;
use registers::declaration::{Register, content_of};
use registers::devices::{self, Devices, KINDS, STATES};
use registers::sight;
use serde::Deserialize;
use store::{InCase, Inbox, Incoming};

fn word(words: &[(&'static str, &'static str)], code: &str) -> &'static str {
    words.iter().find(|(known, _)| *known == code).map_or("", |(_, word)| word)
}

/// Whether somebody sees the devices of the own body: as the register they stand in.
fn sees_devices(who: &SignedIn) -> bool {
    let kind = registers::all::by_word(Devices::WORD);
    keeps_devices(who) || kind.is_some_and(|kind| sight::sees_register(kind, &who.officer))
}

fn name_of(who: &SignedIn, officer: Option<&OfficerId>) -> String {
    let known = officer.and_then(|officer| who.registers.officer(officer));
    known.map_or_else(
        || if officer.is_some() { "采集站".to_owned() } else { String::new() },
        |officer| officer.name.clone(),
    )
}

/// `GET /devices`.
pub async fn list(State(state): State<DeskState>, who: SignedIn, Query(done): Query<Done>) -> Response {
    if !sees_devices(&who) {
        return not_found(&who);
    }
    let (today, columns) = (state.today(), ["编号", "种类", "品牌型号", "保管人或者询问室", "状态"]);
    let row = |device: devices::Content| {
        let holder = devices::holder(&who.registers, &device.code, today);
        let place = device.room.clone().unwrap_or_else(|| name_of(&who, holder.as_ref()));
        let texts = [
            device.code.clone(),
            word(KINDS, &device.kind).to_owned(),
            device.model.clone(),
            place,
            word(STATES, &device.state).to_owned(),
        ];
        let href = Some(format!("/devices/{}", device.code));
        let cells = texts.into_iter().zip(columns).enumerate();
        cells
            .map(|(place, (text, column))| Cell { text, href: href.clone().filter(|_| place == 0), column })
            .collect()
    };
    let rows = devices::of_body(&who.registers, &who.body.code, today).map(row).collect();
    let mut buttons = vec![("/registers/entries/devices".to_owned(), "名录条目和变更".to_owned())];
    if keeps_devices(&who) {
        buttons.push(("/registers/device_note".to_owned(), "设备记事".to_owned()));
        buttons.push(("/devices/token".to_owned(), "设备令牌".to_owned()));
    }
    let page = ListsPage {
        page: Page::of(&who, "dock").with_flash(done.flash()),
        heading: "执法记录设备",
        lead: format!("{}的执法记录设备，今天有效的条目。", who.body.name),
        buttons,
        tables: vec![Table {
            title: "设备",
            columns: columns.to_vec(),
            rows,
            none: "还没有登记设备；在名录中拟订，由另一人确认。",
        }],
    };
    page::render(StatusCode::OK, &page)
}

/// Which leaf of what the device was used for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    page: u64,
}

/// `GET /devices/{device}`.
pub async fn show(
    State(state): State<DeskState>,
    who: SignedIn,
    Path(device): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let history = who.registers.book(Devices::WORD).history(&device);
    let last = history.iter().rev().find_map(content_of::<Devices>);
    let Some(last) = last.filter(|last| sees_devices(&who) && last.body == who.body.code) else {
        return not_found(&who);
    };
    let (recordings, incoming) = match used(&state, &who, &device, asked.page).await {
        Ok(used) => used,
        Err(fault) => return answer(&who, Said::Fault(fault), "/devices"),
    };
    let holder = devices::holder(&who.registers, &device, state.today());
    let now = devices::handing_in(&who.registers, &who.body.code, &device, state.today());
    let full = recordings.len().max(incoming.len()) as u64 == store::PAGE_MAX;
    let mut buttons = vec![
        ("/devices".to_owned(), "全部设备".to_owned()),
        (format!("/registers/entries/devices/history?key={device}"), "名录条目的历次版本".to_owned()),
    ];
    if full {
        buttons
            .push((format!("/devices/{device}?page={}", asked.page + 1), "更早的素材和使用情况".to_owned()));
    }
    let place = last.room.clone().unwrap_or_else(|| name_of(&who, holder.as_ref()));
    let lead = format!(
        "{}　{}　{}　出厂编号{}　{}",
        device,
        word(KINDS, &last.kind),
        last.model,
        last.serial,
        match &now {
            Ok(now) =>
                format!("{}，由{place}保管", word(STATES, &now.state)).replace("由保管", "未指定保管人"),
            Err(why) => why.says().to_owned(),
        },
    );
    let page = ListsPage {
        page: Page::of(&who, "dock"),
        heading: "执法记录设备",
        lead,
        buttons,
        tables: vec![notes_table(&who, &device), incoming_table(&who, &incoming), used_table(&recordings)],
    };
    page::render(StatusCode::OK, &page)
}

async fn used(
    state: &DeskState,
    who: &SignedIn,
    device: &str,
    page: u64,
) -> Result<(Vec<InCase>, Vec<Incoming>), Fault> {
    let (books, body) = (&state.office.books, who.body.code.as_str());
    let recordings = books.recordings_of_device(body, device, page).await?;
    let incoming = books.inbox(&Inbox { body, officer: None, device: Some(device) }, page).await?;
    Ok((recordings, incoming))
}

fn notes_table(who: &SignedIn, device: &str) -> Table {
    let versions = who.registers.book(events::devices::NOTES).history(device);
    let noted_by = versions.iter().map(|version| version.confirmed.by.name.clone());
    let mut rows: Vec<[String; 5]> = devices::notes(&who.registers, device)
        .zip(noted_by)
        .map(|(note, by)| {
            let handed = (note.kind == events::devices::NoteKind::Handover).then(|| {
                note.holder.as_ref().map_or("交回设备管理员".to_owned(), |holder| {
                    format!("交给{}", name_of(who, Some(holder)))
                })
            });
            let clock = note.clock_offset_seconds.map(|ahead| format!("设备时钟{}", clock_in_words(ahead)));
            let parts: Vec<String> = handed
                .into_iter()
                .chain(clock)
                .chain(Some(note.words.clone()).filter(|words| !words.is_empty()))
                .collect();
            let on = note.at.to_string();
            [on, moment_in_words(note.at), note.kind.title().to_owned(), parts.join("；"), by]
        })
        .collect();
    rows.sort_by(|one, other| other[0].cmp(&one[0]));
    let rows = rows.into_iter().map(|[_, at, kind, words, by]| [at, kind, words, by]).collect();
    table("交接、校时和故障", "还没有记事。", ["时间", "种类", "情况", "登记人"], rows)
}

fn incoming_table(who: &SignedIn, incoming: &[Incoming]) -> Table {
    let rows = incoming.iter().map(|one| {
        [
            moment_in_words(one.at),
            one.name.clone(),
            one.clock_offset_seconds.map_or("未核对".to_owned(), clock_in_words),
            name_of(who, Some(&one.brought_by)),
            if one.claimed.is_some() { "已入卷" } else { "待认领" }.to_owned(),
        ]
    });
    let columns = ["交来时间", "文件", "当时的设备时钟", "交来人", "去向"];
    table("交来的素材", "还没有从这台设备交来素材。", columns, rows.collect())
}

fn used_table(recordings: &[InCase]) -> Table {
    let row = |one: &InCase| {
        let recording = &one.recording;
        let clock = recording.clock_offset_ms.map(|ahead_ms| clock_in_words(ahead_ms / 1000));
        let cells = [
            ("开始", moment_in_words(recording.began_at), None),
            ("时长", length_in_words(recording.duration_ms), None),
            ("环节", word(events::records::STAGES, &recording.stage).to_owned(), None),
            ("入库人", recording.recorder.clone(), None),
            ("设备时钟", clock.unwrap_or_else(|| "未核对".to_owned()), None),
            ("案件", recording.case_number.clone(), Some(format!("/cases/{}", one.stream))),
        ];
        cells.into_iter().map(|(column, text, href)| Cell { text, href, column }).collect()
    };
    Table {
        title: "使用情况",
        columns: vec!["开始", "时长", "环节", "入库人", "设备时钟", "案件"],
        rows: recordings.iter().map(row).collect(),
        none: "还没有这台设备的音像记录入卷。",
    }
}
