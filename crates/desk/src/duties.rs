//! Who may perform an act, and who may look at a case: deny by default, least duty. The wall between handling, reviewing and deciding is
//! not here but in the acts (invariant 8); here is only whether a person holds the post or the part in the case at all.

use events::records::RecordingAdded;
use events::registers::{BodyEntered, BodyKind, OfficerEntered, Post};
use events::standing::Standing;
use events::{Duty, Refusal, Registers};
use jiff::civil::Date;
use law::article::{Article, PENALTY_LAW, PLAN};
use registers::review_substitutes;

events::refusals! {
    /// Why this person may not.
    pub enum NotYours {
        OtherBody => Article::of(PENALTY_LAW, 17), "本案由其他机关办理", "由有管辖权的机关办理";
        NoCertificate => Article::of(PENALTY_LAW, 42).paragraph(1), "没有有效的行政执法证件，不具有行政执法资格", "由持有效执法证件的人员办理";
        NotHandler => Article::of(PENALTY_LAW, 42), "不是本案承办人", "由本案承办人办理";
        NotChair => Article::of(PENALTY_LAW, 64).item(4), "不是本案听证主持人", "由听证通知中指定的主持人办理";
        NotHead => Article::of(PENALTY_LAW, 57), "不是机关负责人", "由机关负责人办理";
        NotReviewer => Article::of(PENALTY_LAW, 58), "不是法制审核人员", "由法制机构的审核人员办理";
        NotDisclosureClerk => Article::of(PLAN, 6), "不是公示员", "由本机关公示员办理";
        NotArchivist => Article::of(PLAN, 13), "不是档案员", "由本机关档案员办理";
        NotEntriesKeeper => Article::of(PLAN, 2), "没有维护名录的岗位", "由本机关维护名录的人员办理";
        NotLetters => Article::of(PLAN, 5), "没有办理投诉举报的岗位，或者来信不由本机关办理", "由来信所在机关的负责人、内设机构负责人、公示员或者执法监督人员办理";
        NotDeviceClerk => Article::of(PLAN, 10), "不是设备管理员", "由本机关设备管理员办理";
        NotKeeper => Article::of(PLAN, 2), "不是系统管理员", "由系统管理员办理";
        RecordingPurposeMissing => Article::of(PLAN, 12), "调阅音像记录，应当说明用途", "填写调阅用途后再查看", field "purpose";
        RecordingForOthers { rule: String, posts: String } => Article::of(PLAN, 12), "按音像记录事项{rule}，这段音像记录由{posts}查看", "由本案承办人或者所列岗位的人员查看";
        PurposeMissing => Article::of(PLAN, 12), "调阅他人承办的案件，应当说明用途", "填写调阅用途后再查看", field "purpose";
        MayNotView => Article::of(PLAN, 12), "没有调阅本案的职责", "由本案承办机关或者执法监督人员调阅";
    }
}

/// Whether the officer holds this duty in this case.
pub fn may(
    duty: Duty,
    by: &OfficerEntered,
    registers: &Registers,
    case: &Standing,
    today: Date,
) -> Result<(), Refusal> {
    let holds = |post: Post| by.posts.contains(&post);
    if !matches!(duty, Duty::Keep | Duty::KeepEntries | Duty::Devices | Duty::Anyone)
        && case.opened.as_ref().is_some_and(|opened| opened.body != by.body)
        && !(duty == Duty::Review && reviews_for(by, registers, case, today))
        && !(matches!(duty, Duty::Handle | Duty::Enforce) && registers.is_entrusted(by, case, today))
    {
        return Err(NotYours::OtherBody.into());
    }
    let refused = match duty {
        Duty::Enforce => (!registers.may_enforce(by, today)).then_some(NotYours::NoCertificate),
        // Before a filing is proposed, whoever registered the clue is the handler.
        // Whatever a handler does in a case is enforcement, from the proposal to file to the demand for payment: without a valid certificate none of it.
        Duty::Handle if !case.handles(&by.id) => Some(NotYours::NotHandler),
        Duty::Handle => (!registers.may_enforce(by, today)).then_some(NotYours::NoCertificate),
        Duty::Chair => {
            let chairs = case.hearing.scheduled.as_ref().is_some_and(|hearing| hearing.chair.id == by.id);
            (!chairs).then_some(NotYours::NotChair)
        }
        Duty::Head => (!holds(Post::Head)).then_some(NotYours::NotHead),
        Duty::Review => (!holds(Post::Reviewer)).then_some(NotYours::NotReviewer),
        Duty::Disclose => (!holds(Post::DisclosureClerk)).then_some(NotYours::NotDisclosureClerk),
        Duty::Archive => (!holds(Post::Archivist)).then_some(NotYours::NotArchivist),
        Duty::Letters => (!deals_with_letters(by, registers, case)).then_some(NotYours::NotLetters),
        Duty::Anyone => None,
        Duty::Keep => (!holds(Post::Administrator)).then_some(NotYours::NotKeeper),
        Duty::KeepEntries => {
            let keeps = registers::all::ALL.iter().any(|kind| kind.keepers.iter().any(|post| holds(*post)));
            (!keeps).then_some(NotYours::NotEntriesKeeper)
        }
        Duty::Devices => (!holds(Post::DeviceClerk)).then_some(NotYours::NotDeviceClerk),
    };
    refused.map_or(Ok(()), |refused| Err(refused.into()))
}

