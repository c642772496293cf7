//! One column of a table.

use std::fmt;

use crate::value::{AllowedValues, ColumnType, ColumnValue, EncodeError, StorageClass, Value};

/// One column of a table.
///
/// Built by [`ColumnSchema::of`] and the functions named after the attributes, all of them `const`.
///
/// # Example
///
/// ```
/// use orm_sqlite::schema::ColumnSchema;
///
/// const BIO: ColumnSchema = ColumnSchema::of::<Option<String>>("bio");
/// assert!(BIO.nullable);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
#[expect(clippy::struct_excessive_bools, reason = "each is one word of the attribute")]
pub struct ColumnSchema {
    /// The name in the database.
    pub name: &'static str,
    /// The storage class of the Rust type.
    pub storage: StorageClass,
    /// The declared type, where it is not the storage class's name.
    pub sql_type: Option<&'static str>,
    /// Whether `NULL` is a value.
    pub nullable: bool,
    /// The only values that are allowed, which become a `CHECK`.
    pub allowed: Option<AllowedValues>,
    /// The database's default.
    pub default: Option<DefaultValue>,
    /// The program's default, called for each row whose column is left out of an insert.
    pub default_fn: Option<RustValue>,
    /// Called for each update that leaves the column out.
    pub on_update_fn: Option<RustValue>,
    /// Every update adds one to it.
    pub version: bool,
    /// The collating sequence.
    pub collate: Option<&'static str>,
    /// A check, in SQL.
    pub check: Option<&'static str>,
    /// The expression that the database computes the column from.
    pub generated: Option<Generated>,
    /// The name that the column had before.
    pub renamed_from: Option<&'static str>,
    /// Whether values must never be shown.
    pub sensitive: bool,
    /// Whether a foreign key goes without an index on purpose.
    pub no_index: bool,
}

impl ColumnSchema {
    /// A column of the Rust type `V`, without any attribute.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::schema::ColumnSchema;
    ///
    /// assert_eq!(ColumnSchema::of::<i64>("id").storage.to_string(), "INTEGER");
    /// ```
    pub const fn of<V: ColumnValue>(name: &'static str) -> Self {
        Self {
            name,
            storage: <V::Base as ColumnType>::STORAGE,
            sql_type: None,
            nullable: V::NULLABLE,
            allowed: <V::Base as ColumnType>::ALLOWED,
            default: None,
            default_fn: None,
            on_update_fn: None,
            version: false,
            collate: None,
            check: None,
            generated: None,
            renamed_from: None,
            sensitive: false,
            no_index: false,
        }
    }
}

/// The attributes of a column, for expansions.
#[doc(hidden)]
impl ColumnSchema {
    pub const fn sql_type(mut self, declared: &'static str) -> Self {
        self.sql_type = Some(declared);
        self
    }

    pub const fn default(mut self, value: fn() -> Result<Value, EncodeError>) -> Self {
        self.default = Some(DefaultValue::Value(RustValue(value)));
        self
    }

    pub const fn default_sql(mut self, sql: &'static str) -> Self {
        self.default = Some(DefaultValue::Sql(sql));
        self
    }

    pub const fn default_fn(mut self, value: fn() -> Result<Value, EncodeError>) -> Self {
        self.default_fn = Some(RustValue(value));
        self
    }

    pub const fn on_update_fn(mut self, value: fn() -> Result<Value, EncodeError>) -> Self {
        self.on_update_fn = Some(RustValue(value));
        self
    }

    /// Every update adds one to it.
    #[must_use]
    pub const fn version(mut self) -> Self {
        self.version = true;
        self
    }

    pub const fn collate(mut self, sequence: &'static str) -> Self {
        self.collate = Some(sequence);
        self
    }

    pub const fn check(mut self, sql: &'static str) -> Self {
        self.check = Some(sql);
        self
    }

    pub const fn generated_stored(mut self, sql: &'static str) -> Self {
        self.generated = Some(Generated { sql, stored: true });
        self
    }

    pub const fn generated_virtual(mut self, sql: &'static str) -> Self {
        self.generated = Some(Generated { sql, stored: false });
        self
    }

    pub const fn renamed_from(mut self, name: &'static str) -> Self {
        self.renamed_from = Some(name);
        self
    }

    pub const fn sensitive(mut self) -> Self {
        self.sensitive = true;
        self
    }

    pub const fn no_index(mut self) -> Self {
        self.no_index = true;
        self
    }
}

/// A default that the database knows.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::schema::DefaultValue;
/// use orm_sqlite::table::Table;
///
/// let logins = &User::schema().columns[5];
/// assert!(matches!(logins.default, Some(DefaultValue::Value(_))));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum DefaultValue {
    /// A value of the program, written as a literal.
    Value(RustValue),
    /// An expression in SQL.
    Sql(&'static str),
}

/// A value that a function of the program makes.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::schema::DefaultValue;
/// use orm_sqlite::table::Table;
/// use orm_sqlite::value::Value;
///
/// let Some(DefaultValue::Value(default)) = User::schema().columns[4].default else { panic!("`role` has a default") };
/// assert_eq!(default.value(), Ok(Value::Text("member".to_owned())));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct RustValue(pub(crate) fn() -> Result<Value, EncodeError>);

impl RustValue {
    /// Calls the function.
    ///
    /// # Errors
    ///
    /// When SQLite has no equal for the value.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # use orm_sqlite::schema::DefaultValue;
    /// # use orm_sqlite::table::Table;
    /// use orm_sqlite::value::Value;
    ///
    /// let Some(DefaultValue::Value(default)) = User::schema().columns[5].default else { panic!("`logins` has a default") };
    /// assert_eq!(default.value(), Ok(Value::Integer(0)));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn value(self) -> Result<Value, EncodeError> {
        (self.0)()
    }

    /// Two functions of one address do the same.
    pub(crate) fn address(self) -> usize {
        self.0 as usize
    }
}

impl fmt::Debug for RustValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RustValue")
    }
}

impl PartialEq for RustValue {
    /// Two are equal when they give equal values now: the addresses of functions mean nothing.
    fn eq(&self, other: &Self) -> bool {
        self.value() == other.value()
    }
}

/// A column that the database computes.
///
/// SQLite's documentation: <https://sqlite.org/gencol.html>.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// #[derive(Table)]
/// struct Item {
///     #[column(primary_key)]
///     id: i64,
///     price: i64,
///     #[column(generated(stored, "price * 2"))]
///     double: i64,
/// }
///
/// # use orm_sqlite::table::Table as _;
/// let generated = Item::schema().columns[2].generated;
/// assert!(generated.is_some_and(|generated| generated.stored && generated.sql == "price * 2"));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Generated {
    /// The expression.
    pub sql: &'static str,
    /// Whether it is stored; else it is computed when read.
    pub stored: bool,
}

/// Whether updates can count in a column of this type.
#[doc(hidden)]
#[must_use]
pub const fn is_version<V: ColumnValue>() -> bool {
    let integer = matches!(<V::Base as ColumnType>::STORAGE, StorageClass::Integer);
    let listed = matches!(<V::Base as ColumnType>::ALLOWED, Some(AllowedValues::Texts(_) | AllowedValues::Integers(_)));
    integer && !listed && !V::NULLABLE
}
