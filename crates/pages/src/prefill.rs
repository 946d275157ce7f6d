//! What a form starts with: the draft as it last stood, so that nobody types a text twice and no character changes by accident on its way from
//! notice through review to decision.

use disclosures::projection::PublicationDocument;
use events::draft::Draft;
use events::occasion::beijing;
use events::registers::BodyEntered;
use events::standing::{Publication, Standing};
use jiff::Timestamp;
use law::scope::Outcome;
use serde_json::{Map, Value, json};

/// The starting values of an act's form.
pub fn prefill(word: &str, case: &Standing, body: &BodyEntered, now: Timestamp) -> Map<String, Value> {
    let today = beijing(now).date();
    let moment = beijing(now).strftime("%Y-%m-%dT%H:%M").to_string();
    let value = match word {
        "opening" => json!({"received_on": today}),
        "filing_proposal" => {
            let ids: Vec<String> = case.handlers.iter().map(|handler| handler.id.to_string()).collect();
            json!({"officers": ids, "opinion": "经初步核查，符合立案条件，建议立案。"})
        }
        "filing" | "closing" => json!({"opinion": "同意。"}),
        "certificates" => {
            let ids: Vec<String> = case.handlers.iter().map(|handler| handler.id.to_string()).collect();
            json!({"at": moment, "place": place(case), "officers": ids})
        }
        "recording_notice" => json!({"at": moment, "words": notice_words(case, body)}),
        "inspection" | "inquiry" => json!({"place": place(case)}),
        "evidence" => json!({"collected_on": today, "collected_at": place(case)}),
        "preservation" => json!({"preserved_on": today}),
        "prior_notice" => return draft(&concluded(case, body)),
        "submission" => return draft(&submitted(case, body)),
        "decision" => return draft(&decided(case, body)),
        "no_penalty_submission" => return unpenalised(case.review.returned_draft.as_ref(), case, body),
        "no_penalty" => return unpenalised(case.review.passed_draft.as_ref(), case, body),
        "opinion" => opinion(),
        "delivery" => json!({"attempted_on": today, "mode": "direct", "place": address(case)}),
        "statement" | "statement_waiver" | "hearing_request" | "hearing_waiver" | "discussion"
        | "payment" => json!({"on": today}),
        "interruption" | "omission" => json!({"on": today}),
        "appraisal" => json!({"began_on": today}),
        "appraisal_result" => json!({"ended_on": today}),
        "hearing_notice" => json!({"notified_on": today, "public": true}),
        "correction" => json!({"facts_shown": facts_shown(case)}),
        "enforcement" => json!({"on": today, "court": body.court}),
        _ => json!({}),
    };
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// The facts as the public reads them now.
fn facts_shown(case: &Standing) -> String {
    let Publication::Published { document, .. } = &case.publication else { return String::new() };
    PublicationDocument::read(document).map(|published| published.facts).unwrap_or_default()
}

fn place(case: &Standing) -> String {
    case.opened.as_ref().map(|opened| opened.place.text.clone()).unwrap_or_default()
}

fn address(case: &Standing) -> String {
    case.opened.as_ref().map(|opened| opened.party.address.clone()).unwrap_or_default()
}

fn notice_words(case: &Standing, body: &BodyEntered) -> String {
    let officers: Vec<String> =
        case.handlers.iter().map(|h| format!("{}（执法证号{}）", h.name, h.certificate)).collect();
    format!(
        "我们是{}执法人员{}。现依法进行调查，为保障您的合法权益，本次执法全程录音录像，请配合。",
        body.name,
        officers.join("、")
    )
}

/// All seven checks, for the reviewer to go through.
fn opinion() -> Value {
    let checks: Vec<Value> = events::reviews::SEVEN.iter().map(|(key, _)| json!({"key": key})).collect();
    json!({"checks": checks})
}

fn draft(draft: &Draft) -> Map<String, Value> {
    let evidence: Vec<String> = draft.evidence.iter().map(u32::to_string).collect();
    let value = json!({
        "facts": draft.facts, "evidence": evidence, "character": draft.character, "discretion": draft.discretion,
        "mitigated": draft.mitigated, "basis": draft.basis, "penalties": draft.penalties, "base_value": draft.base_value,
        "performance": draft.performance, "remedies": draft.remedies,
    });
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// A first draft from the conclusion of the investigation.
fn concluded(case: &Standing, body: &BodyEntered) -> Draft {
    if let Some(issued) = &case.notice.issued {
        return issued.draft.clone();
    }
    let Some(concluded) = &case.investigation.concluded else { return Draft::default() };
    let basis =
        case.opened.as_ref().map(|opened| vec![opened.matter.violated.clone(), opened.matter.basis.clone()]);
    Draft {
        facts: concluded.facts.clone(),
        evidence: concluded.evidence.clone(),
        character: concluded.character.clone(),
        discretion: concluded.discretion.clone(),
        basis: basis.unwrap_or_default(),
        performance: format!(
            "自收到本决定书之日起十五日内，将罚款缴至：{}。逾期不缴纳的，每日按罚款数额的百分之三加处罚款。",
            body.account
        ),
        remedies: remedies(body),
        ..Draft::default()
    }
}

/// What was last submitted, else what was announced.
fn submitted(case: &Standing, body: &BodyEntered) -> Draft {
    let returned = case.review.returned_draft.clone().filter(|draft| draft.outcome == Outcome::Penalty);
    returned.unwrap_or_else(|| concluded(case, body))
}

/// The very text that was reviewed, else what was announced.
fn decided(case: &Standing, body: &BodyEntered) -> Draft {
    let passed = case.review.passed_draft.clone().filter(|draft| draft.outcome == Outcome::Penalty);
    passed.unwrap_or_else(|| concluded(case, body))
}

/// A text without penalty: the one that was before the reviewers, else the conclusion of the investigation.
fn unpenalised(last: Option<&Draft>, case: &Standing, body: &BodyEntered) -> Map<String, Value> {
    let last = last.filter(|draft| draft.outcome != Outcome::Penalty);
    let text = last.cloned().unwrap_or_else(|| match &case.investigation.concluded {
        Some(concluded) => Draft {
            facts: concluded.facts.clone(),
            evidence: concluded.evidence.clone(),
            character: concluded.character.clone(),
            remedies: remedies(body),
            ..Draft::default()
        },
        None => Draft::default(),
    });
    let evidence: Vec<String> = text.evidence.iter().map(u32::to_string).collect();
    let value = json!({
        "outcome": last.map(|draft| draft.outcome), "facts": text.facts, "evidence": evidence, "character": text.character,
        "reason": text.discretion, "basis": text.basis, "education": text.performance, "remedies": text.remedies,
        "receiver": text.receiver.unwrap_or_default(),
    });
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

fn remedies(body: &BodyEntered) -> String {
    format!(
        "如不服本决定，可以自收到本决定书之日起六十日内向{}申请行政复议，或者自收到本决定书之日起六个月内向{}提起行政诉讼。",
        body.review_organ, body.court
    )
}
