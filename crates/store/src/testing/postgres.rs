//! A private PostgreSQL for tests: made once under target/pg and shared by every test process through a lock file; each test has a
//! database of its own. It listens on a socket in its folder alone. `MINGJING_TEST_POSTGRES` names another server instead, as
//! `postgres://user@host/postgres`.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// A database of its own; dropped with this.
pub(super) struct Fresh {
    pub url: String,
    name: String,
    server: Server,
}

impl Fresh {
    pub fn make() -> Fresh {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let server = Server::running();
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("t{}_{}_{count}", std::process::id(), jiff::Timestamp::now().as_millisecond());
        server.sql(&format!("CREATE DATABASE {name}"));
        Fresh { url: server.url(&name), name, server }
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        self.server.sql(&format!("DROP DATABASE {} WITH (FORCE)", self.name));
    }
}

/// A server of one test's own, which it may stop, as a crash does, and start again.
pub struct OwnServer {
    folder: tempfile::TempDir,
}

impl OwnServer {
    pub fn start() -> OwnServer {
        let server = OwnServer { folder: tempfile::tempdir().expect("a temporary folder") };
        start(server.folder.path());
        server
    }

    /// Makes a database; gives its URL.
    pub fn database(&self, name: &str) -> String {
        let server = Server::Ours(self.folder.path().to_owned());
        server.sql(&format!("CREATE DATABASE {name}"));
        server.url(name)
    }

    /// Every connection breaks and nothing is written out any more.
    pub fn stop(&self) {
        let data = self.folder.path().join("data");
        let stopped = command("pg_ctl", &["stop", "-m", "immediate", "-D"], &data).status();
        assert!(stopped.expect("pg_ctl starts").success(), "PostgreSQL did not stop");
    }

    pub fn start_again(&self) {
        start(self.folder.path());
    }
}

impl Drop for OwnServer {
    fn drop(&mut self) {
        let data = self.folder.path().join("data");
        // It may be stopped already.
        let _ = command("pg_ctl", &["stop", "-m", "immediate", "-D"], &data).status();
    }
}

enum Server {
    /// In this folder.
    Ours(PathBuf),
    /// At this URL, whose last part is a database to connect to.
    Given(String),
}

impl Server {
    fn running() -> Server {
        if let Ok(url) = std::env::var("MINGJING_TEST_POSTGRES") {
            return Server::Given(url);
        }
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .ancestors()
            .nth(2)
            .expect("the workspace")
            .join("target/pg");
        std::fs::create_dir_all(&folder).expect("target/pg");
        let folder = folder.canonicalize().expect("target/pg");
        let lock = File::create(folder.join("lock")).expect("target/pg/lock");
        lock.lock().expect("a lock");
        start(&folder);
        Server::Ours(folder)
    }

    fn url(&self, database: &str) -> String {
        match self {
            Server::Ours(folder) => {
                format!("postgres://postgres@localhost/{database}?host={}", folder.display())
            }
            Server::Given(url) => {
                format!("{}/{database}", url.rsplit_once('/').map_or(url.as_str(), |(host, _)| host))
            }
        }
    }

    fn sql(&self, sql: &str) {
        let url = match self {
            Server::Ours(folder) => format!("postgres://postgres@/postgres?host={}", folder.display()),
            Server::Given(url) => url.clone(),
        };
        let done = Command::new(binary("psql")).args([&url, "-qc", sql]).output().expect("psql starts");
        assert!(done.status.success(), "{sql}: {}", String::from_utf8_lossy(&done.stderr));
    }
}

/// Starts the server unless it runs. Called with the lock held.
fn start(folder: &Path) {
    let data = folder.join("data");
    if !data.join("PG_VERSION").exists() {
        as_postgres("chown", &[], folder);
        as_postgres("initdb", &["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-D"], &data);
    }
    let ctl = |args: &[&str]| command("pg_ctl", args, &data).status().expect("pg_ctl starts").success();
    if ctl(&["status", "-D"]) {
        return;
    }
    let options = format!(
        "-k {} -c listen_addresses='' -c fsync=off -c max_connections=400 -c max_locks_per_transaction=128",
        folder.display()
    );
    let log = folder.join("log");
    let started = ctl(&["start", "-w", "-s", "-o", &options, "-l", &log.display().to_string(), "-D"]);
    assert!(started, "PostgreSQL did not start, see {}", log.display());
}

fn as_postgres(program: &str, args: &[&str], place: &Path) {
    let mut command = match program {
        // The server's folder has to be its user's own.
        "chown" if is_root() => {
            let mut chown = Command::new("chown");
            chown.arg("postgres").arg(place);
            chown
        }
        "chown" => return,
        _ => command(program, args, place),
    };
    let done = command.status().expect("the command starts");
    assert!(done.success(), "{program} failed");
}

/// A PostgreSQL program, as the user `postgres` when we are root, which it refuses to run as. Its output is let go of, so that the
/// server does not hold the test's own.
fn command(program: &str, args: &[&str], place: &Path) -> Command {
    let mut command = if is_root() {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]).arg(binary(program));
        command
    } else {
        Command::new(binary(program))
    };
    command
        .args(args)
        .arg(place)
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout == b"0\n")
}

/// Where Debian keeps the server's programs, newest version first; else by the path.
fn binary(program: &str) -> PathBuf {
    let mut versions: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .map(|found| found.flatten().map(|version| version.path().join("bin").join(program)).collect())
        .unwrap_or_default();
    versions.sort();
    versions.into_iter().rfind(|path| path.exists()).unwrap_or_else(|| PathBuf::from(program))
}
