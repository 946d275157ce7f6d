//! Connections, the same way for both listeners: how many there may be, in all and from one address, and how long a slow one is waited for. A client that
//! does not send its request, stops in the middle of an upload or takes nothing of its answer is let go; one that is slow and moves is not, however long
//! it takes. Those who ask in the ordinary way are answered meanwhile.

use axum::Router;
use axum::body::{Body, HttpBody};
use axum::extract::{ConnectInfo, Request};
use futures::{Stream, StreamExt, stream};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, Sleep};
use tower::Service;

/// An upload moves when so many bytes come in the time a body is waited for; a telephone line brings that in a second.
const MOVES_BYTES: usize = 4 << 10;
/// File descriptors that stay for the database, the objects and the rest.
const DESCRIPTORS_KEPT: usize = 128;

/// How many connections there may be, and how long each is waited for.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For the whole head of a request, and for the next request on a connection.
    pub head: Duration,
    /// For the next [`MOVES_BYTES`] of a body.
    pub body: Duration,
    /// For a client to take anything more of its answer.
    pub answer: Duration,
    /// Connections of a listener.
    pub connections: usize,
    /// Connections of a listener from one address.
    pub per_address: usize,
}

impl Default for Patience {
    fn default() -> Self {
        Patience {
            head: Duration::from_secs(30),
            body: Duration::from_secs(30),
            answer: Duration::from_secs(120),
            connections: 4096,
            per_address: 512,
        }
    }
}

impl Patience {
    /// No more connections than the system gives descriptors for: a listener that runs out of them answers nobody.
    pub fn within_descriptors(self) -> Patience {
        let given = std::fs::read_to_string("/proc/self/limits").ok().and_then(|limits| descriptors(&limits));
        let room = given.map(|given| given.saturating_sub(DESCRIPTORS_KEPT) / 2).unwrap_or(usize::MAX);
        if room < self.connections {
            tracing::info!(connections = room, "fewer connections than set: the limit of open files is low");
        }
        Patience { connections: self.connections.min(room).max(1), ..self }
    }
}

/// The soft limit of open files, as Linux tells it; none when there is no limit.
fn descriptors(limits: &str) -> Option<usize> {
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// Serves until told to stop; then finishes the requests under way.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    patience: Patience,
    mut stopped: watch::Receiver<bool>,
) -> io::Result<()> {
    let places = Arc::new(Semaphore::new(patience.connections));
    let addresses = Addresses::default();
    let mut open = JoinSet::new();
    loop {
        let (place, stream, address) = tokio::select! {
            () = told(&mut stopped) => break,
            taken = take(&listener, &places) => taken?,
        };
        while open.try_join_next().is_some() {}
        let Some(guest) = addresses.admit(address.ip(), patience.per_address) else { continue };
        let (router, stopped) = (router.clone(), stopped.clone());
        open.spawn(async move {
            one(stream, address, router, patience, stopped).await;
            drop((guest, place));
        });
    }
    drop(listener);
    while open.join_next().await.is_some() {}
    Ok(())
}

/// Waits until told to stop.
pub async fn told(stopped: &mut watch::Receiver<bool>) {
    // An error means that whoever would tell us has gone, which is as good as being told.
    let _ = stopped.wait_for(|stop| *stop).await;
}

/// The next connection, once there is a place for it; until then it waits where the system keeps it.
async fn take(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> io::Result<(OwnedSemaphorePermit, TcpStream, SocketAddr)> {
    let place = places.clone().acquire_owned().await.map_err(io::Error::other)?;
    loop {
        match listener.accept().await {
            Ok((stream, address)) => return Ok((place, stream, address)),
            Err(fault) if is_of_the_client(&fault) => {}
            Err(fault) => {
                // Out of descriptors or memory: it passes, and trying at once would only burn the processor.
                tracing::error!(%fault, "no connection could be taken");
                tokio::time::sleep(Duration::from_millis(250)).await;
            }
        }
    }
}

fn is_of_the_client(fault: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(fault.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// One connection from its first request to its last.
async fn one(
    stream: TcpStream,
    address: SocketAddr,
    router: Router,
    patience: Patience,
    mut stopped: watch::Receiver<bool>,
) {
    let _ = stream.set_nodelay(true);
    let answering = hyper::service::service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(|body| paced(body, patience.body));
        request.extensions_mut().insert(ConnectInfo(address));
        router.clone().call(request)
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(patience.head);
    let stream = TokioIo::new(Taken { stream, patience: patience.answer, stalled: None });
    let mut connection = std::pin::pin!(http.serve_connection(stream, answering));
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = told(&mut stopped) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(fault) = ended {
        tracing::debug!(%fault, "a connection ended early");
    }
}

/// The body of a request, given up when it stops moving. Only waiting for the client counts, not what is done with the bytes meanwhile.
fn paced(body: Incoming, patience: Duration) -> Body {
    if body.is_end_stream() {
        return Body::new(body);
    }
    Body::from_stream(moving(Body::new(body).into_data_stream(), patience))
}

fn moving<E>(
    bytes: impl Stream<Item = Result<bytes::Bytes, E>> + Send + Unpin + 'static,
    patience: Duration,
) -> impl Stream<Item = io::Result<bytes::Bytes>> + Send
where
    E: std::error::Error + Send + Sync + 'static,
{
    let pace = Pace { patience, left: patience, moved: 0 };
    stream::try_unfold((bytes, pace), |(mut bytes, pace)| async move {
        let began = Instant::now();
        let came = tokio::time::timeout(pace.left, bytes.next()).await;
        let Some(piece) = came.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))? else {
            return Ok(None);
        };
        let piece = piece.map_err(io::Error::other)?;
        let pace = pace.after(began.elapsed(), piece.len());
        Ok(Some((piece, (bytes, pace))))
    })
}

/// How much longer a body is waited for.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Pace {
    patience: Duration,
    left: Duration,
    moved: usize,
}

