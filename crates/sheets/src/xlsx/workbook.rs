//! The workbook itself: its sheets in order with the parts they stand in, from which day it counts, and the parts with its texts and
//! styles. Parts are found through the relations of the package, as the format demands, not by their usual names.

use super::package::Package;
use super::xml::attribute;
use crate::day::Epoch;
use crate::fault::SheetFault;
use quick_xml::events::Event;
use std::collections::HashMap;
use std::io::{Read, Seek};

/// A sheet of cells.
#[derive(Debug)]
pub(crate) struct Sheet {
    pub name: String,
    pub part: String,
    pub visible: bool,
}

#[derive(Debug)]
pub(crate) struct Workbook {
    pub sheets: Vec<Sheet>,
    pub epoch: Epoch,
    pub strings: Option<String>,
    pub styles: Option<String>,
}

/// Sheets beyond this are a fault.
const SHEETS_MAX: usize = 1000;

/// A relation of a part: its kind, the last word of its type, and the part it leads to.
#[derive(Debug)]
struct Relation {
    kind: String,
    part: String,
    external: bool,
}

pub(crate) fn read<R: Read + Seek>(package: &mut Package<R>) -> Result<Workbook, SheetFault> {
    let mut roots = relations(package, "")?.into_values();
    let root = roots.find(|relation| relation.kind == "officeDocument").map(|relation| relation.part);
    let Some(root) = root else {
        return Err(SheetFault::NotAWorkbook { found: "这是其他的压缩文件" });
    };
    let relations = relations(package, &root)?;
    if let Some(link) = relations.values().find(|relation| relation.kind == "externalLink") {
        return Err(SheetFault::ExternalLinks { part: link.part.clone() });
    }
    let kind = |kind: &str| relations.values().find(|relation| relation.kind == kind && !relation.external);
    let mut book = Workbook {
        sheets: Vec::new(),
        epoch: Epoch::From1900,
        strings: kind("sharedStrings").map(|relation| relation.part.clone()),
        styles: kind("styles").map(|relation| relation.part.clone()),
    };
    let mut xml =
        package.part(&root)?.ok_or(SheetFault::NotAWorkbook { found: "这是其他的办公文件" })?;
    let mut is_workbook = false;
    loop {
        let event = xml.next()?;
        let tag = match event {
            Event::Start(tag) => tag,
            Event::Eof => break,
            _ => continue,
        };
        match tag.local_name().as_ref() {
            "workbook" => is_workbook = true,
            "workbookPr" => {
                let truth = attribute(&tag, "date1904");
                if matches!(truth.as_deref(), Some("1" | "true" | "on")) {
                    book.epoch = Epoch::From1904;
                }
            }
            "sheet" => {
                let (name, id) = (attribute(&tag, "name"), attribute(&tag, "id"));
                let visible = !matches!(attribute(&tag, "state").as_deref(), Some("hidden" | "veryHidden"));
                let relation = id.and_then(|id| relations.get(&id));
                if let (Some(name), Some(relation)) = (name, relation)
                    && relation.kind == "worksheet"
                    && !relation.external
                {
                    book.sheets.push(Sheet { name, part: relation.part.clone(), visible });
                }
            }
            _ => {}
        }
        if book.sheets.len() > SHEETS_MAX {
            return Err(xml.broken("工作表过多"));
        }
    }
    if is_workbook {
        Ok(book)
    } else {
        Err(SheetFault::NotAWorkbook { found: "这是其他的办公文件" })
    }
}

/// The relations of a part by their id; those of the package itself for an empty name.
fn relations<R: Read + Seek>(
    package: &mut Package<R>,
    of: &str,
) -> Result<HashMap<String, Relation>, SheetFault> {
    let (folder, file) = of.rsplit_once('/').unwrap_or(("", of));
    let name = format!("{folder}/_rels/{file}.rels");
    let mut found = HashMap::new();
    let Some(mut xml) = package.part(name.trim_start_matches('/'))? else { return Ok(found) };
    loop {
        let tag = match xml.next()? {
            Event::Start(tag) => tag,
            Event::Eof => return Ok(found),
            _ => continue,
        };
        let (id, kind, target) = (attribute(&tag, "Id"), attribute(&tag, "Type"), attribute(&tag, "Target"));
        if let (Some(id), Some(kind), Some(target)) = (id, kind, target) {
            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            let external = attribute(&tag, "TargetMode").as_deref() == Some("External");
            found.insert(id, Relation { kind, part: resolved(folder, &target), external });
        }
        if found.len() > SHEETS_MAX * 4 {
            return Err(xml.broken("关系过多"));
        }
    }
}

/// A target as the name of a part: absolute, or relative to the folder of the part that names it.
fn resolved(folder: &str, target: &str) -> String {
    let whole = match target.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None => format!("{folder}/{target}"),
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in whole.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::resolved;

    #[test]
    fn targets_lead_to_parts() {
        assert_eq!(resolved("xl", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolved("xl", "/xl/worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolved("xl/worksheets", "../tables/./t.xml"), "xl/tables/t.xml");
        assert_eq!(resolved("", "../../xl/workbook.xml"), "xl/workbook.xml");
    }
}
