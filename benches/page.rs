//! How long the page of a large cluster keeps its browser from answering: `daprk dashboard` on a fake API server, in
//! Chromium. How fast scripts run has nothing to do with how daprk was built.
//!
//! `benches/run` builds and drives it. It prints one JSON object: by what is done, the longest task and the longest time
//! that the page let nobody in, in milliseconds.
//!
//! ```text
//! page DAPRK folded      1,000 apps of 2,000 pods, one box a namespace; one of them is unfolded
//! page DAPRK unfolded    4,000 apps and 1,000 components, each drawn by itself
//! ```

// What it shares with the tests is not all used here.
#![allow(dead_code, clippy::unwrap_used)]

#[path = "../tests/dashboard/browser.rs"]
mod browser;
#[path = "../tests/fake.rs"]
mod fake;
#[path = "../tests/dashboard/fleet.rs"]
mod fleet;

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use browser::Browser;
use fleet::Fleet;
use serde_json::{Value, json};
use tempfile::TempDir;

/// Runs in the page before its own scripts: what takes long, and how long a timer waits beyond its time.
const WATCH: &str = "
    window.watched = {tasks: [], gap: 0, beats: 0};
    new PerformanceObserver((list) => watched.tasks.push(...list.getEntries().map((one) => one.duration)))
      .observe({type: 'longtask'});
    let last = performance.now();
    const beat = () => {
      const now = performance.now();
      watched.gap = Math.max(watched.gap, now - last);
      watched.beats += 1;
      last = now;
      setTimeout(beat, 4);
    };
    beat();";
/// What was seen since the last time.
const SEEN: &str = "(() => {
    const {tasks, gap} = watched;
    watched.tasks = [];
    watched.gap = 0;
    return {task: Math.max(0, ...tasks), gap, tasks: tasks.length};
})()";
/// From one change of the cluster to the next.
const PERIOD: Duration = Duration::from_secs(2);
const UPDATES: usize = 6;

#[expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program of its own"
)]
fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let figures = match words[..] {
        [daprk, "folded"] => folded(daprk),
        [daprk, "unfolded"] => unfolded(daprk),
        _ => return eprintln!("page: benches/run drives this"),
    };
    println!("{}", json!(figures));
}

/// By what is done.
type Figures = BTreeMap<&'static str, Value>;

struct Bench {
    fleet: Fleet,
    served: Served,
    browser: Browser,
    figures: Figures,
}

impl Bench {
    fn start(daprk: &str, fleet: Fleet) -> Self {
        let served = Served::of(daprk, &fleet);
        let mut browser = Browser::start();
        browser.size(1280, 800);
        browser.call(
            "Page.addScriptToEvaluateOnNewDocument",
            &json!({"source": WATCH}),
        );
        Self {
            fleet,
            served,
            browser,
            figures: Figures::new(),
        }
    }

    /// Does something, waits until that is on the screen and a little longer, and keeps how that went.
    fn measure(&mut self, what: &'static str, act: impl FnOnce(&mut Self)) {
        let begun = Instant::now();
        act(self);
        let seconds = begun.elapsed().as_secs_f64();
        sleep(Duration::from_millis(500));
        let mut seen = self.browser.value(SEEN);
        seen["seconds"] = json!(seconds);
        self.figures.insert(what, seen);
    }

    fn open(&mut self, until: &str) {
        let link = self.served.link.clone();
        self.browser.open(&link);
        self.browser
            .until("document.querySelector('#picture .node')");
        self.browser.until(until);
    }

    /// Types into the filter, shows problems only, hides a lane; and back.
    fn filters(&mut self) {
        for text in ["a", "ap", "app-00", "store", ""] {
            self.browser.value(&format!(
                "filter.search.value = '{text}'; filter.search.dispatchEvent(new Event('input'))"
            ));
            sleep(Duration::from_millis(150));
        }
        for _ in 0..2 {
            self.browser.value("filter.problems.click()");
            sleep(Duration::from_millis(150));
            self.browser
                .value("document.querySelector('.bar .lanes input').click()");
            sleep(Duration::from_millis(150));
        }
    }

