//! Writing JSON: an object a row, named by the columns' keys, with codes of choices, days as ISO 8601, and money as text to the fen, so
//! that no reader's arithmetic changes it. Blank cells are null, so that every object has the same names.

use super::WriteFault;
use crate::column::Columns;
use crate::value::Value;
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::io::Write;

pub(crate) struct Objects<W> {
    pub out: W,
    /// Of a list, what goes before the next object.
    pub between: Option<&'static str>,
}

impl<W: Write> Objects<W> {
    pub fn row(&mut self, columns: &Columns, values: &[Value]) -> Result<(), WriteFault> {
        if let Some(between) = &mut self.between {
            self.out.write_all(between.as_bytes())?;
            *between = ",\n";
        }
        serde_json::to_writer(&mut self.out, &Object { columns, values }).map_err(std::io::Error::from)?;
        if self.between.is_none() {
            self.out.write_all(b"\n")?;
        }
        Ok(())
    }

    pub fn finish(mut self) -> Result<W, WriteFault> {
        if self.between.is_some() {
            self.out.write_all(b"\n]\n")?;
        }
        self.out.flush()?;
        Ok(self.out)
    }
}

struct Object<'a> {
    columns: &'a Columns,
    values: &'a [Value],
}

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
        let mut object = writer.serialize_map(Some(self.values.len()))?;
        for (column, value) in self.columns.list().iter().zip(self.values) {
            object.serialize_key(&column.key)?;
            match value {
                Value::Empty => object.serialize_value(&())?,
                Value::Integer(number) => object.serialize_value(number)?,
                Value::YesNo(truth) => object.serialize_value(truth)?,
                Value::List(items) => object.serialize_value(items)?,
                Value::Choice(code) => object.serialize_value(code)?,
                other => object.serialize_value(&other.text(&column.kind))?,
            }
        }
        object.end()
    }
}
