//! What else concerns an entry (features 1.1–1.5): a body's matters, standards, lists and windows; a matter's standards, guides and remedies; an inspection item's plans;
//! everything that cites an article. A citizen walks from one to the other by links alone.

use super::pages::encoded;
use super::public::PublicVersion;
use super::shown::{ENTRUSTED, Grid, Line, Piece, Reading, link};
use super::{amendments, powers, standard};
use jiff::civil::Date;
use registers::declaration::RegisterKind;
use registers::{citation, references};
use serde_json::Value;

/// Rows of one section; the register's own list has all.
const ROWS_MAX: usize = 15;

/// Entries of one register that concern the entry.
pub struct Section {
    pub title: &'static str,
    pub count: usize,
    pub rows: Vec<Line>,
    /// A table in place of rows.
    pub grid: Option<Grid>,
    /// Address of the whole list, where more are there than are shown.
    pub more: String,
}

/// Everything that concerns this entry on the day, in the order of the directory.
pub fn sections(reading: &Reading<'_>, kind: &RegisterKind, key: &str, content: &Value) -> Vec<Section> {
    let mut sections = Vec::new();
    if kind.word == "matter" {
        sections.extend(remedies_of_matter(reading, content));
    }
    if kind.word == "body" && content.get("kind").and_then(Value::as_str) == Some(ENTRUSTED) {
        sections.extend(through_the_organ(reading, key));
    }
    for register in reading.directory.registers.all() {
        let to = references::of_register(register.kind.word).find(|one| one.to == kind.word);
        let found = match to {
            Some(one) => register.naming(one.to, key, reading.day),
            None => Vec::new(),
        };
        if found.is_empty() {
            continue;
        }
        if (kind.word, register.kind.word) == ("body", "remedies") {
            sections.push(remedies(&found, reading.day));
            continue;
        }
        let own = register.kind.body == to.map(|one| one.field) && kind.word == "body";
        let param = if own { "body" } else { "q" };
        sections.push(section(reading, register.kind, &found, &format!("{param}={}", encoded(key))));
    }
    if kind.word == "articles" {
        sections.extend(citing(reading, content));
    }
    sections
}

/// What cites the article, register by register.
fn citing(reading: &Reading<'_>, content: &Value) -> Vec<Section> {
    let Some(place) = registers::articles::Articles::place(content) else { return Vec::new() };
    let others = reading.directory.registers.all().filter(|register| register.kind.word != "articles");
    let one = |register: &super::public::PublicRegister| {
        let found = register.citing(&place.law, place.article, reading.day);
        let asked = format!(
            "q={}",
            encoded(&citation::in_words(&citation::Cited { paragraph: 0, item: 0, ..place.clone() }))
        );
        (!found.is_empty()).then(|| section(reading, register.kind, &found, &asked))
    };
    others.filter_map(one).collect()
}

fn section(
    reading: &Reading<'_>,
    kind: &'static RegisterKind,
    found: &[(&str, &PublicVersion)],
    asked: &str,
) -> Section {
    let on = if reading.asked { format!("&on={}", reading.day) } else { String::new() };
    // Who the officers are is asked by name or number; the body's page says how many there are.
    let shown = if kind.word == "officer" { 0 } else { ROWS_MAX };
    Section {
        title: kind.title,
        count: found.len(),
        rows: found.iter().take(shown).map(|(key, version)| row(reading, kind, key, version)).collect(),
        grid: None,
        more: match found.len() > shown {
            true => format!("/directory/{}?{asked}{on}", kind.word),
            false => String::new(),
        },
    }
}

/// An entry in one line: its name, and what a reader wants next.
fn row(reading: &Reading<'_>, kind: &RegisterKind, key: &str, version: &PublicVersion) -> Line {
    let mut line = vec![link(version.name.clone(), reading.address(kind.word, key))];
    let content = version.content.as_ref();
    match kind.word {
        "discretion" => {
            let tiers = content.and_then(standard::read).map_or(0, |standard| standard.tiers.len());
            line.push(Piece { text: format!("　{tiers}个阶次　"), href: None });
            line.push(link(format!("试算：{}", version.name), reading.calculator(key)));
        }
        "matter" => {
            let range = content.and_then(powers::range).map(|range| format!("　罚款{range}"));
            line.extend(range.map(|text| Piece { text, href: None }));
        }
        _ => {}
    }
    let remark = amendments::remark(reading, version);
    line.extend(remark.map(|text| Piece { text, href: None }));
    line
}

