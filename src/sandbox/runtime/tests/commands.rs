//! Commands that somebody runs in a container, and who is attached to one.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::time::timeout;

use super::node::{TestNode, shell};
use super::supervising::{lives, until};
use crate::pty::Size;
use crate::sandbox::node::{Ended, LogQuery, Node, Session, Streams};

/// Long enough for a program that is to do something, and short for one that waits.
const BLOCKED: Duration = Duration::from_millis(200);
const LIMIT: Duration = Duration::from_secs(60);

const OUTPUT: Streams = Streams {
    stdin: false,
    stdout: true,
    stderr: true,
    tty: false,
};
const ALL: Streams = Streams {
    stdin: true,
    ..OUTPUT
};
const TERMINAL: Streams = Streams {
    stdin: true,
    stdout: true,
    stderr: false,
    tty: true,
};

impl TestNode {
    async fn exec(
        &self,
        pod: &str,
        container: &str,
        command: &[&str],
        streams: Streams,
    ) -> Result<Session, String> {
        let pod = self.get("Pod", pod).unwrap();
        let command = command.iter().map(|word| (*word).to_owned()).collect();
        let session = self.runtime.exec(&pod, container, command, streams);
        timeout(LIMIT, session).await.unwrap()
    }

    async fn run(&self, pod: &str, script: &str, streams: Streams) -> Session {
        let session = self.exec(pod, "web", &["sh", "-c", script], streams).await;
        session.unwrap_or_else(|words| panic!("{words}"))
    }

    async fn attach(&self, pod: &str, streams: Streams) -> Session {
        let pod = self.get("Pod", pod).unwrap();
        let session = self.runtime.attach(&pod, "web", streams).await;
        session.unwrap_or_else(|words| panic!("{words}"))
    }
}

