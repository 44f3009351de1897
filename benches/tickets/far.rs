//! Makes a server on loopback answer as if it were some way away: what goes there is held for a while.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// A second address of the server behind a URL, as far away as this. Returns its URL.
pub async fn away(url: &str, distance: Duration) -> anyhow::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let ours = listener.local_addr()?.to_string();
    let rest = url.trim_start_matches("http://");
    let theirs = rest.split('/').next().unwrap_or_default().to_owned();
    let away = url.replacen(&theirs, &ours, 1);
    tokio::spawn(async move {
        while let Ok((near, _)) = listener.accept().await {
            let theirs = theirs.clone();
            tokio::spawn(async move {
                if let Ok(far) = TcpStream::connect(&theirs).await {
                    let _ = carry(near, far, distance).await;
                }
            });
        }
    });
    Ok(away)
}

async fn carry(near: TcpStream, far: TcpStream, distance: Duration) -> std::io::Result<()> {
    let ((mut from_near, mut to_near), (mut from_far, mut to_far)) = (near.into_split(), far.into_split());
    let there = async {
        let mut bytes = vec![0; 1 << 16];
        loop {
            let read = from_near.read(&mut bytes).await?;
            if read == 0 {
                return to_far.shutdown().await;
            }
            tokio::time::sleep(distance).await;
            to_far.write_all(&bytes[..read]).await?;
        }
    };
    let back = tokio::io::copy(&mut from_far, &mut to_near);
    let (there, back) = tokio::join!(there, back);
    there.and(back.map(drop))
}
