//! Files and streams of the program, in a closure that fails with [`Error`].

use std::io;

use super::Error;

impl Error {
    /// A failure to read or write, where a value is read from a file or written to one. What the library itself failed with comes back
    /// as it was; anything else is an error of the program's own, and the system's is its `source`.
    ///
    /// There is no `From` for it: with two of them, `?` would not know the type of an error that nobody names.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use orm_sqlite::Error;
    ///
    /// let missing = db.transaction(|tx| {
    ///     let bio = std::fs::read_to_string("no/such/file").map_err(Error::io)?;
    ///     tx.update::<User>().set(User::BIO.to(bio)).all_rows().run()
    /// });
    /// assert!(std::error::Error::source(&missing.unwrap_err()).is_some());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn io(error: io::Error) -> Self {
        match error.downcast::<Self>() {
            Ok(ours) => ours,
            Err(error) => {
                let mut custom = Self::custom(error.to_string());
                custom.0.source = Some(Box::new(error));
                custom
            }
        }
    }
}
