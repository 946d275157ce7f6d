//! Says clearly when the styles and scripts have not been built. The crate compiles without them, so that rules can be checked on a machine
//! without Node; pages are then served unstyled and the program says so when it starts.

use std::path::Path;

fn main() {
    let dist = Path::new("../../frontend/dist");
    println!("cargo::rerun-if-changed=build.rs");
    if dist.is_dir() {
        println!("cargo::rerun-if-changed={}", dist.display());
    } else {
        println!("cargo::rerun-if-changed=../../frontend");
        println!(
            "cargo::warning=frontend/dist is missing: pages will have no styles. Run `cargo xtask assets`."
        );
    }
}
