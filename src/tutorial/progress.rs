//! What a person has done of a tutorial, kept between runs.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::check::Subject;
use super::files::Source;
use super::model::{Place, Step, Tutorial};
use crate::error::{Error, Result};
use crate::sandbox::home::write_private;

/// How a step ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ended {
    /// All that it checks was so.
    Done,
    /// It was left out.
    Skipped,
    /// Something was not so.
    Failed,
}

/// Which cluster a tutorial is done on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whereabouts {
    /// As a person names it: `sandbox`, `context kind`.
    pub target: String,
    /// Tells a cluster from a later one of the same name.
    pub cluster: String,
    /// The tutorial's namespace.
    pub namespace: String,
}

/// What is done of a tutorial in one place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// The tutorial.
    pub tutorial: String,
    /// Its folder; none if it is one of daprk's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub folder: Option<PathBuf>,
    /// Where.
    pub place: Whereabouts,
    /// How steps ended, by their titles.
    pub steps: BTreeMap<String, Ended>,
    /// Title of the step to go on with; none at the beginning and after the end.
    pub next: Option<String>,
    /// How long a person, or `--auto`, has been at it.
    #[serde(default)]
    pub milliseconds: u64,
    /// Titles of the steps that made something, in the order that they did.
    pub made: Vec<String>,
    /// Registry of the images of its applications; empty where they come from where they say. It is kept so that who
    /// goes on later, or takes it all back, need not say it again.
    #[serde(default)]
    pub image_registry: String,
    /// How those steps are taken back, as their file said it then: it may be changed since.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub undo: BTreeMap<String, Undo>,
}

/// How a step is taken back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undo {
    /// Its commands.
    pub lines: Vec<String>,
    /// What is gone then, as KIND/NAME.
    pub makes: Vec<String>,
}

/// How much of a tutorial is done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Steps that are done.
    pub done: usize,
    /// Steps that were left out.
    pub skipped: usize,
}

impl Progress {
    /// Nothing is done yet of a run that begins anew; what was made stays known.
    pub fn begin(&mut self) {
        self.steps.clear();
        self.milliseconds = 0;
    }

    /// A step makes something from now on. Whether that is new.
    pub(super) fn makes(&mut self, step: &Step) -> bool {
        if self.made.contains(&step.title) {
            return false;
        }
        let makes = step.makes.iter().filter_map(Subject::words);
        let undo = Undo {
            lines: step.undo.clone(),
            makes: makes.collect(),
        };
        self.made.push(step.title.clone());
        self.undo.insert(step.title.clone(), undo);
        true
    }

    /// The step that made something last is taken back.
    pub(super) fn unmade(&mut self) {
        if let Some(title) = self.made.pop() {
            self.undo.remove(&title);
        }
    }

    /// A step came to an end. One that was done stays so when it is left out later.
    pub(super) fn ended(&mut self, title: &str, ended: Ended) {
        let before = self.steps.get(title);
        if ended == Ended::Skipped && before == Some(&Ended::Done) {
            return;
        }
        self.steps.insert(title.to_owned(), ended);
    }

    /// How much is done of a tutorial.
    pub fn tally(&self, tutorial: &Tutorial) -> Tally {
        let steps = tutorial.steps();
        let count = |ended: Ended| {
            let ended_so = |place: &&Place| self.steps.get(&place.of.title) == Some(&ended);
            steps.iter().filter(ended_so).count()
        };
        Tally {
            done: count(Ended::Done),
            skipped: count(Ended::Skipped),
        }
    }
}

/// A progress and its file.
pub struct Kept {
    /// What is done.
    pub progress: Progress,
    file: PathBuf,
}

impl Kept {
    /// What was kept of a tutorial in this place, below `folder`; nothing at first.
    ///
    /// # Errors
    /// The file is there and cannot be read.
    pub fn open(folder: &Path, tutorial: &Source, place: Whereabouts) -> Result<Self> {
        let name = &tutorial.name;
        let own = tutorial.own_folder();
        let file = folder.join(format!("{name}.{}.json", mark(&place, own)));
        let progress = match read(&file) {
            Ok(progress) => progress,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Progress {
                tutorial: name.clone(),
                folder: own.map(Path::to_owned),
                place,
                ..Progress::default()
            },
            Err(error) => {
                return Err(Error::failed(
                    "bad-progress",
                    "what is done of the tutorial cannot be read",
                )
                .on(file.display().to_string())
                .says(error.to_string())
                .hint("remove that file to begin anew; what the tutorial made stays then"));
            }
        };
        Ok(Self { progress, file })
    }

    /// What is done of other tutorials in the same place.
    pub(super) fn others(&self) -> Vec<Progress> {
        let kept = self.file.parent().map(all).unwrap_or_default();
        let others = kept.into_iter().filter(|other| {
            let which = |it: &Progress| (it.tutorial.clone(), it.folder.clone());
            other.place == self.progress.place && which(other) != which(&self.progress)
        });
        others.collect()
    }

    /// Keeps it, whole or not at all.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn save(&self) -> Result<()> {
        let written = self.write();
        written.map_err(|error| {
            Error::failed("progress", "what is done of the tutorial cannot be kept")
                .on(self.file.display().to_string())
                .says(error.to_string())
        })
    }

    fn write(&self) -> io::Result<()> {
        fs::create_dir_all(self.file.parent().unwrap_or(Path::new(".")))?;
        write_private(&self.file, &serde_json::to_string_pretty(&self.progress)?)
    }

    /// Forgets it.
    ///
    /// # Errors
    /// The file cannot be removed.
    pub fn forget(self) -> Result<()> {
        match fs::remove_file(&self.file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::failed(
                "progress",
                "what is done of the tutorial cannot be forgotten",
            )
            .on(self.file.display().to_string())
            .says(error.to_string())),
            _ => Ok(()),
        }
    }
}

