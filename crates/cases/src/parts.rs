//! What several acts of a case read in the same way: the kind of party, a party's code, signatures, the preconditions that every stage of
//! the course shares. No rule stands here that is not cited from `law`.

use events::cases::{CertificatesShown, Confirmation, PageShown, Signature};
use events::papers::elements;
use events::people::{FileNamed, OfficerNamed};
use events::registers::Post;
use events::standing::Standing;
use events::{FileId, Occasion, OfficerId, Refusal};
use jiff::civil::{Date, DateTime};
use law::article::{Article, PENALTY_LAW};
use law::thresholds::PartyKind;
use serde_json::{Map, Value, json};

/// Codes and words of the kinds of party.
pub const PARTY_KINDS: &[(&str, &str)] =
    &[("organisation", "法人或者其他组织"), ("sole_trader", "个体工商户"), ("person", "自然人")];

/// Codes and words of the sources of a case.
pub const SOURCES: &[(&str, &str)] = &[
    ("inspection", "监督检查"),
    ("complaint", "投诉举报"),
    ("transfer", "其他机关移送"),
    ("superior", "上级交办"),
    ("other", "其他"),
];

/// The word of a source.
pub fn source_title(code: &str) -> &str {
    SOURCES.iter().find(|(known, _)| *known == code).map_or(code, |(_, word)| word)
}

events::refusals! {
    /// What closes any act of a case's course.
    pub enum Closed {
        NotOpened => Article::of(PENALTY_LAW, 54), "案件尚未登记", "先登记线索";
        NotFiled => Article::of(PENALTY_LAW, 54).paragraph(2), "案件尚未立案", "先报请机关负责人审批立案";
        Ended => Article::of(PENALTY_LAW, 54), "案件已经结束，不能再办理", "如有新的事实，另行登记线索";
        AlreadyDecided => Article::of(PENALTY_LAW, 57), "已经作出决定，本环节不能再进行", "如决定确有错误，依法变更或者撤销后处理";
        CertificatesNotShown => Article::of(PENALTY_LAW, 55).paragraph(1), "尚未出示执法证件，不能检查、询问、收集证据", "先办理“亮证”";
        TooFewShown { count: usize } => Article::of(PENALTY_LAW, 42).paragraph(1), "出示过执法证件的人员中，现有{count}人承办本案并且证件有效，不足两人", "由现在的承办人重新亮证";
        ShownAnotherDay { day: Date } => Article::of(PENALTY_LAW, 55).paragraph(1), "最近一次亮证是{day}，当日开始前没有出示执法证件", "补记当日的亮证，再办理";
        BeganBeforeShown => Article::of(PENALTY_LAW, 55).paragraph(1), "开始时间早于亮证时间，应当先出示执法证件", "改正时间，或者补记亮证";
        CertificateInvalid { name: String, state: String } => Article::of(PENALTY_LAW, 42).paragraph(1), "{name}的执法证件状态为“{state}”，不具有行政执法资格", "由持有效执法证件的人员办理";
        TooFewOfficers { count: usize } => Article::of(PENALTY_LAW, 42).paragraph(1), "执法人员不得少于两人，现有{count}人具有有效执法证件", "增加持有效执法证件的承办人";
        Recused { name: String } => Article::of(PENALTY_LAW, 43), "{name}已被决定回避，不得参与本案", "由其他执法人员办理";
        HeadHandles => Article::of(PENALTY_LAW, 57), "审批人是本案承办人", "由其他负责人审批";
        OwnRecusal => Article::of(PENALTY_LAW, 43).paragraph(3), "对审批人本人的回避申请尚未决定", "先集体讨论决定该负责人是否回避，或者由其他负责人审批";
        FileNotStored { id: String } => Article::of(PENALTY_LAW, 46), "文件{id}没有存入，或者没有传完", "先上传文件，再提交";
    }
}

/// The case is under way: opened, filed, not decided, not ended.
pub fn under_way(case: &Standing) -> Result<(), Refusal> {
    filed(case)?;
    if case.decision.is_some() {
        return Err(Closed::AlreadyDecided.into());
    }
    Ok(())
}

/// The case is filed and has not ended.
pub fn filed(case: &Standing) -> Result<(), Refusal> {
    if case.opened.is_none() {
        return Err(Closed::NotOpened.into());
    }
    if case.ended() {
        return Err(Closed::Ended.into());
    }
    if case.filed_on.is_none() {
        return Err(Closed::NotFiled.into());
    }
    Ok(())
}

/// Evidence may be gathered: under way, certificates shown, and at least two officers of the case may enforce today (art 42, 55).
pub fn may_gather(case: &Standing, occasion: &Occasion<'_>) -> Result<(), Refusal> {
    under_way(case)?;
    may_act(case, occasion)?;
    let shown = case.shown.last().ok_or(Closed::CertificatesNotShown)?;
    present(case, shown, occasion).map(|_| ())
}

