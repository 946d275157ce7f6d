//! Founding a district: the first body, department and administrator, entered once into empty registers by the program itself at the word of
//! whoever holds the machine. From then on the registers are kept by acts of officers alone.

use crate::carry_out::{Desk, Said};
use crate::store::{Append, AppendFault, Keeping};
use events::people::OfficerNamed;
use events::registers::{AccountOpened, BodyEntered, BodyKind, OfficerEntered, Post, UNSTATED};
use events::{ActKind, Body, Event, Occasion, OfficerId, Refusal, Registers, Standing, StreamId};
use law::thresholds::Sector;
use serde_json::{Value, json};

/// Who founds the district.
#[derive(Clone, Debug)]
pub struct Founding {
    /// 统一社会信用代码 and name of the justice bureau that keeps the registers.
    pub body_code: String,
    pub body_name: String,
    pub region: String,
    /// Id and name of the first administrator.
    pub administrator: OfficerId,
    pub administrator_name: String,
}

/// The district has been founded already.
const FOUNDED: &str = "名录已经建立，第一位系统管理员只能在空的系统中设立";

impl Desk {
    /// Enters the first body, department and administrator. The input passes the very acts that later entries pass.
    pub async fn found(&self, founding: &Founding) -> Result<(), Said> {
        self.store.follow().await?;
        let registers = self.store.registers();
        if registers.version != 0 {
            return Err(Said::Refused(Refusal::of_field("administrator", FOUNDED)));
        }
        let mut growing = Registers::clone(&registers);
        let mut events = Vec::new();
        for (act, input) in steps(founding) {
            let act = crate::acts::by_word(act).ok_or(Said::NoSuchCase)?;
            let Value::Object(map) = &input else { continue };
            let faults = events::field::check(act.fields, map);
            if !faults.is_empty() {
                return Err(Said::Invalid(faults));
            }
            for event in self.decide_as_founder(act, &input, &growing)? {
                growing.fold(&event);
                events.push(event);
            }
        }
        self.append_founding(founding, &growing, events).await
    }

    fn decide_as_founder(
        &self,
        act: &ActKind,
        input: &Value,
        registers: &Registers,
    ) -> Result<Vec<Event>, Refusal> {
        let (by, body) = founder();
        let files = Default::default();
        let occasion = Occasion {
            now: self.clock.now(),
            by: &by,
            body: &body,
            registers,
            files: &files,
            fresh: StreamId::default(),
            page: None,
        };
        act.decide(input, &Standing { stream: StreamId::REGISTERS, ..Standing::default() }, &occasion)
    }

    async fn append_founding(
        &self,
        founding: &Founding,
        grown: &Registers,
        mut events: Vec<Event>,
    ) -> Result<(), Said> {
        events.push(Event::AccountOpened(AccountOpened { officer: founding.administrator.clone() }));
        let by = OfficerNamed {
            id: OfficerId::from("mingjing"),
            name: "明镜".to_owned(),
            certificate: String::new(),
        };
        let append = Append {
            key: "founding".to_owned(),
            by: by.id.clone(),
            input_digest: founding.body_code.clone(),
            stream: StreamId::REGISTERS,
            keeping: Keeping::Registers,
            seen_seq: 0,
            registers_version: 0,
            at: self.clock.now(),
            law: grown.law_edition(),
            bodies: events
                .into_iter()
                .map(|event| Body { event, by: by.clone(), unit: founding.body_code.clone() })
                .collect(),
        };
        match self.store.append(append).await {
            Ok(_) => Ok(self.store.follow().await?),
            Err(AppendFault::Fault(fault)) => Err(Said::Fault(fault)),
            Err(_) => Err(Said::Refused(Refusal::of_field("administrator", FOUNDED))),
        }
    }
}

fn steps(founding: &Founding) -> [(&'static str, Value); 3] {
    [
        (
            "body",
            json!({"code": founding.body_code, "name": founding.body_name, "letter": "司", "region": founding.region,
                   "kind": "justice_bureau", "sector": "general", "basis": "《行政执法监督条例》", "address": UNSTATED, "phone": UNSTATED,
                   "account": "（无罚款职能）", "review_organ": "本级人民政府", "court": UNSTATED, "statement_days": 5, "review_days": 5}),
        ),
        (
            "department",
            json!({"code": "justice-supervision", "body": founding.body_code, "name": "行政执法监督科", "role": "supervision"}),
        ),
        (
            "officer",
            json!({"id": founding.administrator, "name": founding.administrator_name, "body": founding.body_code,
                   "department": "justice-supervision", "posts": ["administrator", "supervisor"]}),
        ),
    ]
}

/// The program's own hand, used for nothing but founding.
fn founder() -> (OfficerEntered, BodyEntered) {
    let by = OfficerEntered {
        id: OfficerId::from("mingjing"),
        name: "明镜".to_owned(),
        body: String::new(),
        department: String::new(),
        posts: vec![Post::Administrator],
        certificate: None,
        legal_qualification: false,
    };
    let body = BodyEntered {
        code: String::new(),
        name: String::new(),
        letter: String::new(),
        region: String::new(),
        kind: BodyKind::JusticeBureau,
        sector: Sector::General,
        basis: String::new(),
        address: String::new(),
        phone: String::new(),
        account: String::new(),
        review_organ: String::new(),
        court: String::new(),
        statement_days: 5,
        review_days: 5,
        review_additions: Vec::new(),
    };
    (by, body)
}
