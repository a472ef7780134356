//! Dapr's layout in Redis: a hash for each key, with `data` (JSON) and `version` (the `ETag`),
//! and `first-write` once someone asked for it.

use super::super::component::Settings;
use super::super::connection::{Connection, Failure, fields, text};
use super::super::go;
use super::{Delete, Item, Operation, Set, StateError};

/// Writes if the version fits. A refusal shows the line of the script to callers: it is the
/// fourteenth, as in Dapr's.
const SET: &str = "
-- KEYS[1] the key; ARGV: version (0 for any), data, 0 to guard it from now on
local version = redis.pcall('HGET', KEYS[1], 'version')
if type(version) == 'table' then
  redis.call('DEL', KEYS[1])
  version = false
end
local guarded = redis.pcall('HGET', KEYS[1], 'first-write')
local any = ARGV[1] == '0' and not guarded
local fits = not version or version == '' or version == ARGV[1] or any
-- nothing was written yet

if not fits then
  return error('failed to set key ' .. KEYS[1])
end
redis.call('HSET', KEYS[1], 'data', ARGV[2])
if ARGV[3] == '0' then
  redis.call('HSET', KEYS[1], 'first-write', 0)
end
return redis.call('HINCRBY', KEYS[1], 'version', 1)
";

/// Deletes if the version fits; the refusal is in the sixth line.
const DELETE: &str = "
local version = redis.pcall('HGET', KEYS[1], 'version')
local fits = not version or type(version) == 'table' or version == ''
fits = fits or version == ARGV[1] or ARGV[1] == '0'
if not fits then
  return error('failed to delete ' .. KEYS[1])
end
return redis.call('DEL', KEYS[1])
";

/// A store in Redis.
pub(in super::super) struct RedisStore {
    connection: Connection,
    /// Seconds that a value lives, where its writer says nothing.
    ttl: Option<i64>,
}

impl RedisStore {
    pub(in super::super) fn new(
        connection: Connection,
        settings: &Settings,
    ) -> Result<Self, String> {
        Ok(Self {
            connection,
            ttl: settings.number("ttlInSeconds")?,
        })
    }

    pub(super) async fn get(&self, key: &str) -> Result<Option<Item>, StateError> {
        match self.connection.run(redis::cmd("HGETALL").arg(key)).await {
            Ok(reply) => hash(fields(reply)),
            // A plain string, that another program wrote.
            Err(failure) if !failure.lost => self.get_string(key).await,
            Err(failure) => Err(other(failure)),
        }
    }

    async fn get_string(&self, key: &str) -> Result<Option<Item>, StateError> {
        let reply = self
            .connection
            .run(redis::cmd("GET").arg(key))
            .await
            .map_err(other)?;
        let data = text(&reply);
        Ok(data.map(|data| Item {
            data: data.into_bytes(),
            ..Item::default()
        }))
    }

    pub(super) async fn set(&self, set: &Set) -> Result<(), StateError> {
        let version = version(set)?;
        let ttl = self.ttl(set)?;
        let guard = i32::from(!set.options.first_write());
        let mut command = redis::cmd("EVAL");
        command
            .arg(SET)
            .arg(1)
            .arg(&set.key)
            .arg(version)
            .arg(go::lossy_json(&set.value))
            .arg(guard);
        self.connection.run(&command).await.map_err(|failure| {
            if set.etag.as_deref().is_some_and(|etag| !etag.is_empty()) {
                StateError::Mismatch(failure.words)
            } else {
                StateError::Other(format!("failed to set key {}: {}", set.key, failure.words))
            }
        })?;
        if let Some(command) = expiry(&set.key, ttl) {
            self.connection.run(&command).await.map_err(other)?;
        }
        Ok(())
    }

    pub(super) async fn delete(&self, delete: &Delete) -> Result<(), StateError> {
        let reply = self.connection.run(&delete_command(delete)).await;
        reply
            .map(|_| ())
            .map_err(|failure| StateError::Mismatch(failure.words))
    }

