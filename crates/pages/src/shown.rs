//! What a party is shown on its own phone (亮证页): who is here, from which body, on which matter, why and on which basis, what is going to happen, and what
//! the party may and must do (行政处罚法 art 43–45, 55, 63; plan clauses 3 and 4). A document of its own, built from what is listed here and from nothing else
//! of the case: the clue, who reported it and what others said are not in it. The reason and what is going to happen are written by the officers for the
//! party to read.

use events::registers::{BodyEntered, OfficerEntered};
use events::standing::Standing;
use events::{OfficerId, Registers};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Content {
    pub body: String,
    pub body_code: String,
    pub address: String,
    pub phone: String,
    pub officers: Vec<Officer>,
    pub matter: String,
    pub reason: String,
    /// Articles, the one that was broken before the one that penalises.
    pub basis: Vec<String>,
    pub going_on: String,
}

/// An officer as the law makes public who that is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Officer {
    pub name: String,
    pub certificate: String,
    pub issuer: String,
    pub valid_to: Date,
}

/// What a party may do, and the article that says so.
pub const RIGHTS: [(&str, &str); 4] = [
    ("陈述和申辩，行政机关不得因此给予更重的处罚", "《行政处罚法》第七条第一款、第四十五条"),
    (
        "认为执法人员与案件有直接利害关系或者有其他关系可能影响公正执法的，申请回避",
        "《行政处罚法》第四十三条",
    ),
    ("拟作出较大数额罚款等处罚的，要求听证", "《行政处罚法》第六十三条"),
    ("执法人员不出示执法证件的，拒绝接受调查或者检查", "《行政处罚法》第五十五条第一款"),
];

/// What a party must do.
pub const DUTIES: [(&str, &str); 1] =
    [("如实回答询问，协助调查或者检查，不拒绝或者阻挠", "《行政处罚法》第五十五条第二款")];

impl Content {
    /// The page of a case for these officers, as far as they handle it and may enforce on the day; `None` when fewer than two are left or the case is
    /// not opened.
    pub fn of(
        case: &Standing,
        body: &BodyEntered,
        registers: &Registers,
        chosen: &[OfficerId],
        (reason, going_on): (&str, &str),
        today: Date,
    ) -> Option<Content> {
        let opened = case.opened.as_ref()?;
        let handling = case.handlers.iter().filter(|handler| chosen.contains(&handler.id));
        let valid = handling.filter_map(|handler| registers.officer(&handler.id));
        let valid = valid.filter(|officer| registers.may_enforce(officer, today));
        let officers: Vec<Officer> = valid.filter_map(public).collect();
        (officers.len() >= 2).then(|| Content {
            body: body.name.clone(),
            body_code: body.code.clone(),
            address: body.address.clone(),
            phone: body.phone.clone(),
            officers,
            matter: opened.matter.name.clone(),
            reason: reason.to_owned(),
            basis: vec![opened.matter.violated.clone(), opened.matter.basis.clone()],
            going_on: going_on.to_owned(),
        })
    }
}

impl Content {
    /// Numbers of the certificates on the page.
    pub fn certificates(&self) -> Vec<String> {
        self.officers.iter().map(|officer| officer.certificate.clone()).collect()
    }
}

fn public(officer: &OfficerEntered) -> Option<Officer> {
    let held = officer.certificate.as_ref()?;
    Some(Officer {
        name: officer.name.clone(),
        certificate: held.number.clone(),
        issuer: held.issuer.clone(),
        valid_to: held.valid_to,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use events::testing::Story;
    use events::testing::district::{LI, WANG, ZHANG};

    fn content(story: &Story, chosen: &[&str]) -> Option<Content> {
        let chosen: Vec<OfficerId> = chosen.iter().map(|id| OfficerId::from(*id)).collect();
        let words = ("检查食品经营情况", "现场检查");
        Content::of(&story.standing, story.body(), &story.registers, &chosen, words, story.today())
    }

    #[test]
    fn the_page_holds_what_is_for_the_party_and_nothing_of_what_others_said() {
        let story = Story::filed();
        let page = content(&story, &[ZHANG, LI]).expect("two officers");
        assert_eq!(page.officers.len(), 2);
        let text = serde_json::to_string(&page).expect("is written");
        let opened = story.standing.opened.as_ref().expect("is opened");
        assert!(!text.contains(&opened.clue), "the clue is nobody's to read here");
        assert!(!text.contains(&opened.number.to_string()));
        assert!(text.contains(&opened.matter.name) && text.contains("检查食品经营情况"));
    }

    #[test]
    fn it_names_only_who_handles_the_case_with_a_valid_certificate() {
        assert_eq!(content(&Story::filed(), &[ZHANG]), None);
        assert_eq!(content(&Story::filed(), &[ZHANG, WANG]), None, "who does not handle it is not there");
        let expired = Story::filed().at("2027-01-04T09:00");
        assert_eq!(content(&expired, &[ZHANG, LI]), None, "the certificate of one has run out");
    }
}
