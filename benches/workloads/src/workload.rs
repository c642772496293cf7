//! The workloads by name, and how large they are.

use std::sync::OnceLock;

/// How many rows the command line asks for, in the place of each workload's own number.
static ROWS: OnceLock<u64> = OnceLock::new();

/// Sets the number of rows, once and before a database is filled: the children where there are some, else the parents.
pub(crate) fn set_rows(rows: u64) {
    ROWS.set(rows).expect("it is set once");
}

/// How many parents a page has.
pub const PAGE: u64 = 20;

/// Steps through all of `1..=rows` in an order that looks random: a prime that divides none of the sizes.
pub fn scatter(operation: u64, rows: u64) -> i64 {
    (1 + (operation * 7919) % rows).cast_signed()
}

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Workload {
    /// One user of 10,000 by key, by the shortest way that a side has for it.
    PointFind,
    /// One user of 10,000 by key, by a select with a filter.
    PointSelect,
    /// All users, of whom there is one.
    Select1,
    /// All 100 users.
    Select100,
    /// All 10,000 users.
    Select10000,
    /// All 10,000 measurements of 15 columns.
    Wide,
    /// All 10,000 measurements, each shown to a closure and dropped: borrowed where a side can.
    Borrowed,
    /// The 20 first posts, by title, of the users with one hair color.
    FilterJoin,
    /// 100 users with 10 posts each.
    Nested100,
    /// 1,000 users with 10 posts each.
    Nested1000,
    /// 100 users with 10 posts each with 10 comments each.
    Nested3,
    /// 20 of 10,000 users, with their 10 posts each.
    Page,
    /// One user.
    InsertOne,
    /// 100 users in one call.
    Insert100,
    /// 1,000 users in one call.
    Insert1000,
    /// A new name for one user of 10,000.
    Update,
    /// One user of 20,000; each can be deleted once.
    Delete,
    /// A user whose key is there already.
    Upsert,
}

impl Workload {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 18] = [
        Self::PointFind,
        Self::PointSelect,
        Self::Select1,
        Self::Select100,
        Self::Select10000,
        Self::Wide,
        Self::Borrowed,
        Self::InsertOne,
        Self::Insert100,
        Self::Insert1000,
        Self::FilterJoin,
        Self::Nested100,
        Self::Nested1000,
        Self::Nested3,
        Self::Page,
        Self::Update,
        Self::Delete,
        Self::Upsert,
    ];

    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::PointFind => "point_find",
            Self::PointSelect => "point_select",
            Self::Select1 => "select_1",
            Self::Select100 => "select_100",
            Self::Select10000 => "select_10000",
            Self::Wide => "wide",
            Self::Borrowed => "borrowed",
            Self::InsertOne => "insert_one",
            Self::Insert100 => "insert_100",
            Self::Insert1000 => "insert_1000",
            Self::FilterJoin => "filter_join",
            Self::Nested100 => "nested_100",
            Self::Nested1000 => "nested_1000",
            Self::Nested3 => "nested_3",
            Self::Page => "page",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::Upsert => "upsert",
        }
    }

    /// The workload of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|workload| workload.name() == name)
    }

    /// How many users there are at first.
    pub fn users(self) -> u64 {
        let users = match self {
            Self::Wide | Self::Borrowed | Self::InsertOne | Self::Insert100 | Self::Insert1000 => 0,
            Self::Select1 => 1,
            Self::Select100 | Self::FilterJoin | Self::Nested100 | Self::Nested3 => 100,
            Self::Nested1000 => 1_000,
            Self::PointFind | Self::PointSelect | Self::Select10000 | Self::Page | Self::Update | Self::Upsert => {
                10_000
            }
            Self::Delete => 20_000,
        };
        match ROWS.get() {
            Some(rows) if users > 0 => (rows / (self.posts().max(1) * self.comments().max(1))).max(1),
            _ => users,
        }
    }

    /// How many posts each user has.
    pub const fn posts(self) -> u64 {
        match self {
            Self::FilterJoin | Self::Nested100 | Self::Nested1000 | Self::Nested3 | Self::Page => 10,
            _ => 0,
        }
    }

    /// How many comments each post has.
    pub const fn comments(self) -> u64 {
        if matches!(self, Self::Nested3) { 10 } else { 0 }
    }

    /// How many measurements there are.
    pub fn measurements(self) -> u64 {
        match self {
            Self::Wide | Self::Borrowed => ROWS.get().copied().unwrap_or(10_000),
            _ => 0,
        }
    }

    /// How many users one operation inserts or changes; 0 where it reads.
    pub fn written(self) -> usize {
        match self {
            Self::InsertOne | Self::Update | Self::Delete | Self::Upsert => 1,
            Self::Insert100 => 100,
            Self::Insert1000 => ROWS.get().map_or(1_000, |rows| usize::try_from(*rows).unwrap_or(usize::MAX)),
            _ => 0,
        }
    }

    /// Whether an operation is given users that it may keep. What it costs to make and drop them is no library's.
    pub const fn takes_input(self) -> bool {
        matches!(self, Self::InsertOne | Self::Insert100 | Self::Insert1000 | Self::Update | Self::Upsert)
    }

    /// How many operations there can be on one database, warming up included.
    pub fn most(self) -> Option<u64> {
        if matches!(self, Self::Delete) { Some(self.users()) } else { None }
    }

    /// About how many instructions one operation takes: how often it is repeated follows from it.
    pub const fn size(self) -> u64 {
        match self {
            Self::PointFind | Self::PointSelect | Self::Select1 => 6_000,
            Self::InsertOne | Self::Update | Self::Delete | Self::Upsert => 10_000,
            Self::Select100 | Self::Insert100 | Self::FilterJoin => 300_000,
            Self::Page => 1_000_000,
            Self::Nested100 | Self::Insert1000 => 3_200_000,
            Self::Select10000 => 22_000_000,
            Self::Nested1000 | Self::Nested3 => 30_000_000,
            Self::Wide | Self::Borrowed => 80_000_000,
        }
    }
}
