//! Values and templates become manifests.
//!
//! A *chart* is a folder below `templates/`, embedded in the binary:
//!
//! | file | what it holds |
//! |---|---|
//! | `chart.yaml` | name, version, appVersion, description; `dependencies` on other bundled charts; `subcharts` |
//! | `values.yaml` | every value with its default |
//! | `keys.yaml` | what the defaults cannot tell about a key: its kind, or that it exists (optional) |
//! | `*.yaml.tera` | templates whose output is objects |
//! | any other `*.tera` | shapes that the templates share |
//!
//! Values mean what they mean to helm: they are merged over the defaults, and a `null` takes a default away. Unlike
//! helm, a key that no template reads is an error, and so is a value of the wrong kind.

mod bundle;
mod chart;
mod crds;
mod engine;
mod filters;
mod own;
mod run_file;
mod run_value;
mod text;
pub mod values;

pub use chart::{CONTROL_PLANE, Chart, Live, ReleaseContext};
pub use crds::crds;
pub use own::text;
pub use run_file::{RunFile, run_file};
