//! `images`: what a registry mirror must hold.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Session, control_plane, sidecars};
use crate::error::Result;
use crate::event::{Body, Column, Outcome, Row, Table};
use crate::manifest::Object;
use crate::settings::Images;

pub(super) fn run(session: &Session<'_>, settings: &Images) -> Result<Outcome> {
    let wanted = control_plane::offline(session.common.dapr_namespace(), &settings.control_plane)?;
    let rows = images(&wanted.objects).into_iter().map(|image| Row {
        cells: vec![image.clone()],
        name: image.clone(),
        item: json!({ "image": image }),
    });
    Ok(Outcome::done(Body::Table(Table {
        kind: "ImageList",
        columns: vec![Column {
            title: "IMAGE",
            wide: false,
        }],
        rows: rows.collect(),
        empty: "no images".to_owned(),
    })))
}

/// The images of all containers, and of the sidecar that the injector adds.
fn images(objects: &[Object]) -> BTreeSet<String> {
    let pods = objects
        .iter()
        .filter_map(|object| object.at("/spec/template/spec"));
    let lists = pods.flat_map(|pod| [pod.get("initContainers"), pod.get("containers")]);
    let containers = lists.flatten().filter_map(Value::as_array).flatten();
    let own = containers.filter_map(|container| container.get("image")?.as_str());
    own.chain(sidecars::image(objects))
        .map(str::to_owned)
        .collect()
}
