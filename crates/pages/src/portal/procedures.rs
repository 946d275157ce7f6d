//! The procedures as citizens may know them: each as a chart of its steps, with who takes them, which papers they give and which clocks run, with their articles
//! (plan clause 1, features 1.3). The chart is drawn from the declarations the cases themselves run on (`desk::acts`, `law::deadlines`): an act that is added
//! there is on the chart, and one that is not there cannot be.
//!
//! The chart is an ordered list that styles lay out as one, so that whoever hears the page or prints it has the same content.

use super::missing::Missing;
use super::{Frame, page};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use desk::acts;
use events::act::{ActKind, Duty};
use events::standing::Stage;
use law::article::{Article, PENALTY_LAW, PLAN};
use law::deadlines::{self, ClockRule};

/// A procedure: which stages it goes through, and which acts of them belong to it.
struct Procedure {
    word: &'static str,
    title: &'static str,
    about: &'static str,
    article: Article,
    stages: &'static [Stage],
    belongs: fn(&ActKind) -> bool,
}

/// Every procedure this program carries out.
const PROCEDURES: &[Procedure] = &[
    Procedure {
        word: "ordinary",
        title: "行政处罚普通程序",
        about: "从发现线索到归档。步骤和文书取自办案系统实际执行的同一份规定；期限是一般规定，行业另有规定的，案件按该规定计算并写明条文。",
        article: Article::of(PENALTY_LAW, 54),
        stages: &Stage::RAIL,
        belongs: |_| true,
    },
    Procedure {
        word: "publication",
        title: "名录公布和变更程序",
        about: "公开的名录怎样录入、变更和停用：一人拟订，本机关或者司法行政部门的另一人确认，确认之后才生效，每次变更都留有历史。",
        article: Article::of(PLAN, 1),
        stages: &[Stage::Register],
        belongs: |act| act.duty == Duty::KeepEntries,
    },
];

/// In which stage each clock is shown. It says where to read about a clock, nothing about how long it is; a clock without a place stands below the chart.
const PLACES: &[(&str, Stage)] = &[
    ("P01", Stage::Filing),
    ("P01a", Stage::Filing),
    ("P02", Stage::Filing),
    ("P03", Stage::Investigation),
    ("P04", Stage::Decision),
    ("P05", Stage::Notice),
    ("P06", Stage::Notice),
    ("P07", Stage::Notice),
    ("P08", Stage::Delivery),
    ("P16", Stage::Delivery),
    ("P09", Stage::Execution),
    ("P10", Stage::Execution),
    ("P14", Stage::Delivery),
    ("V01", Stage::Review),
    ("D01", Stage::Delivery),
    ("D02", Stage::Delivery),
    ("C09", Stage::Execution),
];

/// A procedure as it is drawn.
struct Chart {
    stages: Vec<StageShown>,
    /// Clocks that run beside the stages.
    beside: Vec<ClockShown>,
}

struct StageShown {
    title: &'static str,
    steps: Vec<Step>,
    clocks: Vec<ClockShown>,
}

/// An act: what is done, by whom, and the papers it gives.
struct Step {
    title: &'static str,
    who: &'static str,
    papers: Vec<&'static str>,
}

struct ClockShown {
    name: &'static str,
    length: String,
    article: String,
}

