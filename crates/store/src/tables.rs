//! The tables by name and column. What makes them and the walls around them stands in `migrations`.
//!
//! A reading keeps its whole row as JSON in the column `row`; the other columns are there to find it by.

use crate::sql::{Kind, Table};
use Kind::{Bytes, Int, Text};

pub(crate) const ENTRIES: Table = Table {
    name: "entries",
    columns: &[
        ("number", Int),
        ("stream", Bytes),
        ("seq", Int),
        ("kind", Text),
        ("at", Int),
        ("bytes", Bytes),
        ("leaf_hash", Bytes),
    ],
};

pub(crate) const BODIES: Table =
    Table { name: "bodies", columns: &[("number", Int), ("salt", Bytes), ("bytes", Bytes)] };

pub(crate) const ACTS: Table = Table {
    name: "acts",
    columns: &[
        ("key", Text),
        ("officer", Text),
        ("input_digest", Text),
        ("first", Int),
        ("count", Int),
        ("seal", Bytes),
    ],
};

/// What of a file never changes, sealed.
pub(crate) const FILES: Table = Table {
    name: "files",
    columns: &[
        ("sha256", Bytes),
        ("sm3", Text),
        ("size", Int),
        ("media_type", Text),
        ("name", Text),
        ("playing", Text),
        ("seal", Bytes),
    ],
};

pub(crate) const SERIES: Table =
    Table { name: "series", columns: &[("letter", Text), ("word", Text), ("year", Int), ("last", Int)] };

pub(crate) const GATE_PASSED: Table =
    Table { name: "gate_passed", columns: &[("number", Int), ("stream", Bytes), ("text_digest", Text)] };

pub(crate) const GATE_DECIDED: Table = Table {
    name: "gate_decided",
    columns: &[("number", Int), ("stream", Bytes), ("text_digest", Text), ("in_scope", Int)],
};

pub(crate) const DOCKET: Table = Table {
    name: "docket",
    columns: &[
        ("stream", Bytes),
        ("first", Int),
        ("body", Text),
        ("stage", Text),
        ("is_open", Int),
        ("row", Text),
    ],
};

pub(crate) const DOCKET_OFFICERS: Table =
    Table { name: "docket_officers", columns: &[("stream", Bytes), ("officer", Text)] };

pub(crate) const DOCKET_WORDS: Table =
    Table { name: "docket_words", columns: &[("word", Text), ("first", Int), ("stream", Bytes)] };

pub(crate) const DUTIES: Table = Table {
    name: "duties",
    columns: &[("stream", Bytes), ("place", Int), ("assignee", Text), ("due", Text), ("row", Text)],
};

pub(crate) const LETTERS: Table = Table {
    name: "letters",
    columns: &[
        ("stream", Bytes),
        ("first", Int),
        ("body", Text),
        ("supervision", Text),
        ("due", Text),
        ("is_open", Int),
        ("row", Text),
    ],
};

/// The numbers by which people ask for a case or a letter.
pub(crate) const NUMBERS: Table = Table { name: "numbers", columns: &[("number", Text), ("stream", Bytes)] };

pub(crate) const BULLETIN: Table = Table {
    name: "bulletin",
    columns: &[("number", Int), ("stream", Bytes), ("unit", Text), ("listed", Int), ("row", Text)],
};

pub(crate) const BULLETIN_VERSIONS: Table = Table {
    name: "bulletin_versions",
    columns: &[("version", Int), ("number", Int), ("stream", Bytes), ("row", Text)],
};

pub(crate) const BULLETIN_WORDS: Table =
    Table { name: "bulletin_words", columns: &[("word", Text), ("number", Int), ("stream", Bytes)] };

pub(crate) const COUNTED: Table = Table {
    name: "counted",
    columns: &[("stream", Bytes), ("unit", Text), ("due_on", Text), ("pending", Int), ("row", Text)],
};

/// Which recordings are in which case, and from which device they came.
pub(crate) const RECORDINGS: Table = Table {
    name: "recordings",
    columns: &[
        ("stream", Bytes),
        ("file", Bytes),
        ("body", Text),
        ("device", Text),
        ("began", Int),
        ("row", Text),
    ],
};

/// What of a file that waits never changes, sealed.
pub(crate) const INCOMING: Table = Table {
    name: "incoming",
    columns: &[
        ("body", Text),
        ("file", Bytes),
        ("device", Text),
        ("brought_by", Text),
        ("name", Text),
        ("clock_offset", Int),
        ("at", Int),
        ("task", Bytes),
        ("seal", Bytes),
    ],
};

/// Which task the code of an outside recorder opens.
pub(crate) const RECORDERS: Table =
    Table { name: "recorders", columns: &[("digest", Text), ("stream", Bytes)] };

/// What lies in the dossiers of enforcement targets (一户一档), by the code of the party of its case.
pub(crate) const DOSSIER_ITEMS: Table = Table {
    name: "dossier_items",
    columns: &[
        ("number", Int),
        ("stream", Bytes),
        ("party", Text),
        ("kind", Text),
        ("body", Text),
        ("at", Int),
        ("row", Text),
    ],
};

/// Which parties are one enforcement target, as a case says: a row in each direction.
pub(crate) const PARTY_LINKS: Table = Table {
    name: "party_links",
    columns: &[("stream", Bytes), ("party", Text), ("other", Text), ("row", Text)],
};

/// What is wrong in the file of an import, a row each.
pub(crate) const IMPORT_FAULTS: Table =
    Table { name: "import_faults", columns: &[("import", Text), ("place", Int), ("fault", Text)] };

pub(crate) const COUNTERS: Table = Table {
    name: "counters",
    columns: &[("unit", Text), ("decided", Int), ("published", Int), ("withheld", Int)],
};

/// The readings that belong to a case, each with a column `stream`.
pub(crate) const OF_A_CASE: [&Table; 14] = [
    &DOCKET,
    &DOCKET_OFFICERS,
    &DOCKET_WORDS,
    &DUTIES,
    &LETTERS,
    &NUMBERS,
    &BULLETIN,
    &BULLETIN_VERSIONS,
    &BULLETIN_WORDS,
    &COUNTED,
    &RECORDINGS,
    &RECORDERS,
    &DOSSIER_ITEMS,
    &PARTY_LINKS,
];

/// What the public listener may read.
pub(crate) const PUBLIC: [&str; 7] =
    ["entries", "published", "bulletin", "bulletin_versions", "bulletin_words", "counted", "counters"];

/// What it must never reach.
pub(crate) const PRIVATE: [&str; 31] = [
    "bodies",
    "acts",
    "head",
    "series",
    "docket",
    "docket_officers",
    "docket_words",
    "duties",
    "letters",
    "numbers",
    "gate_passed",
    "gate_decided",
    "files",
    "file_intakes",
    "timelines",
    "file_pieces",
    "viewings",
    "recordings",
    "recorders",
    "dossier_items",
    "party_links",
    "incoming",
    "storage_proofs",
    "accounts",
    "sessions",
    "shown_pages",
    "uploads",
    "upload_parts",
    "imports",
    "import_faults",
    "upkeep",
];
