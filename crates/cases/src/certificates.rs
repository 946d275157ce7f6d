//! 亮证: officers show their certificates, on their own motion, before they inspect, inquire or collect (行政处罚法 art 55, plan clauses 3 and 4): who was
//! there, when and where, confirmed by the party, by somebody of it or by a witness, in uniform and insignia where the rules of the body ask for them. The
//! evidence acts stay locked until this is recorded.
//!
//! A place that nobody measured is shown as typed, never as measured: no form lets anybody type a position, a position carries the moment at which the
//! device measured it, and it is taken only from somebody who was there. What cannot be held here: a program that makes up what a device would say.

use crate::parts;
use crate::signing::{self, READ, SIGNATURE, TYPED};
use events::cases::{CertificatesShown, Confirmation, PageConfirmed, PageShown, Uniform};
use events::field::{Field, Offer, Shape};
use events::occasion::{beijing, instant};
use events::people::{Measured, OfficerNamed, Place};
use events::signing::{Hand, Reading};
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, FileId, Occasion, OfficerId, Refusal};
use jiff::Timestamp;
use jiff::civil::DateTime;
use law::article::{Article, PENALTY_LAW, PLAN};
use serde::{Deserialize, Serialize};

/// Shows the certificates.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ShowCertificates {
    pub at: Option<DateTime>,
    pub place: String,
    pub measured: String,
    pub officers: Vec<OfficerId>,
    pub uniform: bool,
    pub confirmed_by: String,
    pub confirmed_as: String,
    pub signature: Option<FileId>,
    pub typed_confirmed: bool,
    pub unsigned_reason: String,
    pub read_digest: String,
}

events::refusals! {
    /// Why showing certificates cannot be recorded so.
    pub enum Refused {
        InFuture => Article::of(PENALTY_LAW, 55).paragraph(1), "亮证时间不能晚于现在", "改正时间", field "at";
        BeforeFiling => Article::of(PENALTY_LAW, 54).paragraph(2), "亮证时间早于立案之日", "改正时间", field "at";
        MeasuredUnreadable => Article::of(PENALTY_LAW, 55), "定位应当由设备测得，写作“纬度,经度,误差米,测得时刻”", "重新定位，或者清除定位，按填写的地点显示", field "measured";
        MeasuredAtAnotherTime { minutes: i64 } => Article::of(PLAN, 3), "定位与亮证时间相差超过{minutes}分钟，不能证明亮证的地点", "重新定位，或者清除定位，按填写的地点显示", field "measured";
        MeasuredElsewhere => Article::of(PLAN, 3), "办理人不在亮证人员之中，其设备的定位不能证明亮证的地点", "清除定位，按填写的地点显示", field "measured";
        NotHandling { name: String } => Article::of(PENALTY_LAW, 42).paragraph(1), "{name}不是本案承办人", "只选择在场的承办人", field "officers";
        TooFewPresent { count: usize } => Article::of(PENALTY_LAW, 42).paragraph(1), "在场出示证件的执法人员不得少于两人，现选择{count}人", "选择所有在场的承办人", field "officers";
        PresentInvalid { name: String, state: String } => Article::of(PENALTY_LAW, 42).paragraph(1), "亮证时{name}的执法证件状态为“{state}”", "由证件有效的人员亮证", field "officers";
        UniformNotConfirmed { worn: String, basis: String } => Article::of(PLAN, 4), "按照{basis}，执法时应当{worn}，没有确认", "确认已按规定着装、佩戴执法标志后办理", field "uniform";
        ConfirmationMissing => Article::of(PLAN, 3), "确认人没有签名，没有在手机上确认，也没有写明原因", "请确认人签名，或者扫描亮证码在手机上确认；都不能的，写明原因", field "unsigned_reason";
        ConfirmationTwice => Article::of(PLAN, 3), "确认人已经签名或者在手机上确认的，不填写没有签名的原因", "只保留其中一种", field "unsigned_reason";
        PageWithout { name: String } => Article::of(PLAN, 3), "当事人在手机上确认的亮证页没有{name}的证件", "重新出示亮证码，由当事人确认；或者请确认人签名", field "officers";
        PageWithOthers { certificates: String } => Article::of(PLAN, 3), "当事人在手机上确认的亮证页还有证号{certificates}，与在场人员不一致", "选择所有在场的承办人；人员有变的，重新出示亮证码", field "officers";
        PageOfAnotherTime => Article::of(PLAN, 3), "当事人在手机上的确认不是这次亮证时作出的", "核对亮证时间；再次亮证的，重新出示亮证码，或者请确认人签名", field "at";
        ConfirmedByAnother { name: String } => Article::of(PLAN, 3), "在手机上确认的是{name}，与填写的确认人不一致", "按手机上的确认填写；姓名写错的，重新出示亮证码；由他人确认的，请其签名", field "confirmed_by";
    }
}