/// The body in whose name the officer acts in this case: the one that entrusts the officer's own with it, else the officer's own (行政处罚法 art 20 para 4).
pub fn in_whose_name<'a>(
    by: &OfficerEntered,
    own: &'a BodyEntered,
    registers: &'a Registers,
    case: &Standing,
    today: Date,
) -> &'a BodyEntered {
    let opened = case.opened.as_ref().filter(|_| registers.is_entrusted(by, case, today));
    opened.and_then(|opened| registers.body(&opened.body)).unwrap_or(own)
}

/// The posts whose holders deal with letters from the public.
const LETTERS: [Post; 4] = [Post::Head, Post::DepartmentHead, Post::DisclosureClerk, Post::Supervisor];

/// Those of them who see a letter about an officer or a case that nobody has found yet.
const ABOVE: [Post; 2] = [Post::Head, Post::Supervisor];

/// Whether the officer is above anybody whom a letter may concern of which nobody knows yet whom it does.
pub fn is_above(by: &OfficerEntered) -> bool {
    by.posts.iter().any(|post| ABOVE.contains(post))
}

/// Whether the officer deals with letters where this one lies; a supervisor also with one whose clock has run out elsewhere.
fn deals_with_letters(by: &OfficerEntered, registers: &Registers, case: &Standing) -> bool {
    let here = case.complaint.is_with(&by.body) && by.posts.iter().any(|post| LETTERS.contains(post));
    // While nobody knows whom it concerns, it may concern anybody below the head.
    let here = here && (!case.complaint.is_unresolved() || is_above(by));
    here || (case.complaint.overdue.is_some() && supervises(by, registers))
}

/// Whether a letter is about the officer, or about the department at whose head he or she stands; such a person does not even see it.
pub fn is_concerned(by: &OfficerEntered, case: &Standing) -> bool {
    let heads = by.posts.contains(&Post::DepartmentHead).then_some(by.department.as_str());
    case.complaint.concerns(&by.id, heads)
}

/// Whether the officer may look at this letter, and whether a purpose has to be stated (plan clauses 5 and 12). What a citizen wrote is seen by those who
/// deal with it, by whoever took it on, and by supervision with a purpose; never by whom it is about.
fn may_view_letter(
    by: &OfficerEntered,
    registers: &Registers,
    case: &Standing,
    purpose: &str,
) -> Result<(), Refusal> {
    if is_concerned(by, case) {
        return Err(NotYours::MayNotView.into());
    }
    let handles = case.complaint.handler.as_ref().is_some_and(|handler| handler.id == by.id);
    if handles || deals_with_letters(by, registers, case) {
        return Ok(());
    }
    match supervises(by, registers) {
        true if is_a_purpose(purpose) => Ok(()),
        true => Err(NotYours::PurposeMissing.into()),
        false => Err(NotYours::MayNotView.into()),
    }
}

/// Whether the officer reviews at the centre that the case's body has named (审核中心, plan clause 17).
fn reviews_for(by: &OfficerEntered, registers: &Registers, case: &Standing, today: Date) -> bool {
    let body = case.opened.as_ref().map(|opened| opened.body.as_str());
    let named = body.and_then(|body| review_substitutes::named(registers, body, today));
    by.posts.contains(&Post::Reviewer) && named.is_some_and(|named| named.centre.as_ref() == Some(&by.body))
}

/// Whether the officer may look at this case, and whether a purpose has to be stated (plan clause 12, features 12.7).
pub fn may_view(
    by: &OfficerEntered,
    registers: &Registers,
    case: &Standing,
    purpose: &str,
    today: Date,
) -> Result<(), Refusal> {
    if case.complaint.received.is_some() {
        return may_view_letter(by, registers, case, purpose);
    }
    let Some(opened) = case.opened.as_ref() else { return Err(NotYours::MayNotView.into()) };
    let centre = case.review.rounds > 0 && reviews_for(by, registers, case, today);
    let entrusted = case.handles(&by.id) && registers.is_entrusted(by, case, today);
    if by.body != opened.body && !supervises(by, registers) && !centre && !entrusted {
        return Err(NotYours::MayNotView.into());
    }
    if centre && case.decision.is_none() {
        return Ok(());
    }
    if has_part(by, case) || is_a_purpose(purpose) {
        return Ok(());
    }
    Err(NotYours::PurposeMissing.into())
}

