//! What a run or a reset would do, with `--dry-run`.

use std::fmt::Write as _;

use serde_json::json;

use crate::error::Result;
use crate::event::{Body, Outcome};
use crate::tutorial::{Back, Part, Runner, Shell};

/// The steps that a run would go through, with their commands.
pub(super) fn run(runner: &Runner<'_>, from: Option<&str>) -> Result<Outcome> {
    let places = runner.tutorial.steps();
    let first = runner.first(&places, from)?;
    let mut text = String::new();
    let mut steps = Vec::new();
    for place in &places[first..] {
        let parts = place.of.parts.iter().filter_map(|part| match part {
            Part::Run(run) => Some(&run.lines),
            // A person finds it, and should not read it here.
            Part::Solution(run) if runner.auto => Some(&run.lines),
            _ => None,
        });
        let typed = parts.flatten().map(|line| runner.shell.typed(line));
        let commands: Vec<String> = typed.collect();
        let _ = writeln!(text, "{}  {}", place.number(), place.of.title);
        for command in &commands {
            let _ = writeln!(text, "       $ {command}");
        }
        steps
            .push(json!({"number": place.number(), "title": place.of.title, "commands": commands}));
    }
    let value = json!({
        "apiVersion": "daprk/v1",
        "kind": "TutorialPlan",
        "tutorial": runner.tutorial.name,
        "steps": steps,
    });
    Ok(Outcome::done(Body::Record { value, text }))
}

/// The commands that a reset would run.
pub(super) fn reset(tutorial: &str, steps: &[Back], shell: &Shell) -> Outcome {
    let commands = commands(steps, shell);
    let remarks = if commands.is_empty() {
        vec!["nothing to take back".to_owned()]
    } else {
        Vec::new()
    };
    let text: String = commands.iter().map(|line| format!("{line}\n")).collect();
    let value = json!({
        "apiVersion": "daprk/v1",
        "kind": "TutorialResetPlan",
        "tutorial": tutorial,
        "commands": commands,
    });
    Outcome {
        remarks,
        ..Outcome::done(Body::Record { value, text })
    }
}

/// As they are typed, in their order.
pub(super) fn commands(steps: &[Back], shell: &Shell) -> Vec<String> {
    let lines = steps.iter().flat_map(|step| &step.lines);
    lines.map(|line| shell.typed(line)).collect()
}
