//! The commands. Each takes what it needs from the context, and gives a report.

mod check;
mod completions;
mod decide;
mod diagram;
mod export;
mod generate;
mod import;
mod init;
mod mark;
mod pull;
mod push;
mod rebase;
mod running;
mod seed;
mod status;
mod verify;

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use orm_sqlite::migrate::{Generated, Migrations};
use orm_sqlite::schema::Schema;
use orm_sqlite::{Database, Options};

use super::arguments::{Arguments, Command};
use super::config::Config;
use super::failure::Failure;
use super::key;
use super::report::Report;
use super::terminal::Terminal;
use crate::{Kit, folder};

/// How long a command waits for one that writes a migration, which takes no time.
const PATIENCE: Duration = Duration::from_secs(30);

/// What commands share: the structs, the places and the terminal.
pub(crate) struct Context<'a> {
    kit: &'a Kit,
    terminal: &'a Terminal,
    config: Config,
    folder: PathBuf,
}

impl<'a> Context<'a> {
    pub(crate) fn new(kit: &'a Kit, arguments: &Arguments, terminal: &'a Terminal) -> Result<Self, Failure> {
        let folder = std::env::current_dir().map_err(|error| Failure::file(Path::new("."), &error))?;
        let mut config = Config::read(arguments.config.as_deref(), &folder)?;
        // What is said now counts more than what was written down.
        config.database = arguments.database.clone().or(config.database);
        config.migrations = arguments.migrations.clone().or(config.migrations);
        Ok(Self { kit, terminal, config, folder })
    }

    fn schema(&self, command: &str) -> Result<&'a Schema, Failure> {
        self.kit.schema.as_ref().ok_or_else(|| {
            let message = format!("`{command}` needs the structs, which only a binary of your crate has");
            let binary = self.config.binary.as_deref().unwrap_or("cargo run --bin orm --");
            Failure::decision("needs_structs", message)
                .help(format!("{binary} {command}"))
                .help("`orm init` writes one")
        })
    }

    fn migrations_folder(&self) -> PathBuf {
        self.config.migrations.clone().unwrap_or_else(|| self.folder.join("migrations"))
    }

    fn migrations(&self) -> Result<Migrations, Failure> {
        Ok(self.kit.with_steps(Migrations::read(self.migrations_folder())?)?)
    }

    fn database_path(&self) -> Result<&Path, Failure> {
        self.config.database.as_deref().ok_or_else(|| {
            Failure::decision("no_database", "no database is named")
                .help("--database app.db")
                .help("database = \"app.db\" in orm.toml")
        })
    }

    /// The database; it is made if it is not there.
    fn database(&self) -> Result<Database, Failure> {
        Ok(self.options()?.open()?)
    }

    /// The same, with as much patience for whoever has it locked as a migration has.
    fn database_within(&self, timeout: Duration) -> Result<Database, Failure> {
        Ok(self.options()?.busy_timeout(timeout).open()?)
    }

    /// Fails if the database is not there: a slip of the pen makes no new one.
    fn must_exist(&self) -> Result<(), Failure> {
        let path = self.database_path()?;
        if path.exists() {
            return Ok(());
        }
        let failure = Failure::failed("no_file", format!("there is no file `{}`", path.display()));
        Err(failure.help("`migrate` and `push` make it"))
    }

    fn database_that_is_there(&self) -> Result<Database, Failure> {
        self.must_exist()?;
        self.database()
    }

    /// Keeps other processes from writing a migration until it is dropped.
    fn lock_migrations(&self) -> Result<Option<File>, Failure> {
        let root = self.migrations_folder();
        folder::lock(&root, PATIENCE).map_err(|error| {
            if error.kind() == io::ErrorKind::WouldBlock {
                let message = format!("another process is writing a migration in `{}`", root.display());
                return Failure::locked("locked", message).help("run it again when that one has ended");
            }
            Failure::file(&root, &error)
        })
    }

    /// Writes a migration.
    fn write(&self, new: &Generated) -> Result<PathBuf, Failure> {
        let root = self.migrations_folder();
        folder::write(&root, new).map_err(|error| Failure::file(&root.join(new.migration.name()), &error))
    }

    /// The migrations of a folder that has to be there.
    fn migrations_that_are_there(&self) -> Result<Migrations, Failure> {
        let folder = self.migrations_folder();
        if !folder.is_dir() {
            return Err(Failure::failed("no_folder", format!("there is no folder `{}`", folder.display())));
        }
        self.migrations()
    }

    /// The database, of which nothing is written. One that is not there is empty.
    fn database_to_read(&self) -> Result<Database, Failure> {
        if self.database_path()?.exists() { self.database_read_only() } else { Ok(Database::open_in_memory()?) }
    }

    /// The database, which is there, and of which nothing is written.
    fn database_read_only(&self) -> Result<Database, Failure> {
        Ok(self.options()?.read_only(true).open()?)
    }

    /// Where the database is, and what opens it.
    fn options(&self) -> Result<Options, Failure> {
        key::given(Database::options().path(self.database_path()?))
    }
}

pub(crate) fn run(context: &Context<'_>, command: &Command) -> Result<Report, Failure> {
    match command {
        Command::Init(arguments) => init::run(context, arguments),
        Command::Generate(arguments) => generate::run(context, arguments),
        Command::Migrate(arguments) => running::migrate(context, arguments),
        Command::Down(arguments) => running::down(context, arguments),
        Command::Redo(arguments) => running::redo(context, arguments),
        Command::Status(arguments) => status::run(context, arguments),
        Command::Mark(arguments) => mark::run(context, arguments),
        Command::Pull(arguments) => pull::run(context, arguments),
        Command::Diagram(arguments) => diagram::run(context, arguments),
        Command::Seed(arguments) => seed::run(context, arguments),
        Command::Push(arguments) => push::run(context, arguments),
        Command::Check => check::run(context),
        Command::Rebase(arguments) => rebase::run(context, arguments),
        Command::Verify => verify::run(context),
        Command::Export(arguments) => export::run(context, arguments),
        Command::Import(arguments) => import::run(context, arguments),
        Command::Completions(arguments) => Ok(completions::run(arguments)),
    }
}
