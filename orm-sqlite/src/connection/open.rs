//! Opening one connection: the only place that does, so that every connection has the same settings.
//!
//! Each setting is read back after it is set, because SQLite ignores a pragma that it does not know or cannot follow.

use std::ffi::{OsStr, OsString};
use std::fmt::Display;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use orm_core::error::{Condition, Error};
use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::types::Value;
use rusqlite::{Connection as Driver, OpenFlags, ffi};

use super::{Connection, Role, math, untrusted};
use crate::in_use::InUse;
use crate::location::{self, IN_MEMORY, Location};
use crate::options::{JournalMode, Options};
use crate::{error, warning};

/// How long to wait before the journal mode is set again while others use the file.
const PAUSE: Duration = Duration::from_millis(5);

/// The first connection, and the mark that its file is in use; one that is read as unchanging holds no locks to lose.
pub(crate) fn open(options: &Options, location: &Location) -> Result<(Connection, Option<InUse>), Error> {
    open_as(options, location, Role::Writer, options.create)
}

/// A further connection to a file that is in use. It does not make it.
pub(crate) fn open_another(options: &Options, location: &Location, role: Role) -> Result<Connection, Error> {
    open_as(options, location, role, false).map(|(connection, _)| connection)
}

fn open_as(
    options: &Options,
    location: &Location,
    role: Role,
    create: bool,
) -> Result<(Connection, Option<InUse>), Error> {
    let mut flags = OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let made = create && made(options, location)?;
    flags |= match (options.read_only, create && !made) {
        (true, _) => OpenFlags::SQLITE_OPEN_READ_ONLY,
        (false, false) => OpenFlags::SQLITE_OPEN_READ_WRITE,
        (false, true) => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
    };
    let name = match location {
        Location::Memory => OsString::from(IN_MEMORY),
        Location::File(path) => {
            location::check(path, create && !options.read_only)?;
            if options.read_only { read_only_name(options, path)? } else { path.clone().into_os_string() }
        }
    };
    let in_use = match location {
        Location::File(path) if !location::is_uri(&name) => Some(InUse::register(path)),
        Location::File(_) | Location::Memory => None,
    };
    if location::is_uri(&name) {
        flags |= OpenFlags::SQLITE_OPEN_URI;
    }
    let mut opened = open_named(&name, flags, options, location, role);
    if let (Err(Failed::Driver(error)), Location::File(path)) = (&opened, location)
        && let Some(name) = unchanging(error, options, path)
    {
        opened = open_named(&name, flags | OpenFlags::SQLITE_OPEN_URI, options, location, role);
    }
    let connection = opened.map_err(|failed| match failed {
        Failed::Driver(error) => not_opened(error, options, location),
        Failed::Ours(error) => error,
    })?;
    Ok((connection, in_use))
}

/// The name by which an encrypted file is read where SQLite cannot make what it needs to read it with locks.
fn unchanging(error: &rusqlite::Error, options: &Options, path: &Path) -> Option<OsString> {
    let code = error.sqlite_error().map(|error| error.extended_code);
    let is_folder = matches!(code, Some(ffi::SQLITE_READONLY_DIRECTORY | ffi::SQLITE_CANTOPEN));
    (is_folder && options.read_only && options.cipher.is_some()).then(|| location::unchanging_name(path)).flatten()
}

/// Of an encrypted file nobody sees whether it is in WAL mode, so that it is read with locks.
pub(crate) fn read_only_name(options: &Options, path: &Path) -> Result<OsString, Error> {
    if options.cipher.is_some() { Ok(path.as_os_str().to_owned()) } else { location::read_only_name(path) }
}

fn not_opened(error: rusqlite::Error, options: &Options, location: &Location) -> Error {
    let place = location.describe();
    if cfg!(feature = "sqlcipher") && error.sqlite_error_code() == Some(rusqlite::ErrorCode::NotADatabase) {
        let or = if options.cipher.is_some() { "is not encrypted with this key" } else { "is encrypted" };
        let message = format!("cannot open {place}: the file is not a SQLite database, or {or}");
        return error::opening(Condition::NotADatabase, message);
    }
    error::opening_driver(&place, error)
}

/// Makes the file with the permissions that the options have for it; and says whether SQLite makes none any more.
fn made(options: &Options, location: &Location) -> Result<bool, Error> {
    match (location, options.file_mode) {
        (Location::File(path), Some(mode)) if options.create && !options.read_only => {
            location::check(path, true)?;
            location::create(path, mode)?;
            Ok(true)
        }
        _ => Ok(false),
    }
}

/// Why a connection was not opened.
pub(super) enum Failed {
    Driver(rusqlite::Error),
    Ours(Error),
}

impl From<rusqlite::Error> for Failed {
    fn from(error: rusqlite::Error) -> Self {
        Self::Driver(error)
    }
}

fn open_named(
    name: &OsStr,
    flags: OpenFlags,
    options: &Options,
    location: &Location,
    role: Role,
) -> Result<Connection, Failed> {
    let mut connection = Driver::open_with_flags(Path::new(name), flags)?;
    options.cipher.unlock(&connection)?;
    connection.busy_timeout(options.busy_timeout)?;
    // A further connection finds what was checked.
    if options.untrusted && role == Role::Writer {
        untrusted::check(&connection)?;
    }
    // The first look at the file, before anything is set that would be written to it.
    connection.query_row("PRAGMA schema_version", [], |_| Ok(()))?;
    // SQLite opens a file for reading if it may not write to it.
    if !options.read_only && connection.is_readonly(rusqlite::MAIN_DB)? {
        let place = location.describe();
        let message = format!("cannot open {place} for writing: the file is read-only; `open_read_only` reads it");
        return Err(Failed::Ours(error::opening(Condition::ReadOnly, message)));
    }
    configure(&connection, options, location, role)?;
    rusqlite::vtab::array::load_module(&connection)?;
    math::add(&connection)?;
    if role == Role::Writer {
        warning::watch(&mut connection, options)?;
    }
    Ok(Connection::new(connection, role, options, matches!(location, Location::File(_))))
}

