//! The directory as the portal needs it: the names of the bodies and the public side of every register (plan clauses 1 and 2). It is handed to the portal
//! from outside whenever the registers change; the portal itself reads no register.

mod amendments;
pub(super) mod calculator;
mod day;
pub(super) mod entry;
pub(super) mod files;
mod find;
pub(super) mod offered;
mod official;
pub(super) mod pages;
mod powers;
pub(crate) mod public;
mod related;
pub(super) mod samples;
mod shown;
mod standard;
#[cfg(test)]
pub(super) mod tests;

use events::Registers;
use public::PublicRegisters;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// Names of bodies by 统一社会信用代码, and the public registers, as of one version of the registers.
#[derive(Default)]
pub struct Directory {
    version: u64,
    names: BTreeMap<String, String>,
    pub(super) registers: PublicRegisters,
}

impl Directory {
    /// The public part of the registers.
    pub fn of(registers: &Registers) -> Directory {
        Directory::following(registers, &Directory::default())
    }

    /// The same, made from the one before: what did not change is shared with it.
    pub fn following(registers: &Registers, before: &Directory) -> Directory {
        let names = registers.bodies().map(|body| (body.code.clone(), body.name.clone()));
        let (version, names) = (registers.version, names.collect());
        Directory { version, names, registers: PublicRegisters::following(registers, &before.registers) }
    }

    /// The body's name; its code when it is not in the directory.
    pub fn name<'a>(&'a self, code: &'a str) -> &'a str {
        self.names.get(code).map_or(code, String::as_str)
    }

    /// Code and name of every body.
    pub fn bodies(&self) -> impl Iterator<Item = (&str, &str)> {
        self.names.iter().map(|(code, name)| (code.as_str(), name.as_str()))
    }
}

/// How often the registers are looked at again; a change is to be seen within a minute (features 2.2, 5.1).
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// A directory that follows the registers until nobody reads it any more.
pub fn follow(registers: impl Fn() -> Arc<Registers> + Send + 'static) -> watch::Receiver<Arc<Directory>> {
    let (sender, receiver) = watch::channel(Arc::new(Directory::of(&registers())));
    tokio::spawn(async move {
        let mut ticks = tokio::time::interval(LOOK_EVERY);
        loop {
            tokio::select! {
                () = sender.closed() => return,
                _ = ticks.tick() => {}
            }
            let newest = registers();
            let before = sender.borrow().clone();
            if before.version != newest.version {
                // A long register takes a moment to be put into words; the pages are answered from the directory before meanwhile.
                let made = tokio::task::spawn_blocking(move || Directory::following(&newest, &before)).await;
                if let Ok(made) = made {
                    sender.send_replace(Arc::new(made));
                }
            }
        }
    });
    receiver
}
