//! The share of reviewers (plan clause 18: in principle five in a hundred officers) where those look who have to keep it: every body for the page of the registers and
//! of oversight, and the alarm before the breach for a body's head and for the supervisor.

use crate::session::SignedIn;
use events::registers::Post;
use events::{OfficerId, Registers};
use jiff::civil::Date;
use oversight::reviewers::{self, Share};
use registers::declaration::{Register, content_of};
use registers::qualifications::Qualifications;
use std::collections::BTreeMap;

/// How far ahead the share of reviewers is looked at.
const MONTHS_AHEAD: u8 = 12;

/// A body with its figures today, and the first day in the coming year on which it has too few reviewers.
pub struct Shared {
    pub body: String,
    pub code: String,
    pub now: Share,
    pub breach: Option<Share>,
}

impl Shared {
    /// Enough, too few now, or too few from a day on.
    pub fn state_in_words(&self) -> String {
        match &self.breach {
            None => "充足".to_owned(),
            Some(_) if !self.now.is_enough() => "现在不足".to_owned(),
            Some(breach) => format!("自{}起将不足", crate::desk::chronology::day_in_words(breach.on)),
        }
    }
}

/// The share of every body that has officers.
pub fn all(registers: &Registers, today: Date) -> Vec<Shared> {
    let leaving = leaving(registers, today);
    let codes: Vec<&str> = registers.bodies().map(|body| body.code.as_str()).collect();
    codes.into_iter().filter_map(|code| of_body(registers, code, &leaving, today)).collect()
}

fn of_body(
    registers: &Registers,
    code: &str,
    leaving: &BTreeMap<OfficerId, Date>,
    today: Date,
) -> Option<Shared> {
    let breach = reviewers::breach(registers, code, leaving, today, MONTHS_AHEAD);
    let now = Some(reviewers::share(registers, code, leaving, today)).filter(|share| share.officers > 0)?;
    Some(Shared { body: registers.body(code)?.name.clone(), code: code.to_owned(), now, breach })
}

/// Who is expected to leave, and when.
fn leaving(registers: &Registers, today: Date) -> BTreeMap<OfficerId, Date> {
    let held = registers.book(Qualifications::WORD).all_as_of(today);
    let leaving = held.filter_map(|(_, version)| {
        let content = content_of::<Qualifications>(version)?;
        Some((OfficerId(content.officer), content.leaves_on?))
    });
    leaving.collect()
}

/// What the reader has to be told: a head of the own body, a supervisor of the justice bureau of every body. Nobody else; the figure is not public.
pub fn alarms(who: &SignedIn, today: Date) -> Vec<String> {
    let supervises = desk::duties::supervises(&who.officer, &who.registers);
    if !supervises && !who.officer.posts.contains(&Post::Head) {
        return Vec::new();
    }
    let shares = match supervises {
        true => all(&who.registers, today),
        false => {
            let leaving = leaving(&who.registers, today);
            of_body(&who.registers, &who.body.code, &leaving, today).into_iter().collect()
        }
    };
    shares.iter().filter_map(alarm).collect()
}

fn alarm(shared: &Shared) -> Option<String> {
    let breach = shared.breach.as_ref()?;
    Some(format!(
        "{}的法制审核人员{}：执法人员{}人，至少需要{}人，届时{}人（{}）。",
        shared.body,
        shared.state_in_words(),
        breach.officers,
        breach.needed,
        breach.reviewers,
        reviewers::SHARE
    ))
}
