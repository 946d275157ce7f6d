//! Photos of window posts (plan clause 5): given out only while a public entry that stands today names them, and only if they carry nothing beside the picture. Which
//! files there are besides is not to be learned here.

use super::missing::Missing;
use super::{PAGE_CACHING, PortalState};
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use events::FileId;
use events::field::Shape;
use registers::photo::PHOTO_BYTES_MAX;
use serde_json::Value;

/// `GET /photos/{photo}`.
pub async fn show(State(state): State<PortalState>, Path(photo): Path<String>) -> Result<Response, Missing> {
    let id: FileId = photo.parse().map_err(|_| Missing::Page)?;
    if !named(&state, &photo) {
        return Err(Missing::Page);
    }
    let bytes = state.public.photo(id, PHOTO_BYTES_MAX).await?.ok_or(Missing::Page)?;
    // An entry that came in past the desk's form may name a photo that says where it was taken.
    if media::bare(&bytes).ok().as_deref() != Some(&*bytes) {
        return Err(Missing::Page);
    }
    let kind = if bytes.starts_with(b"\x89PNG") { "image/png" } else { "image/jpeg" };
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, PAGE_CACHING),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
    ];
    Ok((headers, bytes).into_response())
}

/// Whether a public entry that stands today names this photo.
fn named(state: &PortalState, photo: &str) -> bool {
    let (directory, today) = (state.directory(), state.today());
    let found = directory.registers.all().any(|register| {
        let fields = register.kind.fields.iter().filter(|field| matches!(field.shape, Shape::File));
        let public: Vec<&str> =
            fields.map(|field| field.key).filter(|key| register.kind.public.contains(key)).collect();
        let names = |content: &Value| {
            public.iter().any(|key| content.get(*key).and_then(Value::as_str) == Some(photo))
        };
        !public.is_empty() && register.all_as_of(today).any(|(_, content)| names(&content))
    });
    found
}
