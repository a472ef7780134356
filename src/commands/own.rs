//! Manifests that the user brings: files, folders, standard input, addresses.

use serde_json::json;

use super::{apps, inputs, registry};
use crate::cluster;
use crate::error::{Error, Result};
use crate::install::{Order, Wanted};
use crate::manifest::{Object, all_objects, read_path};
use crate::release::{ChartInfo, check_name};
use crate::render::{self, CONTROL_PLANE, Chart};
use crate::settings::{App, Source};

/// What the manifests ask for, under a release of this name.
pub(super) async fn wanted(
    namespace: &str,
    name: &str,
    sources: &[Source],
    app: &App,
) -> Result<Wanted> {
    check_name(name)?;
    not_reserved(name)?;
    let config = inputs::config(&app.values)?;
    let has_values = config.as_object().is_some_and(|values| !values.is_empty());
    let mut texts = Vec::new();
    for (origin, text) in read(sources).await? {
        let is_template = has_values
            || std::path::Path::new(&origin)
                .extension()
                .is_some_and(|end| end == "tera");
        let text = if is_template {
            render::text(&text, &origin, &config)?
        } else {
            text
        };
        texts.push((origin, text));
    }
    let mut objects = all_objects(
        texts
            .iter()
            .map(|(origin, text)| (origin.as_str(), text.as_str())),
    )?;
    if let Some(registry) = &app.registry {
        registry::in_manifests(&mut objects, registry);
    }
    if objects.is_empty() {
        return Err(Error::usage("no-objects", "the manifests hold no object"));
    }
    Ok(Wanted {
        release: name.to_owned(),
        namespace: namespace.to_owned(),
        title: name.to_owned(),
        chart: ChartInfo::new(name, "0.1.0", "", json!({})),
        config: if has_values { config } else { json!({}) },
        definitions: Vec::new(),
        objects,
        order: Order::Plain,
    })
}

/// Refuses the names of releases that are daprk's own, and those by which `undeploy` knows them:
/// the manifests would take their place, and their objects would go.
fn not_reserved(name: &str) -> Result<()> {
    let is_set = Chart::names()
        .into_iter()
        .any(|set| set == name || apps::release_name(set) == name);
    if !is_set {
        return Ok(());
    }
    let what = if name == CONTROL_PLANE {
        "Dapr itself"
    } else {
        "a set that is built in"
    };
    Err(
        Error::usage("reserved-name", format!("`{name}` is the name of {what}"))
            .hint("choose another --name"),
    )
}

/// What is in the manifests. Templates are none without values: they are read as they are.
pub(super) async fn objects(sources: &[Source]) -> Result<Vec<Object>> {
    let texts = read(sources).await?;
    let texts = texts
        .iter()
        .map(|(origin, text)| (origin.as_str(), text.as_str()));
    let objects = all_objects(texts)?;
    if objects.is_empty() {
        return Err(Error::usage("no-objects", "the manifests hold no object"));
    }
    Ok(objects)
}

async fn read(sources: &[Source]) -> Result<Vec<(String, String)>> {
    let mut texts = Vec::new();
    for source in sources {
        match source {
            Source::Path(path) => texts.extend(read_path(path)?),
            Source::Stdin => texts.push(("standard input".to_owned(), stdin()?)),
            Source::Url(url) => texts.push((url.clone(), cluster::fetch(url).await?)),
        }
    }
    Ok(texts)
}

fn stdin() -> Result<String> {
    inputs::read("-")
        .map_err(|error| Error::usage("unreadable", format!("cannot read standard input: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_what_is_built_in_are_refused() {
        let rows = [
            ("dapr", false),
            ("dapr-dev-redis", false),
            ("dapr-dev-zipkin", false),
            ("hello-kubernetes", false),
            ("redis", false),
            ("zipkin", false),
            ("shop", true),
            ("dapr-shop", true),
            ("my-redis", true),
        ];
        for (name, is_free) in rows {
            let answer = not_reserved(name);
            assert_eq!(answer.is_ok(), is_free, "{name}: {answer:?}");
        }
        let error = not_reserved("dapr").unwrap_err();
        assert_eq!(error.message, "`dapr` is the name of Dapr itself");
        assert_eq!(error.exit, crate::error::Exit::Usage);
    }
}
