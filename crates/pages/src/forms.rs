//! Forms from declarations: an act's fields become inputs, what was posted becomes the act's JSON. The API takes the same JSON, so a page and a
//! program are judged by the same checks (`events::field`). No rule of the law stands here.
//!
//! A posted form is a list of name and value; a table's cells are named `penalties.0.amount`. Amounts are yuan in the form and fen in JSON.

use events::field::{Field, FieldFault, Offer, ROWS_MAX, Shape};
use law::money::Fen;
use law::width::narrow;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What was posted, in order; names may repeat.
pub type Posted = Vec<(String, String)>;

/// One choice of a field.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    pub value: String,
    pub label: String,
    pub chosen: bool,
}

/// A field as the template shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// Name of the input, with the row where it lies in a table.
    pub name: String,
    pub id: String,
    pub label: &'static str,
    pub hint: &'static str,
    pub required: bool,
    pub error: Option<String>,
    pub kind: Kind,
    /// What was entered, for inputs with one value.
    pub value: String,
    pub choices: Vec<Choice>,
    pub max_chars: usize,
    /// For a table: its columns' labels and its rows.
    pub columns: Vec<&'static str>,
    pub rows: Vec<Vec<Input>>,
    /// For files: those already stored, by id.
    pub files: Vec<String>,
    pub many: bool,
    /// Whether the rows of a table are given, so that none can be added.
    pub fixed: bool,
}

/// How an input looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Line,
    Text,
    Date,
    Moment,
    Money,
    Whole,
    Yes,
    Select,
    Boxes,
    Lines,
    Table,
    File,
    /// A name drawn on the screen.
    Drawn,
    /// A position measured by the device; nothing can be typed.
    Position,
    /// Carried along, not shown.
    Carried,
    /// Given, not chosen: shown as words, posted with the form.
    Fixed,
}

/// What the case and the registers offer for the fields that choose from them: value and label.
pub type Offers = BTreeMap<OfferKey, Vec<(String, String)>>;

/// [`Offer`] as a key.
pub type OfferKey = &'static str;

/// The key of an offer.
pub fn offer_key(offer: Offer) -> OfferKey {
    match offer {
        Offer::Officers => "officers",
        Offer::Handlers => "handlers",
        Offer::Recusable => "recusable",
        Offer::Recusals => "recusals",
        Offer::Chairs => "chairs",
        Offer::Matters => "matters",
        Offer::Heads => "heads",
        Offer::Departments => "departments",
        Offer::Evidence => "evidence",
        Offer::Papers => "papers",
        Offer::Preservations => "preservations",
        Offer::Appraisals => "appraisals",
        Offer::Bodies => "bodies",
        Offer::Devices => "devices",
        Offer::Recorders => "recorders",
        Offer::MergedParties => "merged_parties",
        Offer::Recordings => "recordings",
        Offer::Interruptions => "interruptions",
        Offer::Omissions => "omissions",
        Offer::Holds => "holds",
        Offer::InspectionItems => "inspection_items",
    }
}

/// Reads what was posted into the act's JSON. What cannot be converted is a fault of its field; everything else is left to the common checks.
pub fn read(fields: &[Field], posted: &Posted) -> (Map<String, Value>, Vec<FieldFault>) {
    let mut faults = Vec::new();
    let map = read_under(fields, posted, "", &mut faults);
    (map, faults)
}

/// What is wrong with a form: what could not be read, and what the common checks say of everything else, so that nobody is told in rounds; a field that could not be
/// read is not called empty as well.
pub fn all_faults(unread: Vec<FieldFault>, checked: Vec<FieldFault>) -> Vec<FieldFault> {
    let more = checked.into_iter().filter(|fault| !unread.iter().any(|known| known.field == fault.field));
    let more: Vec<FieldFault> = more.collect();
    unread.into_iter().chain(more).collect()
}

fn read_under(
    fields: &[Field],
    posted: &Posted,
    under: &str,
    faults: &mut Vec<FieldFault>,
) -> Map<String, Value> {
    let mut map = Map::new();
    for field in fields {
        let name = format!("{under}{}", field.key);
        if let Some(value) = read_field(field, &name, posted, faults) {
            map.insert(field.key.to_owned(), value);
        }
    }
    map
}

