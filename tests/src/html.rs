//! Reads a form out of a page of ours as a browser would: every control with its starting value, to be filled in and posted. It reads the small part of
//! HTML that our templates write; it is no reader for other pages.

use serde_json::Value;

/// A control of a form.
#[derive(Clone, Debug, PartialEq)]
pub struct Control {
    pub name: String,
    /// What is posted for it; `None` for a box that is not ticked and for a file that is not chosen.
    pub value: Option<String>,
    pub kind: Kind,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    Line,
    Text,
    /// With the value it posts when ticked.
    Box(String),
    /// With the values one may choose.
    Choice(Vec<String>),
    File,
}

/// A form as it stands on the page.
#[derive(Clone, Debug, Default)]
pub struct Form {
    pub controls: Vec<Control>,
}

/// The form that posts to this address, if the page has one.
pub fn form(page: &str, action: &str) -> Option<Form> {
    for (at, _) in page.match_indices("<form ") {
        let (tag, after) = tag_at(page, at);
        if attribute(tag, "action").as_deref() == Some(action) {
            let end = page[after..].find("</form>").map_or(page.len(), |end| after + end);
            return Some(Form { controls: controls(&page[after..end]) });
        }
    }
    None
}

/// The tag that begins at `at`, and where its content begins. Quotes may hold a `>`.
fn tag_at(page: &str, at: usize) -> (&str, usize) {
    let mut quoted = false;
    for (place, sign) in page[at..].char_indices() {
        match sign {
            '"' => quoted = !quoted,
            '>' if !quoted => return (&page[at..at + place], at + place + 1),
            _ => {}
        }
    }
    (&page[at..], page.len())
}

/// The value of an attribute; empty when it has none.
pub fn attribute(tag: &str, name: &str) -> Option<String> {
    let valued = format!(" {name}=\"");
    if let Some(at) = tag.find(&valued) {
        let value = &tag[at + valued.len()..];
        return Some(plain(&value[..value.find('"')?]));
    }
    let bare = format!("{tag} ").contains(&format!(" {name} "));
    bare.then(String::new)
}

/// Text without its escapes.
pub fn plain(text: &str) -> String {
    let signs = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&#38;", "&"),
        ("&amp;", "&"),
    ];
    signs.iter().fold(text.to_owned(), |text, (escape, sign)| text.replace(escape, sign))
}

fn controls(form: &str) -> Vec<Control> {
    let mut found = Vec::new();
    for (at, _) in form.match_indices('<') {
        let (tag, after) = tag_at(form, at);
        let content = |end: &str| form[after..].find(end).map_or("", |end| &form[after..after + end]);
        let Some(name) = attribute(tag, "name") else { continue };
        if tag.starts_with("<input ") {
            found.push(input(tag, name));
        } else if tag.starts_with("<textarea ") {
            let text = content("</textarea>");
            let text = plain(text.strip_prefix('\n').unwrap_or(text));
            found.push(Control { name, value: Some(text), kind: Kind::Text });
        } else if tag.starts_with("<select ") {
            found.push(choice(content("</select>"), name));
        }
    }
    found
}

fn input(tag: &str, name: String) -> Control {
    let value = attribute(tag, "value");
    match attribute(tag, "type").as_deref() {
        Some("checkbox") => {
            let posts = value.unwrap_or_else(|| "on".to_owned());
            let ticked = attribute(tag, "checked").map(|_| posts.clone());
            Control { name, value: ticked, kind: Kind::Box(posts) }
        }
        Some("file") => Control { name, value: None, kind: Kind::File },
        _ => Control { name, value: Some(value.unwrap_or_default()), kind: Kind::Line },
    }
}

fn choice(options: &str, name: String) -> Control {
    let (mut values, mut chosen) = (Vec::new(), None);
    for (at, _) in options.match_indices("<option ") {
        let (tag, _) = tag_at(options, at);
        let value = attribute(tag, "value").unwrap_or_default();
        if attribute(tag, "selected").is_some() {
            chosen = Some(value.clone());
        }
        values.push(value);
    }
    Control { name, value: Some(chosen.unwrap_or_default()), kind: Kind::Choice(values) }
}

