//! 送达: a paper reaches the party by one of the ways of the Civil Procedure Law (行政处罚法 art 61), each with its own proof; the day of service is
//! counted by `law::service`, never typed. The receipt (送达回证) is issued from it.

use crate::parts::{self, Closed};
use crate::signing::{self, READ, SIGNATURE, TYPED, Unsigned};
use events::cases::{DocumentDelivered, Signature};
use events::field::{Field, Offer, Shape};
use events::papers::{self, elements};
use events::signing::{Hand, Reading};
use events::standing::{Paper, Stage, Standing};
use events::{Act, Duty, Event, FileId, Occasion, Refusal};
use jiff::civil::Date;
use law::article::{Article, PENALTY_LAW};
use law::papers::PaperKind;
use law::service::ServiceMode;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// Delivers a paper.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DeliverDocument {
    /// Printed number of the paper.
    pub paper: String,
    pub mode: Option<ServiceMode>,
    pub place: String,
    pub attempted_on: Option<Date>,
    pub received_by: String,
    pub received_as: String,
    pub signature: Option<FileId>,
    pub typed_confirmed: bool,
    pub witness: String,
    pub witness_as: String,
    pub witness_signature: Option<FileId>,
    pub witness_confirmed: bool,
    pub proof: Vec<FileId>,
    pub read_digest: String,
}

events::refusals! {
    /// Why it cannot be recorded as delivered.
    pub enum Refused {
        NothingToDeliver => Article::of(PENALTY_LAW, 61), "没有待送达的文书", "先制作需要送达的文书";
        PaperUnknown => Article::of(PENALTY_LAW, 61), "没有这份待送达的文书", "从待送达的文书中选择", field "paper";
        ModeMissing => Article::of(PENALTY_LAW, 61), "请选择送达方式", "选择送达方式", field "mode";
        DayWrong => Article::of(PENALTY_LAW, 61), "送达日期不能早于文书制作之日，也不能晚于今天", "改正日期", field "attempted_on";
        ReceiverMissing => Article::of(PENALTY_LAW, 61), "应当有收件人签名或者盖章", "填写收件人", field "received_by";
        LeftWithoutProof => Article::of(PENALTY_LAW, 61), "留置送达应当有见证人，或者送达过程的照片、录像", "填写见证人或者上传照片、录像", field "witness";
        NobodySigns { mode: &'static str } => Article::of(PENALTY_LAW, 61), "{mode}没有收件人、见证人的现场签名", "清除签名，或者改选送达方式", field "signature";
        ProofMissing { proof: String } => Article::of(PENALTY_LAW, 61), "缺少送达证明：{proof}", "上传证明材料", field "proof";
    }
}

impl Act for DeliverDocument {
    const NAME: &'static str = "DeliverDocument";
    const WORD: &'static str = "delivery";
    const TITLE: &'static str = "送达文书";
    const STAGE: Stage = Stage::Delivery;
    const DUTY: Duty = Duty::Handle;
    const EVENTS: &'static [&'static str] = &["DocumentDelivered", "PaperIssued"];
    const PAPERS: &'static [PaperKind] = &[PaperKind::ServiceReceipt];
    const FIELDS: &'static [Field] = &[
        Field::new("paper", "文书", Shape::One(Offer::Papers)),
        Field::new(
            "mode",
            "送达方式",
            Shape::Choice(&[
                ("direct", "直接送达"),
                ("left", "留置送达"),
                ("post", "邮寄送达"),
                ("electronic", "电子送达"),
                ("entrusted", "委托送达"),
                ("announcement", "公告送达"),
            ]),
        ),
        Field::new("place", "送达地点", Shape::Line(200)),
        Field::new("attempted_on", "送达日期", Shape::Date)
            .hint("签收、留置、回执、到达或者公告之日；法律上的送达之日由系统计算"),
        Field::new("received_by", "收件人", Shape::Line(100)).optional(),
        Field::new("received_as", "收件人身份", Shape::Line(50)).optional().hint("在屏幕上签名的，写明身份"),
        Field {
            hint: "直接送达、委托送达的，可以请收件人本人在框内签名", ..SIGNATURE
        },
        TYPED,
        Field::new("witness", "见证人", Shape::Line(100)).optional(),
        Field::new("witness_as", "见证人身份", Shape::Line(50)).optional().hint("在屏幕上签名的，写明身份"),
        Field::new("witness_signature", "见证人手写签名", Shape::Drawn).optional(),
        Field::new("witness_confirmed", "见证人已阅看以上内容，以键入的姓名作为签名", Shape::Yes).optional(),
        Field::new("proof", "证明材料", Shape::Files)
            .optional()
            .hint("送达回证、邮件回执、送达地址确认书、照片、录像等"),
        READ,
    ];

    fn files(&self) -> Vec<FileId> {
        self.proof.iter().copied().chain(self.signature).chain(self.witness_signature).collect()
    }

    fn reading(&self, case: &Standing, occasion: &Occasion<'_>) -> Option<Result<Reading, Refusal>> {
        let read = |(_, map)| Reading::of_paper(PaperKind::ServiceReceipt, &map);
        Some(self.receipt(case, occasion).map(read))
    }

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        let (mut delivered, mut map) = self.receipt(case, occasion)?;
        self.proved(delivered.mode, occasion)?;
        delivered.proof = parts::stored(&self.proof, occasion)?;
        let text = Reading::of_paper(PaperKind::ServiceReceipt, &map);
        delivered.signature = self.signed(delivered.mode, &text, case, occasion)?;
        map.extend(elements::of([
            ("received_by", json!(self.received(delivered.mode))),
            ("witness", json!(parts::filled(&self.witness))),
            ("signed", delivered.signature.as_ref().map(Signature::rows).unwrap_or_default()),
        ]));
        let receipt = papers::issue(PaperKind::ServiceReceipt, occasion.body, occasion.today(), map)?;
        Ok(vec![Event::DocumentDelivered(delivered), Event::PaperIssued(receipt)])
    }
}