fn read_field(field: &Field, name: &str, posted: &Posted, faults: &mut Vec<FieldFault>) -> Option<Value> {
    let all = || posted.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let one = || all().next_back().map(str::trim_end).filter(|text| !text.trim().is_empty());
    let fault = |reason: String| FieldFault { field: name.to_owned(), label: field.label.to_owned(), reason };
    match field.shape {
        Shape::Line(_)
        | Shape::Choice(_)
        | Shape::One(_)
        | Shape::File
        | Shape::Drawn
        | Shape::Position
        | Shape::Digest => one().map(|text| Value::from(text.trim())),
        Shape::Date => one().map(|text| Value::from(narrow(text).trim())),
        Shape::Moment => one().map(|text| Value::from(narrow(text).trim().replace(' ', "T"))),
        Shape::Text(_) => one().map(|text| Value::from(text.replace("\r\n", "\n"))),
        Shape::Money => match Fen::parse_yuan(&narrow(one()?)) {
            Ok(fen) => Some(Value::from(fen.0)),
            Err(reason) => {
                faults.push(fault(reason.to_string()));
                None
            }
        },
        Shape::Whole(..) => match narrow(one()?).trim().parse::<i64>() {
            Ok(number) => Some(Value::from(number)),
            Err(_) => {
                faults.push(fault("应为整数".to_owned()));
                None
            }
        },
        Shape::Yes => match one() {
            Some(text) => Some(Value::from(matches!(text.trim(), "yes" | "on" | "true"))),
            None => field.required.then_some(Value::from(false)),
        },
        Shape::Many(_) | Shape::Files => {
            Some(all().map(str::trim).filter(|text| !text.is_empty()).map(Value::from).collect())
        }
        Shape::Lines(_) => {
            let lines = all().flat_map(str::lines).map(str::trim).filter(|line| !line.is_empty());
            Some(lines.map(Value::from).collect())
        }
        Shape::Rows(columns) => Some(read_rows(columns, name, posted, faults)),
        // Changes have a page of their own (`desk::registers`); here they can only be given as JSON.
        Shape::Changes => match serde_json::from_str(one()?) {
            Ok(changes) => Some(changes),
            Err(_) => {
                faults.push(fault("应为 JSON 数组".to_owned()));
                None
            }
        },
    }
}

/// Rows of a table; a row in which nothing was entered is left out.
fn read_rows(columns: &[Field], name: &str, posted: &Posted, faults: &mut Vec<FieldFault>) -> Value {
    let mut rows = Vec::new();
    for index in row_numbers(name, posted) {
        let under = format!("{name}.{index}.");
        let entered = |column: &Field| {
            let cell = format!("{under}{}", column.key);
            let kept = !matches!(column.shape, Shape::Yes) || column.required;
            kept && posted.iter().any(|(key, value)| *key == cell && !value.trim().is_empty())
        };
        if columns.iter().any(entered) {
            rows.push(Value::Object(read_under(columns, posted, &under, faults)));
        }
    }
    Value::Array(rows)
}

fn row_numbers(name: &str, posted: &Posted) -> Vec<usize> {
    let number =
        |key: &str| key.strip_prefix(name)?.strip_prefix('.')?.split('.').next()?.parse::<usize>().ok();
    let mut numbers: Vec<usize> =
        posted.iter().filter_map(|(key, _)| number(key)).filter(|n| *n <= ROWS_MAX).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// The form of these fields, filled with `input` (the act's JSON), with what is wrong beside each field. `spare_rows` empty rows follow each table.
pub fn inputs(
    fields: &[Field],
    input: &Map<String, Value>,
    posted: Option<&Posted>,
    faults: &[FieldFault],
    offers: &Offers,
    spare_rows: usize,
) -> Vec<Input> {
    let fill = Fill { posted, faults, offers, spare_rows };
    fields.iter().map(|field| fill.input(field, field.key, input.get(field.key))).collect()
}

/// Makes the rows of a table those that are filled, each for what its first column names: what the law lists is gone through, not chosen from.
pub fn fix_first_column(table: &mut Input) {
    table.rows.retain(|row| row.first().is_some_and(|cell| !cell.value.is_empty()));
    for cell in table.rows.iter_mut().filter_map(|row| row.first_mut()) {
        cell.kind = Kind::Fixed;
    }
    table.fixed = true;
}

struct Fill<'a> {
    posted: Option<&'a Posted>,
    faults: &'a [FieldFault],
    offers: &'a Offers,
    spare_rows: usize,
}

