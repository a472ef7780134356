//! The page in a browser, on apps that run.

use std::time::Duration;

use super::browser::Browser;
use super::served::Served;
use crate::programs::has;
use crate::sandbox::fixture::Sandbox;

/// The sentence of an edge, as a screen reader hears it.
const CALLS: &str = "document.querySelector('[data-id=\"app/default/pythonapp calls app/default/nodeapp\"]')?.getAttribute('aria-label')";

#[test]
fn the_page_shows_what_happens_and_comes_back() {
    if !has(
        "the dashboard's page",
        &["chromium", "node", "python3", "redis-server"],
    ) {
        return;
    }
    let sandbox = Sandbox::new();
    sandbox.daprk("init").run().succeeds();
    sandbox.daprk("deploy hello-kubernetes").run().succeeds();
    let mut served = Served::of(&sandbox, 0);
    let mut browser = Browser::start();
    browser.size(1280, 800);
    browser.open(&served.link);
    pictures(&mut browser);
    details(&mut browser);
    filters(&mut browser);
    beside(&mut browser);
    logs(&mut browser);
    stays(&mut browser);
    tour(&mut browser);
    follows(&mut browser);
    looks(&mut browser);
    assert_eq!(browser.errors(), [""; 0]);
    let own = format!("http://127.0.0.1:{}/", served.port);
    let requests = browser.requests();
    let foreign: Vec<_> = requests
        .iter()
        .filter(|address| !address.starts_with(&own))
        .collect();
    assert!(
        foreign
            .iter()
            .all(|address| address.starts_with("data:") || *address == "about:blank"),
        "{foreign:?}"
    );
    changes(&sandbox, &mut browser);
    comes_back(&sandbox, &mut served, &mut browser);
}

fn pictures(browser: &mut Browser) {
    browser.until(&format!("{CALLS}?.includes('/s')"));
    browser.until("document.querySelector('.edge.observed .dots animateMotion')");
    assert_eq!(
        browser.value("location.search"),
        "",
        "the token does not stay in the address"
    );
    browser.screenshot("picture-1280");
}

fn details(browser: &mut Browser) {
    browser.click("[data-id=\"app/default/nodeapp\"]");
    browser.until(
        "document.getElementById('panel').innerText.includes('the sidecar calls it on port 3000')",
    );
    browser.until("document.getElementById('panel').textContent.includes('component statestore (state.redis/v1)')");
    browser.screenshot("details-1280");
    browser.press("Escape");
    browser.until("document.getElementById('panel').hidden");
    // Values of Secrets are nowhere.
    let text = browser
        .value("fetch('/node?id=secret/default/dapr-dev-redis').then((answer) => answer.text())");
    assert!(
        !text.as_str().unwrap().contains("redis-password: \"")
            || text.as_str().unwrap().contains("bytes"),
        "{text}"
    );
}

fn filters(browser: &mut Browser) {
    let dim = "[...document.querySelectorAll('.node.dim')].map((node) => node.dataset.id)";
    browser.value(
        "filter.search.value = 'statestore'; filter.search.dispatchEvent(new Event('input'))",
    );
    browser.until(&format!("{dim}.includes('app/default/pythonapp')"));
    assert!(
        browser
            .value("location.hash")
            .as_str()
            .unwrap()
            .contains("q=statestore")
    );
    browser.value("document.getElementById('picture').querySelector('.node').focus()");
    browser.press("Escape");
    browser.until(&format!("{dim}.length === 0"));
    // Near one app, one step, by the server.
    browser.value("const near = document.getElementById('focus'); near.value = 'pythonapp'; near.dispatchEvent(new Event('change'))");
    browser.until("!document.querySelector('[data-id=\"secret/default/dapr-dev-redis\"]')");
    browser.value("const all = document.getElementById('focus'); all.value = ''; all.dispatchEvent(new Event('change'))");
    browser.until("document.querySelector('[data-id=\"secret/default/dapr-dev-redis\"]')");
}

fn beside(browser: &mut Browser) {
    for (tab, text) in [
        ("control-plane", "dapr-scheduler-server"),
        ("components", "state.redis/v1"),
        ("findings", "Nothing is wrong"),
    ] {
        browser.click(&format!("[data-tab={tab}]"));
        browser.until(&format!(
            "document.getElementById('{tab}').innerText.includes('{text}')"
        ));
        browser.screenshot(&format!("{tab}-1280"));
    }
}

