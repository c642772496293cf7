//! Dates and times: <https://sqlite.org/lang_datefunc.html>

use std::marker::PhantomData;

use super::{call, pattern, text};
use crate::ast::{self, BinaryOp, Call};
use crate::column::Column;
use crate::expr::{Expr, Kind, Row, Term};
use crate::table::Table;
use crate::value::{ColumnType, ColumnValue, Moments, StorageClass, Texts, Timestamp, Value};

mod modifier;

pub use modifier::{Modifier, Weekday};

/// A column type that SQLite's functions of dates read: a [`Timestamp`], or text such as `2024-02-29 12:00`.
///
/// SQLite reads text in the forms that <https://sqlite.org/lang_datefunc.html#tmval> lists: `now` and a bare number, which is a
/// Julian day, are among them.
///
/// # Example: a function for every column with dates
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::expr::{DateType, Row, Term};
/// use orm_sqlite::value::ColumnValue;
///
/// fn year<J, V: ColumnValue<Base: DateType>, C>(column: C) -> Expr<User, Option<String>>
/// where
///     C: Term<User, J, V, Row> + orm_sqlite::expr::DateFunctions,
/// {
///     column.strftime("%Y")
/// }
/// assert_eq!(database()?.select::<User>().columns(year(User::NAME)).one()?, None);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(message = "`{Self}` is no date", label = "expected a `Timestamp` or text")]
pub trait DateType: ColumnType {
    /// The value as arguments of a function of dates.
    #[doc(hidden)]
    fn arguments(term: ast::Expr) -> Vec<ast::Expr>;
}

#[diagnostic::do_not_recommend]
impl<V: ColumnType<Family: DateFamily>> DateType for V {
    fn arguments(term: ast::Expr) -> Vec<ast::Expr> {
        V::Family::arguments(term)
    }
}

/// A family of types that are dates.
pub trait DateFamily {
    /// The value as arguments.
    fn arguments(term: ast::Expr) -> Vec<ast::Expr>;
}

impl DateFamily for Texts {
    fn arguments(term: ast::Expr) -> Vec<ast::Expr> {
        vec![term]
    }
}

impl DateFamily for Moments {
    /// Milliseconds are seconds with a fraction.
    fn arguments(term: ast::Expr) -> Vec<ast::Expr> {
        let seconds = ast::Expr::binary(BinaryOp::Div, term, ast::Expr::Value(Value::Real(1000.0)));
        vec![seconds, text("unixepoch")]
    }
}

/// Seconds with a fraction as milliseconds.
fn millis(seconds: ast::Expr) -> ast::Expr {
    let millis = ast::Expr::binary(BinaryOp::Mul, seconds, ast::Expr::Value(Value::Integer(1000)));
    let rounded = Call::scalar("round", vec![millis]).into();
    ast::Expr::Cast(Box::new(rounded), StorageClass::Integer)
}

/// The present moment by the clock of the database's machine, the same throughout a statement.
///
/// It lowers to `CAST(round(unixepoch('now', 'subsec') * 1000) AS INTEGER)`.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::expr::now;
///
/// let moment = db.select::<Tag>().columns(now()).one()?;
/// assert!(moment > Timestamp::from_millis(1_700_000_000_000));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[must_use]
pub fn now<S>() -> Expr<S, Timestamp> {
    let seconds = Call::scalar("unixepoch", vec![text("now"), text("subsec")]);
    Expr::new(millis(seconds.into()))
}

