//! The portal (公示平台): what everyone may look at, on a listener of its own. It holds only the public side of the books, so private data is not
//! filtered out here: there is no way to it (invariant 6). Every route answers GET and HEAD and changes nothing, but for the letterbox, the progress query
//! and the page of a one-time code, which pass on what was posted through the window ([`window`]) and read nothing by themselves.
//!
//! Pages are kept in memory for a few seconds and answered from there, so that a crowd costs the database no more than one reader.

mod boards;
mod check;
mod counters;
pub mod directory;
pub(crate) mod document;
mod guesses;
mod home;
mod kept;
mod ledger;
mod letterbox;
pub mod limits;
mod missing;
mod officers;
mod photos;
mod procedures;
mod progress;
mod publication;
mod publications;
mod restraint;
mod shown;
pub mod window;

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

pub use directory::Directory;
pub use limits::Limits;

use crate::{assets, headers};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use desk::carry_out::Clock;
use events::Registers;
use jiff::civil::Date;
use std::sync::Arc;
use std::time::Duration;
use store::PublicBooks;
use tokio::sync::Semaphore;
use tokio::sync::watch;
use tower_http::compression::CompressionLayer;

/// The longest a page of the portal may take.
const LONGEST: Duration = Duration::from_secs(15);
/// The longest the first reader of a long register waits for its file.
const FILE_LONGEST: Duration = Duration::from_secs(60);
/// The longest a letter may take on its way in.
const LETTER_LONGEST: Duration = Duration::from_secs(180);
/// The most a form without files carries.
const FORM_BYTES_MAX: usize = 16 << 10;
/// How long a reader's browser may show a page without asking again: short, because a withdrawn publication must be gone.
const PAGE_CACHING: &str = "public, max-age=10";

/// What the portal has. Nothing in here reaches private data.
#[derive(Clone)]
pub struct PortalState {
    pub public: Arc<PublicBooks>,
    /// Names of the bodies and the public registers; whoever keeps the registers sends a new directory when they change.
    pub directory: watch::Receiver<Arc<Directory>>,
    pub clock: Arc<dyn Clock>,
    pub limits: Limits,
    /// The one way to the desk: a letter may be handed in, and number and code be shown. `None` where the portal stands alone.
    pub window: Option<Arc<dyn window::Window>>,
    /// Where citizens reach the portal, for the codes that phones scan.
    pub address: String,
    restraint: Arc<restraint::Restraint>,
    /// Letters that are being read at this moment.
    letters: Arc<Semaphore>,
    files: directory::files::Files,
}

impl PortalState {
    /// The portal over the public side of a store. `registers` is asked for the names of the bodies and for what the registers'
    /// declarations make public, and for nothing else.
    pub fn new(
        public: PublicBooks,
        registers: impl Fn() -> Arc<Registers> + Send + 'static,
        clock: Arc<dyn Clock>,
        limits: Limits,
    ) -> PortalState {
        PortalState::over(Arc::new(public), directory::follow(registers), clock, limits)
    }

    /// The portal over what follows the registers by itself; it stands alone and is reached nowhere until it is told otherwise.
    pub fn over(
        public: Arc<PublicBooks>,
        directory: watch::Receiver<Arc<Directory>>,
        clock: Arc<dyn Clock>,
        limits: Limits,
    ) -> PortalState {
        let restraint = Arc::new(restraint::Restraint::new(&limits));
        let letters = Arc::new(Semaphore::new(letterbox::AT_ONCE));
        let files = directory::files::Files::new();
        PortalState {
            public,
            directory,
            clock,
            limits,
            window: None,
            address: String::new(),
            restraint,
            letters,
            files,
        }
    }

    /// The portal with a desk behind it, reached at this address.
    pub fn with_window(self, window: Arc<dyn window::Window>, address: String) -> PortalState {
        PortalState { window: Some(window), address, ..self }
    }

    /// Today in Beijing.
    pub fn today(&self) -> Date {
        events::occasion::beijing(self.clock.now()).date()
    }

    pub(crate) fn directory(&self) -> Arc<Directory> {
        self.directory.borrow().clone()
    }
}

/// The paths of the portal with what each is for; all of them are GET and HEAD only.
pub const ROUTES: &[(&str, &str)] = &[
    ("/", "home"),
    ("/publications", "search"),
    ("/publications/{number}", "a publication"),
    ("/publications/{number}/document.json", "its exact bytes"),
    ("/ledger", "the ledger explained"),
    ("/ledger/checkpoint", "newest signed checkpoint"),
    ("/ledger/vkey", "public key"),
    ("/ledger/tile/{*path}", "tiles and entry bundles"),
    ("/ledger/entry/{number}", "an entry"),
    ("/ledger/receipt/{number}", "its receipt"),
    ("/check", "check a paper by its number"),
    ("/procedures", "the procedures"),
    ("/procedures/{procedure}", "one procedure as a chart"),
    ("/directory", "public registers"),
    ("/directory/{register}", "one register as of a day"),
    ("/directory/{register}/{key}", "one entry with its history"),
    ("/calculator/{standard}", "a discretion standard tried out"),
    ("/open-data", "open data: every register, its columns, its files"),
    ("/open-data/{file}", "a register as XLSX, CSV or JSON, or the schema of the JSON"),
    ("/counters.json", "counters, to be recomputed"),
    ("/officers/check", "an enforcement certificate by its number"),
    ("/boards", "window boards"),
    ("/boards/{post}", "the board of a window post"),
    ("/boards/worker.js", "what keeps a board on its screen"),
    ("/photos/{photo}", "a photo that a public entry shows"),
    ("/progress", "how far a case or a letter is"),
    ("/complaints/new", "the letterbox"),
    ("/shown/{token}", "what officers lay before a party by a one-time code"),
];