/// Applies the settings again, after something may have changed them.
pub(crate) fn restore(connection: &Connection, options: &Options, location: &Location) -> Result<(), Error> {
    connection.set_patience(options.busy_timeout).map_err(|error| error::preparing(error, "PRAGMA busy_timeout"))?;
    configure(connection, options, location, connection.role()).map_err(|failed| match failed {
        Failed::Driver(error) => error::preparing(error, "PRAGMA"),
        Failed::Ours(error) => error,
    })
}

fn configure(connection: &Driver, options: &Options, location: &Location, role: Role) -> Result<(), Failed> {
    if options.untrusted {
        untrusted::configure(connection)?;
    }
    if !options.allow_attach {
        limit(connection, Limit::SQLITE_LIMIT_ATTACHED, "attached", 0)?;
    }
    // With these off, a name in double quotes is never a string: a column that is not there is an error.
    config(connection, DbConfig::SQLITE_DBCONFIG_DQS_DDL, "dqs_ddl", false)?;
    config(connection, DbConfig::SQLITE_DBCONFIG_DQS_DML, "dqs_dml", false)?;
    config(connection, DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, "trusted_schema", false)?;
    config(connection, DbConfig::SQLITE_DBCONFIG_DEFENSIVE, "defensive", true)?;
    config(connection, DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, "foreign_keys", options.foreign_keys)?;
    // `ATTACH` must not make files.
    #[cfg(feature = "bundled")]
    config(connection, DbConfig::SQLITE_DBCONFIG_ENABLE_ATTACH_CREATE, "attach_create", false)?;

    pragma(connection, "busy_timeout", options.busy_timeout.as_millis(), options.busy_timeout.as_millis())?;
    pragma(connection, "cell_size_check", 1, 1)?;
    pragma(connection, "ignore_check_constraints", 0, 0)?;
    // A database that is opened to be read makes no temporary tables and no copies either.
    let query_only = i64::from(options.read_only || role == Role::Reader);
    pragma(connection, "query_only", query_only, query_only)?;
    pragma(connection, "journal_size_limit", options.wal_size_limit, options.wal_size_limit)?;
    pragma(connection, "synchronous", options.synchronous.number(), options.synchronous.number())?;
    // What SQLite puts aside in a file would not be encrypted.
    if options.cipher.is_some() {
        pragma(connection, "temp_store", 2, 2)?;
    }
    if let Some(kibibytes) = options.cache_size {
        let negative = -i64::from(kibibytes);
        pragma(connection, "cache_size", negative, negative)?;
    }
    // A database in memory has no such setting.
    if matches!(location, Location::File(_)) {
        pragma(connection, "mmap_size", 0, 0)?;
    }
    let default = matches!(location, Location::File(_)).then_some(JournalMode::Wal);
    if let Some(mode) = options.journal_mode.or(default)
        && !options.read_only
        && role == Role::Writer
    {
        journal_mode(connection, mode, options.busy_timeout)?;
    }
    Ok(())
}

pub(super) fn config(connection: &Driver, config: DbConfig, name: &str, value: bool) -> Result<(), Failed> {
    connection.set_db_config(config, value)?;
    let found = connection.db_config(config)?;
    if found == value { Ok(()) } else { Err(not_set(name, value, found)) }
}

pub(super) fn pragma(
    connection: &Driver,
    name: &str,
    value: impl Display,
    expected: impl Display,
) -> Result<(), Failed> {
    connection.execute_batch(&format!("PRAGMA {name} = {value}"))?;
    let found = read(connection, name)?;
    let expected = expected.to_string();
    if found == expected { Ok(()) } else { Err(not_set(name, expected, found)) }
}

/// Sets a limit, and reads it back: <https://sqlite.org/c3ref/limit.html>.
pub(super) fn limit(connection: &Driver, limit: Limit, name: &str, value: i32) -> Result<(), Failed> {
    connection.set_limit(limit, value)?;
    let found = connection.limit(limit)?;
    if found == value { Ok(()) } else { Err(not_set(name, value, found)) }
}

fn read(connection: &Driver, name: &str) -> Result<String, Failed> {
    let value = connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get(0))?;
    Ok(match value {
        Value::Integer(integer) => integer.to_string(),
        Value::Text(text) => text,
        Value::Null | Value::Real(_) | Value::Blob(_) => "unknown".to_owned(),
    })
}

/// Sets the journal mode, which is a property of the file. SQLite does not wait for others when it changes it.
fn journal_mode(connection: &Driver, mode: JournalMode, timeout: Duration) -> Result<(), Failed> {
    if read(connection, "journal_mode")? == mode.name() {
        return Ok(());
    }
    let start = Instant::now();
    loop {
        match pragma(connection, "journal_mode", mode.name(), mode.name()) {
            Err(Failed::Driver(error)) if is_busy(&error) && start.elapsed() < timeout => thread::sleep(PAUSE),
            done => return done,
        }
    }
}

fn is_busy(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy)
}

#[cold]
fn not_set(name: &str, expected: impl Display, found: impl Display) -> Failed {
    let message = format!("the setting `{name}` is {found} after it was set to {expected}");
    Failed::Ours(error::opening(Condition::Other, message))
}
