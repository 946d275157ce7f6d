//! What the desk's pages share: the office and how it is reached.

use crate::desk::upload_limits::UploadLimits;
use crate::office::Office;
use jiff::Timestamp;

/// State of the desk listener.
#[derive(Clone)]
pub struct DeskState {
    pub office: Office,
    /// Whether the desk is reached over HTTPS; cookies are then sent over nothing else.
    pub secure: bool,
    /// Whether a reverse proxy stands before the desk; attempts to sign in are then counted for the address it names.
    pub behind_proxy: bool,
    /// How much may be uploaded at once.
    pub uploads: UploadLimits,
}

impl DeskState {
    /// The one clock.
    pub fn now(&self) -> Timestamp {
        self.office.desk.clock.now()
    }

    pub fn today(&self) -> jiff::civil::Date {
        events::occasion::beijing(self.now()).date()
    }
}
