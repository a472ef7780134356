//! Chromium without a window, driven by its own protocol.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tempfile::TempDir;
use tungstenite::{Message, WebSocket};

/// A browser with one page, which ends with the test.
pub(super) struct Browser {
    _process: Process,
    socket: WebSocket<TcpStream>,
    next: u64,
    /// What it has told of itself: `(method, params)`.
    told: Vec<(String, Value)>,
    _profile: TempDir,
}

/// Ends with the test, wherever that ends.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// How long anything may take; a test that fails by it is stuck.
const PATIENCE: Duration = Duration::from_secs(60);

impl Browser {
    pub(super) fn start() -> Self {
        let profile = TempDir::new().unwrap();
        let mut process = Command::new("chromium")
            .args([
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
            ])
            .args([
                "--disable-extensions",
                "--no-first-run",
                "--disable-background-networking",
            ])
            .args(["--remote-debugging-port=0", "about:blank"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .env("HOME", profile.path())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let process = Process(process);
        let port: u16 = loop {
            let line = lines.next().expect("it tells its port").unwrap();
            if let Some(rest) = line.strip_prefix("DevTools listening on ws://127.0.0.1:") {
                break rest.split('/').next().unwrap().parse().unwrap();
            }
        };
        // Nobody may find the pipe closed.
        std::thread::spawn(move || lines.for_each(drop));
        let page = page_of(port);
        let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        let (socket, _) = tungstenite::client(page, stream).unwrap();
        // Not before: a handshake that is late would not go on.
        let limit = Some(Duration::from_millis(200));
        socket.get_ref().set_read_timeout(limit).unwrap();
        let mut browser = Self {
            _process: process,
            socket,
            next: 0,
            told: Vec::new(),
            _profile: profile,
        };
        for domain in ["Page", "Runtime", "Network", "Log"] {
            browser.call(&format!("{domain}.enable"), &json!({}));
        }
        browser
    }

    /// Calls a method of the protocol; what it answers.
    pub(super) fn call(&mut self, method: &str, params: &Value) -> Value {
        self.next += 1;
        let id = self.next;
        let text = json!({"id": id, "method": method, "params": params}).to_string();
        self.socket.send(Message::text(text)).unwrap();
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            let Some(message) = self.read() else { continue };
            if message["id"] == id {
                assert!(message["error"].is_null(), "{method}: {message}");
                return message["result"].clone();
            }
            self.keep(&message);
        }
        panic!("{method} was not answered");
    }

    fn read(&mut self) -> Option<Value> {
        match self.socket.read() {
            Ok(Message::Text(text)) => Some(serde_json::from_str(&text).unwrap()),
            Ok(_) => None,
            Err(tungstenite::Error::Io(error)) if is_late(&error) => None,
            Err(error) => panic!("{error}"),
        }
    }

    fn keep(&mut self, message: &Value) {
        if let Some(method) = message["method"].as_str() {
            self.told
                .push((method.to_owned(), message["params"].clone()));
        }
    }

    pub(super) fn open(&mut self, address: &str) {
        self.call("Page.navigate", &json!({"url": address}));
    }

    /// What an expression comes to.
    pub(super) fn value(&mut self, expression: &str) -> Value {
        let params = json!({"expression": expression, "returnByValue": true, "awaitPromise": true});
        let answer = self.call("Runtime.evaluate", &params);
        assert!(
            answer["exceptionDetails"].is_null(),
            "{expression}: {answer}"
        );
        answer["result"]["value"].clone()
    }

    /// Waits until an expression is true.
    pub(super) fn until(&mut self, expression: &str) {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            if self.value(&format!("Boolean({expression})")) == true {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!(
            "it never came to be: {expression}\n{}",
            self.value("document.body.innerText")
        );
    }

    pub(super) fn click(&mut self, selector: &str) {
        self.value(&format!("document.querySelector({selector:?}).dispatchEvent(new MouseEvent('click', {{bubbles: true}}))"));
    }

    /// Presses a key where the focus is.
    pub(super) fn press(&mut self, key: &str) {
        for kind in ["keyDown", "keyUp"] {
            let text = if key.chars().count() == 1 { key } else { "" };
            self.call(
                "Input.dispatchKeyEvent",
                &json!({"type": kind, "key": key, "text": text}),
            );
        }
    }

    pub(super) fn size(&mut self, width: u32, height: u32) {
        let params = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600});
        self.call("Emulation.setDeviceMetricsOverride", &params);
    }

    /// What the person has set: `prefers-color-scheme`, `prefers-reduced-motion`.
    pub(super) fn prefers(&mut self, features: &[(&str, &str)]) {
        let features = features
            .iter()
            .map(|(name, value)| json!({"name": name, "value": value}));
        let features: Vec<_> = features.collect();
        self.call("Emulation.setEmulatedMedia", &json!({"features": features}));
    }

    /// Kept for whoever wants to look at it: in the folder that `DAPRK_TEST_SCREENSHOTS` names.
    pub(super) fn screenshot(&mut self, name: &str) {
        let Some(folder) = std::env::var_os("DAPRK_TEST_SCREENSHOTS") else {
            return;
        };
        let answer = self.call("Page.captureScreenshot", &json!({"format": "png"}));
        let bytes = STANDARD.decode(answer["data"].as_str().unwrap()).unwrap();
        std::fs::write(
            std::path::Path::new(&folder).join(format!("{name}.png")),
            bytes,
        )
        .unwrap();
    }

    /// What went wrong in the page, in words.
    pub(super) fn errors(&mut self) -> Vec<String> {
        self.value("1");
        let errors = self.told.iter().filter(|(method, params)| match &**method {
            "Runtime.exceptionThrown" => true,
            "Runtime.consoleAPICalled" => params["type"] == "error",
            "Log.entryAdded" => params["entry"]["level"] == "error",
            _ => false,
        });
        errors.map(|(_, params)| params.to_string()).collect()
    }

    /// Everything that was asked for.
    pub(super) fn requests(&self) -> Vec<String> {
        let sent = self
            .told
            .iter()
            .filter(|(method, _)| method == "Network.requestWillBeSent");
        let address = |params: &Value| {
            params["request"]["url"]
                .as_str()
                .unwrap_or_default()
                .to_owned()
        };
        sent.map(|(_, params)| address(params)).collect()
    }
}

fn is_late(error: &std::io::Error) -> bool {
    matches!(
        error.kind(),
        std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut
    )
}

/// The address of the page's own socket.
fn page_of(port: u16) -> String {
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        let pages = pages(port);
        let mut pages = pages.as_array().into_iter().flatten();
        if let Some(page) = pages.find(|page| page["type"] == "page") {
            return page["webSocketDebuggerUrl"].as_str().unwrap().to_owned();
        }
    }
    panic!("the browser has no page");
}

fn pages(port: u16) -> Value {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    // It leaves the connection open.
    let limit = Some(Duration::from_millis(500));
    stream.set_read_timeout(limit).unwrap();
    write!(
        stream,
        "GET /json/list HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"
    )
    .unwrap();
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    let text = String::from_utf8_lossy(&bytes);
    let body = text.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    serde_json::from_str(body).unwrap_or_default()
}
