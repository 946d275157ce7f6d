//! What the machine needs beside Rust, and how it is had: Debian packages by name, installed with `apt-get` when the thing itself
//! is not there, and one package of PyPI by name. Whoever is not root, or is not on Debian, is told the exact command instead. Nothing is fetched in any other way.

use crate::shell;
use anyhow::{Result, bail};
use std::path::Path;

/// What the machine is to be made ready for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Demo,
    Test,
}

/// How one sees that a thing is there.
#[derive(Clone, Copy, Debug)]
enum Sign {
    /// A program on the search path.
    Program(&'static str),
    /// Any one of these files.
    File(&'static [&'static str]),
    /// A program in the folder of any version, e.g. `/usr/lib/postgresql/*/bin/initdb`.
    Versioned { above: &'static str, below: &'static str },
}

/// A thing needed, and the Debian package that brings it.
#[derive(Clone, Copy, Debug)]
struct Need {
    package: &'static str,
    sign: Sign,
    why: &'static str,
    /// Needed for the demonstration too, not only for tests.
    demo: bool,
    /// Work goes on without it.
    optional: bool,
}

const fn need(package: &'static str, sign: Sign, why: &'static str) -> Need {
    Need { package, sign, why, demo: false, optional: false }
}

const NEEDS: &[Need] = &[
    Need {
        demo: true,
        ..need(
            "texlive-lang-chinese",
            Sign::File(&[
                "/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolFang-Regular.otf",
                "/usr/share/texmf/fonts/opentype/public/fandol/FandolFang-Regular.otf",
                "/usr/share/fonts/opentype/fandol/FandolFang-Regular.otf",
            ]),
            "the Fandol fonts (仿宋 宋 黑 楷) that the papers are set in",
        )
    },
    Need {
        demo: true,
        ..need(
            "fonts-noto-cjk",
            Sign::File(&["/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc"]),
            "characters that Fandol lacks",
        )
    },
    Need { demo: true, ..need("nodejs", Sign::Program("node"), "building the styles and scripts") },
    Need { demo: true, ..need("npm", Sign::Program("npm"), "building the styles and scripts") },
    Need { demo: true, optional: true, ..need("mold", Sign::Program("mold"), "linking in seconds") },
    need("chromium", Sign::Program("chromium"), "the stories told in a real browser"),
    need("ffmpeg", Sign::Program("ffmpeg"), "making sound and picture for tests"),
    need("poppler-utils", Sign::Program("pdftotext"), "reading papers back"),
    need("qpdf", Sign::Program("qpdf"), "checking the structure of papers"),
    need("libreoffice-calc-nogui", Sign::Program("soffice"), "opening the tables that are written"),
    need("zbar-tools", Sign::Program("zbarimg"), "reading QR codes back"),
    need(
        "postgresql",
        Sign::Versioned { above: "/usr/lib/postgresql", below: "bin/initdb" },
        "store tests on PostgreSQL; tests start their own server",
    ),
    need(
        "openssl",
        Sign::Program("openssl"),
        "checking digests and signatures against another implementation",
    ),
    need("python3-pip", Sign::Program("pip3"), "installing the tus client that uploads are tried with"),
    need("wrk", Sign::Program("wrk"), "measuring pages under load"),
];

/// Makes the machine ready, installing only what is missing. Says what it does.
pub fn ready(purpose: Purpose) -> Result<()> {
    shell::say("Looking for what is needed beside Rust");
    let missing = missing(purpose);
    if missing.is_empty() {
        eprintln!("   everything is there");
        return Ok(());
    }
    for need in &missing {
        eprintln!("   missing: {} ({})", need.package, need.why);
    }
    install(&missing)?;
    let still: Vec<&str> = missing
        .iter()
        .filter(|need| !need.optional && !is_there(need.sign))
        .map(|need| need.package)
        .collect();
    if !still.is_empty() {
        bail!("installed, yet not found where expected: {}", still.join(", "));
    }
    Ok(())
}

/// The client of another maker that uploads are tried with.
const TUSPY: &str = "tuspy==1.1.0";

/// Installs what tests need of PyPI into `target/python`, if it is not there yet.
pub fn python(root: &Path) -> Result<()> {
    let folder = root.join("target/python");
    if folder.join("tusclient").is_dir() {
        return Ok(());
    }
    shell::say("Installing the tus client of PyPI");
    let place = folder.to_string_lossy();
    // The very interpreter that will run it, where there are several.
    let arguments = ["-m", "pip", "install", "--quiet", "--target", &place, TUSPY];
    shell::run(&mut shell::command("python3", &arguments, root))
}

fn missing(purpose: Purpose) -> Vec<&'static Need> {
    NEEDS.iter().filter(|need| (purpose == Purpose::Test || need.demo) && !is_there(need.sign)).collect()
}

fn is_there(sign: Sign) -> bool {
    match sign {
        Sign::Program(name) => shell::on_path(name),
        Sign::File(places) => places.iter().any(|place| Path::new(place).is_file()),
        Sign::Versioned { above, below } => {
            let Ok(versions) = std::fs::read_dir(above) else { return false };
            versions.flatten().any(|version| version.path().join(below).is_file())
        }
    }
}

fn install(missing: &[&Need]) -> Result<()> {
    let packages: Vec<&str> = missing.iter().map(|need| need.package).collect();
    let by_hand = format!("apt-get install --no-install-recommends {}", packages.join(" "));
    let needed = missing.iter().any(|need| !need.optional);
    if !shell::on_path("apt-get") || !is_root() {
        if !needed {
            eprintln!("   going on without; as root on Debian: {by_hand}");
            return Ok(());
        }
        bail!("installing needs Debian and root; please run there, as root: {by_hand}");
    }
    shell::say("Installing with apt-get");
    let apt = |arguments: &[&str]| {
        let mut command = shell::command("apt-get", arguments, Path::new("/"));
        command.env("DEBIAN_FRONTEND", "noninteractive");
        shell::run(&mut command)
    };
    apt(&["update", "-qq"])?;
    let mut arguments =
        vec!["install", "-qq", "-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=600"];
    arguments.extend(&packages);
    apt(&arguments)
}

fn is_root() -> bool {
    let id = shell::command("id", &["-u"], Path::new("/")).output();
    id.is_ok_and(|answer| answer.stdout.trim_ascii() == b"0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_looked_for_where_they_say() {
        assert!(is_there(Sign::Program("sh")));
        assert!(!is_there(Sign::Program("no-such-program-here")));
        assert!(is_there(Sign::File(&["/no/such/file", "/etc/passwd"])));
        assert!(!is_there(Sign::Versioned { above: "/no/such/folder", below: "bin/initdb" }));
        assert!(is_there(Sign::Versioned { above: "/", below: "passwd" }), "/etc/passwd is below /");
    }

    #[test]
    fn the_demonstration_needs_no_browser_and_no_database() {
        let packages: Vec<&str> = NEEDS.iter().filter(|need| need.demo).map(|need| need.package).collect();
        assert_eq!(packages, ["texlive-lang-chinese", "fonts-noto-cjk", "nodejs", "npm", "mold"]);
    }

    #[test]
    fn each_package_stands_once() {
        let mut packages: Vec<&str> = NEEDS.iter().map(|need| need.package).collect();
        packages.sort_unstable();
        packages.dedup();
        assert_eq!(packages.len(), NEEDS.len());
    }
}
