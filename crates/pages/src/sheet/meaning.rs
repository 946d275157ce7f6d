//! What a row of a table means, held against what stands: nothing, where it says what is there already; a change, with its key and its days; or what is wrong
//! with it before anybody judges it. Names of bodies become their codes here, and figures typed in the full width are the figures they look like.

use super::columns::{Sheet, as_read};
use events::Registers;
use events::book::{Version, as_of};
use events::entries::{Change, Held};
use events::field::{Offer, Shape};
use jiff::civil::Date;
use law::width::narrow_figures;
use registers::declaration::canonical;
use registers::entering;
use serde_json::Value;
use sheets::Row;
use std::collections::HashMap;

/// What a row comes to before it is judged.
pub(super) enum Meant {
    Nothing,
    Change(Change),
}

/// What rows of one file are read with.
pub(super) struct Meaning<'a> {
    sheet: &'a Sheet,
    today: Date,
    /// Codes of bodies by their names.
    by_name: HashMap<String, String>,
    /// Where each key was met first.
    seen: HashMap<String, u64>,
}

impl<'a> Meaning<'a> {
    pub fn of(sheet: &'a Sheet, today: Date, registers: &Registers) -> Meaning<'a> {
        let by_name = registers.bodies().map(|body| (body.name.clone(), body.code.clone())).collect();
        Meaning { sheet, today, by_name, seen: HashMap::new() }
    }

    /// What a row means where `registers` stand; or its column and what is wrong there.
    pub fn row(&mut self, row: &Row, registers: &Registers) -> Result<Meant, (usize, String)> {
        let (sheet, kind) = (self.sheet, self.sheet.kind);
        let mut content = sheet.content(row)?;
        self.coded(&mut content, registers);
        let key = self.key(&mut content, registers)?;
        if let Some(first) = self.seen.insert(key.clone(), row.number) {
            return Err((
                sheet.place_of(""),
                format!("编号“{key}”与第{first}行重复，一个文件中每个条目只写一行"),
            ));
        }
        let history = registers.book(kind.word).history(&key);
        let last = history.last();
        let stands = last.and_then(|last| last.content.as_deref());
        let base = stands.map(|content| canonical(&entering::fields_of(kind, content)));
        self.complete(&mut content, base.as_ref(), row);
        if kind.act.is_some() {
            return Ok(match base {
                Some(base) if as_read(&base) == content => Meant::Nothing,
                base => change(base.is_some(), Held { key, valid_from: self.today, valid_to: None, content }),
            });
        }
        let days = sheet.days(row);
        if let Some(from) = days.ends {
            return Ok(match last {
                Some(last) if last.content.is_none() && last.valid_from == from => Meant::Nothing,
                _ => Meant::Change(Change::Retire { key, from }),
            });
        }
        let so_far = last.filter(|_| stands.is_some()).and_then(|last| last.valid_to);
        let valid_to = if sheet.tells_end(row) { days.to } else { so_far };
        if says_what_stands(history, &content, days.from, valid_to, self.today) {
            return Ok(Meant::Nothing);
        }
        let valid_from = match (days.from, last) {
            // The day of the version before is no day for what the row changes.
            (Some(from), Some(last)) if stands.is_some() && from == last.valid_from => self.today.max(from),
            (Some(from), _) => from,
            (None, Some(last)) if stands.is_some() => self.today.max(last.valid_from),
            (None, _) => self.today,
        };
        Ok(change(stands.is_some(), Held { key, valid_from, valid_to, content }))
    }

    /// Bodies by their codes, where a name was written; and codes in the usual width where they were typed in the full one.
    fn coded(&self, content: &mut Value, registers: &Registers) {
        for (_, field) in self.sheet.fields() {
            let Some(Value::String(text)) = content.get_mut(field.key) else { continue };
            match field.shape {
                Shape::One(Offer::Bodies) if registers.body(text).is_none() => {
                    if let Some(code) = self.by_name.get(text.as_str()) {
                        text.clone_from(code);
                    } else {
                        *text = narrow_figures(text).into_owned();
                    }
                }
                Shape::Line(_) => {
                    let narrow = narrow_figures(text);
                    if narrow.is_ascii() {
                        *text = narrow.into_owned();
                    }
                }
                _ => {}
            }
        }
    }

    /// The key of a row; figures in the full width are the same figures, unless an entry is called so.
    fn key(&self, content: &mut Value, registers: &Registers) -> Result<String, (usize, String)> {
        let kind = self.sheet.kind;
        let known = |key: &str| !registers.book(kind.word).history(key).is_empty();
        if let Some(key) = kind.key_of(content).filter(|key| known(key)) {
            return Ok(key);
        }
        for field in kind.key {
            if let Some(Value::String(text)) = content.get_mut(*field) {
                *text = narrow_figures(text).into_owned();
            }
        }
        let wrong = || {
            let blank = kind.key.iter().find(|field| content.get(**field).is_none()).unwrap_or(&kind.key[0]);
            (
                self.sheet.place_of(blank),
                "编号没有填写，或者含有不能使用的字符；用文字、数字、短横线和下划线".to_owned(),
            )
        };
        kind.key_of(content).ok_or_else(wrong)
    }

    /// What the file has no column for, and what is in no table, stays as it stands; and a text that differs in nothing but its line breaks is the one that stands.
    fn complete(&self, content: &mut Value, base: Option<&Value>, row: &Row) {
        let (Some(Value::Object(base)), Some(fields)) = (base, content.as_object_mut()) else { return };
        let in_table: HashMap<&str, usize> =
            self.sheet.fields().map(|(place, field)| (field.key, place)).collect();
        for (key, value) in base {
            match in_table.get(key.as_str()) {
                Some(place) if !row.absent.contains(place) => {}
                _ => {
                    fields.insert(key.clone(), as_read(value));
                }
            }
        }
    }
}

fn change(amends: bool, held: Held) -> Meant {
    Meant::Change(if amends { Change::Amend(held) } else { Change::Enter(held) })
}

/// Whether a row is a version that is there, with its days; without days, the one that holds today or the newest.
fn says_what_stands(
    history: &[Version],
    content: &Value,
    from: Option<Date>,
    to: Option<Date>,
    today: Date,
) -> bool {
    let today = as_of(history, today);
    let newest = history.last();
    history.iter().any(|version| {
        let meant = match from {
            Some(from) => from == version.valid_from,
            None => [today, newest].into_iter().flatten().any(|one| std::ptr::eq(one, version)),
        };
        let held = || version.content.as_deref().map(|held| as_read(&canonical(held)));
        meant && to == version.valid_to && held().as_ref() == Some(content)
    })
}
