//! The command line: what can be asked of the program, and which part answers. Secrets are never arguments. Exit codes: 0 done; 1 a fault was found or a
//! receipt does not hold; 2 the question does not read or the work could not be done; `law` has its own.

use crate::clock::MachineClock;
use crate::serve::{Doors, close};
use crate::settings::Settings;
use crate::{account, ask, demo, examine, found, lawyer, package, rooms, verify};
use anyhow::{Result, bail};
use clap::{Args, Parser, Subcommand};
use events::StreamId;
use pages::office::Office;
use std::io::IsTerminal;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

/// A fault was found.
pub const FOUND: u8 = 1;
/// The work could not be done.
pub const FAILED: u8 = 2;

#[derive(Parser)]
#[command(name = "mingjing", version, about = "明镜: administrative law enforcement, provable at every step")]
pub struct Asked {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve a district: the portal to everyone, the desk to its officers
    Serve(Place),
    /// Found a district in an empty store, by asking for its first administrator
    Found(Place),
    /// Open an officer's account, or replace its password
    Account(AccountArgs),
    /// Tell a synthetic district into a folder and serve it
    Demo(DemoArgs),
    /// Check everything in the store and name every fault; or, with --gate, only an exported ledger
    Check(CheckArgs),
    /// Drop every reading and make it again from the ledger
    Rebuild(Place),
    /// Write the ledger into a folder for the offline checker
    Export(ExportArgs),
    /// Verify a receipt, an archive package or an exported ledger, with no network and no store
    Verify(verify::VerifyArgs),
    /// Write the archive package (BagIt) of a filed case
    Package(PackageArgs),
    /// Print a settings file with every setting, its default and what it is for
    Settings,
    /// The law's arithmetic: deadlines, working days, identifiers
    #[command(subcommand)]
    Law(lawyer::Question),
}

/// Which district.
#[derive(Args)]
struct Place {
    /// Settings file (TOML)
    #[arg(long)]
    config: Option<PathBuf>,
    /// Data folder; its own mingjing.toml is read when there is one
    #[arg(long)]
    data: Option<PathBuf>,
}

impl Place {
    fn settings(&self) -> Result<Settings> {
        Settings::read(self.config.as_deref(), self.data.as_deref())
    }
}

#[derive(Args)]
struct AccountArgs {
    /// Id of the officer in the register
    officer: String,
    /// What the officer types to sign in; the id when not given
    #[arg(long)]
    login: Option<String>,
    /// Also make a second factor, and print the address an authenticator app takes
    #[arg(long)]
    totp: bool,
    #[command(flatten)]
    place: Place,
}

#[derive(Args)]
struct DemoArgs {
    /// Where the district is kept; the same folder again goes on where it was left
    #[arg(long)]
    data: PathBuf,
    /// Where the public sees the portal
    #[arg(long, default_value = "127.0.0.1:8080")]
    portal: SocketAddr,
    /// Where officers see the desk
    #[arg(long, default_value = "127.0.0.1:8081")]
    desk: SocketAddr,
    /// How many cases to tell
    #[arg(long, default_value_t = demo::CASES)]
    cases: usize,
    /// The seed: the same seed gives the same bytes
    #[arg(long, default_value_t = demo::SEED)]
    seed: u64,
    /// Tell the district and do not serve it
    #[arg(long)]
    only_tell: bool,
}

#[derive(Args)]
struct CheckArgs {
    /// An exported ledger with bodies: look only for decisions that passed the gate without a review
    #[arg(long, conflicts_with_all = ["config", "data"])]
    gate: Option<PathBuf>,
    /// With --gate, the ledger's key: a file with it, or the key itself; without it the key in the folder is used, and vouches only for itself
    #[arg(long, requires = "gate")]
    vkey: Option<String>,
    #[command(flatten)]
    place: Place,
}

#[derive(Args)]
struct ExportArgs {
    /// The folder to write
    folder: PathBuf,
    /// Leave out the bodies, which are private: the rest may be given to anyone
    #[arg(long)]
    without_bodies: bool,
    #[command(flatten)]
    place: Place,
}

#[derive(Args)]
struct PackageArgs {
    /// The case: its 32 hexadecimal digits, as in the desk's addresses
    case: StreamId,
    /// The ZIP file to write
    out: PathBuf,
    #[command(flatten)]
    place: Place,
}

