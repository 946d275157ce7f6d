//! Open data of each public register (开放数据): all public entries that hold on a day, as a table (XLSX, CSV in UTF-8 or GB 18030), as JSON, and the schema of that
//! JSON (plan clauses 1 and 2). Only what the declaration makes public comes here at all (`super::public`); the tables are written by `sheets`, which takes no
//! text for a formula and refuses what would not read back.
//!
//! A file is made once for as long as what holds is the same, kept in memory with its compressed form and its tag, and is the same bytes on every node: whoever has
//! it already is told so in a few bytes. So a request costs the same however long a register grows.

use super::pages::Asked;
use super::public::PublicRegister;
use crate::asked_day::{self, NoDay};
use crate::assets::Asset;
use crate::portal::missing::Missing;
use crate::portal::{PAGE_CACHING, PortalState, shared_with_all};
use crate::schema;
use crate::sheet::columns::Sheet;
use crate::sheet::writing::{self, FORMS};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use flate2::Compression;
use jiff::civil::Date;
use moka::future::Cache;
use registers::declaration::canonical;
use serde_json::{Map, Value, json};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// What all kept files may take together.
const BYTES_MAX: u64 = 128 << 20;
/// A file nobody has asked for in this time is made again when somebody does.
const IDLE: Duration = Duration::from_secs(3600);
/// A workbook says when it was made: on the day since which it holds; on this one where nothing ever held.
const NEVER: Date = Date::constant(2000, 1, 1);

/// A form of a file, by how its address ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// Place in [`FORMS`].
    Table(usize),
    /// The entries as they are entered, amounts in fen and rows as rows.
    Entries,
    Schema,
}

/// How the addresses end that are no tables.
pub const ENTRIES: &str = "json";
pub const SCHEMA: &str = "schema.json";

impl Form {
    pub fn of(ending: &str) -> Option<Form> {
        match ending {
            ENTRIES => Some(Form::Entries),
            SCHEMA => Some(Form::Schema),
            _ => FORMS.iter().position(|form| form.ends == ending).map(Form::Table),
        }
    }

    fn media_type(self) -> &'static str {
        match self {
            Form::Table(place) => FORMS[place].media_type,
            Form::Entries => "application/json",
            Form::Schema => "application/schema+json",
        }
    }

    /// A workbook is compressed in itself.
    fn level(self) -> Option<Compression> {
        let workbook = matches!(self, Form::Table(place) if FORMS[place].format == sheets::Format::Xlsx);
        (!workbook).then(Compression::default)
    }
}

/// What makes a file the one it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Named {
    register: &'static str,
    /// Of the registers, when the register was made public as it is.
    version: u64,
    since: Option<Date>,
    form: Form,
}

/// The kept files.
#[derive(Clone)]
pub struct Files {
    kept: Cache<Named, Arc<Asset>>,
    /// One is made at a time: a long one takes a core for a moment.
    one: Arc<Semaphore>,
}

impl Files {
    pub fn new() -> Files {
        let weight =
            |_: &Named, file: &Arc<Asset>| u32::try_from(file.size_bytes() + 512).unwrap_or(u32::MAX);
        let kept = Cache::builder().weigher(weight).max_capacity(BYTES_MAX).time_to_idle(IDLE).build();
        Files { kept, one: Arc::new(Semaphore::new(1)) }
    }

    /// The register on a day in a form; whoever asks for the same meanwhile waits for the one that is being made.
    async fn file(
        &self,
        register: Arc<PublicRegister>,
        form: Form,
        day: Date,
    ) -> Result<Arc<Asset>, Arc<String>> {
        let (since, version) = (register.since(day), register.version);
        let named = Named { register: register.kind.word, version, since, form };
        let one = self.one.clone();
        let made = async move {
            // It is never closed.
            let _one = one.acquire_owned().await.map_err(|fault| fault.to_string())?;
            let made = tokio::task::spawn_blocking(move || {
                let bytes = written(&register, form, since)?;
                let file = Asset::of(Bytes::from(bytes), form.media_type(), form.level());
                file.map(Arc::new).ok_or_else(|| "no tag".to_owned())
            });
            made.await.map_err(|fault| fault.to_string())?
        };
        self.kept.try_get_with(named, made).await
    }
}

/// `GET /open-data/{register}.{form}`, as of any day.
pub async fn show(
    State(state): State<PortalState>,
    Path(file): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Missing> {
    let (word, ending) = file.split_once('.').ok_or(Missing::Page)?;
    let form = Form::of(ending).ok_or(Missing::Page)?;
    let register = state.directory().registers.shared(word).ok_or(Missing::Page)?;
    let day = match asked.day(&state) {
        Ok(day) => day,
        Err(fault) => return Ok(no_day(&fault)),
    };
    let mut answer = match state.files.file(register, form, day).await {
        Ok(file) => file.answer(&headers, PAGE_CACHING),
        Err(fault) => {
            tracing::error!(%fault, word, ending, "open data could not be written");
            let says = "这个文件暂时不能生成，请稍后再试，或者下载其他格式。";
            return Ok((StatusCode::SERVICE_UNAVAILABLE, says).into_response());
        }
    };
    shared_with_all(answer.headers_mut());
    if let Form::Table(_) = form {
        let name = format!("attachment; filename=\"{word}-{day}.{ending}\"");
        answer
            .headers_mut()
            .extend(HeaderValue::from_str(&name).map(|name| (header::CONTENT_DISPOSITION, name)));
    }
    Ok(answer)
}

/// What a program is told that asked for a day that is none: the field, and its form.
fn no_day(fault: &NoDay) -> Response {
    let told = json!({"error": fault.says(), "field": asked_day::FIELD, "form": asked_day::FORM});
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
    let mut answer = (StatusCode::BAD_REQUEST, headers, told.to_string()).into_response();
    shared_with_all(answer.headers_mut());
    answer
}

/// The bytes of a file, on whichever thread has the time.
fn written(register: &PublicRegister, form: Form, since: Option<Date>) -> Result<Vec<u8>, String> {
    let (kind, day) = (register.kind, since.unwrap_or(NEVER));
    let entries = since.into_iter().flat_map(|day| register.all_as_of(day));
    match form {
        Form::Schema => {
            serde_json::to_vec_pretty(&schema::open_data(kind)).map_err(|fault| fault.to_string())
        }
        Form::Table(place) => {
            let sheet = Sheet::public(kind).map_err(|fault| fault.to_string())?;
            let contents = entries.map(|(_, content)| content);
            let file = writing::open_data(&sheet, FORMS[place].format, contents, day.at(0, 0, 0, 0));
            file.map_err(|fault| fault.to_string())
        }
        Form::Entries => {
            let labels: Map<String, Value> =
                kind.public_fields().map(|field| (field.key.to_owned(), field.label.into())).collect();
            let entries: Vec<Value> =
                entries.map(|(key, content)| json!({"key": key, "content": canonical(&content)})).collect();
            let whole = json!({
                "register": kind.word, "title": kind.title, "since": since, "article": kind.article.to_string(),
                "schema": format!("/open-data/{}.{SCHEMA}", kind.word), "fields": labels, "entries": entries,
            });
            serde_json::to_vec(&whole).map_err(|fault| fault.to_string())
        }
    }
}

#[cfg(test)]
#[path = "files_tests.rs"]
mod tests;
