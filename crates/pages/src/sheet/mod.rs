//! Registers as tables (名录的导入和导出): columns from a register's one declaration, entries as rows, and rows read back as the changes they would make (plan clauses 1
//! and 2). Formats, encodings and cells are the business of the crate `sheets`, what may stand in a register is the business of its acts; here one meets the
//! other, so that an export read back changes nothing and every row that cannot stand is named by its cell.

pub mod columns;
mod meaning;
mod nested;
pub mod reading;
pub mod work;
pub mod writing;

#[cfg(test)]
mod office_tests;
#[cfg(test)]
pub(crate) mod tests;
