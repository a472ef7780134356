//! The tutorials' programs, which have no images here.

use std::io;
use std::path::Path;

/// Below the apps' folder.
const APPS: [(&str, &str); 2] = [
    (
        "node/app.js",
        include_str!("../../../tutorials/hello-kubernetes/node/app.js"),
    ),
    (
        "python/app.py",
        include_str!("../../../tutorials/hello-kubernetes/python/app.py"),
    ),
];

/// Writes them into a folder, each at once: a program may be reading the old one.
pub(crate) fn unpack(folder: &Path) -> io::Result<()> {
    for (path, text) in APPS {
        let file = folder.join(path);
        if std::fs::read_to_string(&file).is_ok_and(|there| there == text) {
            continue;
        }
        std::fs::create_dir_all(file.parent().unwrap_or(folder))?;
        let new = file.with_extension("new");
        std::fs::write(&new, text)?;
        std::fs::rename(&new, &file)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::unpack;

    #[test]
    fn programs_are_there_and_stay_up_to_date() {
        let folder = tempfile::tempdir().unwrap();
        unpack(folder.path()).unwrap();
        let app = folder.path().join("node/app.js");
        let text = std::fs::read_to_string(&app).unwrap();
        assert!(text.contains("APP_PORT"));
        std::fs::write(&app, "old").unwrap();
        unpack(folder.path()).unwrap();
        assert_eq!(std::fs::read_to_string(&app).unwrap(), text);
    }
}
