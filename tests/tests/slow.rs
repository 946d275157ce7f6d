//! Slow clients and many of them: half-open connections hold nobody up and are let go; an upload that is slow and moves is taken whole; one that stops keeps
//! what came. The waiting here is the subject: slow clients wait between their bytes.

use mingjing::connections::Patience;
use rand::SeedableRng;
use std::net::SocketAddr;
use std::time::Duration;
use stories::caller::Caller;
use stories::{Stage, material};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

const HALF: &[u8] = b"GET /sign-in HTTP/1.1\r\nHost: desk\r\nX-Slow: ";
const PATIENCE: Duration = Duration::from_millis(1500);

async fn impatient(per_address: usize) -> Stage {
    Stage::with(|settings, doors| {
        doors.patience = Patience { head: PATIENCE, body: PATIENCE, answer: PATIENCE, ..Patience::default() };
        settings.connections_per_address = per_address;
    })
    .await
}

fn address(of: &str) -> SocketAddr {
    of.trim_start_matches("http://").parse().expect("an address")
}

/// A connection from another address of this machine.
async fn connected(from: &str, to: SocketAddr) -> TcpStream {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind(format!("{from}:0").parse().expect("an address")).expect("this machine has it");
    socket.connect(to).await.expect("the listener is there")
}

/// Reads until the other side ends the connection; what it said.
async fn until_let_go(stream: &mut TcpStream) -> String {
    let mut said = Vec::new();
    let reading = stream.read_to_end(&mut said);
    // A reset is an end as well.
    let _ = tokio::time::timeout(PATIENCE * 10, reading).await.expect("it is let go in time");
    String::from_utf8_lossy(&said).into_owned()
}

async fn answers(stage: &Stage) {
    // Over a new connection each time: an idle one may be let go at the very moment it is used again.
    let client = reqwest::Client::builder().pool_max_idle_per_host(0).build().expect("a client");
    for page in [format!("{}/sign-in", stage.desk), format!("{}/", stage.portal)] {
        let asked = client.get(&page).send();
        let answer = tokio::time::timeout(PATIENCE, asked).await.expect("at once").expect("an answer");
        assert_eq!(answer.status(), 200, "{page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn half_open_connections_hold_nobody_up_and_are_let_go() {
    let stage = impatient(512).await;
    let mut half_open = Vec::new();
    for door in [address(&stage.desk), address(&stage.portal)] {
        for n in 0..150 {
            let mut stream = connected("127.0.0.1", door).await;
            // Some say nothing at all.
            if n % 3 != 0 {
                stream.write_all(&HALF[..HALF.len() - n % 7]).await.expect("is taken");
            }
            half_open.push(stream);
        }
    }
    answers(&stage).await;
    for mut stream in half_open {
        let said = until_let_go(&mut stream).await;
        assert!(said.is_empty() || said.starts_with("HTTP/1.1 4"), "{said}");
    }
    answers(&stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_address_cannot_hold_every_place() {
    let stage = impatient(20).await;
    let mut held = Vec::new();
    for _ in 0..60 {
        let mut stream = connected("127.0.0.2", address(&stage.desk)).await;
        let _ = stream.write_all(HALF).await;
        held.push(stream);
    }
    // Forty of them were turned away at once, others are not affected.
    answers(&stage).await;
    let mut turned_away = 0;
    for stream in &mut held {
        let mut byte = [0];
        let read = tokio::time::timeout(Duration::from_millis(1), stream.read(&mut byte)).await;
        turned_away += usize::from(read.is_ok());
    }
    assert!(turned_away >= 40, "{turned_away} of 60");
}

#[tokio::test(flavor = "multi_thread")]
async fn when_every_place_is_taken_one_is_free_within_the_patience() {
    let stage = Stage::with(|settings, doors| {
        doors.patience = Patience { head: PATIENCE, ..Patience::default() };
        settings.connections = 10;
    })
    .await;
    let mut held = Vec::new();
    for _ in 0..40 {
        let mut stream = connected("127.0.0.3", address(&stage.desk)).await;
        let _ = stream.write_all(HALF).await;
        held.push(stream);
    }
    let asked = stage.client.get(format!("{}/sign-in", stage.desk)).send();
    let answer = tokio::time::timeout(PATIENCE * 10, asked).await.expect("in time").expect("an answer");
    assert_eq!(answer.status(), 200);
}

/// Begins an upload by hand; gives its path.
async fn begun(stage: &Stage, caller: &Caller, length_bytes: usize) -> String {
    let request = stage.client.post(format!("{}/files/", stage.desk)).bearer_auth(&caller.token);
    let request = request.header("tus-resumable", "1.0.0").header("upload-length", length_bytes);
    let answer =
        request.header("upload-metadata", "filename 5b2V6Z+zLndhdg==").send().await.expect("an answer");
    answer.headers()["location"].to_str().expect("a path").to_owned()
}

async fn patches(stage: &Stage, caller: &Caller, place: &str, length_bytes: usize) -> TcpStream {
    let mut stream = TcpStream::connect(address(&stage.desk)).await.expect("the desk");
    let head = format!(
        "PATCH {place} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n\
         Content-Type: application/offset+octet-stream\r\nContent-Length: {length_bytes}\r\nConnection: close\r\n\r\n",
        address(&stage.desk),
        caller.token
    );
    stream.write_all(head.as_bytes()).await.expect("is taken");
    stream
}

async fn stands(stage: &Stage, caller: &Caller, place: &str) -> (String, Option<String>) {
    let request = stage.client.head(format!("{}{place}", stage.desk)).bearer_auth(&caller.token);
    let answer = request.header("tus-resumable", "1.0.0").send().await.expect("an answer");
    let text = |name: &str| answer.headers().get(name).map(|value| value.to_str().expect("text").to_owned());
    (text("upload-offset").unwrap_or_default(), text("mingjing-file"))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_is_slow_and_moves_comes_in_and_one_that_stops_keeps_what_came() {
    let stage = impatient(512).await;
    let caller = Caller::signs_in(&stage.client, &stage.desk, "zhang-wei", mingjing::demo::PASSWORD).await;
    let sound = material::sound(100_000, &mut rand_chacha::ChaCha8Rng::seed_from_u64(1));
    let place = begun(&stage, &caller, sound.len()).await;
    let mut stream = patches(&stage, &caller, &place, sound.len()).await;
    let mut beats = tokio::time::interval(PATIENCE / 4);
    // Three times as long as anything that does not move is waited for.
    for piece in sound.chunks(sound.len() / 12) {
        beats.tick().await;
        stream.write_all(piece).await.expect("is taken");
    }
    let said = until_let_go(&mut stream).await;
    assert!(said.starts_with("HTTP/1.1 204"), "{said}");
    let (offset, file) = stands(&stage, &caller, &place).await;
    assert_eq!(offset, sound.len().to_string());
    assert!(file.is_some_and(|file| file.len() == 64));

    let place = begun(&stage, &caller, sound.len()).await;
    let mut stream = patches(&stage, &caller, &place, sound.len()).await;
    stream.write_all(&sound[..40_000]).await.expect("is taken");
    until_let_go(&mut stream).await;
    assert_eq!(stands(&stage, &caller, &place).await, ("40000".to_owned(), None), "what came is kept");
    answers(&stage).await;
}
