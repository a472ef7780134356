//! What is in the way before a tutorial begins.

use super::check::Subject;
use super::files::{Source, names};
use super::model::Place;
use super::progress::Progress;
use super::run::Runner;
use crate::error::{Error, Result};

impl Runner<'_> {
    /// What steps make must not be there yet, unless this tutorial made it.
    pub(super) async fn in_the_way(&self, places: &[Place<'_>]) -> Result<()> {
        for place in places {
            if self.kept.progress.made.contains(&place.of.title) {
                continue;
            }
            for subject in &place.of.makes {
                if self.look.is_there(subject).await? {
                    return Err(self.refused(subject));
                }
            }
        }
        Ok(())
    }

    /// What a step that was left out is for may be made by a later one. Nothing of it was there when this tutorial began,
    /// so it is this tutorial's, and is taken back as that step says.
    pub(super) async fn claim_left_out(&mut self, now: Place<'_>) -> Result<()> {
        let steps = self.tutorial.steps();
        let before = steps
            .iter()
            .take_while(|place| place.number() != now.number());
        for place in before.filter(|place| !place.of.undo.is_empty()) {
            if self.kept.progress.made.contains(&place.of.title) {
                continue;
            }
            for subject in &place.of.makes {
                // A cluster that does not answer now is told by the next step.
                let is_there = matches!(self.look.is_there(subject).await, Ok(true));
                if is_there && self.kept.progress.makes(place.of) {
                    self.kept.save()?;
                }
            }
        }
        Ok(())
    }

    fn refused(&self, subject: &Subject) -> Error {
        let maker = maker(subject, &self.kept.others());
        let remove = maker.map_or("remove it".to_owned(), |name| {
            format!("`daprk tutorial reset {name} -k` takes back what that tutorial made")
        });
        let namespace = &self.look.namespace;
        Error::failed(
            "in-the-way",
            format!("{subject} is there already, and this tutorial did not make it"),
        )
        .on(format!("namespace {namespace}"))
        .hint(format!("{remove}, or take another namespace with -n"))
    }
}

/// The tutorial in the binary that made it, by what it has done in the same place.
fn maker(subject: &Subject, done: &[Progress]) -> Option<&'static str> {
    // One of somebody's own may have the same name.
    let is_bundled = |progress: &&Progress| progress.folder.is_none();
    let of = |name: &&str| {
        let mut done = done.iter().filter(is_bundled);
        done.find(|progress| progress.tutorial == **name)
    };
    let made_by = |name: &&str| {
        let read = Source::bundled(name).and_then(|source| source.read());
        let (Some(progress), Ok(tutorial)) = (of(name), read) else {
            return false;
        };
        let steps = tutorial.steps();
        let mut made = steps
            .iter()
            .filter(|place| progress.made.contains(&place.of.title));
        made.any(|place| place.of.makes.contains(subject))
    };
    names().into_iter().find(made_by)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tutorial_that_made_it_is_named() {
        let done = |made: &[&str]| Progress {
            tutorial: "pub-sub".to_owned(),
            made: made.iter().map(|title| (*title).to_owned()).collect(),
            ..Progress::default()
        };
        let redis = Subject::parse("statefulset/dapr-dev-redis-master").unwrap();
        let made = done(&["A Redis, and its Components"]);
        assert_eq!(maker(&redis, std::slice::from_ref(&made)), Some("pub-sub"));
        let other = Subject::parse("deployment/nodeapp").unwrap();
        assert_eq!(maker(&other, &[made]), None);
        let own = Progress {
            folder: Some("/home/ann/pub-sub".into()),
            ..done(&["A Redis, and its Components"])
        };
        assert_eq!(maker(&redis, std::slice::from_ref(&own)), None);
        let both = [own, done(&["A Redis, and its Components"])];
        assert_eq!(maker(&redis, &both), Some("pub-sub"));
        assert_eq!(maker(&redis, &[done(&[])]), None);
        assert_eq!(maker(&redis, &[]), None);
    }
}
