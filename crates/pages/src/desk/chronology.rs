//! The chronology of a case (经过): every event in the order it happened, with who did it, what in a line or two, papers and files, and its receipt.

use events::cases::{CertificatesShown, Signature};
use events::people::FileNamed;
use events::records::{Explanation, InterruptionExplained, Looked, RecordingOmissionExplained};
use events::{Event, Recorded, StreamId};

/// One line of the chronology.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Entry number in the ledger.
    pub number: u64,
    pub at: String,
    pub title: String,
    pub who: String,
    pub says: Vec<String>,
    pub links: Vec<Link>,
}

/// A paper or a file of the case.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    pub href: String,
    pub label: String,
    /// Digests and size, in words.
    pub detail: String,
}

/// A day as people read it: 2026-11-23 周一.
pub fn day_in_words(day: jiff::civil::Date) -> String {
    const DAYS: [&str; 7] = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];
    format!("{day} {}", DAYS[day.weekday().to_monday_zero_offset() as usize % 7])
}

/// A moment in Beijing time: 2026-11-23 周一 09:15.
pub fn moment_in_words(at: jiff::Timestamp) -> String {
    let at = events::occasion::beijing(at);
    format!("{} {}", day_in_words(at.date()), at.strftime("%H:%M"))
}

/// A length of sound or picture: 1:02:03 or 4:05.
pub fn length_in_words(duration_ms: u64) -> String {
    let seconds = duration_ms / 1000;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

/// The stage of a recording in the officers' words; the event keeps its code.
pub fn stage_in_words(code: &str) -> &str {
    let stages = events::records::STAGES;
    stages.iter().find(|(known, _)| *known == code).map_or(code, |(_, title)| title)
}

/// What was read of a container, without the names that only its standard knows.
pub fn note_in_words(note: &str) -> String {
    const PLAIN: &str = "文件内记载的创建时间";
    note.replace(" mvhd 框的创建时间", PLAIN).replace("mvhd 框的创建时间", PLAIN)
}

/// A size in the unit people read.
pub fn size_in_words(size_bytes: u64) -> String {
    match size_bytes {
        0..1024 => format!("{size_bytes} B"),
        1024..1_048_576 => format!("{:.1} KiB", size_bytes as f64 / 1024.0),
        1_048_576..1_073_741_824 => format!("{:.1} MiB", size_bytes as f64 / 1_048_576.0),
        _ => format!("{:.2} GiB", size_bytes as f64 / 1_073_741_824.0),
    }
}

/// A history as lines, oldest first. Printing is not a line of its own: the paper is linked where it was issued.
pub fn chronology(case: StreamId, history: &[Recorded]) -> Vec<Item> {
    let printed: Vec<(String, &FileNamed)> = history
        .iter()
        .filter_map(|recorded| match &recorded.body.event {
            Event::PaperPrinted(printed) => Some((printed.number.to_string(), &printed.file)),
            _ => None,
        })
        .collect();
    let shown = history.iter().filter(|recorded| !matches!(recorded.body.event, Event::PaperPrinted(_)));
    shown.map(|recorded| item(case, recorded, &printed)).collect()
}

fn item(case: StreamId, recorded: &Recorded, printed: &[(String, &FileNamed)]) -> Item {
    let event = &recorded.body.event;
    let by = &recorded.body.by;
    let title = match event {
        Event::PaperIssued(paper) => format!("制作《{}》", paper.kind.title()),
        event => event.title().to_owned(),
    };
    Item {
        number: recorded.number,
        at: moment_in_words(recorded.at),
        title,
        who: by.name.clone(),
        says: says(event),
        links: links(case, event, printed),
    }
}

fn links(case: StreamId, event: &Event, printed: &[(String, &FileNamed)]) -> Vec<Link> {
    let file = |file: &FileNamed| file_link(case, file);
    match event {
        Event::PaperIssued(paper) => {
            let number = paper.number.to_string();
            let known = printed.iter().find(|(of, _)| *of == number);
            known
                .map(|(_, file)| Link {
                    label: format!("{} {number}", paper.kind.title()),
                    ..file_link(case, file)
                })
                .into_iter()
                .collect()
        }
        Event::EvidenceAdded(added) => added.files.iter().map(file).collect(),
        Event::RecordingAdded(recording) => vec![file(&recording.file)],
        Event::InterruptionExplained(explained) => match &explained.how {
            Explanation::Written { paper, .. } => paper.iter().map(file).collect(),
            Explanation::Spoken { .. } => Vec::new(),
        },
        Event::RecordingOmissionExplained(explained) => explained.paper.iter().map(file).collect(),
        Event::DocumentDelivered(delivered) => delivered.proof.iter().map(file).collect(),
        Event::AppraisalBegun(begun) => vec![file(&begun.proof)],
        Event::AppraisalEnded(ended) => vec![file(&ended.proof)],
        Event::StatementWaived(waived) => waived.proof.iter().map(file).collect(),
        Event::HearingWaived(waived) => waived.proof.iter().map(file).collect(),
        _ => Vec::new(),
    }
}

/// The link to a file of a case.
pub fn file_link(case: StreamId, file: &FileNamed) -> Link {
    Link {
        href: format!("/cases/{case}/files/{}", file.sha256),
        label: file.name.clone(),
        detail: format!("{}，SHA-256 {}，SM3 {}", size_in_words(file.size_bytes), file.sha256, file.sm3),
    }
}

/// What happened, in a line or two.
fn says(event: &Event) -> Vec<String> {
    match event {
        // The letter itself is shown above its chronology.
        Event::LetterReceived(e) => vec![format!("由{}办理", e.body.name)],
        Event::LetterTakenOn(e) if e.note.is_empty() => Vec::new(),
        Event::LetterTakenOn(e) => vec![e.note.clone()],
        Event::LetterDeclined(e) => {
            vec![complaints::declining::ground_title(&e.ground).to_owned(), e.reason.clone()]
        }
        Event::LetterExtended(e) => vec![format!("延长{}", e.in_words()), e.reason.clone()],
        Event::LetterHandedOver(e) => vec![format!("移送{}", e.to.name), e.reason.clone()],
        Event::LetterAnswered(e) => {
            vec![complaints::answer::outcome_title(&e.outcome).to_owned(), e.text.clone()]
        }
        Event::LetterOverdue(e) => vec![format!("{}应于{}前完成", e.what, day_in_words(e.due))],
        Event::CaseOpened(e) => vec![format!("{}，当事人{}", e.matter.name, e.party.name), e.clue.clone()],
        Event::FilingProposed(e) => vec![format!("承办人：{}", names(&e.officers)), e.opinion.clone()],
        Event::CaseFiled(e) => vec![e.opinion.clone()],
        Event::FilingDeclined(e) => vec![e.reason.clone()],
        Event::CertificatesShown(e) => shown(e),
        Event::InspectionRecorded(e) => {
            vec![
                format!("{}至{}，{}", minute(e.began_at), minute(e.ended_at), e.place.text),
                short(&e.found),
                signed(&e.signature),
            ]
        }
        Event::InquiryRecorded(e) => {
            vec![
                format!("{}（{}），{}问", e.asked, e.asked_identity, e.exchanges.len()),
                signed(&e.signature),
            ]
        }
        Event::EvidenceAdded(e) => {
            vec![format!("{}：{}", e.kind.title(), e.title), format!("证明：{}", short(&e.proves))]
        }
        Event::PropertyPreserved(e) => {
            vec![format!("{}项，存放于{}，批准人{}", e.items.len(), e.kept_at, e.approver.name)]
        }
        Event::PreservationDecided(e) => vec![format!("第{}批：{}", e.preservation, e.outcome)],
        Event::RecusalRequested(e) => vec![format!("{}申请{}回避：{}", e.by, e.officer, e.reason)],
        Event::RecusalDecided(e) => {
            vec![format!("{}：{}", if e.granted { "准予回避" } else { "不予回避" }, e.reason)]
        }
        Event::AppraisalBegun(e) => {
            vec![format!("{}，{}，{}，{}", e.kind.title(), e.subject, e.institution, e.began_on)]
        }
        Event::AppraisalEnded(e) => {
            vec![format!("第{}次，{}：{}", e.appraisal, e.ended_on, short(&e.result))]
        }
        Event::FilingPeriodExtended(e) => vec![format!("延长{}个工作日：{}", e.days, short(&e.reason))],
        Event::PeriodExtended(e) => vec![format!("延长{}日：{}", e.days, short(&e.reason))],
        Event::InvestigationConcluded(e) => vec![short(&e.facts), format!("建议：{}", short(&e.proposal))],
        Event::PriorNoticeIssued(e) => {
            let right =
                if e.hearing_right { "告知陈述申辩权和听证权" } else { "告知陈述申辩权" };
            vec![format!("拟处罚：{}", e.draft.in_short()), right.to_owned()]
        }
        Event::DocumentDelivered(e) => {
            vec![format!(
                "{}，{}，{}收，送达之日{}",
                e.paper,
                e.mode.title(),
                or_dash(&e.received_by),
                day_in_words(e.served_on)
            )]
        }
        Event::StatementHeard(e) => {
            vec![
                short(&e.content),
                format!("复核：{}（{}）", short(&e.finding), if e.accepted { "采纳" } else { "不采纳" }),
            ]
        }
        Event::StatementWaived(e) => vec![format!("{}，{}", e.on, e.by)],
        Event::HearingWaived(e) => vec![format!("{}，{}", e.on, e.by)],
        Event::HearingRequested(e) => vec![format!("{}，{}", e.on, e.by), short(&e.grounds)],
        Event::HearingScheduled(e) => vec![format!("{}，{}，主持人{}", minute(e.at), e.place, e.chair.name)],
        Event::HearingHeld(e) => vec![short(&e.report), signed(&e.signature)],
        Event::DiscussionHeld(e) => {
            let what =
                format!("{}：{}，{}人参加，主持人{}", e.subject.title(), e.on, e.members.len(), e.chair);
            vec![what, short(&e.conclusion)]
        }
        Event::PenaltyDecided(e) | Event::NoPenaltyDecided(e) | Event::CaseTransferred(e) => {
            let scope = if e.scope.in_scope {
                "属于法制审核范围，审核通过"
            } else {
                "不属于法制审核范围"
            };
            vec![format!("{}：{}", e.number, e.draft.in_short()), scope.to_owned()]
        }
        Event::PaymentReceived(e) => {
            vec![format!("{}缴纳罚款{}元、加处罚款{}元，票据{}", e.on, e.amount, e.surcharge, e.receipt)]
        }
        Event::PaymentDemanded(e) => {
            vec![format!("待缴{}元，加处{}元，{}送达", e.owed, e.surcharge, e.served_on)]
        }
        Event::EnforcementApplied(e) => {
            vec![format!("{}向{}申请，待缴{}元", e.on, e.court, e.owed), e.outcome.clone()]
        }
        Event::CaseClosed(e) => vec![e.result.clone(), e.execution.clone()],
        Event::PaperIssued(e) => vec![e.number.to_string()],
        Event::RecordingNotified(e) => vec![format!("{}告知{}：{}", minute(e.at), e.told, short(&e.words))],
        Event::RecordingAdded(e) => {
            let read = if e.began_measured { "容器记载" } else { "按填写" };
            let began = moment_in_words(e.began_at);
            let mut lines = vec![format!(
                "{}：{}，时长{}，开始{began}（{read}）",
                stage_in_words(&e.stage),
                e.title,
                length_in_words(e.duration_ms)
            )];
            lines.extend(e.notes.iter().map(|note| note_in_words(note)));
            lines.extend(e.looked.iter().flat_map(found_in_words));
            lines
        }
        Event::RecordingRead(e) => found_in_words(&e.looked),
        Event::InterruptionExplained(e) => explained(e),
        Event::RecordingOmissionExplained(e) => omitted(e),
        Event::RecorderAdmitted(e) => {
            let who = format!("{}（{}，合同{}），{}至{}", e.name, e.organisation, e.contract, e.from, e.to);
            vec![who, e.task.clone()]
        }
        Event::RecorderDismissed(e) => vec![e.reason.clone()],
        Event::PartiesMerged(e) => vec![format!("与{}（{}）", e.other.name, e.other.code), e.reason.clone()],
        Event::PartiesUnmerged(e) => vec![format!("与{}", e.code), e.reason.clone()],
        Event::RecordingMarked(e) => {
            vec![format!("{}：{}，{}", length_in_words(e.at_ms), e.label, stage_in_words(&e.stage))]
        }
        Event::HoldPlaced(e) => {
            let kind = events::archives::hold_title(&e.kind);
            let reference =
                if e.reference.is_empty() { String::new() } else { format!("，{}", e.reference) };
            vec![format!("{kind}{reference}：{}", e.reason)]
        }
        Event::HoldLifted(e) => vec![format!("第{}号：{}", e.number, e.reason)],
        Event::StillTaken(e) => {
            vec![format!("{}：{}", length_in_words(e.at_ms), e.shows), format!("截图 {}", e.image.sha256)]
        }
        Event::ReviewSubmitted(e) => vec![e.draft.in_short(), format!("文稿摘要 {}", e.text_digest)],
        Event::ReviewReturned(e) => {
            let mut lines = vec![e.opinion.clone()];
            lines.extend(
                e.problems.iter().map(|p| format!("{}：{}（建议：{}）", p.place, p.problem, p.advice)),
            );
            lines
        }
        Event::ReviewPassed(e) => vec![e.opinion.clone(), format!("文稿摘要 {}", e.text_digest)],
        Event::DecisionPublished(e) => vec![format!("公示文件 SHA-256 {}", e.sha256)],
        Event::PublicationCorrected(e) => vec![e.reason.clone(), format!("公示文件 SHA-256 {}", e.sha256)],
        Event::PublicationWithheld(e) => vec![e.reason.clone(), format!("复查日期 {}", e.look_again_on)],
        Event::PublicationWithdrawn(e) => vec![e.reason.clone()],
        Event::VolumeFiled(e) => {
            vec![format!("档号 {}，保管期限 {}，{}件", e.reference, e.retention, e.items.len())]
        }
        Event::MaterialViewed(e) => vec![format!("{}　{}", e.what, e.purpose)],
        Event::BodyEntered(_)
        | Event::DepartmentEntered(_)
        | Event::OfficerEntered(_)
        | Event::CertificateChanged(_)
        | Event::MatterEntered(_)
        | Event::CalendarEntered(_)
        | Event::AccountOpened(_)
        | Event::DeviceTokenIssued(_)
        | Event::DeviceTokenRevoked(_)
        | Event::DeviceNoted(_)
        | Event::EntriesPrepared(_)
        | Event::EntriesConfirmed(_)
        | Event::EntriesEffective(_)
        | Event::EntryRetired(_)
        | Event::EntriesDeclined(_)
        | Event::PaperPrinted(_) => Vec::new(),
    }
}

fn names(officers: &[events::people::OfficerNamed]) -> String {
    officers.iter().map(|o| format!("{}（{}）", o.name, o.certificate)).collect::<Vec<_>>().join("、")
}

fn minute(at: jiff::civil::DateTime) -> String {
    at.strftime("%Y-%m-%d %H:%M").to_string()
}

fn or_dash(text: &str) -> &str {
    if text.is_empty() { "—" } else { text }
}

/// At most 120 characters of a long text; the paper has the whole.
fn short(text: &str) -> String {
    let mut cut: String = text.chars().take(120).collect();
    if text.chars().count() > 120 {
        cut.push('…');
    }
    cut
}

/// What reading a recording found, in a few lines; the rest stands on the recording's own page.
fn found_in_words(looked: &Looked) -> Vec<String> {
    const SHOWN: usize = 3;
    let mut lines: Vec<String> = match looked.found.len() {
        0 => looked.says.iter().take(1).cloned().collect(),
        _ => looked.found.iter().take(SHOWN).map(|found| found.what.clone()).collect(),
    };
    if looked.found.len() > SHOWN {
        lines.push(format!("共{}处间断或者异常须说明", looked.found.len()));
    }
    if looked.unfinished {
        lines.push("正在通读全部内容".to_owned());
    }
    lines
}

fn explained(e: &InterruptionExplained) -> Vec<String> {
    let how = match &e.how {
        Explanation::Spoken { at_ms } => format!("已在音像{}处说明", length_in_words(*at_ms)),
        Explanation::Written { obstacle, .. } => format!("事后书面说明，未能在音像中说明的原因：{obstacle}"),
    };
    vec![
        format!("{}处间断：{}", e.interruptions.len(), short(&e.reason)),
        format!("{}，{}，{how}", e.person, e.on),
    ]
}

fn omitted(e: &RecordingOmissionExplained) -> Vec<String> {
    let steps: Vec<&str> = e.omitted.iter().map(|omitted| omitted.step.as_str()).collect();
    let class = |code: &str| {
        let sites = records::omission::SITES.iter();
        sites
            .clone()
            .find(|(known, _)| *known == code)
            .map_or(code.to_owned(), |(_, title)| (*title).to_owned())
    };
    let site = e.site.as_ref().map(|site| format!("场所类别：{}，依据{}", class(&site.class), site.basis));
    let mut lines = vec![format!("{}：{}", steps.join("、"), short(&e.reason))];
    lines.extend(site);
    lines.push(format!("{}，{}", e.person, e.on));
    lines
}

/// Who was there, when, where and how the place is known; who confirmed it and how; what the party saw on its phone.
fn shown(e: &CertificatesShown) -> Vec<String> {
    let how = cases::parts::confirmation_in_words(e.confirmation.as_ref());
    let mut lines = vec![
        format!("{}，{}", minute(e.at), e.place.in_words()),
        format!("在场：{}", names(&e.officers)),
        format!("{}（{}）{how}", e.confirmed_by, e.confirmed_as),
    ];
    lines.extend(e.uniform.as_ref().map(|uniform| format!("已{}（{}）", uniform.worn, uniform.basis)));
    lines.extend(e.page.as_ref().map(|page| match page.opened_at {
        Some(at) => {
            let by = page
                .confirmed
                .as_ref()
                .map(|by| format!("，{}（{}）于{}确认", by.by, by.capacity, moment_in_words(by.at)));
            format!("当事人手机于{}打开亮证页{}", moment_in_words(at), by.unwrap_or_default())
        }
        None => "出示了亮证码，当事人没有打开".to_owned(),
    }));
    lines
}

fn signed(signature: &Signature) -> String {
    match signature {
        Signature::Signed { name, hand: Some(hand), .. } => {
            format!("{name}（{}）{}签名", hand.capacity, hand.manner())
        }
        Signature::Signed { name, .. } => format!("{name}签名"),
        Signature::Refused { .. } => cases::parts::signature_line(signature),
        Signature::Absent => "当事人未出席或者中途退出，视为放弃听证".to_owned(),
    }
}