/// Of these, the three that also take a form: one hands in a letter, one shows number and code so that they stand in no address, one confirms a page. Opening a page
/// of a one-time code has an address of its own that takes nothing but a form.
pub const POSTED: [&str; 3] = ["/progress", "/complaints/new", "/shown/{token}"];

/// The portal, whole: to be served on its own listener with connect info.
pub fn portal_router(state: PortalState) -> Router {
    let limiter = limits::Limiter::new(&state.limits);
    let kept = kept::Kept::new();
    let pages = Router::new()
        .route("/", get(home::show))
        .route("/publications", get(publications::show))
        .route("/publications/{number}", get(publication::show))
        .route("/publications/{number}/document.json", get(publication::document))
        .route("/ledger", get(ledger::explain))
        .route("/ledger/checkpoint", get(ledger::checkpoint))
        .route("/ledger/vkey", get(ledger::vkey))
        .route("/ledger/tile/{*path}", get(ledger::tile))
        .route("/ledger/entry/{number}", get(ledger::entry))
        .route("/ledger/receipt/{number}", get(ledger::receipt))
        .route("/check", get(check::show))
        .route("/procedures", get(procedures::index))
        .route("/procedures/{procedure}", get(procedures::show))
        .route("/directory", get(directory::pages::index))
        .route("/directory/{register}", get(directory::pages::register))
        .route("/directory/{register}/{key}", get(directory::entry::show))
        .route("/calculator/{standard}", get(directory::calculator::show))
        .route("/open-data", get(directory::offered::show))
        .route("/counters.json", get(counters::show))
        .route("/officers/check", get(officers::show))
        .route("/boards", get(boards::list))
        .route("/boards/{post}", get(boards::show))
        .route("/boards/worker.js", get(boards::worker))
        .route("/photos/{photo}", get(photos::show))
        .route("/progress", get(progress::form).post(progress::ask))
        .fallback(|| async { missing::Missing::Page })
        .method_not_allowed_fallback(|| async { missing::Missing::Method })
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX));
    let letters = Router::new()
        .route("/complaints/new", get(letterbox::form).post(letterbox::hand_in))
        .method_not_allowed_fallback(|| async { missing::Missing::Method })
        .layer(DefaultBodyLimit::max(letterbox::LETTER_BYTES_MAX));
    // A letter with its photos may take its time over a phone's connection; a page may not.
    let whole = headers::within(pages.merge(assets::routes()).with_state(state.clone()), LONGEST)
        .merge(headers::within(letters.with_state(state.clone()), LETTER_LONGEST));
    let whole = whole
        .layer(CompressionLayer::new().gzip(true))
        .layer(middleware::from_fn_with_state(kept, kept::answer));
    // Kept and compressed by themselves, for as long as they are the same.
    let files = Router::new()
        .route("/open-data/{file}", get(directory::files::show))
        .method_not_allowed_fallback(|| async { missing::Missing::Method })
        .with_state(state.clone());
    let files = headers::within(files, FILE_LONGEST);
    // Apart from the pages that many may have: this one is one phone's, and no answer of it is shared.
    let one_phone_s = Router::new()
        .route("/shown/{token}", get(shown::show).post(shown::confirm))
        .route("/shown/{token}/opening", post(shown::open))
        .method_not_allowed_fallback(|| async { missing::Missing::Method })
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
        .with_state(state);
    let one_phone_s = headers::within(one_phone_s, LONGEST);
    headers::strict(
        whole.merge(files).merge(one_phone_s).layer(middleware::from_fn_with_state(limiter, limits::hold)),
    )
}

/// The frame around a page: which menu item it belongs to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Frame {
    pub nav: &'static str,
}

/// A page that anyone may keep for a moment.
fn page(template: &impl askama::Template) -> Response {
    page_as(StatusCode::OK, template)
}

fn page_as(status: StatusCode, template: &impl askama::Template) -> Response {
    match template.render() {
        Ok(html) => (status, [(header::CACHE_CONTROL, PAGE_CACHING)], Html(html)).into_response(),
        Err(fault) => {
            tracing::error!(%fault, "a page of the portal did not render");
            (StatusCode::INTERNAL_SERVER_ERROR, "页面暂时不能显示，请稍后再试。").into_response()
        }
    }
}

/// Bytes of the public record, for any reader and any origin: anyone's tools may check them.
fn record(media_type: &'static str, caching: &'static str, bytes: impl IntoResponse) -> Response {
    let mut answer = bytes.into_response();
    let fields = answer.headers_mut();
    fields.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    fields.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    shared_with_all(fields);
    answer
}

/// Pages of any origin may read it.
fn shared_with_all(fields: &mut HeaderMap) {
    fields.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    fields.insert(
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("cross-origin"),
    );
}

/// A number in a path: decimal digits without sign or leading zeros.
fn number(text: &str) -> Option<u64> {
    let canonical = text == "0" || (!text.starts_with('0') && text.bytes().all(|b| b.is_ascii_digit()));
    text.parse().ok().filter(|_| canonical && text.len() <= 18)
}

/// A day as people read it: 2026-11-23 周一.
fn day(date: Date) -> String {
    const NAMES: [&str; 7] = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];
    let place = usize::from(date.weekday().to_monday_zero_offset().unsigned_abs());
    format!("{date} {}", NAMES.get(place).copied().unwrap_or_default())
}
