//! Pure: how a session ended, as clients are told.

use serde_json::{Value, json};

use crate::sandbox::node::Ended;

/// The forms of the error channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// A `Status`; the API server stands between the client and the kubelet, and says so.
    V5,
    /// A `Status`, as a kubelet makes it.
    V4,
    /// Text, and only where something went wrong.
    Text,
}

/// What a client is told on the error channel; nothing is a thing to tell, too.
pub(super) fn told(form: Form, ended: &Ended, command: &[String]) -> Option<Vec<u8>> {
    let status = match ended {
        Ended::Code(0) if form == Form::Text => return None,
        Ended::Code(0) => json!({"metadata": {}, "status": "Success"}),
        Ended::Code(code) => exited(form, *code, command),
        Ended::Failed(words) => {
            let failed = format!("error executing command in container: {words}");
            internal(&match form {
                Form::V5 => format!("Internal error occurred: {failed}"),
                Form::V4 | Form::Text => failed,
            })
        }
    };
    Some(match form {
        Form::Text => status["message"].as_str().unwrap_or_default().into(),
        Form::V4 | Form::V5 => status.to_string().into_bytes(),
    })
}

/// There is no session. Clients of other forms than the fifth are told before they have one.
pub(super) fn refused(words: &str) -> Vec<u8> {
    let status = internal(&format!("unable to upgrade connection: {words}"));
    status.to_string().into_bytes()
}

fn exited(form: Form, code: i32, command: &[String]) -> Value {
    let how = match form {
        Form::V5 => format!("command terminated with exit code {code}"),
        Form::V4 | Form::Text => {
            let command = command.join(" ");
            format!("error executing command [{command}], exit code {code}")
        }
    };
    json!({
        "metadata": {},
        "status": "Failure",
        "message": format!("command terminated with non-zero exit code: {how}"),
        "reason": "NonZeroExitCode",
        "details": {"causes": [{"reason": "ExitCode", "message": code.to_string()}]},
    })
}

fn internal(why: &str) -> Value {
    json!({
        "metadata": {},
        "status": "Failure",
        "message": format!("Internal error occurred: {why}"),
        "reason": "InternalError",
        "details": {"causes": [{"message": why}]},
        "code": 500,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As a real API server and its kubelet said it.
    #[test]
    fn ends_are_told_as_a_real_cluster_does() {
        let command = ["redis-cli".to_owned(), "--bad".to_owned()];
        let say = |form, ended| {
            let said = told(form, &ended, &command);
            said.map(|said| String::from_utf8(said).unwrap())
        };
        let success = r#"{"metadata":{},"status":"Success"}"#;
        let exit = |how: &str| {
            format!(
                "{{\"metadata\":{{}},\"status\":\"Failure\",\"message\":\"command terminated with \
                 non-zero exit code: {how}\",\"reason\":\"NonZeroExitCode\",\"details\":{{\"causes\"\
                 :[{{\"reason\":\"ExitCode\",\"message\":\"1\"}}]}}}}"
            )
        };
        let through = exit("command terminated with exit code 1");
        let direct = exit("error executing command [redis-cli --bad], exit code 1");
        let rows = [
            (Form::V5, Ended::Code(0), Some(success.to_owned())),
            (Form::V4, Ended::Code(0), Some(success.to_owned())),
            (Form::Text, Ended::Code(0), None),
            (Form::V5, Ended::Code(1), Some(through)),
            (Form::V4, Ended::Code(1), Some(direct)),
            (
                Form::Text,
                Ended::Failed("x".to_owned()),
                Some("Internal error occurred: error executing command in container: x".to_owned()),
            ),
        ];
        for (form, ended, expected) in rows {
            assert_eq!(say(form, ended.clone()), expected, "{form:?} {ended:?}");
        }
        let twice = say(Form::V5, Ended::Failed("x".to_owned())).unwrap();
        let message = "Internal error occurred: Internal error occurred: error executing command in \
                       container: x";
        assert!(twice.contains(message), "{twice}");
        let refused = String::from_utf8(refused("container not found (\"i\")")).unwrap();
        let expected = "{\"metadata\":{},\"status\":\"Failure\",\"message\":\"Internal error \
            occurred: unable to upgrade connection: container not found (\\\"i\\\")\",\"reason\":\
            \"InternalError\",\"details\":{\"causes\":[{\"message\":\"unable to upgrade connection: \
            container not found (\\\"i\\\")\"}]},\"code\":500}";
        assert_eq!(refused, expected);
    }
}
