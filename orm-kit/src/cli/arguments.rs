//! What can be said on the command line.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// The heading of options that every command has.
const EVERYWHERE: &str = "Options of every command";

/// Migrations, structs and diagrams for SQLite databases.
#[derive(Debug, Parser)]
#[command(name = "orm", version, about, propagate_version = true, max_term_width = 100)]
pub(crate) struct Arguments {
    /// The database, if it is not in orm.toml
    #[arg(long, short, global = true, env = "ORM_DATABASE", value_name = "FILE", help_heading = EVERYWHERE)]
    pub(crate) database: Option<PathBuf>,
    /// The folder of migrations, if it is not in orm.toml; `migrations` if nothing is said
    #[arg(long, global = true, value_name = "FOLDER", help_heading = EVERYWHERE)]
    pub(crate) migrations: Option<PathBuf>,
    /// The configuration, if it is not the next orm.toml above this folder
    #[arg(long, global = true, value_name = "FILE", help_heading = EVERYWHERE)]
    pub(crate) config: Option<PathBuf>,
    /// Answers in JSON
    #[arg(long, global = true, help_heading = EVERYWHERE)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Writes orm.toml, the folder of migrations, and the binary that shows the structs to this program
    Init(Init),
    /// Writes a migration from the newest one to the structs
    Generate(Generate),
    /// Applies the migrations that are pending
    Migrate(Migrate),
    /// Says which migrations were applied, which are pending, and whether somebody changed the schema
    Status(Status),
    /// Takes the newest migrations back
    Down(Down),
    /// Takes the newest migration back and applies it again
    Redo(Redo),
    /// Writes down that migrations were applied, without running them
    Mark(Mark),
    /// Changes the database to what the structs say at once, without files
    Push(Push),
    /// Writes structs for a database that is there
    Pull(Pull),
    /// Looks at the migrations: branches that diverged, files that were edited, structs without a migration
    Check,
    /// Makes a migration follow the newest one of another branch
    Rebase(Rebase),
    /// Compares the database with the structs
    Verify,
    /// Prints the statements that make the schema, or writes the migrations in the form of another tool
    Export(Export),
    /// Draws the tables of the structs, or of the database
    Diagram(Diagram),
    /// Fills the tables with made-up rows, the same for the same seed
    Seed(Seed),
    /// Takes the migrations of another tool over
    #[command(subcommand)]
    Import(Import),
    /// Prints a script that completes commands in a shell
    Completions(Completions),
}

#[derive(Debug, Args)]
pub(crate) struct Init {
    /// The structs for the binary, as `schema!` takes them: `my_crate::User, my_crate::Post`
    #[arg(long, value_name = "STRUCTS", default_value = "")]
    pub(crate) tables: String,
}

/// What a plan may need to be told.
#[derive(Debug, Args, Default)]
pub(crate) struct Decide {
    /// A table or a column goes on under another name: `people:users`, `users.login:users.name`
    #[arg(long, value_name = "FROM:TO")]
    pub(crate) rename: Vec<String>,
    /// What is in a table or a column may be lost: `users.bio`
    #[arg(long, value_name = "PLACE")]
    pub(crate) accept_data_loss: Vec<String>,
    /// What a new column has in rows that are there, in SQL: `users.age=0`, `users.role='member'`
    #[arg(long, value_name = "COLUMN=SQL")]
    pub(crate) default: Vec<String>,
    /// What a column whose type changes is made of: `users.age=length(age)`
    #[arg(long, value_name = "COLUMN=SQL")]
    pub(crate) using: Vec<String>,
}

impl Decide {
    /// Whether there is any of these flags.
    pub(crate) fn says_something(&self) -> bool {
        [&self.rename, &self.accept_data_loss, &self.default, &self.using].iter().any(|said| !said.is_empty())
    }
}

