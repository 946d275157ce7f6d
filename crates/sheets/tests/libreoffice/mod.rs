//! LibreOffice as a judge of tables: it opens files and writes them again as CSV, which says what a person would see in it. The tests of the registers' own tables
//! (`crates/pages`) are judged by the same file.
#![allow(dead_code, reason = "each test file uses its part")]
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fs;
use std::path::Path;
use std::process::Command;

/// Has LibreOffice convert files in a folder; it needs a profile of its own to run beside others.
pub fn convert(folder: &Path, to: &str, more: &[&str], files: &[&str]) {
    let profile = format!("-env:UserInstallation=file://{}", folder.join("profile").display());
    let mut command = Command::new("soffice");
    command.args([profile.as_str(), "--headless", "--norestore", "--convert-to", to, "--outdir"]);
    command.arg(folder.join("out")).args(more).args(files.iter().map(|file| folder.join(file)));
    let output = command.output().expect("LibreOffice (libreoffice-calc-nogui) is installed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// The records of a CSV file that LibreOffice wrote.
pub fn records(path: &Path) -> Vec<Vec<String>> {
    let text = fs::read_to_string(path).unwrap();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let record = |record: csv::StringRecord| record.iter().map(str::to_owned).collect();
    reader.records().map(|line| record(line.unwrap())).collect()
}

/// UTF-8, comma, quotes where needed, cells as shown.
pub const TO_CSV: &str = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true";

/// How CSV is opened with every cell taken as text (format 2), as a person must choose for codes; 76 is UTF-8, 85 is GB 18030.
pub fn from_text(encoding: u8, columns: usize) -> String {
    let all_text: Vec<String> = (1..=columns).map(|column| format!("{column}/2")).collect();
    format!("--infilter=Text - txt - csv (StarCalc):44,34,{encoding},1,{}", all_text.join("/"))
}
