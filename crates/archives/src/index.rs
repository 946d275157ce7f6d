//! The readable face of a package (`data/index.html`): what is in the volume and what happened in the case, with links, in Chinese. Plain HTML without
//! scripts, pictures or anything fetched, so that it reads the same in thirty years.

use crate::package::{Contents, receipt_path};
use events::Event;
use events::entry::Entry;
use events::occasion::beijing;

/// The page. `links` are the paths of the items' files below the base folder, one for each item; `entries` the entries read, one for each kept.
pub(crate) fn html(contents: &Contents<'_>, links: &[Option<String>], entries: &[Entry]) -> String {
    let items: String = contents
        .items
        .iter()
        .zip(links)
        .map(|(item, path)| {
            let title = link(path.as_deref(), &item.title);
            let digest = item.file.as_ref().map(|file| format!("SHA-256 {}<br>SM3 {}", file.sha256, escape(&file.sm3)));
            let (number, reference) = (item.order, escape(&item.reference));
            let digest = digest.unwrap_or_else(|| "见办案经过".to_owned());
            format!("<tr><td>{number}</td><td>{title}</td><td>{reference}</td><td class=\"digest\">{digest}</td></tr>\n")
        })
        .collect();
    let history: String = contents
        .entries
        .iter()
        .zip(entries)
        .map(|(kept, entry)| {
            let receipt = link(Some(&receipt_path(kept.number)), "存证回执");
            let at = beijing(entry.at).strftime("%Y-%m-%d %H:%M:%S").to_string();
            let erased = if kept.body.is_some() { "" } else { "（内容已依法删除）" };
            let (number, what) = (kept.number, escape(title(&entry.kind)));
            format!("<tr><td>{number}</td><td>{at}</td><td>{what}{erased}</td><td>{receipt}</td></tr>\n")
        })
        .collect();
    let (reference, name) = (escape(contents.reference), escape(contents.title));
    let (body, code) = (escape(contents.body_name), escape(contents.body_code));
    let (term, day) = (escape(contents.retention), contents.packed_on);
    format!(
        "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n<title>{reference} {name}</title>\n<style>{STYLE}</style>\n</head>\n\
         <body>\n<h1>{name}</h1>\n<p>档号 {reference}；立档单位 {body}（{code}）；保管期限 {term}；成包日期 {day}。</p>\n\
         <h2>卷内目录</h2>\n<table>\n<thead><tr><th>序号</th><th>材料名称</th><th>文号或者编号</th><th>摘要</th></tr></thead>\n\
         <tbody>\n{items}</tbody>\n</table>\n\
         <h2>办案经过</h2>\n<p>每一步的完整内容在<a href=\"events.jsonl\">events.jsonl</a>中，并可凭存证回执离线核对。</p>\n\
         <table>\n<thead><tr><th>存证号</th><th>时间（北京时间）</th><th>事项</th><th>回执</th></tr></thead>\n\
         <tbody>\n{history}</tbody>\n</table>\n</body>\n</html>\n"
    )
}

const STYLE: &str = "body{font-family:serif;line-height:1.7;max-width:60em;margin:2em auto;padding:0 1em}\
table{border-collapse:collapse;width:100%}th,td{border:1px solid #888;padding:.3em .5em;text-align:left;vertical-align:top}\
.digest{font-family:monospace;font-size:.75em;word-break:break-all}";

/// The officers' word for an event's name.
fn title(name: &str) -> &str {
    Event::ALL.iter().find(|(known, ..)| *known == name).map_or(name, |(.., title)| title)
}

/// A link from the page, which lies in `data/`, to a path below the base folder; plain text where there is none.
fn link(path: Option<&str>, text: &str) -> String {
    match path.and_then(|path| path.strip_prefix("data/")) {
        Some(path) => format!("<a href=\"{}\">{}</a>", encoded(path), escape(text)),
        None => escape(text),
    }
}

fn escape(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
        out
    })
}

/// Percent-encoded as RFC 3986 asks, slashes kept.
fn encoded(path: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'~' | b'/');
    path.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_typed_cannot_become_markup() {
        assert_eq!(escape("<script>\"'&\u{1}"), "&lt;script&gt;&quot;&#39;&amp; ");
        assert_eq!(
            link(Some("data/items/0001-照片.jpg"), "<b>"),
            "<a href=\"items/0001-%E7%85%A7%E7%89%87.jpg\">&lt;b&gt;</a>"
        );
        assert_eq!(link(None, "a&b"), "a&amp;b");
    }

    #[test]
    fn events_are_named_in_the_officers_words() {
        assert_eq!((title("CaseOpened"), title("Unheard")), ("线索登记", "Unheard"));
    }
}
