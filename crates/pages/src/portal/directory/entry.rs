//! One entry at its permanent address: its name, everything public about it as a citizen reads it, what else concerns it, and every version it has had with what
//! changed in words (plan clauses 1 and 2; features 1.1, 1.2, 1.5). As of any day, by a form that keeps the place.

use super::amendments::{self, Coming};
use super::day;
use super::pages::{Asked, encoded};
use super::powers;
use super::public::{PublicVersion, on};
use super::related::{self, Section};
use super::samples::{self, Sample};
use super::shown::{self, Fact, Line, Reading};
use crate::portal::missing::Missing;
use crate::portal::{Frame, PortalState, day as day_in_words, page};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use events::book::differences;
use events::field::Field;
use registers::declaration::RegisterKind;
use serde_json::Value;

/// A version in the entry's history.
struct Shown {
    days: String,
    reason: String,
    confirmed_on: String,
    number: Option<u64>,
    /// Address of the entry as it was on the version's first day; empty where it never held.
    then: String,
    first: bool,
    /// Whether it begins after today.
    later: bool,
    differences: Vec<Change>,
}

impl Shown {
    /// What was done, and why; a reason that only says the same is not said twice.
    fn what(&self) -> String {
        let what = if self.first { "首次公布" } else { "变更" };
        match self.reason.trim() {
            "" => what.to_owned(),
            reason if reason == what => what.to_owned(),
            reason => format!("{what}：{reason}"),
        }
    }
}

/// A field that a version changed, in words.
struct Change {
    label: &'static str,
    before: Vec<Line>,
    after: Vec<Line>,
}

#[derive(Template)]
#[template(path = "portal/directory/entry.html")]
struct EntryPage {
    page: Frame,
    word: &'static str,
    title: &'static str,
    key: String,
    name: String,
    /// The English name; empty until somebody enters it.
    name_en: String,
    /// The permanent address.
    path: String,
    on: String,
    day: String,
    asked: bool,
    /// From when to when what is shown holds.
    holds: String,
    /// What is confirmed and begins later.
    coming: Vec<Coming>,
    /// What became of the articles it cites.
    notes: Vec<Line>,
    /// Empty when nothing holds on the day.
    facts: Vec<Fact>,
    articles: Vec<powers::Quoted>,
    /// The sample papers of a guide.
    samples: Vec<Sample>,
    sections: Vec<Section>,
    versions: Vec<Shown>,
    /// Address of the calculator, for a discretion standard.
    calculator: String,
}