    pub(super) async fn transact(&self, operations: &[Operation]) -> Result<(), StateError> {
        let mut pipeline = redis::pipe();
        pipeline.atomic();
        for operation in operations {
            match operation {
                Operation::Upsert(set) => {
                    let mut command = redis::cmd("EVAL");
                    command
                        .arg(SET)
                        .arg(1)
                        .arg(&set.key)
                        .arg(version(set)?)
                        .arg(go::lossy_json(&set.value));
                    pipeline.add_command(command);
                    if let Some(command) = expiry(&set.key, self.ttl(set)?) {
                        pipeline.add_command(command);
                    }
                }
                Operation::Delete(delete) => {
                    pipeline.add_command(delete_command(delete));
                }
            }
        }
        self.connection.run_all(&pipeline).await.map_err(other)
    }

    /// Seconds, where the value is to end or (0 and less) to stay.
    fn ttl(&self, set: &Set) -> Result<Option<i64>, StateError> {
        let Some(text) = set
            .metadata
            .get("ttlInSeconds")
            .filter(|text| !text.is_empty())
        else {
            return Ok(self.ttl);
        };
        text.parse().map(Some).map_err(|_| {
            let reason = format!(
                "strconv.ParseInt: parsing {}: invalid syntax",
                go::quote(text)
            );
            StateError::Other(format!("failed to parse ttl from metadata: {reason}"))
        })
    }
}

fn expiry(key: &str, ttl: Option<i64>) -> Option<redis::Cmd> {
    let mut command = redis::cmd(if ttl? > 0 { "EXPIRE" } else { "PERSIST" });
    command.arg(key);
    if ttl? > 0 {
        command.arg(ttl?);
    }
    Some(command)
}

fn delete_command(delete: &Delete) -> redis::Cmd {
    let etag = delete
        .etag
        .as_deref()
        .filter(|etag| !etag.is_empty())
        .unwrap_or("0");
    let mut command = redis::cmd("EVAL");
    command.arg(DELETE).arg(1).arg(&delete.key).arg(etag);
    command
}

/// The version that a writer wants to meet; 0 for any.
fn version(set: &Set) -> Result<i64, StateError> {
    let etag = set.etag.as_deref().unwrap_or_default();
    if set.options.concurrency == "last-write" || etag.is_empty() {
        return Ok(0);
    }
    etag.parse().map_err(|_| {
        StateError::Invalid(format!(
            "strconv.Atoi: parsing {}: invalid syntax",
            go::quote(etag)
        ))
    })
}

fn hash(fields: Vec<(String, Vec<u8>)>) -> Result<Option<Item>, StateError> {
    if fields.is_empty() {
        return Ok(None);
    }
    let mut data = None;
    let mut etag = None;
    for (name, value) in fields {
        match name.as_str() {
            "data" => data = Some(value),
            "version" => etag = Some(String::from_utf8_lossy(&value).into_owned()),
            _ => {}
        }
    }
    match (data, etag) {
        (Some(data), etag @ Some(_)) => Ok(Some(Item {
            data,
            etag,
            ..Item::default()
        })),
        _ => Err(StateError::Other(
            "required hash field 'data' or 'version' was not found".into(),
        )),
    }
}

fn other(failure: Failure) -> StateError {
    StateError::Other(failure.words)
}

#[cfg(test)]
mod tests {
    use super::{DELETE, SET, Set, StateError, hash, version};

    #[test]
    fn refusals_stand_in_the_lines_that_callers_see() {
        let line = |script: &str| {
            script
                .lines()
                .position(|line| line.contains("error("))
                .expect("refuses")
                + 1
        };
        assert_eq!(line(SET), 14);
        assert_eq!(line(DELETE), 6);
    }

    #[test]
    fn versions() {
        let set = |etag: Option<&str>, concurrency: &str| {
            let mut set = Set {
                etag: etag.map(str::to_owned),
                ..Set::default()
            };
            set.options.concurrency = concurrency.into();
            version(&set)
        };
        assert_eq!(set(None, ""), Ok(0));
        assert_eq!(set(Some("7"), ""), Ok(7));
        assert_eq!(set(Some("x"), "last-write"), Ok(0));
        let refused = StateError::Invalid("strconv.Atoi: parsing \"x\": invalid syntax".into());
        assert_eq!(set(Some("x"), ""), Err(refused));
    }

    #[test]
    fn hashes() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.as_bytes().to_vec());
        assert_eq!(hash(Vec::new()), Ok(None));
        assert!(hash(vec![pair("data", "1")]).is_err());
        let item = hash(vec![
            pair("version", "3"),
            pair("data", "1"),
            pair("first-write", "0"),
        ]);
        assert_eq!(
            item.expect("well").expect("there").etag.as_deref(),
            Some("3")
        );
    }
}
