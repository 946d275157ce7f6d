//! Discretion standards of the synthetic district: one with ranges, one that multiplies what an advertisement cost, one that does either. Made up within what the
//! articles they cite allow; every tier carries its worked example, as the register asks.

use serde_json::{Value, json};

pub fn all(market: &str) -> Vec<Value> {
    vec![expired_food(market), price_tags(market), false_advertisement(market)]
}

fn expired_food(market: &str) -> Value {
    json!({"code": "CL-034", "body": market, "matter": "0200-FOOD-034", "name": "销售超过保质期的食品裁量基准",
    "basis": "《食品安全法》第一百二十四条第一款第（五）项",
    "factors": [
        {"key": "value", "question": "货值金额（元）"},
        {"key": "repeat", "question": "两年内是否因同类行为受过处罚", "choices": ["没有", "有"]},
        {"key": "recall", "question": "是否主动召回", "choices": ["主动召回", "没有召回"]},
    ],
    "tiers": [
        {"name": "较重：货值一万元以上，再次违法", "conditions": ["value>=10000", "repeat=有"], "multiple_of": "value", "multiple_min": 1500, "multiple_max": 2000},
        {"name": "一般：货值一万元以上", "conditions": ["value>=10000"], "multiple_of": "value", "multiple_min": 1000, "multiple_max": 1500},
        {"name": "较重：再次违法", "conditions": ["repeat=有"], "fine_min": 7_000_000, "fine_max": 10_000_000},
        {"name": "较轻", "conditions": ["value<100", "recall=主动召回"], "fine_min": 5_000_000, "fine_max": 5_000_000},
        {"name": "一般", "conditions": ["value<5000"], "fine_min": 5_000_000, "fine_max": 7_000_000},
        {"name": "较重：货值五千元以上", "fine_min": 7_000_000, "fine_max": 10_000_000},
    ],
    "examples": [
        {"answers": ["value=20000", "repeat=有", "recall=没有召回"], "tier": "较重：货值一万元以上，再次违法"},
        {"answers": ["value=20000", "repeat=没有", "recall=没有召回"], "tier": "一般：货值一万元以上"},
        {"answers": ["value=50", "repeat=有", "recall=主动召回"], "tier": "较重：再次违法"},
        {"answers": ["value=99.50", "repeat=没有", "recall=主动召回"], "tier": "较轻"},
        {"answers": ["value=100", "repeat=没有", "recall=主动召回"], "tier": "一般"},
        {"answers": ["value=5000", "repeat=没有", "recall=没有召回"], "tier": "较重：货值五千元以上"},
    ]})
}

fn price_tags(market: &str) -> Value {
    json!({"code": "CL-013", "body": market, "matter": "0200-PRICE-013", "name": "不按规定明码标价裁量基准",
    "basis": "《价格法》第四十二条",
    "factors": [
        {"key": "kinds", "question": "未标价的商品或者服务种数"},
        {"key": "corrected", "question": "是否及时改正", "choices": ["及时改正", "没有改正"]},
    ],
    "tiers": [
        {"name": "较轻", "conditions": ["kinds<=5", "corrected=及时改正"], "fine_min": 0, "fine_max": 50_000},
        {"name": "一般", "conditions": ["corrected=及时改正"], "fine_min": 50_000, "fine_max": 200_000},
        {"name": "较重", "fine_min": 200_000, "fine_max": 500_000},
    ],
    "examples": [
        {"answers": ["kinds=3", "corrected=及时改正"], "tier": "较轻"},
        {"answers": ["kinds=6", "corrected=及时改正"], "tier": "一般"},
        {"answers": ["kinds=3", "corrected=没有改正"], "tier": "较重"},
    ]})
}