/// Those of the officers who handle the case still and may enforce today.
fn still_with<'a>(
    case: &'a Standing,
    officers: &'a [OfficerNamed],
    occasion: &'a Occasion<'_>,
) -> impl Iterator<Item = &'a OfficerNamed> {
    let registers = occasion.registers;
    let valid = move |id: &OfficerId| {
        registers.officer(id).is_some_and(|officer| registers.may_enforce(officer, occasion.today()))
    };
    officers.iter().filter(move |officer| case.handles(&officer.id) && valid(&officer.id))
}

/// The showing of certificates under which something began: the last before it. What began before any was shown was not lawfully begun.
pub fn shown_before(case: &Standing, began: DateTime) -> Result<&CertificatesShown, Refusal> {
    let shown = case.shown.iter().rev().find(|shown| shown.at <= began);
    shown.ok_or_else(|| at_beginning(Closed::BeganBeforeShown))
}

/// The same for an inspection: whoever comes again shows the certificates again (art 55 para 1: 在调查或者进行检查时). An inquiry says in its own record that they were shown.
pub fn shown_that_day(case: &Standing, began: DateTime) -> Result<&CertificatesShown, Refusal> {
    let shown = shown_before(case, began)?;
    match shown.at.date() == began.date() {
        true => Ok(shown),
        false => Err(at_beginning(Closed::ShownAnotherDay { day: shown.at.date() })),
    }
}

fn at_beginning(closed: Closed) -> Refusal {
    Refusal { field: Some("began_at".to_owned()), ..closed.into() }
}

/// Whether a showing that is recorded already stands on this page: a confirmation serves one.
pub fn is_recorded(case: &Standing, page: &PageShown) -> bool {
    let same = |known: &PageShown| {
        known.offered_at == page.offered_at && known.content_digest == page.content_digest
    };
    case.shown.iter().any(|shown| shown.page.as_ref().is_some_and(same))
}

/// The officers who were there and showed their certificates, as far as they handle the case still and may enforce today; at least two (art 42).
pub fn present(
    case: &Standing,
    shown: &CertificatesShown,
    occasion: &Occasion<'_>,
) -> Result<Vec<OfficerNamed>, Refusal> {
    let present: Vec<OfficerNamed> = still_with(case, &shown.officers, occasion).cloned().collect();
    let count = present.len();
    if count < 2 { Err(Closed::TooFewShown { count }.into()) } else { Ok(present) }
}

/// The acting officer is not recused and holds a valid certificate, and the case has two who do (art 42, 43).
pub fn may_act(case: &Standing, occasion: &Occasion<'_>) -> Result<(), Refusal> {
    let by = occasion.by;
    if case.recused.contains(&by.id) {
        return Err(Closed::Recused { name: by.name.clone() }.into());
    }
    let registers = occasion.registers;
    let today = occasion.today();
    if !registers.may_enforce(by, today) {
        let state = registers.certificate_state(by, today).unwrap_or("无");
        return Err(Closed::CertificateInvalid { name: by.name.clone(), state: state.to_owned() }.into());
    }
    let count = still_with(case, &case.handlers, occasion).count();
    if count < 2 {
        return Err(Closed::TooFewOfficers { count }.into());
    }
    Ok(())
}

/// The head may approve in this case: stands apart from it, and is not asked to leave it (art 43, 57).
pub fn head_may(case: &Standing, occasion: &Occasion<'_>) -> Result<(), Refusal> {
    head_apart(case, occasion)?;
    if case.recusals_pending.contains(&occasion.by.id) {
        return Err(Closed::OwnRecusal.into());
    }
    Ok(())
}

/// The head neither handles the case nor was ordered to leave it.
pub fn head_apart(case: &Standing, occasion: &Occasion<'_>) -> Result<(), Refusal> {
    let by = occasion.by;
    if case.handles(&by.id) {
        return Err(Closed::HeadHandles.into());
    }
    if case.recused.contains(&by.id) {
        return Err(Closed::Recused { name: by.name.clone() }.into());
    }
    Ok(())
}

/// Whether this officer is a head of the acting body.
pub fn is_head(id: &OfficerId, occasion: &Occasion<'_>) -> bool {
    let officer = occasion.registers.officer(id);
    officer.is_some_and(|officer| officer.body == occasion.body.code && officer.posts.contains(&Post::Head))
}

/// The kind of party by its code.
pub fn party_kind(code: &str) -> Result<PartyKind, Refusal> {
    match code {
        "organisation" => Ok(PartyKind::Organisation),
        "sole_trader" => Ok(PartyKind::SoleTrader),
        "person" => Ok(PartyKind::Person),
        _ => Err(Refusal::of_field("party_kind", "请选择当事人类型")),
    }
}

/// Checks a party's code (GB 32100 or GB 11643) and that it is of the kind of party chosen, on which thresholds and publication depend; for a person
/// gives the date of birth.
pub fn check_party_code(kind: PartyKind, code: &str, today: Date) -> Result<Option<Date>, String> {
    match kind {
        PartyKind::Person => match law::identifiers::resident_identity(code, today) {
            Ok(ric) => Ok(Some(ric.born)),
            Err(reason) => Err(reason.to_string()),
        },
        PartyKind::Organisation | PartyKind::SoleTrader => {
            let read = law::identifiers::uscc(code).map_err(|reason| reason.to_string())?;
            match (kind, read.sole_trader()) {
                (PartyKind::Organisation, true) => {
                    Err("92开头的是个体工商户，当事人类型应选个体工商户".to_owned())
                }
                (PartyKind::SoleTrader, false) => Err("个体工商户的统一社会信用代码以92开头".to_owned()),
                _ => Ok(None),
            }
        }
    }
}

