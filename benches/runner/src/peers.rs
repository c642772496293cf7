//! Other libraries: building their programs, all on the one SQLite that `bench` is linked to.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::Result;
use crate::program::{Program, benches, cargo};

/// A way of using a library.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer {
    /// What its program calls it.
    pub(crate) side: &'static str,
    /// What people call it.
    pub(crate) label: &'static str,
    /// Its folder, and the end of its program's name; `None` for what `bench` has.
    pub(crate) folder: Option<&'static str>,
}

/// By hand first: everything else is a part of it.
pub(crate) const ALL: [Peer; 9] = [
    Peer { side: "rusqlite", label: "rusqlite by hand", folder: None },
    Peer { side: "ours", label: "orm-sqlite", folder: None },
    Peer { side: "ours-prepared", label: "orm-sqlite, prepared", folder: None },
    Peer { side: "diesel", label: "diesel", folder: Some("diesel") },
    Peer { side: "drizzle", label: "drizzle-rs", folder: Some("drizzle") },
    Peer { side: "drizzle-prepared", label: "drizzle-rs, prepared", folder: Some("drizzle") },
    Peer { side: "sqlx", label: "sqlx", folder: Some("sqlx") },
    Peer { side: "sea-orm", label: "SeaORM", folder: Some("sea-orm") },
    Peer { side: "toasty", label: "toasty", folder: Some("toasty") },
];

/// What sqlx needs of SQLite beyond the flags of `bundled`. All are built with it, so that they run on the same code.
const FLAGS: &str = "-DSQLITE_ENABLE_UNLOCK_NOTIFY";

/// Builds the programs of all peers. One that does not build is left out, and said so.
pub(crate) fn build() -> Result<Vec<(Peer, Program)>> {
    let library = sqlite()?;
    let bench = Program::at(target().join("release/bench"));
    let mut programs: Vec<(Peer, Program)> = Vec::new();
    for peer in ALL {
        let program = match peer.folder {
            None => Some(bench.clone()),
            Some(folder) => match programs.iter().find(|(other, _)| other.folder == peer.folder) {
                Some((_, program)) => Some(program.clone()),
                None => build_one(folder, &library)?,
            },
        };
        match program {
            Some(program) => programs.push((peer, program)),
            None => eprintln!("{} is left out: it does not build", peer.side),
        }
    }
    Ok(programs)
}

/// Where all of this is built, apart from what the gate measures.
fn target() -> PathBuf {
    benches().join("peers/target")
}

/// Builds `bench` with [`FLAGS`], and gives the folder with the static library that libsqlite3-sys compiled for it.
pub(crate) fn sqlite() -> Result<PathBuf> {
    let mut command = cargo();
    command.current_dir(benches()).env("CARGO_TARGET_DIR", target()).env("LIBSQLITE3_FLAGS", FLAGS);
    command.args(["build", "--quiet", "--release", "--package", "sides", "--message-format", "json"]);
    let output = command.stderr(Stdio::inherit()).output()?;
    let messages = String::from_utf8(output.stdout)?;
    let mut folders = messages.lines().filter_map(|line| {
        let message: serde_json::Value = serde_json::from_str(line).ok()?;
        let package = message["package_id"].as_str()?;
        let built = message["reason"] == "build-script-executed" && package.contains("libsqlite3-sys");
        built.then(|| PathBuf::from(message["out_dir"].as_str().unwrap_or_default()))
    });
    let found = folders.find(|folder| folder.join("libsqlite3.a").exists());
    found.ok_or_else(|| "cargo does not say where SQLite was compiled".into())
}

/// `None` if the peer does not build.
fn build_one(folder: &str, sqlite: &Path) -> Result<Option<Program>> {
    let mut command = cargo();
    command.current_dir(benches().join("peers").join(folder)).args(["build", "--quiet", "--release"]);
    command.env("CARGO_TARGET_DIR", target());
    link(&mut command, sqlite);
    let built = command.status()?.success();
    Ok(built.then(|| Program::at(target().join(format!("release/peer-{folder}")))))
}

/// Tells libsqlite3-sys to take the library from a folder, although its feature `bundled` may be on, and to look nowhere else.
pub(crate) fn link(command: &mut Command, sqlite: &Path) {
    for name in ["LIBSQLITE3_SYS_USE_PKG_CONFIG", "SQLITE3_NO_PKG_CONFIG", "SQLITE3_STATIC"] {
        command.env(name, "1");
    }
    // It wants to know a folder of headers too, and reads none of them: the bindings come with it.
    command.env("SQLITE3_LIB_DIR", sqlite).env("SQLITE3_INCLUDE_DIR", sqlite);
}
