//! Templates and tutorials are embedded by a macro that cargo can't see through: a new file must rebuild, too.

fn main() {
    println!("cargo::rerun-if-changed=templates");
    println!("cargo::rerun-if-changed=tutorials");
}
