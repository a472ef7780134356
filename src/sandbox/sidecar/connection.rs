//! One connection to a Redis server, that comes back after it was lost: a pod that restarts in
//! the sandbox listens at another port.

use std::sync::Arc;
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{
    AsyncConnectionConfig, Client, Cmd, ConnectionAddr, IntoConnectionInfo as _, Pipeline,
    RedisConnectionInfo, RedisError, Value,
};
use tokio::sync::Mutex;

use super::cluster::{Cluster, Port};
use super::component::Settings;
use super::host;

/// Time to connect, and for an answer.
const TIMEOUT: Duration = Duration::from_secs(3);

/// Time between two tries.
const PAUSE: Duration = Duration::from_millis(200);

/// Where a server is and how to enter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    /// `name:port`, as the Component says.
    pub host: String,
    username: Option<String>,
    password: Option<String>,
    database: i64,
    retries: u32,
}

impl Address {
    /// From a Component's settings; what only a real daprd can do is refused.
    pub(super) fn read(settings: &Settings) -> Result<Self, String> {
        for (name, wanted) in [
            ("enableTLS", settings.switch("enableTLS")),
            ("failover", settings.switch("failover")),
        ] {
            if wanted {
                return Err(format!(
                    "{name} is not supported by daprk's built-in sidecar"
                ));
            }
        }
        if settings
            .get("redisType")
            .is_some_and(|kind| kind.eq_ignore_ascii_case("cluster"))
        {
            return Err("redisType cluster is not supported by daprk's built-in sidecar".into());
        }
        let owned = |name| settings.get(name).map(str::to_owned);
        Ok(Self {
            host: with_port(
                settings.get("redisHost").unwrap_or_default(),
                settings.get("redisPort"),
            ),
            username: owned("redisUsername"),
            password: owned("redisPassword"),
            database: settings.number("redisDB")?.unwrap_or(0),
            retries: settings
                .number::<i64>("redisMaxRetries")?
                .map_or(3, |retries| u32::try_from(retries).unwrap_or(0)),
        })
    }
}

fn with_port(host: &str, port: Option<&str>) -> String {
    let has_port = host
        .rsplit_once(':')
        .is_some_and(|(_, port)| port.parse::<u16>().is_ok());
    if host.is_empty() || has_port {
        return host.to_owned();
    }
    format!("{host}:{}", port.unwrap_or("6379"))
}

/// A server to send commands to.
pub(super) struct Connection {
    pub address: Address,
    cluster: Arc<dyn Cluster>,
    namespace: String,
    open: Mutex<Option<MultiplexedConnection>>,
}

impl Connection {
    pub(super) fn new(address: Address, cluster: Arc<dyn Cluster>, namespace: &str) -> Self {
        Self {
            address,
            cluster,
            namespace: namespace.into(),
            open: Mutex::default(),
        }
    }

