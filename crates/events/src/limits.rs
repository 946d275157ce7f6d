//! What the law allows to be imposed: the kinds and the range of fine that the basis of the matter provides (法定幅度, 行政处罚法 art 34, 38), what is
//! below them (减轻处罚, art 32), and the age of the party at the act (art 30, 31). Asked when a notice is issued, a text submitted for review, and a
//! penalty decided, so that the three cannot differ.

use crate::draft::Draft;
use crate::occasion::Occasion;
use crate::registers::{FineMultiple, Powers};
use crate::standing::Standing;
use crate::{Refusal, cases::Matter};
use law::age::{Age, at_the_act};
use law::article::{Article, PENALTY_LAW};
use law::money::Fen;
use law::penalties::PenaltyKind;

crate::refusals! {
    /// Why a penalty may not be imposed.
    pub enum Refused {
        UnderFourteen => Article::of(PENALTY_LAW, 30), "当事人行为时不满十四周岁，不予行政处罚", "办理不予处罚，责令监护人加以管教";
        MinorNotLighter => Article::of(PENALTY_LAW, 30), "当事人行为时已满十四周岁不满十八周岁，应当从轻或者减轻行政处罚", "在裁量说明中写明从轻或者减轻的理由", field "discretion";
        KindNotProvided { kind: String, basis: String } => Article::of(PENALTY_LAW, 38).paragraph(1), "{basis}没有设定{kind}，没有依据的行政处罚无效", "按处罚依据改正处罚种类", field "penalties";
        BaseMissing { of: String } => Article::of(PENALTY_LAW, 34), "罚款按{of}计算，没有填写{of}", "填写查明的数额", field "base_value";
        BeyondEntrustment { body: String, most: Fen } => Article::of(PENALTY_LAW, 20).paragraph(2), "本案由受委托的{body}办理，委托书授予的罚款权限是{most}元以下", "由委托机关的执法人员办理，或者在权限内处罚", field "penalties";
        NotMitigated { kind: String } => Article::of(PENALTY_LAW, 32), "依法应当给予的{kind}没有给予，属于减轻处罚", "依法减轻处罚的，勾选“减轻处罚”并说明理由", field "mitigated";
    }
}

/// The last day of the limitation period (追责时效) where the act was not discovered within it: art 36 bars what stayed undiscovered, so the day that counts
/// is the day the clue came in, not the day of filing.
pub fn undiscovered_since(case: &Standing) -> Option<jiff::civil::Date> {
    let opened = case.opened.as_ref()?;
    let limitation = law::deadlines::limitation(opened.act_ended_on, opened.harm_to_safety);
    limitation.overdue_on(opened.received_on).then_some(limitation.last_day)
}

/// No penalty at all for who was under fourteen at the act.
pub fn of_age(case: &Standing) -> Result<(), Refusal> {
    match age(case) {
        Some(Age::UnderFourteen) => Err(Refused::UnderFourteen.into()),
        _ => Ok(()),
    }
}

/// Where people of an entrusted organisation handle the case, the fine keeps within what the letter entrusts them with.
pub fn within_entrustment(draft: &Draft, case: &Standing, occasion: &Occasion<'_>) -> Result<(), Refusal> {
    let limit = occasion.registers.entrusted_fine_max(case, occasion.today());
    match limit.filter(|(most, _)| draft.fine() > *most) {
        Some((most, body)) => Err(Refused::BeyondEntrustment { body: body.to_owned(), most }.into()),
        None => Ok(()),
    }
}

fn age(case: &Standing) -> Option<Age> {
    let opened = case.opened.as_ref()?;
    opened.party.born.map(|born| at_the_act(born, opened.act_ended_on))
}

/// The draft of a penalty keeps within what the law allows against this party for this matter.
pub(crate) fn within(draft: &Draft, case: &Standing) -> Result<(), Refusal> {
    of_age(case)?;
    let says_lighter = ["从轻", "减轻"].iter().any(|word| draft.discretion.contains(word));
    if age(case) == Some(Age::UnderEighteen) && !draft.mitigated && !says_lighter {
        return Err(Refused::MinorNotLighter.into());
    }
    let Some(matter) = case.opened.as_ref().map(|opened| &opened.matter) else { return Ok(()) };
    provided(draft, matter)?;
    let range = range(draft, matter)?;
    if has(draft, PenaltyKind::Fine) {
        in_range(draft, range, matter)?;
    }
    nothing_left_out(draft, range, matter)
}

