//! The second factor of an account: a secret for an authenticator app (RFC 6238) and recovery codes for when the phone is lost, each good once. The store
//! keeps them as one run of bytes: the secret's twenty, then the SHA-256 of every recovery code that is left. An account opened on the command line
//! has the secret alone.

use fast_qr::convert::svg::SvgBuilder;
use fast_qr::convert::{Builder, Shape};
use fast_qr::{ECL, QRBuilder};
use jiff::Timestamp;
use sha2::{Digest, Sha256};

/// Bytes of a secret: what RFC 4226 recommends.
pub const SECRET_BYTES: usize = 20;
/// How many recovery codes are given.
const CODES: usize = 8;
const DIGEST_BYTES: usize = 32;
const SYMBOLS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// A second factor as it is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct SecondFactor {
    secret: Vec<u8>,
    recovery: Vec<[u8; DIGEST_BYTES]>,
}

impl SecondFactor {
    /// A new one, with its recovery codes in words to be shown once.
    pub fn new(secret: [u8; SECRET_BYTES]) -> (SecondFactor, Vec<String>) {
        let codes: Vec<String> = (0..CODES).map(|_| recovery_code(rand::random())).collect();
        let recovery = codes.iter().map(|code| digest(code)).collect();
        (SecondFactor { secret: secret.to_vec(), recovery }, codes)
    }

    pub fn read(bytes: &[u8]) -> SecondFactor {
        let (secret, digests) = bytes.split_at_checked(SECRET_BYTES).unwrap_or((bytes, &[]));
        let (recovery, rest) = digests.as_chunks::<DIGEST_BYTES>();
        if rest.is_empty() {
            SecondFactor { secret: secret.to_vec(), recovery: recovery.to_vec() }
        } else {
            // A secret of another length, without codes.
            SecondFactor { secret: bytes.to_vec(), recovery: Vec::new() }
        }
    }

    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = self.secret.clone();
        self.recovery.iter().for_each(|digest| bytes.extend_from_slice(digest));
        bytes
    }

    /// How many recovery codes are left.
    pub fn codes_left(&self) -> usize {
        self.recovery.len()
    }

    /// Whether this is what the app shows at this moment, give or take one step.
    pub fn shows(&self, code: &str, now: Timestamp) -> bool {
        self.step(code, now).is_some()
    }

    /// The step whose code this is, if it is of this moment, give or take one.
    pub fn step(&self, code: &str, now: Timestamp) -> Option<u64> {
        let at = u64::try_from(now.as_second()).unwrap_or_default();
        crate::session::totp(&self.secret)?.check(code.trim(), at)
    }

    /// What is left after a recovery code was used up; none when it is none of them.
    pub fn without(&self, code: &str) -> Option<SecondFactor> {
        let used = digest(code);
        let place = self.recovery.iter().position(|known| *known == used)?;
        let mut left = self.clone();
        left.recovery.remove(place);
        Some(left)
    }
}

/// Ten symbols of base 32, fifty bits, in two groups.
fn recovery_code(chance: [u8; 10]) -> String {
    let symbol = |byte: &u8| char::from(SYMBOLS[usize::from(byte & 31)]);
    let symbols: String = chance.iter().map(symbol).collect();
    format!("{}-{}", &symbols[..5], &symbols[5..])
}

/// Small letters, spaces and hyphens make no difference.
fn digest(code: &str) -> [u8; DIGEST_BYTES] {
    let plain: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    Sha256::digest(plain.to_ascii_uppercase()).into()
}

/// The address of a second factor as authenticator apps read it: SHA-1, six digits, thirty seconds.
pub fn otpauth(secret: &[u8], login: &str) -> String {
    let label: String = url::form_urlencoded::byte_serialize(login.as_bytes()).collect();
    let label = label.replace('+', "%20");
    format!(
        "otpauth://totp/Mingjing:{label}?secret={}&issuer=Mingjing&algorithm=SHA1&digits=6&period=30",
        base32(secret)
    )
}

/// The address as a code to be photographed; none if it is too long.
pub fn qr_code(address: &str) -> Option<String> {
    let code = QRBuilder::new(address).ecl(ECL::M).build().ok()?;
    Some(SvgBuilder::default().margin(2).shape(Shape::Square).to_str(&code))
}

/// RFC 4648 base 32 without padding, which is how the address wants it.
pub fn base32(bytes: &[u8]) -> String {
    let mut text = String::new();
    let (mut held, mut bits) = (0u32, 0u32);
    for byte in bytes {
        held = (held << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(char::from(SYMBOLS[(held >> bits) as usize & 31]));
        }
    }
    if bits > 0 {
        text.push(char::from(SYMBOLS[(held << (5 - bits)) as usize & 31]));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_32_as_in_the_standards_table() {
        for (bytes, text) in [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(base32(bytes.as_bytes()), text);
        }
    }

    #[test]
    fn the_address_names_the_login_safely() {
        let url = otpauth(b"12345678901234567890", "张伟 a&b");
        assert!(
            url.starts_with(
                "otpauth://totp/Mingjing:%E5%BC%A0%E4%BC%9F%20a%26b?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&"
            ),
            "{url}"
        );
    }

    #[test]
    fn a_recovery_code_is_good_once() {
        let (factor, codes) = SecondFactor::new([7; SECRET_BYTES]);
        let kept = SecondFactor::read(&factor.bytes());
        assert_eq!(kept.codes_left(), codes.len());
        assert!(kept.without("AAAAA-AAAAB").is_none());
        let typed = codes[3].to_lowercase().replace('-', " ");
        let left = SecondFactor::read(&kept.without(&typed).unwrap().bytes());
        assert_eq!(left.codes_left(), codes.len() - 1);
        assert!(left.without(&codes[3]).is_none());
        assert!(left.without(&codes[4]).is_some());
    }

    #[test]
    fn a_secret_alone_reads_and_shows_its_code() {
        let factor = SecondFactor::read(b"12345678901234567890");
        assert_eq!(factor.codes_left(), 0);
        // RFC 6238, appendix B, SHA-1 at 59 seconds: 94287082.
        let at = Timestamp::from_second(59).unwrap();
        assert!(factor.shows("287082", at));
        assert!(!factor.shows("287083", at));
        assert_eq!(factor.bytes(), b"12345678901234567890");
    }

    #[test]
    fn the_drawing_has_nothing_inline() {
        let drawing = qr_code(&otpauth(&[1; SECRET_BYTES], "zhang-wei")).unwrap();
        assert!(drawing.starts_with("<svg") && !drawing.contains("style="));
    }
}