/// The functions of dates, as methods of columns and expressions that are a [`Timestamp`] or text.
///
/// Every result is nullable: a text that is no date has none, nor has a moment outside of the years 0 to 9999.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::expr::{Modifier, now};
///
/// let days: (Option<String>, Option<String>) =
///     db.select::<Tag>().columns((now().date(), now().moment().modify(Modifier::Days(1)).date())).one()?;
/// assert!(days.0 < days.1);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[rustfmt::skip]
pub trait DateFunctions: Sized {
    /// The moment, to change it before a part of it is taken.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use orm_sqlite::expr::{Modifier, Weekday};
    ///
    /// let day = case().when(Tag::ID.gt(0), "2024-02-29").otherwise("");
    /// let next_monday = day.moment().modify(Modifier::Days(1)).modify(Modifier::Weekday(Weekday::Monday));
    /// assert_eq!(db.select::<Tag>().columns(next_monday.date()).one()?.as_deref(), Some("2024-03-04"));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn moment<S, J, V: ColumnValue<Base: DateType>, K: Kind>(self) -> Moment<S, K::Part> where Self: Term<S, J, V, K> {
        Moment { arguments: V::Base::arguments(self.term()), types: PhantomData }
    }

    /// `date(x)`: the day, as `YYYY-MM-DD`. `NULL` for a text that is no date.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let noon = || case().when(Tag::ID.gt(0), "2024-02-29 12:00").otherwise("");
    /// let day = db.select::<Tag>().columns(noon().date()).one()?;
    /// assert_eq!(day.as_deref(), Some("2024-02-29"));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn date<S, J, V: ColumnValue<Base: DateType>, K: Kind>(self) -> Expr<S, Option<String>, K::Part> where Self: Term<S, J, V, K> {
        self.moment().date()
    }

    /// `time(x)`: the time of the day, as `HH:MM:SS`. `NULL` for a text that is no date.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let noon = || case().when(Tag::ID.gt(0), "2024-02-29 12:00").otherwise("");
    /// let time = db.select::<Tag>().columns(noon().time()).one()?;
    /// assert_eq!(time.as_deref(), Some("12:00:00"));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn time<S, J, V: ColumnValue<Base: DateType>, K: Kind>(self) -> Expr<S, Option<String>, K::Part> where Self: Term<S, J, V, K> {
        self.moment().time()
    }

    /// `datetime(x)`: day and time, as `YYYY-MM-DD HH:MM:SS`. `NULL` for a text that is no date.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let noon = || case().when(Tag::ID.gt(0), "2024-02-29 12:00").otherwise("");
    /// let both = db.select::<Tag>().columns(noon().datetime()).one()?;
    /// assert_eq!(both.as_deref(), Some("2024-02-29 12:00:00"));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn datetime<S, J, V: ColumnValue<Base: DateType>, K: Kind>(self) -> Expr<S, Option<String>, K::Part> where Self: Term<S, J, V, K> {
        self.moment().datetime()
    }

    /// `julianday(x)`: the days since noon of 24 November of the year -4713. `NULL` for a text that is no date.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let noon = || case().when(Tag::ID.gt(0), "2024-02-29 12:00").otherwise("");
    /// let days = db.select::<Tag>().columns(noon().julianday()).one()?;
    /// assert_eq!(days, Some(2_460_370.0));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn julianday<S, J, V: ColumnValue<Base: DateType>, K: Kind>(self) -> Expr<S, Option<f64>, K::Part> where Self: Term<S, J, V, K> {
        self.moment().julianday()
    }

    /// `unixepoch(x)`: the seconds since 1970, without their fraction. `NULL` for a text that is no date.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let noon = || case().when(Tag::ID.gt(0), "2024-02-29 12:00").otherwise("");
    /// let seconds = db.select::<Tag>().columns(noon().unixepoch()).one()?;
    /// assert_eq!(seconds, Some(1_709_208_000));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn unixepoch<S, J, V: ColumnValue<Base: DateType>, K: Kind>(self) -> Expr<S, Option<i64>, K::Part> where Self: Term<S, J, V, K> {
        self.moment().unixepoch()
    }

    /// `strftime(format, x)`: as the format says; `NULL` for a text that is no date.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let noon = || case().when(Tag::ID.gt(0), "2024-02-29 12:00").otherwise("");
    /// let year = db.select::<Tag>().columns(noon().strftime("%Y")).one()?;
    /// assert_eq!(year.as_deref(), Some("2024"));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn strftime<S, J, V: ColumnValue<Base: DateType>, K: Kind>(self, format: impl Into<String>) -> Expr<S, Option<String>, K::Part> where Self: Term<S, J, V, K> {
        self.moment().strftime(format)
    }
}

impl<T: Table, V: ColumnValue> DateFunctions for Column<T, V> {}
impl<S, V: ColumnValue, K: Kind> DateFunctions for Expr<S, V, K> {}

/// A moment with the changes that are made to it.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::expr::{Modifier, Moment, now};
///
/// fn tomorrow() -> Moment<Tag> {
///     now().moment().modify(Modifier::Days(1)).modify(Modifier::StartOfDay)
/// }
/// assert!(db.select::<Tag>().filter(tomorrow().timestamp().gt(now())).exists()?);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug)]
pub struct Moment<S, K = Row> {
    arguments: Vec<ast::Expr>,
    types: PhantomData<fn() -> (S, K)>,
}

impl<S, K> Clone for Moment<S, K> {
    fn clone(&self) -> Self {
        Self { arguments: self.arguments.clone(), types: PhantomData }
    }
}

impl<S, K: Kind> Moment<S, K> {
    /// The moment after one more change. Changes are made in the order in which they are added.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use orm_sqlite::expr::Modifier;
    ///
    /// let day = case().when(Tag::ID.gt(0), "2024-01-31").otherwise("");
    /// let last_of_february = day.moment().modify(Modifier::StartOfMonth).modify(Modifier::Months(2)).modify(Modifier::Days(-1));
    /// assert_eq!(db.select::<Tag>().columns(last_of_february.date()).one()?.as_deref(), Some("2024-02-29"));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[must_use]
    pub fn modify(mut self, modifier: Modifier) -> Self {
        self.arguments.push(modifier.argument());
        self
    }