/// Outward papers not yet delivered; a receipt is itself the proof and is not delivered.
pub fn waiting(case: &Standing) -> impl Iterator<Item = &Paper> {
    let outward = |paper: &&Paper| paper.kind.outward() && paper.kind != PaperKind::ServiceReceipt;
    case.papers.iter().filter(outward).filter(|paper| paper.delivered.is_none())
}

/// Whom a paper is for where it is not the party: the organ to which a suspected crime is handed over.
fn recipient<'a>(case: &'a Standing, paper: &Paper) -> Option<&'a str> {
    let decision = case.decision.as_ref().filter(|_| paper.kind == PaperKind::TransferLetter)?;
    decision.decided.draft.receiver.as_deref()
}

impl DeliverDocument {
    /// The delivery and its receipt, before anybody signed.
    fn receipt(
        &self,
        case: &Standing,
        occasion: &Occasion<'_>,
    ) -> Result<(DocumentDelivered, Map<String, Value>), Refusal> {
        parts::filed(case)?;
        parts::may_act(case, occasion)?;
        let mut waiting = waiting(case).peekable();
        if waiting.peek().is_none() {
            return Err(Refused::NothingToDeliver.into());
        }
        let paper =
            waiting.find(|paper| paper.number.to_string() == self.paper).ok_or(Refused::PaperUnknown)?;
        let mode = self.mode.ok_or(Refused::ModeMissing)?;
        let in_time = |day: &Date| *day >= paper.issued_on && *day <= occasion.today();
        let attempted_on = self.attempted_on.filter(in_time).ok_or(Refused::DayWrong)?;
        let city_management = case.opened.as_ref().is_some_and(|opened| opened.matter.city_management);
        let served = match mode {
            ServiceMode::Announcement => {
                law::service::announced(attempted_on, occasion.calendar(), city_management)
            }
            _ => law::service::served_on(mode, attempted_on, occasion.calendar()),
        };
        let served_on = served.last_day;
        let delivered = DocumentDelivered {
            paper: paper.number.clone(),
            mode,
            place: self.place.clone(),
            attempted_on,
            served_on,
            received_by: self.received_by.clone(),
            officers: case.handlers.clone(),
            witness: self.witness.clone(),
            proof: Vec::new(),
            signature: None,
        };
        let Some(opened) = &case.opened else { return Err(Closed::NotOpened.into()) };
        let map = elements::of([
            ("recipient", json!(recipient(case, paper).unwrap_or(&opened.party.name))),
            ("papers", json!([{"title": paper.kind.title(), "number": paper.number.to_string()}])),
            ("place", json!(self.place)),
            ("mode", json!(mode.title())),
            ("served_on", json!(served_on)),
            ("officers", elements::officers(&case.handlers)),
        ]);
        Ok((delivered, map))
    }

