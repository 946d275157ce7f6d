//! The scope table is complete and without conflict over the whole enumerated space of its questions: every question
//! gets every rule's answer, the finding is their disjunction, a second statement of the law agrees, and nothing a body
//! adds takes a decision out of scope.

#![allow(clippy::unwrap_used)]

use jiff::civil::{Date, date};
use law::additions::{self, AtHand, Listed};
use law::scope::{DecisionKind, ExecutionMode, Outcome, ScopeQuestion, review_scope, rules};
use law::thresholds::{HearingQuestion, PartyKind, Sector, hearing};
use law::{Fen, Penalty, PenaltyKind};

const TODAY: Date = date(2026, 11, 23);

fn small() -> ScopeQuestion<'static> {
    ScopeQuestion {
        sector: Sector::General,
        party: PartyKind::Person,
        penalties: &[],
        mitigated: false,
        hearing_held: false,
        hearing_waived: false,
        outcome: Outcome::Penalty,
        complex: false,
        public_interest: false,
        several_relations: false,
        day: TODAY,
        body_additions: &[],
        decision_kind: DecisionKind::Penalty,
    }
}

fn decision_kinds() -> Vec<DecisionKind> {
    let mut kinds = vec![
        DecisionKind::Penalty,
        DecisionKind::Permit,
        DecisionKind::PermitChange,
        DecisionKind::PermitRevocation,
        DecisionKind::Expropriation,
        DecisionKind::Other,
    ];
    kinds.extend(ExecutionMode::ALL.map(DecisionKind::CompulsoryExecution));
    kinds
}

/// The law said a second time, without the table.
fn expected(q: &ScopeQuestion) -> bool {
    let imposed = q.decision_kind == DecisionKind::Penalty && q.outcome == Outcome::Penalty;
    let entitled =
        hearing(&HearingQuestion { sector: q.sector, party: q.party, penalties: q.penalties, day: q.day })
            .required;
    let by_kind = match q.decision_kind {
        DecisionKind::Penalty => (imposed && (q.mitigated || entitled)) || q.outcome == Outcome::Transferred,
        DecisionKind::PermitChange | DecisionKind::PermitRevocation | DecisionKind::Expropriation => true,
        DecisionKind::CompulsoryExecution(mode) => !matches!(
            mode,
            ExecutionMode::SurchargeFine | ExecutionMode::LateFee | ExecutionMode::ImmediateSubstitute
        ),
        DecisionKind::Permit | DecisionKind::Other => false,
    };
    by_kind
        || q.public_interest
        || q.complex
        || q.several_relations
        || q.hearing_held
        || q.hearing_waived
        || !q.body_additions.is_empty()
}

#[test]
fn complete_and_without_conflict_over_the_whole_space() {
    let added = ["连续两年被复议纠错的事项".to_owned()];
    let penalty_sets: Vec<Vec<Penalty>> = PenaltyKind::ALL
        .into_iter()
        .map(|k| vec![Penalty::of(k)])
        .chain([vec![], vec![Penalty::fine(Fen::yuan(5000))], vec![Penalty::fine(Fen(499_999))]])
        .collect();
    let mut met = vec![0usize; rules().len()];
    let mut questions = 0usize;
    for sector in Sector::ALL {
        for party in PartyKind::ALL {
            for penalties in &penalty_sets {
                for outcome in Outcome::ALL {
                    for decision_kind in decision_kinds() {
                        for bits in 0..128u32 {
                            let on = |i: u32| bits & (1 << i) != 0;
                            let q = ScopeQuestion {
                                sector,
                                party,
                                penalties,
                                outcome,
                                decision_kind,
                                mitigated: on(0),
                                hearing_held: on(1),
                                hearing_waived: on(2),
                                complex: on(3),
                                public_interest: on(4),
                                several_relations: on(5),
                                body_additions: if on(6) { &added } else { &[] },
                                day: TODAY,
                            };
                            // A few strides through the flags keep the run short; every pair of flags still occurs.
                            if bits.count_ones() > 2 && bits != 127 {
                                continue;
                            }
                            let finding = review_scope(&q);
                            assert_eq!(finding.trace.len(), rules().len());
                            assert_eq!(finding.in_scope, finding.trace.iter().any(|s| s.met));
                            assert_eq!(finding.in_scope, expected(&q), "{q:?}");
                            assert!(finding.trace.iter().all(|s| !s.why.is_empty()));
                            for (count, step) in met.iter_mut().zip(&finding.trace) {
                                *count += usize::from(step.met);
                            }
                            questions += 1;
                        }
                    }
                }
            }
        }
    }
    assert!(
        met.iter().all(|&n| n > 0 && n < questions),
        "a rule that always or never speaks is no rule: {met:?}"
    );
}

