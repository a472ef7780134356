//! The map of the modules, as the doc of `src/lib.rs` draws it.

use super::source::{Source, assert_none, sources};
use super::tokens::tokens;

/// Modules and their tiers.
pub(super) struct Map {
    /// Highest first. The first is the crate's root.
    tiers: Vec<Vec<String>>,
    /// Modules of the root itself: those that `lib.rs` keeps private.
    private: Vec<String>,
}

impl Map {
    /// Reads the doc and the `mod` lines of `lib.rs`.
    pub(super) fn of(lib: &str) -> Self {
        let line = lib
            .lines()
            .filter_map(|line| line.strip_prefix("//! `"))
            .find_map(|line| line.strip_suffix('`').filter(|line| line.contains(" > ")));
        let names = |tier: &str| tier.split(", ").map(str::to_owned).collect();
        let tiers = line.expect("a line `//! `lib > …``").split(" > ");
        Self {
            tiers: tiers.map(names).collect(),
            private: modules(lib, false),
        }
    }

    /// Of this crate.
    pub(super) fn real() -> Self {
        Self::of(&lib().text)
    }

    /// The tier of a module, highest 0; `settings`, `cli` and `ui` stand beside the tiers.
    pub(super) fn tier(&self, module: &str) -> Option<usize> {
        self.tiers
            .iter()
            .position(|tier| tier.iter().any(|name| name == module))
    }

    /// The module that a file at these names, or a path to this name, counts as.
    pub(super) fn counts_as<'a>(&self, name: Option<&&'a str>) -> &'a str {
        match name {
            Some(name) if !self.private.iter().any(|own| own == name) => name,
            _ => "lib",
        }
    }
}

fn lib() -> Source {
    sources("src")
        .into_iter()
        .find(|source| source.path == "src/lib.rs")
        .expect("src/lib.rs")
}

/// The modules that `lib.rs` declares, public or private.
fn modules(lib: &str, public: bool) -> Vec<String> {
    let tokens = tokens(lib);
    let declared = tokens.windows(3).enumerate().filter(|(at, three)| {
        let open = *at > 0 && tokens[at - 1].text == "pub";
        three[0].text == "mod" && three[2].text == ";" && open == public
    });
    declared
        .map(|(_, three)| three[1].text.to_owned())
        .collect()
}

/// The modules that the table of the doc names.
fn table(lib: &str) -> Vec<String> {
    let rows = lib.lines().filter_map(|line| line.strip_prefix("//! | [`"));
    rows.filter_map(|row| row.split('`').next())
        .map(str::to_owned)
        .collect()
}

/// Modules that are on one of the lists only.
fn strays(lib: &str) -> Vec<String> {
    let map = Map::of(lib);
    let (declared, told) = (modules(lib, true), table(lib));
    let beside = ["settings", "cli", "ui"];
    let mut found = Vec::new();
    for name in &declared {
        if !told.contains(name) {
            found.push(format!("`{name}` is not in the table of src/lib.rs"));
        }
        if map.tier(name).is_none() && !beside.contains(&name.as_str()) {
            found.push(format!("`{name}` has no tier in src/lib.rs"));
        }
    }
    let on_paper = told.iter().chain(map.tiers.iter().skip(1).flatten());
    for name in on_paper.filter(|name| !declared.contains(name)) {
        found.push(format!("`{name}` is named in src/lib.rs, but is no module"));
    }
    found
}

#[test]
fn the_map_is_whole() {
    assert_none(&strays(&lib().text));
}

#[test]
fn a_map_with_a_hole_is_seen() {
    let lib = "//! | [`a`] | one |\n//! | [`c`] | three |\n//!\n//! `lib > a > d`\n\
               pub mod a;\npub mod b;\nmod run;\n";
    assert_eq!(
        strays(lib),
        [
            "`b` is not in the table of src/lib.rs",
            "`b` has no tier in src/lib.rs",
            "`c` is named in src/lib.rs, but is no module",
            "`d` is named in src/lib.rs, but is no module",
        ]
    );
    assert_eq!(Map::of(lib).private, ["run"]);
}
