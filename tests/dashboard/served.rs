//! `daprk dashboard`, started for a test, and who may ask it.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::fake::Fake;
use crate::sandbox::fixture::Sandbox;

/// A page that is served until the test ends.
pub(super) struct Served {
    process: Child,
    pub(super) link: String,
    pub(super) port: u16,
    home: Option<TempDir>,
}

impl Served {
    pub(super) fn of(sandbox: &Sandbox, port: u16) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_daprk"));
        command
            .args(["dashboard", "--port", &port.to_string()])
            .env("DAPRK_SANDBOX", sandbox.folder())
            .env("DAPRK_DAPRD", "built-in")
            .env("HOME", sandbox.folder());
        Self::started(command)
    }

    /// Of the namespace `shop` of a fake API server.
    pub(super) fn on(fake: &Fake) -> Self {
        Self::with(fake, &["-n", "shop"])
    }

    /// Of all of a fake API server.
    pub(super) fn on_all(fake: &Fake) -> Self {
        Self::with(fake, &["-A"])
    }

    fn with(fake: &Fake, args: &[&str]) -> Self {
        let home = TempDir::new().unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_daprk"));
        command
            .args(["dashboard", "-k"])
            .args(args)
            .arg("--kubeconfig")
            .arg(fake.kubeconfig())
            .env("HOME", home.path());
        let mut served = Self::started(command);
        served.home = Some(home);
        served
    }

    fn started(mut command: Command) -> Self {
        let mut process = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut link = String::new();
        BufReader::new(process.stdout.take().unwrap())
            .read_line(&mut link)
            .unwrap();
        let link = link.trim().to_owned();
        let port = link.strip_prefix("http://127.0.0.1:").expect("a link");
        let port = port.split('/').next().unwrap().parse().unwrap();
        Self {
            process,
            link,
            port,
            home: None,
        }
    }

    /// What it keeps in memory, in KiB.
    pub(super) fn memory(&self) -> u64 {
        let status =
            std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap();
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))
            .unwrap();
        line.split_whitespace().next().unwrap().parse().unwrap()
    }

    /// Ends it as Ctrl-C does.
    pub(super) fn stop(&mut self) {
        // One that was waited for is gone, and its number may be another's.
        if self.process.try_wait().unwrap().is_some() {
            return;
        }
        crate::run::send(self.process.id(), rustix::process::Signal::INT);
        let _ = self.process.wait();
    }

    /// The answer to a request with these lines of a head: its status, and all of it as text.
    fn ask(&self, request: &str, head: &[String]) -> (u16, String) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let mut text = format!("{request} HTTP/1.1\r\nConnection: close\r\n");
        for line in head {
            text += line;
            text += "\r\n";
        }
        stream.write_all((text + "\r\n").as_bytes()).unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let status = answer
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok());
        (status.expect("a status"), answer)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.stop();
    }
}

#[test]
fn only_whoever_has_the_link_may_look() {
    let sandbox = Sandbox::new();
    sandbox.daprk("sandbox start").run().succeeds();
    let served = Served::of(&sandbox, 0);
    let own = format!("Host: 127.0.0.1:{}", served.port);
    let path = served
        .link
        .split_once("/?")
        .map(|(_, query)| format!("/?{query}"))
        .unwrap();
    let get = |path: &str, head: &[&str]| {
        let head: Vec<String> = head.iter().map(|line| (*line).to_owned()).collect();
        served.ask(&format!("GET {path}"), &head)
    };
    // Nobody without the link, nobody as somebody else, no page from elsewhere.
    assert_eq!(get("/", &[&own]).0, 403);
    assert_eq!(get("/picture", &[&own]).0, 403);
    assert_eq!(get("/?token=guessed", &[&own]).0, 403);
    assert_eq!(get(&path, &["Host: evil.example"]).0, 403);
    assert_eq!(get(&path, &[&own, "Origin: http://evil.example"]).0, 403);
    assert_eq!(
        served
            .ask(
                &format!("POST {path}"),
                &[own.clone(), "Content-Length: 0".to_owned()]
            )
            .0,
        405
    );
    // The link opens once, for the one who got the cookie.
    let (status, answer) = get(&path, &[&own]);
    assert_eq!(status, 303);
    let cookie = answer
        .lines()
        .find_map(|line| line.strip_prefix("set-cookie: "))
        .unwrap();
    let cookie = format!("Cookie: {}", cookie.split(';').next().unwrap());
    assert_eq!(get(&path, &[&own]).0, 403);
    let (status, page) = get("/", &[&own, &cookie]);
    assert_eq!(status, 200);
    for line in [
        "content-security-policy: default-src 'none'",
        "x-content-type-options: nosniff",
        "cache-control: no-store",
    ] {
        assert!(page.contains(line), "{line} in {page}");
    }
    assert_eq!(get("/", &["Host: evil.example", &cookie]).0, 403);
    assert_eq!(get("/node?id=app/default/nobody", &[&own, &cookie]).0, 404);
    let none = "/answer?stop=2.3&question=7&said=3";
    assert_eq!(get(none, &[&own, &cookie]).0, 404);
    assert_eq!(get(none, &[&own]).0, 403);
}