/// Review organ, court and periods for each kind of decision, side by side.
fn remedies(found: &[(&str, &PublicVersion)], day: Date) -> Section {
    let contents = found.iter().filter_map(|(_, version)| version.content.as_ref());
    let rows = contents.map(|content| remedy(content, day)).collect();
    let columns = vec!["决定种类", "行政复议", "行政诉讼"];
    Section {
        title: registers::all::by_word("remedies").map_or("救济渠道", |kind| kind.title),
        count: found.len(),
        rows: Vec::new(),
        grid: Some(Grid { columns, rows }),
        more: String::new(),
    }
}

/// Where reconsideration comes first, and for whoever has chosen it, the suit follows its decision (行政诉讼法 art 45); the months are those of suing at once (art 46).
fn remedy(content: &Value, day: Date) -> Vec<String> {
    let text = |field: &str| content.get(field).and_then(Value::as_str).unwrap_or_default();
    let number = |field: &str| content.get(field).and_then(Value::as_u64).unwrap_or_default();
    let decision = registers::remedies::DECISIONS.iter().find(|(code, _)| *code == text("decision"));
    let first = content.get("review_first").and_then(Value::as_bool) == Some(true);
    let court = text("court");
    let law = law::remedies::in_force(day);
    let after_review = format!(
        "对复议决定不服的，自收到复议决定书之日起{}日内向{court}起诉（{}）",
        law.suit_after_review.0, law.suit_after_review_article
    );
    let led = if first { "应当先申请复议：" } else { "" };
    vec![
        decision.map_or(text("decision"), |(_, word)| word).to_owned(),
        format!("{led}自知道决定之日起{}日内，向{}申请", number("review_days"), text("review_organ")),
        if first {
            after_review
        } else {
            format!("自知道决定之日起{}个月内，向{court}起诉；{after_review}", number("suit_months"))
        },
    ]
}

/// A matter's remedies are those of its body against penalties.
fn remedies_of_matter(reading: &Reading<'_>, content: &Value) -> Option<Section> {
    let body = content.get("body")?.as_str()?;
    let register = reading.directory.registers.of_word("remedies")?;
    let found = register.naming("body", body, reading.day);
    let against = |version: &PublicVersion| {
        let decision = version.content.as_ref().and_then(|content| content.get("decision")?.as_str());
        decision.is_some_and(|decision| decision.ends_with("penalty"))
    };
    let found: Vec<_> = found.into_iter().filter(|(_, version)| against(version)).collect();
    (!found.is_empty()).then(|| remedies(&found, reading.day))
}

/// An organisation that is entrusted penalises in the name of the organ that entrusts it, which answers for what it does: the remedies are those against that organ
/// (行政处罚法 art 20 para 3, 21).
fn through_the_organ(reading: &Reading<'_>, body: &str) -> Option<Section> {
    let letters = reading.directory.registers.of_word("delegations")?.naming("body", body, reading.day);
    let delegators = letters.iter().filter_map(|(_, version)| {
        let content = version.content.as_ref()?;
        let named = |field: &str| content.get(field).and_then(Value::as_str);
        (named("delegate") == Some(body)).then(|| named("delegator")).flatten()
    });
    let mut organs: Vec<&str> = delegators.collect();
    organs.sort_unstable();
    organs.dedup();
    let row = |organ: &&str| {
        let mut line = vec![reading.entry("body", organ)];
        let says = "的名义实施，后果由该机关承担；申请行政复议、提起行政诉讼的，按该机关的救济渠道办理（《行政处罚法》第二十条）";
        line.insert(0, Piece { text: "以".to_owned(), href: None });
        line.push(Piece { text: says.to_owned(), href: None });
        line
    };
    let rows: Vec<Line> = organs.iter().map(row).collect();
    (!rows.is_empty()).then(|| Section {
        title: registers::all::by_word("remedies").map_or("救济渠道", |kind| kind.title),
        count: rows.len(),
        rows,
        grid: None,
        more: String::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use serde_json::json;

    #[test]
    fn where_reconsideration_comes_first_the_suit_follows_its_decision() {
        let content = |first: bool| {
            json!({"decision": if first { "summary_penalty" } else { "penalty" }, "review_organ": "区政府", "review_days": 60,
                   "review_first": first, "court": "甲法院", "suit_months": 6})
        };
        let first = remedy(&content(true), date(2026, 3, 2));
        assert_eq!(first[1], "应当先申请复议：自知道决定之日起60日内，向区政府申请");
        assert_eq!(
            first[2],
            "对复议决定不服的，自收到复议决定书之日起15日内向甲法院起诉（《行政诉讼法》第四十五条）"
        );
        let either = remedy(&content(false), date(2026, 3, 2));
        assert!(
            either[2].starts_with("自知道决定之日起6个月内，向甲法院起诉；对复议决定不服的"),
            "{}",
            either[2]
        );
    }
}
