//! An S3 object store inside the test process, with a folder behind it.

use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// A running store; stops when dropped.
pub struct S3 {
    /// For [`crate::Config::objects`].
    pub url: String,
    /// Where it listens; part of the URL.
    pub address: std::net::SocketAddr,
    pub folder: TempDir,
    serving: JoinHandle<()>,
}

impl S3 {
    pub async fn start() -> S3 {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::create_dir(folder.path().join("books")).expect("a bucket");
        let mut service =
            S3ServiceBuilder::new(s3s_fs::FileSystem::new(folder.path()).expect("a file system"));
        service.set_auth(SimpleAuth::from_single("key", "secret"));
        let service = service.build();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let serving = tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let service = service.clone();
                tokio::spawn(async move {
                    let http = Builder::new(TokioExecutor::new());
                    let _ = http.serve_connection(TokioIo::new(socket), service).await;
                });
            }
        });
        let url = format!(
            "s3://books/district?endpoint=http://{address}&region=us-east-1&allow_http=true\
             &access_key_id=key&secret_access_key=secret"
        );
        S3 { url, address, folder, serving }
    }
}

impl Drop for S3 {
    fn drop(&mut self) {
        self.serving.abort();
    }
}
