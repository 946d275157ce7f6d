//! 回避决定: the head of the body decides on a request for recusal (行政处罚法 art 43 para 3); on that of a head the heads decide together, and nobody on
//! his own. A handler who must leave is replaced, so that at least two officers remain; whoever takes over has neither reviewed the case nor belongs to
//! the legal office nor chairs the hearing.

use crate::parts;
use events::cases::RecusalDecided;
use events::field::{Field, Offer, Shape};
use events::occasion::named;
use events::registers::DepartmentRole;
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, Occasion, OfficerId, Refusal};
use law::article::{Article, PENALTY_LAW};
use serde::{Deserialize, Serialize};

/// Decides a request for recusal.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DecideRecusal {
    pub officer: OfficerId,
    pub granted: bool,
    pub reason: String,
    pub successor: OfficerId,
}

events::refusals! {
    /// Why it cannot be decided so.
    pub enum Refused {
        NothingAsked => Article::of(PENALTY_LAW, 43), "没有待决定的回避申请", "先登记回避申请";
        NotAsked => Article::of(PENALTY_LAW, 43), "没有对该人员的回避申请", "从待决定的申请中选择", field "officer";
        NotDiscussed => Article::of(PENALTY_LAW, 43).paragraph(3), "机关负责人的回避，由负责人集体讨论决定", "先办理集体讨论，事项选择“负责人回避”", field "officer";
        OnesOwn => Article::of(PENALTY_LAW, 43).paragraph(3), "不得决定本人是否回避", "由其他负责人根据集体讨论的结论办理", field "officer";
        SuccessorMissing => Article::of(PENALTY_LAW, 42).paragraph(1), "准予回避的，应当指定持有效执法证件、未参与本案办理、审核和听证的人员接替", "选择接替人员", field "successor";
    }
}

impl Act for DecideRecusal {
    const NAME: &'static str = "DecideRecusal";
    const WORD: &'static str = "recusal";
    const TITLE: &'static str = "决定是否回避";
    const STAGE: Stage = Stage::Investigation;
    const DUTY: Duty = Duty::Head;
    const EVENTS: &'static [&'static str] = &["RecusalDecided"];
    const FIELDS: &'static [Field] = &[
        Field::new("officer", "被申请回避的人员", Shape::One(Offer::Recusals)),
        Field::new("granted", "准予回避", Shape::Yes).optional(),
        Field::new("reason", "理由", Shape::Text(1000)),
        Field::new("successor", "接替人员", Shape::One(Offer::Officers)).optional().hint("准予回避时填写"),
    ];

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        parts::under_way(case)?;
        if case.recusals_pending.is_empty() {
            return Err(Refused::NothingAsked.into());
        }
        may_decide(case, occasion)?;
        if !case.recusals_pending.contains(&self.officer) {
            return Err(Refused::NotAsked.into());
        }
        if self.officer == occasion.by.id {
            return Err(Refused::OnesOwn.into());
        }
        let of_head = parts::is_head(&self.officer, occasion);
        let discussed = case.discussions.recusal.as_ref().and_then(|held| held.officer.as_ref());
        if of_head && discussed != Some(&self.officer) {
            return Err(Refused::NotDiscussed.into());
        }
        let successor = if self.granted && case.handles(&self.officer) {
            Some(self.successor(case, occasion).ok_or(Refused::SuccessorMissing)?)
        } else {
            None
        };
        Ok(vec![Event::RecusalDecided(RecusalDecided {
            officer: self.officer.clone(),
            granted: self.granted,
            reason: self.reason.clone(),
            successor,
        })])
    }
}

/// Who handles the case or had to leave it decides on nobody's recusal; who is asked to leave may still decide on another's.
fn may_decide(case: &Standing, occasion: &Occasion<'_>) -> Result<(), Refusal> {
    parts::head_apart(case, occasion)?;
    if case.recusals_pending.iter().all(|officer| *officer == occasion.by.id) {
        return Err(parts::Closed::OwnRecusal.into());
    }
    Ok(())
}

