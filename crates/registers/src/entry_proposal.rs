//! 拟订名录条目: one person proposes what is to be entered, amended or retired in a register; nothing stands by it until a second person confirms
//! (plan clauses 1 and 2). An import is a proposal like any other, only longer.
//!
//! The registers with acts of their own (bodies, departments, officers, matters, calendars) can be proposed for as well, by the administrator who enters
//! them: that is how they are imported. Confirmed, each change becomes the events of its act (`crate::entering`).

use crate::all;
use crate::declaration::{KEEPERS, RegisterKind, canonical};
use crate::entry_effect;
use crate::judgement;
use crate::photo;
use crate::shape::filled;
use events::entries::{CHANGES_PER_EVENT, Change, EntriesPrepared};
use events::field::{Field, Shape};
use events::registers::OfficerEntered;
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, FileId, Occasion, Refusal};
use law::article::{Article, PLAN};
use serde::{Deserialize, Serialize};

/// The most changes one proposal carries.
pub const CHANGES_MAX: usize = 100_000;

/// Proposes changes of one register.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ProposeEntries {
    /// Word of the register.
    pub register: String,
    pub reason: String,
    pub changes: Vec<Change>,
}

events::refusals! {
    /// Why they cannot be proposed.
    pub enum Refused {
        RegisterUnknown => Article::of(PLAN, 2), "没有这个名录", "从名录目录中选择", field "register";
        NotItsKeeper { article: Article, title: String } => article, "没有维护{title}的岗位", "由本机关维护该名录的人员办理";
        TooMany => Article::of(PLAN, 2), "一次最多拟订十万条变更", "分几次拟订", field "changes";
    }
}

impl Act for ProposeEntries {
    const NAME: &'static str = "ProposeEntries";
    const WORD: &'static str = "entry_proposal";
    const TITLE: &'static str = "拟订名录条目";
    const STAGE: Stage = Stage::Register;
    const DUTY: Duty = Duty::KeepEntries;
    const EVENTS: &'static [&'static str] = &["EntriesPrepared"];
    const FIELDS: &'static [Field] = &[
        Field::new("register", "名录", Shape::Line(40)),
        Field::new("reason", "变更理由", Shape::Line(300))
            .hint("公开的名录，向社会公开的变更历史将显示这一理由；人员和证件的除外"),
        Field::new("changes", "变更", Shape::Changes),
    ];

    fn files(&self) -> Vec<FileId> {
        let kind = all::by_word(&self.register);
        kind.iter()
            .flat_map(|kind| self.changes.iter().flat_map(|change| photo::files(kind, change)))
            .collect()
    }

    fn decide(&self, _case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        let kind = open_register(&self.register)?;
        is_keeper(kind, occasion.by)?;
        let reason = filled("reason", &self.reason)?;
        if self.changes.is_empty() {
            return Err(Refusal::of_field("changes", "至少一条变更"));
        }
        if self.changes.len() > CHANGES_MAX {
            return Err(Refused::TooMany.into());
        }
        let changes: Vec<Change> = self.changes.iter().cloned().map(kept).collect();
        entry_effect::day_of(kind, &changes)?;
        if let Some(first) = judgement::first_wrong(kind, &changes, &reason, occasion) {
            return Err(located(first, changes.len()));
        }
        for change in &changes {
            photo::check(kind, change, occasion)?;
        }
        let proposal = occasion.fresh.to_string();
        let events = changes.chunks(CHANGES_PER_EVENT).map(|changes| {
            Event::EntriesPrepared(EntriesPrepared {
                register: kind.word.to_owned(),
                proposal: proposal.clone(),
                reason: reason.clone(),
                changes: changes.to_vec(),
            })
        });
        Ok(events.collect())
    }
}

/// The register of that word.
pub fn open_register(word: &str) -> Result<&'static RegisterKind, Refusal> {
    Ok(all::by_word(word).ok_or(Refused::RegisterUnknown)?)
}

/// Whether the officer holds a post that keeps this register.
pub fn is_keeper(kind: &RegisterKind, officer: &OfficerEntered) -> Result<(), Refusal> {
    match officer.posts.iter().any(|post| kind.keepers.contains(post)) {
        true => Ok(()),
        false => Err(Refused::NotItsKeeper { article: kind.article, title: kind.title.to_owned() }.into()),
    }
}

/// Whether the officer may confirm or decline what others propose for this register. What the administrator proposes for the registers with acts of their own
/// is confirmed by any keeper: two administrators in one body would be one too many.
pub fn may_confirm(kind: &RegisterKind, officer: &OfficerEntered) -> Result<(), Refusal> {
    let keeps = |post| kind.act.is_some() && KEEPERS.contains(post);
    if officer.posts.iter().any(keeps) { Ok(()) } else { is_keeper(kind, officer) }
}

/// The change with its content in the form in which it is kept.
pub fn kept(change: Change) -> Change {
    match change {
        Change::Enter(mut held) => {
            held.content = canonical(&held.content);
            Change::Enter(held)
        }
        Change::Amend(mut held) => {
            held.content = canonical(&held.content);
            Change::Amend(held)
        }
        retire => retire,
    }
}

/// The refusal with the place of its change, where there are several.
fn located(wrong: judgement::Wrong, changes: usize) -> Refusal {
    let judgement::Wrong { place, refusal } = wrong;
    if changes == 1 {
        return refusal;
    }
    let field = refusal.field.map_or(format!("changes.{place}"), |field| format!("changes.{place}.{field}"));
    Refusal { says: format!("第{}条：{}", place + 1, refusal.says), field: Some(field), ..refusal }
}
