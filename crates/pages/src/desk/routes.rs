//! Every route of the desk, one line each. What is not here does not exist; what is here and not marked open refuses strangers.

use crate::desk::{
    account, acts, camera, case, cases, code, complaints, device_token, devices, dock, dossier, duties,
    files, lists, oversight, registers, sign_in, task, timeline, unusual_viewings, uploads, viewing, waiting,
};
use crate::state::DeskState;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, patch, post};

/// Routes that strangers may reach; every other one asks for a session. A test holds the router to it.
pub const OPEN: [&str; 3] = ["/sign-in", "/task", "/task/code"];

/// Paths of all pages, with a value for each parameter, for the test that tries them as a stranger.
pub const TRIED: [&str; 57] = [
    "/",
    "/account",
    "/account/password",
    "/sign-out",
    "/cases",
    "/cases/new",
    "/reviews",
    "/disclosures",
    "/archives",
    "/registers",
    "/registers/body",
    "/registers/entries",
    "/registers/proposals",
    "/registers/entries/remedies",
    "/registers/entries/remedies/history",
    "/registers/entries/remedies/change",
    "/registers/entries/remedies/unchanged",
    "/registers/entries/remedies/export",
    "/registers/entries/remedies/template",
    "/registers/entries/remedies/imports",
    "/registers/entries/remedies/imports/00000000000000000000000000000001",
    "/registers/entries/remedies/imports/00000000000000000000000000000001/taking",
    "/registers/entries/remedies/imports/00000000000000000000000000000001/end",
    "/registers/entries/remedies/imports/00000000000000000000000000000001/faults",
    "/registers/proposals/00000000000000000000000000000001",
    "/registers/entry_confirmation",
    "/oversight",
    "/oversight/cases",
    "/oversight/viewings",
    "/complaints",
    "/complaints/00000000000000000000000000000001",
    "/complaints/00000000000000000000000000000001/answer",
    "/complaints/00000000000000000000000000000001/files/0000000000000000000000000000000000000000000000000000000000000001",
    "/ledger/receipt/0",
    "/cases/00000000000000000000000000000001",
    "/cases/00000000000000000000000000000001/viewings",
    "/cases/00000000000000000000000000000001/viewing",
    "/cases/00000000000000000000000000000001/timeline",
    "/cases/00000000000000000000000000000001/camera",
    "/cases/00000000000000000000000000000001/dossier",
    "/cases/00000000000000000000000000000001/package",
    "/cases/00000000000000000000000000000001/files/0000000000000000000000000000000000000000000000000000000000000001",
    "/cases/00000000000000000000000000000001/decision",
    "/cases/00000000000000000000000000000001/code",
    "/dock",
    "/dock/clock",
    "/dock/files",
    "/dock/files/0000000000000000000000000000000000000000000000000000000000000001",
    "/dock/files/0000000000000000000000000000000000000000000000000000000000000001/claim",
    "/dock/files/0000000000000000000000000000000000000000000000000000000000000001/holder",
    "/devices",
    "/devices/token",
    "/devices/JLY-01",
    "/task/files",
    "/task/end",
    "/files/",
    "/files/00000000000000000000000000000001",
];

/// The most a form may carry with its files when no script helps; longer recordings come by resumable upload. Files are streamed, never held.
const FORM_BYTES_MAX: usize = 2 << 30;

/// The most any other request may carry.
const REQUEST_BYTES_MAX: usize = 64 << 10;

/// The desk's own pages.
pub fn routes() -> Router<DeskState> {
    let with_files = Router::new()
        .route("/cases/new", get(acts::new_case).post(acts::open_case))
        .route("/registers/{act}", get(acts::register_form).post(acts::enter))
        .route(
            "/registers/entries/{register}/change",
            get(registers::change::form).post(registers::change::propose),
        )
        .route(
            "/registers/entries/{register}/imports",
            get(registers::imports::show).post(registers::imports::begin),
        )
        .route("/complaints/{letter}/{act}", get(acts::letter_form).post(acts::letter_carry_out))
        .route("/cases/{case}/{act}", get(acts::form).post(acts::carry_out))
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX));
    let others = Router::new()
        .route("/", get(duties::duties))
        .route("/sign-in", get(sign_in::page).post(sign_in::sign_in))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/account", get(account::page))
        .route("/account/{change}", post(account::change))
        .route("/cases", get(cases::cases))
        .route("/reviews", get(waiting::reviews))
        .route("/disclosures", get(waiting::disclosures))
        .route("/archives", get(waiting::archives))
        .route("/registers", get(lists::registers))
        .route("/registers/entries", get(registers::index))
        .route("/registers/proposals", get(registers::proposals::show))
        .route("/registers/proposals/{proposal}", get(registers::proposal::show))
        .route("/registers/entries/{register}", get(registers::table::show))
        .route("/registers/entries/{register}/export", get(registers::exports::export))
        .route("/registers/entries/{register}/template", get(registers::exports::template))
        .route("/registers/entries/{register}/imports/{import}", get(registers::import::show))
        .route("/registers/entries/{register}/imports/{import}/taking", post(registers::import::take))
        .route("/registers/entries/{register}/imports/{import}/end", post(registers::import::end))
        .route("/registers/entries/{register}/imports/{import}/faults", get(registers::import::faults))
        .route("/registers/entries/{register}/unchanged", post(registers::flags::unchanged))
        .route("/registers/entries/{register}/history", get(registers::history::show))
        .route("/oversight", get(oversight::figures))
        .route("/oversight/cases", get(oversight::cases))
        .route("/oversight/viewings", get(unusual_viewings::page))
        .route("/ledger/receipt/{number}", get(lists::receipt))
        .route("/complaints", get(complaints::list))
        .route("/complaints/{letter}", get(complaints::letter))
        .route("/complaints/{letter}/files/{file}", get(files::letter_file))
        .route("/dock", get(dock::show))
        .route("/dock/clock", post(dock::clock))
        .route("/dock/files", post(dock::hand_in))
        .route("/dock/files/{file}", get(dock::file))
        .route("/dock/files/{file}/claim", get(dock::claim::form).post(dock::claim::choose))
        .route("/dock/files/{file}/holder", post(dock::claim::give))
        .route("/task", get(task::show))
        .route("/task/code", post(task::enter))
        .route("/task/files", post(task::hand_in))
        .route("/task/end", post(task::end))
        .route("/devices", get(devices::list))
        .route("/devices/token", get(device_token::form).post(device_token::issue))
        .route("/devices/{device}", get(devices::show))
        .route("/cases/{case}", get(case::case))
        .route("/cases/{case}/viewing", post(viewing::state_purpose))
        .route("/cases/{case}/viewings", get(lists::viewings))
        .route("/cases/{case}/camera", get(camera::camera))
        .route("/cases/{case}/timeline", get(timeline::timeline))
        .route("/cases/{case}/dossier", get(dossier::dossier))
        .route("/cases/{case}/code", get(code::form).post(code::lay))
        .route("/cases/{case}/package", get(files::package))
        .route("/cases/{case}/files/{file}", get(files::file))
        .layer(DefaultBodyLimit::max(REQUEST_BYTES_MAX));
    with_files
        .merge(others)
        .fallback(acts::nowhere)
        .route("/files/", post(uploads::create).options(uploads::capabilities))
        .route(
            "/files/{upload}",
            patch(uploads::append)
                .post(uploads::meant)
                .head(uploads::offset)
                .delete(uploads::end)
                .options(uploads::capabilities),
        )
}
