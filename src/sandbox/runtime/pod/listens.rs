//! Apps that do not listen where they were told.

use super::cell::{Role, State};
use super::worker::Worker;
use crate::dapr;
use crate::sandbox::runtime::launch::ports;
use crate::sandbox::runtime::probe::connect;

impl Worker {
    /// Warns of a container that should listen by now, and doesn't.
    pub(super) async fn check_port(&mut self, run: &str) {
        let Some(index) = self.of_run(run) else {
            return;
        };
        let cell = &self.cells[index];
        let runs = matches!(cell.state, State::Running(_));
        let own = cell.role == Role::Main && cell.name() != dapr::CONTAINER;
        if !runs || !own || self.stand_ins.contains_key(&index) {
            return;
        }
        let declared = ports::declared(&cell.spec);
        let alone = self
            .cells
            .iter()
            .filter(|it| it.name() != dapr::CONTAINER)
            .count()
            == 1;
        let app = ports::app(&self.pod).filter(|_| alone);
        let Some(port) = declared.first().copied().or(app) else {
            return;
        };
        let Some(real) = self.ports.real(port) else {
            return;
        };
        if connect(real).await.is_err() {
            let message = words(cell.name(), port, real, connect(port).await.is_ok());
            self.warn(index, "PortIgnored", &message);
        }
    }
}

fn words(name: &str, port: u16, real: u16, declared: bool) -> String {
    let instead = if declared {
        format!("; something listens on {port}, where a second pod could not")
    } else {
        String::new()
    };
    format!(
        "container {name} does not listen on port {real}, which it has in place of {port}{instead}: \
         it has to read its port from APP_PORT or PORT, and its sidecar's from DAPR_HTTP_PORT, \
         DAPR_GRPC_PORT, DAPR_HTTP_ENDPOINT or DAPR_GRPC_ENDPOINT"
    )
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn the_variables_are_named() {
        let said = words("web", 3000, 21000, true);
        assert!(said.starts_with(
            "container web does not listen on port 21000, which it has in place of 3000; something \
             listens on 3000, where a second pod could not: it has to read its port from APP_PORT"
        ));
        assert!(!words("web", 3000, 21000, false).contains("second pod"));
    }
}
