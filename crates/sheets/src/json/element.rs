//! The elements of a JSON file as they stand there: the members of an object in their order and with their repetitions, which a map
//! would hide, and numbers as they print.

use crate::found::Found;
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// Any JSON value.
#[derive(Debug)]
pub(crate) enum Element {
    Null,
    Truth(bool),
    Number(String),
    Text(String),
    List(Vec<Element>),
    Object(Vec<(String, Element)>),
}

impl Element {
    /// The value as it stands in a cell.
    pub fn found(self) -> Found {
        match self {
            Element::Null => Found::Blank,
            Element::Truth(truth) => Found::Truth(truth),
            Element::Number(written) => Found::Number { written, counted: None },
            Element::Text(text) => Found::Text(text),
            Element::Object(_) => Found::Other("对象"),
            Element::List(elements) => {
                let texts = elements.into_iter().map(|element| match element {
                    Element::Text(text) => Some(text),
                    _ => None,
                });
                texts.collect::<Option<_>>().map_or(Found::Other("列表中有不是文字的内容"), Found::List)
            }
        }
    }
}

impl<'de> Deserialize<'de> for Element {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        reader.deserialize_any(Anything)
    }
}

struct Anything;

impl<'de> Visitor<'de> for Anything {
    type Value = Element;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Element, E> {
        Ok(Element::Null)
    }

    fn visit_bool<E: Error>(self, truth: bool) -> Result<Element, E> {
        Ok(Element::Truth(truth))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Element, E> {
        Ok(Element::Number(number.to_string()))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Element, E> {
        Ok(Element::Number(number.to_string()))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Element, E> {
        Ok(Element::Number(number.to_string()))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Element, E> {
        Ok(Element::Text(text.to_owned()))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Element, E> {
        Ok(Element::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Element, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Element::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Element, A::Error> {
        let mut object = Vec::new();
        while let Some(member) = members.next_entry()? {
            object.push(member);
        }
        Ok(Element::Object(object))
    }
}

/// A list whose elements are handed on one by one until `each` has enough.
pub(crate) struct List<F> {
    pub each: F,
}

impl<'de, F: FnMut(Element) -> bool> DeserializeSeed<'de> for List<F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_seq(self)
    }
}

impl<'de, F: FnMut(Element) -> bool> Visitor<'de> for List<F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of objects")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<(), A::Error> {
        while let Some(element) = items.next_element()? {
            if !(self.each)(element) {
                return Err(A::Error::custom("enough"));
            }
        }
        Ok(())
    }
}
