//! `mingjing serve`: the two listeners. The portal reads through its own read-only connection and has no way to private material; the desk has
//! everything. Beside them goes the upkeep. Both stop taking requests at a signal, finish those under way, and then the store is closed in order.

use crate::connections::{self, Patience};
use crate::settings::Settings;
use crate::{rooms, upkeep};
use anyhow::{Context, Result};
use axum::Router;
use desk::Store;
use pages::counter::Counter;
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
    /// How both treat slow and many connections.
    pub patience: Patience,
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
        Ok(Doors { portal, desk, patience: Patience::default(), portal_address, desk_address })
    }

    /// Serves until the program is told to stop, then closes the store.
    pub async fn serve(self, settings: &Settings, office: Office) -> Result<()> {
        let books = office.books.clone();
        let (at_work, settles) = (office.clone(), office.clone());
        let (reads, follows) = (office.clone(), office.clone());
        let upkeeps = settings.upkeep;
        let (portal, desk) = routers(settings, office).await?;
        if let Some(complaint) = pages::assets::complaint() {
            tracing::warn!("{complaint}");
        }
        pages::metrics::install().context("counting requests")?;
        let (stop, stopped) = watch::channel(false);
        let patience = settings.patience(self.patience);
        let portal = tokio::spawn(connections::serve(self.portal, portal, patience, stopped.clone()));
        let desk = tokio::spawn(connections::serve(self.desk, desk, patience, stopped.clone()));
        let to_stop = stopped.clone();
        let upkeep = tokio::spawn(async move {
            if upkeeps {
                let (run, settle) =
                    (upkeep::run(at_work, to_stop.clone()), upkeep::settle(settles, to_stop.clone()));
                tokio::join!(run, settle, upkeep::read(reads, to_stop));
            }
        });
        let following = tokio::spawn(upkeep::follow(follows, upkeep::FOLLOWS_EVERY, stopped));
        told_to_stop().await?;
        tracing::info!("stopping: requests under way are finished");
        stop.send_replace(true);
        let ended = tokio::time::timeout(FAREWELL, async {
            (portal.await, desk.await, upkeep.await, following.await)
        })
        .await;
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
    let portal = portal.with_window(Arc::new(Counter::new(office.clone())), settings.portal_address());
    let watch = Watch {
        books: office.books.clone(),
        folder: settings.disk(),
        room_bytes_min: ROOM_BYTES_MIN,
        token: settings.metrics_token.clone(),
    };
    let (secure, behind_proxy) = (settings.secure, settings.behind_proxy);
    let state = DeskState { office, secure, behind_proxy, uploads: settings.uploads() };
    let desk = pages::desk_router(state, watch);
    Ok((pages::portal::portal_router(portal), desk))
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
