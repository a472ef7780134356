//! What changed in the wait trees since they were last told.

use std::collections::HashMap;

use crate::event::{Progress, Subject, WaitNode};

/// A node that is not what it was.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Change<'a> {
    pub(super) node: &'a WaitNode,
    /// What it is a part of.
    pub(super) parent: Option<&'a Subject>,
}

type Path = Vec<Subject>;
type State = (Progress, String);

/// The trees as they were last told, by phase.
#[derive(Debug, Default)]
pub(super) struct Changes {
    told: HashMap<String, HashMap<Path, State>>,
}

impl Changes {
    /// The nodes of `tree` whose state or reason is new, in the order of the tree.
    ///
    /// Parts that are ready when first seen are no news: they were never waited for.
    pub(super) fn since<'a>(&mut self, phase: &str, tree: &'a [WaitNode]) -> Vec<Change<'a>> {
        let before = self.told.remove(phase).unwrap_or_default();
        let mut walk = Walk {
            before: &before,
            now: HashMap::new(),
            changes: Vec::new(),
        };
        walk.down(tree, &mut Vec::new(), None);
        let Walk { now, changes, .. } = walk;
        self.told.insert(phase.to_owned(), now);
        changes
    }

    /// Forgets a phase that is over.
    pub(super) fn forget(&mut self, phase: &str) {
        self.told.remove(phase);
    }
}

struct Walk<'a, 'b> {
    before: &'b HashMap<Path, State>,
    now: HashMap<Path, State>,
    changes: Vec<Change<'a>>,
}

impl<'a> Walk<'a, '_> {
    fn down(&mut self, nodes: &'a [WaitNode], path: &mut Path, parent: Option<&'a Subject>) {
        for node in nodes {
            path.push(node.subject.clone());
            let state = (node.progress, node.reason.clone());
            let is_news = match self.before.get(path) {
                Some(before) => *before != state,
                None => parent.is_none() || node.progress != Progress::Ready,
            };
            if is_news {
                self.changes.push(Change { node, parent });
            }
            self.now.insert(path.clone(), state);
            self.down(&node.parts, path, Some(&node.subject));
            path.pop();
        }
    }
}