/// What was chosen is chosen when the page is loaded anew, and a filter that nothing fits says so.
fn stays(browser: &mut Browser) {
    let filter = |text: &str| {
        format!(
            "(() => {{ const field = document.getElementById('log-text'); field.value = '{text}'; \
             field.dispatchEvent(new Event('input')); }})()"
        )
    };
    browser.click("#theme");
    browser.click("[data-tab=logs]");
    browser.value(&filter("nobody writes this"));
    let none = "!document.getElementById('log-none').hidden";
    browser.until(none);
    browser.screenshot("logs-none-1280");
    browser.value("window.isOld = true");
    browser.call("Page.reload", &serde_json::json!({}));
    browser.until("!window.isOld && document.getElementById('tab-logs')?.getAttribute('aria-selected') === 'true'");
    browser.until("document.getElementById('log-text').value === 'nobody writes this'");
    browser.until("document.documentElement.classList.contains('light')");
    browser.until(none);
    browser.value(&filter(""));
    browser.until(&format!("!({none})"));
    browser.click("#theme");
    browser.click("#theme");
}

fn logs(browser: &mut Browser) {
    browser.click("[data-tab=logs]");
    let shown = |of: &str| {
        format!("[...document.querySelectorAll('#lines li.{of}:not([hidden])')].length > 0")
    };
    browser.until(&shown("app"));
    browser.until(&shown("daprd"));
    browser.screenshot("logs-1280");
    browser.value("const one = document.getElementById('log-container'); one.value = 'app'; one.dispatchEvent(new Event('change'))");
    browser.until(&format!("!({})", shown("daprd")));
    browser.click("#log-pause");
    let count = browser.value("document.querySelectorAll('#lines li').length");
    std::thread::sleep(Duration::from_secs(2));
    assert_eq!(
        browser.value("document.querySelectorAll('#lines li').length"),
        count
    );
    browser.click("#log-pause");
    browser.until(&format!(
        "document.querySelectorAll('#lines li').length > {count}"
    ));
    browser.click("[data-tab=graph]");
}

/// The tour stands where something is left to do, lights up its part, and goes on and back.
fn tour(browser: &mut Browser) {
    browser.click("#lead");
    let says =
        |words: &str| format!("document.getElementById('tour').textContent.includes('{words}')");
    browser.until(&says("It is done when"));
    browser.value("const stop = document.querySelector('#tour select'); stop.value = '0'; stop.dispatchEvent(new Event('change'))");
    browser.until("document.querySelector('#tour h2').textContent.includes('1.1 Set up Dapr')");
    // It has ticked itself: the control plane is healthy.
    browser.until(&says("✔ deployment/dapr-sentry in dapr-system is healthy"));
    browser.until("document.querySelector('#picture .node.lit')");
    browser.click("#tour nav button:last-child");
    browser.until("document.querySelector('#tour h2').textContent.includes('2.1')");
    browser.screenshot("tour-1280");
    questions(browser);
    browser.click("#lead");
    browser.until("!document.querySelector('#picture .node.lit')");
}

/// Typed by keys, while the stop is drawn anew; told by a hint, then by the solution.
fn questions(browser: &mut Browser) {
    browser.value("(() => { const stop = document.querySelector('#tour select'); stop.value = '3'; stop.dispatchEvent(new Event('change')); })()");
    browser.until(
        "document.querySelector('#tour form')?.textContent.includes('dapr-scheduler-server')",
    );
    browser.value("document.querySelector('#tour form input').focus()");
    let mut answer = |text: &str, told: &str| {
        browser.value("document.activeElement.select()");
        for key in text.chars() {
            browser.press(&key.to_string());
        }
        let typed = "document.activeElement.value";
        assert_eq!(
            browser.value(typed),
            text,
            "no key of it does something else"
        );
        browser.value("document.querySelector('#tour form').requestSubmit()");
        browser.until(&format!(
            "document.querySelector('#tour form [role=status]').textContent === '{told}'"
        ));
    };
    answer(
        "pt/",
        "✖ No: look at StatefulSet dapr-scheduler-server in dapr-system: `daprk status`, and try again.",
    );
    answer("4", "✖ No: it is 3");
    answer("3", "✔ Right.");
    browser.screenshot("tour-answered-1280");
    // The picture as it was before.
    browser.value("(() => { const stop = document.querySelector('#tour select'); stop.value = '1'; stop.dispatchEvent(new Event('change')); })()");
    browser.until("document.querySelector('#tour h2').textContent.includes('2.1') && document.querySelector('.dots')");
    let words = browser
        .value("fetch('/answer?stop=2.3&question=0&said=4').then((answer) => answer.text())");
    assert!(!words.as_str().unwrap().contains("\"answer\""), "{words}");
}

