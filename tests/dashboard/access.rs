//! The page for whoever does not see it, or has no mouse.

use serde_json::json;

use super::browser::Browser;
use super::served::Served;
use super::world::{sidecar, world};
use crate::programs::has;

/// Tells what is wrong.
const CHECK: &str = include_str!("access.js");

/// What has the focus, and whether that is seen.
const FOCUS: &str = "(() => { const at = document.activeElement; if (at === document.body) return ''; \
    const style = getComputedStyle(at); const box = at.querySelector?.('.box'); \
    const stroke = box && getComputedStyle(box).stroke === getComputedStyle(document.querySelector('#focus-colour')).color; \
    const outline = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2; \
    return `${outline || stroke ? '' : 'unseen '}${at.id || at.dataset.id || at.dataset.tab || at.textContent.slice(0, 20) || at.tagName}`; })()";

#[test]
fn everybody_can_use_the_page() {
    if !has("the page without eyes and mouse", &["chromium"]) {
        return;
    }
    let fake = world("plain");
    fake.rule(|asked| {
        let log = b"2026-11-23T08:20:11.000000000Z time=\"x\" level=error msg=\"no\"\n".to_vec();
        if asked.contains("/log?") {
            return Some(crate::fake::Answer::Endless(log));
        }
        // Something that is not seen, so that what tells so is looked at, too.
        let is_secret = asked.contains("/secrets");
        let no = || crate::fake::Answer::Status(403, "no".to_owned());
        is_secret.then(no).or_else(|| sidecar(asked, "plain"))
    });
    let served = Served::on(&fake);
    let mut browser = Browser::start();
    browser.size(1280, 1000);
    browser.open(&served.link);
    browser.until("document.querySelectorAll('#picture .edge[data-id]').length > 3 && document.querySelector('#findings .finding')");
    for scheme in ["light", "dark"] {
        browser.prefers(&[
            ("prefers-color-scheme", scheme),
            ("prefers-reduced-motion", "reduce"),
        ]);
        looks(&mut browser, scheme);
    }
    keys(&mut browser);
    assert_eq!(browser.errors(), [""; 0]);
}

/// All that the page can show, one after the other.
fn looks(browser: &mut Browser, scheme: &str) {
    let mut wrong = Vec::new();
    let mut check = |browser: &mut Browser, place: &str| {
        let found = browser.value(CHECK);
        let found = found.as_array().unwrap().iter();
        wrong.extend(found.map(|one| format!("{scheme}, {place}: {}", one.as_str().unwrap())));
    };
    check(browser, "picture");
    browser.value("page.select('component/shop/statestore')");
    browser.until("document.querySelector('#panel pre')");
    browser.value(
        "document.querySelectorAll('#panel details').forEach((one) => { one.open = true; })",
    );
    check(browser, "details");
    browser.screenshot(&format!("access-details-{scheme}"));
    browser.value("document.querySelector('#panel .close').click()");
    browser.value("document.querySelector('details.words').open = true");
    check(browser, "words");
    browser.value("document.querySelector('details.words').open = false");
    for tab in [
        "control-plane",
        "components",
        "configurations",
        "findings",
        "logs",
    ] {
        browser.click(&format!("[data-tab={tab}]"));
        if tab == "logs" {
            browser.until("document.querySelector('#lines .error')");
        }
        check(browser, tab);
    }
    browser.click("[data-tab=graph]");
    browser.click("#lead");
    browser.until("document.querySelector('#tour select')");
    browser.value("(() => { const stop = document.querySelector('#tour select'); stop.value = '2'; stop.dispatchEvent(new Event('change')); })()");
    browser.until("document.querySelector('#tour form')");
    check(browser, "tour");
    browser.screenshot(&format!("access-tour-{scheme}"));
    browser.click("#lead");
    browser.click("#help");
    check(browser, "keys");
    browser.value("document.getElementById('keys').close()");
    browser.value("document.getElementById('view').value = 'all'; document.getElementById('view').dispatchEvent(new Event('change'))");
    browser.until("document.querySelector('#picture [data-lane=Kubernetes]')");
    check(browser, "all");
    browser.value("document.getElementById('view').value = 'app'; document.getElementById('view').dispatchEvent(new Event('change'))");
    browser.until("!document.querySelector('#picture [data-lane=Kubernetes]')");
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Tab comes to everything, and one sees where.
fn keys(browser: &mut Browser) {
    browser.value("document.body.insertAdjacentHTML('beforeend', '<i id=\"focus-colour\"></i>'); document.getElementById('focus-colour').style.color = 'var(--accent)'");
    browser.value("document.activeElement.blur()");
    let mut met = Vec::new();
    for _ in 0..60 {
        for kind in ["keyDown", "keyUp"] {
            browser.call(
                "Input.dispatchKeyEvent",
                &json!({"type": kind, "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}),
            );
        }
        let at = browser.value(FOCUS).as_str().unwrap().to_owned();
        if at.is_empty() || met.first() == Some(&at) {
            break;
        }
        met.push(at);
    }
    let unseen: Vec<_> = met.iter().filter(|at| at.starts_with("unseen ")).collect();
    assert!(unseen.is_empty(), "{unseen:?} of {met:?}");
    for place in [
        "tab-graph",
        "tab-logs",
        "lead",
        "search",
        "view",
        "focus",
        "app/shop/cart",
        "component/shop/statestore",
    ] {
        assert!(
            met.iter().any(|at| at == place),
            "{place} is not among {met:?}"
        );
    }
}
