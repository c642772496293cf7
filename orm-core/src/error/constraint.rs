//! A constraint that a write would have broken.

use std::fmt;

use super::{Condition, Error};

/// The kind of a constraint.
///
/// # Example
///
/// ```
/// assert_eq!(orm_core::error::ConstraintKind::NotNull.to_string(), "NOT NULL");
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
    /// assert_eq!(orm_core::error::Error::custom("x").constraint_kind(), None);
    /// ```
    pub fn constraint_kind(&self) -> Option<ConstraintKind> {
        match self.failure()?.condition {
            Condition::Constraint(kind) => Some(kind),
            _ => None,
        }
    }

    /// Whether a `UNIQUE` or `PRIMARY KEY` constraint was broken.
    ///
    /// # Example
    ///
    /// ```
    /// assert!(!orm_core::error::Error::custom("x").is_unique_violation());
    /// ```
    pub fn is_unique_violation(&self) -> bool {
        matches!(self.constraint_kind(), Some(ConstraintKind::Unique | ConstraintKind::PrimaryKey))
    }

    /// Whether a foreign key was broken. SQLite does not tell which.
    ///
    /// # Example
    ///
    /// ```
    /// assert!(!orm_core::error::Error::custom("x").is_foreign_key_violation());
    /// ```
    pub fn is_foreign_key_violation(&self) -> bool {
        self.constraint_kind() == Some(ConstraintKind::ForeignKey)
    }

    /// Whether a `NOT NULL` constraint was broken.
    ///
    /// # Example
    ///
    /// ```
    /// assert!(!orm_core::error::Error::custom("x").is_not_null_violation());
    /// ```
    pub fn is_not_null_violation(&self) -> bool {
        self.constraint_kind() == Some(ConstraintKind::NotNull)
    }

    /// Whether a `CHECK` was broken.
    ///
    /// # Example
    ///
    /// ```
    /// assert!(!orm_core::error::Error::custom("x").is_check_violation());
    /// ```
    pub fn is_check_violation(&self) -> bool {
        self.constraint_kind() == Some(ConstraintKind::Check)
    }
}
