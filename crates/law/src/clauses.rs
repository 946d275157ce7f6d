//! The plan's twenty-five numbered points (长宁区三项制度实施方案, 2020-07-02), in its own words, shortened.
//!
//! The coverage page and the tidy check read them; what carries each out, and which tests show it, is said elsewhere.

use serde::Serialize;

use crate::article::{Article, PLAN};

/// One numbered point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Clause {
    /// 1–25.
    pub number: u8,
    /// The section it stands in.
    pub heading: &'static str,
    pub text: &'static str,
}

impl Clause {
    pub const fn article(&self) -> Article {
        Article::of(PLAN, self.number as u16)
    }
}

/// The point of that number; `None` outside 1–25.
pub fn clause(number: u8) -> Option<&'static Clause> {
    CLAUSES.iter().find(|c| c.number == number)
}

const BEFORE: &str = "事前公示执法信息";
const DURING: &str = "事中公示执法信息";
const AFTER: &str = "事后公示执法信息";
const REPORT: &str = "行政执法数据的报送";
const RECORD: &str = "全过程记录";
const EQUIPMENT: &str = "装备管理";
const KEEPING: &str = "记录资料管理、归档和档案管理";
const USE: &str = "发挥记录作用、建立电子档案";
const SCOPE: &str = "明确审核的范围";
const REVIEWERS: &str = "明确审核机构";
const PROCEDURE: &str = "明确审核程序";
const FILING: &str = "明确归档要求";
const RESPONSIBILITY: &str = "明确审核责任";

#[rustfmt::skip]
pub const CLAUSES: [Clause; 25] = [
    Clause { number: 1, heading: BEFORE, text: "通过行政执法信息公示平台全面公示行政执法主体、权限、程序、裁量基准、救济渠道等信息。" },
    Clause { number: 2, heading: BEFORE, text: "通过信息共享，将权力事项、办事指南、权责清单、随机抽查事项清单、执法人员证件信息等由公示平台向社会公示。" },
    Clause { number: 3, heading: DURING, text: "监督检查、调查取证、采取强制措施和强制执行、送达执法文书时，必须主动出示行政执法证件，亮明身份。" },
    Clause { number: 4, heading: DURING, text: "出具执法文书，主动告知执法事由、依据，陈述、申辩、听证、回避、配合执法等事项；按照规定着装、佩戴标识。" },
    Clause { number: 5, heading: DURING, text: "政务服务窗口设置岗位信息公示牌，明示照片、姓名、职务、岗位职责、示范文本、进度查询、咨询服务、投诉举报等信息。" },
    Clause { number: 6, heading: AFTER, text: "决定作出之日起20个工作日内公布执法单位、执法对象、执法类别、执法结论等信息；行政许可、行政处罚7个工作日内向社会公开。" },
    Clause { number: 7, heading: REPORT, text: "每年1月15日前将上年度行政执法总体情况有关数据报上级主管部门；区政府、街道、乡镇数据统一由区司法局报送。" },
    Clause { number: 8, heading: RECORD, text: "制定统一的执法文书格式文本、制作指引及规范用语；文字记录应当完整、清晰、准确，如实反映行政执法过程。" },
    Clause { number: 9, heading: RECORD, text: "视音频记录完整反映现场人员的言语、行为；开始时告知相对人；应连续，中断的应说明原因；高风险现场可不作视音频记录。" },
    Clause { number: 10, heading: EQUIPMENT, text: "配备音像记录设备、建设音像记录场所，按照工作必需、厉行节约、性能适度、安全稳定、适量够用的原则确定，并列入财政预算。" },
    Clause { number: 11, heading: EQUIPMENT, text: "建立健全音像记录管理制度，明确使用规范、记录要素、用语指引、存储应用、监督管理等要求。" },
    Clause { number: 12, heading: KEEPING, text: "建立健全记录信息调阅监督制度，做到可实时调阅；探索成本低、效果好、易保存、防删改的储存方式，对同一执法对象的记录集中储存。" },
    Clause { number: 13, heading: KEEPING, text: "规范记录资料的归档和档案管理，明确归档范围和保管期限、归档要求、归档时间、档案利用，确保所有行政执法行为有据可查。" },
    Clause { number: 14, heading: USE, text: "建设、完善线上工作系统，逐步建设电子文件归档和电子档案管理系统功能，探索人工智能技术的运用。" },
    Clause { number: 15, heading: USE, text: "发挥记录资料对案卷评查、执法监督、评议考核、舆情应对、行政决策和社会信用体系的作用，统计分析记录资料，发现薄弱环节。" },
    Clause { number: 16, heading: SCOPE, text: "对符合听证条件的处罚、许可决定，减轻处罚决定，变更、撤回、撤销许可决定，强制执行决定，房屋征收决定和其他重大决定进行法制审核。" },
    Clause { number: 17, heading: REVIEWERS, text: "法制机构为审核机构；没有法制机构的，指定除经办部门以外的机构作为审核机构。" },
    Clause { number: 18, heading: REVIEWERS, text: "法制审核人员原则上不少于本单位执法人员总数的5%，配备具有法律职业资格或法律专业背景的人员。" },
    Clause { number: 19, heading: PROCEDURE, text: "在决定的办理期限内确定法制审核的期限；审核机构在期限内审核，出具同意或者存在问题的书面审核意见，并退回相关材料。" },
    Clause { number: 20, heading: FILING, text: "将法制审核意见作为归档材料，与相关材料一并归档。" },
    Clause { number: 21, heading: RESPONSIBILITY, text: "主要负责人是法制审核的第一责任人；没有经过法制审核的，不得作出执法决定；健全审核意见不一致时的协调机制。" },
    Clause { number: 22, heading: "落实工作职责", text: "主要负责人是全面推行三项制度的第一责任人，切实加强领导，定期听取汇报，及时研究解决问题。" },
    Clause { number: 23, heading: "落实队伍建设", text: "配足配强人员，通过岗前、岗位培训提高业务水平；建立科学的考核评价体系和人员激励机制。" },
    Clause { number: 24, heading: "落实教育培训", text: "有计划地开展三项制度专题学习培训，着力提高行政执法人员能力和水平。" },
    Clause { number: 25, heading: "做好三项制度督查工作", text: "通过专项督察、案卷评查、执法检查等方式，对三项制度推行落实工作进行监督检查。" },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twenty_five_points_in_order() {
        let numbers: Vec<u8> = CLAUSES.iter().map(|c| c.number).collect();
        assert_eq!(numbers, (1..=25).collect::<Vec<u8>>());
        assert!(CLAUSES.iter().all(|c| c.text.ends_with('。') && c.text.chars().count() <= 80));
        assert_eq!(
            clause(6).map(|c| c.article().to_string()).as_deref(),
            Some("《长宁区三项制度实施方案》第六条")
        );
        assert_eq!(clause(26), None);
    }
}
