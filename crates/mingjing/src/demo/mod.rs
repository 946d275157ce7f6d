//! `mingjing demo`: a synthetic district, told by performing the very acts officers perform, on a fixed seed: the same seed gives the same bytes.
//!
//! The seed also gives the ledger's key and every salt, so nothing here is secret and no real case may ever be entered in such a district. A telling that was
//! cut off is taken up where it stopped: every act has its own key, and an act already there adds nothing.

mod articles;
pub mod district;
pub mod entries;
mod standards;
pub mod stories;
pub mod teller;
pub mod turns;

use crate::settings::{IN_FOLDER, Settings};
use crate::{found, key, rooms};
use anyhow::{Context, Result, bail};
use bytes::Bytes;
use desk::Desk;
use desk::founding::Founding;
use events::OfficerId;
use jiff::ToSpan;
use jiff::civil::date;
use pages::office::Office;
use pages::state::DeskState;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use store::{Account, Books};
use stories::Plot;
use teller::{SetClock, Teller};
use turns::Turns;

/// The password of every account.
pub const PASSWORD: &str = "mingjing-demo";
/// The first administrator.
pub const ADMINISTRATOR: &str = "admin";
/// Cases told when nobody says how many.
pub const CASES: usize = 12;
/// The seed when nobody says which.
pub const SEED: u64 = 310_105;
/// Name of the synthetic ledger.
const ORIGIN: &str = "demo.mingjing.local/310105";
/// Marks a folder as a synthetic district, from before its first entry.
const MARK: &str = "demo.seed";

/// Photos and a recording, made by ffmpeg's test sources, and a name as it is drawn on a screen.
const FILES: [(&str, &[u8]); 5] = [
    ("photo-1.jpg", include_bytes!("files/photo-1.jpg")),
    ("photo-2.jpg", include_bytes!("files/photo-2.jpg")),
    ("photo-3.jpg", include_bytes!("files/photo-3.jpg")),
    ("inspection.mp4", include_bytes!("files/inspection.mp4")),
    ("signature.png", include_bytes!("files/signature.png")),
];

/// Settings of a synthetic district in a folder.
pub fn settings(folder: &Path) -> Result<Settings> {
    let mut settings = Settings::read(None, Some(folder))?;
    settings.origin = ORIGIN.to_owned();
    (settings.database, settings.objects, settings.ledger_key) = (None, None, None);
    Ok(settings)
}

/// Tells the district into its folder unless it has been told; answers whether it was told just now.
pub async fn told(settings: &Settings, cases: usize, seed: u64) -> Result<bool> {
    if settings.data.join(IN_FOLDER).exists() {
        if !settings.data.join(MARK).exists() {
            bail!("{} holds a district that is not a synthetic one", settings.data.display());
        }
        return Ok(false);
    }
    mark(settings, seed)?;
    let mut config = rooms::store_config(settings)?;
    config.randomness = Some(seed);
    let books = Arc::new(Books::open(&config).await.context("the store does not open")?);
    eprintln!("Telling a synthetic district of {cases} cases, seed {seed} …");
    let told = tell(settings, &books, cases).await;
    books.close().await?;
    told?;
    let whole = format!("# A synthetic district; nothing in it is secret or real.\norigin = \"{ORIGIN}\"\n");
    std::fs::write(settings.data.join(IN_FOLDER), whole)?;
    Ok(true)
}

/// Marks the folder, before anything else is written there.
fn mark(settings: &Settings, seed: u64) -> Result<()> {
    let place = settings.data.join(MARK);
    if place.exists() {
        let before = std::fs::read_to_string(&place)?;
        if before.trim() != seed.to_string() {
            bail!("{} was begun with seed {}", settings.data.display(), before.trim());
        }
        return Ok(());
    }
    if settings.data.join("mingjing.db").exists() || settings.key_file()?.exists() {
        bail!("{} holds a district that is not a synthetic one", settings.data.display());
    }
    std::fs::create_dir_all(&settings.data)?;
    std::fs::write(&place, format!("{seed}\n"))?;
    key::write(&settings.key_file()?, &key::of_seed(seed))
}

async fn tell(settings: &Settings, books: &Arc<Books>, cases: usize) -> Result<()> {
    let clock = Arc::new(SetClock::default());
    clock.set(events::occasion::instant(date(2026, 1, 5).at(9, 0, 0, 0)).context("the first moment")?);
    let office = rooms::office(settings, books.clone(), clock.clone())?;
    found_district(&office.desk, books).await?;
    let files = keep_files(&office).await?;
    let mut registrar = Teller::printing(&office, &clock, &files, "register".to_owned());
    enter_registers(&mut registrar).await?;
    open_accounts(books).await?;
    let stories = Turns::of(cases).into_iter().enumerate().map(|(order, turn)| {
        let mut teller = Teller::printing(&office, &clock, &files, format!("case-{order}"));
        teller.turn = Some(turn);
        async move { stories::tell(&mut teller, &Plot::of(order)).await }
    });
    futures::future::try_join_all(stories).await?;
    Ok(())
}

