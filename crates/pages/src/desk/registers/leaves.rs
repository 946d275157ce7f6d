//! Leafing through what is too long for one page: which rows a leaf shows, and where the next and the previous one are.

/// What the pager shows (`parts/pager.html`).
pub(super) struct Pager {
    pub first: u64,
    pub last: u64,
    pub total: String,
    pub previous: Option<String>,
    pub next: Option<String>,
}

/// The pager below the rows of a leaf, counted from 0; `None` where everything is on one leaf. Leaves beyond the last show nothing and lead back.
pub(super) fn pager(path: &str, leaf: u64, rows: u64, total: u64) -> Option<Pager> {
    let first = leaf.saturating_mul(rows);
    if total <= rows && leaf == 0 {
        return None;
    }
    let last_leaf = total.saturating_sub(1) / rows;
    let at = |leaf: u64| if leaf == 0 { path.to_owned() } else { format!("{path}?page={leaf}") };
    Some(Pager {
        first: first.saturating_add(1).min(total),
        last: first.saturating_add(rows).min(total),
        total: total.to_string(),
        previous: leaf.checked_sub(1).map(|before| at(before.min(last_leaf))),
        next: (leaf < last_leaf).then(|| at(leaf + 1)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leaf_leads_to_its_neighbours() {
        assert!(pager("/x", 0, 50, 50).is_none());
        let leads = |leaf| {
            let found = pager("/x", leaf, 50, 120).expect("three leaves");
            (found.first, found.last, found.previous, found.next)
        };
        let to = |path: &str| Some(path.to_owned());
        assert_eq!(leads(0), (1, 50, None, to("/x?page=1")));
        assert_eq!(leads(1), (51, 100, to("/x"), to("/x?page=2")));
        assert_eq!(leads(2), (101, 120, to("/x?page=1"), None));
        assert_eq!(leads(u64::MAX), (120, 120, to("/x?page=2"), None));
    }
}
