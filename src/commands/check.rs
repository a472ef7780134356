//! `check`: what is wrong, and what mends it.

mod before;

use serde_json::json;

use super::{Session, scope};
use crate::check::{self, Selection};
use crate::diagnose::{self, CHECKS, Check as OneCheck, Snapshot};
use crate::error::{Error, Exit, Result};
use crate::event::{Body, Column, Outcome, Row, Table};
use crate::manifest::nearest;
use crate::settings::{Check, Looking, Output};

pub(super) async fn run(session: &Session<'_>, settings: &Check) -> Result<Outcome> {
    let app = settings.app_id.as_deref();
    let selection = Selection::new(&settings.only, &settings.skip, app)?;
    match settings.what {
        Looking::List => Ok(Outcome::done(list(&selection))),
        Looking::Before => before::run(session).await,
        Looking::Now => now(session, settings, &selection).await,
    }
}

async fn now(session: &Session<'_>, settings: &Check, selection: &Selection) -> Result<Outcome> {
    let cluster = session.cluster().await?;
    let named = session.common.namespace.clone();
    let named = named.filter(|_| !settings.all_namespaces);
    let scope = scope::of(&cluster, named, true).await?;
    let mut snapshot = check::collect(&cluster, &scope).await?;
    check::read_lines(&cluster, &mut snapshot).await;
    if let Some(app) = &settings.app_id {
        exists(&snapshot, app)?;
    }
    let survey = session.survey(&scope);
    let checked = diagnose::causes(selection.keep(diagnose::survey(&snapshot, &survey)));
    let text = match session.common.output {
        Output::Name => check::graded(&checked),
        Output::Short => check::short(&checked),
        _ => check::text(&checked, session.common.verbose > 0),
    };
    let value = check::json(&checked, &cluster.context);
    let wrong = check::has_errors(&checked);
    Ok(Outcome {
        exit: if wrong { Exit::Failed } else { Exit::Done },
        ..Outcome::done(Body::Record { value, text })
    })
}

pub(super) fn exists(snapshot: &Snapshot, app: &str) -> Result<()> {
    let ids = diagnose::app_ids(snapshot);
    if ids.contains(app) {
        return Ok(());
    }
    let error = Error::usage("app-not-found", format!("there is no app `{app}`"));
    Err(match nearest(app, ids.iter().map(String::as_str)) {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => error.hint("`daprk list -k` lists the apps"),
    })
}

fn list(selection: &Selection) -> Body {
    const COLUMNS: [(&str, bool); 4] = [
        ("GROUP", false),
        ("CHECK", false),
        ("LOOKS AT", true),
        ("WHY", false),
    ];
    let told = CHECKS.iter().filter(|check| selection.has(check));
    Body::Table(Table {
        kind: "CheckList",
        columns: COLUMNS.map(|(title, wide)| Column { title, wide }).to_vec(),
        rows: told.map(row).collect(),
        empty: "no check is left".to_owned(),
    })
}

fn row(check: &OneCheck) -> Row {
    let group = check.group.name();
    let cells = [group, check.id, check.looks, check.why];
    Row {
        cells: cells.map(str::to_owned).to_vec(),
        name: check.id.to_owned(),
        item: json!({
            "id": check.id,
            "group": group,
            "looksAt": check.looks,
            "why": check.why,
        }),
    }
}
