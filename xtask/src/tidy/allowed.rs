//! Faults that are lived with for a while: xtask/tidy/allow.txt, one `rule place` a line under a first line that says how many there
//! are. The list may only shrink: a line that is no longer needed is a fault, and so is a number that is not the number of lines, so
//! that whoever adds one has to raise the number in plain sight.

use super::{Fault, Repository};
use std::collections::BTreeSet;

const LIST: &str = "xtask/tidy/allow.txt";

/// The faults without those on the list, with whatever is wrong with the list itself.
pub fn without_allowed(repository: &Repository, mut faults: Vec<Fault>) -> Vec<Fault> {
    let Some(text) = repository.text(LIST) else { return faults };
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let stated = lines.next().and_then(|line| line.strip_prefix("count ")?.parse::<usize>().ok());
    let listed: Vec<&str> = lines.collect();
    let mut needed = BTreeSet::new();
    faults.retain(|fault| {
        let line = format!("{} {}", fault.rule, fault.place);
        let allowed = listed.contains(&line.as_str());
        needed.extend(allowed.then_some(line));
        !allowed
    });
    let mut fault = |what: String| faults.push(Fault { rule: "allowed", place: LIST.to_owned(), what });
    for line in listed.iter().filter(|line| !needed.contains(**line)) {
        fault(format!("“{line}” is no longer needed; take it out"));
    }
    if stated != Some(listed.len()) {
        fault(format!("its first line has to be “count {}”", listed.len()));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(list: &str) -> Vec<String> {
        let fault =
            |place: &str| Fault { rule: "stories", place: place.to_owned(), what: "untold".to_owned() };
        let repository = Repository::planted(&[(LIST, list)]);
        without_allowed(&repository, vec![fault("opening"), fault("filing")])
            .into_iter()
            .map(|fault| fault.what)
            .collect()
    }

    #[test]
    fn only_what_is_listed_is_allowed() {
        assert_eq!(left("# why\ncount 1\nstories opening\n"), ["untold"]);
        assert!(left("count 2\nstories opening\nstories filing\n").is_empty());
    }

    #[test]
    fn the_list_cannot_grow_or_linger_unseen() {
        assert_eq!(
            left("count 1\nstories opening\nstories filing\n"),
            ["its first line has to be “count 2”"]
        );
        let stale = left("count 3\nstories opening\nstories filing\nstories hearing\n");
        assert_eq!(stale, ["“stories hearing” is no longer needed; take it out"]);
    }
}
