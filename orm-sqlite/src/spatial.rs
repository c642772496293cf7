//! What looks after spatial indexes, besides the changes of their tables.

use orm_core::error::Error;
use orm_core::query::{check_spatial, rebuild_spatial};
use orm_core::table::Spatial;

use crate::access::{Read, Write};

/// The methods of every handle that can write which look after spatial indexes; in the prelude.
///
/// # Example: in a function over handles
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// fn heal(db: &impl Write) -> Result<(), orm_sqlite::Error> {
///     if !db.check_spatial::<Room>()? {
///         db.rebuild_spatial::<Room>()?;
///     }
///     Ok(())
/// }
/// heal(&db)?;
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub trait WriteSpatial: Write {
    /// Makes the index of a table anew from its rows, in one transaction: `DROP TABLE`, `CREATE VIRTUAL TABLE` and `INSERT .. SELECT`.
    ///
    /// It is for a table that another program has written without the triggers, and for a damaged index. It also takes away what
    /// `OR REPLACE` leaves behind: SQLite runs no trigger for a row that is deleted because it has another key of the new one, so that
    /// its box stays in the index. No query finds it, because the table decides.
    ///
    /// # Errors
    ///
    /// When the database has no such index, or cannot be written.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// sql!("delete from rooms_rtree").run(&db)?;
    /// assert_eq!(db.select::<Room>().filter(Room::overlaps(Room::bounds())).count()?, 0);
    ///
    /// db.rebuild_spatial::<Room>()?;
    /// assert_eq!(db.select::<Room>().filter(Room::overlaps(Room::bounds())).count()?, 3);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    fn rebuild_spatial<T: Spatial>(&self) -> Result<(), Error> {
        rebuild_spatial::<T, _>(self.engine()).map(drop)
    }
}

impl<W: Write> WriteSpatial for W {}

/// The methods of every handle which look at spatial indexes; in the prelude.
///
/// # Example: in a function over handles
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// fn is_sound(db: &impl Read) -> Result<bool, orm_sqlite::Error> {
///     db.check_spatial::<Room>()
/// }
/// assert!(db.read_transaction(|tx| is_sound(tx))?);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub trait ReadSpatial: Read {
    /// Whether the index is sound, covers the box of every row, and has no others: `rtreecheck`
    /// (<https://sqlite.org/rtree.html#integrity_checks_using_the_rtreecheck_sql_function>), and a comparison with the table. It reads
    /// all of both.
    ///
    /// # Errors
    ///
    /// When the database has no such index.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// assert!(db.check_spatial::<Room>()?);
    ///
    /// sql!("delete from rooms_rtree where id = 1").run(&db)?;
    /// assert!(!db.check_spatial::<Room>()?);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    fn check_spatial<T: Spatial>(&self) -> Result<bool, Error> {
        match check_spatial::<T, _>(self.engine()) {
            Err(error) if error.is_corrupt() => Ok(false),
            answer => answer,
        }
    }
}

impl<R: Read> ReadSpatial for R {}
