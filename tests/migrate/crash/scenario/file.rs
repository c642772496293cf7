//! A scenario in a file, as far as a process has to know it that runs it: to make all of them takes longer than to run one.

use std::fs;
use std::path::{Path, PathBuf};

use orm_sqlite::migrate::Migration;

use super::{Scenario, Way, plain};

/// The texts of a migration: its name, the way up, the way back, its snapshot.
type Texts = (String, String, Option<String>, Option<String>);

impl Scenario {
    /// Where the file is of a database: outside of the folder that is disturbed.
    pub(crate) fn beside(&self, database: &Path) -> PathBuf {
        database.parent().unwrap().with_file_name(self.name)
    }

    pub(crate) fn write(&self, path: &Path) {
        let way = match self.way {
            Way::Up => "up",
            Way::Down => "down",
            Way::Baseline => "baseline",
            Way::Push(_) => "push",
        };
        let steps: Vec<Texts> = self.steps.iter().map(texts).collect();
        fs::write(path, serde_json::to_string(&(way, self.first.as_ref().map(texts), steps)).unwrap()).unwrap();
    }

    pub(crate) fn read(path: &Path) -> Self {
        let (way, first, steps): (String, Option<Texts>, Vec<Texts>) =
            serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        let way = match way.as_str() {
            "up" => Way::Up,
            "down" => Way::Down,
            "baseline" => Way::Baseline,
            _ => Way::Push(plain::pushed),
        };
        Self {
            name: "from a file",
            base: String::new(),
            first: first.map(migration),
            steps: steps.into_iter().map(migration).collect(),
            way,
            kept: Vec::new(),
            schema: None,
        }
    }
}

fn texts(migration: &Migration) -> Texts {
    let snapshot = migration.snapshot().unwrap().map(|file| file.to_json());
    (migration.name().to_owned(), migration.up().to_owned(), migration.down().map(str::to_owned), snapshot)
}

fn migration((name, up, down, snapshot): Texts) -> Migration {
    let mut migration = Migration::new(name, up).unwrap();
    if let Some(down) = down {
        migration = migration.with_down(down);
    }
    if let Some(snapshot) = snapshot {
        migration = migration.with_snapshot(snapshot);
    }
    migration
}
