//! `orm.toml`: what would otherwise be said at every command.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::failure::Failure;

/// The name of the file, in the folder where a command runs or above it.
pub(crate) const FILE: &str = "orm.toml";

/// What the file has. Paths are from its own folder.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Config {
    /// The database.
    pub(crate) database: Option<PathBuf>,
    /// The folder of migrations.
    pub(crate) migrations: Option<PathBuf>,
    /// The command that runs the binary which has the structs.
    pub(crate) binary: Option<String>,
}

impl Config {
    /// The file that is named, or the nearest one above a folder, or none.
    pub(crate) fn read(named: Option<&Path>, folder: &Path) -> Result<Self, Failure> {
        let found = match named {
            Some(path) => Some(path.to_owned()),
            None => folder.ancestors().map(|above| above.join(FILE)).find(|path| path.is_file()),
        };
        let Some(path) = found else { return Ok(Self::default()) };
        let text = std::fs::read_to_string(&path).map_err(|error| Failure::file(&path, &error))?;
        let mut config: Self = toml::from_str(&text)
            .map_err(|error| Failure::failed("config", format!("`{}`: {}", path.display(), error.message())))?;
        let root = path.parent().unwrap_or(folder);
        for own in [&mut config.database, &mut config.migrations].into_iter().flatten() {
            if own.as_os_str() != ":memory:" {
                *own = root.join(&*own);
            }
        }
        Ok(config)
    }
}