/// Whether the officer may look at and listen to the recordings of this case. They show people's faces and homes, so whoever does not handle the case
/// states a purpose, also those whose duty the case is at this moment (plan clause 12, features 12.7). Some recordings the body leaves to some posts (features 11.1); supervision
/// is not shut out by a rule of whom it supervises. Where no `recording` is named, it is about the case's in general.
pub fn may_play(
    by: &OfficerEntered,
    registers: &Registers,
    (case, recording): (&Standing, Option<&RecordingAdded>),
    purpose: &str,
    today: Date,
) -> Result<(), Refusal> {
    may_view(by, registers, case, purpose, today)?;
    if case.handles(&by.id) {
        return Ok(());
    }
    if !is_a_purpose(purpose) {
        return Err(NotYours::RecordingPurposeMissing.into());
    }
    recording.map_or(Ok(()), |recording| is_open(by, registers, case, recording))
}

/// Refuses where a rule of the body leaves this recording to other posts.
pub fn is_open(
    by: &OfficerEntered,
    registers: &Registers,
    case: &Standing,
    recording: &RecordingAdded,
) -> Result<(), Refusal> {
    let Some(opened) = case.opened.as_ref().filter(|_| !case.handles(&by.id) && !supervises(by, registers))
    else {
        return Ok(());
    };
    match registers::recording_rules::shut_to(by, registers, &opened.body, recording) {
        Some((rule, posts)) => Err(NotYours::RecordingForOthers { rule, posts: posts.join("、") }.into()),
        None => Ok(()),
    }
}

/// Whether a purpose was stated: one character says nothing.
pub fn is_a_purpose(purpose: &str) -> bool {
    purpose.trim().chars().count() >= 2
}

/// Whether the officer supervises across bodies: a supervisor of the justice bureau.
pub fn supervises(by: &OfficerEntered, registers: &Registers) -> bool {
    by.posts.contains(&Post::Supervisor)
        && registers.body(&by.body).is_some_and(|body| body.kind == BodyKind::JusticeBureau)
}

/// Whether the case is, at this moment, the officer's own business.
pub fn has_part(by: &OfficerEntered, case: &Standing) -> bool {
    let same_body = case.opened.as_ref().is_some_and(|opened| opened.body == by.body);
    let holds = |post: Post| same_body && by.posts.contains(&post);
    case.handles(&by.id)
        || (holds(Post::Head) && case.proposal.is_some() && !case.ended())
        || (holds(Post::Reviewer) && case.review.rounds > 0 && case.decision.is_none())
        || (holds(Post::DisclosureClerk) && case.decision.is_some())
        || (holds(Post::Archivist) && case.ended())
        || case
            .hearing
            .scheduled
            .as_ref()
            .is_some_and(|hearing| hearing.chair.id == by.id && case.hearing.pending())
}

/// The names under which duties are laid at an officer's door; at a review centre also those of the bodies it reviews for.
pub fn assignees(by: &OfficerEntered, registers: &Registers, today: Date) -> Vec<String> {
    let posts =
        by.posts.iter().filter_map(|post| post_key(*post)).map(|key| format!("post:{key}@{}", by.body));
    let centre_of = |body: &&BodyEntered| {
        let named = review_substitutes::named(registers, &body.code, today);
        named.is_some_and(|named| named.centre.as_ref() == Some(&by.body))
    };
    let letters =
        by.posts.iter().any(|post| LETTERS.contains(post)).then(|| format!("post:letters@{}", by.body));
    let posts = posts.chain(letters);
    let reviews = by.posts.contains(&Post::Reviewer);
    let served = registers.bodies().filter(|_| reviews).filter(centre_of);
    let served = served.map(|body| format!("post:reviewer@{}", body.code));
    std::iter::once(format!("officer:{}", by.id)).chain(posts).chain(served).collect()
}

fn post_key(post: Post) -> Option<&'static str> {
    match post {
        Post::Head => Some("head"),
        Post::Reviewer => Some("reviewer"),
        Post::DisclosureClerk => Some("disclosure_clerk"),
        Post::Archivist => Some("archivist"),
        Post::Supervisor => Some("supervisor"),
        _ => None,
    }
}