fn false_advertisement(market: &str) -> Value {
    json!({"code": "CL-028", "body": market, "matter": "0200-AD-028", "name": "发布虚假广告裁量基准",
    "basis": "《广告法》第五十五条第一款",
    "factors": [
        {"key": "known", "question": "广告费用能否计算", "choices": ["能够计算", "无法计算或者明显偏低"]},
        {"key": "cost", "question": "广告费用（元，无法计算或者明显偏低的不填）"},
        {"key": "harm", "question": "后果", "choices": ["轻微", "一般", "严重"]},
    ],
    "tiers": [
        {"name": "较轻", "conditions": ["known=能够计算", "harm=轻微"], "multiple_of": "cost", "multiple_min": 300, "multiple_max": 350},
        {"name": "一般", "conditions": ["known=能够计算", "harm=一般"], "multiple_of": "cost", "multiple_min": 350, "multiple_max": 450},
        {"name": "较重", "conditions": ["known=能够计算"], "multiple_of": "cost", "multiple_min": 450, "multiple_max": 500},
        {"name": "费用无法计算或者明显偏低，后果严重", "conditions": ["harm=严重"], "fine_min": 60_000_000, "fine_max": 100_000_000},
        {"name": "费用无法计算或者明显偏低", "fine_min": 20_000_000, "fine_max": 60_000_000},
    ],
    "examples": [
        {"answers": ["known=能够计算", "cost=20000", "harm=轻微"], "tier": "较轻"},
        {"answers": ["known=能够计算", "cost=20000", "harm=一般"], "tier": "一般"},
        {"answers": ["known=能够计算", "cost=20000", "harm=严重"], "tier": "较重"},
        {"answers": ["known=无法计算或者明显偏低", "harm=严重"], "tier": "费用无法计算或者明显偏低，后果严重"},
        {"answers": ["known=无法计算或者明显偏低", "harm=一般"], "tier": "费用无法计算或者明显偏低"},
    ]})
}

#[cfg(test)]
mod tests {
    use super::*;
    use registers::evaluation::{Standard, answers, evaluate};

    /// The standard of a matter, and the matter as it is entered.
    fn of(matter: &str) -> (Standard, Value) {
        let standard = all("A").into_iter().find(|content| content["matter"] == matter).unwrap();
        let acts = super::super::district::register_acts().into_iter();
        let entered = acts.map(|(_, input)| input).find(|input| input["code"] == matter).unwrap();
        (serde_json::from_value(standard).unwrap(), entered)
    }

    #[test]
    fn expired_goods_of_ten_thousand_yuan_are_fined_by_the_multiple_of_the_article() {
        let (standard, matter) = of("0200-FOOD-034");
        assert_eq!((&matter["multiple_min"], &matter["multiple_max"]), (&json!(1000), &json!(2000)));
        for (value, repeat, least, most) in [
            ("9999.99", "没有", 70_000, 100_000),
            ("10000", "没有", 100_000, 150_000),
            ("20000", "有", 300_000, 400_000),
            ("1000000", "没有", 10_000_000, 15_000_000),
        ] {
            let told = [format!("value={value}"), format!("repeat={repeat}"), "recall=没有召回".to_owned()];
            let found = evaluate(&standard, &answers(&told)).unwrap();
            let band = (law::money::Fen::yuan(least), law::money::Fen::yuan(most));
            assert_eq!((found.fine_min, found.fine_max), band, "{value}");
        }
    }

    #[test]
    fn advertisements_are_fined_no_less_than_the_article_says() {
        let (standard, matter) = of("0200-AD-028");
        let least = matter["fine_min"].as_i64().unwrap();
        assert_eq!((least, &matter["penalties"][0]["force"]), (20_000_000, &json!("shall")));
        for tier in &standard.tiers {
            match tier.multiple_min {
                Some(percent) => assert!(percent >= 300, "{}", tier.name),
                None => assert!(tier.fine_min.0 >= least, "{}", tier.name),
            }
        }
        assert!(!matter["tiers"].to_string().contains("一倍至二倍"));
    }

    #[test]
    fn every_tier_has_a_worked_example_that_leads_to_it() {
        for content in all("A") {
            let standard: Standard = serde_json::from_value(content).unwrap();
            for example in &standard.examples {
                assert_eq!(evaluate(&standard, &answers(&example.answers)).unwrap().tier, example.tier);
            }
            for tier in &standard.tiers {
                assert!(standard.examples.iter().any(|example| example.tier == tier.name), "{}", tier.name);
            }
        }
    }
}