fn has(draft: &Draft, kind: PenaltyKind) -> bool {
    draft.penalties.iter().any(|penalty| penalty.kind == kind)
}

/// Every kind is one the basis provides. Matters entered before kinds were asked for say nothing of them, save that no range means no fine.
fn provided(draft: &Draft, matter: &Matter) -> Result<(), Refusal> {
    let may = |kind: PenaltyKind| match &matter.powers {
        Some(powers) => powers.kinds.contains(&kind),
        None => kind != PenaltyKind::Fine || matter.fine_max.0 > 0,
    };
    match draft.penalties.iter().find(|penalty| !may(penalty.kind)) {
        Some(penalty) => Err(Refused::KindNotProvided {
            kind: penalty.kind.title().to_owned(),
            basis: matter.basis.clone(),
        }
        .into()),
        None => Ok(()),
    }
}

/// The least and the most of the fine; by a multiple where the base reaches the sum from which it applies.
fn range(draft: &Draft, matter: &Matter) -> Result<(Fen, Fen), Refusal> {
    let fixed = (matter.fine_min, matter.fine_max);
    let Some(multiple) = matter.powers.as_ref().and_then(|powers| powers.multiple.as_ref()) else {
        return Ok(fixed);
    };
    match draft.base_value {
        Some(base) if base >= multiple.from => Ok(multiple.range(base)),
        Some(_) => Ok(fixed),
        None if has(draft, PenaltyKind::Fine) => Err(Refused::BaseMissing { of: multiple.of.clone() }.into()),
        None => Ok(fixed),
    }
}

impl FineMultiple {
    fn range(&self, base: Fen) -> (Fen, Fen) {
        let share = |percent: u32| {
            let fen = i128::from(base.0) * i128::from(percent) / 100;
            Fen(i64::try_from(fen).unwrap_or(i64::MAX))
        };
        (share(self.min_percent), share(self.max_percent))
    }
}

fn in_range(draft: &Draft, (least, most): (Fen, Fen), matter: &Matter) -> Result<(), Refusal> {
    let fine = draft.fine();
    if fine > most {
        let says = format!("罚款{fine}元超过法定最高额{most}元（{}）", matter.basis);
        return Err(Refusal::of_field("penalties", says));
    }
    if fine < least && !draft.mitigated {
        let says = format!(
            "罚款{fine}元低于法定最低额{least}元（{}）；依法减轻处罚的，勾选“减轻处罚”并说明理由",
            matter.basis
        );
        return Err(Refusal::of_field("penalties", says));
    }
    Ok(())
}

