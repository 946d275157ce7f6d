//! Which field of a register holds the key of an entry of another: what a page makes a link of, and how the entries that belong to a body or a matter are
//! found from it (plan clauses 1 and 2: from a body to its matters, from a matter to its standard, guide and remedies).

/// A field that names an entry of another register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reference {
    pub register: &'static str,
    pub field: &'static str,
    /// The register whose entry is named.
    pub to: &'static str,
}

const fn reference(register: &'static str, field: &'static str, to: &'static str) -> Reference {
    Reference { register, field, to }
}

/// Every reference that is public.
pub const ALL: &[Reference] = &[
    reference("department", "body", "body"),
    reference("officer", "body", "body"),
    reference("matter", "body", "body"),
    reference("remedies", "body", "body"),
    reference("guides", "body", "body"),
    reference("guides", "matter", "matter"),
    reference("duty_lists", "body", "body"),
    reference("inspection_items", "body", "body"),
    reference("inspection_plans", "body", "body"),
    reference("inspection_plans", "items", "inspection_items"),
    reference("random_inspections", "body", "body"),
    reference("random_inspections", "item", "inspection_items"),
    reference("discretion", "body", "body"),
    reference("discretion", "matter", "matter"),
    reference("leniency", "body", "body"),
    reference("leniency", "matter", "matter"),
    reference("window_posts", "body", "body"),
    reference("monitoring_places", "body", "body"),
    reference("recording_rules", "body", "body"),
    reference("street_powers", "body", "body"),
    reference("street_powers", "matter", "matter"),
    reference("street_powers", "from_body", "body"),
    reference("delegations", "delegator", "body"),
    reference("delegations", "delegate", "body"),
    reference("uniform_rules", "body", "body"),
    reference("review_substitutes", "body", "body"),
    reference("review_substitutes", "department", "department"),
    reference("review_substitutes", "centre", "body"),
];

/// The register an entry of which this field names.
pub fn of_field(register: &str, field: &str) -> Option<&'static str> {
    ALL.iter().find(|known| known.register == register && known.field == field).map(|known| known.to)
}

/// The references of one register.
pub fn of_register(register: &str) -> impl Iterator<Item = &'static Reference> {
    ALL.iter().filter(move |known| known.register == register)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::all;
    use events::field::{Offer, Shape};

    #[test]
    fn every_reference_leads_from_a_public_field_to_a_public_register() {
        for one in ALL {
            let kind = all::by_word(one.register).expect("a register");
            assert!(kind.public.contains(&one.field), "{}.{}", one.register, one.field);
            assert!(all::by_word(one.to).is_some_and(|to| to.is_public() && to.key.len() == 1), "{}", one.to);
        }
    }

    #[test]
    fn no_public_field_that_names_a_body_is_left_out() {
        for kind in all::ALL.iter().filter(|kind| kind.word != "body") {
            for field in kind.public.iter().filter_map(|key| kind.field(key)) {
                if matches!(field.shape, Shape::One(Offer::Bodies)) {
                    assert_eq!(of_field(kind.word, field.key), Some("body"), "{}.{}", kind.word, field.key);
                }
            }
        }
    }
}
