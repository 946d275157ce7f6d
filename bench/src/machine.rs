//! What the figures were measured on: machine, disk, day, commit, and whether other work ran meanwhile. A figure without these says nothing.

use jiff::Zoned;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::Command;

/// A share of a core by which other work begins to spoil the figures.
const QUIET_LOAD: f64 = 0.3;

/// Taken down when the measuring begins.
pub struct Ground {
    began: Zoned,
    commit: String,
    disk: String,
    /// Load average of the minute before.
    load: f64,
}

impl Ground {
    /// This machine, with the disk that `folder` lies on.
    pub fn here(folder: &Path) -> Ground {
        let load = read("/proc/loadavg");
        let load = load.split_whitespace().next().and_then(|load| load.parse().ok()).unwrap_or_default();
        Ground { began: Zoned::now(), commit: commit(), disk: disk(folder), load }
    }

    /// As a list in Markdown.
    pub fn text(&self) -> String {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let kib: f64 = line("/proc/meminfo", "MemTotal").trim_end_matches(" kB").parse().unwrap_or_default();
        let meanwhile = match self.load {
            load if load < QUIET_LOAD => "the machine did nothing else".to_owned(),
            load => format!("other work ran on the machine meanwhile: load {load:.1} when measuring began"),
        };
        format!(
            "- Date: {}, commit {}, release build; {meanwhile}\n- Machine: {}, {cores} cores, {:.0} GiB of memory, Linux {}\n- Disk: {}\n",
            self.began.strftime("%Y-%m-%d %H:%M"),
            self.commit,
            line("/proc/cpuinfo", "model name"),
            kib / f64::from(1 << 20),
            read("/proc/sys/kernel/osrelease").trim(),
            self.disk,
        )
    }
}

fn read(file: &str) -> String {
    std::fs::read_to_string(file).unwrap_or_default()
}

/// What stands behind the colon of the first line that begins with `key`.
fn line(file: &str, key: &str) -> String {
    let text = read(file);
    let found = text.lines().find(|line| line.starts_with(key)).and_then(|line| line.split_once(':'));
    found.map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
}

/// The commit that stands, and whether anything was changed since.
fn commit() -> String {
    let git = |arguments: &[&str]| {
        let output = Command::new("git").args(arguments).output().ok().filter(|said| said.status.success());
        output.and_then(|said| String::from_utf8(said.stdout).ok()).map(|said| said.trim().to_owned())
    };
    let Some(commit) = git(&["rev-parse", "--short=12", "HEAD"]) else { return "unknown".to_owned() };
    let changed =
        git(&["status", "--porcelain", "--untracked-files=no"]).is_some_and(|said| !said.is_empty());
    if changed { format!("{commit} with changes") } else { commit }
}

/// Device, kind and file system below a folder.
fn disk(folder: &Path) -> String {
    let Ok(found) = std::fs::metadata(folder) else { return "unknown".to_owned() };
    // As the kernel packs a device's two numbers.
    let device = found.dev();
    let numbers = format!(
        "{}:{}",
        (device >> 8 & 0xfff) | (device >> 32 & !0xfff),
        (device & 0xff) | (device >> 12 & !0xff & 0xffff_ffff)
    );
    let block = Path::new("/sys/dev/block").join(&numbers);
    let name = std::fs::canonicalize(&block).ok().and_then(|path| path.file_name().map(|n| n.to_owned()));
    let turning = ["queue/rotational", "../queue/rotational"]
        .iter()
        .find_map(|file| std::fs::read_to_string(block.join(file)).ok());
    let kind = match turning.as_deref().map(str::trim) {
        Some("0") => "not rotating",
        Some("1") => "rotating, or said to be",
        _ => "kind unknown",
    };
    let mounts = read("/proc/self/mountinfo");
    let mount = mounts.lines().find(|mount| mount.split_whitespace().nth(2) == Some(numbers.as_str()));
    let system = mount.and_then(|mount| mount.split_once(" - ")?.1.split_whitespace().next());
    let name = name.map_or_else(|| numbers.clone(), |name| name.to_string_lossy().into_owned());
    format!("{name}, {kind}, {}", system.unwrap_or("file system unknown"))
}
