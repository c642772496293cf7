//! Large values read and written piece by piece: <https://sqlite.org/c3ref/blob_open.html>.

use std::fmt;
use std::io::{self, Read, Seek, SeekFrom, Write};

use orm_core::column::Column;
use orm_core::error::{Condition, Error, Failure};
use orm_core::expr::TextOrBlob;
use orm_core::schema::TableSchema;
use orm_core::table::Stored;
use orm_core::value::ColumnValue;
use rusqlite::blob::Blob;
use rusqlite::{MAIN_DB, ffi};

use crate::connection::Connection;
use crate::database::Database;
use crate::error;
use crate::transaction::{ReadTransaction, Transaction};

/// A value that is read piece by piece: [`Transaction::blob`] and its like.
///
/// It is in memory a page at a time, however large it is. It implements [`Read`] and [`Seek`]. When the row is changed or deleted
/// while the reader is there, the next read fails with an error for which [`is_conflict`](Error::is_conflict) is true.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use std::io::{Read as _, Seek as _, SeekFrom};
/// use orm_sqlite::Error;
///
/// let end = db.read_blob(User::BIO, 1, |bio| {
///     bio.seek(SeekFrom::End(-7)).map_err(Error::io)?;
///     let mut end = String::new();
///     bio.read_to_string(&mut end).map_err(Error::io)?;
///     Ok(end)
/// })?;
/// assert_eq!(end, "program");
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub struct BlobReader<'tx>(Open<'tx>);

/// A value that is written piece by piece, and read too: [`Transaction::blob_mut`] and [`Database::write_blob`].
///
/// It implements [`Read`], [`Write`] and [`Seek`], which a program imports without their names (`use std::io::Write as _`), because the
/// prelude has others of these names. It keeps its length: a write that goes over its end is an error and writes nothing.
/// An update with [`zeroblob`](crate::expr::zeroblob) makes room for it.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use std::io::Write as _;
/// use orm_sqlite::Error;
///
/// # #[derive(Table, Debug)]
/// # #[table(name = "attachments")]
/// # struct Attachment {
/// #     #[column(primary_key)]
/// #     id: i64,
/// #     data: Vec<u8>,
/// # }
/// # db.create_tables(&schema!(Attachment))?;
/// let attachment = db.transaction(|tx| {
///     let attachment = tx.insert(NewAttachment::builder().data(Vec::new()).build()).returning().one()?;
///     let room = orm_sqlite::expr::zeroblob(6);
///     tx.update::<Attachment>().set(Attachment::DATA.to(room)).filter(Attachment::ID.eq(attachment.id)).run()?;
///     let mut data = tx.blob_mut(Attachment::DATA, attachment.id)?;
///     data.write_all(b"abc").map_err(Error::io)?;
///     data.write_all(b"def").map_err(Error::io)?;
///     assert!(data.write_all(b"g").is_err());
///     drop(data);
///     tx.find::<Attachment>(attachment.id).one()
/// })?;
/// assert_eq!(attachment.data, b"abcdef");
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub struct BlobWriter<'tx>(Open<'tx>);

struct Open<'tx> {
    blob: Blob<'tx>,
    table: &'static str,
    column: &'static str,
    length: u64,
    position: u64,
}

impl Transaction<'_> {
    /// Opens the value of a column in the row with a rowid, which an `INTEGER PRIMARY KEY` is, to read it piece by piece.
    ///
    /// # Errors
    ///
    /// When there is no such row ([`is_not_found`](Error::is_not_found)), the table is `WITHOUT ROWID` or the column is generated
    /// ([`is_refused`](Error::is_refused)), the value is `NULL` or a number, or the transaction is over. A column of numbers does
    /// not compile.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// db.transaction(|tx| {
    ///     assert_eq!(tx.blob(User::NAME, 3)?.len(), 4);
    ///     assert!(tx.blob(User::NAME, 99).is_err_and(|error| error.is_not_found()));
    ///     assert!(tx.blob(User::BIO, 2).is_err_and(|error| error.table() == Some("users")));
    ///     Ok(())
    /// })?;
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[rustfmt::skip]
    pub fn blob<T: Stored, V: ColumnValue<Base: TextOrBlob>>(&self, column: Column<T, V>, rowid: i64) -> Result<BlobReader<'_>, Error> {
        Open::new(self.open_connection()?, T::schema(), column.name(), rowid, true).map(BlobReader)
    }

    /// Opens the value of a column in the row with a rowid to write into it. Neither its length nor its type changes, no trigger runs,
    /// and no `CHECK` is asked.
    ///
    /// # Errors
    ///
    /// As [`blob`](Self::blob); and when the column is in an index or a foreign key, which SQLite would have to change too.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use std::io::Write as _;
    /// use orm_sqlite::Error;
    ///
    /// db.transaction(|tx| tx.blob_mut(Comment::BODY, 3)?.write_all(b"Ooh").map_err(Error::io))?;
    /// assert_eq!(db.find::<Comment>(3).one()?.body, "Ooh");
    /// assert!(db.transaction(|tx| tx.blob_mut(User::EMAIL, 1).map(drop)).is_err());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[rustfmt::skip]
    pub fn blob_mut<T: Stored, V: ColumnValue<Base: TextOrBlob>>(&self, column: Column<T, V>, rowid: i64) -> Result<BlobWriter<'_>, Error> {
        Open::new(self.open_connection()?, T::schema(), column.name(), rowid, false).map(BlobWriter)
    }
}

