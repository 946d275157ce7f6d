//! Tests of the assembly: the order of the law, and exactly what is missing for each ending.

use super::*;
use crate::volume::testing::{closed_no_penalty, printed};
use events::testing::Story;
use events::testing::district::{MAJOR, MINOR};

fn titles(volume: &Volume) -> Vec<&str> {
    volume.items.iter().map(|item| item.title.as_str()).collect()
}

fn lacking(volume: &Volume) -> Vec<Material> {
    volume.missing.iter().map(|missing| missing.material).collect()
}

#[test]
fn a_small_penalty_case_stands_in_the_order_of_the_law() {
    let case = printed(Story::closed(MINOR)).standing;
    assert_eq!(ending(&case), Some(Ending::Penalty));
    let volume = assemble(&case, Ending::Penalty, &[]);
    assert_eq!(
        titles(&volume),
        [
            "案源登记材料",
            "立案审批表",
            "书证：货架照片",
            "当事人身份登记",
            "案件调查终结报告",
            "行政处罚事先告知书",
            "送达回证",
            "陈述、申辩及复核材料",
            "行政处罚决定书",
            "送达回证",
            "罚款缴纳凭证",
            "结案审批表",
        ]
    );
    assert_eq!(volume.missing, []);
    let numbers: Vec<u32> = volume.items.iter().map(|item| item.order).collect();
    assert_eq!(numbers, (1..=12).collect::<Vec<u32>>());
}

#[test]
fn a_case_in_scope_holds_its_review_opinion_and_one_notice_for_both_rights() {
    let case = printed(Story::closed(MAJOR)).standing;
    let volume = assemble(&case, Ending::Penalty, &[]);
    assert_eq!(volume.missing, []);
    let listed = titles(&volume);
    assert_eq!(listed.iter().filter(|title| **title == "行政处罚听证告知书").count(), 1);
    assert!(listed.contains(&"法制审核意见书"));
}

#[test]
fn a_small_case_that_was_reviewed_all_the_same_needs_its_opinion_and_is_no_major_one() {
    let mut case = printed(Story::closed(MINOR)).standing;
    let decided = &mut case.decision.as_mut().expect("is decided").decided;
    decided.circumstances.laid_before = Some(true);
    decided.scope = decided.circumstances.scope(&decided.draft).into();
    assert_eq!(lacking(&assemble(&case, Ending::Penalty, &[])), [Material::ReviewOpinion]);
    assert!(!is_major(&case));
    assert!(is_major(&Story::closed(MAJOR).standing));
}

#[test]
fn order_and_result_of_an_appraisal_are_in_the_volume() {
    let begun = events::cases::AppraisalBegun {
        kind: law::case_period::ExcludedTime::Testing,
        subject: "饼干的酸价".to_owned(),
        institution: "上海某某检测有限公司".to_owned(),
        began_on: events::testing::day("2026-11-25"),
        proof: events::testing::file_named("order.pdf"),
    };
    let ended = events::cases::AppraisalEnded {
        appraisal: 1,
        ended_on: events::testing::day("2026-12-02"),
        result: "不合格。".to_owned(),
        proof: events::testing::file_named("result.pdf"),
    };
    let story = Story::closed(MINOR).happens(events::Event::AppraisalBegun(begun));
    let case = printed(story.happens(events::Event::AppraisalEnded(ended))).standing;
    let volume = assemble(&case, Ending::Penalty, &[]);
    assert_eq!(volume.missing, []);
    let files: Vec<&str> = volume.items[2..4]
        .iter()
        .filter_map(|item| item.file.as_ref())
        .map(|file| file.name.as_str())
        .collect();
    assert_eq!(files, ["order.pdf", "result.pdf"], "{:?}", titles(&volume));
}

#[test]
fn a_missing_opinion_is_named_with_clause_20_and_cannot_be_handed_in() {
    let mut case = printed(Story::closed(MAJOR)).standing;
    case.papers.retain(|paper| paper.kind != PaperKind::ReviewOpinion);
    let volume = assemble(&case, Ending::Penalty, &[]);
    assert_eq!(lacking(&volume), [Material::ReviewOpinion]);
    assert_eq!(volume.missing[0].article, Article::of(PLAN, 20));
    assert!(!BY_HAND.contains(&Material::ReviewOpinion));
}

#[test]
fn exactly_the_papers_not_yet_printed_are_named() {
    let case = Story::closed(MINOR).standing;
    let volume = assemble(&case, Ending::Penalty, &[]);
    assert_eq!(volume.missing.len(), case.papers.len());
    assert!(volume.missing.iter().all(|missing| missing.says.ends_with("尚未成文")));
    assert!(volume.missing[0].says.contains("立案审批表（"), "{:?}", volume.missing[0]);
}

#[test]
fn every_single_paper_left_out_is_missed() {
    let whole = printed(Story::closed(MAJOR)).standing;
    for kind in whole.papers.iter().map(|paper| paper.kind) {
        let mut case = whole.clone();
        case.papers.retain(|paper| paper.kind != kind);
        let volume = assemble(&case, Ending::Penalty, &[]);
        assert!(!volume.missing.is_empty(), "{kind:?} is not missed");
    }
}

#[test]
fn the_receipt_of_the_notice_is_not_taken_for_that_of_the_decision() {
    let mut case = printed(Story::closed(MINOR)).standing;
    let last =
        case.papers.iter().rposition(|paper| paper.kind == PaperKind::ServiceReceipt).expect("a receipt");
    case.papers.remove(last);
    assert_eq!(lacking(&assemble(&case, Ending::Penalty, &[])), [Material::DeliveryReceipt]);
}

#[test]
fn what_is_signed_on_paper_is_handed_in() {
    let case = printed(closed_no_penalty()).standing;
    assert_eq!(ending(&case), Some(Ending::NoPenalty));
    let bare = assemble(&case, Ending::NoPenalty, &[]);
    assert_eq!(lacking(&bare), [Material::DeliveryReceipt]);
    let scan = HandedIn {
        material: Material::DeliveryReceipt,
        title: "送达回证".to_owned(),
        file: events::testing::file_named("receipt.pdf"),
    };
    let volume = assemble(&case, Ending::NoPenalty, std::slice::from_ref(&scan));
    assert_eq!(volume.missing, []);
    let place = titles(&volume).iter().rposition(|title| *title == "送达回证").expect("listed");
    assert_eq!(volume.items[place].file, Some(scan.file));
    assert_eq!(titles(&volume).last(), Some(&"结案审批表"));
}

#[test]
fn a_case_not_filed_has_its_clue_and_the_refusal() {
    let case = Story::declined().standing;
    assert_eq!(ending(&case), Some(Ending::NotFiled));
    let volume = assemble(&case, Ending::NotFiled, &[]);
    assert_eq!(titles(&volume)[0], "案源登记材料");
    assert!(titles(&volume).contains(&"不予立案审批表"));
    assert_eq!(volume.missing, []);
}

#[test]
fn a_case_under_way_has_no_ending() {
    assert_eq!(ending(&Story::decided(MINOR).standing), None);
    assert_eq!(ending(&Standing::default()), None);
}