/// A string that was filled in, trimmed.
pub fn filled(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Files by id, each of which must be stored.
pub fn stored(ids: &[FileId], occasion: &Occasion<'_>) -> Result<Vec<FileNamed>, Refusal> {
    let named = |id: &FileId| match occasion.file(*id) {
        Some(facts) => Ok(facts.named.clone()),
        None => Err(Refusal {
            field: Some("files".to_owned()),
            ..Closed::FileNotStored { id: id.to_string() }.into()
        }),
    };
    ids.iter().map(named).collect()
}

/// A signature as a line for a paper.
pub fn signature_line(signature: &Signature) -> String {
    match signature {
        Signature::Signed { name, .. } => name.clone(),
        Signature::Refused { reason, witness, hand, recording, .. } => {
            let capacity = hand.as_ref().map(|hand| format!("（{}）", hand.capacity)).unwrap_or_default();
            let witness =
                if witness.is_empty() { String::new() } else { format!("；见证：{witness}{capacity}") };
            let recording = recording.as_ref().map(|_| "；音像记录证明").unwrap_or_default();
            format!("当事人拒绝签名，原因：{reason}{witness}{recording}")
        }
        Signature::Absent => "当事人未到场".to_owned(),
    }
}

/// How a record was signed, as elements of its paper: the line that says so and, for a signature given on a screen, what binds it.
pub fn signature_elements(signature: &Signature) -> Map<String, Value> {
    elements::of([("signature", json!(signature_line(signature))), ("signed", signature.rows())])
}

/// The one file that proves something; it must be named and stored.
pub fn proof(id: Option<FileId>, occasion: &Occasion<'_>) -> Result<FileNamed, Refusal> {
    let id = id.ok_or_else(|| Refusal::of_field("proof", "请上传书面材料"))?;
    stored(&[id], occasion)?.pop().ok_or_else(|| Refusal::of_field("proof", "请上传书面材料"))
}

/// What a record says of the certificates: what was said, and when, where and by whose confirmation they were shown.
pub fn certificates_line(shown: &CertificatesShown) -> String {
    format!(
        "我们是本机关的行政执法人员，这是我们的执法证件，请您过目确认。（{}在{}出示，{}（{}）{}）",
        shown.at.strftime("%Y-%m-%d %H:%M"),
        shown.place.in_words(),
        shown.confirmed_by,
        shown.confirmed_as,
        confirmation_in_words(shown.confirmation.as_ref()),
    )
}

/// How the certificates were confirmed.
pub fn confirmation_in_words(confirmation: Option<&Confirmation>) -> String {
    match confirmation {
        Some(Confirmation::Signed { hand, .. }) => format!("{}确认", hand.manner()),
        Some(Confirmation::OnPhone { .. }) => "在本人手机上确认".to_owned(),
        Some(Confirmation::Unsigned { reason }) => format!("没有签名确认：{reason}"),
        None => "确认".to_owned(),
    }
}

/// What a record says of the rights and duties; only what the officers said, since what the party answered nobody has entered (行政处罚法 art 43–45, 55; plan clause 4).
pub const RIGHTS_TOLD: &str = "已告知执法事由和依据；您有权进行陈述和申辩；认为执法人员与本案有直接利害关系或者有其他关系可能影响公正执法的，\
有权申请回避；符合法定条件的，有权要求听证；您应当如实回答询问，并协助调查或者检查，不得拒绝或者阻挠。";

/// A span that has ended: start before end, end not after now, not before the case was filed.
pub fn span(
    case: &Standing,
    began: Option<DateTime>,
    ended: Option<DateTime>,
    occasion: &Occasion<'_>,
) -> Result<(DateTime, DateTime), Refusal> {
    let began = began.ok_or_else(|| Refusal::of_field("began_at", "请填写开始时间"))?;
    let ended = ended.ok_or_else(|| Refusal::of_field("ended_at", "请填写结束时间"))?;
    if case.filed_on.is_some_and(|filed| began.date() < filed) {
        return Err(Refusal::of_field("began_at", "开始时间不能早于立案之日"));
    }
    if ended <= began {
        return Err(Refusal::of_field("ended_at", "结束时间应当晚于开始时间"));
    }
    if ended > occasion.moment() {
        return Err(Refusal::of_field("ended_at", "结束时间不能晚于现在"));
    }
    Ok((began, ended))
}

/// A moment to the minute, as papers print it.
pub fn minute(at: DateTime) -> String {
    at.strftime("%Y-%m-%dT%H:%M").to_string()
}

/// What a record says of sound and picture: that the party was told, not that there is any.
pub fn recording_line(case: &Standing) -> Option<String> {
    case.recording_notified.then(|| "已告知当事人执法过程全程录音录像".to_owned())
}
