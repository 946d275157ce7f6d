//! The seal of a row that no event makes again: a digest of its cells beside them, so that a check notices when any of them was changed. It keeps out
//! accidents, not those who can compute a digest; what is evidence is in the ledger.

use crate::sql::{Cell, Row};
use sha2::{Digest, Sha256};

/// The seal of these cells.
pub(crate) fn seal(cells: &[Cell]) -> Vec<u8> {
    let mut digest = Sha256::new();
    for cell in cells {
        let (kind, bytes) = match cell {
            Cell::Null(_) => (0u8, Vec::new()),
            Cell::Int(n) => (1, n.to_be_bytes().to_vec()),
            Cell::Text(text) => (2, text.clone().into_bytes()),
            Cell::Bytes(bytes) => (3, bytes.clone()),
        };
        digest.update([kind]);
        digest.update((bytes.len() as u64).to_be_bytes());
        digest.update(bytes);
    }
    digest.finalize().to_vec()
}

/// The row with its seal at the end.
pub(crate) fn sealed(mut row: Row) -> Row {
    let seal = seal(&row);
    row.push(Cell::Bytes(seal));
    row
}

/// Whether the last cell is the seal of those before it; a row from before there were seals has none.
pub(crate) fn holds(row: &[Cell]) -> bool {
    match row.split_last() {
        Some((Cell::Bytes(last), cells)) => *last == seal(cells),
        Some((Cell::Null(_), _)) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::{Kind, row};

    #[test]
    fn a_seal_holds_for_its_own_row_alone() {
        let row = sealed(row!["a", "bc", 7u64, None::<String>]);
        assert!(holds(&row));
        for cell in 0..4 {
            let mut other = row.clone();
            other[cell] = Cell::Text("x".to_owned());
            assert!(!holds(&other), "{cell}");
        }
        let (mut moved, was) = (row.clone(), [row[0].clone(), row[1].clone()]);
        (moved[0], moved[1]) = (Cell::Text("ab".to_owned()), Cell::Text("c".to_owned()));
        assert!(!holds(&moved), "{was:?} is another row");
        assert!(holds(&[Cell::Int(1), Cell::Null(Kind::Bytes)]), "from before there were seals");
        assert!(!holds(&[]));
    }
}
