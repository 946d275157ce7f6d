//! 现场签名: what a form says of signing, read into a [`Signature`]. A person reads the text on the screen and draws the name, or types it and expressly
//! confirms; or signs the printed sheet with a pen; or refuses, and then a witness signs or a recording of the case covers the moment (features 4.4;
//! 行政处罚法 art 55 para 2 asks for the record, art 47 for its proof in writing, sound or picture). What was read is what is entered: the form carries
//! the digest of the text from the reading to the signature, and another text is not signed (电子签名法 art 13).

use crate::parts::{Closed, filled};
use events::cases::Signature;
use events::field::{Field, Offer, Shape};
use events::occasion::instant;
use events::people::FileNamed;
use events::signing::{Hand, Reading};
use events::standing::Standing;
use events::{FileId, Occasion, Refusal};
use jiff::civil::DateTime;
use law::article::{Article, PENALTY_LAW, SIGNATURE_LAW};
use serde::{Deserialize, Serialize};

/// A drawn name is a small picture; more than this is something else.
const IMAGE_BYTES_MAX: u64 = 512 << 10;

events::refusals! {
    /// Why nothing is signed so.
    pub enum Unsigned {
        NotRead => Article::of(PENALTY_LAW, 55).paragraph(2), "在屏幕上签名的，签名前应当先阅看全文", "先点“请当事人阅看”，再签名", field "read_digest";
        TextChanged => Article::of(SIGNATURE_LAW, 13), "阅看之后内容有改动，签名不属于改动后的内容", "重新阅看，再签名", field "read_digest";
        NotADrawing => Article::of(SIGNATURE_LAW, 13), "手写签名应当是屏幕上画出的PNG图像", "在签名框内重新签名", field "signature";
        DrawingUsed => Article::of(SIGNATURE_LAW, 13), "这个手写签名已经用在本案的其他内容上", "请签名人重新签名", field "signature";
        DrawnAndTyped => Article::of(SIGNATURE_LAW, 13), "已经手写签名的，不再以键入的姓名签名", "取消勾选，或者清除手写签名", field "typed_confirmed";
        CapacityMissing => Article::of(PENALTY_LAW, 55).paragraph(2), "没有写明签名人的身份", "填写身份，如：当事人、店长", field "signed_as";
        SignedAndRefused => Article::of(PENALTY_LAW, 55).paragraph(2), "已经签名的，不填写拒绝签名的各项", "只填写其中一种", field "refusal_reason";
        RefusalUnproved => Article::of(PENALTY_LAW, 47), "拒绝签名的，应当有见证人签名，或者有音像记录证明", "请见证人写明姓名、身份并签名，或者选择记录了当时情形的音像", field "refusal_witness";
        WitnessUnnamed => Article::of(PENALTY_LAW, 47), "见证人应当写明姓名和身份", "填写见证人的姓名和身份", field "witness_as";
        RecordingUnknown => Article::of(PENALTY_LAW, 47), "本案没有这份音像记录", "先把音像记录入库，再选择", field "refusal_recording";
        RecordingElsewhere => Article::of(PENALTY_LAW, 47), "这份音像记录没有记录拒绝签名的时刻", "填写拒绝签名的时间，选择记录了该时刻的音像", field "refused_at";
    }
}

/// What a form says of signing.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Signing {
    pub signed_by: String,
    pub signed_as: String,
    pub signature: Option<FileId>,
    pub typed_confirmed: bool,
    pub refusal_reason: String,
    pub refused_at: Option<DateTime>,
    pub refusal_witness: String,
    pub witness_as: String,
    pub witness_signature: Option<FileId>,
    pub witness_confirmed: bool,
    pub refusal_recording: String,
    pub read_digest: String,
}

pub const SIGNATURE: Field =
    Field::new("signature", "手写签名", Shape::Drawn).optional().hint("请签名人本人在框内签名");
pub const TYPED: Field =
    Field::new("typed_confirmed", "本人已阅看以上内容，以键入的姓名作为签名", Shape::Yes)
        .optional()
        .hint("不能手写的，由签名人本人勾选；两项都没有的，视为在打印的文书上签名");
