//! Settings: where a district keeps what, and where it listens. Read from a TOML file and from the environment, the environment first; everything has a
//! default for one machine. The settings hold no secret but the database URL
//! and the token for metrics, which are never shown.

use crate::connections::Patience;
use anyhow::{Context, Result};
use confique::{Config, File};
use pages::desk::upload_limits::{Limit, UploadLimits};
use pages::portal::Limits;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// The file in a data folder that says how its district is set.
pub const IN_FOLDER: &str = "mingjing.toml";

/// Settings of a district.
#[derive(Clone, Config)]
pub struct Settings {
    /// Folder of the embedded database, the objects and the ledger's key.
    #[config(env = "MINGJING_DATA", default = "mingjing-district")]
    pub data: PathBuf,
    /// `postgres://…` instead of the embedded database.
    #[config(env = "MINGJING_DATABASE")]
    pub database: Option<String>,
    /// `s3://bucket/prefix?endpoint=…` instead of the folder of objects.
    #[config(env = "MINGJING_OBJECTS")]
    pub objects: Option<String>,
    /// File with the 32 secret bytes of the ledger's key; made on first start.
    #[config(env = "MINGJING_LEDGER_KEY")]
    pub ledger_key: Option<PathBuf>,
    /// Name of the ledger: the first line of every checkpoint. Chosen once; another name is another ledger.
    #[config(env = "MINGJING_ORIGIN", default = "mingjing.local/district")]
    pub origin: String,
    /// Where the public listener listens.
    #[config(env = "MINGJING_PORTAL", default = "127.0.0.1:8080")]
    pub portal: SocketAddr,
    /// Where the officers' listener listens.
    #[config(env = "MINGJING_DESK", default = "127.0.0.1:8081")]
    pub desk: SocketAddr,
    /// Address citizens reach the portal at, printed in the check code of papers; by default the listener's own.
    #[config(env = "MINGJING_PORTAL_URL")]
    pub portal_url: Option<String>,
    /// Whether the desk is reached over HTTPS; its cookies then travel over nothing else.
    #[config(env = "MINGJING_SECURE", default = false)]
    pub secure: bool,
    /// Requests a second one address may make of the portal in the long run; 0 for no limit.
    #[config(env = "MINGJING_PORTAL_RATE", default = 50)]
    pub portal_rate: u32,
    /// Requests at once from one address, before the long run counts.
    #[config(env = "MINGJING_PORTAL_BURST", default = 500)]
    pub portal_burst: u32,
    /// Letters one address may hand in within an hour; 0 for no limit.
    #[config(env = "MINGJING_PORTAL_LETTERS", default = 20)]
    pub portal_letters: u32,
    /// Progress queries and certificate checks one address may ask for within an hour; 0 for no limit.
    #[config(env = "MINGJING_PORTAL_QUERIES", default = 300)]
    pub portal_queries: u32,
    /// Whether a reverse proxy stands before portal and desk; the address it names is then the one that is counted.
    #[config(env = "MINGJING_BEHIND_PROXY", default = false)]
    pub behind_proxy: bool,
    /// Connections each listener holds open at once; fewer when the system's limit of open files is lower.
    #[config(env = "MINGJING_CONNECTIONS", default = 4096)]
    pub connections: usize,
    /// Connections one address may hold open at each listener; not counted behind a reverse proxy, which is one address for all.
    #[config(env = "MINGJING_CONNECTIONS_PER_ADDRESS", default = 512)]
    pub connections_per_address: usize,
    /// Uploads one person may have under way.
    #[config(env = "MINGJING_UPLOADS", default = 200)]
    pub uploads_open: u64,
    /// Bytes that the uploads one person has under way may come to together.
    #[config(env = "MINGJING_UPLOADS_BYTES", default = 1_099_511_627_776_u64)]
    pub uploads_open_bytes: u64,
    /// Uploads one dock or device may have under way with its token.
    #[config(env = "MINGJING_DEVICE_UPLOADS", default = 200)]
    pub device_uploads_open: u64,
    /// Bytes that the uploads one dock or device has under way may come to together.
    #[config(env = "MINGJING_DEVICE_UPLOADS_BYTES", default = 1_099_511_627_776_u64)]
    pub device_uploads_open_bytes: u64,
    /// Whether this node sweeps and prints papers that wait; one of several is enough.
    #[config(env = "MINGJING_UPKEEP", default = true)]
    pub upkeep: bool,
    /// Lets other machines read the desk's `/metrics` with `Authorization: Bearer …`; without it only this machine may.
    #[config(env = "MINGJING_METRICS_TOKEN")]
    pub metrics_token: Option<String>,
    /// Folders of fonts, looked through before the usual ones.
    #[config(default = [])]
    pub fonts: Vec<PathBuf>,
    /// Write logs as JSON, one object a line.
    #[config(env = "MINGJING_LOG_JSON", default = false)]
    pub log_json: bool,
}

