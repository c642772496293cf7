//! A constraint that a write would have broken.

use std::fmt;

use super::{Condition, Error};

/// The kind of a constraint.
///
/// # Example
///
/// ```
/// assert_eq!(orm_sqlite::error::ConstraintKind::NotNull.to_string(), "NOT NULL");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConstraintKind {
    /// `UNIQUE`.
    Unique,
    /// `PRIMARY KEY`.
    PrimaryKey,
    /// `FOREIGN KEY`.
    ForeignKey,
    /// `NOT NULL`.
    NotNull,
    /// `CHECK`.
    Check,
    /// A STRICT table's column type.
    DataType,
    /// Another, such as a trigger's `RAISE`.
    Other,
}

impl fmt::Display for ConstraintKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unique => "UNIQUE",
            Self::PrimaryKey => "PRIMARY KEY",
            Self::ForeignKey => "FOREIGN KEY",
            Self::NotNull => "NOT NULL",
            Self::Check => "CHECK",
            Self::DataType => "column type",
            Self::Other => "another",
        })
    }
}

impl Error {
    /// The kind of the constraint that a write broke, if that is what failed.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use orm_sqlite::error::ConstraintKind;
    ///
    /// let taken = db.insert(NewTag::builder().name("math").build()).run().unwrap_err();
    /// assert_eq!(taken.constraint_kind(), Some(ConstraintKind::Unique));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn constraint_kind(&self) -> Option<ConstraintKind> {
        match self.failure()?.condition {
            Condition::Constraint(kind) => Some(kind),
            _ => None,
        }
    }

    /// Whether a `UNIQUE` or `PRIMARY KEY` constraint was broken, or a unique index.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let taken = db.insert(NewTag::builder().name("math").build()).run().unwrap_err();
    /// assert!(taken.is_unique_violation());
    /// assert_eq!((taken.table(), taken.columns()), (Some("tags"), &["name".to_owned()][..]));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn is_unique_violation(&self) -> bool {
        matches!(self.constraint_kind(), Some(ConstraintKind::Unique | ConstraintKind::PrimaryKey))
    }

    /// Whether a foreign key was broken. SQLite does not tell which.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let post = NewPost::builder().author_id(99).title("Lost").build();
    /// assert!(db.insert(post).run().is_err_and(|error| error.is_foreign_key_violation()));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn is_foreign_key_violation(&self) -> bool {
        self.constraint_kind() == Some(ConstraintKind::ForeignKey)
    }

    /// Whether a `NOT NULL` constraint was broken. The typed builders cannot; raw SQL can.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let error = sql!("insert into tags (name) values (null)").run(&db).unwrap_err();
    /// assert!(error.is_not_null_violation());
    /// assert_eq!(error.columns(), ["name"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn is_not_null_violation(&self) -> bool {
        self.constraint_kind() == Some(ConstraintKind::NotNull)
    }

    /// Whether a `CHECK` was broken.
    ///
    /// # Example: the column of an enum has one
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let error = sql!("update users set role = 'king'").run(&db).unwrap_err();
    /// assert!(error.is_check_violation());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn is_check_violation(&self) -> bool {
        self.constraint_kind() == Some(ConstraintKind::Check)
    }
}