impl Form {
    /// The value a control starts with or was given.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.controls.iter().find(|control| control.name == name)?.value.as_deref()
    }

    /// The values one may choose for a control.
    pub fn choices(&self, name: &str) -> Vec<String> {
        let of_name = self.controls.iter().filter(|control| control.name == name);
        let offered = of_name.flat_map(|control| match &control.kind {
            Kind::Choice(values) => values.clone(),
            Kind::Box(posts) => vec![posts.clone()],
            _ => Vec::new(),
        });
        offered.collect()
    }

    /// Types into a control or chooses; what is not on offer cannot be chosen.
    pub fn set(&mut self, name: &str, text: &str) {
        let control = self.controls.iter_mut().find(|control| control.name == name);
        let control = control.unwrap_or_else(|| panic!("the form has no field {name}"));
        if let Kind::Choice(values) = &control.kind {
            assert!(values.iter().any(|value| value == text), "{name} offers {values:?}, not {text}");
        }
        control.value = Some(text.to_owned());
    }

    /// Ticks exactly these boxes of a name.
    fn tick(&mut self, name: &str, wanted: &[&str]) {
        let offered: Vec<&Control> = self.controls.iter().filter(|control| control.name == name).collect();
        for one in wanted {
            let there = offered.iter().any(|control| control.kind == Kind::Box((*one).to_owned()));
            assert!(there, "{name} does not offer {one}: {offered:?}");
        }
        for control in self.controls.iter_mut().filter(|control| control.name == name) {
            if let Kind::Box(posts) = &control.kind {
                control.value = wanted.contains(&posts.as_str()).then(|| posts.clone());
            }
        }
    }

    /// Fills in as an officer would: texts as typed (amounts in yuan), `true` ticks a box, a list ticks boxes or types lines, rows fill a table.
    pub fn fill(&mut self, entered: &Value) {
        for (name, value) in entered.as_object().into_iter().flatten() {
            self.fill_one(name, value);
        }
    }

    fn fill_one(&mut self, name: &str, value: &Value) {
        match value {
            Value::String(text) => self.set(name, text),
            Value::Bool(ticked) => self.tick(name, if *ticked { &["yes"] } else { &[] }),
            Value::Array(rows) if rows.iter().all(Value::is_object) && !rows.is_empty() => {
                for (number, row) in rows.iter().enumerate() {
                    for (column, cell) in row.as_object().into_iter().flatten() {
                        self.fill_one(&format!("{name}.{number}.{column}"), cell);
                    }
                }
            }
            Value::Array(items) => {
                let items: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
                match self.controls.iter().find(|control| control.name == name).map(|control| &control.kind) {
                    Some(Kind::Text) => self.set(name, &items.join("\n")),
                    _ => self.tick(name, &items),
                }
            }
            other => panic!("nobody types {other} into {name}"),
        }
    }

    /// What is posted: name and value, in the order of the page.
    pub fn posted(&self) -> Vec<(String, String)> {
        let given = |control: &Control| Some((control.name.clone(), control.value.clone()?));
        self.controls.iter().filter_map(given).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const PAGE: &str = r#"<form method="post" action="/sign-out"><input type="hidden" name="form_token" value="a"></form>
        <form method="post" action="/x" novalidate><input type="hidden" name="form_token" value="b">
        <textarea class="t" id="f" name="facts" rows="4">
两&lt;盒&gt;&amp;</textarea>
        <select id="k" name="rows.0.kind"><option value="">请选择</option><option value="fine" selected>罚款</option><option value="warning">警告</option></select>
        <label><input type="checkbox" name="who" value="zhang-wei" checked></label><input type="checkbox" name="who" value="li-na">
        <input type="checkbox" value="yes" name="public"><input type="file" name="files" multiple></form>"#;

    #[test]
    fn a_form_is_read_filled_in_and_posted() {
        let mut form = form(PAGE, "/x").expect("is there");
        assert_eq!(form.value("form_token"), Some("b"));
        assert_eq!(form.value("facts"), Some("两<盒>&"));
        assert_eq!(form.value("rows.0.kind"), Some("fine"));
        form.fill(
            &json!({"rows": [{"kind": "warning"}], "who": ["li-na"], "public": true, "facts": ["一", "二"]}),
        );
        let posted = form.posted();
        let pairs: Vec<(&str, &str)> =
            posted.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(
            pairs,
            [
                ("form_token", "b"),
                ("facts", "一\n二"),
                ("rows.0.kind", "warning"),
                ("who", "li-na"),
                ("public", "yes")
            ]
        );
        assert!(super::form(PAGE, "/y").is_none());
    }

    #[test]
    #[should_panic(expected = "offers")]
    fn what_is_not_offered_cannot_be_chosen() {
        form(PAGE, "/x").expect("is there").fill(&json!({"rows": [{"kind": "prison"}]}));
    }
}
