//! Before the first container: ports and volumes.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use tokio::time::Instant;

use super::cell::State;
use super::worker::Worker;
use crate::dapr::annotations::{BUILT_IN, REAL_PORTS, SIDECAR};
use crate::sandbox::runtime::launch::mounts::Mounts;
use crate::sandbox::runtime::launch::ports::{self, Ports};
use crate::sandbox::runtime::launch::sources::Kind;
use crate::sandbox::runtime::objects::Within;
use crate::sandbox::runtime::volumes::{Content, Place, check_path, content, uses, write};

/// Until a missing volume is looked for again, if nothing is heard of it before: doubled each time.
const AGAIN: Duration = Duration::from_millis(500);
const DOUBLED: u32 = 5;

impl Worker {
    /// Makes ports and volumes; says what is missing.
    pub(super) async fn prepare(&mut self) {
        if self.ports == Ports::default() {
            self.take_ports();
        }
        match self.write_volumes() {
            Ok(()) => self.prepared = self.publish().await,
            Err((volume, words)) => {
                let message = format!("MountVolume.SetUp failed for volume {volume:?} : {words}");
                self.shared
                    .events
                    .warning(&self.pod, "", "FailedMount", &message);
            }
        }
        let wait = AGAIN * (1 << self.preparations.min(DOUBLED));
        self.preparations += 1;
        self.prepare_after = Some(Instant::now() + wait);
    }

    /// A pod keeps the ports that it had, as far as they are free.
    fn take_ports(&mut self) {
        let before = Ports::of(&self.pod);
        let pool = &self.shared.pool;
        let real = |port| {
            let kept = before.real(port).filter(|real| pool.take_one(*real));
            kept.unwrap_or_else(|| pool.take())
        };
        let wanted = ports::wanted(&self.pod).into_iter();
        self.ports = Ports::new(wanted.map(|port| (port, real(port))));
    }

    /// Writes the ports on the pod: everything else finds it by them. There may be no such pod any
    /// more.
    async fn publish(&mut self) -> bool {
        let mut annotations = vec![(REAL_PORTS, self.ports.to_text())];
        if self.is_built_in() {
            annotations.push((BUILT_IN, "true".to_owned()));
        }
        if let Some(words) = self.sidecar_words().await {
            annotations.push((SIDECAR, words));
        }
        match self.shared.objects.annotate(&self.pod, &annotations).await {
            Ok(Some(pod)) => {
                self.pod.0 = (*pod).clone();
                true
            }
            Ok(None) => false,
            Err(refused) => {
                tracing::warn!(pod = self.pod.name(), message = refused.message, "no ports");
                false
            }
        }
    }

    fn write_volumes(&mut self) -> Result<(), (String, String)> {
        let volumes = self.pod.items("/spec/volumes").to_vec();
        for volume in volumes {
            let name = volume["name"].as_str().unwrap_or_default().to_owned();
            // Later it is there, or the program has to see that it is not.
            let checked = if self.prepared {
                Ok(())
            } else {
                check_path(&volume)
            };
            let content = checked.and_then(|()| self.content(&volume));
            let made = content.and_then(|content| {
                let write = self.write_volume(&name, content);
                write.map_err(|error| error.to_string())
            });
            made.map_err(|words| (name, words))?;
        }
        Ok(())
    }

    fn content(&self, volume: &serde_json::Value) -> Result<Content, String> {
        let namespace = self.pod.namespace().unwrap_or_default();
        let objects = &self.shared.objects;
        let claimed = |claim: &str| objects.claimed(namespace, claim);
        let place = Place {
            pod: &self.pod,
            sources: &Within { objects, namespace },
            claimed: &claimed,
            token: &self.token,
        };
        content(volume, &place)
    }

    fn write_volume(&mut self, name: &str, content: Content) -> io::Result<()> {
        match content {
            Content::Empty => std::fs::create_dir_all(self.volume(name)),
            Content::Folder(path) => {
                let there = path.exists();
                if there {
                    Ok(())
                } else {
                    std::fs::create_dir_all(path)
                }
            }
            Content::Files(files) if self.files.get(name) == Some(&files) => Ok(()),
            Content::Files(files) => {
                write(&self.volume(name), &files)?;
                self.files.insert(name.to_owned(), files);
                Ok(())
            }
        }
    }

    fn volume(&self, name: &str) -> PathBuf {
        self.shared.folder(&self.uid()).join("volumes").join(name)
    }

    /// Files that are not what they should be are written again. What cannot be read now stays as
    /// it is.
    pub(super) fn refresh(&mut self) {
        if self.prepared && !self.files.is_empty() {
            let _ = self.write_volumes();
        }
    }

    pub(super) fn source_changed(&mut self, kind: Kind, name: &str) {
        if !uses(&self.pod, kind, name) {
            return;
        }
        self.prepare_after = None;
        self.refresh();
        for cell in &mut self.cells {
            if matches!(cell.state, State::Waiting("CreateContainerConfigError", _)) {
                cell.not_before = None;
            }
        }
    }

    /// Where the volumes of a container really are.
    pub(super) fn mounts(&self, container: &serde_json::Value) -> Mounts {
        let list = container["volumeMounts"].as_array().into_iter().flatten();
        Mounts::new(list.filter_map(|mount| {
            let text = |key: &str| mount[key].as_str();
            let folder = self.real_folder(text("name")?)?;
            let below = text("subPath").unwrap_or_default();
            let real = if below.is_empty() {
                folder
            } else {
                folder.join(below)
            };
            Some((text("mountPath")?.to_owned(), real))
        }))
    }

    fn real_folder(&self, name: &str) -> Option<PathBuf> {
        let volumes = self.pod.items("/spec/volumes");
        let volume = volumes.iter().find(|volume| volume["name"] == name)?;
        match self.content(volume) {
            Ok(Content::Folder(path)) => Some(path),
            _ => Some(self.volume(name)),
        }
    }
}
