use super::*;
#[test]
fn all_of_them() {
    let dir = format!("{}/tests/fixtures/wait", env!("CARGO_MANIFEST_DIR"));
    let mut names: Vec<_> = std::fs::read_dir(dir)
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    for name in names {
        let (s, w) = load(name.trim_end_matches(".json"));
        eprintln!("== {name}\n{}", described(&s, &w));
    }
}