#[derive(Template)]
#[template(path = "portal/procedures.html")]
struct Index {
    page: Frame,
    /// Word, title, about, number of steps.
    procedures: Vec<(&'static str, &'static str, &'static str, usize)>,
}

#[derive(Template)]
#[template(path = "portal/procedure.html")]
struct ProcedurePage {
    page: Frame,
    title: &'static str,
    about: &'static str,
    article: String,
    chart: Chart,
}

/// `GET /procedures`.
pub async fn index() -> Response {
    let one = |procedure: &Procedure| {
        let steps = acts_of(procedure, acts::ALL).count();
        (procedure.word, procedure.title, procedure.about, steps)
    };
    page(&Index { page: Frame { nav: "procedures" }, procedures: PROCEDURES.iter().map(one).collect() })
}

/// `GET /procedures/{procedure}`.
pub async fn show(Path(word): Path<String>) -> Result<Response, Missing> {
    let procedure = PROCEDURES.iter().find(|procedure| procedure.word == word).ok_or(Missing::Page)?;
    Ok(page(&ProcedurePage {
        page: Frame { nav: "procedures" },
        title: procedure.title,
        about: procedure.about,
        article: procedure.article.to_string(),
        chart: chart(procedure, acts::ALL, deadlines::register()),
    }))
}

fn acts_of<'a>(procedure: &'a Procedure, acts: &'a [ActKind]) -> impl Iterator<Item = &'a ActKind> {
    acts.iter().filter(|act| procedure.stages.contains(&act.stage) && (procedure.belongs)(act))
}

/// The chart of a procedure over a declaration of acts and clocks.
fn chart(procedure: &Procedure, acts: &[ActKind], clocks: &[ClockRule]) -> Chart {
    let runs = procedure.stages.len() > 1;
    let of_stage = |stage: Stage| StageShown {
        title: if runs { stage.title() } else { procedure.title },
        steps: acts_of(procedure, acts).filter(|act| act.stage == stage).map(step).collect(),
        clocks: clocks.iter().filter(|clock| runs && place(clock) == Some(stage)).map(clock).collect(),
    };
    let beside = clocks.iter().filter(|clock| runs && place(clock).is_none());
    Chart {
        stages: procedure.stages.iter().copied().map(of_stage).collect(),
        beside: beside.map(clock).collect(),
    }
}

fn step(act: &ActKind) -> Step {
    let papers = act.papers.iter().map(|paper| paper.title()).collect();
    Step { title: act.title, who: act.duty.title(), papers }
}

fn place(clock: &ClockRule) -> Option<Stage> {
    PLACES.iter().find(|(id, _)| *id == clock.id).map(|(_, stage)| *stage)
}

fn clock(rule: &ClockRule) -> ClockShown {
    ClockShown { name: rule.name, length: rule.length_in_words(), article: rule.article.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use events::field::Field;
    use events::standing::Standing;
    use events::{Act, Event, Occasion, Refusal};
    use law::deadlines::ClockUnit;
    use law::papers::PaperKind;
    use serde::{Deserialize, Serialize};

    /// An act that no case knows.
    #[derive(Default, Serialize, Deserialize)]
    struct Ponder;

    impl Act for Ponder {
        const NAME: &'static str = "Ponder";
        const WORD: &'static str = "pondering";
        const TITLE: &'static str = "斟酌";
        const STAGE: Stage = Stage::Decision;
        const DUTY: Duty = Duty::Head;
        const FIELDS: &'static [Field] = &[];
        const EVENTS: &'static [&'static str] = &["PaperIssued"];
        const PAPERS: &'static [PaperKind] = &[PaperKind::TransferLetter];

        fn decide(&self, _: &Standing, _: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
            Ok(Vec::new())
        }
    }

    fn steps(chart: &Chart) -> Vec<(&'static str, &'static str, Vec<&'static str>)> {
        let steps = chart.stages.iter().flat_map(|stage| &stage.steps);
        steps.map(|step| (step.title, step.who, step.papers.clone())).collect()
    }

    #[test]
    fn the_charts_hold_every_act_paper_and_clock_and_nothing_else() {
        let ordinary = chart(&PROCEDURES[0], acts::ALL, deadlines::register());
        let mut declared: Vec<_> = acts::ALL
            .iter()
            .filter(|act| !matches!(act.stage, Stage::Register | Stage::Complaint))
            .map(|act| (act.title, act.duty.title(), act.papers.iter().map(|paper| paper.title()).collect()))
            .collect();
        let mut drawn = steps(&ordinary);
        declared.sort_unstable();
        drawn.sort_unstable();
        assert_eq!(drawn, declared);
        let papers: Vec<&str> = drawn.iter().flat_map(|(_, _, papers)| papers.clone()).collect();
        for paper in PaperKind::ALL {
            assert!(papers.contains(&paper.title()), "no act declares {paper:?}");
        }
        let clocks = ordinary.stages.iter().flat_map(|stage| &stage.clocks).chain(&ordinary.beside);
        let mut clocks: Vec<&str> = clocks.map(|clock| clock.name).collect();
        let mut rules: Vec<&str> = deadlines::register().iter().map(|rule| rule.name).collect();
        clocks.sort_unstable();
        rules.sort_unstable();
        assert_eq!(clocks, rules);
        assert!(ordinary.beside.is_empty(), "every clock of today has its stage");
        assert!(ordinary.stages.iter().all(|stage| !stage.steps.is_empty()));
    }

    #[test]
    fn what_is_added_to_the_declaration_is_on_the_chart() {
        let more: Vec<ActKind> = acts::ALL.iter().copied().chain([ActKind::of::<Ponder>()]).collect();
        let rule = ClockRule {
            id: "X99",
            name: "斟酌的期限",
            length: 3,
            unit: ClockUnit::WorkingDays,
            article: Article::of(PLAN, 1),
        };
        let clocks: Vec<ClockRule> = deadlines::register().iter().copied().chain([rule]).collect();
        let drawn = chart(&PROCEDURES[0], &more, &clocks);
        let added = ("斟酌", Duty::Head.title(), vec![PaperKind::TransferLetter.title()]);
        assert!(steps(&drawn).contains(&added));
        assert_eq!(drawn.beside.len(), 1);
        assert!(!steps(&chart(&PROCEDURES[1], &more, &clocks)).contains(&added));
    }

    #[test]
    fn publication_takes_a_second_person() {
        let drawn = chart(&PROCEDURES[1], acts::ALL, deadlines::register());
        let titles: Vec<&str> = steps(&drawn).iter().map(|(title, _, _)| *title).collect();
        assert_eq!(titles.len(), 3, "{titles:?}");
    }
}
