//! The programs of the sides: building them, running them, reading the line that they print.

use std::path::{Path, PathBuf};
use std::process::Command;

use workloads::Workload;

use crate::Result;

/// The folder `benches`.
pub(crate) fn benches() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the runner is in a folder")
}

/// A program that has sides.
#[derive(Debug, Clone)]
pub(crate) struct Program {
    path: PathBuf,
}

/// What a run printed: words of the form `name=value`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line(String);

impl Line {
    /// The value of a name.
    pub(crate) fn value(&self, name: &str) -> Result<&str> {
        let values = self.0.split_whitespace().filter_map(|word| word.split_once('='));
        let mut found = values.filter(|(key, _)| *key == name).map(|(_, value)| value);
        found.next().ok_or_else(|| format!("there is no `{name}` in: {}", self.0).into())
    }
}

/// cargo, politely: whoever else uses the machine goes first.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new("nice");
    command.arg(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
}

impl Program {
    /// A program that was built already.
    pub(crate) fn at(path: PathBuf) -> Self {
        Self { path }
    }

    /// Builds `bench`, the program of ours and of rusqlite by hand.
    pub(crate) fn build() -> Result<Self> {
        let folder = benches();
        let mut command = cargo();
        command.current_dir(folder).args(["build", "--quiet", "--release", "--package", "sides"]);
        if !command.status()?.success() {
            return Err("the program of the sides was not built".into());
        }
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| folder.join("target"), PathBuf::from);
        Ok(Self::at(target.join("release/bench")))
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Runs it; `None` if the side cannot write the workload.
    pub(crate) fn run(&self, side: &str, workload: Workload, how: &[&str]) -> Result<Option<Line>> {
        let output = Command::new(&self.path).args([side, workload.name()]).args(how).output()?;
        match output.status.code() {
            Some(0) => Ok(Some(Line(String::from_utf8(output.stdout)?))),
            // The side said that it cannot.
            Some(3) => Ok(None),
            _ => {
                let said = String::from_utf8_lossy(&output.stderr);
                Err(format!("{side} {}: {}: {said}", workload.name(), output.status).into())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_values() {
        let line = Line("ours wide sqlite=3.54.1 batch=2 checksum=00ff\n".to_owned());
        assert_eq!(line.value("checksum").unwrap(), "00ff");
        assert!(line.value("wide").is_err());
    }
}