/// `GET /directory/{register}/{key}`: the permanent address of an entry.
pub async fn show(
    State(state): State<PortalState>,
    Path((word, key)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Missing> {
    let directory = state.directory();
    let register = directory.registers.of_word(&word).ok_or(Missing::Page)?;
    let (kind, day) = (register.kind, asked.day(&state)?);
    let history = register.history(&key);
    let newest = history.last().ok_or(Missing::Page)?;
    let today = state.today();
    let reading = Reading { directory: &directory, day, asked: day != today, today };
    let version = register.as_of(&key, day);
    let content = version.and_then(|version| version.content.clone()).map(|content| on(content, day));
    let mut facts = Vec::new();
    let mut sections = Vec::new();
    let mut articles = Vec::new();
    if let Some(content) = &content {
        facts = shown::facts(&reading, kind, content);
        if kind.word == "matter" {
            facts.extend(powers::facts(&reading, content));
            articles = powers::articles(&reading, content);
        }
        facts.extend(working_days(kind, content));
        sections = related::sections(&reading, kind, &key, content);
    }
    let calculator = match kind.word == "discretion" && content.is_some() {
        true => reading.calculator(&key),
        false => String::new(),
    };
    // An entry that has ended is still called what it was called last.
    let last_named = history.iter().rev().find(|version| version.content.is_some()).unwrap_or(newest);
    let text = |field: &str| {
        content.as_ref().and_then(|content| content.get(field)?.as_str()).unwrap_or_default().to_owned()
    };
    Ok(page(&EntryPage {
        page: Frame { nav: "directory" },
        word: kind.word,
        title: kind.title,
        name: version.unwrap_or(last_named).name.clone(),
        name_en: text("name_en"),
        path: format!("/directory/{}/{}", kind.word, encoded(&key)),
        on: day.to_string(),
        day: day::in_words(day, today),
        asked: reading.asked,
        holds: version.map(days).unwrap_or_default(),
        coming: amendments::coming(&reading, register, &key),
        notes: version.map(|version| amendments::notes(&reading, version)).unwrap_or_default(),
        facts,
        articles,
        samples: content
            .as_ref()
            .filter(|_| kind.word == "guides")
            .map(samples::of_guide)
            .unwrap_or_default(),
        sections,
        versions: versions(&reading, kind, &key, history),
        calculator,
        key,
    }))
}

/// How many days of a calendar's year are worked.
fn working_days(kind: &RegisterKind, content: &Value) -> Option<Fact> {
    if kind.word != "calendar" {
        return None;
    }
    let year = i16::try_from(content.get("year")?.as_i64()?).ok()?;
    let days = jiff::civil::Date::new(year, 1, 1).ok()?.series(jiff::ToSpan::days(1));
    let weekdays =
        days.take_while(|day| day.year() == year).filter(|day| !law::notices::weekend(*day)).count();
    let listed = |field: &str| content.get(field).and_then(Value::as_array).map_or(0, Vec::len);
    let worked = (weekdays + listed("working")).saturating_sub(listed("rest"));
    Some(Fact::of("全年工作日", format!("{worked}日")))
}

/// From when to when a version holds.
fn days(version: &PublicVersion) -> String {
    let from = day_in_words(version.from);
    match (&version.content, version.to) {
        (None, _) => format!("自{from}起停用"),
        (_, Some(to)) if to < version.from => format!("{from}当日即被更正"),
        (_, Some(to)) => format!("{from}至{}", day_in_words(to)),
        (_, None) => format!("{from}起"),
    }
}

/// Every version, the newest first.
fn versions(reading: &Reading<'_>, kind: &RegisterKind, key: &str, history: &[PublicVersion]) -> Vec<Shown> {
    let mut versions = Vec::new();
    let mut before: Option<&Value> = None;
    for (place, version) in history.iter().enumerate() {
        let held = version.content.is_some() && version.to.is_none_or(|to| to >= version.from);
        versions.push(Shown {
            days: days(version),
            reason: version.reason.clone(),
            confirmed_on: day_in_words(version.confirmed_on),
            number: version.number,
            then: match held {
                true => format!("/directory/{}/{}?on={}", kind.word, encoded(key), version.from),
                false => String::new(),
            },
            first: place == 0,
            later: version.from > reading.today,
            differences: match before {
                Some(before) => changed(reading, kind, before, version),
                None => Vec::new(),
            },
        });
        before = version.content.as_ref().or(before);
    }
    versions.reverse();
    versions
}

/// What a version changed, field by field, in the order of the declaration.
fn changed(
    reading: &Reading<'_>,
    kind: &RegisterKind,
    before: &Value,
    version: &PublicVersion,
) -> Vec<Change> {
    let Some(after) = &version.content else { return Vec::new() };
    // Links of the past lead to the past: an article as it was cited then.
    let then = Reading { day: version.from, asked: true, ..*reading };
    let found = differences(Some(before), Some(after));
    let fields = kind.public.iter().filter_map(|key| kind.field(key));
    let differing = fields.filter(|field| found.iter().any(|difference| difference.field == field.key));
    let words = |field: &Field, content: &Value| match content.get(field.key) {
        Some(value) => shown::lines(&then, kind, field, value, content),
        None => Vec::new(),
    };
    let change = |field: &Field| Change {
        label: shown::label(kind, field),
        before: words(field, before),
        after: words(field, after),
    };
    differing.map(change).collect()
}
