//! The program: one binary for the desk and the portal, for checking and rebuilding, for the law's arithmetic and for the synthetic district. This file is
//! only its door; `command` says what can be asked.

use clap::Parser;
use mingjing::command::{Asked, FAILED, answer};
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    match answer(Asked::parse()).await {
        Ok(code) => code,
        Err(fault) => {
            eprintln!("mingjing: {fault:#}");
            ExitCode::from(FAILED)
        }
    }
}