    /// The receiver's own hand where it is handed over, the witness's where it is left; nobody's otherwise.
    fn signed(
        &self,
        mode: ServiceMode,
        text: &Reading,
        case: &Standing,
        occasion: &Occasion<'_>,
    ) -> Result<Option<Signature>, Refusal> {
        let receiver = signing::hand(self.signature, self.typed_confirmed, case, occasion)?;
        let witness = signing::hand(self.witness_signature, self.witness_confirmed, case, occasion)?;
        let hand = |capacity: &str, field: &str, image| match parts::filled(capacity) {
            Some(capacity) => Ok(Hand { capacity, image }),
            None => Err(Refusal { field: Some(field.to_owned()), ..Unsigned::CapacityMissing.into() }),
        };
        match (mode, receiver, witness) {
            (_, None, None) => Ok(None),
            (ServiceMode::Direct | ServiceMode::Entrusted, Some(image), None) => {
                Ok(Some(Signature::Signed {
                    name: self.received_by.trim().to_owned(),
                    text_digest: signing::read(&self.read_digest, text)?,
                    hand: Some(hand(&self.received_as, "received_as", image)?),
                }))
            }
            (ServiceMode::Left, None, Some(image)) => Ok(Some(Signature::Refused {
                reason: "拒绝接收".to_owned(),
                witness: parts::filled(&self.witness).ok_or(Unsigned::WitnessUnnamed)?,
                text_digest: signing::read(&self.read_digest, text)?,
                hand: Some(hand(&self.witness_as, "witness_as", image)?),
                recording: None,
            })),
            _ => Err(Refused::NobodySigns { mode: mode.title() }.into()),
        }
    }

    fn received(&self, mode: ServiceMode) -> String {
        match mode {
            ServiceMode::Left => format!(
                "留置送达，见证：{}",
                if self.witness.is_empty() { "送达过程的照片、录像" } else { &self.witness }
            ),
            _ if !self.received_by.is_empty() => self.received_by.clone(),
            mode => format!("{}，{}", mode.title(), mode.proof()),
        }
    }

