//! The table: a figure, its limit, and how near it comes; on the terminal and as the page `docs/performance.md`.

use crate::machine::Ground;
use std::fmt::Write;
use std::path::Path;

/// One measurement.
pub struct Row {
    pub what: String,
    /// With its unit.
    pub figure: String,
    /// What was measured beside it, and its figure.
    pub limit: String,
    /// Figure over limit, where both are rates of the same thing.
    pub share: Option<f64>,
}

impl Row {
    /// A rate beside the rate it cannot pass.
    pub fn rate(what: &str, rate: f64, unit: &str, limit_what: &str, limit: f64) -> Row {
        Row {
            what: what.to_owned(),
            figure: format!("{} {unit}", figure(rate)),
            limit: format!("{limit_what}: {} {unit}", figure(limit)),
            share: (limit > 0.0).then_some(rate / limit),
        }
    }

    /// A figure beside what is said of it.
    pub fn beside(what: &str, figure: String, limit: String) -> Row {
        Row { what: what.to_owned(), figure, limit, share: None }
    }
}

/// A figure with three digits that count.
pub fn figure(value: f64) -> String {
    match value.abs() {
        v if v >= 100.0 => grouped(value.round() as i64),
        v if v >= 10.0 => format!("{value:.1}"),
        v if v >= 1.0 => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}

pub fn grouped(value: i64) -> String {
    let digits = value.abs().to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    if value < 0 { format!("-{text}") } else { text }
}

/// All of them.
pub struct Table {
    pub rows: Vec<Row>,
    cases: usize,
    ground: Ground,
}

impl Table {
    /// A table begun now, measured in this folder.
    pub fn new(cases: usize, folder: &Path) -> Table {
        Table { rows: Vec::new(), cases, ground: Ground::here(folder) }
    }

    /// As Markdown.
    pub fn text(&self) -> String {
        let mut text =
            "| What | Measured | Limit beside it, same run | Share |\n|---|---:|---|---:|\n".to_owned();
        for row in &self.rows {
            let share = row.share.map(percent).unwrap_or_default();
            // Writing into a string cannot fail.
            let _ = writeln!(text, "| {} | {} | {} | {share} |", row.what, row.figure, row.limit);
        }
        text
    }

    /// The page, with machine and date.
    pub fn page(&self) -> String {
        format!(
            "# Performance\n\nWritten by `cargo xtask bench`; each figure stands beside its limit, measured in the same run on the same machine. Server, \
             database and the client that asks share the machine's cores.\n\n{}- Cases in the large district: {}\n\n{}",
            self.ground.text(),
            grouped(self.cases as i64),
            self.text()
        )
    }
}

/// One digit behind the point where the share is small.
fn percent(share: f64) -> String {
    if share < 0.1 { format!("{:.1} %", share * 100.0) } else { format!("{:.0} %", share * 100.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_three_digits_that_count() {
        for (value, text) in [
            (1_234_567.0, "1,234,567"),
            (999.6, "1,000"),
            (12.34, "12.3"),
            (1.234, "1.23"),
            (0.0123, "0.012"),
            (100.0, "100"),
        ] {
            assert_eq!(figure(value), text);
        }
    }

    #[test]
    fn a_rate_stands_beside_its_limit() {
        let row = Row::rate("acts", 500.0, "acts/s", "bare inserts", 1_000.0);
        assert_eq!((row.figure.as_str(), row.limit.as_str()), ("500 acts/s", "bare inserts: 1,000 acts/s"));
        assert_eq!(row.share, Some(0.5));
    }
}