impl Fill<'_> {
    fn input(&self, field: &Field, name: &str, value: Option<&Value>) -> Input {
        let mut input = Input {
            name: name.to_owned(),
            id: format!("f-{}", name.replace('.', "-")),
            label: field.label,
            hint: field.hint,
            required: field.required,
            error: self.faults.iter().find(|fault| fault.field == name).map(|fault| fault.reason.clone()),
            kind: kind(field.shape),
            value: self.entered(field, name, value),
            choices: self.choices(field, value),
            max_chars: max_chars(field.shape),
            columns: Vec::new(),
            rows: Vec::new(),
            files: Vec::new(),
            many: matches!(field.shape, Shape::Files),
            fixed: false,
        };
        match field.shape {
            Shape::Rows(columns) => self.table(&mut input, columns, value),
            Shape::File | Shape::Files | Shape::Drawn => input.files = strings(value),
            _ => {}
        }
        input
    }

    fn table(&self, input: &mut Input, columns: &'static [Field], value: Option<&Value>) {
        input.columns = columns.iter().map(|column| column.label).collect();
        let rows = value.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        for index in 0..(rows.len() + self.spare_rows).min(ROWS_MAX) {
            let cells = columns.iter().map(|column| {
                let cell = rows.get(index).and_then(|row| row.get(column.key));
                self.input(column, &format!("{}.{index}.{}", input.name, column.key), cell)
            });
            input.rows.push(cells.collect());
        }
    }

    /// What the officer typed comes back as typed, also when it could not be read.
    fn entered(&self, field: &Field, name: &str, value: Option<&Value>) -> String {
        let typed = self.posted.and_then(|posted| posted.iter().rev().find(|(key, _)| key == name));
        match (typed, field.shape, value) {
            (Some((_, typed)), shape, _) if !matches!(shape, Shape::Lines(_) | Shape::Rows(_)) => {
                typed.clone()
            }
            (_, Shape::Money, Some(Value::Number(fen))) => {
                fen.as_i64().map(|fen| Fen(fen).to_string()).unwrap_or_default()
            }
            (_, Shape::Yes, Some(Value::Bool(true))) => "yes".to_owned(),
            (_, Shape::Moment, Some(Value::String(text))) => text.chars().take(16).collect(),
            (_, Shape::Lines(_), value) => strings(value).join("\n"),
            (_, _, Some(Value::String(text))) => text.clone(),
            (_, _, Some(Value::Number(number))) => number.to_string(),
            _ => String::new(),
        }
    }

    fn choices(&self, field: &Field, value: Option<&Value>) -> Vec<Choice> {
        let chosen = |code: &str| match value {
            Some(Value::String(text)) => text == code,
            Some(Value::Array(items)) => items.iter().any(|item| item.as_str() == Some(code)),
            _ => false,
        };
        let choice = |value: &str, label: &str| Choice {
            value: value.to_owned(),
            label: label.to_owned(),
            chosen: chosen(value),
        };
        match field.shape {
            Shape::Choice(choices) => choices.iter().map(|(code, word)| choice(code, word)).collect(),
            Shape::One(offer) | Shape::Many(offer) => {
                let offered = self.offers.get(offer_key(offer)).map_or(&[][..], Vec::as_slice);
                offered.iter().map(|(value, label)| choice(value, label)).collect()
            }
            _ => Vec::new(),
        }
    }
}

fn strings(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Some(Value::String(text)) => vec![text.clone()],
        _ => Vec::new(),
    }
}

fn kind(shape: Shape) -> Kind {
    match shape {
        Shape::Line(_) => Kind::Line,
        Shape::Text(_) => Kind::Text,
        Shape::Date => Kind::Date,
        Shape::Moment => Kind::Moment,
        Shape::Money => Kind::Money,
        Shape::Whole(..) => Kind::Whole,
        Shape::Yes => Kind::Yes,
        Shape::Choice(_) | Shape::One(_) => Kind::Select,
        Shape::Many(_) => Kind::Boxes,
        Shape::Lines(_) => Kind::Lines,
        Shape::Rows(_) => Kind::Table,
        Shape::Changes => Kind::Text,
        Shape::File | Shape::Files => Kind::File,
        Shape::Drawn => Kind::Drawn,
        Shape::Position => Kind::Position,
        Shape::Digest => Kind::Carried,
    }
}

