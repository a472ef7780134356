//! What holds after any writes.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{key, map, revision};
use crate::sandbox::store::{Change, Store, StoreError};

#[derive(Clone, Debug)]
enum Step {
    Create(u8),
    Update(u8, bool),
    Delete(u8),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        (0u8..6).prop_map(Step::Create),
        (0u8..6, any::<bool>()).prop_map(|(name, current)| Step::Update(name, current)),
        (0u8..6).prop_map(Step::Delete),
    ];
    prop::collection::vec(step, 1..60)
}

/// Does a step, and checks its answer against a model.
async fn take(store: &Store, model: &mut BTreeMap<String, u64>, step: &Step, turn: u64) {
    let name = match step {
        Step::Create(name) | Step::Update(name, _) | Step::Delete(name) => format!("m{name}"),
    };
    let known = model.get(&name).copied();
    let answer = match step {
        Step::Create(_) => store.create(key(&name), map(&name, turn)).await,
        Step::Update(_, current) => {
            let expected = known.unwrap_or(1) + u64::from(!current);
            store.update(key(&name), expected, map(&name, turn)).await
        }
        Step::Delete(_) => store.delete(key(&name), None).await,
    };
    match (step, known) {
        (Step::Create(_), Some(_)) => assert_eq!(answer, Err(StoreError::Exists)),
        (Step::Update(..) | Step::Delete(_), None) => assert_eq!(answer, Err(StoreError::Missing)),
        (Step::Update(_, false), Some(now)) => assert_eq!(answer, Err(StoreError::Conflict(now))),
        (Step::Delete(_), Some(_)) => {
            answer.unwrap();
            model.remove(&name);
        }
        _ => {
            model.insert(name, revision(&answer.unwrap()));
        }
    }
}

fn names(store: &Store) -> BTreeMap<String, u64> {
    let (_, objects) = store.list("configmaps", Some("default"));
    let pair = |object| (super::name(object), revision(object));
    objects.iter().map(pair).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_list_and_its_watch_replay_to_the_state(steps in steps(), middle in 0usize..60) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let store = Store::in_memory();
            let mut model = BTreeMap::new();
            let mut replay = None;
            let mut then = BTreeMap::new();
            for (turn, step) in steps.iter().enumerate() {
                if turn == middle.min(steps.len() - 1) {
                    then = names(&store);
                    let watch = store.watch("configmaps", Some("default"), store.revision()).unwrap();
                    replay = Some((store.revision(), watch));
                }
                take(&store, &mut model, step, turn as u64).await;
            }
            assert_eq!(names(&store), model);
            let (at, mut watch) = replay.unwrap();
            let past = store.list_at("configmaps", None, at).unwrap();
            let past: BTreeMap<_, _> =
                past.iter().map(|object| (super::name(object), revision(object))).collect();
            assert_eq!(past, then);
            while watch.seen() < store.revision() {
                let changed = watch.next().await.unwrap();
                assert_eq!(changed.revision, revision(&changed.object));
                let had = then.contains_key(&changed.key.name);
                assert_eq!(had, changed.before.is_some());
                match changed.change {
                    Change::Deleted => then.remove(&changed.key.name),
                    Change::Added | Change::Modified => {
                        then.insert(changed.key.name, changed.revision)
                    }
                };
            }
            assert_eq!(then, model);
        });
    }
}
