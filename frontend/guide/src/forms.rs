//! The shape of a form's inputs, as `pages::forms` has it.

#[derive(Clone)]
pub struct Choice {
    pub value: String,
    pub label: String,
    pub chosen: bool,
}

#[derive(Clone)]
pub struct Input {
    pub name: String,
    pub id: String,
    pub label: &'static str,
    pub hint: &'static str,
    pub required: bool,
    pub error: Option<String>,
    pub kind: Kind,
    pub value: String,
    pub choices: Vec<Choice>,
    pub max_chars: usize,
    pub columns: Vec<&'static str>,
    pub rows: Vec<Vec<Input>>,
    pub files: Vec<String>,
    pub many: bool,
    pub fixed: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
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
    Fixed,
}

impl Input {
    pub fn new(name: &str, label: &'static str, kind: Kind, value: &str) -> Input {
        Input {
            name: name.to_owned(),
            id: format!("f-{}", name.replace('.', "-")),
            label,
            hint: "",
            required: true,
            error: None,
            kind,
            value: value.to_owned(),
            choices: Vec::new(),
            max_chars: 0,
            columns: Vec::new(),
            rows: Vec::new(),
            files: Vec::new(),
            many: false,
            fixed: false,
        }
    }

    pub fn hint(self, hint: &'static str) -> Input {
        Input { hint, ..self }
    }

    pub fn wrong(self, reason: &str) -> Input {
        Input { error: Some(reason.to_owned()), ..self }
    }

    pub fn optional(self) -> Input {
        Input { required: false, ..self }
    }

    pub fn choices(self, labels: &[&str], chosen: usize) -> Input {
        let choice = |(at, label): (usize, &&str)| Choice { value: at.to_string(), label: (*label).to_owned(), chosen: at == chosen };
        Input { choices: labels.iter().enumerate().map(choice).collect(), ..self }
    }
}
