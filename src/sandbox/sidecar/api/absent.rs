//! What is not in this sidecar, in Dapr's words where Dapr has words for it.

use super::super::answer::{Answer, set, typed};
use super::super::problem::Problem;
use super::route::Absent;

/// The answer of an API that is not here.
pub(super) fn problem(api: Absent, name: &str) -> Problem {
    match api {
        Absent::Binding => Problem::new(
            500,
            "ERR_INVOKE_OUTPUT_BINDING",
            format!("error invoking output binding {name}: couldn't find output binding {name}"),
        ),
        Absent::Configuration => Problem::new(
            500,
            "ERR_CONFIGURATION_STORE_NOT_CONFIGURED",
            "configuration stores not configured",
        ),
        Absent::Lock => Problem::new(
            500,
            "ERR_LOCK_STORE_NOT_CONFIGURED",
            "lock store is not configured",
        ),
        Absent::Crypto => Problem::new(
            500,
            "ERR_CRYPTO_PROVIDERS_NOT_CONFIGURED",
            "crypto providers not configured",
        ),
        Absent::Conversation => Problem::new(
            400,
            "ERR_CONVERSATION_NOT_FOUND",
            format!("failed finding conversation component {name}"),
        ),
        Absent::Actor => not_here("actors"),
        Absent::Workflow => not_here("workflows"),
        Absent::Job => not_here("jobs"),
    }
}

/// A real daprd has them all; it is worth saying.
fn not_here(what: &str) -> Problem {
    let message = format!(
        "this API is currently not implemented: daprk's built-in sidecar has no {what}, a real daprd has"
    );
    Problem::new(501, "ERR_API_UNIMPLEMENTED", message)
}

/// What a gRPC client gets: `Unimplemented`, with words.
pub(super) fn grpc() -> Answer {
    let mut answer = typed(200, "application/grpc", "");
    set(&mut answer, "grpc-status", "12");
    set(
        &mut answer,
        "grpc-message",
        "daprk's built-in sidecar has no gRPC API: use HTTP, or a real daprd",
    );
    answer
}