pub const READ: Field = Field::new("read_digest", "所阅看内容的摘要", Shape::Digest).optional();

/// The fields by which a person signs, or refuses to, in the order of the form.
pub const FIELDS: [Field; 12] = [
    Field::new("signed_by", "签名人", Shape::Line(50))
        .optional()
        .hint("当事人签名；拒绝签名的，填写下面几项"),
    Field::new("signed_as", "签名人身份", Shape::Line(50)).optional().hint("如：当事人、法定代表人、店长"),
    SIGNATURE,
    TYPED,
    Field::new("refusal_reason", "拒绝签名的原因", Shape::Line(200)).optional(),
    Field::new("refused_at", "拒绝签名的时间", Shape::Moment).optional(),
    Field::new("refusal_witness", "见证人", Shape::Line(100))
        .optional()
        .hint("拒绝签名时，由见证人签名；没有见证人的，选择音像记录"),
    Field::new("witness_as", "见证人身份", Shape::Line(50)).optional().hint("如：居委会工作人员"),
    Field::new("witness_signature", "见证人手写签名", Shape::Drawn).optional(),
    Field::new("witness_confirmed", "见证人已阅看以上内容，以键入的姓名作为签名", Shape::Yes).optional(),
    Field::new("refusal_recording", "证明拒绝签名的音像记录", Shape::One(Offer::Recordings)).optional(),
    READ,
];

/// The fields of an act followed by those of signing.
pub const fn with<const OWN: usize, const ALL: usize>(own: [Field; OWN]) -> [Field; ALL] {
    assert!(ALL == OWN + FIELDS.len());
    let mut all = [READ; ALL];
    let mut place = 0;
    while place < ALL {
        all[place] = if place < OWN { own[place] } else { FIELDS[place - OWN] };
        place += 1;
    }
    all
}

impl Signing {
    /// The drawings it names.
    pub fn files(&self) -> Vec<FileId> {
        self.signature.into_iter().chain(self.witness_signature).collect()
    }

    /// Whether nothing of it was filled in.
    pub fn is_blank(&self) -> bool {
        let texts = [&self.signed_by, &self.refusal_reason, &self.refusal_witness, &self.refusal_recording];
        texts.iter().all(|text| text.trim().is_empty()) && self.files().is_empty() && !self.typed_confirmed
    }

    /// Reads the signature under this text: signed, or refused with reason and proof; nothing else can be saved.
    pub fn read(
        &self,
        text: &Reading,
        case: &Standing,
        occasion: &Occasion<'_>,
    ) -> Result<Signature, Refusal> {
        match (filled(&self.signed_by), filled(&self.refusal_reason)) {
            (Some(_), Some(_)) => Err(Unsigned::SignedAndRefused.into()),
            (Some(name), None) => self.signed(name, text, case, occasion),
            (None, Some(reason)) => self.refused(reason, text, case, occasion),
            (None, None) => Err(Refusal::of_field("signed_by", "请填写签名人；拒绝签名的，填写原因和见证")),
        }
    }

    fn signed(
        &self,
        name: String,
        text: &Reading,
        case: &Standing,
        occasion: &Occasion<'_>,
    ) -> Result<Signature, Refusal> {
        let Some(image) = hand(self.signature, self.typed_confirmed, case, occasion)? else {
            return Ok(Signature::by_pen(&name));
        };
        let capacity = filled(&self.signed_as).ok_or(Unsigned::CapacityMissing)?;
        let text_digest = read(&self.read_digest, text)?;
        Ok(Signature::Signed { name, text_digest, hand: Some(Hand { capacity, image }) })
    }

