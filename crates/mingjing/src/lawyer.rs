//! `mingjing law …`: the law's arithmetic for integrators and scripts. One answer a line on standard output; without an argument it reads lines from
//! standard input. The exit code is the worst of the lines: 0 answered, 1 invalid, 2 not readable, 3 a year that is not loaded.

use clap::{Args, Subcommand};
use law::calendar::Calendar;
use law::cli::{self, Length};
use law::period::{CalendarDays, WorkingDays};
use std::io::{BufRead, Write};

/// Questions of law that have one answer.
#[derive(Debug, Subcommand)]
pub enum Question {
    /// The last day of a period that begins on a day.
    Deadline(DeadlineArgs),
    /// Whether a day is a working day: working, rest or unknown.
    Workday { day: Option<String> },
    /// Checks a 统一社会信用代码 (GB 32100).
    Uscc { code: Option<String> },
    /// Checks a 公民身份号码 (GB 11643).
    Ric { code: Option<String> },
}

/// How long, and from when.
#[derive(Debug, Args)]
pub struct DeadlineArgs {
    /// Count working days (工作日).
    #[arg(long, conflicts_with = "calendar_days")]
    working_days: Option<u16>,
    /// Count calendar days, rolled forward to the first working day (日).
    #[arg(long)]
    calendar_days: Option<u16>,
    /// The day on which the period begins, 2026-11-23.
    day: Option<String>,
}

/// Answers on standard output; gives the exit code.
pub fn answer(question: Question) -> std::io::Result<i32> {
    let calendar = Calendar::builtin();
    match question {
        Question::Deadline(args) => {
            let length = match (args.working_days, args.calendar_days) {
                (Some(days), _) => Some(Length::WorkingDays(WorkingDays(days))),
                (_, Some(days)) => Some(Length::CalendarDays(CalendarDays(days))),
                _ => None,
            };
            each(args.day, |line| cli::deadline(&calendar, length, line))
        }
        Question::Workday { day } => each(day, |line| cli::workday(&calendar, line)),
        Question::Uscc { code } => each(code, cli::uscc),
        Question::Ric { code } => {
            let today = events::occasion::beijing(jiff::Timestamp::now()).date();
            each(code, |line| cli::ric(line, today))
        }
    }
}

fn each(argument: Option<String>, answer: impl Fn(&str) -> (String, i32)) -> std::io::Result<i32> {
    let mut out = std::io::stdout().lock();
    let mut worst = 0;
    let mut one = |line: &str| {
        let (text, code) = answer(line);
        worst = worst.max(code);
        writeln!(out, "{text}")
    };
    match argument {
        Some(line) => one(&line)?,
        None => {
            for line in std::io::stdin().lock().lines() {
                one(&line?)?;
            }
        }
    }
    Ok(worst)
}
