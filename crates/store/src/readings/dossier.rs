//! The dossier of an enforcement target (一户一档, plan clause 12): everything there is in any case against it, the latest first; and which other parties are the same target, by merging upon
//! merging. Who may see whose cases is said by the caller and held in SQL.

use super::{PAGE_MAX, read};
use crate::books::Books;
use crate::fault::database;
use crate::sql::{self, Cell, Got, marks};
use desk::Fault;
use desk::dossier::{DossierItem, ItemKind};
use events::cases::CaseOpened;
use events::records::OtherParty;
use events::standing::Merged;
use events::{OfficerId, StreamId};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The most parties that are looked up as one target; more than any merging by hand makes.
const PARTIES_MAX: usize = 64;

/// A merging as a case says it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct MergeRow {
    pub case_number: String,
    /// 统一社会信用代码 of the body whose case it is, and its name.
    pub body: String,
    pub body_name: String,
    /// Code and name of the party of the case, and of the other.
    pub party: (String, String),
    pub other: (String, String),
    pub reason: String,
    pub by: String,
    pub on: Date,
}

impl MergeRow {
    pub(crate) fn of(opened: &CaseOpened, merged: &Merged) -> MergeRow {
        let OtherParty { code, name } = merged.other.clone();
        MergeRow {
            case_number: opened.number.to_string(),
            body: opened.body.clone(),
            body_name: opened.body_name.clone(),
            party: (opened.party.code.clone(), opened.party.name.clone()),
            other: (code, name),
            reason: merged.reason.clone(),
            by: merged.by.name.clone(),
            on: merged.on,
        }
    }
}

/// An enforcement target: the codes that are one, and the mergings that make them one, each with the case that says so.
#[derive(Clone, Debug, PartialEq)]
pub struct SameTarget {
    pub codes: BTreeSet<String>,
    pub merged: BTreeSet<(StreamId, MergeRow)>,
}

/// Whose cases are seen.
#[derive(Clone, Debug)]
pub enum Sight {
    /// Those of every body.
    Everywhere,
    /// Those of the officer's own body, and those the officer handles for another.
    Body { body: String, officer: OfficerId },
}

/// What of a dossier is asked for.
#[derive(Clone, Debug)]
pub struct DossierFilter {
    /// Codes of the parties, at least one.
    pub parties: BTreeSet<String>,
    pub sight: Sight,
    pub kind: Option<ItemKind>,
    /// Only of this body.
    pub body: Option<String>,
}

/// A place in a dossier: what comes after it is older.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DossierPlace {
    pub at_ms: i64,
    pub number: u64,
}

/// Items of a page, and where the next begins.
#[derive(Clone, Debug, PartialEq)]
pub struct DossierPage {
    pub items: Vec<DossierItem>,
    pub next: Option<DossierPlace>,
}

impl Books {
    /// The target that the party of this code is, with all that was merged with it, directly or through others.
    pub async fn same_target(&self, code: &str) -> Result<SameTarget, Fault> {
        let sql = format!(
            "WITH RECURSIVE same(code) AS (SELECT CAST($1 AS TEXT) UNION \
             SELECT l.other FROM same s JOIN party_links l ON l.party = s.code) \
             SELECT s.code, l.stream, l.row FROM (SELECT code FROM same LIMIT {PARTIES_MAX}) s LEFT JOIN party_links l ON l.party = s.code"
        );
        let found = sql::all(&self.shared.database.reader, &sql, sql::row![code]).await.map_err(database)?;
        let (mut codes, mut merged) = (BTreeSet::new(), BTreeSet::new());
        for row in &found {
            codes.insert(row.text("code").map_err(database)?);
            let stream: Option<Vec<u8>> = row.try_get("", "stream").map_err(database)?;
            if stream.is_some() {
                merged.insert((row.stream("stream").map_err(database)?, read(row, "party_links")?));
            }
        }
        Ok(SameTarget { codes, merged })
    }

    /// A page of a dossier, the latest first.
    pub async fn dossier(
        &self,
        filter: &DossierFilter,
        before: Option<DossierPlace>,
    ) -> Result<DossierPage, Fault> {
        let mut asked = Asked::of(filter);
        if let Some(kind) = filter.kind {
            asked.also("i.kind = ?", kind.code());
        }
        if let Some(place) = before {
            // Compared as a pair, which both databases find in the index.
            asked.cells.push(place.at_ms.into());
            asked.also(&format!("(i.at, i.number) < (${}, ?)", asked.cells.len()), place.number);
        }
        let sql = format!(
            "SELECT row FROM dossier_items WHERE number IN (SELECT i.number FROM dossier_items i WHERE {} \
             ORDER BY i.at DESC, i.number DESC LIMIT {}) ORDER BY at DESC, number DESC",
            asked.conditions.join(" AND "),
            PAGE_MAX + 1
        );
        let found = sql::all(&self.shared.database.reader, &sql, asked.cells).await.map_err(database)?;
        let mut items: Vec<DossierItem> =
            found.iter().map(|row| read(row, "dossier_items")).collect::<Result<_, _>>()?;
        let more = items.len() as u64 > PAGE_MAX;
        items.truncate(PAGE_MAX as usize);
        let place =
            |item: &DossierItem| DossierPlace { at_ms: item.at.as_millisecond(), number: item.number };
        let next = items.last().map(place).filter(|_| more);
        Ok(DossierPage { items, next })
    }

    /// How many items of each kind there are in the cases of each body, whatever page or kind is asked for.
    pub async fn dossier_counts(
        &self,
        filter: &DossierFilter,
    ) -> Result<BTreeMap<(String, ItemKind), u64>, Fault> {
        let whole = DossierFilter { body: None, ..filter.clone() };
        let asked = Asked::of(&whole);
        let sql = format!(
            "SELECT i.body, i.kind, COUNT(*) AS items FROM dossier_items i WHERE {} GROUP BY i.body, i.kind",
            asked.conditions.join(" AND ")
        );
        let found = sql::all(&self.shared.database.reader, &sql, asked.cells).await.map_err(database)?;
        let mut counts = BTreeMap::new();
        for row in &found {
            let kind = row.text("kind").map_err(database)?;
            let Some(kind) = ItemKind::ALL.into_iter().find(|known| known.code() == kind) else { continue };
            let body = row.text("body").map_err(database)?;
            counts.insert((body, kind), row.number("items").map_err(database)?);
        }
        Ok(counts)
    }
}

/// Conditions and what is bound in them.
struct Asked {
    conditions: Vec<String>,
    cells: Vec<Cell>,
}

impl Asked {
    fn of(filter: &DossierFilter) -> Asked {
        let mut cells: Vec<Cell> = filter.parties.iter().map(Cell::from).collect();
        let mut asked =
            Asked { conditions: vec![format!("i.party IN ({})", marks(1, cells.len()))], cells: Vec::new() };
        asked.cells.append(&mut cells);
        if let Sight::Body { body, officer } = &filter.sight {
            asked.cells.push(body.into());
            let own = asked.cells.len();
            let handled = format!(
                "(i.body = ${own} OR i.stream IN (SELECT o.stream FROM docket_officers o WHERE o.officer = ?))"
            );
            asked.also(&handled, officer);
        }
        if let Some(body) = &filter.body {
            asked.also("i.body = ?", body);
        }
        asked
    }

    fn also(&mut self, condition: &str, cell: impl Into<Cell>) {
        self.cells.push(cell.into());
        self.conditions.push(condition.replace('?', &format!("${}", self.cells.len())));
    }
}
