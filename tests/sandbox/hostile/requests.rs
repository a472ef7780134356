//! Requests that nobody should send.

use super::raw::Raw;
use crate::sandbox::fixture::Sandbox;

const MAPS: &str = "/api/v1/namespaces/default/configmaps";
const JSON: &str = "application/json";
const YAML: &str = "application/yaml";
const BINARY: &str = "application/vnd.kubernetes.protobuf";

/// Method, path, media type, body; the code, and a part of the message.
type Row = (
    &'static str,
    String,
    &'static str,
    Vec<u8>,
    u16,
    &'static str,
);

fn row(media: &'static str, body: impl Into<Vec<u8>>, code: u16, words: &'static str) -> Row {
    ("POST", MAPS.to_owned(), media, body.into(), code, words)
}

fn bodies() -> Vec<Row> {
    let deep = "[".repeat(200_000);
    let deep_map = "{\"a\":".repeat(100_000);
    let fits = format!(r#"{{"metadata":{{"name":"x"}},"data":{{"a":"{deep}"}}}}"#);
    vec![
        row(JSON, "", 400, "unexpected end of JSON input"),
        row(JSON, "{bad", 400, "invalid character 'b'"),
        row(JSON, "[]", 400, "cannot unmarshal array"),
        row(
            JSON,
            b"{\"a\":\"\xff\xfe\"}".to_vec(),
            400,
            "the object provided is unrecognized",
        ),
        row(JSON, deep.clone(), 400, "exceeded max depth"),
        row(JSON, deep_map, 400, "exceeded max depth"),
        row(
            JSON,
            r#"{"kind":"Pod","apiVersion":"v1"}"#,
            400,
            "cannot be handled as a ConfigMap",
        ),
        row(
            JSON,
            r#"{"kind":"X","apiVersion":"y/v1"}"#,
            400,
            "no kind \"X\" is registered",
        ),
        row(
            JSON,
            r#"{"metadata":{"name":{}}}"#,
            400,
            "cannot unmarshal object",
        ),
        row(JSON, r#"{"metadata":{"name":"A_b"}}"#, 422, "RFC 1123"),
        row(
            JSON,
            vec![b' '; 3 * 1024 * 1024 + 1],
            413,
            "limit is 3145728",
        ),
        row(YAML, "a: [", 400, "yaml: "),
        row(YAML, deep.clone(), 400, "yaml: "),
        row(YAML, laughs(), 400, "yaml: "),
        row(YAML, b"\xff".to_vec(), 400, "invalid UTF-8"),
        row(
            BINARY,
            "k8s\0garbage",
            400,
            "the object provided is unrecognized",
        ),
        row(
            BINARY,
            "not even that",
            400,
            "the object provided is unrecognized",
        ),
        row(
            BINARY,
            b"k8s\0\x0a\xff\xff\xff\xff\x0f".to_vec(),
            400,
            "unrecognized",
        ),
        row("text/html", "<p>", 415, "unknown format"),
        (
            "PATCH",
            format!("{MAPS}/m"),
            "application/json-patch+json",
            bombs(),
            422,
            "copy",
        ),
        (
            "PUT",
            format!("{MAPS}/m"),
            JSON,
            fits.into(),
            400,
            "does not match the name",
        ),
        (
            "DELETE",
            format!("{MAPS}/m"),
            JSON,
            b"{".to_vec(),
            400,
            "unexpected end",
        ),
        (
            "BREW",
            MAPS.to_owned(),
            JSON,
            Vec::new(),
            405,
            "does not allow this method",
        ),
    ]
}

/// References to references: 8^12 letters.
fn laughs() -> String {
    let level = |level: usize| {
        let uses = format!("*a{}", level - 1);
        format!("a{level}: &a{level} [{}]\n", [uses.as_str(); 8].join(","))
    };
    let levels: Vec<_> = (1..12).map(level).collect();
    format!("a0: &a0 [x,x,x,x,x,x,x,x]\n{}", levels.concat())
}

/// A JSON patch that doubles a value again and again.
fn bombs() -> Vec<u8> {
    let start = r#"{"op":"add","path":"/data/a","value":"xxxxxxxxxxxxxxxx"}"#.to_owned();
    let double = |n| format!(r#"{{"op":"copy","from":"/data","path":"/data/b{n}"}}"#);
    let operations = [start].into_iter().chain((0..40).map(double));
    format!("[{}]", operations.collect::<Vec<_>>().join(",")).into()
}

fn paths() -> Vec<Row> {
    let get = |path: &str, code, words| ("GET", path.to_owned(), JSON, Vec::new(), code, words);
    vec![
        get(
            "/api/v1/namespaces/default/configmaps/..%2f..%2fsecrets",
            404,
            "",
        ),
        get("/api/v1/namespaces/default/configmaps/%00", 404, ""),
        get("/api/v1/namespaces/default/configmaps/%zz", 404, ""),
        get(
            "/api/v1/namespaces/default/configmaps/..",
            400,
            "may not be '..'",
        ),
        get("/api/v1/namespaces/../../../etc/passwd", 404, ""),
        get("/api//v1/pods", 404, ""),
        get("//api/v1/pods", 404, ""),
        get("/..%5c..%5cetc", 404, ""),
        get(
            "/api/v1/pods?labelSelector=((",
            400,
            "unable to parse requirement",
        ),
        get("/api/v1/pods?continue=%25%25", 400, "continue"),
        get("/api/v1/namespaces/default/pods/nope/log", 404, "not found"),
        get(
            "/api/v1/nodes/sandbox/proxy/etc/passwd",
            501,
            "no proxy to a Node",
        ),
    ]
}

#[tokio::test]
async fn each_is_refused_in_words() {
    let sandbox = Sandbox::new();
    sandbox.daprk("sandbox start").run().succeeds();
    let (raw, server) = (Raw::of(&sandbox), sandbox.pid());
    let map = br#"{"metadata":{"name":"m"},"data":{"a":"b"}}"#;
    assert_eq!(raw.send("POST", MAPS, JSON, map).await.code, 201);
    let before = raw.send("GET", MAPS, JSON, b"").await.body["items"].clone();
    let mut wrong = Vec::new();
    for (method, path, media, body, code, words) in bodies().into_iter().chain(paths()) {
        let answer = raw.send(method, &path, media, &body).await;
        if answer.code != code || !answer.message().contains(words) {
            let begin = String::from_utf8_lossy(&body[..body.len().min(40)]).into_owned();
            wrong.push(format!("{method} {path} {media} {begin}: {answer:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let after = raw.send("GET", MAPS, JSON, b"").await.body["items"].clone();
    assert_eq!(before, after, "nothing was made or changed");
    assert_eq!(sandbox.pid(), server);
}

#[tokio::test]
async fn who_may_ask_and_how() {
    let sandbox = Sandbox::new();
    sandbox.daprk("sandbox start").run().succeeds();
    let raw = Raw::of(&sandbox);
    let long = "x".repeat(100_000);
    let rows: [(&[(&str, &str)], u16); 8] = [
        (&[], 200),
        (&[("host", "evil.example")], 403),
        (&[("origin", "https://evil.example")], 403),
        (&[("origin", "null")], 403),
        (&[("authorization", "Bearer nonsense")], 401),
        (&[("authorization", "")], 401),
        (&[("x-long", &long)], 431),
        (&[("content-length", "-1")], 400),
    ];
    for (headers, code) in rows {
        let request = raw.head("GET", MAPS, headers);
        let answer = raw.ask(request.as_bytes()).await;
        let headers: String = format!("{headers:?}").chars().take(80).collect();
        assert_eq!(answer.code, code, "{headers}");
    }
    let long = raw.head("GET", &format!("/{long}"), &[]);
    assert!((400..500).contains(&raw.ask(long.as_bytes()).await.code));
    // A body whose length nobody tells is cut as well.
    let head = raw.head("POST", MAPS, &[("transfer-encoding", "chunked")]);
    let chunk = format!("100000\r\n{}\r\n", " ".repeat(0x10_0000));
    let request = [head, chunk.repeat(4), "0\r\n\r\n".to_owned()].concat();
    assert_eq!(raw.ask(request.as_bytes()).await.code, 413);
}

/// The address by which others would reach this machine.
fn own_address() -> Option<std::net::IpAddr> {
    let socket = std::net::UdpSocket::bind("0.0.0.0:0").ok()?;
    // Nothing is sent: this only asks for the way.
    socket.connect("192.0.2.1:9").ok()?;
    let address = socket.local_addr().ok()?.ip();
    (!address.is_loopback()).then_some(address)
}

#[tokio::test]
async fn it_listens_on_this_machine_alone() {
    let Some(address) = own_address() else {
        eprintln!("skipped: it_listens_on_this_machine_alone: this machine has no other address");
        return;
    };
    let sandbox = Sandbox::new();
    sandbox.daprk("sandbox start").run().succeeds();
    let port = Raw::of(&sandbox).port;
    let elsewhere = tokio::net::TcpStream::connect((address, port)).await;
    assert!(elsewhere.is_err(), "{address} is served");
}
