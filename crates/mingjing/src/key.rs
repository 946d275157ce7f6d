//! The ledger's key: 32 secret bytes of Ed25519 in a file only its owner may read, made on first start. Whoever has the key can sign checkpoints; whoever
//! loses it must begin a new ledger, so it belongs into the backup, apart from the database.

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

/// Reads the key, and makes it when there is none. A key that others may read is refused.
pub fn read_or_make(file: &Path) -> Result<[u8; 32]> {
    match std::fs::read(file) {
        Ok(bytes) => checked(file, &bytes),
        Err(fault) if fault.kind() == ErrorKind::NotFound => {
            let key: [u8; 32] = rand::random();
            write(file, &key)?;
            Ok(key)
        }
        Err(fault) => Err(fault).with_context(|| format!("ledger key {}", file.display())),
    }
}

/// Writes a new key file with mode 0600; one that is there already is left alone and is an error.
pub fn write(file: &Path, key: &[u8; 32]) -> Result<()> {
    let place = || format!("ledger key {}", file.display());
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).with_context(place)?;
    }
    let mut into =
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(file).with_context(place)?;
    into.write_all(key).and_then(|()| into.sync_all()).with_context(place)
}

/// The key of a synthetic district, worked out from its seed. Anyone can work it out, so it protects nothing; it makes the same seed give the same bytes.
pub fn of_seed(seed: u64) -> [u8; 32] {
    Sha256::new()
        .chain_update(b"mingjing synthetic district\n")
        .chain_update(seed.to_be_bytes())
        .finalize()
        .into()
}

fn checked(file: &Path, bytes: &[u8]) -> Result<[u8; 32]> {
    let mode = std::fs::metadata(file)?.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        bail!("ledger key {} may be read by others (mode {mode:o}); it must have mode 600", file.display());
    }
    bytes
        .try_into()
        .with_context(|| format!("ledger key {} has {} bytes and not 32", file.display(), bytes.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_kept_from_others() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("below").join("ledger.key");
        let key = read_or_make(&file).unwrap();
        assert_eq!(read_or_make(&file).unwrap(), key);
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(write(&file, &key).is_err());
        std::fs::set_permissions(&file, PermissionsExt::from_mode(0o644)).unwrap();
        assert!(read_or_make(&file).unwrap_err().to_string().contains("mode 644"));
    }

    #[test]
    fn a_key_of_another_length_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ledger.key");
        std::fs::write(&file, [7; 31]).unwrap();
        std::fs::set_permissions(&file, PermissionsExt::from_mode(0o600)).unwrap();
        assert!(read_or_make(&file).unwrap_err().to_string().contains("31 bytes"));
    }

    #[test]
    fn every_seed_has_its_own_key() {
        assert_eq!(of_seed(1), of_seed(1));
        assert_ne!(of_seed(1), of_seed(2));
    }
}
