//! Writing a register as a table, in any of the formats: what its keepers see on a day, or what of it is public.

use super::columns::{Days, Sheet};
use events::Registers;
use events::registers::{BodyEntered, OfficerEntered};
use jiff::civil::{Date, DateTime};
use registers::declaration::canonical;
use registers::{entering, sight};
use serde_json::Value;
use sheets::{Caption, Encoding, Format, SheetWriter, WriteFault};

/// A format as it is asked for.
pub struct Form {
    pub word: &'static str,
    pub title: &'static str,
    /// How the file's name ends.
    pub ends: &'static str,
    pub media_type: &'static str,
    pub format: Format,
}

/// All of them, in the order in which they are offered.
pub const FORMS: [Form; 4] = [
    Form {
        word: "xlsx",
        title: "XLSX",
        ends: "xlsx",
        media_type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        format: Format::Xlsx,
    },
    Form {
        word: "csv",
        title: "CSV（UTF-8）",
        ends: "csv",
        media_type: "text/csv; charset=utf-8",
        format: Format::Csv(Encoding::Utf8Marked),
    },
    Form {
        word: "gb18030.csv",
        title: "CSV（GB 18030）",
        ends: "gb18030.csv",
        media_type: "text/csv; charset=gb18030",
        format: Format::Csv(Encoding::Gb18030),
    },
    Form { word: "json", title: "JSON", ends: "json", media_type: "application/json", format: Format::Json },
];

pub fn form(word: &str) -> Option<&'static Form> {
    FORMS.iter().find(|form| form.word == word)
}

/// The entries of a register that hold on a day and that the officer may see, as a file.
pub fn export(
    sheet: &Sheet,
    format: Format,
    registers: &Registers,
    (officer, body): (&OfficerEntered, &BodyEntered),
    on: Date,
    made_at: DateTime,
) -> Result<Vec<u8>, WriteFault> {
    let held = registers.book(sheet.kind.word).all_as_of(on).filter_map(|(_, version)| {
        let content = version.content.as_deref()?;
        let seen = sight::sees_entry(sheet.kind, content, officer, body);
        seen.then(|| {
            let days = Days { from: Some(version.valid_from), to: version.valid_to, ends: None };
            (canonical(&entering::fields_of(sheet.kind, content)), days)
        })
    });
    write(sheet, format, held, made_at)
}

/// Public entries as a file.
pub fn open_data(
    sheet: &Sheet,
    format: Format,
    contents: impl Iterator<Item = Value>,
    made_at: DateTime,
) -> Result<Vec<u8>, WriteFault> {
    write(sheet, format, contents.map(|content| (canonical(&content), Days::default())), made_at)
}

fn write(
    sheet: &Sheet,
    format: Format,
    entries: impl Iterator<Item = (Value, Days)>,
    made_at: DateTime,
) -> Result<Vec<u8>, WriteFault> {
    let caption = caption(sheet, made_at);
    let mut writer = SheetWriter::new(Vec::new(), format, &sheet.columns, &caption)?;
    for (content, days) in entries {
        writer.row(&sheet.values(&content, days))?;
    }
    writer.finish()
}

/// The table to fill in.
pub fn template(sheet: &Sheet, made_at: DateTime) -> Result<Vec<u8>, WriteFault> {
    sheets::template(Vec::new(), &sheet.columns, &caption(sheet, made_at))
}

fn caption(sheet: &Sheet, made_at: DateTime) -> Caption {
    // A sheet's name has at most thirty-one characters.
    Caption { sheet: sheet.kind.title.chars().take(31).collect(), made_at }
}