impl Settings {
    /// Settings from a file that was named, or from the folder that was named, or from the environment alone.
    pub fn read(file: Option<&Path>, folder: Option<&Path>) -> Result<Settings> {
        let mut builder = Settings::builder().env();
        if let Some(file) = file {
            let layer = File::new(file)?.required().load().context("settings")?;
            builder = builder.preloaded(layer);
        }
        if let Some(folder) = folder {
            builder = builder.file(folder.join(IN_FOLDER));
        }
        let mut settings = builder.load().context("settings")?;
        if let Some(folder) = folder {
            settings.data = folder.to_owned();
        }
        Ok(settings)
    }

    /// A settings file with every setting, its default and what it is for.
    pub fn template() -> String {
        confique::toml::template::<Settings>(confique::toml::FormatOptions::default())
    }

    /// How much may be uploaded at once.
    pub fn uploads(&self) -> UploadLimits {
        UploadLimits {
            person: Limit { uploads: self.uploads_open, size_bytes: self.uploads_open_bytes },
            device: Limit { uploads: self.device_uploads_open, size_bytes: self.device_uploads_open_bytes },
        }
    }

    /// URL of the database.
    pub fn database_url(&self) -> Result<String> {
        match &self.database {
            Some(url) => Ok(url.clone()),
            None => Ok(format!("sqlite://{}", self.folder()?.join("mingjing.db").display())),
        }
    }

    /// URL of the objects.
    pub fn objects_url(&self) -> Result<String> {
        match &self.objects {
            Some(url) => Ok(url.clone()),
            None => {
                let folder = self.folder()?.join("objects");
                url::Url::from_directory_path(&folder)
                    .map(|url| url.to_string())
                    .map_err(|()| anyhow::anyhow!("{} is no folder that a URL can name", folder.display()))
            }
        }
    }

    /// Where the ledger's key lies.
    pub fn key_file(&self) -> Result<PathBuf> {
        match &self.ledger_key {
            Some(file) => Ok(file.clone()),
            None => Ok(self.folder()?.join("ledger.key")),
        }
    }

    /// Where the portal is reached.
    pub fn portal_address(&self) -> String {
        let url = self.portal_url.clone().unwrap_or_else(|| format!("http://{}", self.portal));
        url.trim_end_matches('/').to_owned()
    }

    /// How often one address may ask the portal.
    pub fn limits(&self) -> Limits {
        Limits {
            requests_per_second: self.portal_rate,
            burst: self.portal_burst,
            behind_proxy: self.behind_proxy,
            letters_an_hour: self.portal_letters,
            queries_an_hour: self.portal_queries,
        }
    }

    /// How many connections the listeners take, with these times.
    pub fn patience(&self, times: Patience) -> Patience {
        let per_address = if self.behind_proxy { usize::MAX } else { self.connections_per_address };
        Patience { connections: self.connections, per_address, ..times }.within_descriptors()
    }

    /// The folder whose disk must have room; none when everything lies elsewhere.
    pub fn disk(&self) -> Option<PathBuf> {
        let elsewhere = self.database.is_some() && self.objects.is_some();
        (!elsewhere).then(|| self.data.clone())
    }

    /// The data folder as an absolute path; it need not be there yet.
    fn folder(&self) -> Result<PathBuf> {
        std::path::absolute(&self.data).with_context(|| format!("data folder {}", self.data.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_brings_its_own_settings_and_places() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(
            folder.path().join(IN_FOLDER),
            "origin = \"demo.example/1\"\nportal = \"127.0.0.1:9000\"\n",
        )
        .unwrap();
        let settings = Settings::read(None, Some(folder.path())).unwrap();
        assert_eq!(settings.origin, "demo.example/1");
        assert_eq!(settings.portal_address(), "http://127.0.0.1:9000");
        assert!(settings.database_url().unwrap().starts_with("sqlite:///"));
        assert!(settings.objects_url().unwrap().starts_with("file:///"));
        assert_eq!(settings.key_file().unwrap(), folder.path().join("ledger.key"));
    }

    #[test]
    fn the_printed_template_reads_as_settings() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(IN_FOLDER), Settings::template()).unwrap();
        let settings = Settings::read(None, Some(folder.path())).unwrap();
        assert_eq!(settings.portal_address(), "http://127.0.0.1:8080");
        assert!(Settings::template().contains("MINGJING_ORIGIN"));
    }

    #[test]
    fn a_named_file_must_be_there_and_read() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.toml");
        assert!(Settings::read(Some(&file), None).is_err());
        std::fs::write(&file, "portal = \"nowhere\"\n").unwrap();
        let said = format!("{:#}", Settings::read(Some(&file), None).err().unwrap());
        assert!(said.contains("portal"), "{said}");
    }
}
