//! Full-text queries: FTS5's syntax, of which the program's text never becomes a part.

use std::fmt;
use std::marker::PhantomData;

use crate::ast::Refusal;
use crate::column::Column;
use crate::table::{Table, TableRow};

/// More words than a person types; FTS5 takes time for each.
const MOST_WORDS: usize = 4_096;
/// FTS5's parser has a stack for about so many parentheses in each other.
const DEEPEST: usize = 30;

/// A query without a word finds nothing.
const NOTHING: &str = "\"\"";

/// What a full-text search looks for in the table `T`.
///
/// A text that is given to it is split into words at white space, and each word is quoted, so that nothing in it is taken for the
/// query's syntax: a user's text is never an error. FTS5 then takes words apart as it does with the text of the table: `"e-mail"` is
/// the two words `e mail` in a row. A text without any word finds nothing.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::expr::Match;
///
/// let query = Match::all("engine").and(Match::prefix("ket").or(Match::phrase("no steam"))).not(Match::all("NOT \"("));
/// assert_eq!(db.select::<Article>().search(query).one()?.title, "The Engine");
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[must_use = "a query does nothing until a search takes it"]
pub struct Match<T> {
    text: String,
    form: Form,
    words: usize,
    depth: usize,
    refusal: Option<Refusal>,
    table: PhantomData<fn() -> T>,
}

/// What the text is, and so where it needs parentheses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Something that needs none.
    One,
    /// `a b`: words in a row.
    Words,
    /// `a AND b`
    And,
    /// `a OR b`
    Or,
    /// `a NOT b`
    Not,
    /// `title : a`
    Column,
    /// The program's own.
    Raw,
}

impl<T> Match<T> {
    fn new(text: String, form: Form, words: usize) -> Self {
        Self { text, form, words, depth: 0, refusal: None, table: PhantomData }
    }

    /// Quoted words, with something between.
    fn listed(words: &[String], separator: &str, form: Form) -> Self {
        match words.len() {
            0 => Self::new(NOTHING.to_owned(), Form::One, 0),
            1 => Self::new(words.concat(), Form::One, 1),
            number => Self::new(words.join(separator), form, number),
        }
    }

