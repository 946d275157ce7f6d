//! Signed notes (C2SP `signed-note`): a text with signatures under it that name their keys.
//!
//! Only plain Ed25519 (signature type 0x01) is made and verified here. Signatures by keys that the reader does not know, such as
//! those of witnesses, are passed over, as the specification asks; a wrong signature by a known key condemns the whole note.
//! Keys are made elsewhere: randomness is a parameter.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;

/// Signature type of Ed25519 over the note text.
const ED25519: u8 = 0x01;
/// The longest note that is read.
pub const NOTE_SIZE_BYTES_MAX: usize = 1 << 20;
/// The most signatures that are read in one note.
pub const SIGNATURES_MAX: usize = 64;
/// What a signature line starts with: em dash, space.
const DASH: &str = "\u{2014} ";

/// A note or key that is not what it should be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoteFault {
    #[error("the key name {0:?} is empty or has a space, a plus or a control character")]
    KeyName(String),
    #[error("the verifier key is not NAME+ID+KEY: {0}")]
    VerifierKey(&'static str),
    #[error("the note is longer than 1 MiB")]
    TooLong,
    #[error("the note has the control character U+{0:04X}")]
    Control(u32),
    #[error("the note's text does not end with a line end")]
    Text,
    #[error("the note has no blank line with signatures after it")]
    NoSignatures,
    #[error("the note has more than 64 signatures")]
    TooManySignatures,
    #[error("signature line {line} of the note is not \"\u{2014} NAME SIGNATURE\"")]
    SignatureLine { line: usize },
    #[error("signature line {line} of the note, by {name}, is not a signature of this text")]
    WrongSignature { line: usize, name: String },
    #[error("the note has no signature by a known key")]
    NoKnownKey,
}

/// A key that signs notes, with the name it signs under.
pub struct Signer {
    name: String,
    key: SigningKey,
}

impl Signer {
    /// A signer from the 32 secret bytes of an Ed25519 key (RFC 8032).
    pub fn new(name: &str, seed: [u8; 32]) -> Result<Signer, NoteFault> {
        let name = key_name(name)?.to_owned();
        Ok(Signer { name, key: SigningKey::from_bytes(&seed) })
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// The public half.
    pub fn verifier_key(&self) -> VerifierKey {
        VerifierKey { name: self.name.clone(), key: self.key.verifying_key() }
    }

    /// Signs a text, which must end with a line end. Returns the note.
    pub fn sign(&self, text: &str) -> Result<String, NoteFault> {
        no_controls(text)?;
        if !text.ends_with('\n') {
            return Err(NoteFault::Text);
        }
        let mut signature = self.verifier_key().id().to_vec();
        signature.extend_from_slice(&self.key.sign(text.as_bytes()).to_bytes());
        Ok(format!("{text}\n{DASH}{} {}\n", self.name, STANDARD.encode(signature)))
    }
}

/// Shows the name only.
impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer").field("name", &self.name).finish_non_exhaustive()
    }
}

/// The public half of a signer. Its text form, the vkey, is `NAME+ID+KEY`: the id as eight hexadecimal digits, the key as base64
/// of the type byte 0x01 and the 32 bytes of the public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    key: VerifyingKey,
}

impl VerifierKey {
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The first four bytes of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key).
    pub fn id(&self) -> [u8; 4] {
        let named = Sha256::new().chain_update(&self.name).chain_update([b'\n', ED25519]);
        let digest: [u8; 32] = named.chain_update(self.key.as_bytes()).finalize().into();
        [digest[0], digest[1], digest[2], digest[3]]
    }

    /// Reads exactly what is displayed.
    pub fn parse(text: &str) -> Result<VerifierKey, NoteFault> {
        let fault = NoteFault::VerifierKey;
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(fault("a part is missing"));
        };
        let name = key_name(name)?.to_owned();
        let mut bytes = [0; 36];
        let length =
            STANDARD.decode_slice(key, &mut bytes).map_err(|_| fault("the key is not 33 bytes in base64"))?;
        let (kind, key) = bytes[..length].split_first().ok_or(fault("the key is empty"))?;
        if *kind != ED25519 {
            return Err(fault("the key is not of type 0x01, Ed25519"));
        }
        let key = key.try_into().map_err(|_| fault("the key is not 33 bytes in base64"))?;
        let key = VerifyingKey::from_bytes(key).map_err(|_| fault("the key is not a point of the curve"))?;
        let key = VerifierKey { name, key };
        if key.to_string() != text {
            return Err(fault(if id == hex::encode(key.id()) {
                "it is not in its one spelling"
            } else {
                "the id is not that of name and key"
            }));
        }
        Ok(key)
    }
}

