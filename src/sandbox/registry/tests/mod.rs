mod defined;
mod deletion;
mod lists;
mod objects;
mod patches;
mod pods;
mod refusals;
mod services;
mod support;

use support::{config, definition, deployment, options, pod, registry, widget};
