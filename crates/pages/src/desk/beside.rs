//! What stands beside a form (审核台): for reviewer and head the draft on the left and evidence, recordings, papers and law on the right; for the handler
//! who got it back, the problems as well, each with the way to its place. It shows; it decides nothing.

use crate::desk::acts::Place as At;
use crate::desk::case::Seen;
use crate::desk::chronology::{Link, file_link, length_in_words};
use crate::desk::place;
use events::draft::Draft;
use events::people::FileNamed;
use events::standing::Standing;

/// A part of the draft, to be pointed at.
pub struct Part {
    pub key: &'static str,
    pub title: &'static str,
    pub text: String,
}

/// A file to look at beside the draft.
pub struct Material {
    /// Its name as a place: `证据1`, `音像1`; empty where problems cannot lie.
    pub place: String,
    pub title: String,
    pub detail: String,
    /// `image`, `video`, `audio` or `file`.
    pub kind: &'static str,
    pub links: Vec<Link>,
    /// Whether it is a recording of the case, which is not played before a purpose is stated.
    pub recorded: bool,
}

/// A problem of the last opinion.
pub struct ProblemLine {
    pub place: String,
    pub href: Option<String>,
    pub problem: String,
    pub advice: String,
}

/// The two panes.
#[derive(Default)]
pub struct Beside {
    pub problems: Vec<ProblemLine>,
    pub parts: Vec<Part>,
    /// Further words of the submission: label and text.
    pub words: Vec<(&'static str, String)>,
    pub materials: Vec<Material>,
    /// Label and text of what the law says.
    pub law: Vec<(&'static str, String)>,
    /// Whether places are to be picked for the form below.
    pub picks: bool,
    /// How recordings are shown to this person, and the address of their time line.
    pub seen: Seen,
    pub timeline: String,
}

impl Beside {
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }
}

/// What stands beside the form of this act.
pub fn beside(at: &At, seen: Seen) -> Beside {
    let case = &at.case;
    let draft = match at.act.word {
        "opinion" => case.review.pending.as_ref().map(|pending| &pending.submitted.draft),
        "decision" | "no_penalty" => case.review.passed_draft.as_ref(),
        "submission" | "no_penalty_submission" => case.review.returned_draft.as_ref(),
        _ => None,
    };
    let Some(draft) = draft else { return Beside::default() };
    let mut words: Vec<_> = draft.receiver.iter().map(|receiver| ("受移送机关", receiver.clone())).collect();
    if let Some(pending) = &case.review.pending {
        words.push(("拟作决定情况说明", pending.submitted.explanation.clone()));
        words.push(("对上次问题的处理", pending.submitted.answer.clone()));
    }
    words.retain(|(_, text)| !text.is_empty());
    Beside {
        problems: problems(case, ""),
        parts: parts(draft),
        words,
        materials: materials(case),
        law: law(case),
        picks: at.act.word == "opinion",
        seen,
        timeline: format!("/cases/{}/timeline", case.stream),
    }
}

/// The problems of the last opinion; `draft_at` as in [`place::href`].
pub fn problems(case: &Standing, draft_at: &str) -> Vec<ProblemLine> {
    let returned = case.review.returned.iter().flat_map(|returned| &returned.problems);
    let line = |problem: &events::reviews::Problem| ProblemLine {
        place: problem.place.clone(),
        href: place::href(&problem.place, case, draft_at),
        problem: problem.problem.clone(),
        advice: problem.advice.clone(),
    };
    returned.map(line).collect()
}

fn parts(draft: &Draft) -> Vec<Part> {
    let evidence: Vec<String> = draft.evidence.iter().map(|number| format!("证据{number}")).collect();
    let text = |key: &str| match key {
        "facts" => draft.facts.clone(),
        "evidence" => evidence.join("、"),
        "character" => draft.character.clone(),
        "discretion" => draft.discretion.clone(),
        "basis" => draft.basis.join("；"),
        "penalties" => draft.in_short(),
        "performance" => draft.performance.clone(),
        _ => draft.remedies.clone(),
    };
    place::PARTS.iter().map(|&(key, title)| Part { key, title, text: text(key) }).collect()
}

fn materials(case: &Standing) -> Vec<Material> {
    let link = |file: &FileNamed| file_link(case.stream, file);
    let evidence = case.investigation.evidence.iter().map(|item| Material {
        place: format!("证据{}", item.number),
        title: item.added.title.clone(),
        detail: format!("{}。证明：{}", item.added.kind.title(), item.added.proves),
        kind: item.added.files.first().map_or("file", |file| kind(&file.media_type)),
        links: item.added.files.iter().map(link).collect(),
        recorded: false,
    });
    let recordings = case.recordings.iter().enumerate().map(|(order, recording)| Material {
        place: format!("音像{}", order + 1),
        title: recording.title.clone(),
        detail: format!("时长{}", length_in_words(recording.duration_ms)),
        kind: kind(&recording.file.media_type),
        links: vec![link(&recording.file)],
        recorded: true,
    });
    let papers = case.papers.iter().filter_map(|paper| {
        Some(Material {
            place: String::new(),
            title: format!("{}　{}", paper.kind.title(), paper.number),
            detail: String::new(),
            kind: "file",
            links: vec![link(paper.printed.as_ref()?)],
            recorded: false,
        })
    });
    evidence.chain(recordings).chain(papers).collect()
}

fn kind(media_type: &str) -> &'static str {
    match media_type.split('/').next() {
        Some("image") => "image",
        Some("video") => "video",
        Some("audio") => "audio",
        _ => "file",
    }
}

fn law(case: &Standing) -> Vec<(&'static str, String)> {
    let Some(opened) = &case.opened else { return Vec::new() };
    let matter = &opened.matter;
    vec![("违反的规定", matter.violated.clone()), ("处罚依据", matter.basis.clone())]
}
