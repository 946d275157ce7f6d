//! The synthetic cases: one told whole from clue to archive, others that stop at each stage, so that every list has something in it and every clock runs.
//! Parties, shops and addresses are made up; identity numbers and codes pass their checks and belong to nobody we know of.

use super::district::{MATTERS, PEOPLE, complete};
use super::teller::Teller;
use anyhow::Result;
use events::StreamId;
use jiff::ToSpan;
use jiff::civil::{Date, DateTime, date};
use law::article::{Article, PLAN};
use law::calendar::{Calendar, DayKind};
use law::papers::PaperKind;
use law::period::{WorkingDays, working_days_after};
use serde_json::{Value, json};

/// How far a case is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Until {
    Clue,
    Proposed,
    Filed,
    Investigated,
    Noticed,
    Served,
    UnderReview,
    Returned,
    Reviewed,
    Decided,
    Delivered,
    Published,
    Paid,
    Closed,
    Archived,
}

/// The stages told in turn; the first case is told whole.
const TURN: [Until; 12] = [
    Until::Archived,
    Until::Published,
    Until::Reviewed,
    Until::UnderReview,
    Until::Investigated,
    Until::Decided,
    Until::Closed,
    Until::Returned,
    Until::Served,
    Until::Filed,
    Until::Clue,
    Until::Proposed,
];

const SHOPS: [&str; 12] = [
    "清水路百味食品店",
    "上海明镜湖畔餐饮有限公司",
    "鲜果时光便利店",
    "上海云桥超市有限公司",
    "老弄堂点心铺",
    "上海晨光生鲜有限公司",
    "新月茶食店",
    "上海广厦百货有限公司",
    "桥东粮油店",
    "上海青禾食品有限公司",
    "里弄小厨",
    "上海同福商贸有限公司",
];

/// A case to be told: which, about whom, how far, and when its clue came in.
pub struct Plot {
    pub order: usize,
    pub until: Until,
    pub received: Date,
    pub major: bool,
}

impl Plot {
    /// The `order`-th case of the district.
    pub fn of(order: usize) -> Plot {
        let until = TURN[order % TURN.len()];
        // Cases told far began early enough that everything had its time; those told a little began lately.
        let days_before = match until {
            Until::Archived | Until::Closed => 84,
            Until::Published | Until::Paid | Until::Delivered => 70,
            Until::Decided => 45,
            Until::Reviewed | Until::Returned | Until::UnderReview => 40,
            Until::Served | Until::Noticed => 24,
            Until::Investigated | Until::Filed => 14,
            Until::Clue | Until::Proposed => 4,
        };
        let early =
            date(2026, 11, 20).saturating_sub((days_before + (order / TURN.len() % 20) as i32).days());
        let calendar = Calendar::builtin();
        let received =
            early.series(1.day()).find(|day| calendar.kind(*day) == DayKind::Working).unwrap_or(early);
        Plot { order, until, received, major: order % 3 != 1 }
    }

    /// Whom it is against: one case in eight is against a shop that had one before.
    fn party(&self) -> usize {
        if self.order >= SHOPS.len() && self.order % 8 == 5 { self.order - SHOPS.len() } else { self.order }
    }

    fn shop(&self) -> String {
        let party = self.party();
        let name = SHOPS[party % SHOPS.len()];
        if party < SHOPS.len() {
            name.to_owned()
        } else {
            format!("{name}（{}号店）", party / SHOPS.len() + 1)
        }
    }

    fn is_company(&self) -> bool {
        self.shop().contains("公司")
    }

    fn code(&self) -> String {
        complete(&format!("{}310105MA{:07}", if self.is_company() { "91" } else { "92" }, self.party() + 1))
    }

    /// Two handlers, one head.
    pub fn officers(&self) -> (&'static str, &'static str) {
        if self.order % 2 == 0 { ("zhang-wei", "li-na") } else { ("zhao-min", "sun-lei") }
    }

    fn fine_fen(&self) -> i64 {
        if self.major { 5_500_000 } else { 80_000 }
    }

