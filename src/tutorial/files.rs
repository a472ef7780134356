//! Where tutorials are: in the binary, or in a folder.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use include_dir::{Dir, DirEntry, include_dir};

use super::model::Tutorial;
use super::parse::{Wrong, parse};
use super::shell;
use crate::error::{Error, Result};

/// The file that a folder has if it is a tutorial.
const FILE: &str = "tutorial.md";

static BUNDLED: Dir = include_dir!("$CARGO_MANIFEST_DIR/tutorials");

/// Names of the tutorials that daprk has itself, in the order that they are meant to be read in.
pub fn names() -> Vec<&'static str> {
    const FIRST: [&str; 3] = ["hello-kubernetes", "understanding-dapr", "break-and-fix"];
    let dirs = BUNDLED.dirs();
    let tutorials = dirs.filter(|dir| dir.get_file(dir.path().join(FILE)).is_some());
    let mut names: Vec<_> = tutorials.filter_map(|dir| dir.path().to_str()).collect();
    names.sort_by_key(|name| {
        let place = FIRST.iter().position(|first| first == name);
        (place.unwrap_or(FIRST.len()), *name)
    });
    names
}

/// A tutorial and where its files are.
pub struct Source {
    /// Its folder's name.
    pub name: String,
    /// What stands in its file.
    text: String,
    /// Its folder; none if it is one of daprk's own.
    folder: Option<PathBuf>,
}

impl Source {
    /// One of daprk's own.
    ///
    /// # Errors
    /// There is none of this name; those that there are, are named.
    pub fn bundled(name: &str) -> Result<Self> {
        let file = BUNDLED.get_file(Path::new(name).join(FILE));
        let text = file.and_then(|file| file.contents_utf8());
        let text = text.ok_or_else(|| {
            Error::usage("no-tutorial", format!("there is no tutorial `{name}`")).hint(format!(
                "there are {}; --dir names one of your own",
                names().join(", ")
            ))
        })?;
        Ok(Self {
            name: name.to_owned(),
            text: text.to_owned(),
            folder: None,
        })
    }

    /// That of a folder.
    ///
    /// # Errors
    /// It has no file that can be read.
    pub fn folder(folder: &Path) -> Result<Self> {
        let file = folder.join(FILE);
        let unreadable = |why: String, hint: &str| {
            Error::usage("no-tutorial", "the tutorial cannot be read")
                .on(file.display().to_string())
                .says(why)
                .hint(hint)
        };
        let absent = |error: io::Error| {
            let hint = "--dir names a folder with a tutorial.md in it";
            unreadable(error.to_string(), hint)
        };
        let folder = fs::canonicalize(folder).map_err(absent)?;
        let bytes = fs::read(&file).map_err(absent)?;
        let text = String::from_utf8(bytes).map_err(|error| {
            let hint = "save it as UTF-8: `iconv -f latin1 -t utf-8` makes that of many files";
            unreadable(not_utf8(&error), hint)
        })?;
        let name = folder.file_name().and_then(|name| name.to_str());
        Ok(Self {
            name: name.unwrap_or("tutorial").to_owned(),
            text,
            folder: Some(folder),
        })
    }

    /// Its folder; none if it is one of daprk's own.
    pub fn own_folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// What the file says.
    ///
    /// # Errors
    /// Everything that is wrong with it, by line.
    pub fn tutorial(&self) -> Result<Tutorial, Vec<Wrong>> {
        let parsed = parse(&self.name, &self.text);
        let mut wrong = self.missing_files();
        match parsed {
            Ok(tutorial) if wrong.is_empty() => return Ok(tutorial),
            Ok(_) => {}
            Err(more) => wrong.extend(more),
        }
        wrong.sort();
        Err(wrong)
    }

    /// Files that its commands name and that are not beside it.
    fn missing_files(&self) -> Vec<Wrong> {
        let lines = self.text.lines().zip(1..);
        let commands = lines.filter(|(line, _)| line.starts_with("daprk "));
        let named = commands.flat_map(|(line, number)| {
            let files = shell::files(line).into_iter();
            files.map(move |file| (file, number))
        });
        named
            .filter(|(file, _)| !self.has(file))
            .map(|(file, line)| Wrong::at(line, format!("there is no file `{file}` beside it")))
            .collect()
    }