impl FromStr for VerifierKey {
    type Err = NoteFault;

    fn from_str(text: &str) -> Result<VerifierKey, NoteFault> {
        VerifierKey::parse(text)
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = [[ED25519].as_slice(), self.key.as_bytes()].concat();
        write!(f, "{}+{}+{}", self.name, hex::encode(self.id()), STANDARD.encode(key))
    }
}

/// A note whose text may be relied on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedNote<'n> {
    /// The text with its final line end.
    pub text: &'n str,
    /// The names of the known keys that signed it, at least one.
    pub signed_by: Vec<&'n str>,
}

/// Verifies a note: at least one signature must be by one of `keys`, and every one that claims to be must be right.
pub fn verify_note<'n>(note: &'n str, keys: &[VerifierKey]) -> Result<VerifiedNote<'n>, NoteFault> {
    let (text, signatures) = split_note(note)?;
    let mut signed_by = Vec::new();
    for (line, (name, signature)) in (1..).zip(signatures) {
        let (id, bytes) = signature.split_first_chunk::<4>().ok_or(NoteFault::SignatureLine { line })?;
        let Some(key) = keys.iter().find(|key| key.name == name && key.id() == *id) else { continue };
        let right = Signature::from_slice(bytes).and_then(|s| key.key.verify_strict(text.as_bytes(), &s));
        right.map_err(|_| NoteFault::WrongSignature { line, name: name.to_owned() })?;
        signed_by.push(name);
    }
    if signed_by.is_empty() {
        return Err(NoteFault::NoKnownKey);
    }
    Ok(VerifiedNote { text, signed_by })
}

/// The text, and each signature's key name and bytes (key id first).
type Parts<'n> = (&'n str, Vec<(&'n str, Vec<u8>)>);

fn split_note(note: &str) -> Result<Parts<'_>, NoteFault> {
    if note.len() > NOTE_SIZE_BYTES_MAX {
        return Err(NoteFault::TooLong);
    }
    no_controls(note)?;
    let end = note.rfind("\n\n").ok_or(NoteFault::NoSignatures)? + 1;
    let (text, signatures) = (&note[..end], &note[end + 1..]);
    let lines: Vec<&str> = signatures.split_inclusive('\n').take(SIGNATURES_MAX + 1).collect();
    if lines.is_empty() {
        return Err(NoteFault::NoSignatures);
    }
    if lines.len() > SIGNATURES_MAX {
        return Err(NoteFault::TooManySignatures);
    }
    let parsed = (1..)
        .zip(lines)
        .map(|(line, written)| signature_line(written).ok_or(NoteFault::SignatureLine { line }));
    Ok((text, parsed.collect::<Result<_, _>>()?))
}

fn signature_line(line: &str) -> Option<(&str, Vec<u8>)> {
    let (name, signature) = line.strip_prefix(DASH)?.strip_suffix('\n')?.split_once(' ')?;
    Some((key_name(name).ok()?, STANDARD.decode(signature).ok()?))
}

fn key_name(name: &str) -> Result<&str, NoteFault> {
    let wrong = |c: char| c.is_whitespace() || c.is_control() || c == '+';
    if name.is_empty() || name.contains(wrong) {
        return Err(NoteFault::KeyName(name.chars().take(120).collect()));
    }
    Ok(name)
}

fn no_controls(text: &str) -> Result<(), NoteFault> {
    match text.chars().find(|c| *c < ' ' && *c != '\n') {
        Some(control) => Err(NoteFault::Control(control.into())),
        None => Ok(()),
    }
}

#[cfg(test)]
#[path = "note_tests.rs"]
mod tests;
