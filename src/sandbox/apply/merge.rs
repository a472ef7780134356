//! A configuration laid over an object: nothing is removed, what both name is the
//! configuration's.

use std::collections::{BTreeMap, VecDeque};

use serde_json::{Map, Value};

use super::view::{View, field_type, steps, view};
use crate::manifest::Step;
use crate::sandbox::schema::{ListKind, Type};

/// `live` with `config` over it.
pub(super) fn merge(of: &Type, live: &Value, config: &Value) -> Value {
    match (view(of, live), view(of, config)) {
        (View::Fields(live), View::Fields(Some(config))) if !config.is_empty() => {
            fields(of, live, config)
        }
        (View::Fields(Some(map)), View::Fields(_)) if !map.is_empty() => live.clone(),
        (View::Items(live, kind, of), View::Items(config, ..)) if !config.is_empty() => {
            items(kind, of, live, config)
        }
        (View::Items([_, ..], ..), View::Items(..)) => live.clone(),
        _ => config.clone(),
    }
}

fn fields(of: &Type, live: Option<&Map<String, Value>>, config: &Map<String, Value>) -> Value {
    let mut merged = live.cloned().unwrap_or_default();
    for (name, value) in config {
        let value = match merged.get(name) {
            Some(live) => merge(&field_type(of, name), live, value),
            None => value.clone(),
        };
        merged.insert(name.clone(), value);
    }
    Value::Object(merged)
}

/// Elements in the order of the configuration, with the others between them where they stood.
fn items(kind: &ListKind, of: &Type, live: &[Value], config: &[Value]) -> Value {
    let mut order = Order::new(steps(live, kind, of), steps(config, kind, of));
    let mut merged = Vec::new();
    while let Some((live, config)) = order.next() {
        merged.push(match (live, config) {
            (Some(live), Some(config)) => merge(of, live, config),
            (live, config) => live.or(config).cloned().unwrap_or_default(),
        });
    }
    Value::Array(merged)
}

/// Walks two lists side by side.
struct Order<'a> {
    live: VecDeque<(Step, &'a Value)>,
    config: VecDeque<(Step, &'a Value)>,
    /// `None` for elements that are there twice: they are not merged.
    live_by_step: BTreeMap<Step, Option<&'a Value>>,
    config_by_step: BTreeMap<Step, &'a Value>,
    /// Steps of both, in the configuration's order.
    shared: VecDeque<Step>,
    merged: Vec<Step>,
}

impl<'a> Order<'a> {
    fn new(live: Vec<(Step, &'a Value)>, config: Vec<(Step, &'a Value)>) -> Self {
        let mut live_by_step = BTreeMap::new();
        for (step, value) in &live {
            live_by_step
                .entry(step.clone())
                .and_modify(|value| *value = None)
                .or_insert(Some(*value));
        }
        let shared = config.iter().map(|(step, _)| step.clone());
        Self {
            shared: shared
                .filter(|step| live_by_step.contains_key(step))
                .collect(),
            config_by_step: config.iter().cloned().collect(),
            live: live.into(),
            config: config.into(),
            live_by_step,
            merged: Vec::new(),
        }
    }

    /// The next element, of either list or of both.
    fn next(&mut self) -> Option<(Option<&'a Value>, Option<&'a Value>)> {
        loop {
            let Some((step, value)) = self.live.front().cloned() else {
                return self.take_config();
            };
            if let Some((theirs, _)) = self.config.front() {
                if step == *theirs {
                    self.live.pop_front();
                    return self.take_config();
                }
                let waits = self.shared.front().is_some_and(|next| *next != step);
                if self.config_by_step.contains_key(&step) && waits {
                    self.live.pop_front();
                    continue;
                }
            }
            if !self.config_by_step.contains_key(&step) {
                self.live.pop_front();
                return Some((Some(value), None));
            }
            if self.merged.contains(&step) {
                self.live.pop_front();
            }
            if !self.config.is_empty() {
                return self.take_config();
            }
        }
    }

    fn take_config(&mut self) -> Option<(Option<&'a Value>, Option<&'a Value>)> {
        let (step, value) = self.config.pop_front()?;
        if self.shared.front() == Some(&step) {
            self.shared.pop_front();
        }
        let live = self.live_by_step.get(&step).copied().flatten();
        self.merged.push(step);
        Some((live, Some(value)))
    }
}
