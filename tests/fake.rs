//! An API server of a test's own on 127.0.0.1: objects that the test puts there, and whatever it answers in their place.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::NamedTempFile;

/// What is answered in place of objects.
#[derive(Clone)]
pub(crate) enum Answer {
    /// A status with these words, as the API server has them.
    Status(u16, String),
    /// 200 with this.
    Body(Vec<u8>),
    /// 200 with this, and no end.
    Endless(Vec<u8>),
    /// A byte now and then, without end.
    Drip,
    /// Nothing at all.
    Never,
}

type Rule = Arc<dyn Fn(&str) -> Option<Answer> + Send + Sync>;

struct World {
    /// By the plural of their kind.
    objects: BTreeMap<String, Vec<Value>>,
    rule: Rule,
    /// How often all watches were ended.
    endings: u64,
    is_down: bool,
    connections: Vec<TcpStream>,
    asked: Vec<String>,
}

struct Shared {
    world: Mutex<World>,
    changed: Condvar,
}

/// Serves until it is dropped.
pub(crate) struct Fake {
    shared: Arc<Shared>,
    kubeconfig: NamedTempFile,
}

/// A path without its query, in the parts that tell which objects are meant.
struct Target<'a> {
    namespace: Option<&'a str>,
    plural: &'a str,
    name: Option<&'a str>,
    query: BTreeMap<&'a str, String>,
}

impl Fake {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            world: Mutex::new(World {
                objects: BTreeMap::new(),
                rule: Arc::new(|_| None),
                endings: 0,
                is_down: false,
                connections: Vec::new(),
                asked: Vec::new(),
            }),
            changed: Condvar::new(),
        });
        let own = Arc::clone(&shared);
        std::thread::spawn(move || own.accept(&listener));
        Self {
            shared,
            kubeconfig: kubeconfig(address),
        }
    }

    /// The file that leads to it.
    pub(crate) fn kubeconfig(&self) -> &Path {
        self.kubeconfig.path()
    }

    /// There are these objects of a kind, and no others.
    pub(crate) fn put(&self, plural: &str, objects: Vec<Value>) {
        let mut world = self.shared.lock();
        world.objects.insert(plural.to_owned(), objects);
    }

    /// What is asked for, path and query, is answered by this first.
    pub(crate) fn rule(&self, rule: impl Fn(&str) -> Option<Answer> + Send + Sync + 'static) {
        self.shared.lock().rule = Arc::new(rule);
    }

    /// Tells all watches that their history is gone.
    pub(crate) fn expire(&self) {
        let mut world = self.shared.lock();
        world.endings += 1;
        self.shared.changed.notify_all();
    }

    /// Breaks all connections, and takes no new ones.
    pub(crate) fn down(&self) {
        let mut world = self.shared.lock();
        world.is_down = true;
        for connection in world.connections.drain(..) {
            let _ = connection.shutdown(Shutdown::Both);
        }
        self.shared.changed.notify_all();
    }

    /// Takes connections again.
    pub(crate) fn up(&self) {
        self.shared.lock().is_down = false;
    }

    /// How often something with these words in it was asked for.
    pub(crate) fn asked(&self, words: &str) -> usize {
        let world = self.shared.lock();
        let asked = world.asked.iter();
        asked.filter(|target| target.contains(words)).count()
    }
}

impl Drop for Fake {
    fn drop(&mut self) {
        self.down();
    }
}

fn kubeconfig(address: SocketAddr) -> NamedTempFile {
    let file = NamedTempFile::new().unwrap();
    let text = json!({
        "apiVersion": "v1", "kind": "Config", "current-context": "fake",
        "clusters": [{"name": "fake", "cluster": {"server": format!("http://{address}")}}],
        "users": [{"name": "fake", "user": {}}],
        "contexts": [{"name": "fake", "context": {"cluster": "fake", "user": "fake"}}],
    });
    std::fs::write(file.path(), text.to_string()).unwrap();
    file
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn accept(self: &Arc<Self>, listener: &TcpListener) {
        for stream in listener.incoming().map_while(Result::ok) {
            let mut world = self.lock();
            if world.is_down {
                continue;
            }
            world.connections.push(stream.try_clone().unwrap());
            drop(world);
            let own = Arc::clone(self);
            std::thread::spawn(move || own.serve(stream));
        }
    }

    /// One connection, until it breaks.
    fn serve(&self, mut stream: TcpStream) {
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        while let Some(target) = read(&mut reader) {
            let (rule, ended) = {
                let mut world = self.lock();
                world.asked.push(target.clone());
                (Arc::clone(&world.rule), world.endings)
            };
            let done = match rule(&target) {
                Some(answer) => answered(&mut stream, &answer),
                None => self.objects(&mut stream, &target, ended),
            };
            if done.is_err() {
                break;
            }
        }
        let _ = stream.shutdown(Shutdown::Both);
    }

    fn objects(&self, stream: &mut TcpStream, target: &str, ended: u64) -> std::io::Result<()> {
        let Some(meant) = Target::of(target) else {
            return status(stream, 404, "there is nothing like that");
        };
        if meant.query.contains_key("watch") {
            return self.watch(stream, ended);
        }
        let found = meant.found(&self.lock().objects);
        let body = match (meant.name, found.first()) {
            (Some(_), Some(object)) => object.clone(),
            // They are not listed by anybody, and all there.
            (Some(name), None) if meant.plural == "namespaces" => {
                json!({"kind": "Namespace", "apiVersion": "v1", "metadata": {"name": name}})
            }
            (Some(name), None) => return status(stream, 404, &format!("\"{name}\" not found")),
            (None, _) => {
                json!({"kind": "List", "apiVersion": "v1", "metadata": {"resourceVersion": "1"}, "items": found})
            }
        };
        whole(stream, 200, body.to_string().as_bytes())
    }

    /// Tells nothing until all watches end.
    fn watch(&self, stream: &mut TcpStream, ended: u64) -> std::io::Result<()> {
        head(stream, 200, "Transfer-Encoding: chunked")?;
        let world = self.lock();
        let world = self
            .changed
            .wait_while(world, |world| !world.is_down && world.endings == ended);
        drop(world);
        let event = json!({"type": "ERROR", "object": {
            "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "code": 410,
            "reason": "Expired", "message": "too old resource version: 1 (2)",
        }});
        chunk(stream, format!("{event}\n").as_bytes())?;
        stream.write_all(b"0\r\n\r\n")?;
        Err(std::io::ErrorKind::ConnectionAborted.into())
    }
}