    /// `date(..)`: the day, as `YYYY-MM-DD`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let noon = || case().when(Tag::ID.gt(0), "2024-02-29 12:00").otherwise("");
    /// let day = db.select::<Tag>().columns(noon().moment().date()).one()?;
    /// assert_eq!(day.as_deref(), Some("2024-02-29"));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn date(self) -> Expr<S, Option<String>, K> {
        call("date", self.arguments)
    }

    /// `time(..)`: the time of the day, as `HH:MM:SS`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let noon = || case().when(Tag::ID.gt(0), "2024-02-29 12:00").otherwise("");
    /// let time = db.select::<Tag>().columns(noon().moment().time()).one()?;
    /// assert_eq!(time.as_deref(), Some("12:00:00"));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn time(self) -> Expr<S, Option<String>, K> {
        call("time", self.arguments)
    }

    /// `datetime(..)`: day and time, as `YYYY-MM-DD HH:MM:SS`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let noon = || case().when(Tag::ID.gt(0), "2024-02-29 12:00").otherwise("");
    /// let both = db.select::<Tag>().columns(noon().moment().datetime()).one()?;
    /// assert_eq!(both.as_deref(), Some("2024-02-29 12:00:00"));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn datetime(self) -> Expr<S, Option<String>, K> {
        call("datetime", self.arguments)
    }

    /// `julianday(..)`: the days since noon of 24 November of the year -4713.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let noon = || case().when(Tag::ID.gt(0), "2024-02-29 12:00").otherwise("");
    /// let days = db.select::<Tag>().columns(noon().moment().julianday()).one()?;
    /// assert_eq!(days, Some(2_460_370.0));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn julianday(self) -> Expr<S, Option<f64>, K> {
        call("julianday", self.arguments)
    }

    /// `unixepoch(..)`: the seconds since 1970, without their fraction.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let noon = || case().when(Tag::ID.gt(0), "2024-02-29 12:00").otherwise("");
    /// let seconds = db.select::<Tag>().columns(noon().moment().unixepoch()).one()?;
    /// assert_eq!(seconds, Some(1_709_208_000));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn unixepoch(self) -> Expr<S, Option<i64>, K> {
        call("unixepoch", self.arguments)
    }

    /// `strftime(format, ..)`: as the format says, with `%Y` for the year and so on; `NULL` for a letter that it does not know: <https://sqlite.org/lang_datefunc.html#strftm>.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let noon = || case().when(Tag::ID.gt(0), "2024-02-29 12:00").otherwise("");
    /// let day = db.select::<Tag>().columns(noon().moment().strftime("%d.%m.%Y")).one()?;
    /// assert_eq!(day.as_deref(), Some("29.02.2024"));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn strftime(mut self, format: impl Into<String>) -> Expr<S, Option<String>, K> {
        self.arguments.insert(0, pattern(format.into()));
        call("strftime", self.arguments)
    }

    /// The moment as a [`Timestamp`], to the millisecond: `CAST(round(unixepoch(.., 'subsec') * 1000) AS INTEGER)`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let noon = || case().when(Tag::ID.gt(0), "2024-02-29 12:00").otherwise("");
    /// let noon = db.select::<Tag>().columns(noon().moment().timestamp()).one()?;
    /// assert_eq!(noon, Some(Timestamp::from_millis(1_709_208_000_000)));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn timestamp(mut self) -> Expr<S, Option<Timestamp>, K> {
        self.arguments.push(text("subsec"));
        Expr::new(millis(Call::scalar("unixepoch", self.arguments).into()))
    }

    /// `timediff(moment, earlier)`: how much later it is, as `+YYYY-MM-DD HH:MM:SS.SSS`: <https://sqlite.org/lang_datefunc.html#tmdif>.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let noon = || case().when(Tag::ID.gt(0), "2024-02-29 12:00").otherwise("");
    /// use orm_sqlite::expr::Modifier;
    ///
    /// let start = noon().moment().modify(Modifier::StartOfMonth);
    /// let since = db.select::<Tag>().columns(noon().moment().timediff(start)).one()?;
    /// assert_eq!(since.as_deref(), Some("+0000-00-28 12:00:00.000"));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn timediff<K2: Kind>(self, earlier: Moment<S, K2>) -> Expr<S, Option<String>, K::Join<K2>> {
        call("timediff", [self.into_milliseconds(), earlier.into_milliseconds()])
    }

    /// As one argument: `timediff` takes no changes.
    fn into_milliseconds(mut self) -> ast::Expr {
        self.arguments.insert(0, text("%Y-%m-%d %H:%M:%f"));
        Call::scalar("strftime", self.arguments).into()
    }
}