impl Pace {
    /// After a wait that brought so many bytes. Enough of them begin the time again; a byte now and then does not.
    fn after(self, waited: Duration, bytes: usize) -> Pace {
        match self.moved + bytes {
            moved if moved >= MOVES_BYTES => Pace { left: self.patience, moved: 0, ..self },
            moved => Pace { left: self.left.saturating_sub(waited), moved, ..self },
        }
    }
}

/// A connection whose client has to take what it is sent.
struct Taken {
    stream: TcpStream,
    patience: Duration,
    stalled: Option<Pin<Box<Sleep>>>,
}

impl Taken {
    fn waited<T>(&mut self, cx: &mut Context<'_>, done: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if done.is_ready() {
            self.stalled = None;
            return done;
        }
        let patience = self.patience;
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(tokio::time::sleep(patience)));
        stalled.as_mut().poll(cx).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Taken {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, into)
    }
}

impl AsyncWrite for Taken {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let done = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.waited(cx, done)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let done = Pin::new(&mut self.stream).poll_flush(cx);
        self.waited(cx, done)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let done = Pin::new(&mut self.stream).poll_write_vectored(cx, pieces);
        self.waited(cx, done)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

/// How many connections each address has open.
#[derive(Clone, Default)]
struct Addresses(Arc<Mutex<HashMap<IpAddr, usize>>>);

/// One of them; counted until dropped.
struct Guest {
    addresses: Addresses,
    address: IpAddr,
}

impl Addresses {
    /// Counts a connection, unless its address has as many as it may.
    fn admit(&self, address: IpAddr, most: usize) -> Option<Guest> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(address).or_default();
        if *count >= most {
            return None;
        }
        *count += 1;
        Some(Guest { addresses: self.clone(), address })
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        let mut open = self.addresses.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_so_many_connections_and_others_their_own() {
        let addresses = Addresses::default();
        let [one, other] = ["127.0.0.1", "127.0.0.2"].map(|address| address.parse().unwrap());
        let held: Vec<_> = (0..2).map(|_| addresses.admit(one, 2).unwrap()).collect();
        assert!(addresses.admit(one, 2).is_none());
        assert!(addresses.admit(other, 2).is_some());
        drop(held);
        assert!(addresses.admit(one, 2).is_some());
        assert!(addresses.0.lock().unwrap().is_empty(), "nobody is remembered who has gone");
    }

    #[test]
    fn the_limit_of_open_files_is_read() {
        let limits = "Limit                     Soft Limit           Hard Limit           Units\n\
                      Max open files            1024                 1048576              files\n";
        assert_eq!(descriptors(limits), Some(1024));
        assert_eq!(descriptors("Max open files            unlimited   unlimited   files\n"), None);
        assert_eq!(descriptors(""), None);
    }

    #[test]
    fn a_body_that_moves_slowly_is_waited_for_and_one_that_drips_is_not() {
        let seconds = Duration::from_secs;
        let mut pace = Pace { patience: seconds(30), left: seconds(30), moved: 0 };
        for _ in 0..1000 {
            pace = pace.after(seconds(29), MOVES_BYTES);
            assert_eq!(pace.left, seconds(30), "hours, and never told to go");
        }
        for _ in 0..4 {
            pace = pace.after(seconds(7), 1);
        }
        assert_eq!(pace.left, seconds(2));
        assert_eq!(pace.after(seconds(7), 1).left, Duration::ZERO);
        assert_eq!(pace.after(seconds(2), MOVES_BYTES).left, seconds(30));
    }

    #[tokio::test]
    async fn a_body_that_stops_is_given_up() {
        let piece = stream::iter([Ok::<_, io::Error>(bytes::Bytes::from_static(b"half"))]);
        let stops = piece.chain(stream::pending());
        let came: Vec<_> = moving(stops, Duration::from_millis(1)).collect().await;
        assert_eq!(came.len(), 2);
        assert_eq!(came[1].as_ref().unwrap_err().kind(), io::ErrorKind::TimedOut);
    }
}