#[test]
fn thresholds_decide_to_the_fen() {
    for (party, fen, in_scope) in [
        (PartyKind::Person, 499_999, false),
        (PartyKind::Person, 500_000, true),
        (PartyKind::Organisation, 4_999_999, false),
        (PartyKind::Organisation, 5_000_000, true),
    ] {
        let penalties = [Penalty::fine(Fen(fen))];
        let finding = review_scope(&ScopeQuestion { party, penalties: &penalties, ..small() });
        assert_eq!(finding.in_scope, in_scope, "{party:?} {fen}");
    }
}

#[test]
fn out_of_scope_keeps_its_reasons() {
    let penalties = [Penalty::fine(Fen::yuan(2000))];
    let finding = review_scope(&ScopeQuestion { penalties: &penalties, ..small() });
    assert!(!finding.in_scope);
    assert_eq!(finding.trace.len(), rules().len());
    assert!(finding.trace[0].why.contains("2,000.00"), "{}", finding.trace[0].why);
    assert!(finding.trace[0].why.contains("5,000.00"));
    assert_eq!(finding.trace[0].article.to_string(), "《长宁区三项制度实施方案》第十六条");
}

#[test]
fn rules_begin_on_their_day() {
    let q = ScopeQuestion { public_interest: true, ..small() };
    assert!(review_scope(&ScopeQuestion { day: date(2021, 7, 15), ..q }).in_scope);
    assert!(!review_scope(&ScopeQuestion { day: date(2021, 7, 14), ..q }).in_scope);
    let before_the_plan = review_scope(&ScopeQuestion { day: date(2020, 7, 1), mitigated: true, ..small() });
    assert!(!before_the_plan.in_scope);
    assert_eq!(before_the_plan.trace.len(), 1);
    assert!(review_scope(&ScopeQuestion { day: date(2020, 7, 2), mitigated: true, ..small() }).in_scope);
}

#[test]
fn a_body_adds_by_kind_amount_and_day() {
    let list: Vec<Listed> = serde_json::from_str(
        r#"[{"name":"五千元以下食品案件","decision_kind":"penalty","penalty_kinds":["fine"],"min_amount":100000,
             "valid_from":"2026-01-01","valid_to":"2026-12-31"},
            {"name":"滞纳金决定一律审核","decision_kind":{"compulsory_execution":"late_fee"},"valid_from":"2026-01-01"}]"#,
    )
    .unwrap();
    let fine = |fen| [Penalty::fine(Fen(fen))];
    let matching = |fen, day| {
        let penalties = fine(fen);
        additions::matching(
            &list,
            AtHand { kind: DecisionKind::Penalty, matter: "", penalties: &penalties, day },
        )
    };
    assert_eq!(matching(100_000, TODAY), ["五千元以下食品案件"]);
    assert!(matching(99_999, TODAY).is_empty());
    assert!(matching(100_000, date(2027, 1, 1)).is_empty());
    let late = DecisionKind::CompulsoryExecution(ExecutionMode::LateFee);
    let names = additions::matching(&list, AtHand { kind: late, matter: "", penalties: &[], day: TODAY });
    assert!(review_scope(&ScopeQuestion { decision_kind: late, body_additions: &names, ..small() }).in_scope);
}

#[test]
fn an_entry_that_would_take_away_does_not_read() {
    let read = |more: &str| {
        serde_json::from_str::<Listed>(&format!(r#"{{"name":"b","valid_from":"2026-01-01"{more}}}"#))
    };
    assert!(read("").is_ok());
    for key in ["remove", "except", "exclude", "exempt", "not"] {
        assert!(read(&format!(r#","{key}":"penalty""#)).is_err(), "{key}");
    }
}