#[derive(Debug, Args)]
pub(crate) struct Generate {
    /// What it does, in a few words
    #[arg(default_value = "migration")]
    pub(crate) name: String,
    #[command(flatten)]
    pub(crate) decide: Decide,
    /// Writes empty files for statements by hand
    #[arg(long)]
    pub(crate) custom: bool,
    /// A step in Rust follows the statements; with --custom
    #[arg(long, requires = "custom")]
    pub(crate) step: bool,
    /// Writes nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// How a run behaves.
#[derive(Debug, Args, Default)]
pub(crate) struct Running {
    /// How long it waits for another process
    #[arg(long, value_name = "SECONDS", value_parser = seconds, default_value = "30")]
    pub(crate) lock_timeout: Duration,
    /// Makes no copy of the database before something is lost
    #[arg(long)]
    pub(crate) no_backup: bool,
    /// Does not compare rows before and after
    #[arg(long)]
    pub(crate) no_verify: bool,
    /// Goes on where the schema is not what the last migration left
    #[arg(long)]
    pub(crate) allow_drift: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Migrate {
    /// The last migration to apply: its name, its number, or the words after it
    #[arg(long, value_name = "MIGRATION")]
    pub(crate) to: Option<String>,
    /// Runs everything, and rolls it back
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Applies migrations that are older than one that was applied
    #[arg(long)]
    pub(crate) allow_out_of_order: bool,
    /// What to do about migrations that are not in the folder and are newer than all in it
    #[arg(long, value_enum, default_value_t = OnUnknown::Refuse)]
    pub(crate) on_unknown: OnUnknown,
    #[command(flatten)]
    pub(crate) running: Running,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OnUnknown {
    Refuse,
    Warn,
}

#[derive(Debug, Args)]
pub(crate) struct Status {
    /// Exits with 3 if the history or the schema do not agree, and with 2 if something is pending
    #[arg(long)]
    pub(crate) check: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Down {
    /// How many
    #[arg(default_value_t = 1)]
    pub(crate) count: usize,
    /// The last migration that stays: its name, its number, or the words after it
    #[arg(long, value_name = "MIGRATION", conflicts_with = "count")]
    pub(crate) to: Option<String>,
    #[command(flatten)]
    pub(crate) back: Back,
}

#[derive(Debug, Args)]
pub(crate) struct Redo {
    #[command(flatten)]
    pub(crate) back: Back,
}

/// How migrations are taken back.
#[derive(Debug, Args)]
pub(crate) struct Back {
    /// What is in a table or a column may be lost: `users.bio`
    #[arg(long, value_name = "PLACE")]
    pub(crate) accept_data_loss: Vec<String>,
    /// Runs everything, and rolls it back
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) running: Running,
}

#[derive(Debug, Args)]
pub(crate) struct Mark {
    /// The migration: its name, its number, or the words after it
    pub(crate) migration: String,
    /// It and all before it, for a database that was there before its migrations
    #[arg(long)]
    pub(crate) baseline: bool,
    /// That it was not applied
    #[arg(long, conflicts_with = "baseline")]
    pub(crate) not_applied: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Push {
    #[command(flatten)]
    pub(crate) decide: Decide,
    /// Drops a table that no struct has
    #[arg(long, value_name = "TABLE")]
    pub(crate) drop: Vec<String>,
    /// Goes on although the database has been through migrations
    #[arg(long)]
    pub(crate) despite_history: bool,
    /// Makes no copy of the database before something is lost
    #[arg(long)]
    pub(crate) no_backup: bool,
    /// Prints the statements, and runs none
    #[arg(long)]
    pub(crate) dry_run: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Rebase {
    /// The migration that is to follow all others: its name, its number, or the words after it
    pub(crate) migration: String,
}

#[derive(Debug, Args)]
pub(crate) struct Export {
    /// For whom
    #[arg(long, value_enum, default_value_t = Format::Sql)]
    pub(crate) format: Format,
    /// The folder that is written; not for `sql`
    #[arg(long, value_name = "FOLDER", required_if_eq_any([("format", "d1"), ("format", "drizzle")]))]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// The statements of the whole schema
    Sql,
    /// Cloudflare's files, `0001_name.sql`
    D1,
    /// Drizzle's folders
    Drizzle,
}

#[derive(Debug, Args)]
pub(crate) struct Pull {
    /// The file that is written; the standard output if nothing is said
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Only these tables
    #[arg(long, value_name = "TABLE")]
    pub(crate) table: Vec<String>,
    /// Writes no relations
    #[arg(long)]
    pub(crate) no_relations: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Diagram {
    /// In which form
    #[arg(long, value_enum, default_value_t = Picture::Mermaid)]
    pub(crate) format: Picture,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Picture {
    /// Text that Mermaid draws, as GitHub does
    Mermaid,
    /// A picture of its own
    Svg,
}

#[derive(Debug, Args)]
pub(crate) struct Seed {
    /// What the rows are made of
    #[arg(long = "seed", value_name = "NUMBER", default_value_t = 1)]
    pub(crate) from: u64,
    /// How many rows a table gets
    #[arg(long, default_value_t = 10)]
    pub(crate) rows: u64,
    /// How many rows one table gets: `users=100`
    #[arg(long, value_name = "TABLE=ROWS")]
    pub(crate) count: Vec<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Import {
    /// Of a Drizzle project, with what its table in the database says was applied
    Drizzle {
        /// The folder of its migrations: `out` in drizzle.config.ts
        folder: PathBuf,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Completions {
    #[arg(value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "expected a number of seconds".to_owned())?;
    Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())
}
