//! Long files, as notes: a file above 350 lines with its tests is worth a second look, not a fault.

use super::Repository;

const LINES_MAX: usize = 350;

/// One line per long Rust file, the longest first.
pub fn notes(repository: &Repository) -> Vec<String> {
    let counted = repository.between("", ".rs").map(|(path, text)| (text.lines().count(), path));
    let mut long: Vec<(usize, &str)> = counted.filter(|(lines, _)| *lines > LINES_MAX).collect();
    long.sort_unstable_by(|a, b| b.cmp(a));
    long.into_iter().map(|(lines, path)| format!("{path} has {lines} lines")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_long_files_are_noted() {
        let (long, fair) = ("\n".repeat(LINES_MAX + 1), "\n".repeat(LINES_MAX));
        let repository = Repository::planted(&[("a.rs", &long), ("b.rs", &fair)]);
        assert_eq!(notes(&repository), ["a.rs has 351 lines"]);
    }
}
