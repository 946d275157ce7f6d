//! A Rust file taken apart by line: the code with comments and the insides of strings blanked out, the comments by themselves, and
//! whether the line belongs to tests. This is a scanner, not a parser; it knows strings, raw strings, characters and comments.

/// A Rust file.
#[derive(Debug)]
pub struct Source<'a> {
    pub path: &'a str,
    pub text: &'a str,
    pub lines: Vec<Line>,
}

/// One line of it.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// Code; strings are empty, comments are gone.
    pub code: String,
    pub comment: String,
    /// Whether it is compiled for tests only.
    pub test: bool,
}

impl<'a> Source<'a> {
    pub fn read(path: &'a str, text: &'a str) -> Source<'a> {
        let mut lines = scan(text);
        mark_tests(&mut lines, is_for_tests(path));
        Source { path, text, lines }
    }

    /// Lines outside tests, with their number from 1.
    pub fn shipped(&self) -> impl Iterator<Item = (usize, &Line)> {
        self.lines.iter().enumerate().filter(|(_, line)| !line.test).map(|(index, line)| (index + 1, line))
    }

    /// The place of a line, for a fault.
    pub fn place(&self, number: usize) -> String {
        format!("{}:{number}", self.path)
    }
}

/// Files that only tests use, by where they stand.
pub fn is_for_tests(path: &str) -> bool {
    let parts: Vec<&str> = path.split(['/', '.']).collect();
    parts
        .iter()
        .any(|part| matches!(*part, "tests" | "testing" | "benches" | "fuzz") || part.ends_with("_tests"))
}

enum State {
    Code,
    LineComment,
    BlockComment(usize),
    Text,
    RawText(usize),
}

fn scan(text: &str) -> Vec<Line> {
    let characters: Vec<char> = text.chars().collect();
    let (mut lines, mut line, mut state, mut i) = (Vec::new(), Line::default(), State::Code, 0);
    while let Some(&c) = characters.get(i) {
        let rest = &characters[i..];
        if c == '\n' {
            if matches!(state, State::LineComment) {
                state = State::Code;
            }
            lines.push(std::mem::take(&mut line));
            i += 1;
            continue;
        }
        i += match &mut state {
            State::Code => code(rest, &mut line, &mut state),
            State::LineComment => comment(c, &mut line),
            State::BlockComment(depth) => match (c, rest.get(1)) {
                ('*', Some('/')) if *depth == 1 => enter(&mut state, State::Code, 2),
                ('*', Some('/')) => close(depth),
                ('/', Some('*')) => open(depth),
                _ => comment(c, &mut line),
            },
            State::Text => match c {
                '\\' if rest.get(1) != Some(&'\n') => 2,
                '"' => end_text(&mut line, &mut state, 1),
                _ => 1,
            },
            State::RawText(hashes) if c == '"' && hashes_at(&rest[1..]) >= *hashes => {
                let length = 1 + *hashes;
                end_text(&mut line, &mut state, length)
            }
            State::RawText(_) => 1,
        };
    }
    lines.push(line);
    lines
}

/// One step in code; answers how many characters it took.
fn code(rest: &[char], line: &mut Line, state: &mut State) -> usize {
    match (rest[0], rest.get(1)) {
        ('/', Some('/')) => enter(state, State::LineComment, 2),
        ('/', Some('*')) => enter(state, State::BlockComment(1), 2),
        ('"', _) => start_text(line, state, State::Text, 1),
        ('r', Some('"' | '#')) if !ends_in_word(&line.code) => match hashes_at(&rest[1..]) {
            hashes if rest.get(1 + hashes) == Some(&'"') => {
                start_text(line, state, State::RawText(hashes), 2 + hashes)
            }
            _ => keep('r', line),
        },
        ('\'', Some('\\')) => 4 + rest.iter().skip(3).position(|c| *c == '\'').unwrap_or(0),
        ('\'', _) if rest.get(2) == Some(&'\'') => 3,
        (c, _) => keep(c, line),
    }
}

fn keep(c: char, line: &mut Line) -> usize {
    line.code.push(c);
    1
}

fn comment(c: char, line: &mut Line) -> usize {
    line.comment.push(c);
    1
}

fn enter(state: &mut State, next: State, length: usize) -> usize {
    *state = next;
    length
}

fn open(depth: &mut usize) -> usize {
    *depth += 1;
    2
}

fn close(depth: &mut usize) -> usize {
    *depth -= 1;
    2
}

fn start_text(line: &mut Line, state: &mut State, next: State, length: usize) -> usize {
    line.code.push('"');
    enter(state, next, length)
}

fn end_text(line: &mut Line, state: &mut State, length: usize) -> usize {
    line.code.push('"');
    enter(state, State::Code, length)
}

fn hashes_at(rest: &[char]) -> usize {
    rest.iter().take_while(|c| **c == '#').count()
}

/// Whether an `r` here would only be the end of a word, except for the `b` of `br"…"`.
fn ends_in_word(code: &str) -> bool {
    let before = code.strip_suffix('b').unwrap_or(code);
    before.ends_with(|c: char| c.is_alphanumeric() || c == '_')
}

/// Marks what stands under `#[cfg(test)]`: up to the brace that closes it, or the semicolon that ends it.
fn mark_tests(lines: &mut [Line], all: bool) {
    let (mut depth, mut inside, mut waiting) = (0usize, false, false);
    for line in lines {
        let attribute = line.code.trim_start();
        let starts = ["#[cfg(test)", "#[cfg(all(test", "#[cfg(any(test"]
            .iter()
            .any(|start| attribute.starts_with(start));
        waiting |= starts && !inside;
        line.test = all || inside || waiting;
        if !inside && !waiting {
            continue;
        }
        for c in line.code.chars() {
            match c {
                '{' => (inside, waiting, depth) = (true, false, depth + 1),
                '}' => depth = depth.saturating_sub(1),
                ';' if !inside => waiting = false,
                _ => {}
            }
            inside = inside && depth > 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code_of(text: &str) -> Vec<String> {
        scan(text).into_iter().map(|line| line.code.trim().to_owned()).collect()
    }

    #[test]
    fn strings_and_comments_are_not_code() {
        assert_eq!(code_of("let a = \"x.unwrap()\"; // b.unwrap()"), ["let a = \"\";"]);
        let literals = r##"f(r#"a " b"#, br"c", 'd', '\'', '"', &'e str)"##;
        assert_eq!(code_of(literals), [r#"f("", b"", , , , &'e str)"#]);
        assert_eq!(code_of("a /* b /* c */ d */ e"), ["a  e"]);
        assert_eq!(code_of("let a = \"one\\\"two\nthree\"; b"), ["let a = \"", "\"; b"]);
        assert_eq!(code_of("for\"x\""), ["for\"\""]);
    }

    #[test]
    fn comments_are_kept_by_themselves() {
        let lines = scan("a(); // why\n/// doc");
        assert_eq!(lines[0].comment.trim(), "why");
        assert_eq!(lines[1].comment, "/ doc");
    }

    #[test]
    fn tests_end_where_their_brace_closes() {
        let text = "fn a() {}\n#[cfg(test)]\nmod tests {\n  fn b() { }\n}\nfn c() {}\n#[cfg(test)]\nuse d;\nfn e() {}";
        let source = Source::read("crates/law/src/a.rs", text);
        let shipped: Vec<usize> = source.shipped().map(|(number, _)| number).collect();
        assert_eq!(shipped, [1, 6, 9]);
        assert_eq!(Source::read("crates/law/tests/a.rs", text).shipped().count(), 0);
    }
}
