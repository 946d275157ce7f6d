//! A program that calls the desk's API, and uploads files in pieces, as the city's systems and the browser's script do. Unlike the officers of the stories
//! it takes a desk that is gone for an answer: it is told so, and tries the very same request again.

use reqwest::{Method, StatusCode, header};
use serde_json::{Value, json};

/// Someone with a bearer token, which outlives the server that gave it.
#[derive(Clone)]
pub struct Caller {
    client: reqwest::Client,
    pub token: String,
}

/// What came of a request: an answer, or nothing because the server was gone.
pub type Said = Result<(StatusCode, Value), reqwest::Error>;

impl Caller {
    /// Signs in; the desk must be there.
    pub async fn signs_in(client: &reqwest::Client, desk: &str, login: &str, password: &str) -> Caller {
        let mut caller = Caller { client: client.clone(), token: String::new() };
        let entered = json!({"login": login, "password": password});
        let (status, said) =
            caller.posts(desk, "/api/sessions", "", &entered).await.expect("the desk answers");
        assert_eq!(status, StatusCode::CREATED, "{login}: {said}");
        caller.token = said["token"].as_str().expect("a token").to_owned();
        caller
    }

    /// Posts under an idempotency key.
    pub async fn posts(&self, desk: &str, path: &str, key: &str, entered: &Value) -> Said {
        let request =
            self.client.post(format!("{desk}{path}")).header(header::CONTENT_TYPE, "application/json");
        let request = request.bearer_auth(&self.token).header("idempotency-key", key);
        answer(request.body(entered.to_string()).send().await?).await
    }

    pub async fn gets(&self, desk: &str, path: &str) -> Said {
        answer(self.client.get(format!("{desk}{path}")).bearer_auth(&self.token).send().await?).await
    }

    /// Reads private material for a purpose, percent-encoded.
    pub async fn gets_for(&self, desk: &str, path: &str, purpose: &str) -> Said {
        let request = self.client.get(format!("{desk}{path}")).bearer_auth(&self.token);
        answer(request.header("viewing-purpose", purpose).send().await?).await
    }

    fn tus(&self, method: Method, address: String) -> reqwest::RequestBuilder {
        self.client.request(method, address).bearer_auth(&self.token).header("tus-resumable", "1.0.0")
    }
}

async fn answer(response: reqwest::Response) -> Said {
    let status = response.status();
    let text = response.text().await?;
    Ok((status, serde_json::from_str(&text).unwrap_or(Value::String(text))))
}

/// A file on its way in pieces.
pub struct Upload {
    pub bytes: Vec<u8>,
    /// Where the server put it; nothing before that was acknowledged.
    pub place: Option<String>,
    /// How far it is acknowledged.
    pub acknowledged: usize,
    /// What it became, once that was acknowledged.
    pub file: Option<String>,
    /// Bytes that had to be sent again.
    pub resent: usize,
}

impl Upload {
    pub fn of(bytes: Vec<u8>) -> Upload {
        Upload { bytes, place: None, acknowledged: 0, file: None, resent: 0 }
    }

    /// Takes the upload up where the server says, and sends it on in pieces of at most so many bytes; each piece that is acknowledged is told. Stops with
    /// the fault of the connection when the server is gone.
    pub async fn goes_on(
        &mut self,
        caller: &Caller,
        desk: &str,
        mut piece_bytes: impl FnMut() -> usize,
        mut acknowledged: impl FnMut(),
    ) -> Result<(), reqwest::Error> {
        let place = match self.place.clone() {
            Some(place) => place,
            None => {
                let request = caller.tus(Method::POST, format!("{desk}/files/"));
                let request = request.header("upload-length", self.bytes.len());
                let created = request.header("upload-metadata", "filename 5b2V6Z+zLndhdg==").send().await?;
                assert_eq!(created.status(), StatusCode::CREATED);
                let place = text(&created, "location").expect("a place");
                self.place = Some(place.clone());
                acknowledged();
                place
            }
        };
        let mut at = self.stands(caller, desk, &place).await?;
        while self.file.is_none() {
            let end = self.bytes.len().min(at + piece_bytes());
            let request = caller.tus(Method::PATCH, format!("{desk}{place}")).header("upload-offset", at);
            let request = request.header(header::CONTENT_TYPE, "application/offset+octet-stream");
            let answer = request.body(self.bytes[at..end].to_vec()).send().await?;
            assert_eq!(answer.status(), StatusCode::NO_CONTENT, "{} to {end}", at);
            at = end;
            assert_eq!(text(&answer, "upload-offset"), Some(at.to_string()));
            self.acknowledged = at;
            self.file = text(&answer, "mingjing-file");
            acknowledged();
        }
        Ok(())
    }

    /// Asks how far it has come; never less far than was acknowledged.
    async fn stands(&mut self, caller: &Caller, desk: &str, place: &str) -> Result<usize, reqwest::Error> {
        let answer = caller.tus(Method::HEAD, format!("{desk}{place}")).send().await?;
        assert_eq!(answer.status(), StatusCode::OK, "{place} is still there");
        let at: usize = text(&answer, "upload-offset").and_then(|at| at.parse().ok()).expect("an offset");
        assert!(at >= self.acknowledged, "{place} stands at {at}, {} was acknowledged", self.acknowledged);
        self.file = text(&answer, "mingjing-file");
        Ok(at)
    }
}

fn text(answer: &reqwest::Response, name: &str) -> Option<String> {
    answer.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
}
