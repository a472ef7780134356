//! What only pods have: their output.

use super::send::encoded;
use super::{Cluster, Refusal};

impl Cluster {
    /// The last lines that a container wrote; with `previous`, before its last restart. A kubelet
    /// that no longer has that log answers with a sentence about it as if it were the log.
    pub async fn last_lines(
        &self,
        namespace: &str,
        pod: &str,
        container: &str,
        previous: bool,
        count: u32,
    ) -> Result<Vec<String>, Refusal> {
        let path = format!(
            "/api/v1/namespaces/{namespace}/pods/{pod}/log?container={}&tailLines={count}&previous={previous}",
            encoded(container)
        );
        let text = self.read_text(&path).await?;
        if text.starts_with("unable to retrieve container logs for ") {
            return Err(Refusal::NotFound(text));
        }
        Ok(text.lines().map(str::to_owned).collect())
    }

    /// The API server's version, `1.34.4`.
    pub async fn version(&self) -> Result<String, Refusal> {
        let version = self.read("/version").await?;
        let text = version
            .get("gitVersion")
            .and_then(serde_json::Value::as_str)
            .unwrap_or_default();
        // Providers add words of their own: v1.33.5-gke.1, v1.34.4+k3s1.
        Ok(text
            .trim_start_matches('v')
            .split(['-', '+'])
            .next()
            .unwrap_or_default()
            .to_owned())
    }
}
