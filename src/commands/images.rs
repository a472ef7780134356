//! `images`: what a registry mirror must hold.

use std::collections::BTreeSet;

use serde_json::json;

use super::{Session, sidecars, template};
use crate::dapr::image;
use crate::error::Result;
use crate::event::{Body, Column, Outcome, Row, Table};
use crate::manifest::Object;
use crate::settings::Images;

pub(super) async fn run(session: &Session<'_>, settings: &Images) -> Result<Outcome> {
    let wanted = template::wanted(session, &settings.what).await?;
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
    let own = objects.iter().flat_map(image::all);
    own.chain(sidecars::image(objects))
        .map(str::to_owned)
        .collect()
}