impl TestNode {
    /// Waits until the last line of a log is this.
    async fn until_logged(&self, line: &str) {
        let query = LogQuery {
            tail: Some(1),
            ..LogQuery::default()
        };
        let waiting = async {
            while self.log("web", "web", &query).await != line {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        timeout(LIMIT, waiting).await.unwrap();
    }
}

/// A node with a pod that runs a script.
async fn with(container: Value) -> TestNode {
    let node = TestNode::new().await;
    let spec = json!({"containers": [container], "terminationGracePeriodSeconds": 0});
    node.pod("web", spec).await;
    node.until_ready("web").await;
    node
}

async fn asleep() -> TestNode {
    with(shell("web", "sleep 1000")).await
}

type Output = Option<Box<dyn AsyncRead + Send + Unpin>>;

async fn rest(output: &mut Output) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Some(output) = output {
        let read = timeout(LIMIT, output.read_to_end(&mut bytes)).await;
        read.unwrap().unwrap();
    }
    bytes
}

/// What is said, up to a text.
async fn up_to(output: &mut Output, text: &str) -> String {
    let mut said = Vec::new();
    let output = output.as_mut().unwrap();
    let reading = async {
        while !String::from_utf8_lossy(&said).contains(text) {
            let count = output.read_buf(&mut said).await.unwrap();
            assert!(count > 0, "it ended: {}", String::from_utf8_lossy(&said));
        }
    };
    let read = timeout(LIMIT, reading).await;
    let said = String::from_utf8_lossy(&said).into_owned();
    assert!(read.is_ok(), "no {text:?} in {said:?}");
    said
}

async fn write(session: &mut Session, bytes: &[u8]) {
    let stdin = session.stdin.as_mut().unwrap();
    timeout(LIMIT, stdin.write(bytes)).await.unwrap().unwrap();
}

async fn ended(session: Session) -> Ended {
    timeout(LIMIT, session.ended).await.unwrap()
}

#[tokio::test]
async fn a_command_has_its_containers_surroundings() {
    let mut container = shell("web", "sleep 1000");
    container["env"] = json!([{"name": "A", "value": "hello"}]);
    container["ports"] = json!([{"containerPort": 8080}]);
    let node = with(container).await;
    let script = "echo $A $(A) $PORT; echo oops >&2; exit 3";
    let mut session = node.run("web", script, OUTPUT).await;
    let said = String::from_utf8(rest(&mut session.stdout).await).unwrap();
    assert!(said.starts_with("hello "), "{said}");
    assert!(said.trim().len() > "hello ".len(), "no port: {said}");
    let complained = String::from_utf8(rest(&mut session.stderr).await).unwrap();
    assert!(complained.ends_with("oops\n"), "{complained}");
    assert_eq!(ended(session).await, Ended::Code(3));
    let killed = node.run("web", "kill -9 $$", OUTPUT).await;
    assert_eq!(ended(killed).await, Ended::Code(137));
}

#[tokio::test]
async fn any_bytes_go_both_ways() {
    let node = asleep().await;
    let mut session = node.run("web", "cat", ALL).await;
    let sent: Vec<u8> = (0..3_000_000_u32).map(|at| (at * 7 % 251) as u8).collect();
    let (mut stdin, mut stdout) = (session.stdin.take().unwrap(), session.stdout.take());
    let sending = async {
        for piece in sent.chunks(50_000) {
            stdin.write(piece).await.unwrap();
        }
        drop(stdin);
    };
    let (received, ()) = tokio::join!(rest(&mut stdout), sending);
    assert!(received == sent, "{} of {}", received.len(), sent.len());
    assert_eq!(ended(session).await, Ended::Code(0));
}

#[tokio::test]
async fn whoever_does_not_read_stops_the_command_and_nothing_is_kept() {
    let node = asleep().await;
    let script = "head -c 100000000 /dev/zero; echo done >&2";
    let mut session = node.run("web", script, OUTPUT).await;
    let mut stderr = session.stderr.take().unwrap();
    let mut byte = [0];
    assert!(timeout(BLOCKED, stderr.read(&mut byte)).await.is_err());
    let mut count = 0;
    let mut piece = vec![0; 64 * 1024];
    let stdout = session.stdout.as_mut().unwrap();
    loop {
        match timeout(LIMIT, stdout.read(&mut piece)).await.unwrap() {
            Ok(0) => break,
            Ok(read) => count += read,
            Err(error) => panic!("{error}"),
        }
    }
    assert_eq!(count, 100_000_000);
    assert_eq!(ended(session).await, Ended::Code(0));
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_command_ends_when_its_client_leaves() {
    let node = asleep().await;
    // It leaves its process group, and reads nothing of what it is sent.
    let script = "echo pid:$$; (setsid sh -c 'echo pid:$$; exec sleep 1000') & exec sleep 1000";
    for streams in [ALL, TERMINAL] {
        let mut session = node.run("web", script, streams).await;
        let mut said = String::new();
        let numbers = |said: &str| -> Vec<String> {
            let words = said.split_whitespace();
            let all = words.filter_map(|word| word.strip_prefix("pid:"));
            all.map(str::to_owned).collect()
        };
        while numbers(&said).len() < 2 || !said.ends_with('\n') {
            said += &up_to(&mut session.stdout, "\n").await;
        }
        let pids = numbers(&said);
        let stdin = session.stdin.as_mut().unwrap();
        let much = vec![b'x'; 10_000_000];
        assert!(timeout(BLOCKED, stdin.write(&much)).await.is_err());
        assert!(pids.iter().all(|pid| lives(pid)), "{pids:?}");
        drop(session);
        until(|| !pids.iter().any(|pid| lives(pid))).await;
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn what_a_command_leaves_behind_stays_until_the_container_ends() {
    let node = asleep().await;
    let script = "sleep 1000 >/dev/null 2>&1 & echo $!";
    let mut session = node.run("web", script, OUTPUT).await;
    let said = String::from_utf8(rest(&mut session.stdout).await).unwrap();
    assert_eq!(ended(session).await, Ended::Code(0));
    let pid = said.trim();
    assert!(lives(pid), "{pid}");
    let session = node.run("web", "sleep 1000", OUTPUT).await;
    node.delete("web").await;
    assert_eq!(ended(session).await, Ended::Code(137));
    until(|| !lives(pid)).await;
}

#[tokio::test]
async fn many_commands_run_at_once() {
    let node = asleep().await;
    let one = |number: usize| {
        let node = &node;
        async move {
            let mut session = node.run("web", &format!("cat; exit {number}"), ALL).await;
            write(&mut session, number.to_string().as_bytes()).await;
            session.stdin = None;
            let said = rest(&mut session.stdout).await;
            assert_eq!(String::from_utf8(said).unwrap(), number.to_string());
            let code = i32::try_from(number).unwrap();
            assert_eq!(ended(session).await, Ended::Code(code));
        }
    };
    futures::future::join_all((0..50).map(one)).await;
}

#[tokio::test]
async fn a_terminal_has_a_size_and_sends_signals() {
    let node = asleep().await;
    // When the leader of a session ends, Linux drops what it wrote last unless a worker of the kernel's has moved it
    // already (tty_ldisc_hangup): on any node, so it stays a little.
    let script = "echo ready; read line; echo got $line; stty size; echo $TERM; \
        trap 'echo caught; sleep 0.2; exit 9' INT; echo set; while :; do sleep 0.05; done";
    let mut session = node.run("web", script, TERMINAL).await;
    up_to(&mut session.stdout, "ready").await;
    let resize = session.resize.as_ref().unwrap();
    resize(Size {
        width: 91,
        height: 17,
    });
    write(&mut session, b"typed\n").await;
    let said = up_to(&mut session.stdout, "set").await;
    for words in ["got typed\r\n", "17 91\r\n", "xterm\r\n"] {
        assert!(said.contains(words), "{words:?} in {said:?}");
    }
    write(&mut session, b"\x03").await;
    up_to(&mut session.stdout, "caught").await;
    rest(&mut session.stdout).await;
    assert_eq!(ended(session).await, Ended::Code(9));
}

#[tokio::test]
async fn what_cannot_be_run_is_told() {
    let node = asleep().await;
    node.pod(
        "done",
        json!({"restartPolicy": "Never", "containers": [shell("web", "exit 0")]}),
    )
    .await;
    node.until_is("done", "/status/phase", "Succeeded".into())
        .await;
    let sh = ["sh", "-c", "exit 0"];
    let rows = [
        ("web", "other", "container not found (\"other\")"),
        ("done", "web", "container not found (\"web\")"),
    ];
    for (pod, container, words) in rows {
        let refused = node.exec(pod, container, &sh, OUTPUT).await;
        assert_eq!(refused.err().as_deref(), Some(words), "{pod} {container}");
    }
    let done = node.get("Pod", "done").unwrap();
    let refused = node.runtime.attach(&done, "web", OUTPUT).await;
    let words = "container web not found in pod done_default";
    assert_eq!(refused.err().as_deref(), Some(words));
    for command in [&["nosuch"][..], &[]] {
        let session = node.exec("web", "web", command, OUTPUT).await.unwrap();
        assert!(
            matches!(ended(session).await, Ended::Failed(_)),
            "{command:?}"
        );
    }
    // It is there and may be run, and is no program.
    let script = node.folder.path().join("script");
    std::fs::write(&script, [0; 4]).unwrap();
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(&script, mode).unwrap();
    let command = [script.to_str().unwrap()];
    let session = node.exec("web", "web", &command, OUTPUT).await.unwrap();
    let told = ended(session).await;
    assert!(
        matches!(&told, Ended::Failed(words) if words.contains("Exec format error")),
        "{told:?}"
    );
}

#[tokio::test]
async fn a_container_is_heard_from_now_on() {
    let script = "echo before; while [ ! -e go ]; do sleep 0.01; done; echo after; echo oops >&2";
    let node = with(shell("web", script)).await;
    node.until_logged("before\n").await;
    let mut folder = node.run("web", "pwd", OUTPUT).await;
    let folder = String::from_utf8(rest(&mut folder.stdout).await).unwrap();
    let mut sessions = [
        node.attach("web", OUTPUT).await,
        node.attach("web", ALL).await,
    ];
    assert!(sessions.iter().all(|session| session.stdin.is_none()));
    std::fs::write(std::path::Path::new(folder.trim()).join("go"), "").unwrap();
    for session in &mut sessions {
        assert_eq!(rest(&mut session.stdout).await, b"after\n");
        assert_eq!(rest(&mut session.stderr).await, b"oops\n");
    }
    for session in sessions {
        assert_eq!(ended(session).await, Ended::Code(0));
    }
}

#[tokio::test]
async fn a_container_reads_what_is_sent() {
    let mut container = shell("web", "while read x; do echo got $x; done; echo end");
    container["stdin"] = true.into();
    let node = with(container.clone()).await;
    for word in ["one", "two"] {
        let mut session = node.attach("web", ALL).await;
        assert!(session.ends_with_stdin);
        write(&mut session, format!("{word}\n").as_bytes()).await;
        up_to(&mut session.stdout, &format!("got {word}\n")).await;
    }
    container["stdinOnce"] = true.into();
    let node = with(container).await;
    let mut session = node.attach("web", ALL).await;
    assert!(!session.ends_with_stdin);
    write(&mut session, b"one\n").await;
    session.stdin = None;
    assert_eq!(rest(&mut session.stdout).await, b"got one\nend\n");
    assert_eq!(ended(session).await, Ended::Code(0));
}

#[tokio::test]
async fn a_container_has_a_terminal() {
    let mut container = shell(
        "web",
        "echo on $(tty); read x; echo got $x; stty size; sleep 1000",
    );
    container["stdin"] = true.into();
    container["tty"] = true.into();
    let node = with(container).await;
    let mut session = node.attach("web", TERMINAL).await;
    let resize = session.resize.as_ref().unwrap();
    resize(Size {
        width: 91,
        height: 17,
    });
    write(&mut session, b"typed\n").await;
    up_to(&mut session.stdout, "got typed\r\n17 91\r\n").await;
    let log = node.log("web", "web", &LogQuery::default()).await;
    assert!(log.contains("on /dev/"), "{log}");
    node.delete("web").await;
    assert_eq!(ended(session).await, Ended::Code(0));
}

#[tokio::test]
async fn whoever_is_attached_and_leaves_does_not_stop_the_container() {
    let script = "while [ ! -e go ]; do sleep 0.01; done; yes | head -c 3000000; echo; sleep 1000";
    let node = with(shell("web", script)).await;
    let mut folder = node.run("web", "pwd", OUTPUT).await;
    let folder = String::from_utf8(rest(&mut folder.stdout).await).unwrap();
    let mut session = node.attach("web", OUTPUT).await;
    std::fs::write(std::path::Path::new(folder.trim()).join("go"), "").unwrap();
    up_to(&mut session.stdout, "y\n").await;
    drop(session);
    node.until_logged("\n").await;
}
