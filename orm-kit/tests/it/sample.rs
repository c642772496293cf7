//! The sample databases, which stand beside some checkouts.

use std::path::PathBuf;

/// The file of a sample database, or nothing after saying so.
pub(crate) fn file(name: &str) -> Option<PathBuf> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("../../shared/data/{name}.sqlite"));
    let file = std::env::var_os(name.to_ascii_uppercase()).map_or(beside, PathBuf::from);
    if !file.is_file() {
        println!("skipped: there is no file {}", file.display());
        return None;
    }
    Some(file.canonicalize().expect("the file is there"))
}
