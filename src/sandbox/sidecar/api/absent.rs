//! What is not in this sidecar, in Dapr's words where Dapr has words for it.

use serde_json::json;

use super::super::answer::{Answer, set, typed};
use super::super::options::Options;
use super::super::problem::Problem;
use super::call::Call;
use super::route::Absent;

/// The answer of an API that is not here.
pub(super) fn problem(api: Absent, name: &str, call: &Call, options: &Options) -> Problem {
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
        Absent::Actor | Absent::Workflow => Problem::new(
            400,
            "ERR_ACTOR_NO_PLACEMENT",
            "placement service is not configured",
        ),
        Absent::Job => job(call, options),
    }
}

/// No scheduler is there, whatever is to be done with a job.
fn job(call: &Call, options: &Options) -> Problem {
    let (code, verb) = match call.method.as_str() {
        "GET" => ("DAPR_SCHEDULER_GET_JOB", "get"),
        "DELETE" => ("DAPR_SCHEDULER_DELETE_JOB", "delete"),
        _ => ("DAPR_SCHEDULER_SCHEDULE_JOB", "schedule"),
    };
    let message = format!("failed to {verb} job due to: scheduler clients are disabled");
    let metadata = json!({"appID": options.app_id, "namespace": options.namespace});
    Problem::new(500, code, message).info(code, &metadata)
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