impl Act for ShowCertificates {
    const NAME: &'static str = "ShowCertificates";
    const WORD: &'static str = "certificates";
    const TITLE: &'static str = "亮证";
    const STAGE: Stage = Stage::Investigation;
    const DUTY: Duty = Duty::Handle;
    const EVENTS: &'static [&'static str] = &["CertificatesShown"];
    const FIELDS: &'static [Field] = &[
        Field::new("at", "时间", Shape::Moment),
        Field::new("place", "地点", Shape::Line(200)),
        Field::new("measured", "设备定位", Shape::Position)
            .optional()
            .hint("由本设备测得，不能填写；没有定位的，地点按填写显示"),
        Field::new("officers", "在场出示证件的执法人员", Shape::Many(Offer::Handlers)).hint("不少于两人"),
        Field::new("uniform", "已按规定着装、佩戴执法标志", Shape::Yes)
            .optional()
            .hint("本机关的规定要求着装、佩戴执法标志的，应当确认"),
        Field::new("confirmed_by", "确认人", Shape::Line(50)).hint("当事人、其在场人员或者见证人的姓名"),
        Field::new("confirmed_as", "确认人身份", Shape::Line(50)).hint("如：当事人、店长、见证人"),
        SIGNATURE,
        Field { hint: "不能手写的，由确认人本人勾选", ..TYPED },
        Field::new("unsigned_reason", "没有签名的原因", Shape::Line(200))
            .optional()
            .hint("确认人没有在屏幕上签名的，写明原因，如：口头确认、拒绝签名"),
        READ,
    ];

    fn files(&self) -> Vec<FileId> {
        self.signature.into_iter().collect()
    }

    fn reading(&self, case: &Standing, occasion: &Occasion<'_>) -> Option<Result<Reading, Refusal>> {
        Some(self.shown(case, occasion).map(|shown| reading(&shown, occasion)))
    }

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        let mut shown = self.shown(case, occasion)?;
        shown.confirmation = Some(self.confirmation(&shown, case, occasion)?);
        Ok(vec![Event::CertificatesShown(shown)])
    }
}

