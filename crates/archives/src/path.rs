//! Names of files inside a package. A name comes from people and may be anything; in the package it is a plain name that every file system takes,
//! never a path that leads elsewhere.

/// The longest name, in bytes; with its order number it stays far below what file systems allow.
const NAME_SIZE_BYTES_MAX: usize = 120;

/// Names that Windows keeps for devices, whatever follows the first point.
const DEVICES: [&str; 4] = ["CON", "PRN", "AUX", "NUL"];

/// A file's place among the items: `data/items/0007-现场照片.jpg`. The number makes every place different, also where case does not count.
pub fn item_path(order: u32, name: &str) -> String {
    format!("data/items/{order:04}-{}", safe_name(name))
}

/// A name with nothing in it but letters and digits of any script, `-`, `_` and points inside; never empty, never a device.
pub fn safe_name(name: &str) -> String {
    let plain = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '_' };
    let name: String = name.chars().map(plain).collect();
    let name = shortened(name.trim_matches(['.', '_', ' ']));
    let stem = name.split('.').next().unwrap_or_default().to_ascii_uppercase();
    let port = ["COM", "LPT"].iter().any(|kind| {
        stem.strip_prefix(kind)
            .is_some_and(|rest| rest.chars().count() == 1 && rest.chars().all(char::is_numeric))
    });
    match name.as_str() {
        "" => "_".to_owned(),
        _ if port || DEVICES.contains(&stem.as_str()) => format!("_{name}"),
        _ => name,
    }
}

/// Cut to the longest length at a character's boundary, the ending kept when it is a short one.
fn shortened(name: &str) -> String {
    if name.len() <= NAME_SIZE_BYTES_MAX {
        return name.to_owned();
    }
    let ending =
        name.rfind('.').map(|at| &name[at..]).filter(|ending| ending.len() <= 10).unwrap_or_default();
    let mut end = NAME_SIZE_BYTES_MAX - ending.len();
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{ending}", name[..end].trim_end_matches(['.', '_']))
}

/// Whether a path found in a package may be followed: relative, plain parts, forward slashes.
pub fn is_safe(path: &str) -> bool {
    !path.is_empty()
        && path.len() <= 400
        && path.split('/').all(|part| !part.is_empty() && part != "." && part != "..")
        && !path.contains(|c: char| c.is_control() || matches!(c, '\\' | ':' | '%'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn whatever_people_call_a_file_its_name_leads_nowhere() {
        for (name, safe) in [
            ("现场照片.jpg", "现场照片.jpg"),
            ("a b（1）.pdf", "a_b_1_.pdf"),
            ("../../etc/passwd", "etc_passwd"),
            ("..", "_"),
            ("", "_"),
            ("C:\\temp\\x.mp4", "C__temp_x.mp4"),
            ("con", "_con"),
            ("NUL.txt", "_NUL.txt"),
            ("com1.mp4", "_com1.mp4"),
            ("computer.mp4", "computer.mp4"),
            (".hidden.", "hidden"),
            ("a\u{202E}gpj.exe", "a_gpj.exe"),
            ("a\u{0}b\nc%2f", "a_b_c_2f"),
            ("видео кухни.mkv", "видео_кухни.mkv"),
        ] {
            assert_eq!(safe_name(name), safe, "{name:?}");
        }
        assert_eq!(item_path(7, "现场照片.jpg"), "data/items/0007-现场照片.jpg");
    }

    #[test]
    fn a_long_name_keeps_its_ending() {
        let safe = safe_name(&format!("{}.mp4", "录像".repeat(200)));
        assert!(
            safe.len() <= NAME_SIZE_BYTES_MAX
                && ["录.mp4", "像.mp4"].iter().any(|ending| safe.ends_with(ending)),
            "{safe}"
        );
    }

    #[test]
    fn paths_that_lead_elsewhere_are_not_followed() {
        for path in ["data/items/0001-a.pdf", "bagit.txt", "data/receipts/0.tlog-proof"] {
            assert!(is_safe(path), "{path}");
        }
        for path in [
            "",
            "/etc/passwd",
            "../a",
            "data/../a",
            "data//a",
            "data/./a",
            "a\\b",
            "C:/a",
            "a\nb",
            "a%2fb",
            "data/",
        ] {
            assert!(!is_safe(path), "{path} must not be followed");
        }
    }

    proptest! {
        #[test]
        fn every_name_becomes_a_safe_one(name in "\\PC{0,300}|[./\\\\\u{0}-\u{1f}]{0,20}") {
            let safe = safe_name(&name);
            prop_assert!(is_safe(&safe) && is_safe(&item_path(1, &name)), "{name:?} became {safe:?}");
            prop_assert!(safe.len() <= NAME_SIZE_BYTES_MAX + 1 && !safe.starts_with('.') && !safe.contains('/'));
            prop_assert_eq!(safe_name(&safe), safe.clone());
        }
    }
}
