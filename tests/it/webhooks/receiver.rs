//! One who is told: a server on loopback that keeps what it is sent, answers as it is told to, and verifies
//! signatures with an HMAC of its own.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::world::until;

/// How a message is answered.
#[derive(Debug, Clone)]
pub enum Reply {
    /// By a status.
    Status(u16),
    /// By a status and a header.
    With(u16, String),
    /// It is taken, and nothing is answered any more.
    Silence,
    /// It is taken, and the connection is cut.
    Cut,
}

/// A message that arrived.
#[derive(Debug, Clone)]
pub struct Message {
    /// `POST /path`
    pub line: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Message {
    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    pub fn kind(&self) -> String {
        self.json()["type"].as_str().unwrap().to_owned()
    }

    pub fn id(&self) -> String {
        self.header("webhook-id").to_owned()
    }

    /// Whether one of its signatures is that of a secret, `whsec_…`.
    pub fn is_signed_by(&self, secret: &str) -> bool {
        let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
        let at = self.header("webhook-timestamp");
        let age = chrono::Utc::now().timestamp() - at.parse::<i64>().unwrap();
        assert!((0..300).contains(&age), "{age}");
        let signed = format!("{}.{at}.{}", self.header("webhook-id"), self.body);
        let wanted = format!("v1,{}", STANDARD.encode(hmac(&key, signed.as_bytes())));
        self.header("webhook-signature").split(' ').any(|signature| signature == wanted)
    }
}

/// HMAC-SHA256 by the letter of RFC 2104.
fn hmac(key: &[u8], text: &[u8]) -> Vec<u8> {
    let mut block = [0_u8; 64];
    assert!(key.len() <= block.len());
    block[..key.len()].copy_from_slice(key);
    let pad = |with: u8| block.map(|byte| byte ^ with);
    let inner = Sha256::new().chain_update(pad(0x36)).chain_update(text).finalize();
    Sha256::new().chain_update(pad(0x5c)).chain_update(inner).finalize().to_vec()
}

pub struct Receiver {
    pub port: u16,
    messages: Arc<Mutex<Vec<Message>>>,
    replies: Arc<Mutex<VecDeque<Reply>>>,
}

impl Receiver {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let receiver = Self { port, messages: Arc::default(), replies: Arc::default() };
        let (messages, replies) = (receiver.messages.clone(), receiver.replies.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, messages.clone(), replies.clone()));
            }
        });
        receiver
    }

    /// Its address, whose path is a secret.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/hush-hush", self.port)
    }

    /// What the next messages are answered; all others are taken.
    pub fn answers(&self, replies: impl IntoIterator<Item = Reply>) {
        self.replies.lock().unwrap().extend(replies);
    }

    pub fn count(&self) -> usize {
        self.messages.lock().unwrap().len()
    }

    /// What arrived since the last look.
    pub fn messages(&self) -> Vec<Message> {
        std::mem::take(&mut self.messages.lock().unwrap())
    }

    /// The types of what arrived since the last look.
    pub fn kinds(&self) -> Vec<String> {
        self.messages().iter().map(Message::kind).collect()
    }

    /// Waits for so many messages.
    pub async fn until(&self, count: usize) -> Vec<Message> {
        until(&format!("{count} messages"), || self.count() >= count).await;
        self.messages()
    }
}

async fn serve(
    mut stream: TcpStream,
    messages: Arc<Mutex<Vec<Message>>>,
    replies: Arc<Mutex<VecDeque<Reply>>>,
) {
    let mut read = Vec::new();
    let head = loop {
        let mut piece = [0; 4096];
        match stream.read(&mut piece).await {
            Ok(0) | Err(_) => return,
            Ok(count) => read.extend_from_slice(&piece[..count]),
        }
        if let Some(end) = read.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
    };
    let text = String::from_utf8(read[..head].to_vec()).unwrap();
    let mut lines = text.lines();
    let line = lines.next().unwrap().trim_end_matches(" HTTP/1.1").to_owned();
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length: usize = length.map_or(0, |(_, value)| value.parse().unwrap());
    let mut body = read[head + 4..].to_vec();
    while body.len() < length {
        let mut piece = [0; 4096];
        match stream.read(&mut piece).await {
            Ok(0) | Err(_) => return,
            Ok(count) => body.extend_from_slice(&piece[..count]),
        }
    }
    // The reply is chosen before anybody sees the message.
    let reply = replies.lock().unwrap().pop_front().unwrap_or(Reply::Status(200));
    messages.lock().unwrap().push(Message { line, headers, body: String::from_utf8(body).unwrap() });
    let (status, header) = match reply {
        Reply::Status(status) => (status, String::new()),
        Reply::With(status, header) => (status, format!("{header}\r\n")),
        Reply::Silence => {
            tokio::time::sleep(Duration::from_secs(300)).await;
            return;
        }
        Reply::Cut => return,
    };
    let text = "the answer of /hush-hush";
    let answer = format!(
        "HTTP/1.1 {status} X\r\n{header}connection: close\r\ncontent-length: {}\r\n\r\n{text}",
        text.len()
    );
    let _ = stream.write_all(answer.as_bytes()).await;
    let _ = stream.shutdown().await;
}