fn max_chars(shape: Shape) -> usize {
    match shape {
        Shape::Line(max) | Shape::Text(max) => max,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const FIELDS: &[Field] = &[
        Field::new("facts", "事实", Shape::Text(100)),
        Field::new("fine", "金额", Shape::Money).optional(),
        Field::new("complex", "复杂", Shape::Yes).optional(),
        Field::new("basis", "依据", Shape::Lines(100)),
        Field::new(
            "penalties",
            "处罚",
            Shape::Rows(&[
                Field::new("kind", "种类", Shape::Choice(&[("fine", "罚款"), ("warning", "警告")])),
                Field::new("amount", "金额", Shape::Money).optional(),
            ]),
        ),
    ];

    fn posted(pairs: &[(&str, &str)]) -> Posted {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_form_reads_into_the_acts_json_and_fills_from_it_again() {
        let form = posted(&[
            ("facts", "销售过期食品\r\n两盒"),
            ("fine", "5,000.00"),
            ("complex", "yes"),
            ("basis", "第一条\n\n第二条"),
            ("penalties.0.kind", "fine"),
            ("penalties.0.amount", "5000"),
            ("penalties.1.kind", ""),
            ("penalties.7.kind", "warning"),
        ]);
        let (map, faults) = read(FIELDS, &form);
        assert_eq!(faults, []);
        assert_eq!(
            Value::Object(map.clone()),
            json!({"facts": "销售过期食品\n两盒", "fine": 500_000, "complex": true, "basis": ["第一条", "第二条"],
                   "penalties": [{"kind": "fine", "amount": 500_000}, {"kind": "warning"}]})
        );
        let shown = inputs(FIELDS, &map, None, &[], &Offers::new(), 1);
        assert_eq!(shown[1].value, "5,000.00");
        assert_eq!(shown[3].value, "第一条\n第二条");
        assert_eq!(shown[4].rows.len(), 3);
        assert!(shown[4].rows[1][0].choices[1].chosen);
    }

    #[test]
    fn what_the_law_lists_is_given_row_by_row() {
        let (map, _) = read(FIELDS, &posted(&[("penalties.0.kind", "fine"), ("penalties.1.amount", "1")]));
        let mut shown = inputs(FIELDS, &map, None, &[], &Offers::new(), 2);
        fix_first_column(&mut shown[4]);
        assert!(shown[4].fixed);
        assert_eq!(shown[4].rows.len(), 1);
        assert_eq!(shown[4].rows[0][0].kind, Kind::Fixed);
    }

    #[test]
    fn figures_in_the_full_width_are_the_figures_they_look_like() {
        let fields = &[
            Field::new("fine", "金额", Shape::Money),
            Field::new("article", "条", Shape::Whole(1, 2000)),
            Field::new("on", "日期", Shape::Date),
        ];
        let form =
            posted(&[("fine", "３，０００．５０"), ("article", "１２４"), ("on", "２０２６－０１－０５")]);
        let (map, faults) = read(fields, &form);
        assert_eq!(faults, []);
        assert_eq!(Value::Object(map), json!({"fine": 300_050, "article": 124, "on": "2026-01-05"}));
    }

    #[test]
    fn what_cannot_be_read_is_named_and_comes_back_as_typed() {
        let form = posted(&[("facts", "事实"), ("fine", "五千")]);
        let (map, faults) = read(FIELDS, &form);
        assert_eq!(faults.len(), 1);
        assert_eq!(faults[0].field, "fine");
        let all = all_faults(faults.clone(), events::field::check(FIELDS, &map));
        let told: Vec<&str> = all.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(told.iter().filter(|field| **field == "fine").count(), 1);
        assert!(
            told.contains(&"basis") && told.contains(&"penalties"),
            "what is missing is told with it: {told:?}"
        );
        let shown = inputs(FIELDS, &map, Some(&form), &faults, &Offers::new(), 0);
        assert_eq!(shown[1].value, "五千");
        assert!(shown[1].error.is_some());
    }
}
