//! A real daprd in a pod: its files before it starts, and while it runs.

use std::io;
use std::time::Duration;

use tokio::time::Instant;

use super::worker::Worker;
use crate::dapr::{self, annotations, control_plane};
use crate::sandbox::daprd::BUILT_IN;
use crate::sandbox::runtime::launch::plan::is_sidecar;
use crate::sandbox::runtime::standalone::desk::Files;
use crate::sandbox::runtime::standalone::folder;
use crate::sandbox::runtime::supervisor::Signal;

/// Until a daprd that cannot be used is looked at again.
const AGAIN: Duration = Duration::from_secs(5);
/// What the annotation says of one that cannot be used.
const UNUSABLE: &str = "unusable";

/// The reason of events about what a daprd is given.
const WARNING: &str = "DaprConfiguration";

fn unwritable(error: &io::Error) -> String {
    format!("the files of daprd cannot be written: {error}")
}

impl Worker {
    /// Whether a container can be started as far as that is a matter of its daprd: then it has its
    /// files. Else it waits, and says why.
    pub(super) async fn equip_daprd(&mut self, index: usize) -> bool {
        if !self.is_real_daprd(index) {
            return true;
        }
        if let Err(words) = self.check_daprd().await {
            self.daprd_waits(index, "CreateContainerError", words);
            return false;
        }
        let files = match self.files_of_daprd() {
            Ok(files) => files,
            Err(words) => {
                self.daprd_waits(index, "CreateContainerConfigError", words);
                return false;
            }
        };
        let given = self.give_files(index, files);
        let written = given.is_ok();
        if let Err(words) = given {
            self.daprd_waits(index, "CreateContainerError", words);
        }
        written
    }

    fn is_real_daprd(&self, index: usize) -> bool {
        let shared = &self.shared;
        shared.desk.is_some() && is_sidecar(&shared.catalog, self.cells[index].image())
    }

    /// Whether there is a daprd to start; its version stands on the pod.
    async fn check_daprd(&mut self) -> Result<(), String> {
        let shared = std::sync::Arc::clone(&self.shared);
        let Some(desk) = &shared.desk else {
            return Ok(());
        };
        let version = desk.real.version().await?;
        if self.pod.annotation(annotations::SIDECAR) != Some(version) {
            let annotation = [(annotations::SIDECAR, version.to_owned())];
            let written = shared.objects.annotate(&self.pod, &annotation).await;
            if let Ok(Some(pod)) = written {
                self.pod.0 = (*pod).clone();
            }
        }
        Ok(())
    }

    /// What the annotation of this pod should say; none for a pod without a sidecar.
    pub(super) async fn sidecar_words(&self) -> Option<String> {
        let injects = self.pod.label("app") == Some(control_plane::INJECTOR.name);
        if !injects && dapr::sidecar(&self.pod).is_none() {
            return None;
        }
        let Some(desk) = &self.shared.desk else {
            return Some(BUILT_IN.to_owned());
        };
        let version = desk.real.version().await;
        Some(version.map_or_else(|_| UNUSABLE.to_owned(), str::to_owned))
    }

    fn files_of_daprd(&self) -> Result<Files, String> {
        let desk = self.shared.desk.as_ref().ok_or("no daprd")?;
        desk.files(&self.pod)
    }

    fn give_files(&mut self, index: usize, files: Files) -> Result<(), String> {
        for words in &files.configuration.warnings {
            self.warn(index, WARNING, words);
        }
        files
            .write(&self.folder_of(index))
            .map_err(|error| unwritable(&error))?;
        self.given = Some(files);
        Ok(())
    }

    fn folder_of(&self, index: usize) -> std::path::PathBuf {
        let pod = self.shared.folder(&self.uid());
        pod.join(self.cells[index].name())
    }

    fn daprd_waits(&mut self, index: usize, reason: &'static str, words: String) {
        self.cells[index].not_before = Some(Instant::now() + AGAIN);
        let message = format!("Error: {words}");
        self.cells[index].wait(reason, words);
        self.warn(index, "Failed", &message);
    }

    fn real_daprds(&self) -> Vec<usize> {
        let all = 0..self.cells.len();
        all.filter(|index| self.is_real_daprd(*index)).collect()
    }

    /// Resources are read again by daprd itself when their files change. A Configuration is not: it
    /// is told to.
    pub(super) fn dapr_changed(&mut self) {
        for index in self.real_daprds() {
            if !self.cells[index].lives() {
                self.look_again(index);
                continue;
            }
            let Ok(files) = self.files_of_daprd() else {
                continue;
            };
            let Some(given) = &self.given else {
                continue;
            };
            if given.configuration.without_names != files.configuration.without_names {
                self.read_again(index, files);
            } else if given.resources != files.resources {
                self.give_resources(index, files);
            }
        }
    }

    /// What it waits for may have come.
    fn look_again(&mut self, index: usize) {
        use super::cell::State;
        let cell = &mut self.cells[index];
        if matches!(cell.state, State::Waiting("CreateContainerConfigError", _)) {
            cell.not_before = None;
        }
    }

    fn give_resources(&mut self, index: usize, files: Files) {
        let written = folder::write_resources(&self.folder_of(index), &files.resources);
        if let Err(error) = written {
            return self.warn(index, WARNING, &unwritable(&error));
        }
        if let Some(given) = &mut self.given {
            given.resources = files.resources;
        }
    }

    /// Files that differ are written, and daprd begins anew in the same process.
    fn read_again(&mut self, index: usize, files: Files) {
        if let Err(words) = self.give_files(index, files) {
            return self.warn(index, WARNING, &words);
        }
        self.signal(index, Signal::HangUp);
    }
}
