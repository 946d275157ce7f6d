//! Opening a district: the store with its key, the press with its fonts, and the office over both. Every command begins here.

use crate::clock::MachineClock;
use crate::key;
use crate::settings::Settings;
use anyhow::{Context, Result, bail};
use desk::Desk;
use desk::carry_out::Clock;
use documents::Press;
use pages::office::Office;
use std::sync::Arc;
use store::{Books, Config};

/// What the store is told. The ledger's key is made when there is none.
pub fn store_config(settings: &Settings) -> Result<Config> {
    std::fs::create_dir_all(&settings.data)
        .with_context(|| format!("data folder {}", settings.data.display()))?;
    Ok(Config {
        database: settings.database_url()?,
        objects: settings.objects_url()?,
        origin: settings.origin.clone(),
        randomness: None,
        ledger_key: key::read_or_make(&settings.key_file()?)?,
        breaks: None,
    })
}

/// Opens the store.
pub async fn books(settings: &Settings) -> Result<Arc<Books>> {
    let config = store_config(settings)?;
    Ok(Arc::new(Books::open(&config).await.context("the store does not open")?))
}

/// Opens the store of a district that is there: looking must not make one, or a mistyped folder would be found without fault.
pub async fn standing(settings: &Settings) -> Result<Arc<Books>> {
    let key = settings.key_file()?;
    if !key.exists() {
        bail!("there is no district here: {} is not there", key.display());
    }
    books(settings).await
}

/// The desk alone, on the machine's clock.
pub fn desk(books: &Arc<Books>) -> Desk {
    Desk { store: books.clone(), clock: Arc::new(MachineClock) }
}

/// The office: the desk, and a press for the papers that acts issue.
pub fn office(settings: &Settings, books: Arc<Books>, clock: Arc<dyn Clock>) -> Result<Office> {
    let mut folders = settings.fonts.clone();
    folders.extend(documents::usual_font_dirs());
    let press = Arc::new(Press::new(&folders)?);
    let desk = Desk { store: books.clone(), clock };
    Ok(Office { desk, books, press, portal_url: settings.portal_address() })
}