    fn refused(
        &self,
        reason: String,
        text: &Reading,
        case: &Standing,
        occasion: &Occasion<'_>,
    ) -> Result<Signature, Refusal> {
        if self.signature.is_some() || self.typed_confirmed {
            return Err(Unsigned::SignedAndRefused.into());
        }
        let text_digest = read(&self.read_digest, text)?;
        let witness = filled(&self.refusal_witness);
        let hand = match hand(self.witness_signature, self.witness_confirmed, case, occasion)? {
            Some(image) => match (&witness, filled(&self.witness_as)) {
                (Some(_), Some(capacity)) => Some(Hand { capacity, image }),
                _ => return Err(Unsigned::WitnessUnnamed.into()),
            },
            None => None,
        };
        let recording = match filled(&self.refusal_recording) {
            Some(id) => Some(covering(&id, self.refused_at, case)?),
            None => None,
        };
        if hand.is_none() && recording.is_none() {
            return Err(Unsigned::RefusalUnproved.into());
        }
        Ok(Signature::Refused { reason, witness: witness.unwrap_or_default(), text_digest, hand, recording })
    }
}

/// The hand's picture, or nothing for a name typed and confirmed; `None` when nobody signed on the screen.
pub fn hand(
    drawn: Option<FileId>,
    confirmed: bool,
    case: &Standing,
    occasion: &Occasion<'_>,
) -> Result<Option<Option<FileNamed>>, Refusal> {
    match (drawn, confirmed) {
        (Some(_), true) => Err(Unsigned::DrawnAndTyped.into()),
        (Some(id), false) => {
            let stored = occasion.file(id).ok_or(Closed::FileNotStored { id: id.to_string() })?;
            let named = stored.named.clone();
            if named.media_type != "image/png" || named.size_bytes > IMAGE_BYTES_MAX {
                return Err(Unsigned::NotADrawing.into());
            }
            // No hand draws the same picture twice.
            if case.file(id).is_some() {
                return Err(Unsigned::DrawingUsed.into());
            }
            Ok(Some(Some(named)))
        }
        (None, true) => Ok(Some(None)),
        (None, false) => Ok(None),
    }
}

/// The digest of what was read, if it is the text that is entered.
pub fn read(digest: &str, text: &Reading) -> Result<String, Refusal> {
    let digest = filled(digest).ok_or(Unsigned::NotRead)?;
    if digest != text.digest() {
        return Err(Unsigned::TextChanged.into());
    }
    Ok(digest)
}

