//! A generated program in a folder that goes away, and cargo in it.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::program::{benches, cargo};
use crate::{Result, peers};

/// What generates a program.
pub(super) struct Source {
    /// `Cargo.toml`; the library is a path from the root of the checkout, which takes the place of `{root}`.
    pub(super) manifest: &'static str,
    /// The lock file to begin with, from the root of the checkout.
    pub(super) lock: &'static str,
    /// `src/schema.rs`, whose first table has so many columns more.
    pub(super) schema: fn(extra: usize) -> String,
    /// `src/queries.rs`.
    pub(super) queries: fn() -> String,
    /// `src/main.rs`.
    pub(super) main: fn() -> String,
}

/// A piece of text for each number.
pub(super) fn each(count: usize, text: impl Fn(usize) -> String) -> String {
    (0..count).map(text).collect::<Vec<_>>().concat()
}

/// A program in a folder of its own.
pub(super) struct Project {
    folder: PathBuf,
    source: &'static Source,
    sqlite: PathBuf,
    extra: Cell<usize>,
}

impl Project {
    pub(super) fn new(name: &str, source: &'static Source, sqlite: &Path) -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("orm-compile-{name}-{}", std::process::id()));
        let root = benches().parent().ok_or("the benches are in a checkout")?;
        fs::create_dir_all(folder.join("src"))?;
        fs::write(folder.join("Cargo.toml"), source.manifest.replace("{root}", &root.display().to_string()))?;
        fs::copy(root.join(source.lock), folder.join("Cargo.lock"))?;
        fs::write(folder.join("src/main.rs"), (source.main)())?;
        fs::write(folder.join("src/queries.rs"), (source.queries)())?;
        fs::write(folder.join("src/schema.rs"), (source.schema)(0))?;
        Ok(Self { folder, source, sqlite: sqlite.to_owned(), extra: Cell::new(0) })
    }

    /// Adds a column to a table.
    pub(super) fn edit(&self) -> Result<()> {
        self.extra.set(self.extra.get() + 1);
        Ok(fs::write(self.folder.join("src/schema.rs"), (self.source.schema)(self.extra.get()))?)
    }

    /// Runs cargo, and gives the seconds of processor time that it and its compilers took.
    pub(super) fn cargo(&self, arguments: &[&str]) -> Result<f64> {
        let before = used_by_children()?;
        let mut command = self.command();
        if !command.args(arguments).status()?.success() {
            return Err(format!("cargo {}: it failed in {}", arguments.join(" "), self.folder.display()).into());
        }
        Ok(used_by_children()? - before)
    }

    fn command(&self) -> Command {
        let mut command = cargo();
        command.current_dir(&self.folder).env("CARGO_TARGET_DIR", self.folder.join("target"));
        peers::link(&mut command, &self.sqlite);
        command
    }

    fn program(&self) -> PathBuf {
        self.folder.join("target/release/compiled")
    }

    /// Runs the program: all its queries, on an empty database.
    pub(super) fn run(&self) -> Result<()> {
        let done = Command::new(self.program()).status()?.success();
        if done { Ok(()) } else { Err("the generated program failed".into()) }
    }

    /// The bytes of the program, which is stripped by its profile.
    #[expect(clippy::cast_precision_loss, reason = "a program has a few megabytes")]
    pub(super) fn binary(&self) -> Result<f64> {
        Ok(fs::metadata(self.program())?.len() as f64)
    }

    /// How many crates the program is built from, itself left out.
    pub(super) fn crates(&self) -> Result<usize> {
        let mut command = self.command();
        let output = command.args(["tree", "--edges", "no-dev", "--prefix", "none", "--format", "{p}"]).output()?;
        let listed = String::from_utf8(output.stdout)?;
        let names: BTreeSet<_> = listed.lines().map(|line| line.trim_end_matches(" (*)")).collect();
        Ok(names.len() - 1)
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        // A temporary folder; a leftover breaks nothing.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Seconds of processor time that the children that have ended used, with their own children.
fn used_by_children() -> Result<f64> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    children(&stat).ok_or_else(|| "the kernel does not tell the time of children".into())
}

/// The kernel counts in hundredths of a second, whatever the machine.
fn children(stat: &str) -> Option<f64> {
    // The program's name may hold spaces and ends with the last parenthesis; user and system time of children are the
    // 14th and 15th word after it.
    let (_, behind) = stat.rsplit_once(')')?;
    let mut words = behind.split_whitespace().skip(13);
    let (user, system): (f64, f64) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
    Some((user + system) / 100.0)
}

#[cfg(test)]
mod tests {
    use super::children;

    #[test]
    fn the_time_of_children_is_read() {
        let stat = "7 (a (b) c) S 1 7 7 0 -1 4194304 100 200 0 0 11 12 250 50 20 0 1 0 100 1 1";
        assert_eq!(children(stat), Some(3.0));
        assert_eq!(children("7 (a)"), None);
    }
}
