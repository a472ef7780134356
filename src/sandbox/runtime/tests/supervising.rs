//! The supervisor as a process: the test program itself, told to be one.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Duration;

use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use crate::sandbox::runtime::keeper::{Keeper, Supervising};
use crate::sandbox::runtime::supervisor::{
    Input, Launch, MARK, Order, Signal, Told, supervise, terminal,
};

/// Tells the test program to be a supervisor.
const BE: &str = "DAPRK_TEST_SUPERVISES";
/// Tells it to lead a program to a terminal.
const LEAD: &str = "DAPRK_TEST_LEADS";

/// Not a test by itself: what other tests start as a process.
#[test]
fn be_a_supervisor() {
    if std::env::var_os(BE).is_some() {
        supervise();
    }
}

/// Not a test by itself either: what stands before programs that get a terminal.
#[test]
fn be_a_way_to_a_terminal() {
    if std::env::var_os(LEAD).is_some() {
        let words = std::env::args_os().skip_while(|word| word != "--");
        let code = terminal(words.skip(1).collect());
        std::process::exit(code.into());
    }
}

/// The test program, told to run one of the two.
fn words(test: &str) -> Vec<String> {
    let program = std::env::current_exe().unwrap();
    let module = module_path!().split_once("::").unwrap().1;
    let test = format!("{module}::{test}");
    let words = [&*test, "--exact", "--nocapture", "--quiet"];
    let mut command = vec![program.to_string_lossy().into_owned()];
    command.extend(words.map(str::to_owned));
    command
}

/// How a supervisor is started in tests.
pub(super) fn supervising() -> Supervising {
    Supervising {
        command: words("be_a_supervisor"),
        env: vec![(BE.to_owned(), "1".to_owned())],
    }
}

/// What stands before a program that gets a terminal.
pub(super) fn on_terminal() -> Vec<String> {
    let mut command = vec!["/usr/bin/env".to_owned(), format!("{LEAD}=1")];
    command.extend(words("be_a_way_to_a_terminal"));
    command.push("--".to_owned());
    command
}

fn start() -> (Keeper, UnboundedReceiver<Option<Told>>) {
    let (sender, told) = unbounded_channel();
    let keeper = Keeper::start(&supervising(), move |told| drop(sender.send(told))).unwrap();
    (keeper, told)
}

async fn next(told: &mut UnboundedReceiver<Option<Told>>) -> Option<Told> {
    let limit = Duration::from_secs(60);
    tokio::time::timeout(limit, told.recv())
        .await
        .unwrap()
        .unwrap()
}

fn shell(script: &str, folder: &Path) -> Launch {
    let path = std::env::var("PATH").unwrap();
    Launch {
        argv: ["/bin/sh", "-c", script].map(str::to_owned).to_vec(),
        env: vec![
            ("PATH".to_owned(), path),
            (MARK.to_owned(), folder.to_string_lossy().into_owned()),
        ],
        cwd: folder.to_owned(),
    }
}

fn order(script: &str, folder: &Path) -> Order {
    Order::Start {
        id: "web/0".to_owned(),
        launch: shell(script, folder),
        log: folder.join("0.log"),
        input: Input::Nothing,
    }
}

/// The lines of a log, without their times.
fn log(folder: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(folder.join("0.log")).unwrap();
    text.lines().map(|line| line[31..].to_owned()).collect()
}

fn exited(code: i32, signal: Option<i32>) -> Told {
    Told::Exited {
        id: "web/0".to_owned(),
        code,
        signal,
    }
}

#[tokio::test]
async fn a_container_runs_to_its_end() {
    let folder = tempfile::tempdir().unwrap();
    let (keeper, mut told) = start();
    keeper.order(order("pwd; echo oops >&2; exit 3", folder.path()));
    assert!(matches!(next(&mut told).await, Some(Told::Started { .. })));
    assert_eq!(next(&mut told).await, Some(exited(3, None)));
    let mut lines = log(folder.path());
    lines.sort();
    let real = folder.path().canonicalize().unwrap();
    let expected = [
        "stderr F oops".to_owned(),
        format!("stdout F {}", real.display()),
    ];
    assert_eq!(lines, expected);
    drop(keeper);
    assert_eq!(next(&mut told).await, None);
}

#[tokio::test]
async fn what_cannot_be_started_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("script");
    std::fs::write(&script, "#!/no/such/interpreter\n").unwrap();
    std::fs::set_permissions(&script, Permissions::from_mode(0o700)).unwrap();
    let gone = folder.path().join("gone");
    let rows = [
        (
            Path::new("/no/such/program"),
            folder.path(),
            "exec /no/such/program: No such file or directory (os error 2)".to_owned(),
        ),
        (
            &script,
            folder.path(),
            format!(
                "exec {}: its interpreter is not there: No such file or directory (os error 2)",
                script.display()
            ),
        ),
        (
            Path::new("/bin/sh"),
            &gone,
            format!(
                "chdir to {}: No such file or directory (os error 2)",
                gone.display()
            ),
        ),
    ];
    let (keeper, mut told) = start();
    for (program, cwd, message) in rows {
        let mut launch = shell("", folder.path());
        launch.argv = vec![program.to_string_lossy().into_owned()];
        launch.cwd = cwd.to_owned();
        keeper.order(Order::Start {
            id: "web/0".to_owned(),
            launch,
            log: folder.path().join("0.log"),
            input: Input::Nothing,
        });
        let id = "web/0".to_owned();
        assert_eq!(
            next(&mut told).await,
            Some(Told::NotStarted { id, message })
        );
    }
}

