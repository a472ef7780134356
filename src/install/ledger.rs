//! The release's records in the cluster: read before a run, written as it goes.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::context::Context;
use super::wanted::Wanted;
use crate::cluster::{Cluster, Propagation, Refusal, Select};
use crate::error::Result;
use crate::event::Event;
use crate::manifest::{Kind, Object, ObjectId, sort_for_install};
use crate::release::{self, HISTORY_LIMIT, Record, Standing};

/// The records of one release as they were read.
#[derive(Clone, Debug)]
pub struct Ledger {
    namespace: String,
    records: Vec<Record>,
    /// The objects that may stand because of this release, placed; newest revision first.
    standing: Vec<Object>,
}

impl Ledger {
    /// Reads the records of a release.
    ///
    /// # Errors
    /// The namespace's secrets can't be read, or a record can't be decoded.
    pub async fn read(cluster: &Cluster, namespace: &str, name: &str) -> Result<Self> {
        let kind = secret_kind();
        let select = Select::labels(format!("{},name={name}", release::LABEL_OWNER));
        let secrets = cluster
            .list(&kind, Some(namespace), &select)
            .await
            .map_err(|refusal| {
                refusal.explain(&format!(
                    "read the records of release {name} in {namespace}"
                ))
            })?;
        let records = secrets
            .iter()
            .map(release::from_secret)
            .collect::<Result<Vec<_>>>()?;
        let mut ledger = Self {
            namespace: namespace.to_owned(),
            records,
            standing: Vec::new(),
        };
        ledger.standing = ledger.place(cluster).await?;
        Ok(ledger)
    }

    /// The objects that this release's records name, where they stand.
    async fn place(&self, cluster: &Cluster) -> Result<Vec<Object>> {
        let mut standing: Vec<Object> = Vec::new();
        for record in release::inventory(&self.records) {
            for mut object in record.objects()? {
                let Some(kind) = served(cluster, &mut object).await? else {
                    continue;
                };
                let placed = release::placed(vec![object], &self.namespace, &|_| kind.namespaced);
                let Some(object) = placed.into_iter().next() else {
                    continue;
                };
                if !standing
                    .iter()
                    .any(|other| other.id().same_object(&object.id()))
                {
                    standing.push(object);
                }
            }
        }
        Ok(standing)
    }

    /// Whether nobody wrote to the release between the two readings.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let versions = |ledger: &Self| {
            let mut versions: Vec<_> = ledger
                .records
                .iter()
                .map(|record| (record.revision, record.resource_version.clone()))
                .collect();
            versions.sort();
            versions
        };
        versions(self) == versions(other)
    }

    /// Every record, in no order.
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// Where the release stands.
    pub fn standing(&self) -> Standing {
        release::standing(&self.records)
    }

    /// The record whose values are kept: the deployed one after a failure, since the failed one's
    /// may be why it failed; otherwise the newest.
    pub fn latest(&self) -> Option<&Record> {
        let newest = release::inventory(&self.records).first().copied();
        match self.standing() {
            Standing::Failed(_) => release::deployed(&self.records).or(newest),
            _ => newest,
        }
    }

    /// The objects that may stand because of this release.
    pub fn objects(&self) -> &[Object] {
        &self.standing
    }

    /// The object as the newest record that names it has it.
    pub(super) fn object(&self, id: &ObjectId) -> Option<&Object> {
        self.standing
            .iter()
            .find(|object| object.id().same_object(id))
    }

    /// Whether this release put that object there.
    pub(super) fn holds(&self, id: &ObjectId) -> bool {
        self.object(id).is_some()
    }

    /// The revision that the next change writes: a run of ours that was left half-way is gone on
    /// with under its own number if it meant the same objects. Otherwise its record stays until
    /// the next one is deployed, since it alone names what that run may have left over.
    pub(super) fn next_revision(&self, wanted: &Wanted) -> Result<u32> {
        Ok(match self.standing() {
            Standing::Pending { record, ours: true }
                if same_objects(record.objects()?, wanted.objects.clone()) =>
            {
                record.revision
            }
            _ => release::next_revision(&self.records),
        })
    }

    /// Whether a new revision is due although no object differs.
    pub(super) fn differs(&self, wanted: &Wanted) -> Result<bool> {
        let Standing::Deployed(record) = self.standing() else {
            return Ok(true);
        };
        let second_deployed = !release::to_supersede(&self.records, record.revision).is_empty();
        Ok(second_deployed
            || record.chart.version != wanted.chart.version
            || record.chart.name != wanted.chart.name
            || !same_values(&record.config, &wanted.config)
            || !same_objects(record.objects()?, wanted.objects.clone()))
    }

    /// Writes the pending record of the next revision.
    pub(super) async fn begin(&mut self, cluster: &Cluster, wanted: &Wanted) -> Result<Record> {
        let doing = "write the release record";
        let revision = self.next_revision(wanted)?;
        let is_resumed = self
            .records
            .iter()
            .any(|record| record.revision == revision);
        self.records.retain(|record| record.revision != revision);
        let now = Timestamp::now();
        let mut record = Record::begin(
            &self.records,
            &wanted.release,
            &wanted.namespace,
            wanted.chart.clone(),
            now,
        );
        record.config = wanted.config.clone();
        record.manifest = manifest(wanted);
        let secret = release::to_secret(&record, now)?;
        let stored = if is_resumed {
            cluster.replace(&secret).await
        } else {
            cluster.create(&secret).await
        };
        stored.map_err(|refusal| refusal.explain(doing))?;
        Ok(record)
    }

    /// Makes the record the deployed one, and the only one.
    pub(super) async fn complete(&self, cluster: &Cluster, mut record: Record) -> Result<()> {
        for older in release::to_supersede(&self.records, record.revision) {
            let mut older = older.clone();
            older.supersede();
            store(cluster, &older).await?;
        }
        record.complete();
        store(cluster, &record).await
    }

    /// Drops the oldest records over the limit. The release stands whatever becomes of them.
    pub(super) async fn trim(&self, cx: &Context<'_>) {
        for old in release::to_drop(&self.records, HISTORY_LIMIT) {
            if let Err(error) = drop_record(cx.cluster, old).await {
                cx.reporter.emit(Event::Warning {
                    message: error.to_string(),
                });
            }
        }
    }

    /// Says in the record that the run failed. What goes wrong here is not worth hiding the
    /// reason of the failure for: the record then stays pending, and the next run goes on from it.
    pub(super) async fn fail(&self, cluster: &Cluster, mut record: Record, reason: &str) {
        record.fail(reason);
        let _ = store(cluster, &record).await;
    }
}