impl ShowCertificates {
    /// The showing before anybody confirmed it.
    fn shown(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<CertificatesShown, Refusal> {
        parts::under_way(case)?;
        parts::may_act(case, occasion)?;
        let at = self.at.filter(|at| *at <= occasion.moment()).ok_or(Refused::InFuture)?;
        if case.filed_on.is_some_and(|filed| at.date() < filed) {
            return Err(Refused::BeforeFiling.into());
        }
        let officers = self.present(at, case, occasion)?;
        let measured = self.position(at, occasion)?;
        let page = occasion.page.filter(|page| beijing(page.offered_at).date() == at.date());
        let page = page.filter(|page| !parts::is_recorded(case, page));
        Ok(CertificatesShown {
            at,
            place: Place { text: self.place.clone(), measured },
            officers,
            confirmed_by: self.confirmed_by.clone(),
            confirmed_as: self.confirmed_as.clone(),
            confirmation: None,
            uniform: self.worn(at, occasion)?,
            page: page.cloned(),
        })
    }

    /// Those who were there: at least two who handle the case, each with a certificate that was valid then and is valid still (art 42).
    fn present(
        &self,
        at: DateTime,
        case: &Standing,
        occasion: &Occasion<'_>,
    ) -> Result<Vec<OfficerNamed>, Refusal> {
        let mut present: Vec<OfficerNamed> = Vec::new();
        for id in &self.officers {
            let known = case.handlers.iter().find(|handler| handler.id == *id);
            let handler = known.ok_or_else(|| Refused::NotHandling { name: id.to_string() })?;
            let officer = occasion.registers.officer(id);
            let state = |day| officer.and_then(|officer| occasion.registers.certificate_state(officer, day));
            for day in [at.date(), occasion.today()] {
                if !officer.is_some_and(|officer| occasion.registers.may_enforce(officer, day)) {
                    let state = state(day).unwrap_or("无").to_owned();
                    return Err(Refused::PresentInvalid { name: handler.name.clone(), state }.into());
                }
            }
            if present.iter().all(|known| known.id != *id) {
                present.push(handler.clone());
            }
        }
        let count = present.len();
        if count < 2 { Err(Refused::TooFewPresent { count }.into()) } else { Ok(present) }
    }

    /// The position, if a device of somebody who was there measured it at that time.
    fn position(&self, at: DateTime, occasion: &Occasion<'_>) -> Result<Option<Measured>, Refusal> {
        let Some(measured) = measured(&self.measured)? else { return Ok(None) };
        if !self.officers.contains(&occasion.by.id) {
            return Err(Refused::MeasuredElsewhere.into());
        }
        let minutes = law::on_the_spot::position_age_minutes(at.date());
        let near = |then: Timestamp, said: Timestamp| {
            (then.as_second() - said.as_second()).abs() <= minutes.saturating_mul(60)
        };
        match (measured.at, instant(at)) {
            (Some(then), Some(said)) if near(then, said) => Ok(Some(measured)),
            _ => Err(Refused::MeasuredAtAnotherTime { minutes }.into()),
        }
    }

    /// Uniform and insignia, where the rules of the body ask for them on that day.
    fn worn(&self, at: DateTime, occasion: &Occasion<'_>) -> Result<Option<Uniform>, Refusal> {
        let rules = occasion.registers.book(UNIFORM_RULES).as_of(&occasion.body.code, at.date());
        let text = |key: &str| Some(rules?.content.as_ref()?.get(key)?.as_str()?.to_owned());
        let (Some(worn), Some(basis)) = (text("worn"), text("basis")) else { return Ok(None) };
        match self.uniform {
            true => Ok(Some(Uniform { worn, basis })),
            false => Err(Refused::UniformNotConfirmed { worn, basis }.into()),
        }
    }

    fn confirmation(
        &self,
        shown: &CertificatesShown,
        case: &Standing,
        occasion: &Occasion<'_>,
    ) -> Result<Confirmation, Refusal> {
        let hand = signing::hand(self.signature, self.typed_confirmed, case, occasion)?;
        let on_phone = shown.page.as_ref().and_then(|page| Some((page, page.confirmed.as_ref()?)));
        match (hand, parts::filled(&self.unsigned_reason), on_phone) {
            (Some(image), None, _) => Ok(Confirmation::Signed {
                text_digest: signing::read(&self.read_digest, &reading(shown, occasion))?,
                hand: Hand { capacity: self.confirmed_as.clone(), image },
            }),
            (None, None, Some((page, confirmed))) => Ok(self.on_phone(shown, page, confirmed)?),
            (None, Some(reason), None) => Ok(Confirmation::Unsigned { reason }),
            (None, None, None) => Err(Refused::ConfirmationMissing.into()),
            (_, Some(_), _) => Err(Refused::ConfirmationTwice.into()),
        }
    }

    /// The confirmation that came from the party's phone: of exactly those certificates, by exactly that person.
    fn on_phone(
        &self,
        shown: &CertificatesShown,
        page: &PageShown,
        confirmed: &PageConfirmed,
    ) -> Result<Confirmation, Refused> {
        if let Some(other) = shown.officers.iter().find(|o| !page.certificates.contains(&o.certificate)) {
            return Err(Refused::PageWithout { name: other.name.clone() });
        }
        let there = |number: &&String| shown.officers.iter().any(|o| o.certificate == **number);
        let others: Vec<&str> =
            page.certificates.iter().filter(|number| !there(number)).map(String::as_str).collect();
        if !others.is_empty() {
            return Err(Refused::PageWithOthers { certificates: others.join("、") });
        }
        // A confirmation serves the showing at which it was given: from when the code was offered, a little early by a clock, until it had been answered.
        let life = law::on_the_spot::code_life_minutes(shown.at.date()).saturating_mul(60);
        let span =
            page.offered_at.as_second().saturating_sub(life)..=confirmed.at.as_second().saturating_add(life);
        if !instant(shown.at).is_some_and(|at| span.contains(&at.as_second())) {
            return Err(Refused::PageOfAnotherTime);
        }
        if (self.confirmed_by.trim(), self.confirmed_as.trim()) != (&*confirmed.by, &*confirmed.capacity) {
            return Err(Refused::ConfirmedByAnother {
                name: format!("{}（{}）", confirmed.by, confirmed.capacity),
            });
        }
        Ok(Confirmation::OnPhone { content_digest: page.content_digest.clone(), at: confirmed.at })
    }
}

/// The register that says which bodies enforce in uniform and insignia; `registers` declares it under this word.
pub const UNIFORM_RULES: &str = "uniform_rules";

/// What is read before it is confirmed.
fn reading(shown: &CertificatesShown, occasion: &Occasion<'_>) -> Reading {
    let officers = shown.officers.iter().map(|o| format!("{}（执法证号{}）", o.name, o.certificate));
    let mut lines = vec![
        ("执法机关", occasion.body.name.clone()),
        ("时间", shown.at.strftime("%Y-%m-%d %H:%M").to_string()),
        ("地点", shown.place.in_words()),
        ("出示证件的执法人员", officers.collect::<Vec<_>>().join("\n")),
    ];
    lines.extend(shown.uniform.as_ref().map(|uniform| ("着装和执法标志", uniform.worn.clone())));
    lines.push(("权利和义务", parts::RIGHTS_TOLD.to_owned()));
    lines.push(("确认人", format!("{}（{}）", shown.confirmed_by, shown.confirmed_as)));
    let lines = lines.into_iter().map(|(label, text)| (label.to_owned(), text)).collect();
    Reading { title: "出示执法证件确认".to_owned(), lines }
}

/// Reads `latitude,longitude,uncertainty in metres,instant`; blank is "not measured".
fn measured(text: &str) -> Result<Option<Measured>, Refused> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let parts: Vec<&str> = text.split(',').map(str::trim).collect();
    let [latitude, longitude, uncertainty, at] = parts.as_slice() else {
        return Err(Refused::MeasuredUnreadable);
    };
    let number = |text: &str, least: f64, most: f64| {
        text.parse().ok().filter(|number: &f64| (least..=most).contains(number))
    };
    let read = (
        number(latitude, -90.0, 90.0),
        number(longitude, -180.0, 180.0),
        number(uncertainty, 0.0, 100_000.0),
        at.parse().ok(),
    );
    match read {
        (Some(latitude_degrees), Some(longitude_degrees), Some(uncertainty_metres), at @ Some(_)) => {
            Ok(Some(Measured { latitude_degrees, longitude_degrees, uncertainty_metres, at }))
        }
        _ => Err(Refused::MeasuredUnreadable),
    }
}

#[cfg(test)]
#[path = "certificates_tests.rs"]
mod tests;
