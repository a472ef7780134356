//! `tutorial reset`: what a tutorial made goes, once somebody said yes to that.

use std::path::PathBuf;

use super::{Room, Session, Settings, counted, preview, shell};
use crate::error::Result;
use crate::event::{Danger, Event, Outcome, Question};
use crate::install::remains;
use crate::tutorial::{self, Reset, Source, Tutorial};

pub(super) async fn run(
    session: &Session<'_>,
    settings: &Settings,
    room: Room,
    source: &Source,
    tutorial: &Tutorial,
) -> Result<Outcome> {
    let steps = tutorial::backwards(tutorial, &room.kept.progress)?;
    let typed = shell(session, PathBuf::new(), true)?;
    if session.common.dry_run {
        return Ok(preview::reset(&tutorial.name, &steps, &typed));
    }
    if steps.is_empty() {
        room.kept.forget()?;
        return Ok(undone(session, tutorial, 0));
    }
    let lines = preview::commands(&steps, &typed);
    session
        .reporter
        .confirm(&question(tutorial, &room, lines))?;
    let held = room.hold(session).await?;
    let reset = Reset {
        look: room.look(),
        shell: room.shell(session, settings, source, true)?,
        reporter: session.reporter,
        cancel: held.cancel.clone(),
    };
    let done = reset.run(&steps, room.kept).await;
    held.end(done).await?;
    // Where it was made for the tutorial, and nothing else is in it.
    let cx = session.context(&room.cluster);
    remains::remove_namespace(&cx, &room.namespace, Some(session.common.timeout)).await?;
    Ok(undone(session, tutorial, steps.len()))
}

fn question(tutorial: &Tutorial, room: &Room, mut lines: Vec<String>) -> Question {
    let removes_dapr = lines.iter().any(|line| line.contains(" uninstall "));
    if removes_dapr {
        lines.push("What other apps and objects need of Dapr stays.".to_owned());
    }
    Question {
        context: lines,
        prompt: format!(
            "Take back what {} made in {}, with these commands?",
            tutorial.name, room.cluster.context
        ),
        danger: Danger::Moderate,
    }
}

fn undone(session: &Session<'_>, tutorial: &Tutorial, count: usize) -> Outcome {
    session.reporter.emit(Event::Note {
        message: format!(
            "{}: what {} made is taken back",
            tutorial.name,
            counted(count, "step")
        ),
    });
    Outcome::quiet()
}
