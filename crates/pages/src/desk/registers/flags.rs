//! Entries that cite an amended article (条文修改提示), each with a link to its form and one touch that proposes to confirm it as it
//! is. What is flagged is worked out once for each state of the registers and each day, not for every reader (plan clause 2; features 1.2).

use super::encoded;
use crate::desk::acts::{answer, not_found};
use crate::desk::{again, posted};
use crate::page::Page;
use crate::session::SignedIn;
use crate::state::DeskState;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use desk::{Request as Asking, Said};
use events::entries::{Change, Held};
use events::field::{Field, Shape};
use events::{Act, Registers};
use jiff::civil::Date;
use registers::citation::{self, Flag};
use registers::declaration::{RegisterKind, canonical};
use registers::entry_proposal::ProposeEntries;
use registers::{all, entering, sight};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

/// The reason that stands in the public history.
const REASON: &str = "所引条文修改后经复核，内容不变";

/// What the one touch posts.
const FIELDS: &[Field] = &[Field::new("key", "条目编号", Shape::Line(300))];

/// An entry to be looked at again, as the page lists it.
pub struct Flagged {
    pub title: &'static str,
    pub word: &'static str,
    pub key: String,
    pub name: String,
    pub articles: String,
    /// Its history, and the form in which it is amended.
    pub history: String,
    pub change: String,
    /// So that pressing twice does it once.
    pub touch: String,
}

/// The newest answer, with the registers and the day it is about. One is enough: everyone asks about today and the newest registers.
type Kept = Option<(Arc<Registers>, Date, Arc<Vec<Flag>>)>;
static KEPT: Mutex<Kept> = Mutex::new(None);

/// Every flag of this state of the registers.
fn flags(registers: &Arc<Registers>, today: Date) -> Arc<Vec<Flag>> {
    // Whoever panicked while holding it left a whole answer or none.
    let mut kept = KEPT.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some((known, day, flags)) = &*kept
        && Arc::ptr_eq(known, registers)
        && *day == today
    {
        return flags.clone();
    }
    let flags = Arc::new(citation::flagged(registers, today));
    *kept = Some((registers.clone(), today, flags.clone()));
    flags
}

/// Those the reader may see.
pub fn seen(who: &SignedIn, today: Date) -> Vec<Flagged> {
    let flags = flags(&who.registers, today);
    let visible = flags.iter().filter(|flag| {
        let history = who.registers.book(flag.kind.word).history(&flag.key);
        sight::sees_register(flag.kind, &who.officer)
            && sight::sees_history(flag.kind, history, &who.officer, &who.body)
    });
    visible.map(|flag| flagged(who, flag)).collect()
}

fn flagged(who: &SignedIn, flag: &Flag) -> Flagged {
    let articles = flag.amendments.iter().map(|amendment| {
        let what = if amendment.repealed { "废止" } else { "修改" };
        format!("{}自{}起{what}", amendment.cited, crate::desk::chronology::day_in_words(amendment.from))
    });
    let (word, key) = (flag.kind.word, encoded(&flag.key));
    Flagged {
        title: flag.kind.title,
        word,
        name: super::name_of(&who.registers, flag.kind, &flag.key),
        articles: articles.collect::<Vec<_>>().join("；"),
        history: format!("/registers/entries/{word}/history?key={key}"),
        change: format!("/registers/entries/{word}/change?key={key}"),
        touch: uuid::Uuid::now_v7().to_string(),
        key: flag.key.clone(),
    }
}

/// `POST /registers/entries/{register}/unchanged`: proposes that the entry stands as it is; another person confirms it, as any proposal.
pub async fn unchanged(
    State(state): State<DeskState>,
    who: Result<SignedIn, Response>,
    Path(word): Path<String>,
    request: Request,
) -> Response {
    let action = format!("/registers/entries/{}/unchanged", encoded(&word));
    let who = match who {
        Ok(who) => who,
        Err(answer) => return again::unknown(&action, FIELDS, request, answer).await,
    };
    let Some(kind) = all::by_word(&word) else { return not_found(&who) };
    let form = match posted::read(&state, &who, request).await {
        Ok(form) => form,
        Err(answer) => return answer,
    };
    let back = |fault: &desk::Fault| again::page(Page::of(&who, "registers"), &action, FIELDS, &form, fault);
    if let Some(fault) = &form.away {
        return back(fault);
    }
    let key = form.posted.iter().find(|(name, _)| name == "key").map_or("", |(_, key)| key.as_str());
    let history = who.registers.book(kind.word).history(key);
    if !sight::sees_history(kind, history, &who.officer, &who.body) {
        return not_found(&who);
    }
    let Some(change) = as_it_is(kind, history, key, state.today()) else { return not_found(&who) };
    match propose(&state, &who, kind, change, &form.key).await {
        Ok(()) => {
            Redirect::to(&format!("/registers/proposals?done={}", ProposeEntries::WORD)).into_response()
        }
        Err(Said::Fault(fault)) => back(&fault),
        Err(said) => answer(&who, said, "/registers/entries"),
    }
}

/// The newest version once more, from today; `None` when the entry has ended.
fn as_it_is(
    kind: &RegisterKind,
    history: &[events::book::Version],
    key: &str,
    today: Date,
) -> Option<Change> {
    let last = history.last()?;
    let content = canonical(&entering::fields_of(kind, last.content.as_deref()?));
    let valid_from = last.valid_from.max(today);
    Some(Change::Amend(Held { key: key.to_owned(), valid_from, valid_to: last.valid_to, content }))
}

async fn propose(
    state: &DeskState,
    who: &SignedIn,
    kind: &RegisterKind,
    change: Change,
    once: &str,
) -> Result<(), Said> {
    let input = json!({"register": kind.word, "reason": REASON, "changes": [change]});
    // An object, as it was just written; and the act is in the list it is looked up in.
    let (Value::Object(input), Some(act)) = (input, desk::acts::by_word(ProposeEntries::WORD)) else {
        return Err(Said::Busy);
    };
    state.office.carry_out(act, Asking { case: None, input, key: once, by: who.id() }).await.map(|_| ())
}
