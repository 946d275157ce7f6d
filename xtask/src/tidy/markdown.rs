//! What the rules read of Markdown pages: the rows of tables and the words set as code.

/// The rows of every table in the text, as their trimmed cells; the rows that only draw lines are left out.
pub fn rows(text: &str) -> Vec<Vec<&str>> {
    let tables = text.lines().map(str::trim).filter_map(|line| line.strip_prefix('|')?.strip_suffix('|'));
    let rows = tables.map(|line| line.split('|').map(str::trim).collect::<Vec<_>>());
    rows.filter(|cells| !cells.iter().all(|cell| cell.chars().all(|c| matches!(c, '-' | ':' | ' '))))
        .collect()
}

/// The part of a page under a heading, up to the next heading of the same or a higher level.
pub fn section<'a>(text: &'a str, heading: &str) -> Option<&'a str> {
    let level = heading.bytes().take_while(|byte| *byte == b'#').count();
    let mut lines = text.split_inclusive('\n').scan(0, |at, line| {
        let start = *at;
        *at += line.len();
        Some((start, line))
    });
    let start = lines
        .by_ref()
        .find(|(_, line)| line.trim_end() == heading)
        .map(|(start, line)| start + line.len())?;
    let ends = |line: &str| (1..=level).contains(&line.bytes().take_while(|byte| *byte == b'#').count());
    let end = lines.find(|(_, line)| ends(line)).map_or(text.len(), |(start, _)| start);
    text.get(start..end)
}

/// Words between backticks, outside fenced blocks.
pub fn code_spans(text: &str) -> Vec<&str> {
    let mut fenced = false;
    let outside = text.lines().filter(move |line| {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        !fenced && !fence
    });
    outside.flat_map(|line| line.split('`').skip(1).step_by(2)).collect()
}

/// The one word of a cell that is set as code, if it is nothing else.
pub fn code_cell<'a>(cell: &&'a str) -> Option<&'a str> {
    cell.strip_prefix('`')?.strip_suffix('`').filter(|word| !word.contains('`'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "# Page\n\n## Crates\n| Crate | What |\n|---|:--|\n| `law` | the law as `data` |\n\n## Next\n```\n`not this`\n```\n`this`\n";

    #[test]
    fn tables_and_code_are_read() {
        assert_eq!(rows(PAGE), [vec!["Crate", "What"], vec!["`law`", "the law as `data`"]]);
        assert_eq!(code_spans(PAGE), ["law", "data", "this"]);
        assert_eq!(code_cell(&"`law`"), Some("law"));
        assert_eq!(code_cell(&"`a` and `b`"), None);
    }

    #[test]
    fn a_section_ends_at_the_next_heading() {
        let section = section(PAGE, "## Crates").expect("there is one");
        assert!(section.starts_with("| Crate") && section.ends_with("`data` |\n\n"), "{section}");
        assert_eq!(super::section(PAGE, "## Nowhere"), None);
    }
}
