//! Courses of tracks: jumps, returns, clocks that begin anew, even runs of any length.

use super::*;

const FRAME: i64 = 40_000;

fn course(reordered: bool) -> Course {
    let rule = Rule::Unknowable;
    let track = Track { kind: TrackKind::Video, codec: "H.264".into(), reordered, usual_us: 0, rule };
    Course::new(track, 1_000_000, 5_000_000, 60_000_000)
}

fn run(reordered: bool, times: impl IntoIterator<Item = i64>) -> Course {
    let mut course = course(reordered);
    for at_us in times {
        course.add(Sample { at_us, bytes: 9, key: true });
    }
    course.close();
    course
}

#[test]
fn a_jump_is_a_gap_from_the_end_of_one_frame_to_the_next() {
    let found = run(false, (0..50).chain(100..150).map(|frame| frame * FRAME));
    assert_eq!(found.gaps, [(50 * FRAME, 100 * FRAME)]);
    assert_eq!((found.first_us, found.end_us, found.samples), (Some(0), 150 * FRAME, 100));
    assert!(found.returns.is_empty());
}

#[test]
fn frames_in_the_order_of_encoding_are_put_in_order() {
    let groups =
        (0..25).chain(60..80).flat_map(|group| [group * 4 + 3, group * 4, group * 4 + 1, group * 4 + 2]);
    let found = run(true, groups.map(|frame| frame * FRAME));
    assert_eq!(found.gaps, [(100 * FRAME, 240 * FRAME)]);
    assert!(found.returns.is_empty(), "{:?}", found.returns);
    assert_eq!((found.first_us, found.end_us), (Some(0), 320 * FRAME));
}

#[test]
fn a_clock_that_begins_anew_goes_on_and_its_gaps_are_found() {
    let anew = (0..100).chain(0..25).chain(75..100).map(|frame| frame * FRAME);
    for reordered in [false, true] {
        let found = run(reordered, anew.clone());
        assert_eq!(found.returns, [(100 * FRAME, 99 * FRAME)], "{reordered}");
        assert_eq!(found.gaps, [(125 * FRAME, 175 * FRAME)], "{reordered}");
        assert_eq!(found.end_us, 200 * FRAME);
    }
}

#[test]
fn one_wrong_stamp_is_one_finding() {
    let found = run(false, (0..50).chain([3]).chain(51..100).map(|frame| frame * FRAME));
    assert_eq!(found.returns, [(50 * FRAME, 46 * FRAME)]);
    assert_eq!((found.gaps.len(), found.end_us), (0, 100 * FRAME));
}

#[test]
fn what_was_passed_over_is_no_gap() {
    let mut course = course(false);
    (0..10).for_each(|frame| course.add(Sample { at_us: frame * FRAME, ..Sample::default() }));
    course.skip();
    (900..910).for_each(|frame| course.add(Sample { at_us: frame * FRAME, ..Sample::default() }));
    course.close();
    assert!(course.gaps.is_empty());
    assert_eq!(course.end_us, 910 * FRAME);
}

#[test]
fn even_samples_take_no_time_to_add() {
    let mut course = course(false);
    course.add_even(0, 40_000.0, 4_000_000_000);
    course.add_even(165_000_000_000_000, 3_000_000.0, 4_000_000_000);
    course.close();
    assert_eq!(course.gaps.len(), KEPT_MAX);
    assert_eq!(course.samples, 8_000_000_000);
    assert!(course.more > 3_999_999_000);
}

#[test]
fn even_samples_that_begin_anew_go_on_where_the_ones_before_ended() {
    let mut course = course(false);
    course.add_even(0, 20_000.0, 200);
    course.add_even(1_000_000, 20_000.0, 100);
    course.close();
    assert_eq!(course.returns, [(4_000_000, 2_980_000)]);
    assert_eq!((course.gaps.len(), course.end_us, course.samples), (0, 6_000_000, 300));
}

#[test]
fn a_step_that_grew_by_and_by_takes_no_time_either() {
    let mut course = course(false);
    for step_us in [900_000.0, 1_800_000.0, 2_700_000.0, 4e15] {
        let at_us = course.end_us.max(0);
        course.add_even(at_us, step_us, 4_000_000_000);
    }
    course.add(Sample { at_us: i64::MIN, ..Sample::default() });
    course.add(Sample { at_us: i64::MAX, ..Sample::default() });
    course.close();
    assert_eq!(course.gaps.len(), 0);
    assert_eq!(course.samples, 16_000_000_002);
}

#[test]
fn any_times_are_borne() {
    let found = run(true, [i64::MIN, i64::MAX, 0, i64::MIN, i64::MAX, 5, 6]);
    assert!(found.samples == 7);
}