impl DecideRecusal {
    fn successor(&self, case: &Standing, occasion: &Occasion<'_>) -> Option<events::people::OfficerNamed> {
        let officer = occasion.registers.officer(&self.successor)?;
        let entrusted = occasion.registers.is_entrusted(officer, case, occasion.today());
        let fit = (officer.body == occasion.body.code || entrusted)
            && occasion.registers.may_enforce(officer, occasion.today())
            && !case.handles(&officer.id)
            && !case.recused.contains(&officer.id)
            && !case.review.reviewers.contains(&officer.id)
            && case.hearing.scheduled.as_ref().is_none_or(|hearing| hearing.chair.id != officer.id)
            && occasion.registers.role(officer) != Some(DepartmentRole::Legal);
        fit.then(|| named(officer))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing as filled;
    use events::registers::{OfficerEntered, Post};
    use events::testing::Story;
    use events::testing::district::{CHEN, FENG, HE, LI, MAJOR, SUN, WANG, ZHANG, ZHAO, ZHENG};

    fn asked(story: Story) -> Story {
        story.by(ZHAO).does(&filled::recusal_request(LI))
    }

    fn handlers(story: &Story) -> Vec<&str> {
        story.standing.handlers.iter().map(|handler| handler.id.0.as_str()).collect()
    }

    /// The register's entry of an officer, changed.
    fn entered(story: &Story, id: &str, change: fn(&mut OfficerEntered)) -> Event {
        let mut officer = story.registers.officer(&OfficerId::from(id)).expect("is entered").clone();
        change(&mut officer);
        Event::OfficerEntered(officer)
    }

    #[test]
    fn who_must_leave_is_replaced() {
        let granted = asked(Story::filed()).does(&filled::recusal(LI, WANG));
        assert_eq!(handlers(&granted), [ZHANG, WANG]);
        assert_eq!(granted.standing.recused, [OfficerId::from(LI)]);
        assert!(granted.standing.recusals_pending.is_empty());
    }

    #[test]
    fn the_recusal_of_a_head_is_decided_together_and_not_by_himself() {
        let asked = Story::filed().does(&filled::recusal_request(SUN));
        let leaves = filled::recusal(SUN, "");
        assert_eq!(asked.clone().by(SUN).closed_to::<DecideRecusal>().as_deref(), Some("OwnRecusal"));
        asked.clone().by(ZHAO).refused(&leaves, "NotDiscussed");
        let talk = crate::discussion::HoldDiscussion {
            subject: "recusal".to_owned(),
            officer: OfficerId::from(SUN),
            ..filled::discussion(&asked)
        };
        let discussed = asked.by(ZHAO).does(&talk);
        let both = discussed.clone().does(&filled::recusal_request(LI));
        both.clone().by(SUN).refused(&leaves, "OnesOwn");
        assert!(both.by(SUN).tries(&filled::recusal(LI, WANG)).is_ok(), "another's he may decide");
        let left = discussed.does(&leaves);
        assert_eq!(handlers(&left), [ZHANG, LI], "a head who does not handle needs no successor");
        assert_eq!(left.standing.recused, [OfficerId::from(SUN)]);
    }

    #[test]
    fn a_head_who_handles_decides_on_nobodys_recusal() {
        let asked = Story::filed().does(&filled::recusal_request(LI)).by(ZHAO);
        let handles = asked.does(&filled::recusal(LI, SUN)).does(&filled::recusal_request(ZHANG)).by(SUN);
        assert_eq!(handles.closed_to::<DecideRecusal>().as_deref(), Some("HeadHandles"));
        handles.refused(&filled::recusal(ZHANG, WANG), "HeadHandles");
    }

    #[test]
    fn who_need_not_leave_stays() {
        let refused = DecideRecusal { granted: false, ..filled::recusal(LI, "") };
        let stays = asked(Story::filed()).does(&refused);
        assert_eq!(handlers(&stays), [ZHANG, LI]);
        assert!(stays.standing.recused.is_empty() && stays.standing.recusals_pending.is_empty());
    }

    #[test]
    fn it_needs_a_request_for_that_officer() {
        assert_eq!(Story::filed().closed_to::<DecideRecusal>().as_deref(), Some("NothingAsked"));
        Story::filed().refused(&filled::recusal(LI, WANG), "NothingAsked");
        assert_eq!(asked(Story::filed()).closed_to::<DecideRecusal>(), None);
        asked(Story::filed()).refused(&filled::recusal(ZHANG, WANG), "NotAsked");
        assert_eq!(Story::new().closed_to::<DecideRecusal>().as_deref(), Some("NotOpened"));
    }

    #[test]
    fn a_successor_holds_a_valid_certificate_of_this_body_and_is_new_to_the_case() {
        for unfit in ["", "nobody", LI, ZHANG, FENG, ZHENG, HE, CHEN] {
            asked(Story::filed()).refused(&filled::recusal(LI, unfit), "SuccessorMissing");
        }
        let again =
            asked(Story::filed()).does(&filled::recusal(LI, WANG)).does(&filled::recusal_request(ZHANG));
        again.refused(&filled::recusal(ZHANG, LI), "SuccessorMissing");
    }

    #[test]
    fn who_reviewed_the_case_never_handles_it_even_from_another_department() {
        let story = asked(Story::reviewed(MAJOR));
        let moved = entered(&story, CHEN, |officer| officer.department = "zf2".to_owned());
        story.enters(moved).refused(&filled::recusal(LI, CHEN), "SuccessorMissing");
    }

    #[test]
    fn who_chairs_the_hearing_does_not_investigate() {
        let requested = Story::hearing_requested().at("2026-12-03T10:00");
        let chairing = entered(&requested, WANG, |officer| officer.posts.push(Post::Chair));
        let requested = requested.enters(chairing);
        let notice = crate::hearing_notice::ScheduleHearing {
            chair: OfficerId::from(WANG),
            ..filled::hearing_notice(&requested)
        };
        asked(requested.does(&notice)).refused(&filled::recusal(LI, WANG), "SuccessorMissing");
    }
}