    fn updates(&mut self) {
        for round in 0..UPDATES {
            self.fleet.change(round);
            sleep(PERIOD);
        }
    }

    /// Through the picture by the wheel, as fast as a hand can.
    fn pans(&mut self) {
        for by in [700, 900, -400, 5_000, 30_000, -20_000, 700, 700] {
            let wheel =
                json!({"type": "mouseWheel", "x": 600, "y": 500, "deltaX": 0, "deltaY": by});
            for _ in 0..3 {
                self.browser.call("Input.dispatchMouseEvent", &wheel);
            }
            sleep(Duration::from_millis(250));
            self.browser.until(DRAWN);
        }
    }

    /// As the browser's own zoom does.
    fn zooms(&mut self) {
        for (width, height) in [(960, 600), (640, 400), (2560, 1600), (1280, 800)] {
            self.browser.size(width, height);
            sleep(Duration::from_millis(250));
            self.browser.until(DRAWN);
        }
    }

    fn selects(&mut self, id: &str) {
        self.browser.value(&format!("page.select('{id}')"));
        self.browser
            .until("!document.getElementById('panel').hidden");
        sleep(Duration::from_secs(1));
        self.browser.value("filter.focus(page.selected())");
        sleep(Duration::from_millis(250));
        self.browser.press("Escape");
        sleep(Duration::from_millis(250));
    }

    fn end(mut self) -> Figures {
        assert_eq!(self.browser.errors(), [""; 0]);
        self.figures.insert(
            "elements",
            self.browser.value("document.querySelectorAll('*').length"),
        );
        self.figures
    }
}

/// All that is told has been drawn.
const DRAWN: &str = "large.isDone()";

fn folded(daprk: &str) -> Figures {
    let mut bench = Bench::start(daprk, Fleet::of(10, 100, 2, 5));
    bench.measure("first", |bench| {
        bench.open("picture.nodes.has('group/team-00')");
    });
    bench.measure("updates", Bench::updates);
    bench.measure("filters", Bench::filters);
    bench.measure("select", |bench| bench.selects("group/team-00"));
    bench.measure("unfold", |bench| {
        bench.browser.value("page.select('group/team-00')");
        bench.browser.click("#unfold");
        bench.browser.until(&format!(
            "picture.nodes.has('app/team-00/app-00000') && {DRAWN}"
        ));
    });
    bench.measure("updates, one unfolded", Bench::updates);
    bench.measure("fold", |bench| {
        bench.browser.value("page.select('app/team-00/app-00000')");
        bench.browser.click("#unfold");
        bench
            .browser
            .until(&format!("picture.nodes.has('group/team-00') && {DRAWN}"));
    });
    bench.end()
}

fn unfolded(daprk: &str) -> Figures {
    let mut bench = Bench::start(daprk, Fleet::of(20, 200, 1, 50));
    bench.measure("first", |bench| {
        bench.open("picture.nodes.has('group/team-00')");
    });
    bench.measure("unfold", |bench| {
        bench.browser.click("#unfolded");
        bench
            .browser
            .until(&format!("picture.nodes.size >= 5000 && {DRAWN}"));
    });
    bench.measure("pan", Bench::pans);
    bench.measure("zoom", Bench::zooms);
    bench.measure("select", |bench| bench.selects("app/team-03/app-00650"));
    bench.measure("filters", Bench::filters);
    bench.measure("updates", Bench::updates);
    bench.end()
}

/// The dashboard of all namespaces.
struct Served {
    process: Child,
    link: String,
    _home: TempDir,
}

impl Served {
    fn of(daprk: &str, fleet: &Fleet) -> Self {
        let home = TempDir::new().unwrap();
        let mut process = Command::new(daprk)
            .args(["dashboard", "-k", "-A", "--kubeconfig"])
            .arg(fleet.fake.kubeconfig())
            .env("HOME", home.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut link = String::new();
        BufReader::new(process.stdout.take().unwrap())
            .read_line(&mut link)
            .unwrap();
        Self {
            process,
            link: link.trim().to_owned(),
            _home: home,
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