    fn matter(
        &self,
    ) -> &'static (&'static str, &'static str, &'static str, &'static str, i64, i64, &'static [&'static str])
    {
        if self.major { &MATTERS[0] } else { &MATTERS[1] }
    }

    /// So many working days after the clue came in: nobody decides on a Sunday.
    fn on(&self, days: u16, hour: i8, minute: i8) -> DateTime {
        let day =
            working_days_after(&Calendar::builtin(), self.received, WorkingDays(days), Article::of(PLAN, 1));
        let day = day.last_day;
        DateTime::from_parts(day, jiff::civil::time(hour, minute, 0, 0))
    }

    /// What came in: "inspection" and "complaint" tell it differently.
    fn clue(&self) -> String {
        let (shop, matter) = (self.shop(), self.matter().1);
        if self.order % 2 == 0 {
            format!("日常监督检查中发现{shop}涉嫌{matter}，执法人员当场拍照固定。")
        } else {
            format!("消费者反映{shop}涉嫌{matter}，请求查处。")
        }
    }

    fn facts(&self) -> String {
        let shop = self.shop();
        let day = self.received.saturating_sub(1.day());
        if self.major {
            format!(
                "经查，当事人{shop}于{day}在其经营场所的货架上摆放待售“清泉牌”纯牛奶（每箱12盒，生产日期2026年1月8日，保质期六个月）10箱，\
                 均已超过保质期。上述商品系当事人于2026年2月购进30箱，购进价每箱38元，标价每箱48元，至检查时已售出20箱，均在保质期内售出，\
                 货值金额480元，没有违法所得。当事人未建立并执行临近保质期食品清查制度。检查后，当事人当场将上述商品下架封存。"
            )
        } else {
            format!(
                "经查，当事人{shop}于{day}在其经营场所销售散装水果、预包装食品等商品共46种，其中“红富士苹果”“皇冠梨”等9种商品未标明价格，\
                 消费者需向店员询问。当事人当场承认未按规定明码标价，并于检查当日补齐全部价签。"
            )
        }
    }

    fn draft(&self) -> Value {
        let matter = self.matter();
        json!({
            "facts": self.facts(),
            "evidence": ["1", "2", "3"],
            "character": format!("当事人的行为违反了{}的规定，构成{}的违法行为。", matter.2, matter.1),
            "discretion": if self.major {
                "当事人两年内首次实施该违法行为，货值金额480元，不满五千元，未发现危害后果，检查后当场下架，适用裁量基准CL-034“一般”阶次（五万元以上七万元以下），罚款五万五千元。"
            } else {
                "当事人系首次违法，检查当日改正，未造成危害后果，适用“一般”阶次（五百元以上二千元以下），罚款八百元。"
            },
            "basis": [matter.2, matter.3],
            "penalties": [{"kind": "fine", "amount": self.fine_fen()}],
            "base_value": self.major.then_some(48_000),
            "performance": "自收到本决定书之日起十五日内，将罚款缴至明镜区财政局非税收入专户（明镜银行清水支行，账号3101050000000000100）。逾期不缴纳的，每日按罚款数额的百分之三加处罚款。",
            "remedies": "如不服本决定，可以自收到本决定书之日起六十日内向上海市明镜区人民政府申请行政复议，或者自收到本决定书之日起六个月内向上海市明镜区人民法院提起行政诉讼。",
        })
    }
}

fn name_of(id: &str) -> &str {
    PEOPLE.iter().find(|person| person.id == id).map_or(id, |person| person.name)
}

/// Tells a case as far as its plot goes; gives its stream.
pub async fn tell(teller: &mut Teller, plot: &Plot) -> Result<StreamId> {
    let (first, second) = plot.officers();
    let case = teller.tell(plot.on(0, 9, 20), first, "opening", None, opening(plot)).await?;
    let steps: [(Until, Step); 7] = [
        (Until::Proposed, Step::Propose),
        (Until::Filed, Step::File),
        (Until::Investigated, Step::Investigate),
        (Until::Noticed, Step::Notice),
        (Until::Served, Step::Serve),
        (Until::UnderReview, Step::Review),
        (Until::Decided, Step::Decide),
    ];
    for (from, step) in steps {
        if plot.until < from {
            return Ok(case);
        }
        match step {
            Step::Propose => {
                let input = json!({"officers": [first, second], "reason": plot.clue(), "opinion": "经初步核查，涉嫌违法，符合立案条件，建议立案。"});
                teller.tell(plot.on(1, 10, 0), first, "filing_proposal", Some(case), input).await?;
            }
            Step::File => {
                teller
                    .tell(
                        plot.on(1, 15, 30),
                        "xu-guang",
                        "filing",
                        Some(case),
                        json!({"opinion": "同意立案。"}),
                    )
                    .await?;
            }
            Step::Investigate => investigate(teller, plot, case).await?,
            Step::Notice => {
                teller.tell(plot.on(6, 14, 0), first, "prior_notice", Some(case), plot.draft()).await?;
            }
            Step::Serve => serve_notice(teller, plot, case).await?,
            Step::Review => {
                if !review(teller, plot, case).await? {
                    return Ok(case);
                }
            }
            Step::Decide => decide_and_after(teller, plot, case).await?,
        }
    }
    Ok(case)
}

enum Step {
    Propose,
    File,
    Investigate,
    Notice,
    Serve,
    Review,
    Decide,
}

fn opening(plot: &Plot) -> Value {
    let shop = plot.shop();
    json!({
        "title": format!("{shop}{}案", plot.matter().1),
        "matter": plot.matter().0,
        "source": if plot.order % 2 == 0 { "inspection" } else { "complaint" },
        "clue": plot.clue(),
        "party_kind": if plot.is_company() { "organisation" } else { "sole_trader" },
        "party_name": shop,
        "party_code": plot.code(),
        "party_representative": "邵明远",
        "party_address": format!("上海市明镜区清水路{}号", 12 + plot.order % 400),
        "party_phone": "021-55550188",
        "place": format!("上海市明镜区清水路{}号", 12 + plot.order % 400),
        "act_ended_on": plot.received.saturating_sub(1.day()),
        "received_on": plot.received,
    })
}

async fn investigate(teller: &mut Teller, plot: &Plot, case: StreamId) -> Result<()> {
    let (first, second) = plot.officers();
    let place = format!("上海市明镜区清水路{}号", 12 + plot.order % 400);
    let at = |hour, minute| plot.on(2, hour, minute).strftime("%Y-%m-%dT%H:%M").to_string();
    let measured = format!("31.2204,121.4243,12,{}:40+08:00", at(9, 31));
    let shown = json!({
        "at": at(9, 32), "place": place, "measured": measured, "officers": [first, second], "confirmed_by": "邵明远", "confirmed_as": "经营者",
        "uniform": true, "typed_confirmed": true,
    });
    teller.tell_signed(plot.on(2, 9, 35), first, "certificates", case, shown).await?;
    let told = json!({"at": at(9, 33), "told": "邵明远", "words": format!("我们是明镜区市场监督管理局执法人员{}、{}。现依法进行检查，本次执法全程录音录像，请配合。", name_of(first), name_of(second))});
    teller.tell(plot.on(2, 9, 36), first, "recording_notice", Some(case), told).await?;
    let item = if plot.major { "JC-SP-01" } else { "JC-JG-01" };
    let inspection = json!({
        "items": [item], "began_at": at(9, 40), "ended_at": at(10, 25), "place": place, "present": "邵明远（经营者）",
        "found": format!("执法人员出示证件后进入经营场所检查。{}现场商品由当事人指认，执法人员拍照、录像固定，当事人对检查情况无异议。", plot.facts()),
        "signed_by": "邵明远", "signed_as": "经营者", "signature": teller.files["signature.png"],
    });
    teller.tell_signed(plot.on(2, 10, 30), first, "inspection", case, inspection).await?;
    for (order, name) in
        ["现场照片：货架全景", "现场照片：商品外包装", "现场照片：价签和台账"].iter().enumerate()
    {
        let file = teller.files[["photo-1.jpg", "photo-2.jpg", "photo-3.jpg"][order]];
        let input = json!({"kind": "audio_visual", "title": name, "proves": "检查当日经营场所的现场情况", "collected_on": plot.on(2, 0, 0).date(), "collected_at": place, "files": [file]});
        teller.tell(plot.on(2, 10, 40 + order as i8), second, "evidence", Some(case), input).await?;
    }
    let recording = json!({"stage": "inspection", "title": "现场检查录像（演示片段）", "began_at": at(9, 38), "file": teller.files["inspection.mp4"]});
    teller.tell(plot.on(2, 11, 10), second, "recording", Some(case), recording).await?;
    teller.tell_signed(plot.on(3, 15, 20), first, "inquiry", case, inquiry(plot)).await?;
    let draft = plot.draft();
    let conclusion = json!({
        "facts": draft["facts"], "evidence": draft["evidence"], "character": draft["character"], "discretion": draft["discretion"],
        "proposal": format!("建议对当事人罚款{}元。", law::money::Fen(plot.fine_fen())),
    });
    teller.tell(plot.on(5, 16, 0), first, "conclusion", Some(case), conclusion).await.map(|_| ())
}

fn inquiry(plot: &Plot) -> Value {
    let at = |hour, minute| plot.on(3, hour, minute).strftime("%Y-%m-%dT%H:%M").to_string();
    let asked = [
        ("请说明你的身份和与当事人的关系。", "我叫邵明远，是店里的经营者，负责进货和日常管理。"),
        ("检查当日发现的商品是什么时候购进的？", "今年二月从批发市场进的货，票据已经提供给你们了。"),
        ("你们有没有定期清查的制度？", "口头上说过要清，但没有做记录，最近人手少，疏忽了。"),
        ("检查后你们采取了什么措施？", "当场下架了，以后每周清查一次。"),
        ("对以上情况你还有什么补充？", "我们知道错了，愿意改正，希望从轻处理。"),
    ];
    let exchanges: Vec<Value> =
        asked.iter().map(|(question, answer)| json!({"question": question, "answer": answer})).collect();
    json!({
        "began_at": at(14, 0), "ended_at": at(15, 5), "place": "上海市明镜区市场监督管理局询问室", "asked": "邵明远", "asked_identity": "当事人的经营者",
        "recorder": name_of(plot.officers().1), "exchanges": exchanges, "signed_by": "邵明远", "signed_as": "经营者", "typed_confirmed": true,
    })
}

async fn serve_notice(teller: &mut Teller, plot: &Plot, case: StreamId) -> Result<()> {
    let (first, second) = plot.officers();
    let paper = teller.notice(case).await?;
    let input = json!({"paper": paper, "mode": "direct", "place": "当事人经营场所", "attempted_on": plot.on(7, 0, 0).date(), "received_by": "邵明远"});
    teller.tell(plot.on(7, 10, 30), second, "delivery", Some(case), input).await?;
    let statement = json!({
        "on": plot.on(8, 0, 0).date(), "by": "邵明远", "content": "对违法事实没有异议，经营困难，请求从轻处罚。",
        "finding": "当事人所述经营困难未提供证据，且拟处罚已考虑从轻情节，不予采纳。",
    });
    teller.tell(plot.on(8, 16, 0), first, "statement", Some(case), statement).await.map(|_| ())
}

/// Submits, has problems found once in some cases, and agrees; false when the plot stops inside.
async fn review(teller: &mut Teller, plot: &Plot, case: StreamId) -> Result<bool> {
    let (first, _) = plot.officers();
    let mut submitted = plot.draft();
    submitted["explanation"] = json!("本案事实清楚，证据充分，拟依法作出行政处罚决定，现送法制审核。");
    teller.tell(plot.on(14, 9, 30), first, "submission", Some(case), submitted.clone()).await?;
    if plot.until == Until::UnderReview {
        return Ok(false);
    }
    if plot.order % 4 != 1 {
        let problems = json!([{"place": "证据2：商品外包装照片", "problem": "照片未显示完整的生产批号", "advice": "补充注明批号与进货票据的对应关系"}]);
        let opinion = json!({"verdict": "problems", "checks": checks(Some("facts")), "problems": problems, "opinion": "主要事实清楚，证据2与进货票据的对应关系应当说明，退回补充。"});
        teller.tell(plot.on(15, 11, 0), "chen-jing", "opinion", Some(case), opinion).await?;
        if plot.until == Until::Returned {
            return Ok(false);
        }
        submitted["answer"] = json!("已核对进货票据，批号一致，在证据说明中注明。");
        teller.tell(plot.on(16, 10, 0), first, "submission", Some(case), submitted).await?;
    }
    let opinion = json!({"verdict": "agree", "checks": checks(None), "opinion": "事实清楚，证据充分，适用法律正确，裁量适当，程序合法，同意拟作出的决定。"});
    teller.tell(plot.on(17, 15, 0), "chen-jing", "opinion", Some(case), opinion).await?;
    Ok(plot.until > Until::Reviewed)
}

fn checks(not_satisfied: Option<&str>) -> Value {
    events::reviews::SEVEN
        .iter()
        .map(|(key, _)| json!({"key": key, "satisfied": Some(*key) != not_satisfied, "note": ""}))
        .collect()
}

async fn decide_and_after(teller: &mut Teller, plot: &Plot, case: StreamId) -> Result<()> {
    let (first, second) = plot.officers();
    teller.tell(plot.on(19, 10, 0), "xu-guang", "decision", Some(case), plot.draft()).await?;
    if plot.until < Until::Delivered {
        return Ok(());
    }
    let paper = teller.paper(case, PaperKind::PenaltyDecision).await?;
    let input = json!({"paper": paper, "mode": "direct", "place": "当事人经营场所", "attempted_on": plot.on(20, 0, 0).date(), "received_by": "邵明远"});
    teller.tell(plot.on(20, 10, 0), second, "delivery", Some(case), input).await?;
    if plot.until < Until::Published {
        return Ok(());
    }
    teller.tell(plot.on(21, 9, 0), "lin-yue", "publication", Some(case), json!({})).await?;
    if plot.until < Until::Paid {
        return Ok(());
    }
    let payment = json!({"on": plot.on(24, 0, 0).date(), "amount": plot.fine_fen(), "receipt": format!("沪财非税{:08}", plot.order + 1)});
    teller.tell(plot.on(24, 9, 0), first, "payment", Some(case), payment).await?;
    if plot.until < Until::Closed {
        return Ok(());
    }
    let closing =
        json!({"execution": "罚款已全部缴入财政专户，当事人已改正违法行为。", "opinion": "同意结案。"});
    teller.tell(plot.on(26, 10, 0), "xu-guang", "closing", Some(case), closing).await?;
    if plot.until < Until::Archived {
        return Ok(());
    }
    teller.tell(plot.on(30, 10, 0), "gao-shan", "volume", Some(case), json!({})).await.map(|_| ())
}