/// All that is kept, the file that was written last at the end.
pub fn all(folder: &Path) -> Vec<Progress> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let files = entries.filter(|entry| entry.path().extension().is_some_and(|it| it == "json"));
    let mut found: Vec<_> = files
        .filter_map(|entry| {
            let written = entry.metadata().and_then(|it| it.modified()).ok()?;
            Some((written, read(&entry.path()).ok()?))
        })
        .collect();
    found.sort_by_key(|(written, _)| *written);
    found.into_iter().map(|(_, progress)| progress).collect()
}

fn read(file: &Path) -> io::Result<Progress> {
    Ok(serde_json::from_slice(&fs::read(file)?)?)
}

/// Names a place in a file's name, and with it the folder of a tutorial that has one: others may
/// have folders of the same name.
fn mark(place: &Whereabouts, folder: Option<&Path>) -> String {
    let mut text = [&*place.target, &*place.cluster, &*place.namespace].join("\0");
    if let Some(folder) = folder {
        text.push('\0');
        text.push_str(&folder.display().to_string());
    }
    let digest = Sha256::digest(text);
    digest
        .iter()
        .take(6)
        .fold(String::new(), |mark, byte| mark + &format!("{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(cluster: &str) -> Whereabouts {
        Whereabouts {
            target: "sandbox".into(),
            cluster: cluster.into(),
            namespace: "default".into(),
        }
    }

    fn source(name: &str) -> Source {
        Source::bundled(name).unwrap()
    }

    #[test]
    fn each_place_has_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("a/b");
        let hello = source("hello-kubernetes");
        let mut one = Kept::open(&folder, &hello, place("1")).unwrap();
        one.progress.ended("Deploy", Ended::Done);
        one.progress.next = Some("Call".into());
        one.save().unwrap();
        let again = Kept::open(&folder, &hello, place("1")).unwrap();
        assert_eq!(again.progress, one.progress);
        let other = Kept::open(&folder, &hello, place("2")).unwrap();
        assert!(other.progress.steps.is_empty());
        assert_eq!(all(&folder), [one.progress.clone()]);
        one.forget().unwrap();
        assert_eq!(all(&folder), []);
        other.forget().unwrap();
    }

    #[test]
    fn what_an_earlier_daprk_kept_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let hello = source("hello-kubernetes");
        let mut kept = Kept::open(folder.path(), &hello, place("1")).unwrap();
        kept.progress.next = Some("Call".into());
        let mut text = serde_json::to_value(&kept.progress).unwrap();
        text.as_object_mut().unwrap().remove("image_registry");
        fs::write(&kept.file, text.to_string()).unwrap();
        let again = Kept::open(folder.path(), &hello, place("1")).unwrap();
        assert_eq!(again.progress, kept.progress);
    }

    #[test]
    fn folders_of_one_name_are_kept_apart() {
        let data = tempfile::tempdir().unwrap();
        let text = "---\ntitle: T\nteaches: t\nminutes: 1\n---\n# One\n\n## Step\n\nText.\n";
        let sources = ["a", "b"].map(|above| {
            let folder = data.path().join(above).join("hello-kubernetes");
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join("tutorial.md"), text).unwrap();
            Source::folder(&folder).unwrap()
        });
        let [one, other] = &sources;
        let kept = data.path().join("kept");
        for (source, count) in [(one, 1), (other, 2), (&source("hello-kubernetes"), 3)] {
            let mut own = Kept::open(&kept, source, place("1")).unwrap();
            assert_eq!(own.progress.next, None);
            own.progress.next = Some("Step".into());
            own.save().unwrap();
            assert_eq!(all(&kept).len(), count);
        }
    }

    #[test]
    fn what_was_done_stays_done_until_it_begins_anew() {
        let mut progress = Progress::default();
        let tutorial = source("hello-kubernetes").read().unwrap();
        let steps = tutorial.steps();
        let [one, two, three, ..] = steps.as_slice() else {
            panic!("three steps");
        };
        progress.ended(&one.of.title, Ended::Done);
        progress.ended(&one.of.title, Ended::Skipped);
        progress.ended(&two.of.title, Ended::Skipped);
        progress.ended(&three.of.title, Ended::Failed);
        let tally = |done, skipped| Tally { done, skipped };
        assert_eq!(progress.tally(&tutorial), tally(1, 1));
        progress.ended(&two.of.title, Ended::Done);
        assert_eq!(progress.tally(&tutorial), tally(2, 0));
        progress.begin();
        assert_eq!(progress.tally(&tutorial), tally(0, 0));
    }

    #[test]
    fn a_record_of_old_can_be_read() {
        let old = r#"{"tutorial": "hello", "place": {"target": "t", "cluster": "c", "namespace": "n"},
                      "steps": {"One": "done"}, "next": null, "made": ["One"]}"#;
        let progress: Progress = serde_json::from_str(old).unwrap();
        assert_eq!(progress.made, ["One"]);
        assert!(progress.undo.is_empty());
    }

    #[test]
    fn what_is_damaged_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let hello = source("hello-kubernetes");
        let kept = Kept::open(folder.path(), &hello, place("1")).unwrap();
        kept.save().unwrap();
        fs::write(&kept.file, "{").unwrap();
        let error = Kept::open(folder.path(), &hello, place("1")).err().unwrap();
        assert_eq!(error.code, "bad-progress");
        assert_eq!(all(folder.path()), []);
    }
}
