//! How much one person, and one dock or device by its token, may have under way (plan clause 12): so many uploads, and so many bytes announced together. What is finished counts no more.
//! The limits are settings; whoever reaches one is told which.

use crate::bringer::Bringer;
use crate::desk::uploads::{answer, failed};
use crate::state::DeskState;
use axum::http::StatusCode;
use axum::response::Response;
use store::UnderWay;

/// How much may be under way at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    pub uploads: u64,
    pub size_bytes: u64,
}

/// The limits of a person and of a device's token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UploadLimits {
    pub person: Limit,
    pub device: Limit,
}

impl Default for UploadLimits {
    /// More than a dock full of cameras brings at once.
    fn default() -> Self {
        let limit = Limit { uploads: 200, size_bytes: 1 << 40 };
        UploadLimits { person: limit, device: limit }
    }
}

/// What is wrong with taking more, if anything is.
fn over(limit: Limit, under_way: UnderWay, uploads: u64, more_bytes: u64) -> Option<String> {
    if under_way.uploads + uploads > limit.uploads {
        return Some(format!("已有{}个文件正在上传，请等其中的传完或者取消后再传", limit.uploads));
    }
    (under_way.size_bytes.saturating_add(more_bytes) > limit.size_bytes).then(|| {
        format!(
            "正在上传的文件合计不得超过{}字节，已有{}字节；请等其中的传完或者取消后再传",
            limit.size_bytes, under_way.size_bytes
        )
    })
}

/// Whether so many uploads and bytes more are within the limit of whoever brings them.
pub(super) async fn room(
    state: &DeskState,
    who: &Bringer,
    uploads: u64,
    more_bytes: u64,
) -> Result<(), Response> {
    let limit = match who {
        Bringer::Officer(_) | Bringer::Recorder(_) => state.uploads.person,
        Bringer::Device(_) => state.uploads.device,
    };
    let under_way = state.office.books.uploads_under_way(who.id(), state.now()).await.map_err(failed)?;
    match over(limit, under_way, uploads, more_bytes) {
        Some(says) => Err(answer(StatusCode::TOO_MANY_REQUESTS, &[], &says)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_over_names_the_limit() {
        let limit = Limit { uploads: 2, size_bytes: 100 };
        let under_way = |uploads, size_bytes| UnderWay { uploads, size_bytes };
        assert_eq!(over(limit, under_way(1, 60), 1, 40), None);
        let says = over(limit, under_way(2, 0), 1, 0).expect("too many");
        assert!(says.contains("已有2个文件"), "{says}");
        let says = over(limit, under_way(1, 60), 1, 41).expect("too much");
        assert!(says.contains("不得超过100字节，已有60字节"), "{says}");
        assert_eq!(over(limit, under_way(2, 60), 0, 40), None, "one that is under way goes on");
    }
}
