//! What is confirmed and does not hold yet, and what an amended article leaves behind (plan clauses 1 and 2: 及时更新): a reader of today's page is told that
//! from a day on something else will hold, with the way to it, and at whatever cites an article that it was entered under the article's former text. Nothing is
//! changed by it; whoever keeps the entry finds the same at the desk (`registers::citation`).

use super::public::{PublicRegister, PublicVersion};
use super::shown::{Line, Piece, Reading, link, plain};
use crate::portal::day as day_in_words;
use registers::articles::Articles;
use registers::citation::{self, Cited};

/// A version that is confirmed and begins after today.
pub struct Coming {
    pub from: String,
    pub ends: bool,
    /// The page as it will be on that day.
    pub href: String,
}

/// The versions of an entry that begin after today and after the day that is read.
pub fn coming(reading: &Reading<'_>, register: &PublicRegister, key: &str) -> Vec<Coming> {
    let later = register.history(key).iter().filter(|version| is_later(reading, version));
    let one = |version: &PublicVersion| Coming {
        from: day_in_words(version.from),
        ends: version.content.is_none(),
        href: Reading { day: version.from, asked: true, ..*reading }.address(register.kind.word, key),
    };
    later.map(one).collect()
}

fn is_later(reading: &Reading<'_>, version: &PublicVersion) -> bool {
    version.from > reading.today.max(reading.day) && ever_holds(version)
}

/// A version that another took the place of before it began never holds.
fn ever_holds(version: &PublicVersion) -> bool {
    version.to.is_none_or(|to| to >= version.from)
}

/// What became, or will become, of a cited article since this version was confirmed.
struct Amended<'a> {
    key: &'a str,
    cited: Cited,
    version: &'a PublicVersion,
    later: bool,
}

fn amended<'a>(reading: &Reading<'a>, version: &PublicVersion) -> Vec<Amended<'a>> {
    let Some(articles) = reading.directory.registers.of_word("articles") else { return Vec::new() };
    let mut found: Vec<Amended<'a>> = Vec::new();
    for cited in version.cited.iter().filter(|cited| cited.article > 0) {
        for (key, history) in articles.under(&format!("{}~{}~", cited.law, cited.article)) {
            let first = history.first().and_then(|first| first.content.as_ref());
            let Some(place) = first.and_then(Articles::place) else { continue };
            if !citation::concerns(&place, cited) {
                continue;
            }
            let unseen = history.iter().skip(1).filter(|one| one.number > version.number && ever_holds(one));
            for one in unseen {
                let later = is_later(reading, one);
                let known = found.iter().any(|other| other.key == key && other.version.from == one.from);
                if (later || one.from <= reading.day) && !known {
                    found.push(Amended { key, cited: place.clone(), version: one, later });
                }
            }
        }
    }
    found
}

/// What a reader of an entry is told of the articles it cites, a line for each amendment that it was not entered under.
pub fn notes(reading: &Reading<'_>, version: &PublicVersion) -> Vec<Line> {
    let one = |amended: Amended<'_>| {
        let then = Reading { day: amended.version.from, asked: true, ..*reading };
        let what = if amended.version.content.is_none() { "废止" } else { "修改" };
        let from = day_in_words(amended.version.from);
        let mut line = plain("所引");
        line.push(link(citation::in_words(&amended.cited), then.address("articles", amended.key)));
        let says = match amended.later {
            true => format!("自{from}起{what}；本条目按现行条文登记，届时待复核。"),
            false => format!("已自{from}起{what}；本条目按{what}前的条文登记，尚未复核。"),
        };
        line.push(Piece { text: says, href: None });
        line
    };
    amended(reading, version).into_iter().map(one).collect()
}

/// The same in a word, for a line of a list.
pub fn remark(reading: &Reading<'_>, version: &PublicVersion) -> Option<String> {
    let amended = amended(reading, version).into_iter().next()?;
    let from = day_in_words(amended.version.from);
    Some(match amended.later {
        true => format!("　条文自{from}起变更，届时待复核"),
        false => format!("　条文已自{from}起变更，尚未复核"),
    })
}
