//! How a moment is changed.

use super::text;
use crate::ast;

/// A change of a moment: <https://sqlite.org/lang_datefunc.html#dtmods>.
///
/// A number of years or months that leads to a day which the month does not have leads into the next month: a month after
/// 31 January is 2 or 3 March. [`Floor`](Self::Floor) after it takes the month's last day instead.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::expr::Modifier;
///
/// let day = case().when(Tag::ID.gt(0), "2024-01-31").otherwise("");
/// let later = day.moment().modify(Modifier::Months(1));
/// let days = db.select::<Tag>().columns((later.clone().date(), later.modify(Modifier::Floor).date())).one()?;
/// assert_eq!(days, (Some("2024-03-02".to_owned()), Some("2024-02-29".to_owned())));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Modifier {
    /// So many years later, or earlier.
    Years(i64),
    /// So many months later, or earlier.
    Months(i64),
    /// So many days later, or earlier.
    Days(i64),
    /// So many hours later, or earlier.
    Hours(i64),
    /// So many minutes later, or earlier.
    Minutes(i64),
    /// So many seconds later, or earlier.
    Seconds(i64),
    /// After years or months: a day that the month does not have is in the next month, which is what happens anyway.
    Ceiling,
    /// After years or months: a day that the month does not have is the month's last.
    Floor,
    /// The first moment of the year.
    StartOfYear,
    /// The first moment of the month.
    StartOfMonth,
    /// The first moment of the day.
    StartOfDay,
    /// The next such day, or the day itself.
    Weekday(Weekday),
    /// From UTC to the time zone of the database's machine.
    LocalTime,
    /// From the time zone of the database's machine to UTC.
    Utc,
}

impl Modifier {
    pub(super) fn argument(self) -> ast::Expr {
        text(match self {
            Self::Years(number) => format!("{number:+} years"),
            Self::Months(number) => format!("{number:+} months"),
            Self::Days(number) => format!("{number:+} days"),
            Self::Hours(number) => format!("{number:+} hours"),
            Self::Minutes(number) => format!("{number:+} minutes"),
            Self::Seconds(number) => format!("{number:+} seconds"),
            Self::Ceiling => "ceiling".to_owned(),
            Self::Floor => "floor".to_owned(),
            Self::StartOfYear => "start of year".to_owned(),
            Self::StartOfMonth => "start of month".to_owned(),
            Self::StartOfDay => "start of day".to_owned(),
            Self::Weekday(day) => format!("weekday {}", day.number()),
            Self::LocalTime => "localtime".to_owned(),
            Self::Utc => "utc".to_owned(),
        })
    }
}

/// A day of the week.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::expr::{Modifier, Weekday};
///
/// let day = case().when(Tag::ID.gt(0), "2024-02-29").otherwise("");
/// let sunday = day.moment().modify(Modifier::Weekday(Weekday::Sunday)).date();
/// assert_eq!(db.select::<Tag>().columns(sunday).one()?.as_deref(), Some("2024-03-03"));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "their names say it")]
pub enum Weekday {
    Sunday,
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
}

impl Weekday {
    const fn number(self) -> u8 {
        match self {
            Self::Sunday => 0,
            Self::Monday => 1,
            Self::Tuesday => 2,
            Self::Wednesday => 3,
            Self::Thursday => 4,
            Self::Friday => 5,
            Self::Saturday => 6,
        }
    }
}
