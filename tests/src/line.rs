//! A line to a server, to be cut and mended: it listens on a port of its own and hands on every byte to a TCP address or a Unix socket. Cut, it refuses and
//! breaks what was connected, as a server that is stopped does.

use std::net::SocketAddr;
use std::path::PathBuf;
use tokio::io::{AsyncRead, AsyncWrite, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::task::{JoinHandle, JoinSet};

/// Where the line leads.
#[derive(Clone, Debug)]
pub enum End {
    Address(SocketAddr),
    Socket(PathBuf),
}

/// The line; cut when dropped.
pub struct Line {
    pub address: SocketAddr,
    end: End,
    carrying: Option<JoinHandle<()>>,
}

impl Line {
    pub async fn to(end: End) -> Line {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let carrying = Some(tokio::spawn(carry(listener, end.clone())));
        Line { address, end, carrying }
    }

    /// Breaks every connection and refuses new ones.
    pub async fn cut(&mut self) {
        if let Some(carrying) = self.carrying.take() {
            carrying.abort();
            let _ = carrying.await;
        }
    }

    /// Listens on the same port again.
    pub async fn mend(&mut self) {
        assert!(self.carrying.is_none(), "it is cut");
        let listener = TcpListener::bind(self.address).await.expect("the port it had");
        self.carrying = Some(tokio::spawn(carry(listener, self.end.clone())));
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        if let Some(carrying) = &self.carrying {
            carrying.abort();
        }
    }
}

async fn carry(listener: TcpListener, end: End) {
    // The connections end with the task that holds them.
    let mut connections = JoinSet::new();
    while let Ok((near, _)) = listener.accept().await {
        let end = end.clone();
        connections.spawn(async move {
            match end {
                End::Address(address) => between(near, TcpStream::connect(address).await).await,
                End::Socket(path) => between(near, UnixStream::connect(path).await).await,
            }
        });
        while connections.try_join_next().is_some() {}
    }
}

async fn between<S: AsyncRead + AsyncWrite + Unpin>(mut near: TcpStream, far: std::io::Result<S>) {
    if let Ok(mut far) = far {
        let _ = copy_bidirectional(&mut near, &mut far).await;
    }
}
