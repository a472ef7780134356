//! `daprk forward`

use clap::Args;

const EXAMPLES: &str = "\
Examples:
  daprk forward nodeapp -k
  daprk forward nodeapp 3500 -k
  daprk forward nodeapp 8080:3000 -k";

/// Open a port of this machine that leads to an application
///
/// Until Ctrl-C. When the application's pod is replaced, the next connection goes to the new one.
#[derive(Debug, Args)]
#[command(before_long_help = EXAMPLES)]
pub struct Forward {
    /// Application, by its Dapr app id
    #[arg(value_name = "APP")]
    pub app_id: String,

    /// Port of the pod, or LOCAL:PORT [default: the one that its sidecar calls it on]
    ///
    /// 3500 is the HTTP API of its sidecar. Without LOCAL the same port is opened here, or if it
    /// is taken, a free one.
    #[arg(value_name = "PORT", value_parser = ports)]
    pub ports: Option<Ports>,
}

/// A port there, and one here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ports {
    /// Of this machine; 0 is any free one.
    pub local: Option<u16>,
    /// Of the pod.
    pub remote: u16,
}

fn ports(text: &str) -> Result<Ports, String> {
    let port = |text: &str| {
        let number = text.parse::<u16>();
        number.map_err(|_| format!("`{text}` is no port: a number from 1 to 65535"))
    };
    let (local, remote) = match text.split_once(':') {
        Some(("", remote)) => (Some(0), port(remote)?),
        Some((local, remote)) => (Some(port(local)?), port(remote)?),
        None => (None, port(text)?),
    };
    if remote == 0 {
        return Err("port 0 of a pod is none".to_owned());
    }
    Ok(Ports { local, remote })
}

#[cfg(test)]
mod tests {
    use super::{Ports, ports};

    #[test]
    fn ports_are_read_as_kubectl_reads_them() {
        let pair = |local, remote| Ok(Ports { local, remote });
        let rows = [
            ("3000", pair(None, 3000)),
            ("8080:3000", pair(Some(8080), 3000)),
            (":3000", pair(Some(0), 3000)),
            ("0", Err("port 0 of a pod is none")),
            ("http", Err("`http` is no port: a number from 1 to 65535")),
            ("1:", Err("`` is no port: a number from 1 to 65535")),
            ("70000", Err("`70000` is no port: a number from 1 to 65535")),
        ];
        for (text, expected) in rows {
            assert_eq!(ports(text), expected.map_err(str::to_owned), "{text}");
        }
    }
}
