//! Two runs at once on a cluster that has nothing yet.

use super::fixture::Sandbox;

#[test]
fn a_second_init_at_the_same_time_has_nothing_to_change() {
    let sandbox = Sandbox::new();
    sandbox.daprk("sandbox start").run().succeeds();
    // Not waiting: a run that takes longer than a lease is renewed in is told of, and not waited for.
    let runs = [(), ()].map(|()| sandbox.daprk("init --no-wait").start());
    let runs = runs.map(|run| run.end().succeeds());
    let idle = runs
        .iter()
        .filter(|run| run.stderr.contains("nothing to change"));
    assert_eq!(idle.count(), 1, "{}\n{}", runs[0], runs[1]);
    sandbox
        .daprk("init")
        .run()
        .succeeds()
        .says("nothing to change");
}
