//! What closes the acts on a letter for everyone, and the wall: a complaint about an officer is dealt with neither by that officer nor by the head of the
//! department he or she belongs to (信访工作条例: 回避; invariant 8 in its sense: who is complained of does not judge the complaint).

use events::complaints::LetterReceived;
use events::registers::Post;
use events::{Occasion, Refusal, Standing};
use law::article::{Article, PETITION_REGULATION};

events::refusals! {
    /// What closes every act on a letter.
    pub enum Closed {
        NoLetter => Article::of(PETITION_REGULATION, 22), "没有这封来信", "从投诉举报列表中选择";
        Ended => Article::of(PETITION_REGULATION, 34), "来信已经办结", "来信人有新的事实的，请其另行提交";
        LiesElsewhere { body: String } => Article::of(PETITION_REGULATION, 22), "来信现由{body}办理", "由{body}办理，或者由其移送";
        Concerned => Article::of(PETITION_REGULATION, 0), "来信涉及您本人或者您负责的内设机构，您应当回避", "由本机关其他负责办理投诉举报的人员办理，或者移送";
    }
}

/// The letter, if it is one, not ended, and not about whoever acts.
pub fn open<'a>(case: &'a Standing, occasion: &Occasion<'_>) -> Result<&'a LetterReceived, Refusal> {
    let received = case.complaint.received.as_ref().ok_or(Closed::NoLetter)?;
    if case.complaint.ended() {
        return Err(Closed::Ended.into());
    }
    let by = occasion.by;
    let heads = by.posts.contains(&Post::DepartmentHead).then_some(by.department.as_str());
    match case.complaint.concerns(&by.id, heads) {
        true => Err(Closed::Concerned.into()),
        false => Ok(received),
    }
}

/// The same, where it also has to lie with the body of whoever acts.
pub fn here<'a>(case: &'a Standing, occasion: &Occasion<'_>) -> Result<&'a LetterReceived, Refusal> {
    let received = open(case, occasion)?;
    if case.complaint.is_with(&occasion.body.code) {
        return Ok(received);
    }
    let body = case.complaint.body.as_ref().map(|body| body.name.clone()).unwrap_or_default();
    Err(Closed::LiesElsewhere { body }.into())
}