/// Does what was asked.
pub async fn answer(asked: Asked) -> Result<ExitCode> {
    match asked.command {
        Command::Serve(place) => serve(place.settings()?).await,
        Command::Found(place) => {
            let books = rooms::books(&place.settings()?).await?;
            let done = found::by_asking(&rooms::desk(&books), &books).await;
            close(&books).await?;
            done
        }
        Command::Account(args) => {
            let books = rooms::standing(&args.place.settings()?).await?;
            let done = account::put(&books, &args.officer, args.login.as_deref(), args.totp).await;
            close(&books).await?;
            done
        }
        Command::Demo(args) => demonstrate(args).await,
        Command::Check(args) => return check(args).await,
        Command::Rebuild(place) => {
            let books = rooms::standing(&place.settings()?).await?;
            let done = examine::rebuild(&books).await;
            close(&books).await?;
            done
        }
        Command::Export(args) => {
            let books = rooms::standing(&args.place.settings()?).await?;
            let done = examine::export(&books, &args.folder, !args.without_bodies).await;
            close(&books).await?;
            done
        }
        Command::Verify(args) => return Ok(found_or_not(verify::verify(&args)?)),
        Command::Package(args) => {
            let settings = args.place.settings()?;
            let books = rooms::standing(&settings).await?;
            let office = rooms::office(&settings, books.clone(), Arc::new(MachineClock))?;
            let done = package::write(&office, args.case, &args.out).await;
            close(&books).await?;
            done
        }
        Command::Settings => {
            print!("{}", Settings::template());
            Ok(())
        }
        Command::Law(question) => {
            let code = lawyer::answer(question)?;
            return Ok(ExitCode::from(u8::try_from(code).unwrap_or(FAILED)));
        }
    }
    .map(|()| ExitCode::SUCCESS)
}

async fn check(args: CheckArgs) -> Result<ExitCode> {
    if let Some(export) = &args.gate {
        return Ok(found_or_not(verify::gate(export, args.vkey.as_deref())?));
    }
    let books = rooms::standing(&args.place.settings()?).await?;
    let clean = examine::check(&books).await;
    close(&books).await?;
    Ok(found_or_not(clean?))
}

fn found_or_not(clean: bool) -> ExitCode {
    if clean { ExitCode::SUCCESS } else { ExitCode::from(FOUND) }
}

async fn serve(settings: Settings) -> Result<()> {
    log(&settings);
    let doors = Doors::open(settings.portal, settings.desk).await?;
    let books = rooms::books(&settings).await?;
    if found::is_empty(&books) {
        if !ask::somebody_is_there() {
            close(&books).await?;
            bail!(
                "this district is empty; found it first: mingjing found --data {}",
                settings.data.display()
            );
        }
        found::by_asking(&rooms::desk(&books), &books).await?;
    }
    let office = rooms::office(&settings, books, Arc::new(MachineClock))?;
    announce(&doors, &office);
    doors.serve(&settings, office).await
}

async fn demonstrate(args: DemoArgs) -> Result<()> {
    let mut settings = demo::settings(&args.data)?;
    (settings.portal, settings.desk) = (args.portal, args.desk);
    log(&settings);
    if args.only_tell {
        demo::told(&settings, args.cases, args.seed).await?;
        return Ok(());
    }
    let doors = Doors::open(settings.portal, settings.desk).await?;
    (settings.portal, settings.desk) = (doors.portal_address, doors.desk_address);
    demo::told(&settings, args.cases, args.seed).await?;
    let books = rooms::books(&settings).await?;
    let office = rooms::office(&settings, books, Arc::new(MachineClock))?;
    println!("{}", demo::guide(&format!("http://{}", settings.portal), &format!("http://{}", settings.desk)));
    announce(&doors, &office);
    doors.serve(&settings, office).await
}

/// Says where the doors are and which key to check the ledger with.
fn announce(doors: &Doors, office: &Office) {
    println!("portal http://{}", doors.portal_address);
    println!("desk http://{}", doors.desk_address);
    println!("vkey {}", office.books.vkey());
}

/// Logs go to standard error; `RUST_LOG` says how much. They hold no personal data: no query strings, no bodies, no names.
fn log(settings: &Settings) {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| {
        tracing_subscriber::EnvFilter::new("info,sqlx=warn,sea_orm=warn,sea_orm_migration=warn")
    });
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    // A second subscriber is refused, and the first goes on: nothing to do about it.
    let _ = if settings.log_json { builder.json().try_init() } else { builder.try_init() };
}