/// Where an object of a record lives now. One of a version that the cluster no longer serves is
/// looked for under the version that it does; `None` when its kind is gone, and it with it.
async fn served(cluster: &Cluster, object: &mut Object) -> Result<Option<Kind>> {
    match cluster.kind_of(object).await {
        Ok(kind) => Ok(Some(kind)),
        Err(refusal) if refusal.is_not_found() => {
            let current = Kind::in_group(object.id().group(), object.kind());
            if let Some(kind) = &current {
                object.0["apiVersion"] = kind.api_version.clone().into();
            }
            Ok(current)
        }
        Err(refusal) => Err(refusal.explain(&format!("look for {}", object.id()))),
    }
}

/// Replaces a record's Secret.
pub(super) async fn store(cluster: &Cluster, record: &Record) -> Result<()> {
    let now = Timestamp::now();
    match cluster.replace(&release::to_secret(record, now)?).await {
        Err(Refusal::NotFound(_)) => {
            let mut anew = record.clone();
            anew.resource_version = None;
            cluster.create(&release::to_secret(&anew, now)?).await
        }
        answer => answer,
    }
    .map(drop)
    .map_err(|refusal| refusal.explain(&format!("write {}", record.title())))
}

/// Deletes a record's Secret.
pub(super) async fn drop_record(cluster: &Cluster, record: &Record) -> Result<()> {
    let id = ObjectId {
        api_version: "v1".into(),
        kind: "Secret".into(),
        namespace: Some(record.namespace.clone()),
        name: release::secret_name(&record.name, record.revision),
    };
    cluster
        .delete(&id, Propagation::Background)
        .await
        .map(drop)
        .map_err(|refusal| refusal.explain(&format!("drop {}", record.title())))
}

/// Whether an operation of somebody else's is so old that it can't be underway any more.
pub(super) fn is_stale(record: &Record, after: Duration) -> bool {
    record
        .updated()
        .is_none_or(|since| Timestamp::now().duration_since(since).unsigned_abs() > after)
}

fn manifest(wanted: &Wanted) -> String {
    let mut objects = wanted.objects.clone();
    sort_for_install(&mut objects);
    let chart = &wanted.chart.name;
    release::manifest_of(&objects, |object| {
        format!("{chart}/{}/{}", object.kind().to_lowercase(), object.name())
    })
}

fn same_values(a: &Value, b: &Value) -> bool {
    let empty = json!({});
    let plain = |value: &Value| {
        if value.is_null() {
            empty.clone()
        } else {
            value.clone()
        }
    };
    plain(a) == plain(b)
}

fn same_objects(mut a: Vec<Object>, mut b: Vec<Object>) -> bool {
    let by_id = |object: &Object| object.id();
    a.sort_by_key(by_id);
    b.sort_by_key(by_id);
    a == b
}

fn secret_kind() -> Kind {
    Kind::known("v1", "Secret").expect("a known kind")
}
