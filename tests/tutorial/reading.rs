//! A chapter that says much, read to its end by a person.

use super::named::named;
use crate::programs::has;
use crate::sandbox::fixture::Sandbox;
use crate::terminal::Terminal;

#[test]
fn the_ports_and_rights_of_dapr_are_read_a_screen_at_a_time() {
    let test = "the_ports_and_rights_of_dapr_are_read_a_screen_at_a_time";
    if named(test).is_empty() || !has(test, &["script"]) {
        return;
    }
    let sandbox = Sandbox::new();
    sandbox.daprk("init").run().succeeds();
    let mut terminal = Terminal::run(&sandbox, "tutorial run understanding-dapr --from 2.1");
    let mut all = String::new();
    loop {
        all += &terminal.sees("Enter");
        if all.contains("3.1  Run a Redis") {
            break;
        }
        // Each key looks whether a line has left the screen before it.
        terminal.press("\r");
    }
    for part in [
        "operator   sidecars     dapr-api:443                 6500",
        "scheduler  sidecars     dapr-scheduler-server-a:443  50006",
        "Placement may do nothing at all",
        "the Secrets of all namespaces",
        "it is dapr-sidecar-injector",
    ] {
        assert!(all.contains(part), "no `{part}`:\n{all}");
    }
    assert!(!all.contains('✖'), "{all}");
    let seen = terminal.sees("Enter");
    if !seen.contains("q leaves") {
        terminal.press("\r");
        terminal.sees("q leaves");
    }
    terminal.press("q");
    assert_eq!(terminal.end(), Some(0));
}