    /// All words of a text, in any order and in any column.
    ///
    /// A word of punctuation alone, such as `-`, is left out.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use orm_sqlite::expr::Match;
    ///
    /// let count = |text: &str| db.select::<Article>().search(Match::all(text)).count();
    /// assert_eq!((count("steam engine")?, count("steam tea")?, count("(\"engine* -")?, count(" ")?), (1, 0, 2, 0));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn all(text: &str) -> Self {
        Self::listed(&words(text).map(quoted).collect::<Vec<_>>(), " ", Form::Words)
    }

    /// One of the words of a text.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use orm_sqlite::expr::Match;
    ///
    /// assert_eq!(db.select::<Article>().search(Match::any("steam tea")).count()?, 2);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn any(text: &str) -> Self {
        Self::listed(&words(text).map(quoted).collect::<Vec<_>>(), " OR ", Form::Or)
    }

    /// All words of a text in a row.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use orm_sqlite::expr::Match;
    ///
    /// let count = |text: &str| db.select::<Article>().search(Match::phrase(text)).count();
    /// assert_eq!((count("on steam")?, count("steam on")?), (1, 0));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn phrase(text: &str) -> Self {
        let words: Vec<&str> = words(text).collect();
        Self::new(quoted(&words.join(" ")), Form::One, words.len())
    }

    /// All words of a text, of which the last one may go on: what a field that searches while a user types asks for.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use orm_sqlite::expr::Match;
    ///
    /// let count = |text: &str| db.select::<Article>().search(Match::prefix(text)).count();
    /// assert_eq!((count("engine st")?, count("eng steam")?), (1, 0));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn prefix(text: &str) -> Self {
        let mut words: Vec<String> = words(text).map(quoted).collect();
        if let Some(last) = words.last_mut() {
            last.push('*');
        }
        Self::listed(&words, " ", Form::Words)
    }

    /// Phrases with at most so many words between the first and the last: `NEAR("a" "b c", 10)`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use orm_sqlite::expr::Match;
    ///
    /// let count = |distance| db.select::<Article>().search(Match::near(["engine", "steam"], distance)).count();
    /// assert_eq!((count(2)?, count(1)?), (1, 0));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn near<'a>(phrases: impl IntoIterator<Item = &'a str>, distance: u16) -> Self {
        let phrases: Vec<Self> = phrases.into_iter().map(Self::phrase).filter(|phrase| phrase.words > 0).collect();
        let number = phrases.iter().map(|phrase| phrase.words).sum();
        let texts: Vec<&str> = phrases.iter().map(|phrase| phrase.text.as_str()).collect();
        match texts.as_slice() {
            [] => Self::new(NOTHING.to_owned(), Form::One, 0),
            [one] => Self::new((*one).to_owned(), Form::One, number),
            several => Self::new(format!("NEAR({}, {distance})", several.join(" ")), Form::One, number),
        }
    }

    /// A query in FTS5's own syntax: <https://sqlite.org/fts5.html#full_text_query_syntax>.
    ///
    /// It is for queries of the program, or of users who know the syntax. One that is malformed is an error that
    /// [`is_invalid_search`](crate::error::Error::is_invalid_search) tells. Combined with others it stands in parentheses,
    /// which a text may close: a query that must restrict a user's is a `filter` of its own.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use orm_sqlite::expr::Match;
    ///
    /// assert_eq!(db.select::<Article>().search(Match::raw("engine NOT steam")).count()?, 1);
    ///
    /// let malformed = db.select::<Article>().search(Match::raw("engine AND")).all();
    /// assert!(malformed.is_err_and(|error| error.is_invalid_search()));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn raw(query: impl Into<String>) -> Self {
        let text = query.into();
        let mut raw = Self::new(text, Form::Raw, 0);
        if raw.text.contains('\0') {
            raw.refusal = Some(Refusal::Mistake("a full-text query contains NUL, which would end it".to_owned()));
        }
        raw
    }

    /// What both find.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use orm_sqlite::expr::Match;
    ///
    /// let both = Match::any("steam tea").and(Match::all("engine"));
    /// assert_eq!(db.select::<Article>().search(both).count()?, 1);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn and(self, other: Self) -> Self {
        self.combined(Form::And, " AND ", other)
    }

    /// What one of them finds.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use orm_sqlite::expr::Match;
    ///
    /// let one = Match::all("steam engine").or(Match::all("tea"));
    /// assert_eq!(db.select::<Article>().search(one).count()?, 2);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn or(self, other: Self) -> Self {
        self.combined(Form::Or, " OR ", other)
    }

    /// What this finds and the other does not.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use orm_sqlite::expr::Match;
    ///
    /// let cold = Match::all("engine").not(Match::all("steam"));
    /// assert_eq!(db.select::<Article>().search(cold).one()?.title, "Notes");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn not(self, other: Self) -> Self {
        self.combined(Form::Not, " NOT ", other)
    }

    fn combined(self, form: Form, operator: &str, other: Self) -> Self {
        // A chain of one operator stays flat; `NOT` is not associative.
        let flat = |side: &Self| side.form == form && form != Form::Not;
        let depth = |side: &Self| side.depth + usize::from(!flat(side) && side.form != Form::One);
        let operand = |side: &Self| if flat(side) { side.text.clone() } else { side.enclosed() };
        let mut whole = Self::new(operand(&self) + operator + &operand(&other), form, self.words + other.words);
        whole.depth = depth(&self).max(depth(&other));
        whole.refusal = self.refusal.or(other.refusal);
        whole
    }

    fn enclosed(&self) -> String {
        if self.form == Form::One { self.text.clone() } else { format!("({})", self.text) }
    }

    /// FTS5's own text.
    pub(super) fn into_text(self) -> Result<String, Refusal> {
        let too_much = if self.words > MOST_WORDS {
            Some(format!("a full-text query has {} words, and at most {MOST_WORDS} are taken", self.words))
        } else if self.depth > DEEPEST {
            Some(format!("a full-text query is nested more than {DEEPEST} deep"))
        } else {
            None
        };
        match self.refusal.or(too_much.map(Refusal::Limit)) {
            Some(refusal) => Err(refusal),
            None => Ok(self.text),
        }
    }
}

impl<T: TableRow> Match<T> {
    /// The query in one column alone: `"title" : (..)`.
    ///
    /// A column that is not in the index is an error before the statement is prepared.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use orm_sqlite::expr::Match;
    ///
    /// let titled = Match::all("engine").in_column(Article::TITLE);
    /// assert_eq!(db.select::<Article>().search(titled).one()?.title, "The Engine");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn in_column<C: Table<Row = T>, V>(self, column: Column<C, V>) -> Self {
        let (schema, at) = (T::schema(), column.index());
        let name = schema.columns[at].name;
        let mut whole = Self::new(format!("{} : {}", quoted(name), self.enclosed()), Form::Column, self.words);
        whole.depth = self.depth + usize::from(self.form != Form::One);
        whole.refusal = self.refusal;
        if let Some(index) = schema.search
            && !index.columns.contains(&at)
        {
            let reason = format!("column `{name}` is not in the index `{}`", index.name());
            whole.refusal.get_or_insert(Refusal::Mistake(reason));
        }
        whole
    }
}

/// The query for all words of a text.
pub(crate) fn all_words(text: &str) -> Result<String, Refusal> {
    Match::<()>::all(text).into_text()
}

/// The words of a text. A NUL would end FTS5's query, and separates words in its documents.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|char: char| char.is_whitespace() || char == '\0').filter(|word| !word.is_empty())
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

impl<T> Clone for Match<T> {
    fn clone(&self) -> Self {
        Self { text: self.text.clone(), refusal: self.refusal.clone(), table: PhantomData, ..*self }
    }
}

impl<T> fmt::Debug for Match<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Its text is a user's.
        f.debug_struct("Match").finish_non_exhaustive()
    }
}
