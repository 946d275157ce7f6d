//! 放弃陈述申辩: only where the party says so expressly does a decision not have to wait for the period (行政处罚法 art 62).

use crate::parts;
use crate::statement::Refused;
use events::cases::StatementWaived;
use events::field::{Field, Shape};
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, FileId, Occasion, Refusal};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Records that the party gave up its statement.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct WaiveStatement {
    pub on: Option<Date>,
    pub by: String,
    pub proof: Option<FileId>,
}

impl Act for WaiveStatement {
    const NAME: &'static str = "WaiveStatement";
    const WORD: &'static str = "statement_waiver";
    const TITLE: &'static str = "登记放弃陈述申辩";
    const STAGE: Stage = Stage::Notice;
    const DUTY: Duty = Duty::Handle;
    const EVENTS: &'static [&'static str] = &["StatementWaived"];
    const FIELDS: &'static [Field] = &[
        Field::new("on", "日期", Shape::Date),
        Field::new("by", "表示放弃的人", Shape::Line(100)),
        Field::new("proof", "书面材料", Shape::File).hint("当事人明确放弃陈述申辩权的书面材料"),
    ];

    fn files(&self) -> Vec<FileId> {
        self.proof.into_iter().collect()
    }

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        parts::under_way(case)?;
        parts::may_act(case, occasion)?;
        let served = case.notice.served_on.ok_or(Refused::NoticeNotServed)?;
        let on = self.on.filter(|day| *day >= served && *day <= occasion.today()).ok_or(Refused::DayWrong)?;
        let proof = parts::proof(self.proof, occasion)?;
        Ok(vec![Event::StatementWaived(StatementWaived { on, by: self.by.clone(), proof: Some(proof) })])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing as filled;
    use events::standing::Statement;
    use events::testing::district::{LI, MINOR};
    use events::testing::{Story, day};

    fn story() -> Story {
        Story::served(MINOR).at("2026-11-30T10:00").stores("waiver.pdf")
    }

    #[test]
    fn a_statement_given_up_in_writing_ends_the_wait() {
        let waived = story().does(&filled::statement_waiver(&story(), "waiver.pdf"));
        assert_eq!(waived.standing.notice.statement, Some(Statement::Waived { on: day("2026-11-30") }));
        assert_eq!(waived.standing.right_open(waived.registers.calendar(), waived.today()), None);
    }

    #[test]
    fn it_needs_a_served_notice_and_no_decision() {
        for (story, name) in [
            (Story::new(), "NotOpened"),
            (Story::noticed(MINOR), "NoticeNotServed"),
            (Story::decided(MINOR), "AlreadyDecided"),
            (Story::served(MINOR).by(LI).at("2027-01-04T09:00"), "CertificateInvalid"),
        ] {
            assert_eq!(story.closed_to::<WaiveStatement>().as_deref(), Some(name));
            story.refused(&filled::statement_waiver(&story, "waiver.pdf"), name);
        }
        assert_eq!(story().closed_to::<WaiveStatement>(), None);
    }

    #[test]
    fn it_is_proved_by_a_stored_paper_of_a_day_since_service() {
        let act = filled::statement_waiver(&story(), "waiver.pdf");
        let orally = WaiveStatement { proof: None, ..act.clone() };
        assert_eq!(story().refused(&orally, "FieldRefused").field.as_deref(), Some("proof"));
        story().refused(&filled::statement_waiver(&story(), "lost.pdf"), "FileNotStored");
        let before = WaiveStatement { on: Some(day("2026-11-26")), ..act };
        story().refused(&before, "DayWrong");
    }
}
