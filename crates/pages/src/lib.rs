//! Server-rendered pages and the HTTP API: the desk (办案台) for the people of the bodies, the portal (公示平台) for everyone, each on its own listener. No rule of
//! the law stands here; a page asks the act.

pub mod api;
pub mod asked_day;
pub mod assets;
pub mod attempts;
pub mod bringer;
pub mod counter;
pub mod desk;
pub mod dock;
mod dossier_look;
mod drawings;
pub mod forms;
pub mod headers;
pub mod intake;
mod lent;
pub mod metrics;
pub mod offers;
pub mod office;
pub mod origin;
pub mod package;
pub mod page;
pub mod portal;
pub mod prefill;
pub mod recording_look;
mod schema;
pub mod second_factor;
pub mod session;
pub mod sheet;
pub mod shown;
pub mod state;

use axum::Router;
use state::DeskState;

/// The desk, whole: to be served on its own listener with connect info.
pub fn desk_router(state: DeskState, watch: metrics::Watch) -> Router {
    let pages = desk::routes::routes().merge(api::routes()).with_state(state);
    headers::strict(origin::own(pages.merge(assets::routes()).merge(metrics::routes(watch))))
}
