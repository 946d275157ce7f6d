//! Checks a receipt (存证回执, specs/03-receipt.md): that the key's ledger holds the entry at the number the receipt says.
//!
//! What the entry commits to is not looked at here; `bodies` does that.

use crate::Fault;
use ledger::note::VerifierKey;
use ledger::receipt::{Receipt, ReceiptFault, Verified};

/// What a right receipt has shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    pub place: Verified,
    /// The exact bytes of the entry.
    pub entry: Vec<u8>,
}

/// Checks the bytes of a receipt file against a vkey. The entry may be left out when the receipt carries it.
pub fn verify_receipt_file(receipt: &[u8], entry: Option<&[u8]>, vkey: &str) -> Result<Shown, Fault> {
    let vkey = vkey.strip_suffix('\n').unwrap_or(vkey);
    let key = VerifierKey::parse(vkey).map_err(|fault| Fault::at("vkey", fault.to_string()))?;
    let text = std::str::from_utf8(receipt)
        .map_err(|fault| Fault::at(format!("byte {} of the receipt", fault.valid_up_to()), "is not UTF-8"))?;
    let receipt = Receipt::parse(text).map_err(|fault| placed(&fault))?;
    let entry = entry.or(receipt.extra.as_deref()).ok_or_else(|| placed(&ReceiptFault::NoEntry))?;
    let place = receipt.verify(entry, &key).map_err(|fault| placed(&fault))?;
    Ok(Shown { place, entry: entry.to_vec() })
}

fn placed(fault: &ReceiptFault) -> Fault {
    let place = match fault {
        ReceiptFault::TooLong | ReceiptFault::NoEntry => "receipt".to_owned(),
        ReceiptFault::Line { line, .. } => format!("line {line} of the receipt"),
        ReceiptFault::OtherEntry => "entry".to_owned(),
        ReceiptFault::Checkpoint(_) => "checkpoint of the receipt".to_owned(),
        ReceiptFault::Proof(_) => "proof of the receipt, or entry".to_owned(),
    };
    Fault::at(place, fault.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENTRY: &[u8] = include_bytes!("../../../specs/fixtures/entry.json");
    const VKEY: &str = include_str!("../../../specs/fixtures/vkey");
    const WITH_ENTRY: &[u8] = include_bytes!("../../../specs/fixtures/with-entry.tlog-proof");
    const WITHOUT_ENTRY: &[u8] = include_bytes!("../../../specs/fixtures/without-entry.tlog-proof");

    #[test]
    fn a_right_receipt_shows_the_entry_and_its_number() {
        let shown = verify_receipt_file(WITH_ENTRY, None, VKEY).expect("right");
        assert_eq!((shown.place.index, shown.place.size, shown.entry.as_slice()), (263, 300, ENTRY));
        assert_eq!(verify_receipt_file(WITHOUT_ENTRY, Some(ENTRY), VKEY), Ok(shown));
    }

    #[test]
    fn every_changed_byte_of_a_receipt_fails_and_the_place_is_named() {
        for at in 0..WITH_ENTRY.len() {
            for bit in 0..8 {
                let mut changed = WITH_ENTRY.to_vec();
                changed[at] ^= 1 << bit;
                let fault = verify_receipt_file(&changed, None, VKEY).expect_err("changed");
                assert!(!fault.place.is_empty(), "byte {at}");
            }
        }
        let place =
            |receipt: &[u8], entry| verify_receipt_file(receipt, entry, VKEY).expect_err("wrong").place;
        assert_eq!(place(WITHOUT_ENTRY, None), "receipt");
        assert_eq!(place(WITH_ENTRY, Some(b"another".as_slice())), "entry");
        assert_eq!(place(WITHOUT_ENTRY, Some(b"another".as_slice())), "proof of the receipt, or entry");
        assert_eq!(place(&[0xff], None), "byte 0 of the receipt");
        assert_eq!(place(b"c2sp.org/tlog-proof@v1\nindex x\n\n", None), "line 2 of the receipt");
        assert_eq!(verify_receipt_file(WITH_ENTRY, None, "no key").expect_err("no key").place, "vkey");
    }
}