impl ReadTransaction<'_> {
    /// As [`Transaction::blob`].
    ///
    /// # Errors
    ///
    /// As [`Transaction::blob`].
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let bytes = db.read_transaction(|tx| Ok(tx.blob(User::NAME, 3)?.len()))?;
    /// assert_eq!(bytes, 4);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[rustfmt::skip]
    pub fn blob<T: Stored, V: ColumnValue<Base: TextOrBlob>>(&self, column: Column<T, V>, rowid: i64) -> Result<BlobReader<'_>, Error> {
        self.inner().blob(column, rowid)
    }
}

impl Database {
    /// Reads a value piece by piece in a closure, as [`Transaction::blob`] does: a [`read_transaction`](Self::read_transaction) around it.
    ///
    /// # Errors
    ///
    /// As [`Transaction::blob`], and what the closure gives.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let mut file = Vec::new();
    /// let bytes = db.read_blob(User::BIO, 1, |bio| std::io::copy(bio, &mut file).map_err(orm_sqlite::Error::io))?;
    /// assert_eq!((bytes, file.as_slice()), (23, b"wrote the first program".as_slice()));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn read_blob<T: Stored, V: ColumnValue<Base: TextOrBlob>, R>(
        &self,
        column: Column<T, V>,
        rowid: i64,
        work: impl FnOnce(&mut BlobReader<'_>) -> Result<R, Error>,
    ) -> Result<R, Error> {
        self.read_transaction(|tx| work(&mut tx.blob(column, rowid)?))
    }

    /// Writes into a value in a closure, as [`Transaction::blob_mut`] does: a [`transaction`](Self::transaction) around it, so that all of
    /// it is written, or nothing where the closure gives an error.
    ///
    /// # Errors
    ///
    /// As [`Transaction::blob_mut`], and what the closure gives.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use std::io::Write as _;
    /// use orm_sqlite::Error;
    ///
    /// let long = db.write_blob(Comment::BODY, 3, |body| body.write_all(b"much too long").map_err(Error::io));
    /// assert!(long.is_err_and(|error| error.is_limit()));
    /// db.write_blob(Comment::BODY, 3, |body| body.write_all(b"Ooh").map_err(Error::io))?;
    /// assert_eq!(db.find::<Comment>(3).one()?.body, "Ooh");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn write_blob<T: Stored, V: ColumnValue<Base: TextOrBlob>, R>(
        &self,
        column: Column<T, V>,
        rowid: i64,
        work: impl FnOnce(&mut BlobWriter<'_>) -> Result<R, Error>,
    ) -> Result<R, Error> {
        self.transaction(|tx| work(&mut tx.blob_mut(column, rowid)?))
    }
}

