//! A cluster that is too large to be drawn thing by thing: folded, unfolded, and drawn as it is looked at.

use super::browser::Browser;
use super::fleet::Fleet;
use super::served::Served;
use crate::programs::has;

/// Two namespaces of 150 apps, with 5 components each: a large picture, even before calls are counted.
fn opened() -> Option<(Fleet, Served, Browser)> {
    if !has("the page of a large cluster", &["chromium"]) {
        return None;
    }
    let fleet = Fleet::of(2, 150, 1, 5);
    let served = Served::on_all(&fleet.fake);
    let mut browser = Browser::start();
    browser.size(1280, 800);
    browser.open(&served.link);
    browser.until("document.querySelector('#picture .node')");
    browser.until("picture.nodes.has('group/team-00') && picture.nodes.has('group/team-01')");
    Some((fleet, served, browser))
}

const DRAWN: &str = "large.isDone()";
const IDS: &str = "[...picture.nodes.keys()]";

#[test]
fn a_folded_namespace_tells_its_command_and_unfolds() {
    let Some((_fleet, _served, mut browser)) = opened() else {
        return;
    };
    browser.click("[data-id=\"group/team-01\"]");
    browser.until("[...document.querySelectorAll('#panel code')].some((line) => line.textContent.startsWith('daprk graph -k ') && line.textContent.endsWith(' -n team-01'))");
    browser.screenshot("folded-1280");
    browser.click("#unfold");
    browser.until("picture.nodes.has('app/team-01/app-00199')");
    browser.until(DRAWN);
    browser.screenshot("unfolded-1280");
    let kept = browser.value("location.hash");
    assert!(kept.as_str().unwrap().contains("open=team-01"), "{kept}");
    assert_eq!(
        browser.value(&format!(
            "{IDS}.filter((id) => id.startsWith('app/') && !id.startsWith('app/team-01/')).length"
        )),
        0
    );
    // By its key, of anything in it.
    browser.value("picture.nodes.get('app/team-01/app-00150').focus()");
    browser.press("u");
    browser.until("picture.nodes.has('group/team-01')");
    browser.click("#unfolded");
    browser.until(&format!(
        "picture.nodes.has('app/team-00/app-00000') && picture.nodes.has('app/team-01/app-00199') && {DRAWN}"
    ));
    browser.click("#unfolded");
    browser.until("picture.nodes.has('group/team-00')");
    assert_eq!(browser.errors(), [""; 0]);
}

/// What is far from the screen has nothing in it, and everything else is as it is in a small picture.
#[test]
fn what_is_looked_at_is_drawn() {
    let Some((fleet, _served, mut browser)) = opened() else {
        return;
    };
    browser.click("#unfolded");
    browser.until(&format!(
        "picture.nodes.has('app/team-01/app-00199') && {DRAWN}"
    ));
    let last = "[...picture.nodes.values()].reduce((one, two) => one.getBoundingClientRect().y > two.getBoundingClientRect().y ? one : two)";
    let drawn = |node: &str| format!("{node}.querySelector('.box')");
    browser.value(&format!("window.far = ({last}).dataset.id"));
    let far = "picture.nodes.get(far)";
    let told = "JSON.stringify([far, picture.nodes.size, picture.hollow.size, large.isDone(), scrollY, innerHeight, document.querySelector('#picture svg').getBoundingClientRect(), picture.nodes.get(far).outerHTML.slice(0, 300)])";
    let told = browser.value(told);
    assert!(browser.value(&drawn(far)).is_null(), "{told}");
    // It can be gone to, is filled, and keeps the focus.
    browser.value(&format!("{far}.focus()"));
    browser.until(&drawn(far));
    assert_eq!(
        browser.value(&format!("document.activeElement === {far}")),
        true
    );
    browser.value("scrollTo(0, 0)");
    browser.until(&format!("!{}", drawn(far)));
    // Filtered things look so when they come.
    browser.value(
        "filter.search.value = 'nothing is called so'; filter.search.dispatchEvent(new Event('input'))",
    );
    // As long as it takes: what is filled on the way there may hold a scroll up.
    let come = format!("({far}.scrollIntoView(), {})", drawn(far));
    browser.until(&format!("{come} && {far}.classList.contains('dim')"));
    browser.press("Escape");
    browser.value("filter.clear()");
    browser.until(&format!("!{far}.classList.contains('dim')"));
    // Changes are told of what nobody sees as well.
    let label = "picture.nodes.get('app/team-00/app-00007').getAttribute('aria-label')";
    let before = browser.value(label);
    fleet.change(7);
    browser.until(&format!("{label} !== {before}"));
    browser.until(DRAWN);
    assert_eq!(browser.errors(), [""; 0]);
}