/// One request lights up from thing to thing, in order, and can be read; without motion it is lit as a whole.
fn follows(browser: &mut Browser) {
    browser.click("[data-id=\"app/default/pythonapp\"]");
    browser.until("document.getElementById('follow-start')");
    browser.value("window.lit = []; new MutationObserver(() => { const now = [...document.querySelectorAll('#picture .node.lit')].map((node) => node.dataset.id).join(); if (now !== lit.at(-1)) lit.push(now); }).observe(document.getElementById('picture'), {subtree: true, attributes: true, attributeFilter: ['class']})");
    browser.click("#follow-start");
    let hops = "[...document.querySelectorAll('#follow li button')].map((one) => one.textContent)";
    browser.until(&format!("{hops}.length === 3"));
    let sentences = browser.value(hops);
    for (at, words) in [
        "pythonapp calls nodeapp: POST /neworder, 200",
        "nodeapp sets state in statestore",
        "statestore connects dapr-dev-redis-master",
    ]
    .into_iter()
    .enumerate()
    {
        assert!(
            sentences[at].as_str().unwrap().starts_with(words),
            "{sentences}"
        );
    }
    assert_eq!(
        browser.value("document.querySelector('#follow [role=status]').getAttribute('aria-live')"),
        "polite"
    );
    // A screen reader hears each hop as it is lit.
    browser.until("document.querySelector('#follow [role=status]').textContent.startsWith('nodeapp sets state')");
    browser.until("document.querySelector('#picture .edge.lit')");
    browser.screenshot("follow-1280");
    let all = "document.querySelectorAll('#picture .node.lit').length === 4 && document.querySelectorAll('#picture .edge.lit').length >= 3";
    browser.until(all);
    let order = browser.value("lit.map((ids) => ids.split(',').map((id) => id.split('/').at(-1)).sort().join()).join(' ')");
    let order = order.as_str().unwrap();
    assert!(
        order.starts_with("pythonapp nodeapp statestore dapr-dev-redis-master "),
        "{order}"
    );
    browser.prefers(&[("prefers-reduced-motion", "reduce")]);
    browser.click("#follow nav button");
    browser.until(all);
    browser.prefers(&[]);
    // One hop by itself; by its key once more; and away.
    browser.click("#follow li:nth-child(2) button");
    browser.until("document.querySelectorAll('#picture .node.lit').length === 2");
    browser.press("Escape");
    browser.until(
        "document.getElementById('follow').hidden && !document.querySelector('#picture .node.lit')",
    );
    browser.value("document.querySelector('[data-id=\"app/default/nodeapp\"]').focus()");
    browser.press("r");
    browser.until(&format!("{hops}.length === 3"));
    browser.press("Escape");
    browser.until("document.getElementById('follow').hidden");
}

/// Dark, small, without motion.
fn looks(browser: &mut Browser) {
    browser.prefers(&[
        ("prefers-color-scheme", "dark"),
        ("prefers-reduced-motion", "reduce"),
    ]);
    browser.until("getComputedStyle(document.body).backgroundColor === 'rgb(15, 20, 26)'");
    browser.until("getComputedStyle(document.querySelector('.dots')).display === 'none'");
    browser.screenshot("dark-1280");
    browser.prefers(&[]);
    browser.size(390, 844);
    browser.until("document.documentElement.scrollWidth <= 390");
    browser.screenshot("picture-390");
    browser.size(1280, 800);
}

/// What the cluster does is on the screen, and in what somebody reads.
fn changes(sandbox: &Sandbox, browser: &mut Browser) {
    browser.click("[data-id=\"app/default/pythonapp\"]");
    let reads =
        |words: &str| format!("document.getElementById('panel').innerText.includes('{words}')");
    browser.until(&reads("ready, on node"));
    browser.until("[...document.querySelectorAll('#panel summary')].some((one) => one.textContent.startsWith('Pods'))");
    browser.value("document.querySelector('#panel summary').focus()");
    sandbox
        .daprk("deploy hello-kubernetes --set pythonapp.replicas=0")
        .run()
        .succeeds();
    browser.until(&reads("scaled to 0"));
    browser.until(&format!("!({})", reads("ready, on node")));
    browser.until(&format!("{CALLS}?.includes('0.0/s')"));
    browser.click("#panel .close");
}

/// The cluster ends and comes, the program ends and comes: the page says so, and goes on.
fn comes_back(sandbox: &Sandbox, served: &mut Served, browser: &mut Browser) {
    let lost = "!document.getElementById('lost').hidden";
    sandbox.daprk("sandbox stop").run().succeeds();
    browser.until(&format!(
        "{lost} && document.getElementById('lost').innerText.includes('not answered since')"
    ));
    sandbox.daprk("sandbox start").run().succeeds();
    browser.until(&format!("!({lost})"));
    let port = served.port;
    served.stop();
    browser.until(&format!(
        "{lost} && document.getElementById('lost').innerText.includes('daprk does not answer')"
    ));
    *served = Served::of(sandbox, port);
    browser.open(&served.link.clone());
    browser.until("document.querySelector('[data-id=\"app/default/nodeapp\"]')");
}