/// The recording of the case that covers the moment.
fn covering(id: &str, at: Option<DateTime>, case: &Standing) -> Result<FileNamed, Refusal> {
    let of_case = |id: &str| case.recordings.iter().find(|known| known.file.sha256.to_string() == id);
    let recording = of_case(id).ok_or(Unsigned::RecordingUnknown)?;
    let at = at.and_then(instant).ok_or(Unsigned::RecordingElsewhere)?;
    let into_ms = at.as_millisecond() - recording.began_at.as_millisecond();
    // A moment is entered to the minute.
    let covers = into_ms > -60_000 && into_ms <= i64::try_from(recording.duration_ms).unwrap_or(i64::MAX);
    if covers { Ok(recording.file.clone()) } else { Err(Unsigned::RecordingElsewhere.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use events::testing::{Story, file_id, file_named, moment};

    fn text() -> Reading {
        let lines = vec![("检查情况".to_owned(), "饼干12袋".to_owned())];
        Reading { title: "现场检查笔录".to_owned(), lines }
    }

    fn story() -> Story {
        let recording = events::records::RecordingAdded {
            stage: "inspection".to_owned(),
            title: "检查录像".to_owned(),
            file: file_named("video.mp4"),
            duration_ms: 600_000,
            began_at: moment("2026-11-24T10:00"),
            began_measured: true,
            recorder: Story::filed().named(events::testing::district::LI),
            notes: Vec::new(),
            looked: None,
            continues: None,
            device: String::new(),
            clock_offset_ms: None,
        };
        let story = Story::shown().at("2026-11-24T11:00").stores("名.png").stores("照片.jpg");
        story.happens(events::Event::RecordingAdded(recording))
    }

    fn tries(signing: &Signing) -> Result<Signature, String> {
        let story = story();
        let read = signing.read(&text(), &story.standing, &story.occasion());
        read.map_err(|refusal| format!("{} {}", refusal.name, refusal.field.unwrap_or_default()))
    }

    fn drawn() -> Signing {
        Signing {
            signed_by: "钱某".to_owned(),
            signed_as: "店长".to_owned(),
            signature: Some(file_id("名.png")),
            read_digest: text().digest(),
            ..Signing::default()
        }
    }

    fn refuses() -> Signing {
        Signing {
            refusal_reason: "不认可".to_owned(),
            refusal_witness: "李某".to_owned(),
            witness_as: "居委会".to_owned(),
            witness_signature: Some(file_id("名.png")),
            read_digest: text().digest(),
            ..Signing::default()
        }
    }

    #[test]
    fn a_name_is_drawn_or_typed_and_confirmed_under_the_text_that_was_read() {
        let signed = tries(&drawn()).expect("is lawful");
        assert_eq!(signed.text_digest(), Some(text().digest().as_str()));
        assert_eq!(signed.files().collect::<Vec<_>>(), [&file_named("名.png")]);
        let typed = Signing { signature: None, typed_confirmed: true, ..drawn() };
        let Ok(Signature::Signed { hand: Some(hand), .. }) = tries(&typed) else { panic!("is lawful") };
        assert_eq!(hand.manner(), "键入姓名并确认");
        let pen = Signing { signature: None, read_digest: String::new(), ..drawn() };
        assert_eq!(tries(&pen), Ok(Signature::by_pen("钱某")), "on the printed sheet");
    }

    #[test]
    fn what_was_not_read_is_not_signed() {
        let said = |signing: Signing| tries(&signing).expect_err("is refused");
        assert_eq!(said(Signing { read_digest: String::new(), ..drawn() }), "NotRead read_digest");
        assert_eq!(said(Signing { read_digest: "ab".repeat(32), ..drawn() }), "TextChanged read_digest");
        assert_eq!(said(Signing { read_digest: "ab".repeat(32), ..refuses() }), "TextChanged read_digest");
        assert_eq!(said(Signing { signed_as: " ".to_owned(), ..drawn() }), "CapacityMissing signed_as");
        assert_eq!(said(Signing { typed_confirmed: true, ..drawn() }), "DrawnAndTyped typed_confirmed");
        let photo = Signing { signature: Some(file_id("照片.jpg")), ..drawn() };
        assert_eq!(said(photo), "NotADrawing signature");
        let lost = Signing { signature: Some(file_id("没有.png")), ..drawn() };
        assert!(said(lost).starts_with("FileNotStored"));
        assert_eq!(said(Signing::default()), "FieldRefused signed_by");
        let both = Signing { signed_by: "钱某".to_owned(), ..refuses() };
        assert_eq!(said(both), "SignedAndRefused refusal_reason");
    }

    #[test]
    fn a_refusal_is_proved_by_a_witness_s_own_hand_or_a_recording_of_the_moment() {
        assert!(tries(&refuses()).is_ok());
        let typed = Signing { witness_signature: None, witness_confirmed: true, ..refuses() };
        assert!(tries(&typed).is_ok());
        let said = |signing: Signing| tries(&signing).expect_err("is refused");
        let unsigned = Signing { witness_signature: None, ..refuses() };
        assert_eq!(said(unsigned.clone()), "RefusalUnproved refusal_witness");
        assert_eq!(said(Signing { witness_as: String::new(), ..refuses() }), "WitnessUnnamed witness_as");
        let filmed = |at: &str| Signing {
            refusal_recording: file_id("video.mp4").to_string(),
            refused_at: at.parse().ok(),
            ..unsigned.clone()
        };
        let Ok(Signature::Refused { recording, .. }) = tries(&filmed("2026-11-24T10:05")) else {
            panic!("is lawful")
        };
        assert_eq!(recording, Some(file_named("video.mp4")));
        for elsewhere in ["2026-11-24T09:58", "2026-11-24T10:11", ""] {
            assert_eq!(said(filmed(elsewhere)), "RecordingElsewhere refused_at", "{elsewhere}");
        }
        let foreign = Signing { refusal_recording: "ab".repeat(32), ..filmed("2026-11-24T10:05") };
        assert_eq!(said(foreign), "RecordingUnknown refusal_recording");
    }
}