    fn proved(&self, mode: ServiceMode, occasion: &Occasion<'_>) -> Result<(), Refusal> {
        let received = !self.received_by.trim().is_empty();
        let filed = !self.proof.is_empty();
        let refused = match mode {
            ServiceMode::Direct | ServiceMode::Entrusted => (!received).then_some(Refused::ReceiverMissing),
            ServiceMode::Left => {
                // 民事诉讼法 art 89: the course of it is kept by photograph or video; no other file shows it.
                let seen = self.proof.iter().filter_map(|id| occasion.file(*id)).any(|file| {
                    ["image/", "video/"].iter().any(|kind| file.named.media_type.starts_with(kind))
                });
                (self.witness.trim().is_empty() && !seen).then_some(Refused::LeftWithoutProof)
            }
            ServiceMode::Post | ServiceMode::Electronic | ServiceMode::Announcement => {
                (!filed).then(|| Refused::ProofMissing { proof: mode.proof().to_owned() })
            }
        };
        refused.map_or(Ok(()), |refused| Err(refused.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing as filled;
    use events::testing::district::{CHEN, LI, MAJOR, MINOR, ZHANG, ZHAO};
    use events::testing::{Story, day, file_id};

    fn story() -> Story {
        Story::noticed(MINOR).at("2026-11-27T15:00").stores("receipt.pdf")
    }

    fn by_mode(mode: ServiceMode) -> DeliverDocument {
        DeliverDocument { mode: Some(mode), received_by: String::new(), ..filled::delivery(&story()) }
    }

    #[test]
    fn a_notice_handed_over_is_served_that_day_and_the_receipt_is_issued() {
        let served = story().does(&filled::delivery(&story()));
        assert_eq!(served.standing, Story::served(MINOR).standing);
        assert_eq!(served.standing.notice.served_on, Some(day("2026-11-27")));
        assert_eq!(waiting(&served.standing).count(), 0, "the receipt itself is not delivered");
    }

    #[test]
    fn a_decision_is_delivered_too() {
        let story = Story::decided(MINOR).at("2026-12-11T15:00");
        let served = story.clone().does(&filled::delivery(&story));
        assert_eq!(served.standing, Story::delivered(MINOR).standing);
    }

    #[test]
    fn a_letter_of_transfer_goes_to_the_organ_it_names() {
        let act = filled::no_penalty("transferred");
        let text = act.draft.read(&Story::concluded().standing).expect("reads");
        let decided = Story::concluded().submits(&text).passes(CHEN).by(ZHAO).does(&act).by(ZHANG);
        let events = decided.tries(&filled::delivery(&decided)).expect("is lawful");
        let [_, Event::PaperIssued(receipt)] = events.as_slice() else { panic!("{events:?}") };
        assert_eq!(receipt.elements["recipient"], json!("上海市公安局长宁分局"));
    }

    #[test]
    fn it_needs_an_outward_paper_that_waits() {
        for (story, name) in [
            (Story::new(), "NotOpened"),
            (Story::concluded(), "NothingToDeliver"),
            (Story::served(MINOR), "NothingToDeliver"),
            (Story::closed(MINOR).by(ZHANG), "Ended"),
            (Story::noticed(MINOR).by(LI).at("2027-01-04T09:00"), "CertificateInvalid"),
        ] {
            assert_eq!(story.closed_to::<DeliverDocument>().as_deref(), Some(name));
            story.refused(&filled::delivery(&story), name);
        }
        assert_eq!(story().closed_to::<DeliverDocument>(), None);
        let unknown =
            DeliverDocument { paper: "长市监告〔2026〕9号".to_owned(), ..filled::delivery(&story()) };
        story().refused(&unknown, "PaperUnknown");
    }

    #[test]
    fn the_day_lies_between_issue_and_today() {
        let on = |text| DeliverDocument { attempted_on: Some(day(text)), ..filled::delivery(&story()) };
        assert!(story().tries(&on("2026-11-26")).is_ok());
        for wrong in ["2026-11-25", "2026-11-28"] {
            story().refused(&on(wrong), "DayWrong");
        }
        let modeless = DeliverDocument { mode: None, ..filled::delivery(&story()) };
        story().refused(&modeless, "ModeMissing");
    }

    #[test]
    fn each_way_of_service_has_its_own_proof() {
        let proved = |act: DeliverDocument| DeliverDocument { proof: vec![file_id("receipt.pdf")], ..act };
        for mode in [ServiceMode::Direct, ServiceMode::Entrusted] {
            story().refused(&by_mode(mode), "ReceiverMissing");
            story().refused(&proved(by_mode(mode)), "ReceiverMissing");
        }
        for mode in [ServiceMode::Post, ServiceMode::Electronic, ServiceMode::Announcement] {
            story().refused(&by_mode(mode), "ProofMissing");
            assert!(story().tries(&proved(by_mode(mode))).is_ok(), "{mode:?}");
        }
        story().refused(&by_mode(ServiceMode::Left), "LeftWithoutProof");
        story().refused(&proved(by_mode(ServiceMode::Left)), "LeftWithoutProof");
        let seen = DeliverDocument { proof: vec![file_id("door.jpg")], ..by_mode(ServiceMode::Left) };
        assert!(story().stores("door.jpg").tries(&seen).is_ok());
        let witnessed =
            DeliverDocument { witness: "居委会李某".to_owned(), ..by_mode(ServiceMode::Left) };
        assert!(story().tries(&witnessed).is_ok());
        let lost = DeliverDocument { proof: vec![file_id("lost.pdf")], ..by_mode(ServiceMode::Post) };
        story().refused(&lost, "FileNotStored");
    }

    #[test]
    fn service_by_public_notice_takes_effect_when_its_period_has_run() {
        let announced =
            DeliverDocument { proof: vec![file_id("receipt.pdf")], ..by_mode(ServiceMode::Announcement) };
        let served = story().does(&announced).standing.notice.served_on;
        assert_eq!(served, Some(day("2026-12-28")), "thirty days end on a Sunday");
        let mut of_the_city = story();
        of_the_city.standing.opened.as_mut().expect("is opened").matter.city_management = true;
        let Ok([Event::DocumentDelivered(delivered), ..]) =
            of_the_city.tries(&announced).as_deref().map(|events| [events[0].clone()])
        else {
            panic!("is refused")
        };
        assert_eq!(delivered.served_on, day("2027-01-26"), "sixty days");
    }

    #[test]
    fn a_new_notice_is_the_one_whose_service_counts() {
        let story = Story::noticed(MAJOR).notifies(&events::testing::course::draft(MINOR));
        let old = waiting(&story.standing).next().map(|paper| paper.number.to_string());
        let act = DeliverDocument { paper: old.expect("waits"), ..filled::delivery(&story) };
        assert_eq!(story.does(&act).standing.notice.served_on, None);
    }

    #[test]
    fn the_receiver_signs_the_receipt_as_it_was_read() {
        let story = story().stores("名.png");
        let mut act = filled::delivery(&story);
        let text = act.reading(&story.standing, &story.occasion()).expect("is signed").expect("reads");
        act.signature = Some(file_id("名.png"));
        act.read_digest = text.digest();
        assert_eq!(story.refused(&act, "CapacityMissing").field.as_deref(), Some("received_as"));
        act.received_as = "店长".to_owned();
        let signed = story.clone().does(&act);
        assert_eq!(events::signing::torn(&signed.history), []);
        let receipt = signed.history.last().map(|recorded| recorded.body.event.clone());
        let Some(Event::PaperIssued(receipt)) = receipt else { panic!("is issued") };
        assert_eq!(receipt.elements["signed"][0]["image"], json!(file_id("名.png")));
        let moved = DeliverDocument { place: "别处".to_owned(), ..act.clone() };
        story.refused(&moved, "TextChanged");
        let by_post = DeliverDocument {
            mode: Some(ServiceMode::Post),
            proof: vec![file_id("receipt.pdf")],
            ..act.clone()
        };
        story.refused(&by_post, "NobodySigns");
    }

    #[test]
    fn a_witness_of_a_paper_left_behind_signs_too() {
        let story = story().stores("名.png");
        let left = DeliverDocument { witness: "李某".to_owned(), ..by_mode(ServiceMode::Left) };
        let text = left.reading(&story.standing, &story.occasion()).expect("is signed").expect("reads");
        let signed = DeliverDocument {
            witness_as: "居委会".to_owned(),
            witness_signature: Some(file_id("名.png")),
            read_digest: text.digest(),
            ..left
        };
        let events = story.tries(&signed).expect("is lawful");
        let Some(Event::DocumentDelivered(delivered)) = events.first() else { panic!("{events:?}") };
        assert!(
            matches!(&delivered.signature, Some(Signature::Refused { witness, .. }) if witness == "李某")
        );
    }
}
