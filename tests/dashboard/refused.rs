//! The page where rights lack, where a watch loses its history, and where nobody knows us any more.

use super::browser::Browser;
use super::served::Served;
use super::world::{sidecar, world};
use crate::fake::Answer;
use crate::programs::has;

fn forbidden(what: &str) -> Answer {
    Answer::Status(
        403,
        format!(
            "{what} is forbidden: User \"u\" cannot list resource \"{what}\" in API group \"\""
        ),
    )
}

fn findings(words: &str) -> String {
    format!("document.getElementById('findings').textContent.includes('{words}')")
}

#[test]
fn the_page_says_which_right_would_show_more() {
    if !has("the page without rights", &["chromium"]) {
        return;
    }
    let fake = world("plain");
    fake.rule(|asked| {
        let lacks = ["/secrets", "/log?", "/proxy/", "/portforward"];
        let lacking = lacks.iter().find(|part| asked.contains(**part))?;
        Some(forbidden(lacking.trim_matches(['/', '?'])))
    });
    let served = Served::on(&fake);
    let mut browser = Browser::start();
    browser.size(1280, 800);
    browser.open(&served.link);
    // What may be seen is there.
    browser.until("document.querySelector('[data-id=\"app/shop/cart\"]')");
    browser.until("document.getElementById('unseen').textContent.includes('could not be seen')");
    browser.screenshot("unseen-1280");
    browser.click("#unseen button");
    browser.until(&findings(
        "secrets in shop: needs the right to list and watch secrets in shop",
    ));
    browser.until(&findings(
        "needs the right to get pods/proxy, or to create pods/portforward, in shop",
    ));
    browser.screenshot("unseen-findings-1280");
    browser.click("[data-tab=logs]");
    browser.until("document.getElementById('log-note').textContent === 'logs cannot be read: that needs the right to get pods/log in shop'");
    browser.screenshot("unseen-logs-1280");
    // Nothing at all: it says so, and does not take it for nothing that is there.
    fake.rule(|_| Some(forbidden("everything")));
    fake.expire();
    browser.click("[data-tab=control-plane]");
    browser.until(&findings(
        "pods in shop: needs the right to list and watch pods in shop",
    ));
    assert_eq!(
        browser.value("document.getElementById('lost').hidden"),
        true
    );
    // Rights that come are used, without a start of the program.
    fake.rule(|asked| sidecar(asked, "plain"));
    browser.until("document.getElementById('unseen').hidden");
    // The browser tells itself of answers that are none; there are some of the page's own, which say so.
    assert_eq!(browser.errors(), [""; 0]);
}

#[test]
fn a_cluster_that_may_not_be_seen_at_all_is_not_an_empty_one() {
    if !has("the page without any right", &["chromium"]) {
        return;
    }
    let fake = world("plain");
    fake.rule(|_| Some(forbidden("everything")));
    let served = Served::on(&fake);
    let mut browser = Browser::start();
    browser.open(&served.link);
    browser.until("document.getElementById('control-plane')?.textContent === 'There is no Dapr in this cluster, as far as can be seen.'");
    browser.until(&findings(
        "deployments in shop: needs the right to list and watch deployments in shop",
    ));
    assert_eq!(
        browser.value("document.getElementById('unseen').hidden"),
        false
    );
}

#[test]
fn a_history_that_is_gone_costs_the_page_nothing_and_a_stranger_is_told() {
    if !has("the page and its watches", &["chromium"]) {
        return;
    }
    let fake = world("plain");
    fake.rule(|asked| sidecar(asked, "plain"));
    let served = Served::on(&fake);
    let mut browser = Browser::start();
    browser.open(&served.link);
    browser.until("document.querySelector('[data-id=\"component/shop/statestore\"]')");
    fake.put("configurations", vec![]);
    let kept = "[...document.querySelectorAll('#configurations td')].length > 0";
    browser.until(kept);
    fake.expire();
    browser.until(&format!("!({kept})"));
    browser.until("document.getElementById('live').textContent === 'live' && document.getElementById('lost').hidden");
    browser.until("document.getElementById('unseen').hidden");
    // The token has ended.
    fake.rule(|_| Some(Answer::Status(401, "Unauthorized".to_owned())));
    fake.expire();
    let lost =
        |words: &str| format!("document.getElementById('lost').textContent.includes('{words}')");
    browser.until(&lost("has not accepted who you are since"));
    browser.until(&lost("Log in again, then start daprk again."));
    browser.until("document.querySelector('[data-id=\"app/shop/cart\"]')");
    browser.size(1280, 800);
    browser.screenshot("stranger-1280");
    // The program that gives the token gives a good one.
    fake.rule(|asked| sidecar(asked, "plain"));
    browser.until("document.getElementById('lost').hidden");
    // Silence is told otherwise.
    fake.down();
    browser.until(&lost("The cluster has not answered since"));
    fake.up();
    browser.until("document.getElementById('lost').hidden && document.getElementById('live').textContent === 'live'");
    assert_eq!(browser.errors(), [""; 0]);
}
