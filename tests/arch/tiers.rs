//! Who may call whom: downwards only.

use super::map::Map;
use super::paths::named;
use super::source::{Source, assert_none, sources};

/// What stands beside the tiers: who may name it, and whom it may name itself. The crate's root
/// may name everything.
const BESIDE: [(&str, &[&str], &[&str]); 3] = [
    ("settings", &["commands", "complete"], &["cli", "error"]),
    ("cli", &["settings"], &["error"]),
    ("ui", &[], &["event", "error"]),
];

/// Why `from` may not name `to`.
fn refused(map: &Map, from: &str, to: &str) -> Option<String> {
    if from == to || from == "lib" {
        return None;
    }
    let beside = |name: &str| BESIDE.iter().find(|(module, _, _)| *module == name);
    if let Some((_, callers, _)) = beside(to) {
        let known = callers.contains(&from);
        return (!known).then(|| format!("only lib, {} may", callers.join(", ")));
    }
    if let Some((_, _, below)) = beside(from) {
        let known = below.contains(&to);
        return (!known).then(|| format!("`{from}` sees only {}", below.join(" and ")));
    }
    match (map.tier(from), map.tier(to)) {
        (Some(here), Some(there)) if here < there => None,
        (Some(here), Some(there)) if here == there => Some("sideways within a tier".to_owned()),
        (Some(_), Some(_)) => Some("upwards".to_owned()),
        (None, _) => Some(format!("`{from}` is not on the map of src/lib.rs")),
        (_, None) => Some(format!("`{to}` is not on the map of src/lib.rs")),
    }
}

/// Every call of the file that goes the wrong way.
fn wrong_ways(map: &Map, source: &Source) -> Vec<String> {
    let modules = source.modules();
    let from = map.counts_as(modules.first());
    let mut found = Vec::new();
    for path in named(source) {
        let to = map.counts_as(Some(&path.name));
        if let Some(why) = refused(map, from, to) {
            let (file, line, name) = (&source.path, path.line, path.name);
            found.push(format!("{file}:{line}: {from} may not use `{name}`: {why}"));
        }
    }
    found
}

#[test]
fn calls_go_down() {
    let map = Map::real();
    let all = sources("src");
    let found: Vec<String> = all.iter().flat_map(|s| wrong_ways(&map, s)).collect();
    assert_none(&found);
}

/// A map as the real one, with two modules in a tier.
const LIB: &str = "//! `lib > commands, complete > render > event > error`\n\
                   pub mod commands;\nmod run;\n";

#[test]
fn what_may_be_named() {
    let map = Map::of(LIB);
    for (path, name) in [
        ("src/lib.rs", "ui"),
        ("src/main.rs", "commands"),
        ("src/run.rs", "cli"),
        ("src/run.rs", "settings"),
        ("src/commands/init.rs", "commands"),
        ("src/commands/init.rs", "settings"),
        ("src/commands/init.rs", "error"),
        ("src/complete/mod.rs", "settings"),
        ("src/render/values/set.rs", "event"),
        ("src/event.rs", "error"),
        ("src/settings/app.rs", "cli"),
        ("src/cli/app.rs", "error"),
        ("src/ui/tree.rs", "event"),
    ] {
        let source = Source::new(path, &format!("use crate::{name}::X;"));
        assert_eq!(wrong_ways(&map, &source), [""; 0], "{path}: {name}");
    }
}

#[test]
fn what_may_not_be_named() {
    let map = Map::of(LIB);
    for (path, name, why) in [
        ("src/render/mod.rs", "commands", "upwards"),
        ("src/render/mod.rs", "run", "upwards"),
        ("src/error.rs", "event", "upwards"),
        ("src/commands/init.rs", "complete", "sideways"),
        (
            "src/render/mod.rs",
            "settings",
            "only lib, commands, complete may",
        ),
        ("src/commands/init.rs", "cli", "only lib, settings may"),
        ("src/complete/mod.rs", "cli", "only lib, settings may"),
        ("src/commands/init.rs", "ui", "only lib"),
        (
            "src/cli/app.rs",
            "settings",
            "only lib, commands, complete may",
        ),
        ("src/cli/app.rs", "event", "`cli` sees only error"),
        (
            "src/settings/app.rs",
            "render",
            "`settings` sees only cli and error",
        ),
        ("src/ui/tree.rs", "render", "`ui` sees only event and error"),
        ("src/ui/tree.rs", "run", "`ui` sees only event and error"),
        ("src/render/mod.rs", "stray", "not on the map"),
        ("src/stray.rs", "error", "not on the map"),
        ("src/render/mod.rs", "*", "not on the map"),
    ] {
        let text = format!("\n#[cfg(test)]\nmod tests {{ use crate::{name}; }}");
        let found = wrong_ways(&map, &Source::new(path, &text));
        assert_eq!(found.len(), 1, "{path}: {name}");
        assert!(found[0].starts_with(&format!("{path}:3: ")), "{found:?}");
        assert!(found[0].contains(why), "{found:?}");
    }
}