#[tokio::test]
async fn signals_reach_the_container() {
    let folder = tempfile::tempdir().unwrap();
    let scripts = [
        (
            "trap 'echo bye; exit 7' TERM; echo up; while :; do sleep 0.05; done",
            Signal::Terminate,
            7,
            None,
        ),
        ("echo up; sleep 1000", Signal::Kill, 137, Some(9)),
    ];
    for (script, signal, code, number) in scripts {
        let (keeper, mut told) = start();
        keeper.order(order(script, folder.path()));
        assert!(matches!(next(&mut told).await, Some(Told::Started { .. })));
        until(|| {
            folder
                .path()
                .join("0.log")
                .metadata()
                .is_ok_and(|it| it.len() > 0)
        })
        .await;
        let id = "web/0".to_owned();
        keeper.order(Order::Signal { id, signal });
        assert_eq!(next(&mut told).await, Some(exited(code, number)));
        std::fs::remove_file(folder.path().join("0.log")).unwrap();
    }
}

#[tokio::test]
async fn a_program_is_run_within_its_time() {
    let folder = tempfile::tempdir().unwrap();
    let (keeper, mut told) = start();
    let rows = [
        (
            "echo out; echo err >&2; exit 4",
            60_000,
            Some(4),
            "out\nerr\n",
            false,
        ),
        ("sleep 1000", 50, None, "", true),
        (
            "head -c 100000 /dev/zero | tr '\\0' x",
            60_000,
            Some(0),
            "x",
            false,
        ),
    ];
    for (script, timeout_ms, code, output, timed_out) in rows {
        let launch = shell(script, folder.path());
        keeper.order(Order::Run {
            id: 5,
            launch,
            timeout_ms,
        });
        let Some(Told::Ran {
            code: ended,
            output: said,
            timed_out: late,
            ..
        }) = next(&mut told).await
        else {
            panic!("{script}");
        };
        assert_eq!((ended, late), (code, timed_out), "{script}");
        assert!(
            said.starts_with(output) || said == "err\nout\n",
            "{script}: {said}"
        );
        assert!(said.len() <= 10 * 1024, "{script}");
    }
}

/// An app that forks, leaves its process group and closes its pipes, twice over.
const DAEMON: &str = "for i in 1 2; do \
    (setsid sh -c 'echo $$ >>pids; exec >/dev/null 2>&1 </dev/null; \
     setsid sh -c \"echo \\$\\$ >>pids; sleep 1000\" & sleep 1000' &) ; done; echo $$ >>pids; ";

#[cfg(target_os = "linux")]
async fn pids(folder: &Path) -> Vec<String> {
    let read = || {
        let text = std::fs::read_to_string(folder.join("pids")).unwrap_or_default();
        text.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    until(|| read().len() == 5).await;
    read()
}

pub(super) fn lives(pid: &str) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.rsplit_once(") ")
        .is_some_and(|(_, rest)| !rest.starts_with('Z'))
}

/// Waits for what another process does.
pub(super) async fn until(reached: impl Fn() -> bool) {
    let limit = tokio::time::Instant::now() + Duration::from_secs(60);
    while !reached() {
        assert!(tokio::time::Instant::now() < limit, "it never came");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn nothing_outlives_the_pipe() {
    let folder = tempfile::tempdir().unwrap();
    let (keeper, mut told) = start();
    keeper.order(order(&format!("{DAEMON} sleep 1000"), folder.path()));
    assert!(matches!(next(&mut told).await, Some(Told::Started { .. })));
    let pids = pids(folder.path()).await;
    assert!(pids.iter().all(|pid| lives(pid)), "{pids:?}");
    drop(keeper);
    while next(&mut told).await.is_some() {}
    assert!(!pids.iter().any(|pid| lives(pid)), "{pids:?}");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_container_ends_with_its_first_process() {
    let folder = tempfile::tempdir().unwrap();
    let (keeper, mut told) = start();
    let script = format!("{DAEMON} while [ ! -e go ]; do sleep 0.01; done");
    keeper.order(order(&script, folder.path()));
    assert!(matches!(next(&mut told).await, Some(Told::Started { .. })));
    let pids = pids(folder.path()).await;
    std::fs::write(folder.path().join("go"), "").unwrap();
    assert_eq!(next(&mut told).await, Some(exited(0, None)));
    assert!(!pids.iter().any(|pid| lives(pid)), "{pids:?}");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn what_a_killed_supervisor_left_is_swept() {
    use crate::sandbox::runtime::supervisor::sweep;
    let folder = tempfile::tempdir().unwrap();
    let (keeper, mut told) = start();
    keeper.order(order(
        &format!("{DAEMON} echo $PPID >parent; sleep 1000"),
        folder.path(),
    ));
    assert!(matches!(next(&mut told).await, Some(Told::Started { .. })));
    let pids = pids(folder.path()).await;
    let parent = folder.path().join("parent");
    until(|| std::fs::read_to_string(&parent).is_ok_and(|it| it.ends_with('\n'))).await;
    let parent: i32 = std::fs::read_to_string(&parent)
        .unwrap()
        .trim()
        .parse()
        .unwrap();
    let parent = rustix::process::Pid::from_raw(parent).unwrap();
    rustix::process::kill_process(parent, rustix::process::Signal::KILL).unwrap();
    while next(&mut told).await.is_some() {}
    assert!(
        pids.iter().any(|pid| lives(pid)),
        "nothing to sweep: {pids:?}"
    );
    sweep(&folder.path().to_string_lossy());
    until(|| !pids.iter().any(|pid| lives(pid))).await;
}
