//! The program's parts: settings, the key, opening the rooms, the commands, and the synthetic district. The binary beside this is only its command line;
//! the benchmark builds its districts with the same parts.

pub mod account;
pub mod ask;
pub mod clock;
pub mod command;
pub mod connections;
pub mod demo;
pub mod examine;
pub mod found;
pub mod key;
pub mod lawyer;
pub mod package;
pub mod rooms;
pub mod serve;
pub mod settings;
pub mod upkeep;
pub mod verify;
