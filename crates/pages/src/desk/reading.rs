//! Reading before signing (阅看): the form of an act that somebody signs on the spot comes twice. First it is filled in; then the text stands on the screen
//! for the person to read, with the places to sign below it, and the digest of that text goes with the signature. Works without a script: a name can then be
//! typed and confirmed.

use crate::desk::acts::Place;
use crate::desk::posted::Form;
use crate::forms::{Input, Kind};
use crate::session::SignedIn;
use crate::state::DeskState;
use cases::signing::FIELDS;
use desk::{Request as Asked, Said};
use events::signing::Reading;
use serde_json::{Map, Value};

/// The text as the page shows it.
pub struct Pane {
    pub title: String,
    /// Label and paragraphs.
    pub lines: Vec<(String, Vec<String>)>,
    pub digest: String,
}

impl Pane {
    pub fn of(reading: &Reading) -> Pane {
        let paragraphs = |text: &str| text.lines().map(str::to_owned).collect();
        Pane {
            title: reading.title.clone(),
            lines: reading.lines.iter().map(|(label, text)| (label.clone(), paragraphs(text))).collect(),
            digest: reading.digest(),
        }
    }
}

/// Fields of signing that acts have beside those they share.
const OF_SOME: [&str; 2] = ["received_as", "unsigned_reason"];

/// Whether a field is of signing, whichever act it belongs to.
fn of_signing(name: &str) -> bool {
    OF_SOME.contains(&name) || FIELDS.iter().any(|field| field.key == name)
}

/// Those of them by which a person refuses.
const OF_REFUSING: [&str; 7] = [
    "refusal_reason",
    "refused_at",
    "refusal_witness",
    "witness_as",
    "witness_signature",
    "witness_confirmed",
    "refusal_recording",
];

/// What only makes sense under a text that was read: the hands themselves.
pub const HANDS: [&str; 4] = ["signature", "typed_confirmed", "witness_signature", "witness_confirmed"];

/// The fields before reading: everything but the hands.
pub fn before(inputs: Vec<Input>) -> Vec<Input> {
    let after = |input: &Input| HANDS.contains(&input.name.as_str()) || input.kind == Kind::Carried;
    inputs.into_iter().filter(|input| !after(input)).collect()
}

/// The fields under the text: those of signing, those of refusing to, and apart from them what was read.
pub fn under(inputs: Vec<Input>) -> (Vec<Input>, Vec<Input>, Vec<Input>) {
    let shown = inputs.into_iter().filter(|input| input.kind != Kind::Carried);
    let (signing, rest): (Vec<Input>, _) = shown.partition(|input| of_signing(&input.name));
    let (signing, refusing) =
        signing.into_iter().partition(|input| !OF_REFUSING.contains(&input.name.as_str()));
    (signing, refusing, rest)
}

/// Whether anything of these was filled in, or is wrong.
pub fn filled(inputs: &[Input]) -> bool {
    inputs.iter().any(|input| !input.value.is_empty() || !input.files.is_empty() || input.error.is_some())
}

/// Whether the form comes from under a text.
pub fn was_read(form: &Form) -> bool {
    form.posted.iter().any(|(name, value)| name == "read_digest" && !value.trim().is_empty())
}

/// Takes the hands off an input whose text is another than the one they signed.
pub fn unhand(input: &mut Map<String, Value>, form: &mut Form, digest: &str) {
    if input.get("read_digest").and_then(Value::as_str) != Some(digest) {
        HANDS.iter().for_each(|key| {
            input.remove(*key);
        });
        form.posted.retain(|(name, _)| !HANDS.contains(&name.as_str()));
    }
}

/// The text to be read before signing. What is wrong with the rest of the form is told first.
pub async fn read_first(
    state: &DeskState,
    who: &SignedIn,
    place: &Place,
    input: &Map<String, Value>,
) -> Result<Pane, Said> {
    let found = events::field::check(place.act.fields, input);
    if !found.is_empty() {
        return Err(Said::Invalid(found));
    }
    let asked = Asked { case: place.stream, input: input.clone(), key: "", by: who.id() };
    let reading = state.office.desk.reading(place.act, &asked).await?;
    reading.as_ref().map(Pane::of).ok_or(Said::NoSuchCase)
}

/// A form that was under its text comes back under it; hands that signed another text are taken off.
pub async fn again_read(
    state: &DeskState,
    who: &SignedIn,
    place: &Place,
    input: &mut Map<String, Value>,
    form: &mut Form,
) -> Option<Pane> {
    if !place.act.is_signed() || !was_read(form) {
        return None;
    }
    let pane = read_first(state, who, place, input).await.ok();
    unhand(input, form, pane.as_ref().map_or("", |pane| pane.digest.as_str()));
    pane
}
