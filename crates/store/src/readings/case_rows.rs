//! The reading rows of one case, from where it stands. The same code writes them with each act and makes them again in a rebuild, so
//! that the two cannot come apart; which article each row serves stands in `desk::readings`.

use super::dossier::MergeRow;
use super::recordings::RecordingRow;
use super::words::{words, words_of_document};
use crate::sql::{Row, row};
use desk::dossier::{self, DossierItem};
use desk::letters;
use desk::readings::{self, BulletinRow, CountRow, DocketRow, GateRow};
use events::records::RecordingAdded;
use events::standing::Merged;
use events::{Event, Recorded, Standing};
use jiff::civil::Date;
use law::calendar::Calendar;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// One version of a publication; earlier ones stay visible after a correction (plan clause 6), unless it was made to hide what they showed
/// (政府信息公开条例 art 15).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VersionRow {
    /// Entry number of the first publication.
    pub number: u64,
    /// Entry number of this version.
    pub version: u64,
    /// Exact document; empty once the publication is withdrawn or a correction has hidden it.
    pub document: String,
    pub on: Date,
    /// Why it was corrected; empty for the first version.
    pub reason: String,
    /// SHA-256 of the document, hex, once a correction has hidden it; the same stands in the version's public entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hidden: Option<String>,
}

/// What is public of a case: its publications, their versions, and the row that is counted.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct PublicSide {
    pub bulletin: Vec<BulletinRow>,
    pub versions: Vec<VersionRow>,
    pub counted: Option<CountRow>,
}

/// A case and its rows, folded event by event.
#[derive(Clone, Debug, Default)]
pub(crate) struct CaseRows {
    pub case: Standing,
    pub public: PublicSide,
    pub gate: Vec<GateRow>,
    /// Entry number of the first event; a case's place in lists.
    pub first: u64,
    /// What the folded events put into the dossier of the party.
    pub items: Vec<DossierItem>,
}

impl CaseRows {
    pub fn fold(&mut self, recorded: &Recorded, calendar: &Calendar) {
        if recorded.seq == 1 {
            self.first = recorded.number;
        }
        self.case.fold(recorded);
        self.gate.extend(readings::gate(recorded));
        self.items.extend(dossier::item(&self.case, recorded));
        self.public.counted = readings::counted(self.public.counted.take(), recorded, calendar);
        if readings::touches_bulletin(&recorded.body.event) {
            self.fold_bulletin(recorded);
        }
    }

    fn fold_bulletin(&mut self, recorded: &Recorded) {
        let first = matches!(recorded.body.event, Event::DecisionPublished(_));
        // A publication made after an earlier one was withdrawn is another publication: the earlier tombstone stays.
        let before = if first { None } else { self.public.bulletin.pop() };
        let Some(after) = readings::bulletin(before, recorded, &self.case) else { return };
        let versions = self.public.versions.iter_mut().filter(|version| version.number == after.number);
        match &recorded.body.event {
            Event::PublicationWithdrawn(_) => versions.for_each(|version| version.document.clear()),
            Event::PublicationCorrected(corrected) if corrected.earlier_hidden => versions.for_each(hide),
            _ => {}
        }
        match &recorded.body.event {
            Event::PublicationWithdrawn(_) => {}
            event => self.public.versions.push(VersionRow {
                number: after.number,
                version: recorded.number,
                document: after.document.clone(),
                on: recorded.day(),
                reason: match event {
                    Event::PublicationCorrected(corrected) => corrected.reason.clone(),
                    _ => String::new(),
                },
                hidden: None,
            }),
        }
        self.public.bulletin.push(after);
    }

    pub fn docket_row(&self, calendar: &Calendar) -> Option<DocketRow> {
        readings::docket(&self.case, calendar)
    }

    pub fn docket(&self, calendar: &Calendar) -> Vec<Row> {
        let row_of = |docket: DocketRow| {
            let open = docket.closed_on.is_none() && !self.case.ended();
            let json = json(&docket);
            row![self.case.stream, self.first, docket.body, docket.stage, open, json]
        };
        self.docket_row(calendar).map(row_of).into_iter().collect()
    }

    pub fn docket_officers(&self) -> Vec<Row> {
        let officers: BTreeSet<_> = self.case.handlers.iter().map(|handler| &handler.id).collect();
        officers.into_iter().map(|officer| row![self.case.stream, officer]).collect()
    }

    pub fn docket_words(&self) -> Vec<Row> {
        let Some(opened) = self.case.opened.as_ref() else { return Vec::new() };
        let text =
            format!("{}\n{}\n{}\n{}", opened.number, opened.title, opened.party.name, opened.party.code);
        words(&text).into_iter().map(|word| row![word, self.first, self.case.stream]).collect()
    }

