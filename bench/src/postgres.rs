//! A PostgreSQL of our own for the figures, with its durability on, in a folder that goes away; the one the tests share has it off.

use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A running server; stopped when dropped.
pub struct Server {
    folder: PathBuf,
}

impl Server {
    /// Makes and starts one. It must lie where the user `postgres` may go, so not below a home folder of root.
    pub fn start() -> Result<Server> {
        let folder = PathBuf::from(format!("/var/tmp/mingjing-bench-{}", std::process::id()));
        std::fs::create_dir(&folder)?;
        let server = Server { folder };
        if is_root() {
            run(Command::new("chown").arg("postgres").arg(&server.folder))?;
        }
        let data = server.folder.join("base");
        run(as_postgres("initdb")
            .args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-D"])
            .arg(&data))?;
        let options = format!("-k {} -c listen_addresses='' -c max_connections=100", server.folder.display());
        run(as_postgres("pg_ctl")
            .args(["start", "-w", "-s", "-o", &options, "-l"])
            .arg(server.folder.join("log"))
            .arg("-D")
            .arg(&data))?;
        Ok(server)
    }

    /// URL of the database everyone has.
    pub fn url(&self) -> String {
        format!("postgres://postgres@localhost/postgres?host={}", self.folder.display())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Nothing to be done about a server that does not stop; its folder tells of it.
        let _ =
            run(as_postgres("pg_ctl").args(["stop", "-m", "fast", "-s", "-D"]).arg(self.folder.join("base")));
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0)
}

/// A PostgreSQL program, as the user it wants to be.
fn as_postgres(program: &str) -> Command {
    let program = binary(program);
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("runuser");
    command.args(["-u", "postgres", "--"]).arg(program);
    command
}

/// Debian keeps the server's programs out of the path, by version.
fn binary(program: &str) -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = versions
        .map(|version| version.path().join("bin").join(program))
        .filter(|path| path.exists())
        .collect();
    found.sort();
    found.pop().unwrap_or_else(|| Path::new(program).to_owned())
}

fn run(command: &mut Command) -> Result<()> {
    let status = command.current_dir("/").stdin(Stdio::null()).stdout(Stdio::null()).status();
    match status.with_context(|| format!("{:?}", command.get_program()))? {
        status if status.success() => Ok(()),
        status => bail!("{:?} ended with {status}", command.get_program()),
    }
}
