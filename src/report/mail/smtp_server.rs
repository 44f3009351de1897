//! A small SMTP server on loopback that answers as a test tells it and keeps what it was sent.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::model::project::{Smtp, SmtpTls};

/// How the server answers.
#[derive(Clone, Default)]
pub(super) struct Script {
    /// Lines of the reply to EHLO after the first.
    pub(super) offers: Vec<&'static str>,
    /// Replies to commands that start with the key, instead of the usual ones; `""` is silence.
    pub(super) replies: HashMap<&'static str, &'static str>,
    /// Certificate and key, when it speaks TLS.
    pub(super) tls: Option<TlsAcceptor>,
    /// TLS from the first byte.
    pub(super) implicit: bool,
}

/// What the server was told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Heard {
    /// Command lines; those said under TLS start with `TLS `.
    pub(super) commands: Vec<String>,
    /// Mails it accepted.
    pub(super) mails: Vec<String>,
}

/// A running server; it ends with the test.
pub(super) struct SmtpServer {
    pub(super) port: u16,
    heard: Arc<Mutex<Heard>>,
}

impl SmtpServer {
    pub(super) async fn start(script: Script) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = Arc::new(Mutex::new(Heard::default()));
        let kept = heard.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let talk = Talk { script: script.clone(), heard: kept.clone(), prefix: "" };
                // A client that hangs up is part of some tests.
                let _ = talk.serve(stream).await;
            }
        });
        Self { port, heard }
    }

    pub(super) fn heard(&self) -> Heard {
        self.heard.lock().unwrap().clone()
    }

    /// Settings that lead here.
    pub(super) fn settings(&self, tls: SmtpTls) -> Smtp {
        Smtp {
            host: "localhost".to_owned(),
            port: self.port,
            tls,
            login: None,
            ca_file: None,
            timeout: Duration::from_secs(5),
        }
    }
}

/// One connection.
struct Talk {
    script: Script,
    heard: Arc<Mutex<Heard>>,
    prefix: &'static str,
}

impl Talk {
    async fn serve(mut self, stream: tokio::net::TcpStream) -> std::io::Result<()> {
        if self.script.implicit {
            let stream = self.script.tls.clone().unwrap().accept(stream).await?;
            self.prefix = "TLS ";
            let mut stream = BufReader::new(stream);
            self.say(&mut stream, "CONNECT", "220 test ESMTP").await?;
            self.talk(&mut stream).await?;
            return Ok(());
        }
        let mut stream = BufReader::new(stream);
        self.say(&mut stream, "CONNECT", "220 test ESMTP").await?;
        if self.talk(&mut stream).await? {
            let stream = self.script.tls.clone().unwrap().accept(stream.into_inner()).await?;
            self.prefix = "TLS ";
            self.talk(&mut BufReader::new(stream)).await?;
        }
        Ok(())
    }

    /// Talks until the client leaves; true when TLS is to begin.
    async fn talk<S: AsyncRead + AsyncWrite + Unpin>(
        &self,
        stream: &mut BufReader<S>,
    ) -> std::io::Result<bool> {
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await? == 0 {
                return Ok(false);
            }
            let line = line.trim_end();
            self.heard.lock().unwrap().commands.push(format!("{}{line}", self.prefix));
            match line.split(' ').next().unwrap_or_default() {
                "EHLO" => {
                    let mut lines = vec!["test".to_owned()];
                    lines.extend(self.script.offers.iter().map(|offer| (*offer).to_owned()));
                    let last = lines.len() - 1;
                    let reply: Vec<String> = lines
                        .iter()
                        .enumerate()
                        .map(|(index, text)| format!("250{}{text}", if index == last { ' ' } else { '-' }))
                        .collect();
                    self.say(stream, line, &reply.join("\r\n")).await?;
                }
                "STARTTLS" => {
                    self.say(stream, line, "220 go ahead").await?;
                    return Ok(true);
                }
                "AUTH" => self.say(stream, line, "235 welcome").await?,
                "DATA" => {
                    self.say(stream, line, "354 go ahead").await?;
                    let mail = content(stream).await?;
                    self.say(stream, "CONTENT", "250 accepted").await?;
                    self.heard.lock().unwrap().mails.push(mail);
                }
                "QUIT" => {
                    self.say(stream, line, "221 bye").await?;
                    return Ok(false);
                }
                _ => self.say(stream, line, "250 ok").await?,
            }
        }
    }

    async fn say<S: AsyncWrite + Unpin>(
        &self,
        stream: &mut S,
        command: &str,
        usual: &str,
    ) -> std::io::Result<()> {
        let told = self.script.replies.iter().find(|(start, _)| command.starts_with(**start));
        let reply = told.map_or(usual, |(_, reply)| *reply);
        if reply.is_empty() {
            std::future::pending::<()>().await;
        }
        stream.write_all(format!("{reply}\r\n").as_bytes()).await?;
        stream.flush().await
    }
}

async fn content<S: AsyncRead + Unpin>(stream: &mut BufReader<S>) -> std::io::Result<String> {
    let mut mail = String::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await?;
        if line == ".\r\n" || line.is_empty() {
            return Ok(mail);
        }
        mail.push_str(line.strip_prefix("..").map_or(&*line, |_| &line[1..]));
    }
}