    /// Its recordings, each with where it came from.
    pub fn recordings(&self) -> Vec<Row> {
        let Some(opened) = self.case.opened.as_ref() else { return Vec::new() };
        let row_of = |added: &RecordingAdded| {
            let began = added.began_at.as_millisecond();
            let json = json(&RecordingRow::of(added, opened.number.to_string()));
            row![self.case.stream, added.file.sha256, &opened.body, &added.device, began, json]
        };
        self.case.recordings.iter().map(row_of).collect()
    }

    /// Whose codes open a task of it; whether they still do, the case says.
    pub fn recorders(&self) -> Vec<Row> {
        self.case.read.recorders.iter().map(|known| row![&known.digest, self.case.stream]).collect()
    }

    /// What the folded events put into the dossier of the party.
    pub fn dossier_items(&self) -> Vec<Row> {
        let Some(opened) = self.case.opened.as_ref() else { return Vec::new() };
        let row_of = |item: &DossierItem| {
            let (kind, at, json) = (item.kind.code(), item.at.as_millisecond(), json(item));
            row![item.number, item.stream, &opened.party.code, kind, &opened.body, at, json]
        };
        self.items.iter().map(row_of).collect()
    }

    /// With which other parties its own is one, each in both directions, so that either leads to the other.
    pub fn party_links(&self) -> Vec<Row> {
        let Some(opened) = self.case.opened.as_ref() else { return Vec::new() };
        let rows_of = |merged: &Merged| {
            let json = json(&MergeRow::of(opened, merged));
            let (one, other) = (&opened.party.code, &merged.other.code);
            [row![self.case.stream, one, other, &json], row![self.case.stream, other, one, &json]]
        };
        self.case.target.merged.iter().flat_map(rows_of).collect()
    }

    /// The number by which people ask for it.
    pub fn numbers(&self) -> Vec<Row> {
        let case = self.case.opened.as_ref().map(|opened| &opened.number);
        let number = case.or(self.case.complaint.received.as_ref().map(|letter| &letter.number));
        number.map(|number| row![number.to_string(), self.case.stream]).into_iter().collect()
    }

    pub fn letters(&self, calendar: &Calendar) -> Vec<Row> {
        let supervision = letters::supervision(&self.case);
        let row_of = |letter: letters::LetterRow| {
            // What waits for nothing any more comes after all that does.
            let due = letter.due.map_or("9999-12-31".to_owned(), |due| due.to_string());
            let json = json(&letter);
            row![letter.stream, self.first, letter.body, supervision, due, letter.due.is_some(), json]
        };
        letters::row(&self.case, calendar).map(row_of).into_iter().collect()
    }

    pub fn duties(&self, calendar: &Calendar) -> Vec<Row> {
        let duties = readings::duties(&self.case, calendar);
        let row_of = |duty: &readings::DutyRow| {
            // A duty without a day comes after all that have one.
            let due = duty.due.map_or("9999-12-31".to_owned(), |due| due.to_string());
            row![duty.stream, duty.place, &duty.assignee, due, json(duty)]
        };
        duties.iter().map(row_of).collect()
    }

    pub fn bulletin(&self) -> Vec<Row> {
        let rows = self.public.bulletin.iter();
        rows.map(|b| row![b.number, b.stream, &b.unit, b.withdrawn.is_none(), json(b)]).collect()
    }

    pub fn bulletin_versions(&self) -> Vec<Row> {
        let versions = self.public.versions.iter();
        versions.map(|v| row![v.version, v.number, self.case.stream, json(v)]).collect()
    }

    pub fn bulletin_words(&self) -> Vec<Row> {
        let listed = self.public.bulletin.iter().filter(|row| row.withdrawn.is_none());
        listed
            .flat_map(|shown| {
                let words = words_of_document(&shown.document).into_iter();
                words.map(|word| row![word, shown.number, shown.stream])
            })
            .collect()
    }

    pub fn counted(&self) -> Vec<Row> {
        let counted = self.public.counted.iter();
        counted.map(|c| row![c.stream, &c.unit, c.due_on, is_pending(c), json(c)]).collect()
    }
}

/// Takes the text of a version away; what is left proves what it was to whoever has it.
fn hide(version: &mut VersionRow) {
    if version.hidden.is_none() {
        version.hidden = Some(hex::encode(Sha256::digest(&version.document)));
        version.document.clear();
    }
}

/// Neither published nor withheld yet.
pub(crate) fn is_pending(counted: &CountRow) -> bool {
    counted.published_on.is_none() && counted.withheld_on.is_none()
}

/// What a row adds to its unit's counters: decided, published, withheld; as `oversight::counters::figures` sums them.
pub(crate) fn tally(counted: Option<&CountRow>) -> [i64; 3] {
    let Some(row) = counted else { return [0; 3] };
    let withheld = row.withheld_on.is_some();
    [1, (row.published_on.is_some() && !withheld).into(), withheld.into()]
}

/// Rows are structs of texts, numbers and days, whose writing cannot fail.
fn json<T: Serialize>(row: &T) -> String {
    serde_json::to_string(row).unwrap_or_default()
}
