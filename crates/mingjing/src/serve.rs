//! `mingjing serve`: the two listeners. The portal reads through its own read-only connection and has no way to private material; the desk has
//! everything. Both stop taking requests at a signal, finish those under way, and then the store is closed in order.

use crate::rooms;
use crate::settings::Settings;
use anyhow::{Context, Result};
use axum::Router;
use desk::Store;
use pages::metrics::Watch;
use pages::office::Office;
use pages::portal::PortalState;
use pages::state::DeskState;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use store::{Books, PublicBooks};
use tokio::net::TcpListener;
use tokio::sync::watch;

/// Requests under way get this long to finish after the signal.
const FAREWELL: Duration = Duration::from_secs(10);
/// With less room on the disk the program says that it is not ready.
const ROOM_BYTES_MIN: u64 = 256 << 20;

/// The listeners, bound and not yet serving.
pub struct Doors {
    portal: TcpListener,
    desk: TcpListener,
    /// Where they are; with port 0 asked for, the port that was given.
    pub portal_address: SocketAddr,
    pub desk_address: SocketAddr,
}

impl Doors {
    /// Takes both addresses; an address in use is named.
    pub async fn open(portal: SocketAddr, desk: SocketAddr) -> Result<Doors> {
        let portal = TcpListener::bind(portal).await.with_context(|| format!("portal address {portal}"))?;
        let desk = TcpListener::bind(desk).await.with_context(|| format!("desk address {desk}"))?;
        let (portal_address, desk_address) = (portal.local_addr()?, desk.local_addr()?);
        Ok(Doors { portal, desk, portal_address, desk_address })
    }

    /// Serves until the program is told to stop, then closes the store.
    pub async fn serve(self, settings: &Settings, office: Office) -> Result<()> {
        let books = office.books.clone();
        let (portal, desk) = routers(settings, office).await?;
        pages::metrics::install().context("counting requests")?;
        let (stop, stopped) = watch::channel(false);
        let portal = tokio::spawn(serve_one(self.portal, portal, stopped.clone()));
        let desk = tokio::spawn(serve_one(self.desk, desk, stopped));
        told_to_stop().await?;
        tracing::info!("stopping: requests under way are finished");
        stop.send_replace(true);
        let ended = tokio::time::timeout(FAREWELL, async { (portal.await, desk.await) }).await;
        if ended.is_err() {
            tracing::warn!("some requests did not finish in time and were cut off");
        }
        close(&books).await
    }
}

/// The two faces: the portal over the public side of the store, the desk over the office.
async fn routers(settings: &Settings, office: Office) -> Result<(Router, Router)> {
    let config = rooms::store_config(settings)?;
    let public = PublicBooks::open(&config).await.context("the public side of the store")?;
    let registers = office.books.clone();
    let clock = office.desk.clock.clone();
    let portal = PortalState::new(public, move || registers.registers(), clock, settings.limits());
    let watch = Watch {
        books: office.books.clone(),
        folder: settings.disk(),
        room_bytes_min: ROOM_BYTES_MIN,
        token: settings.metrics_token.clone(),
    };
    let desk = pages::desk_router(DeskState { office, secure: settings.secure }, watch);
    Ok((pages::portal::portal_router(portal), desk))
}

async fn serve_one(
    listener: TcpListener,
    router: Router,
    mut stopped: watch::Receiver<bool>,
) -> std::io::Result<()> {
    let until = async move {
        // An error means that whoever would tell us has gone, which is as good as being told.
        let _ = stopped.wait_for(|stop| *stop).await;
    };
    axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>())
        .with_graceful_shutdown(until)
        .await
}

/// Waits for Ctrl-C or the signal that service managers send.
async fn told_to_stop() -> Result<()> {
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted.context("waiting for a signal"),
        _ = terminate.recv() => Ok(()),
    }
}

/// Closes the store: acts that wait are finished and published.
pub async fn close(books: &Arc<Books>) -> Result<()> {
    books.close().await.context("the store was not closed in order; what was acknowledged is kept")
}