impl<'tx> Open<'tx> {
    fn new(
        connection: &'tx Connection,
        schema: &'static TableSchema,
        column: &'static str,
        rowid: i64,
        read_only: bool,
    ) -> Result<Self, Error> {
        let table = schema.name;
        if schema.without_rowid {
            return Err(Error::refused(format!("`{table}` is WITHOUT ROWID: its values cannot be opened by a rowid")));
        }
        match connection.blob_open(MAIN_DB, table, column, rowid, read_only) {
            Ok(blob) => {
                if let (false, Some(recorder)) = (read_only, connection.recorder()) {
                    recorder.wrote(table);
                }
                let length = blob.len() as u64;
                Ok(Self { blob, table, column, length, position: 0 })
            }
            Err(cause) => Err(cannot_open(cause, table, column)),
        }
    }

    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.blob.read_at(buffer, self.offset()).map_err(|error| self.failed(error))?;
        self.position += read as u64;
        Ok(read)
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if bytes.len() as u64 > self.length - self.position {
            let Self { table, column, length, .. } = self;
            let message =
                format!("the value of `{table}.{column}` has {length} bytes, and is not made longer by writing");
            return Err(io::Error::new(io::ErrorKind::WriteZero, Error::limit(message)));
        }
        self.blob.write_at(bytes, self.offset()).map_err(|error| self.failed(error))?;
        self.position += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        let target = match position {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::Current(by) => self.position.checked_add_signed(by),
            SeekFrom::End(by) => self.length.checked_add_signed(by),
        };
        match target.filter(|target| *target <= self.length) {
            Some(target) => {
                self.position = target;
                Ok(target)
            }
            None => Err(io::Error::new(io::ErrorKind::InvalidInput, "the position is not within the value")),
        }
    }

    /// A value has less than 2 GiB, and the position is within it.
    fn offset(&self) -> usize {
        usize::try_from(self.position).unwrap_or(usize::MAX)
    }

    #[cold]
    fn failed(&self, cause: rusqlite::Error) -> io::Error {
        let expired =
            matches!(&cause, rusqlite::Error::SqliteFailure(code, _) if code.extended_code == ffi::SQLITE_ABORT);
        io::Error::other(if expired { Error::conflict(self.table) } else { error::driver(cause) })
    }
}

/// What SQLite says when it opens no value. It names no value but the rowid, which the program gave.
#[cold]
fn cannot_open(cause: rusqlite::Error, table: &'static str, column: &'static str) -> Error {
    let place = format!("`{table}.{column}`");
    let rusqlite::Error::SqliteFailure(code, Some(message)) = &cause else { return error::driver(cause) };
    if code.extended_code != ffi::SQLITE_ERROR {
        return error::driver(cause);
    }
    if message.starts_with("no such rowid") {
        return Error::not_found(format!("`{table}` has no row with this rowid"));
    }
    if let Some(class) = message.strip_prefix("cannot open value of type ") {
        let class = if class == "null" { "NULL" } else { "a number" };
        let failure = Failure {
            condition: Condition::Other,
            extended_code: Some(code.extended_code),
            message: format!(
                "the value of {place} is {class}: only text and blobs are read and written piece by piece"
            ),
            table: Some(table.to_owned()),
            columns: vec![column.to_owned()],
            constraint: None,
        };
        return Error::engine(failure, None);
    }
    let reason = match message.strip_prefix("cannot open ") {
        Some(rest) => rest.strip_suffix(" for writing").map_or("SQLite does not open it", |kind| match kind {
            "indexed column" => "it is in an index, which would not be changed with it",
            "foreign key column" => "it is in a foreign key, which would not be asked",
            _ => "SQLite does not open it",
        }),
        None => message.as_str(),
    };
    Error::refused(format!("{place} cannot be read or written piece by piece: {reason}"))
}

macro_rules! handle {
    ($handle:ident) => {
        impl $handle<'_> {
            /// How many bytes the value has.
            ///
            /// # Example
            ///
            /// ```
            /// # use orm_sqlite::{doctest::*, prelude::*};
            /// # let db = database()?;
            /// assert_eq!(db.read_blob(User::NAME, 1, |name| Ok(name.len()))?, 3);
            /// # Ok::<(), orm_sqlite::Error>(())
            /// ```
            pub const fn len(&self) -> u64 {
                self.0.length
            }

            /// Whether it has none.
            ///
            /// # Example
            ///
            /// ```
            /// # use orm_sqlite::{doctest::*, prelude::*};
            /// # let db = database()?;
            /// assert!(!db.read_blob(User::NAME, 1, |name| Ok(name.is_empty()))?);
            /// # Ok::<(), orm_sqlite::Error>(())
            /// ```
            pub const fn is_empty(&self) -> bool {
                self.0.length == 0
            }
        }

        impl Read for $handle<'_> {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                self.0.read(buffer)
            }
        }

        impl Seek for $handle<'_> {
            fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
                self.0.seek(position)
            }
        }

        impl fmt::Debug for $handle<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let Open { table, column, length, position, .. } = &self.0;
                let place = format_args!("{table}.{column}");
                let mut handle = f.debug_struct(stringify!($handle));
                handle.field("value", &place).field("length", length).field("position", position).finish()
            }
        }
    };
}

handle!(BlobReader);
handle!(BlobWriter);

impl Write for BlobWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