/// Leaving out what the statute says shall be imposed is mitigation (art 32), and so goes to review. Of a matter that does not say which kinds shall
/// be imposed, a fine with a least sum is taken to be one.
fn nothing_left_out(draft: &Draft, (least, _): (Fen, Fen), matter: &Matter) -> Result<(), Refusal> {
    let mandatory = match &matter.powers {
        Some(Powers { mandatory, .. }) => mandatory.as_slice(),
        None if least.0 > 0 => &[PenaltyKind::Fine],
        None => &[],
    };
    match mandatory.iter().find(|kind| !has(draft, **kind)) {
        Some(kind) if !draft.mitigated => Err(Refused::NotMitigated { kind: kind.title().to_owned() }.into()),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::course::draft;
    use crate::testing::district::MINOR;
    use crate::testing::{Story, day};
    use law::penalties::Penalty;

    fn case(powers: Option<Powers>, fine: (i64, i64)) -> Standing {
        let mut case = Story::concluded().standing;
        let matter = &mut case.opened.as_mut().expect("is opened").matter;
        (matter.powers, matter.fine_min, matter.fine_max) = (powers, Fen::yuan(fine.0), Fen::yuan(fine.1));
        case
    }

    fn powers(kinds: &[PenaltyKind], mandatory: &[PenaltyKind]) -> Option<Powers> {
        Some(Powers { kinds: kinds.to_vec(), mandatory: mandatory.to_vec(), multiple: None })
    }

    fn name(answer: Result<(), Refusal>) -> Option<String> {
        answer.err().map(|refusal| refusal.name)
    }

    fn of(penalties: Vec<Penalty>) -> Draft {
        Draft { penalties, ..draft(MINOR) }
    }

    #[test]
    fn leaving_out_what_shall_be_imposed_is_mitigation() {
        use PenaltyKind::{Fine, RevokePermit};
        let case = case(powers(&[Fine, RevokePermit], &[Fine, RevokePermit]), (50_000, 100_000));
        let both = of(vec![Penalty::fine(MINOR), Penalty::of(RevokePermit)]);
        assert_eq!(name(within(&both, &case)), None);
        for less in [of(vec![Penalty::fine(MINOR)]), of(vec![Penalty::of(RevokePermit)])] {
            assert_eq!(name(within(&less, &case)).as_deref(), Some("NotMitigated"));
            assert_eq!(name(within(&Draft { mitigated: true, ..less }, &case)), None);
        }
    }

    #[test]
    fn a_least_fine_of_an_older_entry_shall_be_imposed() {
        let warned = of(vec![Penalty::of(PenaltyKind::Warning)]);
        assert_eq!(name(within(&warned, &case(None, (50_000, 100_000)))).as_deref(), Some("NotMitigated"));
        assert_eq!(name(within(&warned, &case(None, (0, 100_000)))), None);
    }

    #[test]
    fn a_matter_without_power_to_fine_takes_no_fine_and_no_kind_it_does_not_provide() {
        use PenaltyKind::{Fine, RevokePermit, Warning};
        let fined = of(vec![Penalty::fine(Fen::yuan(1))]);
        for case in [case(None, (0, 0)), case(powers(&[Warning], &[]), (0, 0))] {
            assert_eq!(name(within(&fined, &case)).as_deref(), Some("KindNotProvided"));
            assert_eq!(name(within(&of(vec![Penalty::of(Warning)]), &case)), None);
        }
        let fine_only = case(powers(&[Fine], &[]), (0, 100_000));
        let revoked = of(vec![Penalty::of(RevokePermit)]);
        assert_eq!(name(within(&revoked, &fine_only)).as_deref(), Some("KindNotProvided"));
    }

    #[test]
    fn a_fine_by_a_multiple_asks_for_the_base_and_is_counted_on_it() {
        let multiple = FineMultiple {
            of: "货值金额".to_owned(),
            from: Fen::yuan(10_000),
            min_percent: 1000,
            max_percent: 2000,
        };
        let provided = Powers { kinds: vec![PenaltyKind::Fine], mandatory: vec![], multiple: Some(multiple) };
        let case = case(Some(provided), (50_000, 100_000));
        let with = |fine, base: Option<i64>| Draft {
            base_value: base.map(Fen::yuan),
            ..of(vec![Penalty::fine(Fen::yuan(fine))])
        };
        for (fine, base, refused) in [
            (60_000, None, Some("BaseMissing")),
            (60_000, Some(9_999), None),
            (60_000, Some(10_000), Some("FieldRefused")),
            (100_000, Some(10_000), None),
            (200_000, Some(10_000), None),
            (200_001, Some(10_000), Some("FieldRefused")),
        ] {
            assert_eq!(name(within(&with(fine, base), &case)).as_deref(), refused, "{fine} {base:?}");
        }
        assert_ne!(with(1, Some(1)).digest(), with(1, Some(2)).digest());
    }

    #[test]
    fn a_child_is_not_punished_and_a_minor_more_lightly() {
        let mut case = case(None, (50_000, 100_000));
        let plain = Draft { discretion: "适用一般处罚。".to_owned(), ..draft(MINOR) };
        let born = |case: &mut Standing, born: &str| {
            case.opened.as_mut().expect("is opened").party.born = Some(day(born));
        };
        born(&mut case, "2012-11-20");
        assert_eq!(name(within(&plain, &case)).as_deref(), Some("UnderFourteen"));
        born(&mut case, "2012-11-19");
        assert_eq!(name(within(&plain, &case)).as_deref(), Some("MinorNotLighter"));
        let lighter = Draft { discretion: "未成年人，从轻处罚。".to_owned(), ..plain.clone() };
        assert_eq!(name(within(&lighter, &case)), None);
        born(&mut case, "2008-11-19");
        assert_eq!(name(within(&plain, &case)), None);
    }
}
