//! Codes of the progress query (查询码): who shows number and code learns how far a case or a letter is (plan clause 5, features 5.2).
//!
//! A code is derived from its number with a key of the district, so that none has to be kept anywhere: an HMAC, cut to sixty bits, in twelve signs that are not
//! mistaken for one another. Whether a code fits is therefore known before anything is looked up, and takes the same time for a number that was
//! given and for one that never was: there is nothing by which the one could be told from the other.

use crate::books::Books;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// Signs without I, L, O and U (Crockford's base 32).
const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Signs of a code: sixty bits.
const LENGTH: usize = 12;

/// The key of the codes, from the ledger's; knowing a code says nothing about either.
pub(crate) fn key_of(ledger_key: &[u8; 32]) -> [u8; 32] {
    Sha256::new()
        .chain_update(b"mingjing inquiry codes, version 1\n")
        .chain_update(ledger_key)
        .finalize()
        .into()
}

impl Books {
    /// The code of this number, as it is handed out: `7K3M-0QX9-ZB4T`.
    pub fn inquiry_code(&self, number: &str) -> String {
        let code = code(&self.shared.inquiry_key, number);
        let signs: Vec<char> = code.iter().map(|sign| char::from(*sign)).collect();
        signs.chunks(4).map(String::from_iter).collect::<Vec<_>>().join("-")
    }

    /// Whether this is the code of this number, however it was typed; looks nothing up.
    pub fn inquiry_code_fits(&self, number: &str, typed: &str) -> bool {
        fits(&self.shared.inquiry_key, number, typed)
    }
}

fn code(key: &[u8; 32], number: &str) -> [u8; LENGTH] {
    // A key of 32 bytes is shorter than the hash's block, which every HMAC takes.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return [0; LENGTH] };
    mac.update(number.as_bytes());
    let digest: [u8; 32] = mac.finalize().into_bytes().into();
    let bits = digest[..8].iter().fold(0u64, |bits, byte| bits << 8 | u64::from(*byte));
    std::array::from_fn(|place| SIGNS[(bits >> (59 - 5 * place) & 31) as usize])
}

fn fits(key: &[u8; 32], number: &str, typed: &str) -> bool {
    let mut read = [0; LENGTH];
    let mut count = 0usize;
    for sign in typed.chars().filter_map(meant) {
        if let Some(place) = read.get_mut(count) {
            *place = sign;
        }
        count = count.saturating_add(1);
    }
    let same: bool = code(key, number).ct_eq(&read).into();
    same & (count == LENGTH)
}

/// The sign that was meant; separators mean nothing, and any other sign is none of a code.
fn meant(typed: char) -> Option<u8> {
    match law::width::narrowed(typed).to_ascii_uppercase() {
        'O' => Some(b'0'),
        'I' | 'L' => Some(b'1'),
        '-' | ' ' | '\t' | '\n' | '\r' | '–' | '—' => None,
        sign if sign.is_ascii() && SIGNS.contains(&(sign as u8)) => Some(sign as u8),
        _ => Some(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: [u8; 32] = [9; 32];

    fn text(number: &str) -> String {
        code(&KEY, number).iter().map(|sign| char::from(*sign)).collect()
    }

    #[test]
    fn a_code_fits_its_number_and_key_alone_however_it_is_typed() {
        let number = "长市监信〔2026〕1号";
        let code = text(number);
        assert_eq!(code.len(), LENGTH);
        let split = format!("{}-{} {}", &code[..4], &code[4..8], &code[8..]).to_lowercase();
        let wide: String = code.chars().filter_map(|c| char::from_u32(u32::from(c) + 0xFEE0)).collect();
        let mistaken = code.replace('0', "o").replace('1', "l");
        for typed in [code.clone(), split, wide, mistaken] {
            assert!(fits(&KEY, number, &typed), "{typed}");
        }
        let longer = format!("{code}0");
        for wrong in ["", "0", &code[1..], longer.as_str(), "############"] {
            assert!(!fits(&KEY, number, wrong), "{wrong}");
        }
        assert!(!fits(&KEY, "长市监信〔2026〕2号", &code));
        assert!(!fits(&[8; 32], number, &code));
    }

    #[test]
    fn the_code_of_a_number_never_changes() {
        // Handed out on paper: a different derivation would lock everybody out who has one.
        assert_eq!(text("长市监信〔2026〕1号"), "TJQ4R4XZ7RDG");
        assert_eq!(key_of(&[7; 32]), key_of(&[7; 32]));
        assert_ne!(key_of(&[7; 32]), [7; 32]);
    }
}