    /// Connects until it works or the time is over.
    pub(super) async fn wait(&self, limit: Duration) -> Result<(), String> {
        let end = tokio::time::Instant::now() + limit;
        loop {
            let Err(failure) = self.run(&redis::cmd("PING")).await else {
                return Ok(());
            };
            if !failure.lost || tokio::time::Instant::now() + PAUSE >= end {
                return Err(failure.words);
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Sends a command; a lost connection is opened again.
    pub(super) async fn run(&self, command: &Cmd) -> Result<Value, Failure> {
        let mut left = self.address.retries;
        loop {
            let result = match self.ready().await {
                Ok(mut connection) => command
                    .query_async(&mut connection)
                    .await
                    .map_err(|error| Failure::of(&error)),
                Err(failure) => Err(failure),
            };
            match result {
                Err(failure) if failure.lost => self.again(failure, &mut left).await?,
                other => return other,
            }
        }
    }

    /// Sends all or nothing (`MULTI`); it is not sent twice.
    pub(super) async fn run_all(&self, commands: &Pipeline) -> Result<(), Failure> {
        let mut connection = self.ready().await?;
        let result = commands.query_async::<Vec<Value>>(&mut connection).await;
        result.map(|_| ()).map_err(|error| Failure::of(&error))
    }

    async fn again(&self, failure: Failure, left: &mut u32) -> Result<(), Failure> {
        *self.open.lock().await = None;
        *left = left.checked_sub(1).ok_or(failure)?;
        tokio::time::sleep(PAUSE).await;
        Ok(())
    }

    async fn ready(&self) -> Result<MultiplexedConnection, Failure> {
        let mut open = self.open.lock().await;
        if let Some(connection) = open.as_ref() {
            return Ok(connection.clone());
        }
        let connection = self.connect(Some(TIMEOUT)).await?;
        *open = Some(connection.clone());
        Ok(connection)
    }

    /// A connection of one's own; without `patience` an answer may take any time.
    pub(super) async fn connect(
        &self,
        patience: Option<Duration>,
    ) -> Result<MultiplexedConnection, Failure> {
        let (host, port) = self.locate().await.map_err(Failure::lost)?;
        let mut entry = RedisConnectionInfo::default()
            .set_db(self.address.database)
            .set_skip_set_lib_name();
        if let Some(username) = &self.address.username {
            entry = entry.set_username(username);
        }
        if let Some(password) = &self.address.password {
            entry = entry.set_password(password);
        }
        let told = |error: &RedisError| Failure::connecting(error, &host, port);
        let address = ConnectionAddr::Tcp(host.clone(), port);
        let info = address
            .into_connection_info()
            .map_err(|error| told(&error))?;
        let client = Client::open(info.set_redis_settings(entry)).map_err(|error| told(&error))?;
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(TIMEOUT))
            .set_response_timeout(patience);
        let connection = client
            .get_multiplexed_async_connection_with_config(&config)
            .await;
        connection.map_err(|error| told(&error))
    }

    /// Where the server listens: through the Service, if the host names one.
    async fn locate(&self) -> Result<(String, u16), String> {
        let host = &self.address.host;
        if let Some(target) = host::target(host, &self.namespace) {
            let port = Port::Number(target.port);
            let found = self
                .cluster
                .endpoints(&target.namespace, &target.service, port)
                .await?;
            match found.as_deref() {
                Some([first, ..]) => return Ok((first.ip().to_string(), first.port())),
                Some([]) => {
                    return Err(format!(
                        "dial tcp: service {} has no ready endpoints",
                        target.service
                    ));
                }
                None => {}
            }
        }
        let (name, port) = host
            .rsplit_once(':')
            .ok_or_else(|| format!("redisHost {host:?} has no port"))?;
        let port = port
            .parse()
            .map_err(|_| format!("redisHost {host:?} has no port"))?;
        Ok((name.trim_matches(['[', ']']).to_owned(), port))
    }
}

/// Why a command failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failure {
    /// In the words of a Go client.
    pub words: String,
    /// Whether the connection is gone, and another may help.
    pub lost: bool,
}

impl Failure {
    fn lost(words: String) -> Self {
        Self { words, lost: true }
    }

    fn connecting(error: &RedisError, host: &str, port: u16) -> Self {
        let mut failure = Self::of(error);
        if error.is_connection_refusal() {
            failure.words = format!("dial tcp {host}:{port}: connect: connection refused");
        }
        failure.lost |= error.is_io_error() || error.is_timeout();
        failure
    }

    fn of(error: &RedisError) -> Self {
        let lost =
            error.is_io_error() || error.is_connection_dropped() || error.is_unrecoverable_error();
        let words = match (error.code(), error.detail()) {
            (Some(code), Some(detail)) => format!("{code} {detail}"),
            _ => server_words(error).unwrap_or_else(|| error.to_string()),
        };
        Self { words, lost }
    }
}

/// The first refusal of a transaction's commands.
fn server_words(error: &RedisError) -> Option<String> {
    let errors = error.clone().into_server_errors()?;
    let (_, first) = errors.first()?;
    Some(format!(
        "{} {}",
        first.code(),
        first.details().unwrap_or_default()
    ))
}

/// The text of a reply that is a string.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::BulkString(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
        Value::SimpleString(text) => Some(text.clone()),
        Value::Int(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The fields of a hash, or of a stream's entry.
pub(super) fn fields(value: Value) -> Vec<(String, Vec<u8>)> {
    let bytes = |value: Value| match value {
        Value::BulkString(bytes) => bytes,
        other => text(&other).unwrap_or_default().into_bytes(),
    };
    match value {
        Value::Map(pairs) => pairs
            .into_iter()
            .filter_map(|(name, value)| Some((text(&name)?, bytes(value))))
            .collect(),
        Value::Array(items) => {
            let mut fields = Vec::new();
            let mut items = items.into_iter();
            while let (Some(name), Some(value)) = (items.next(), items.next()) {
                fields.extend(text(&name).map(|name| (name, bytes(value))));
            }
            fields
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Address, Settings, with_port};

    #[test]
    fn addresses() {
        let rows = [
            (("redis:6379", None), "redis:6379"),
            (("redis", None), "redis:6379"),
            (("redis", Some("7000")), "redis:7000"),
            (("", None), ""),
        ];
        for ((host, port), expected) in rows {
            assert_eq!(with_port(host, port), expected);
        }
        let refused = Address::read(&Settings::of(&[
            ("redisHost", "a:1"),
            ("enableTLS", "true"),
        ]));
        assert!(refused.is_err_and(|words| words.starts_with("enableTLS ")));
        assert!(Address::read(&Settings::of(&[("redisDB", "x")])).is_err());
    }
}
