//! Sidecars that answer nonsense, slowly, or not at all; counters that fall.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::browser::Browser;
use super::served::Served;
use super::world::{metadata, metrics, world};
use crate::fake::Answer;
use crate::programs::has;

/// Answers of one sidecar, and what the page says of it.
type Row = (&'static str, fn(&str) -> Answer, &'static str);

fn body(text: &str) -> Answer {
    Answer::Body(text.as_bytes().to_vec())
}

fn is_metrics(asked: &str) -> bool {
    asked.contains(":9090/")
}

const ROWS: [Row; 6] = [
    (
        "garbage",
        |_| body("<html>\u{0}\u{ff}\"{{</html>"),
        "is no JSON object",
    ),
    ("never", |_| Answer::Never, "no answer within 2 s"),
    ("slowly", |_| Answer::Drip, "no answer within 2 s"),
    (
        "long",
        |asked| {
            if is_metrics(asked) {
                body(&metrics(&"x".repeat(300_000), 5))
            } else {
                body(&metadata("plain").to_string())
            }
        },
        "of its metrics are left out: too long, or too many",
    ),
    (
        "large",
        |asked| {
            body(&if is_metrics(asked) {
                String::new()
            } else {
                metadata(&"y".repeat(1_000_000)).to_string()
            })
        },
        "its metadata are left out",
    ),
    (
        "endless",
        |_| Answer::Endless(vec![b'z'; 40_000_000]),
        "sidecar of pod cart-1",
    ),
];

#[test]
fn whatever_a_sidecar_answers_the_page_goes_on() {
    if !has("the page and its sidecars", &["chromium"]) {
        return;
    }
    let fake = world("plain");
    let served = Served::on(&fake);
    let mut browser = Browser::start();
    browser.size(1280, 800);
    browser.open(&served.link);
    for (name, answer, told) in ROWS {
        // One is well all the time.
        fake.rule(move |asked| match asked {
            asked if !asked.contains("/proxy/") => None,
            asked if asked.contains("stock-1") && is_metrics(asked) => {
                Some(body(&metrics("plain", 7)))
            }
            asked if asked.contains("stock-1") => Some(body(&metadata("plain").to_string())),
            asked => Some(answer(asked)),
        });
        browser.until(&format!(
            "[...document.querySelectorAll('#findings p')].some((line) => line.textContent.includes('cart-1') && line.textContent.includes('{told}'))"
        ));
        browser.until("document.getElementById('live').textContent === 'live'");
        browser.until("document.querySelector('[data-id=\"app/shop/cart\"]')");
        assert!(
            browser
                .value("JSON.stringify([...data.nodes.values()]).length")
                .as_u64()
                .unwrap()
                < 100_000,
            "{name}"
        );
    }
    // What is too long is not asked for at another door, where it is no shorter.
    assert_eq!(fake.asked("/portforward"), 0);
    browser.screenshot("silent-1280");
    let kib = served.memory();
    assert!(kib < 400_000, "{kib} KiB");
    assert_eq!(browser.errors(), [""; 0]);
}

/// The rates that the page shows of an edge, now.
const RATES: &str = "[...document.querySelectorAll('#words li')].map((line) => line.textContent.match(/(-?[0-9.e+]+)\\/s/)?.[1]).filter(Boolean)";

#[test]
fn counters_that_fall_give_no_rate_below_zero_or_beyond_belief() {
    if !has("the page and its rates", &["chromium"]) {
        return;
    }
    let fake = world("plain");
    let count = Arc::new(AtomicU64::new(1_000_000));
    let now = Arc::clone(&count);
    fake.rule(move |asked| {
        let is_metrics = asked.contains("/proxy/") && is_metrics(asked);
        let number = now.load(Ordering::Relaxed);
        if is_metrics {
            return Some(body(&metrics("plain", number)));
        }
        asked
            .contains("/proxy/")
            .then(|| body(&metadata("plain").to_string()))
    });
    let served = Served::on(&fake);
    let mut browser = Browser::start();
    browser.open(&served.link);
    browser.until(&format!("{RATES}.length > 0"));
    // A little less, nearly nothing, nothing, much more than anything counts in the time, and what no number is.
    for number in [999_990, 3, 0, 5_000_000_000_000_000] {
        count.store(number, Ordering::Relaxed);
        let before = fake.asked(":9090/");
        while fake.asked(":9090/") < before + 6 {
            let rates = browser.value(RATES);
            for rate in rates.as_array().unwrap() {
                let rate: f64 = rate.as_str().unwrap().parse().unwrap();
                assert!((0.0..=100_000.0).contains(&rate), "{number}: {rate}");
            }
            std::thread::sleep(std::time::Duration::from_millis(200));
        }
    }
    assert_eq!(browser.errors(), [""; 0]);
}

/// Connections that nobody speaks on any more look like those of a cluster on which nothing happens.
#[test]
fn a_cluster_that_is_silent_is_told_of_soon_and_seen_anew_when_it_speaks() {
    if !has("the page of a silent cluster", &["chromium"]) {
        return;
    }
    let fake = world("plain");
    fake.rule(|asked| super::world::sidecar(asked, "plain"));
    let served = Served::on(&fake);
    let mut browser = Browser::start();
    browser.open(&served.link);
    browser.until("document.querySelector('[data-id=\"component/shop/statestore\"]')");
    fake.rule(|_| Some(Answer::Never));
    let begun = std::time::Instant::now();
    let lost = "!document.getElementById('lost').hidden";
    browser.until(&format!(
        "{lost} && document.getElementById('lost').textContent.includes('has not answered since')"
    ));
    assert!(begun.elapsed().as_secs() < 30, "{:?}", begun.elapsed());
    // What happened meanwhile no watch tells.
    fake.put("components", vec![]);
    fake.rule(|asked| super::world::sidecar(asked, "plain"));
    browser.until(&format!("!({lost})"));
    browser.until("!document.querySelector('[data-id=\"component/shop/statestore\"]')");
    browser.until("document.getElementById('live').textContent === 'live'");
    assert_eq!(browser.errors(), [""; 0]);
}
