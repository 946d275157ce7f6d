//! The leak scanner: finds in a public text what must never stand there, and masks it. What is private is taken from the case itself (names of
//! people other than the punished, addresses, telephones, identity numbers), and by pattern what the case does not know (features 6.2;
//! 政府信息公开条例 art 15, 个人信息保护法 art 28).
//!
//! Masking and scanning use the same finder, so a masked text scans clean unless masking could not help; then nothing is published.
//! Names the case does not hold in a field of their own cannot be known here; the disclosure clerk gives those by hand.

use crate::shadow::{Shadow, Span};
use events::standing::Standing;
use law::thresholds::PartyKind;
use serde_json::Value;

mod pattern;

/// Something private in a public text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leak {
    /// What kind of thing it is, in the officer's language; never the thing itself.
    pub what: &'static str,
    /// The text around it with the thing itself hidden.
    pub near: String,
}

/// What may not stand in a public text of one case.
#[derive(Clone, Debug, Default)]
pub struct Private {
    /// Value and what it is, longest first.
    values: Vec<(String, &'static str)>,
    /// What may stand although it holds one of the values: the public name of an organisation.
    allowed: Vec<String>,
    /// Real name and the name to show, where they differ.
    renamed: Option<(String, String)>,
}

/// The name the public sees: of an organisation as registered; of a person masked; of a sole trader as registered, the owner's own name in it masked.
pub fn shown_name(case: &Standing) -> String {
    let Some(opened) = &case.opened else { return String::new() };
    let party = &opened.party;
    match (party.kind, &party.representative) {
        (PartyKind::Organisation, _) => party.name.clone(),
        (PartyKind::Person, _) => law::publication::mask_person_name(&party.name),
        (PartyKind::SoleTrader, Some(owner)) if owner.chars().count() >= SHORTEST => {
            let shown = party.name.replace(owner.as_str(), &law::publication::mask_person_name(owner));
            if shown == party.name && reads_as_a_person(&party.name) {
                return law::publication::mask_person_name(&party.name);
            }
            shown
        }
        // Who owns it is not known: its publication is withheld, and until then nothing of the name is shown.
        (PartyKind::SoleTrader, _) => law::publication::mask_person_name(&party.name),
    }
}

/// Whether a name an individual business is registered under may be a person's, as where it has no shop name: two to four Chinese characters that do not
/// end as the name of a shop does. In doubt it is one.
fn reads_as_a_person(name: &str) -> bool {
    const SHOPS: &str = "店行部厂坊馆摊铺社场站吧屋城园院楼庄所室堂阁轩";
    let han = name.chars().all(|c| matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{3134F}' | '·'));
    han && (2..=4).contains(&name.chars().count()) && !name.ends_with(|c| SHOPS.contains(c))
}

/// The shortest value looked for, in characters: a single character names nobody.
const SHORTEST: usize = 2;
const SHORTEST_ADDRESS: usize = 6;

/// Words people enter where a name is asked for, alone or around the name; hiding them would spoil the text and protect nobody.
const ROLES: &[&str] = &[
    "当事人",
    "被检查人",
    "被询问人",
    "调查人员",
    "执法人员",
    "在场人员",
    "现场负责人",
    "记录员",
    "参加人",
    "证人",
    "第三人",
    "居民委员会",
    "村委会",
    "村民委员会",
    "工作人员",
    "本店",
    "店主",
    "副局长",
    "经理",
    "员工代表",
    "法定代表人的委托代理人",
    "本人",
    "法定代表人",
    "负责人",
    "经营者",
    "委托代理人",
    "代理人",
    "员工",
    "店员",
    "店长",
    "同住成年家属",
    "家属",
    "收发室",
    "门卫",
    "见证人",
    "见证",
    "签收",
    "本人签收",
    "拒收",
    "拒签",
    "居委会",
    "物业",
    "没有",
    "主任",
    "科长",
    "局长",
    "书记员",
    "主持人",
];

impl Private {
    /// Everything private in the case, what the clerk adds to it, and what the clerk added before.
    pub fn of(case: &Standing, more: &[String]) -> Private {
        let mut values: Vec<(String, &'static str)> = Vec::new();
        let mut put = |value: &str, what: &'static str| {
            let value = value.trim();
            if Shadow::of(value).characters().len() >= SHORTEST {
                values.push((value.to_owned(), what));
            }
        };
        more.iter().chain(&case.persons.hidden).for_each(|value| put(value, "指定隐去的内容"));
        let mut allowed = Vec::new();
        let mut renamed = None;
        if let Some(opened) = &case.opened {
            let party = &opened.party;
            put(party.representative.as_deref().unwrap_or_default(), "法定代表人、负责人或经营者姓名");
            for address in [&party.address, &opened.place.text] {
                // 店内, 长宁区: what is shorter tells nobody where somebody lives.
                if address.chars().count() >= SHORTEST_ADDRESS {
                    put(address, "地址");
                }
            }
            put(party.phone.as_deref().unwrap_or_default(), "电话号码");
            if party.kind != PartyKind::Organisation {
                put(&party.code, "证件号码");
            }
            let shown = shown_name(case);
            if shown != party.name {
                put(&party.name, "当事人姓名");
                renamed = Some((party.name.clone(), shown.clone()));
            }
            allowed.extend([shown, opened.body_name.clone(), opened.body.clone()]);
            if party.kind == PartyKind::Organisation {
                allowed.push(party.code.clone());
            }
        }
        people(case).flat_map(names).for_each(|name| put(name, "有关人员姓名"));
        values.sort_by_key(|(value, _)| std::cmp::Reverse(value.chars().count()));
        values.dedup();
        allowed.retain(|value| !value.trim().is_empty());
        Private { values, allowed, renamed }
    }

    /// The text with everything private made unreadable: the party's real name becomes the name shown, all else becomes `×`.
    pub fn mask(&self, text: &str) -> String {
        let text = match &self.renamed {
            Some((real, shown)) => text.replace(real.as_str(), shown),
            None => text.to_owned(),
        };
        let found = self.find(&text);
        let hidden = |at: usize| found.iter().any(|(span, _)| (span.from..span.to).contains(&at));
        text.chars().enumerate().map(|(at, c)| if hidden(at) { '×' } else { c }).collect()
    }

    /// The text masked, and scanned like a document; what could not be hidden, when something could not.
    pub fn cleaned(&self, text: &str) -> Result<String, &'static str> {
        let masked = self.mask(text);
        match self.leaks(&masked).first() {
            None => Ok(masked),
            Some(leak) => Err(leak.what),
        }
    }

    /// What is private in a plain text.
    pub fn leaks(&self, text: &str) -> Vec<Leak> {
        self.find(text).into_iter().map(|(span, what)| Leak { what, near: near(text, span) }).collect()
    }

    /// [`scan`], with what the clerk has added.
    pub fn leaks_in_document(&self, document: &str) -> Vec<Leak> {
        let Ok(value) = serde_json::from_str::<Value>(document) else {
            return vec![Leak { what: "不能读取的文件", near: String::new() }];
        };
        let mut leaks = Vec::new();
        visit(&value, &mut |text| leaks.extend(self.leaks(text)));
        leaks
    }

    fn find(&self, text: &str) -> Vec<(Span, &'static str)> {
        let shadow = Shadow::of(text);
        let allowed: Vec<Span> = self.allowed.iter().flat_map(|value| shadow.find(value)).collect();
        let inside = |span: Span| allowed.iter().any(|a| a.from <= span.from && span.to <= a.to);
        let values = self
            .values
            .iter()
            .flat_map(|(value, what)| shadow.find(value).into_iter().map(move |span| (span, *what)));
        let patterns = pattern::find(&shadow);
        let found = values.chain(patterns).filter(|(span, _)| !inside(*span));
        widest(found.collect())
    }
}

/// What is private in a published document, given the case it was made from: every string in it is read, keys and numbers are the format's own.
/// A document that is not JSON is a leak as a whole, for nothing can be said of it.
pub fn scan(case: &Standing, document: &str) -> Vec<Leak> {
    Private::of(case, &[]).leaks_in_document(document)
}

/// The spans in order, those that lie inside another left out; of equal ones the first stays.
fn widest(mut found: Vec<(Span, &'static str)>) -> Vec<(Span, &'static str)> {
    found.sort_by_key(|(span, _)| (span.from, std::cmp::Reverse(span.to)));
    let mut end = 0;
    found.retain(|(span, _)| {
        let wider = span.to > end;
        end = end.max(span.to);
        wider
    });
    found
}

fn visit(value: &Value, look: &mut impl FnMut(&str)) {
    match value {
        Value::String(text) => look(text),
        Value::Array(items) => items.iter().for_each(|item| visit(item, look)),
        Value::Object(map) => map.values().for_each(|item| visit(item, look)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Names of everyone the case holds, beside the party: its people, and the officers who acted in it.
fn people(case: &Standing) -> impl Iterator<Item = &str> {
    let officers = case
        .handlers
        .iter()
        .chain(case.recordings.iter().map(|recording| &recording.recorder))
        .chain(case.review.passed.iter().map(|passed| &passed.reviewer))
        .chain(case.decision.iter().map(|decision| &decision.decided.decider));
    case.persons.entered.iter().map(String::as_str).chain(officers.map(|officer| officer.name.as_str()))
}

/// The names in what was entered, e.g. 邵明远（经营者）, 当事人的法定代表人钱某，调查人员张伟、李娜: cut at marks, roles before and after taken off.
fn names(entered: &str) -> impl Iterator<Item = &str> {
    let pieces = entered.split(|c: char| !(c.is_alphabetic() || matches!(c, '·' | ' ')));
    pieces.map(str::trim).map(without_roles).filter(|piece| !piece.is_empty())
}

/// What is left when the words for who somebody is are taken off; nothing, when there was nothing else.
fn without_roles(piece: &str) -> &str {
    let mut name = piece;
    loop {
        let role = ROLES.iter().filter(|role| name.starts_with(**role)).max_by_key(|role| role.len());
        let rest = role.map_or(name, |role| name[role.len()..].trim_start_matches('的').trim());
        if rest == name {
            break;
        }
        name = rest;
    }
    let after = ROLES.iter().filter(|role| name.ends_with(**role)).max_by_key(|role| role.len());
    after.map_or(name, |role| name[..name.len() - role.len()].trim())
}

/// Ten characters to either side, the found ones hidden.
fn near(text: &str, span: Span) -> String {
    let around = text.chars().enumerate().skip(span.from.saturating_sub(10));
    let around = around.take_while(|(at, _)| *at < span.to + 10);
    around.map(|(at, c)| if (span.from..span.to).contains(&at) { '×' } else { c }).collect()
}

#[cfg(test)]
mod tests;
