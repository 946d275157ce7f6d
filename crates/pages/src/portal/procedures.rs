//! The ordinary procedure (普通程序) as citizens may know it: its stages, what is done in each and by whom, and the clocks with the articles that count
//! them (plan clause 1, features 1.3). Drawn from the declarations the cases themselves run on, so that page and practice cannot differ.

use super::{Frame, page};
use askama::Template;
use axum::response::Response;
use events::standing::Stage;
use law::deadlines::{self, ClockRule};

/// In which stage each clock is shown. It says where to read about a clock, nothing about how long it is.
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

struct StageShown {
    title: &'static str,
    /// What is done, and by whom.
    acts: Vec<(&'static str, &'static str)>,
    clocks: Vec<ClockShown>,
}

struct ClockShown {
    name: &'static str,
    length: String,
    article: String,
}

#[derive(Template)]
#[template(path = "portal/procedures.html")]
struct Procedures {
    page: Frame,
    stages: Vec<StageShown>,
}

pub async fn show() -> Response {
    page(&Procedures {
        page: Frame { nav: "procedures" },
        stages: Stage::RAIL.into_iter().map(stage).collect(),
    })
}

fn stage(stage: Stage) -> StageShown {
    let acts = desk::acts::ALL.iter().filter(|act| act.stage == stage);
    let clocks = deadlines::register().iter().filter(|clock| place(clock) == Some(stage));
    StageShown {
        title: stage.title(),
        acts: acts.map(|act| (act.title, act.duty.title())).collect(),
        clocks: clocks.map(clock).collect(),
    }
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

    #[test]
    fn every_clock_and_every_act_of_a_case_is_on_the_page() {
        let stages: Vec<StageShown> = Stage::RAIL.into_iter().map(stage).collect();
        let clocks: usize = stages.iter().map(|stage| stage.clocks.len()).sum();
        assert_eq!(clocks, deadlines::register().len());
        let acts: usize = stages.iter().map(|stage| stage.acts.len()).sum();
        assert_eq!(
            acts,
            desk::acts::ALL
                .iter()
                .filter(|act| !matches!(act.stage, Stage::Register | Stage::Complaint))
                .count()
        );
        assert!(stages.iter().all(|stage| !stage.acts.is_empty()));
    }
}
