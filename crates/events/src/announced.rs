//! What the party was told and what is decided (告知与决定一致): a decision rests on the facts, evidence, character and basis the party could answer
//! (行政处罚法 art 44, 45, 62). What is lighter than announced, or drops something, needs no new notice; anything else is announced anew.
//!
//! What the party has said and the body has accepted (art 45 para 1) may alter the facts and add evidence, since the party brought both forward; it
//! never alters character or basis. The account of the discretion, how to perform and the remedies are no part of what art 44 has told.

use crate::draft::Draft;
use crate::standing::{Standing, Statement};
use law::penalties::{Penalty, PenaltyKind, shorter_term};

/// How a draft departs from what was announced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Departure {
    /// A kind that was not announced, or a larger sum of one that was (art 45 para 2).
    Heavier(PenaltyKind),
    /// A part of the text that the party has not been told.
    Untold(String),
}

impl Standing {
    /// What of `draft` the party has not been told by the notice that stands; `None` where there is no notice, which other rules refuse.
    pub fn departs_from_notice(&self, draft: &Draft) -> Option<Departure> {
        let announced = &self.notice.issued.as_ref()?.draft;
        let accepted = matches!(self.notice.statement, Some(Statement::Heard { accepted: true, .. }));
        heavier(draft, announced).or_else(|| untold(draft, announced, accepted))
    }
}

fn heavier(draft: &Draft, announced: &Draft) -> Option<Departure> {
    let total = |draft: &Draft, kind: PenaltyKind| -> i64 {
        let of_kind = draft.penalties.iter().filter(|p| p.kind == kind).filter_map(|p| p.amount);
        of_kind.fold(0, |sum, fen| sum.saturating_add(fen.0))
    };
    let more = draft.penalties.iter().find(|penalty| {
        let told = announced.penalties.iter().any(|p| p.kind == penalty.kind);
        !told || total(draft, penalty.kind) > total(announced, penalty.kind)
    });
    more.map(|penalty| Departure::Heavier(penalty.kind))
}

fn untold(draft: &Draft, announced: &Draft, accepted: bool) -> Option<Departure> {
    let told = |penalty: &Penalty| {
        announced.penalties.iter().any(|known| {
            known.kind == penalty.kind
                && (known.detail.trim() == penalty.detail.trim()
                    || shorter_term(&known.detail, &penalty.detail))
        })
    };
    let what = if !accepted && draft.facts.trim() != announced.facts.trim() {
        "违法事实".to_owned()
    } else if !accepted && draft.evidence.iter().any(|number| !announced.evidence.contains(number)) {
        "证据".to_owned()
    } else if draft.character.trim() != announced.character.trim() {
        "案件性质和违反的规定".to_owned()
    } else if draft.basis.iter().any(|line| !announced.basis.contains(line)) {
        "处罚依据".to_owned()
    } else {
        let other = draft.penalties.iter().find(|penalty| !told(penalty))?;
        format!("{}的内容", other.kind.title())
    };
    Some(Departure::Untold(what))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::StatementHeard;
    use crate::event::Event;
    use crate::testing::Story;
    use crate::testing::course::draft;
    use crate::testing::district::MINOR;
    use law::money::Fen;

    fn untold_in(story: &Story, draft: &Draft) -> Option<String> {
        match story.standing.departs_from_notice(draft)? {
            Departure::Untold(what) => Some(what),
            Departure::Heavier(kind) => Some(format!("heavier: {}", kind.title())),
        }
    }

    fn permit(detail: &str) -> Penalty {
        Penalty { detail: detail.to_owned(), ..Penalty::of(PenaltyKind::SuspendPermit) }
    }

    #[test]
    fn the_text_announced_may_be_decided_and_so_may_less() {
        let told = Draft {
            basis: vec!["甲法第一条".into(), "甲法第二条".into()],
            penalties: vec![Penalty::fine(MINOR), permit("暂扣许可证三个月")],
            ..draft(MINOR)
        };
        let story = Story::concluded().notifies(&told);
        let fine = |yuan| vec![Penalty::fine(Fen::yuan(yuan)), permit("暂扣许可证三个月")];
        for less in [
            told.clone(),
            Draft { penalties: fine(50_000), ..told.clone() },
            Draft { penalties: vec![permit("暂扣许可证一个月")], ..told.clone() },
            Draft { basis: vec!["甲法第二条".into()], ..told.clone() },
            Draft { discretion: "采纳申辩，适用较轻一档。".into(), ..told.clone() },
        ] {
            assert_eq!(untold_in(&story, &less), None);
        }
    }

    #[test]
    fn what_the_party_was_not_told_is_named() {
        let told = Draft {
            penalties: vec![Penalty::fine(MINOR), permit("暂扣许可证一个月")],
            ..draft(MINOR)
        };
        let story = Story::concluded().notifies(&told);
        let other = |penalty| Draft { penalties: vec![Penalty::fine(MINOR), penalty], ..told.clone() };
        for (decided, what) in [
            (Draft { facts: "另一事实。".into(), ..told.clone() }, "违法事实"),
            (Draft { evidence: vec![1, 2], ..told.clone() }, "证据"),
            (Draft { character: "违反另一规定。".into(), ..told.clone() }, "案件性质和违反的规定"),
            (Draft { basis: vec!["另一法第一条".into()], ..told.clone() }, "处罚依据"),
            (other(permit("暂扣许可证六个月")), "暂扣许可证件的内容"),
            (other(permit("暂扣另一许可证一个月")), "暂扣许可证件的内容"),
            (other(Penalty::of(PenaltyKind::Warning)), "heavier: 警告"),
        ] {
            assert_eq!(untold_in(&story, &decided).as_deref(), Some(what));
        }
    }

    #[test]
    fn what_the_party_said_and_the_body_accepted_alters_facts_and_evidence_alone() {
        let told = draft(MINOR);
        let heard = StatementHeard {
            on: "2026-12-01".parse().expect("a day"),
            by: "钱某".into(),
            content: "只销售了两袋。".into(),
            finding: "属实，予以采纳。".into(),
            accepted: true,
        };
        let story = Story::served(MINOR).happens(Event::StatementHeard(heard));
        let follows = Draft { facts: "销售饼干2袋。".into(), evidence: vec![1, 2], ..told.clone() };
        assert_eq!(untold_in(&story, &follows), None);
        let basis = Draft { basis: vec!["另一法第一条".into()], ..follows };
        assert_eq!(untold_in(&story, &basis).as_deref(), Some("处罚依据"));
    }
}
