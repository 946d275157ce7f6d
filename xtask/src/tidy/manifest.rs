//! Names of dependencies as a crate's manifest lists them. Only the plain form that this workspace uses is read: one dependency a line.

/// The names in `[section]`, in order.
pub fn names<'a>(manifest: &'a str, section: &str) -> Vec<&'a str> {
    let heading = format!("[{section}]");
    let lines = manifest.lines().skip_while(move |line| line.trim() != heading).skip(1);
    let inside = lines.take_while(|line| !line.starts_with('['));
    inside.filter_map(name).collect()
}

fn name(line: &str) -> Option<&str> {
    let word = line.split(['=', '.']).next()?.trim();
    (!word.is_empty() && !word.starts_with('#')).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_one_section_only() {
        let manifest = "[package]\nname = \"store\"\n\n[dependencies]\n# why\nlaw.workspace = true\nsea-orm = { version = \"2\" }\n\n[dev-dependencies]\nproptest = \"1\"\n";
        assert_eq!(names(manifest, "dependencies"), ["law", "sea-orm"]);
        assert_eq!(names(manifest, "dev-dependencies"), ["proptest"]);
        assert!(names(manifest, "features").is_empty());
    }
}
