//! 代码表: the codes that imports and exchange files use, with their words and where they come from (features 2.1). Kept for the district; the figures are
//! data, because what is known of several of them is second-hand.

use crate::declaration::{Register, Term};
use events::field::{Field, Shape};
use events::{Refusal, Registers};
use jiff::civil::Date;
use law::article::{Article, PLAN};
use serde::Deserialize;

/// The register of code tables.
pub struct CodeTables;

/// One code.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Content {
    pub table: String,
    pub code: String,
    pub word: String,
}

impl Register for CodeTables {
    const WORD: &'static str = "code_tables";
    const TITLE: &'static str = "代码表";
    const ABOUT: &'static str = "数据交换使用的代码及其含义和来源。";
    const ARTICLE: Article = Article::of(PLAN, 2);
    const KEY: &'static [&'static str] = &["table", "code"];
    const BODY: Option<&'static str> = None;
    const COLUMNS: &'static [&'static str] = &["table", "code", "word", "source"];
    const PUBLIC: &'static [&'static str] = &["table", "code", "word", "source"];
    const FIELDS: &'static [Field] = &[
        Field::new("table", "代码表", Shape::Line(40)),
        Field::new("code", "代码", Shape::Line(40)),
        Field::new("word", "含义", Shape::Line(200)),
        Field::new("source", "来源", Shape::Line(200)),
    ];
    type Content = Content;

    fn check(_content: &Content, _term: Term, _registers: &Registers) -> Result<(), Refusal> {
        Ok(())
    }
}

/// What a code of a table means on a day.
pub fn word(registers: &Registers, table: &str, code: &str, day: Date) -> Option<String> {
    let version = registers.book(CodeTables::WORD).as_of(&format!("{table}~{code}"), day)?;
    crate::declaration::content_of::<CodeTables>(version).map(|content| content.word)
}
