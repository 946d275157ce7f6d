//! A full disk: a real small file system, filled to the last byte under the real program. Acts and uploads are told so, on the page and by the API, what was
//! entered stays, everything can still be read; and when there is room, work goes on without a restart.

use mingjing::demo::PASSWORD;
use rand::SeedableRng;
use serde_json::json;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use stories::caller::{Caller, Upload};
use stories::program::Program;
use stories::stage::client;
use stories::{Case, Officer, html, material};

const BINARY: &str = env!("CARGO_BIN_EXE_mingjing-under-test");

/// A file system of so many megabytes in memory, in a name space of its own, which needs no rights beyond a user's; gone when dropped.
struct SmallDisk {
    holder: Child,
    folder: tempfile::TempDir,
}

impl SmallDisk {
    fn of(megabytes: u32) -> SmallDisk {
        let folder = tempfile::tempdir().expect("a folder");
        let script = format!(
            "mount -t tmpfs -o size={megabytes}m tmpfs {} && echo mounted && exec cat",
            folder.path().display()
        );
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "--mount", "sh", "-c", &script]);
        let mut holder =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("util-linux is there");
        let mut line = String::new();
        let mut said = BufReader::new(holder.stdout.take().expect("a pipe"));
        said.read_line(&mut line).expect("it says so");
        assert_eq!(line, "mounted\n", "this machine lets no user mount a file system of their own");
        SmallDisk { holder, folder }
    }

    /// The command that runs another one where this disk is.
    fn within(&self, folder: &Path) -> PathBuf {
        let script = format!(
            "#!/bin/sh\nexec nsenter --target {} --user --mount --preserve-credentials {BINARY} \"$@\"\n",
            self.holder.id()
        );
        let place = folder.join("mingjing-on-small-disk");
        std::fs::write(&place, script).expect("a script");
        std::fs::set_permissions(&place, std::os::unix::fs::PermissionsExt::from_mode(0o700))
            .expect("a mode");
        place
    }

    /// The disk as seen from here.
    fn seen(&self) -> PathBuf {
        let inside = self.folder.path().strip_prefix("/").expect("an absolute path").to_owned();
        Path::new(&format!("/proc/{}/root", self.holder.id())).join(inside)
    }

    /// Writes until not a byte more goes in.
    fn fill(&self) {
        let mut filler = std::fs::File::create(self.seen().join("filler")).expect("a file");
        for piece in [1 << 20, 4096, 1] {
            while filler.write_all(&vec![7; piece]).is_ok() {}
        }
    }

    fn make_room(&self) {
        std::fs::remove_file(self.seen().join("filler")).expect("is removed");
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = self.holder.kill();
        let _ = self.holder.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_full_disk_everything_is_read_nothing_is_lost_and_work_goes_on_when_there_is_room() {
    let (disk, outside) = (SmallDisk::of(96), tempfile::tempdir().expect("a folder"));
    let binary = disk.within(outside.path());
    let (binary, data) = (material::path(&binary), disk.folder.path().join("district"));
    let (told, said) = stories::program::runs(
        binary,
        &["demo", "--data", material::path(&data), "--cases", "0", "--only-tell"],
    );
    assert!(told, "{said}");
    let program = Program::serve(binary, &data, &[]);
    let desk = program.desk.clone();
    let client = client();
    let caller = Caller::signs_in(&client, &desk, "zhang-wei", PASSWORD).await;
    let officer = Officer::new(&client, &desk, "zhang-wei");
    let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let case = Case { received: today.yesterday().expect("a day"), ..Case::major() };
    let mut form = officer.form("/cases/new").await;
    form.fill(&case.opening());
    let sound = material::sound(700_000, &mut rand_chacha::ChaCha8Rng::seed_from_u64(3));
    let mut upload = Upload::of(sound);
    upload.goes_on(&caller, &desk, || 200_000, || {}).await.expect("the desk stays");

    let tus = |method: reqwest::Method, place: &str| {
        let request = client.request(method, format!("{desk}{place}")).bearer_auth(&caller.token);
        request.header("tus-resumable", "1.0.0")
    };
    let created = tus(reqwest::Method::POST, "/files/").header("upload-length", 600_000).send().await;
    let waiting = created.expect("an answer").headers()["location"].to_str().expect("a path").to_owned();

    disk.fill();
    let (mut acknowledged, mut full) = (Vec::new(), None);
    // What the database has taken of the disk before, it can still write into.
    for order in 0..2000 {
        let mut opening = case.opening();
        opening["title"] = json!(format!("第{order}案"));
        let (status, said) =
            caller.posts(&desk, "/api/cases", &format!("k{order}"), &opening).await.expect("an answer");
        match status.as_u16() {
            201 => acknowledged.push(said["case"].as_str().expect("a case").to_owned()),
            507 => {
                full = Some((order, opening, said));
                break;
            }
            other => panic!("{other}: {said}"),
        }
    }
    let (order, opening, said) = full.expect("the disk is full at last");
    assert_eq!(said["type"], "urn:mingjing:problem:full", "{said}");
    assert!(said["title"].as_str().is_some_and(|says| says.contains("只能查阅")), "{said}");
    let page = officer.posts("/cases/new", &form, &[]).await;
    page.says_no(507, "只读");
    assert!(page.text().contains("没有丢失") && page.text().contains("日常检查中发现"), "{}", page.says());
    let again = html::form(&String::from_utf8_lossy(&page.bytes), "/cases/new").expect("the form comes back");
    assert_eq!(again.value("idempotency_key"), form.value("idempotency_key"));
    // A piece of an upload.
    let piece = tus(reqwest::Method::PATCH, &waiting).header("upload-offset", 0);
    let piece = piece.header("content-type", "application/offset+octet-stream").body(vec![7; 600_000]);
    let refused = piece.send().await.expect("an answer");
    assert_eq!(refused.status(), 507);
    assert!(refused.text().await.expect("text").contains("没有丢失"));
    // Reading goes on: lists, the portal, the file that is there.
    let listed = officer.opens("/cases").await;
    assert_eq!(listed.status, 200, "{}", listed.says());
    assert_eq!(client.get(format!("{}/", program.portal)).send().await.expect("an answer").status(), 200);
    let ready = client.get(format!("{desk}/readyz")).send().await.expect("an answer");
    assert_eq!(ready.status(), 503);
    assert!(ready.text().await.expect("text").contains("no room left"));

    disk.make_room();
    let stands = tus(reqwest::Method::HEAD, &waiting).send().await.expect("an answer");
    assert_eq!(stands.headers()["upload-offset"].to_str().ok(), Some("0"), "no half piece counts");
    let id = officer.posts("/cases/new", &again, &[]).await.done();
    let (status, said) =
        caller.posts(&desk, "/api/cases", &format!("k{order}"), &opening).await.expect("an answer");
    assert_eq!(status.as_u16(), 201, "{said}");
    acknowledged.extend([id, said["case"].as_str().expect("a case").to_owned()]);
    let mut upload = Upload::of(material::sound(700_000, &mut rand_chacha::ChaCha8Rng::seed_from_u64(4)));
    upload.goes_on(&caller, &desk, || 200_000, || {}).await.expect("the desk stays");
    program.kill();
    let (clean, said) = stories::program::runs(binary, &["check", "--data", material::path(&data)]);
    assert!(clean, "{said}");
    let program = Program::serve(binary, &data, &[]);
    for (order, case) in acknowledged.iter().enumerate() {
        let path = format!("/api/cases/{case}?purpose=%E6%A0%B8%E5%AF%B9");
        let (status, said) = caller.gets(&program.desk, &path).await.expect("an answer");
        assert_eq!(status.as_u16(), 200, "{order}: {case} was acknowledged: {said}");
    }
}
