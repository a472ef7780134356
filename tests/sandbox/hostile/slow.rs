//! Clients that send little, or nothing.

use tokio::io::AsyncWriteExt as _;

use super::raw::Raw;
use crate::sandbox::fixture::Sandbox;

const MAPS: &str = "/api/v1/namespaces/default/configmaps";

#[tokio::test]
async fn others_do_not_wait_for_them() {
    let sandbox = Sandbox::new();
    sandbox.daprk("sandbox start").run().succeeds();
    let raw = Raw::of(&sandbox);
    let (mut plain, mut slow) = (Vec::new(), Vec::new());
    for number in 0..60 {
        if number % 3 == 0 {
            // Not even TLS.
            plain.push(raw.plain().await);
            continue;
        }
        let mut stream = raw.connect().await;
        let head = raw.head("POST", MAPS, &[("content-length", "1000")]);
        // Half a head, or a head and a bit of the body.
        let begin = if number % 3 == 1 { &head[..30] } else { &head };
        stream.write_all(begin.as_bytes()).await.unwrap();
        stream.write_all(b"{").await.unwrap();
        stream.flush().await.unwrap();
        slow.push(stream);
    }
    for number in 0..20 {
        let body = format!(r#"{{"metadata":{{"name":"m{number}"}}}}"#);
        let made = raw
            .send("POST", MAPS, "application/json", body.as_bytes())
            .await;
        assert_eq!(made.code, 201, "{made:?}");
    }
    drop((plain, slow));
}