    fn has(&self, file: &str) -> bool {
        match &self.folder {
            Some(folder) => folder.join(file).exists(),
            None => BUNDLED
                .get_entry(Path::new(&self.name).join(file))
                .is_some(),
        }
    }

    /// As [`Self::tutorial`], with the first of what is wrong as an error.
    ///
    /// # Errors
    /// The file is no tutorial.
    pub fn read(&self) -> Result<Tutorial> {
        self.tutorial().map_err(|wrong| {
            let lines: Vec<String> = wrong.iter().take(3).map(|it| self.told(it)).collect();
            let more = wrong.len().saturating_sub(lines.len());
            let error = Error::usage("bad-tutorial", format!("`{}` is no tutorial", self.name))
                .says(lines.join("\n"));
            if more > 0 {
                error.hint(format!("`daprk tutorial lint` shows {more} more"))
            } else {
                error
            }
        })
    }

    /// `tutorial.md:12: …`
    pub fn told(&self, wrong: &Wrong) -> String {
        let folder = self.folder.as_deref().map(Path::display);
        let file = folder.map_or_else(
            || format!("{}/{FILE}", self.name),
            |folder| format!("{folder}/{FILE}"),
        );
        format!("{file}:{}: {}", wrong.line, wrong.words)
    }

    /// The folder that commands run in: its own, or one of daprk's own files below `data`.
    /// `anew`: what a learner changed in it is as at first again.
    ///
    /// # Errors
    /// The files cannot be written.
    pub fn place(&self, data: &Path, anew: bool) -> Result<PathBuf> {
        if let Some(folder) = &self.folder {
            return Ok(folder.clone());
        }
        let folder = data.join(&self.name);
        let written = match BUNDLED.get_dir(&self.name) {
            Some(dir) => unpack(dir, dir.path(), &folder, anew),
            None => Ok(()),
        };
        written.map_err(|error| {
            Error::failed("tutorial-files", "the tutorial's files cannot be written")
                .on(folder.display().to_string())
                .says(error.to_string())
        })?;
        Ok(folder)
    }
}

/// Where a text begins to be none.
fn not_utf8(error: &std::string::FromUtf8Error) -> String {
    let good = error.utf8_error().valid_up_to();
    let before = String::from_utf8_lossy(&error.as_bytes()[..good]);
    let line = 1 + before.matches('\n').count();
    format!("line {line} is not UTF-8")
}

fn unpack(dir: &Dir, root: &Path, folder: &Path, anew: bool) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for entry in dir.entries() {
        match entry {
            DirEntry::Dir(dir) => unpack(dir, root, folder, anew)?,
            DirEntry::File(file) => {
                let path = file.path().strip_prefix(root).unwrap_or(file.path());
                let path = folder.join(path);
                if anew || !path.exists() {
                    fs::create_dir_all(path.parent().unwrap_or(folder))?;
                    fs::write(path, file.contents())?;
                }
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_tutorials_are_tutorials() {
        assert!(!names().is_empty());
        for name in names() {
            let source = Source::bundled(name).unwrap();
            let told = |wrong: Vec<Wrong>| wrong.iter().map(|it| source.told(it)).collect();
            let tutorial = source.tutorial().map_err(told);
            assert_eq!(tutorial.as_ref().err(), None::<&Vec<String>>);
        }
    }

    #[test]
    fn files_are_as_at_first_when_they_should() {
        let data = tempfile::tempdir().unwrap();
        let source = Source::bundled("hello-kubernetes").unwrap();
        let file = source.place(data.path(), false).unwrap().join(FILE);
        fs::write(&file, "changed").unwrap();
        source.place(data.path(), false).unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "changed");
        source.place(data.path(), true).unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), source.text);
    }

    #[test]
    fn what_is_none_is_told() {
        let error = Source::bundled("hello").err().unwrap();
        assert!(error.hint.unwrap().contains("hello-kubernetes"));
        let folder = tempfile::tempdir().unwrap();
        let error = Source::folder(folder.path()).err().unwrap();
        assert_eq!(error.code, "no-tutorial");
        assert!(error.hint.unwrap().contains("tutorial.md"));
    }

    #[test]
    fn a_text_in_another_encoding_is_told_by_line() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(FILE), b"---\ntitle: caf\xe9\n").unwrap();
        let error = Source::folder(folder.path()).err().unwrap();
        assert_eq!(error.says.as_deref(), Some("line 2 is not UTF-8"));
        assert!(error.hint.unwrap().contains("save it as UTF-8"));
    }
}