impl<'a> Target<'a> {
    /// `/api/v1/namespaces/shop/pods/cart`, `/apis/apps/v1/deployments?watch=true`; none for what lies below an object.
    fn of(target: &'a str) -> Option<Self> {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let parts: Vec<&str> = path.split('/').skip(1).collect();
        let (["api", _, rest @ ..] | ["apis", _, _, rest @ ..]) = parts.as_slice() else {
            return None;
        };
        let (namespace, rest) = match rest {
            ["namespaces", namespace, rest @ ..] if !rest.is_empty() => (Some(*namespace), rest),
            rest => (None, rest),
        };
        let (plural, name) = match rest {
            [plural] => (*plural, None),
            [plural, name] => (*plural, Some(*name)),
            _ => return None,
        };
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        let pairs = pairs.map(|(key, value)| (key, value.replace("%3D", "=")));
        Some(Self {
            namespace,
            plural,
            name,
            query: pairs.collect(),
        })
    }

    fn found(&self, objects: &BTreeMap<String, Vec<Value>>) -> Vec<Value> {
        let all = objects.get(self.plural).into_iter().flatten();
        let found = all.filter(|object| {
            let metadata = &object["metadata"];
            let is_labelled = self.query.get("labelSelector").is_none_or(|selector| {
                selector
                    .split_once('=')
                    .is_some_and(|(key, value)| metadata["labels"][key] == value)
            });
            let is_named = self.query.get("fieldSelector").is_none_or(|selector| {
                selector
                    .strip_prefix("metadata.name=")
                    .is_some_and(|name| metadata["name"] == name)
            });
            let is_here = self
                .namespace
                .is_none_or(|namespace| metadata["namespace"] == namespace);
            is_labelled
                && is_named
                && is_here
                && self.name.is_none_or(|name| metadata["name"] == name)
        });
        found.cloned().collect()
    }
}

/// The path and query of a request; none when there is no other.
fn read(reader: &mut BufReader<TcpStream>) -> Option<String> {
    let mut target = None;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if line.trim().is_empty() {
            return target;
        }
        if target.is_none() {
            target = line.split(' ').nth(1).map(str::to_owned);
        }
    }
}

fn answered(stream: &mut TcpStream, answer: &Answer) -> std::io::Result<()> {
    match answer {
        Answer::Status(code, words) => status(stream, *code, words),
        Answer::Body(body) => whole(stream, 200, body),
        Answer::Endless(body) => {
            head(stream, 200, "Transfer-Encoding: chunked")?;
            chunk(stream, body)?;
            forever(stream, || Ok(()))
        }
        Answer::Drip => {
            head(stream, 200, "Transfer-Encoding: chunked")?;
            let mut own = stream.try_clone()?;
            forever(stream, || chunk(&mut own, b"x"))
        }
        Answer::Never => forever(stream, || Ok(())),
    }
}

/// Until the other side has gone.
fn forever(
    stream: &TcpStream,
    mut act: impl FnMut() -> std::io::Result<()>,
) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_millis(200)))?;
    let mut byte = [0];
    loop {
        act()?;
        match stream.peek(&mut byte) {
            Ok(0) => return Err(std::io::ErrorKind::ConnectionAborted.into()),
            Ok(_) => std::thread::sleep(Duration::from_millis(200)),
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
    }
}

fn status(stream: &mut TcpStream, code: u16, words: &str) -> std::io::Result<()> {
    let body = json!({
        "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "code": code,
        "reason": "Because", "message": words,
    });
    whole(stream, code, body.to_string().as_bytes())
}

fn whole(stream: &mut TcpStream, code: u16, body: &[u8]) -> std::io::Result<()> {
    head(stream, code, &format!("Content-Length: {}", body.len()))?;
    stream.write_all(body)
}

fn head(stream: &mut TcpStream, code: u16, length: &str) -> std::io::Result<()> {
    let head = format!("HTTP/1.1 {code} Any\r\nContent-Type: application/json\r\n{length}\r\n\r\n");
    stream.write_all(head.as_bytes())
}

fn chunk(stream: &mut TcpStream, bytes: &[u8]) -> std::io::Result<()> {
    write!(stream, "{:x}\r\n", bytes.len())?;
    stream.write_all(bytes)?;
    stream.write_all(b"\r\n")
}