/// Enters bodies, departments, people and matters, a minute apart, and then the registers that two persons keep.
pub async fn enter_registers(registrar: &mut Teller) -> Result<()> {
    for (order, (word, input)) in district::register_acts().into_iter().enumerate() {
        let at = date(2026, 1, 5).at(9, 10, 0, 0).saturating_add((order as i64).minutes());
        registrar.tell(at, ADMINISTRATOR, word, None, input).await?;
    }
    entries::enter(registrar).await
}

/// Founds the district with its first administrator, unless that has been done.
pub async fn found_district(desk: &Desk, books: &Books) -> Result<()> {
    if !found::is_empty(books) {
        return Ok(());
    }
    let founding = Founding {
        body_code: district::codes().justice,
        body_name: "上海市明镜区司法局".to_owned(),
        region: "310105".to_owned(),
        administrator: OfficerId::from(ADMINISTRATOR),
        administrator_name: "方远".to_owned(),
    };
    desk.found(&founding).await.map_err(|said| anyhow::anyhow!(found::in_words(&said)))
}

/// Takes the files in as an upload is taken in, so that what is known of them was read from them.
pub async fn keep_files(office: &Office) -> Result<BTreeMap<&'static str, events::FileId>> {
    let state =
        DeskState { office: office.clone(), secure: false, behind_proxy: false, uploads: Default::default() };
    let mut kept = BTreeMap::new();
    for (name, bytes) in FILES {
        let stream = futures::stream::iter([Ok::<_, std::io::Error>(Bytes::from_static(bytes))]);
        let taken = pages::intake::take(&state, &ADMINISTRATOR.into(), stream, name).await;
        let named = taken.map_err(|why| anyhow::anyhow!("{name} was not taken: {why:?}"))?;
        everyone_took_in(&office.books, &named, state.now()).await?;
        kept.insert(name, named.sha256);
    }
    Ok(kept)
}

/// Notes the file as taken in by everyone: in the demo each officer has the same photos to show.
pub async fn everyone_took_in(
    books: &Books,
    file: &events::people::FileNamed,
    at: jiff::Timestamp,
) -> Result<()> {
    for person in district::PEOPLE {
        books.took_in(file.sha256, &OfficerId::from(person.id), &file.name, at).await?;
    }
    Ok(())
}

/// Everyone may sign in with the one password; it is hashed once, because hashing is slow on purpose.
async fn open_accounts(books: &Books) -> Result<()> {
    let password_hash =
        pages::session::hash_password(PASSWORD).map_err(|e| anyhow::anyhow!("password: {e}"))?;
    let everyone = district::PEOPLE.iter().map(|person| person.id).chain([ADMINISTRATOR]);
    for id in everyone {
        let account = Account {
            officer: OfficerId::from(id),
            login: id.to_owned(),
            password_hash: password_hash.clone(),
            totp_secret: None,
            failed: 0,
            locked_until: None,
        };
        books.account_put(&account).await?;
    }
    Ok(())
}

/// What to tell whoever started it: the accounts, and what is worth a look.
pub fn guide(portal: &str, desk: &str) -> String {
    let mut text = format!(
        "\n明镜 · a synthetic district\n\n  Portal (公示平台)  {portal}\n  Desk   (办案台)    {desk}\n\n"
    );
    text.push_str(&format!("Accounts; the password of each is {PASSWORD}\n\n"));
    for person in district::PEOPLE {
        text.push_str(&format!("  {:<11} {}  {}\n", person.id, person.name, person.post));
    }
    text.push_str(&format!("  {ADMINISTRATOR:<11} 方远  司法局 系统管理员、监督人员\n\n"));
    text.push_str(&format!(
        "What to look at\n\n  {desk}/  as zhang-wei: what is due today, and why\n  {desk}/cases  as xu-guang: the docket; open a case to see what can be done and \
         why the rest cannot\n  {desk}/reviews  as chen-jing: what waits for legal review\n  {portal}/publications  a published decision; its proof is \
         checked in your browser\n  {portal}/ledger  how to check everything offline with `mingjing verify`\n\nStop with Ctrl-C; the same folder again goes on \
         where it was left.\n"
    ));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_real_district_is_never_told_over() {
        let folder = tempfile::tempdir().unwrap();
        let real = settings(folder.path()).unwrap();
        key::read_or_make(&real.key_file().unwrap()).unwrap();
        assert!(mark(&real, 1).unwrap_err().to_string().contains("not a synthetic one"));
    }

    #[test]
    fn a_telling_is_taken_up_with_its_own_seed_only() {
        let folder = tempfile::tempdir().unwrap();
        let settings = settings(folder.path()).unwrap();
        mark(&settings, 1).unwrap();
        mark(&settings, 1).unwrap();
        assert!(mark(&settings, 2).unwrap_err().to_string().contains("seed 1"));
        assert_eq!(std::fs::read(settings.key_file().unwrap()).unwrap(), key::of_seed(1));
    }

    #[test]
    fn everyone_is_in_the_guide() {
        let guide = guide("http://portal", "http://desk");
        assert!(district::PEOPLE.iter().all(|person| guide.contains(person.name)));
    }
}
