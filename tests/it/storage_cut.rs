//! Files of a server that is cut off in the middle: an error, or the whole file, never a short one.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::world::World;

const MAPPING: &str = "class = \"Computer\"\nmatch = [[\"name\"]]\n[field]\nname = { column = \"Name\" }\nserial = { column = \"Serial\" }\n";

/// How a server gives the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gives {
    /// Half of it, and then the connection is gone.
    Half,
    /// The same the first time; what is missing when it is asked for.
    HalfOnce,
    /// Half of it as if that were all: it names no length, and closes.
    HalfAsIfAll,
}

fn file() -> String {
    let rows: String = (0..400).map(|number| format!("pc-{number:04};S-{number:04}\n")).collect();
    format!("Name;Serial\n{rows}")
}

/// A server with one file. Its address.
async fn server(gives: Gives) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, gives, count.clone()));
        }
    });
    (url, asked)
}

async fn serve(mut stream: TcpStream, gives: Gives, asked: Arc<AtomicUsize>) {
    let mut bytes = Vec::new();
    while !bytes.windows(4).any(|four| four == b"\r\n\r\n") {
        let mut piece = [0; 4096];
        match stream.read(&mut piece).await {
            Ok(count) if count > 0 => bytes.extend_from_slice(&piece[..count]),
            _ => return,
        }
    }
    let head = String::from_utf8_lossy(&bytes).to_lowercase();
    let (file, changed) = (file(), "last-modified: Sat, 28 Nov 2026 08:00:00 GMT");
    let mut say = async |status: &str, headers: &str, body: &str| {
        let answer = format!("HTTP/1.1 {status}\r\nconnection: close\r\n{headers}\r\n\r\n{body}");
        let _ = stream.write_all(answer.as_bytes()).await;
    };
    let length = format!("content-length: {}", file.len());
    if head.starts_with("propfind") {
        let xml = format!(
            "<?xml version=\"1.0\"?><D:multistatus xmlns:D=\"DAV:\"><D:response><D:href>/parc.csv</D:href><D:propstat><D:prop><D:getcontentlength>{}</D:getcontentlength><D:getlastmodified>Sat, 28 Nov 2026 08:00:00 GMT</D:getlastmodified><D:resourcetype/></D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response></D:multistatus>",
            file.len()
        );
        let length = format!("content-type: application/xml\r\ncontent-length: {}", xml.len());
        return say("207 Multi-Status", &length, &xml).await;
    }
    if head.starts_with("head") {
        return say("200 OK", &format!("{changed}\r\n{length}"), "").await;
    }
    let turn = asked.fetch_add(1, Ordering::Relaxed);
    let half = &file[..file.len() / 2];
    let from =
        head.split("range: bytes=").nth(1).and_then(|rest| rest.split('-').next()?.parse::<usize>().ok());
    match gives {
        Gives::HalfAsIfAll => say("200 OK", changed, half).await,
        Gives::HalfOnce if turn > 0 => {
            let from = from.unwrap_or_default();
            let range = format!("content-range: bytes {from}-{}/{}", file.len() - 1, file.len());
            let length = format!("content-length: {}", file.len() - from);
            say("206 Partial Content", &format!("{changed}\r\n{range}\r\n{length}"), &file[from..]).await
        }
        Gives::Half | Gives::HalfOnce => say("200 OK", &format!("{changed}\r\n{length}"), half).await,
    }
}

async fn world(kind: &str, url: &str) -> World {
    let world = World::new().await;
    world.watch_mails();
    world.add_settings(&format!("[system.kept.storage.{kind}]\nurl = \"{url}\"\n"));
    world.mapping("computers", MAPPING);
    world.job(
        "nightly",
        "[[feed]]\nmapping = \"computers\"\nfrom = \"kept\"\npath = \"parc.csv\"\nsettle = \"0s\"\n",
    );
    world
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_cut_off_is_an_error_and_never_a_short_file() {
    for kind in ["web", "webdav"] {
        for gives in [Gives::Half, Gives::HalfAsIfAll] {
            let (url, asked) = server(gives).await;
            let world = world(kind, &url).await;
            let ended = world.program(&["run", "nightly"]).await;
            assert!(
                ended.code != Some(0) && ended.stdout.contains("parc.csv"),
                "{kind}, {gives:?}: {ended:?}"
            );
            assert!(asked.load(Ordering::Relaxed) > 0);
            world.wrote_nothing();
            assert!(!world.mails().is_empty());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_cut_off_once_is_read_to_its_end() {
    for kind in ["web", "webdav"] {
        let (url, asked) = server(Gives::HalfOnce).await;
        let world = world(kind, &url).await;
        let read = world.program(&["read", "nightly", "--limit", "1000"]).await;
        assert!(read.code == Some(0), "{kind}: {read:?}");
        for name in ["pc-0000", "pc-0200", "pc-0399"] {
            assert!(read.stdout.contains(name), "{kind}: {name}");
        }
        assert!(asked.load(Ordering::Relaxed) > 1, "{kind}");
    }
}
