//! A plain HTTP/1.1 client that asks for one page again and again over kept connections, and notes how long each answer took.

use anyhow::{Context, Result, bail};
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

/// Connections at once.
pub const CONNECTIONS: usize = 16;

/// What came of asking.
pub struct Answered {
    pub per_second: f64,
    pub p99_ms: f64,
    pub bytes: usize,
}

/// Asks for a page for a while, `anew` under another address each time; every answer must be 200.
pub async fn ask(
    door: &str,
    path: &str,
    cookie: Option<&str>,
    anew: bool,
    lasts: Duration,
) -> Result<Answered> {
    let started = Instant::now();
    let tasks: Vec<_> = (0..CONNECTIONS)
        .map(|place| {
            let (door, path, cookie) = (door.to_owned(), path.to_owned(), cookie.map(str::to_owned));
            let address = move |time: usize| match anew {
                true => new_address(&path, &format!("{place}-{time}")),
                false => path.clone(),
            };
            tokio::spawn(async move {
                let request = |time| request(&door, &address(time), cookie.as_deref());
                connection(&door, request, started + lasts).await
            })
        })
        .collect();
    gathered(path, tasks, started).await
}

/// Asks once; an error when nobody answers.
pub async fn ask_once(door: &str, path: &str, cookie: Option<&str>) -> Result<usize> {
    let mut stream = BufReader::new(TcpStream::connect(door).await?);
    stream.write_all(request(door, path, cookie).as_bytes()).await?;
    answer(&mut stream).await
}

/// Posts a form once; gives the status.
pub async fn post(door: &str, path: &str, cookie: &str, form: &str) -> Result<u16> {
    let mut stream = BufReader::new(TcpStream::connect(door).await?);
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: {door}\r\nOrigin: http://{door}\r\nCookie: {cookie}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n",
        form.len()
    );
    stream.write_all(format!("{head}{form}").as_bytes()).await?;
    let mut line = String::new();
    stream.read_line(&mut line).await?;
    line.split_whitespace().nth(1).and_then(|status| status.parse().ok()).context("a status")
}

/// The same page under an address not asked before: it takes no notice of `anew`.
pub fn new_address(path: &str, mark: &str) -> String {
    let joint = if path.contains('?') { '&' } else { '?' };
    format!("{path}{joint}anew={mark}")
}

/// Asks for ranges of one file for a while, from all over it: `of` are its size and that of a range.
pub async fn ask_ranges(
    door: &str,
    path: &str,
    cookie: Option<&str>,
    of: (u64, u64),
    lasts: Duration,
) -> Result<Answered> {
    let started = Instant::now();
    let (size_bytes, range_bytes) = of;
    let ranges = (size_bytes / range_bytes).max(1);
    let tasks: Vec<_> = (0..CONNECTIONS as u64)
        .map(|place| {
            let (door, path, cookie) = (door.to_owned(), path.to_owned(), cookie.map(str::to_owned));
            tokio::spawn(async move {
                let request = |time: usize| {
                    // Neighbours are far apart, as when somebody seeks.
                    let from = (place * 7 + time as u64 * 13) % ranges * range_bytes;
                    let range = format!("Range: bytes={from}-{}\r\n", from + range_bytes - 1);
                    with_headers(&door, &path, cookie.as_deref(), &range)
                };
                connection(&door, request, started + lasts).await
            })
        })
        .collect();
    gathered(path, tasks, started).await
}

async fn gathered(
    path: &str,
    tasks: Vec<tokio::task::JoinHandle<Result<(Vec<Duration>, usize)>>>,
    started: Instant,
) -> Result<Answered> {
    let (mut each, mut bytes) = (Vec::new(), 0);
    for task in tasks {
        let (times, last) = task.await?.with_context(|| path.to_owned())?;
        each.extend(times);
        bytes = last;
    }
    let seconds = started.elapsed().as_secs_f64();
    each.sort_unstable();
    let p99 = each.get(each.len() * 99 / 100).or(each.last()).copied().unwrap_or_default();
    Ok(Answered { per_second: each.len() as f64 / seconds, p99_ms: p99.as_secs_f64() * 1e3, bytes })
}

fn request(door: &str, path: &str, cookie: Option<&str>) -> String {
    with_headers(door, path, cookie, "")
}

fn with_headers(door: &str, path: &str, cookie: Option<&str>, headers: &str) -> String {
    let cookie = cookie.map(|cookie| format!("Cookie: {cookie}\r\n")).unwrap_or_default();
    format!("GET {path} HTTP/1.1\r\nHost: {door}\r\n{cookie}{headers}\r\n")
}

async fn connection(
    door: &str,
    request: impl Fn(usize) -> String,
    until: Instant,
) -> Result<(Vec<Duration>, usize)> {
    let mut stream = BufReader::new(TcpStream::connect(door).await?);
    stream.get_ref().set_nodelay(true)?;
    let (mut times, mut bytes) = (Vec::new(), 0);
    while Instant::now() < until {
        let request = request(times.len());
        let asked = Instant::now();
        stream.write_all(request.as_bytes()).await?;
        bytes = answer(&mut stream).await?;
        times.push(asked.elapsed());
    }
    Ok((times, bytes))
}

/// Reads one answer whole; gives the length of its body.
async fn answer(stream: &mut BufReader<TcpStream>) -> Result<usize> {
    let mut line = String::new();
    stream.read_line(&mut line).await?;
    if !matches!(line.split_whitespace().nth(1), Some("200" | "206")) {
        bail!("answered {}", line.trim());
    }
    let (mut length, mut chunked) = (None, false);
    loop {
        line.clear();
        if stream.read_line(&mut line).await? == 0 {
            bail!("the answer broke off");
        }
        let Some((name, value)) = line.trim().split_once(':') else { break };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = Some(value.trim().parse::<usize>()?),
            "transfer-encoding" => chunked = value.trim() == "chunked",
            _ => {}
        }
    }
    match (length, chunked) {
        (Some(length), _) => {
            let mut body = vec![0; length];
            stream.read_exact(&mut body).await?;
            Ok(length)
        }
        (None, true) => chunks(stream).await,
        (None, false) => bail!("the answer does not say how long it is"),
    }
}

async fn chunks(stream: &mut BufReader<TcpStream>) -> Result<usize> {
    let (mut total, mut line) = (0, String::new());
    loop {
        line.clear();
        stream.read_line(&mut line).await?;
        let length = usize::from_str_radix(line.trim(), 16).context("a chunk's length")?;
        let mut body = vec![0; length + 2];
        stream.read_exact(&mut body).await?;
        total += length;
        if length == 0 {
            return Ok(total);
        }
    }
}
