//! The picture of apps on the sandbox.

use super::fixture::Sandbox;
use crate::graph::truth;
use crate::programs::has;

#[test]
fn the_picture_tells_what_apps_do() {
    if !has("the picture", &["node", "python3", "redis-server"]) {
        return;
    }
    let sandbox = Sandbox::new();
    sandbox.daprk("init").run().succeeds();
    truth::holds(&|words| sandbox.daprk(words), "");
}
