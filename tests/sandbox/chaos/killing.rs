//! After any `kill -9` every acknowledged write is there, nothing of the pods' earlier life runs,
//! and the pods come back.

use std::collections::BTreeSet;
use std::time::Duration;

use rand::Rng as _;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;

use super::pods::{self, Life, absent, processes, survivors, with_its_own};
use super::random::{a_while, kills, seeded};
use super::watching::{define, write_while, writers};
use crate::programs::has;
use crate::sandbox::fixture::{Sandbox, eventually, kill};

const LIMIT: Duration = Duration::from_secs(30);

fn lives(sandbox: &Sandbox) -> BTreeSet<Life> {
    let all = processes(sandbox);
    all.into_iter().map(|process| process.life).collect()
}

/// Waits until all pods run, with nothing of an earlier life.
fn come_back(sandbox: &Sandbox, earlier: &BTreeSet<Life>) {
    eventually("nothing of before runs", LIMIT, || {
        survivors(earlier).is_empty()
    });
    eventually("the pods are back", LIMIT, || {
        absent(sandbox, earlier).is_empty()
    });
}

/// Kills one process that is not the server: what belongs to it goes too, and comes back.
fn kill_another(sandbox: &Sandbox, random: &mut StdRng, words: &str) {
    let all = processes(sandbox);
    let found: Vec<_> = all.iter().filter(|it| it.command.contains(words)).collect();
    let victim = found.choose(random).unwrap_or_else(|| panic!("no {words}"));
    kill(victim.life.0);
    let gone = with_its_own(&all, victim);
    eventually("it is gone", LIMIT, || survivors(&gone).is_empty());
    eventually("its like is back", LIMIT, || {
        absent(sandbox, &gone).is_empty()
    });
}

/// Kills a server that is just starting.
async fn kill_at_the_start(sandbox: &Sandbox, random: &mut StdRng) {
    let before = sandbox.owner();
    let start = sandbox.daprk("sandbox start").start();
    eventually("a server begins", LIMIT, || sandbox.owner() != before);
    a_while(random, 150).await;
    sandbox.kill();
    // How it ends depends on the moment.
    start.end();
}

async fn faults(sandbox: &Sandbox, random: &mut StdRng, number: u32) {
    match number % 4 {
        1 => kill_another(sandbox, random, "sandbox supervise"),
        2 => kill_another(sandbox, random, "sandbox sidecar"),
        _ => {}
    }
    a_while(random, 500).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_and_nothing_stays() {
    if !has("nothing_is_lost_and_nothing_stays", &["bash", "setsid"]) {
        return;
    }
    let mut random = seeded("nothing_is_lost_and_nothing_stays");
    let sandbox = Sandbox::new();
    sandbox.daprk("init").run().succeeds();
    let client = sandbox.client().await;
    define(&client).await;
    let deploy = sandbox.daprk("deploy -f - --name wild --no-wait");
    let pods = deploy.stdin(pods::manifest().to_string()).run();
    pods.succeeds();
    let mut writers = writers(&client, &mut random);
    let mut earlier = BTreeSet::new();
    for number in 0..kills() {
        come_back(&sandbox, &earlier);
        let kill = async {
            faults(&sandbox, &mut random, number).await;
            earlier = lives(&sandbox);
            sandbox.kill();
        };
        writers = write_while(writers, kill).await;
        if random.random_bool(0.5) {
            eventually("nothing runs", LIMIT, || survivors(&earlier).is_empty());
        }
        if random.random_bool(0.3) {
            kill_at_the_start(&sandbox, &mut random).await;
        }
        sandbox.daprk("sandbox start").run().succeeds();
        // Its port may have been taken meanwhile.
        let client = sandbox.client().await;
        for writer in &mut writers {
            writer.connect(&client);
            writer.check().await;
        }
    }
    come_back(&sandbox, &earlier);
    let count: usize = writers.iter().map(|writer| writer.log.len()).sum();
    eprintln!("{} kills, {count} acknowledged writes are there", kills());
    sandbox.daprk("sandbox stop").run().succeeds();
    let left = processes(&sandbox);
    assert!(left.is_empty(), "{left:?}");
}
