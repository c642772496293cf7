//! From a tree to a typed query: the scopes in which trees are built, and the joins that have them.

use orm_sqlite::Access;
use orm_sqlite::prelude::*;
use orm_sqlite::query::Select;
use orm_sqlite::scope::{FullJoin, InnerJoin, LeftJoin, Nested, RightJoin};

use super::data::{Apple, Berry, Cells, Cherry, Tables};
use super::model::{Scope, joined};
use super::random::Random;
use super::tree::{CHERRY, Compare, Int, Pred, Right, Text, Total, Width};

/// A scope whose columns have numbers.
pub(super) trait Sheet: Sized + 'static {
    const WIDTH: Width;
    /// The scope of a subquery over the cherries.
    type Inner: Sheet;

    fn int(at: usize) -> Expr<Self, Option<i64>>;
    fn text(at: usize) -> Expr<Self, Option<String>>;
    fn exists(filter: Expr<Self::Inner, bool>) -> Expr<Self, bool>;
    fn within(
        int: Expr<Self, Option<i64>>,
        filter: Expr<Self::Inner, bool>,
        shown: Expr<Self::Inner, Option<i64>>,
        negated: bool,
    ) -> Expr<Self, bool>;
    fn total(
        total: Total,
        filter: Expr<Self::Inner, bool>,
        shown: Expr<Self::Inner, Option<i64>>,
    ) -> Expr<Self, Option<i64>>;
}

macro_rules! columns {
    ($at:expr; $($column:expr),+) => {{
        let columns: Vec<fn() -> _> = vec![$(|| $column.nullable()),+];
        columns[$at]()
    }};
}

/// The columns of a scope, without subqueries.
macro_rules! plain {
    ($scope:ty; $($int:expr),+; $($text:expr),+) => {
        impl Sheet for $scope {
            const WIDTH: Width =
                Width { ints: [$(stringify!($int)),+].len(), texts: [$(stringify!($text)),+].len(), subqueries: false };
            type Inner = Self;

            fn int(at: usize) -> Expr<Self, Option<i64>> {
                columns!(at; $($int),+)
            }

            fn text(at: usize) -> Expr<Self, Option<String>> {
                columns!(at; $($text),+)
            }

            fn exists(_: Expr<Self, bool>) -> Expr<Self, bool> {
                unreachable!("there are no subqueries here")
            }

            fn within(_: Expr<Self, Option<i64>>, _: Expr<Self, bool>, _: Expr<Self, Option<i64>>, _: bool) -> Expr<Self, bool> {
                unreachable!("there are no subqueries here")
            }

            fn total(_: Total, _: Expr<Self, bool>, _: Expr<Self, Option<i64>>) -> Expr<Self, Option<i64>> {
                unreachable!("there are no subqueries here")
            }
        }
    };
}

/// The columns of a scope, and of a subquery inside of it.
macro_rules! sheet {
    ($scope:ty; $($int:expr),+; $($text:expr),+) => {
        plain!(Nested<$scope, Cherry>; Cherry::ID, Cherry::SIZE, $($int),+; Cherry::NAME, $($text),+);

        impl Sheet for $scope {
            const WIDTH: Width = Width {
                ints: <Self::Inner as Sheet>::WIDTH.ints - CHERRY.0,
                texts: <Self::Inner as Sheet>::WIDTH.texts - CHERRY.1,
                subqueries: true,
            };
            type Inner = Nested<Self, Cherry>;

            fn int(at: usize) -> Expr<Self, Option<i64>> {
                columns!(at; $($int),+)
            }

            fn text(at: usize) -> Expr<Self, Option<String>> {
                columns!(at; $($text),+)
            }

            fn exists(filter: Expr<Self::Inner, bool>) -> Expr<Self, bool> {
                exists(Cherry::correlated().filter(filter))
            }

            fn within(
                int: Expr<Self, Option<i64>>,
                filter: Expr<Self::Inner, bool>,
                shown: Expr<Self::Inner, Option<i64>>,
                negated: bool,
            ) -> Expr<Self, bool> {
                let cherries = Cherry::correlated().filter(filter).columns(shown);
                if negated { int.not_in_query(cherries) } else { int.in_query(cherries) }
            }

            fn total(
                total: Total,
                filter: Expr<Self::Inner, bool>,
                shown: Expr<Self::Inner, Option<i64>>,
            ) -> Expr<Self, Option<i64>> {
                // An aggregate of outer columns alone is none of the subquery: a cherry has part in it.
                let shown = shown.add(Cherry::ID.mul(0));
                let cherries = Cherry::correlated().filter(filter);
                match total {
                    Total::Count => scalar(cherries.columns(shown.count())),
                    Total::Sum => scalar(cherries.columns(shown.sum())),
                    Total::Min => scalar(cherries.columns(shown.min())),
                    Total::Max => scalar(cherries.columns(shown.max())),
                }
            }
        }
    };
}

sheet!(Apple; Apple::ID, Apple::SIZE; Apple::NAME);

macro_rules! doubles {
    ($($join:ident),+) => {$(
        sheet!($join<Apple, Berry>; Apple::ID, Apple::SIZE, Berry::ID, Berry::APPLE_ID, Berry::SIZE; Apple::NAME, Berry::NAME);
    )+};
}

doubles!(InnerJoin, LeftJoin, RightJoin, FullJoin);

macro_rules! triples {
    ($($scope:ty),+) => {$(
        plain!($scope; Apple::ID, Apple::SIZE, Berry::ID, Berry::APPLE_ID, Berry::SIZE, Cherry::ID, Cherry::SIZE;
            Apple::NAME, Berry::NAME, Cherry::NAME);
    )+};
}

triples!(
    InnerJoin<LeftJoin<Apple, Berry>, Cherry>,
    LeftJoin<RightJoin<Apple, Berry>, Cherry>,
    RightJoin<InnerJoin<Apple, Berry>, Cherry>,
    FullJoin<LeftJoin<Apple, Berry>, Cherry>,
    LeftJoin<FullJoin<Apple, Berry>, Cherry>
);

fn right<S: Sheet, X>(
    left: Expr<S, Option<i64>>,
    right: &Right,
    literal: impl FnOnce(Expr<S, Option<i64>>, i64) -> X,
    both: impl FnOnce(Expr<S, Option<i64>>, Expr<S, Option<i64>>) -> X,
) -> X {
    match right {
        Right::Literal(value) => literal(left, *value),
        Right::Int(right) => both(left, int(right)),
    }
}

pub(super) fn int<S: Sheet>(tree: &Int) -> Expr<S, Option<i64>> {
    match tree {
        Int::Column(at) => S::int(*at),
        Int::Add(a, b) => right(int::<S>(a), b, Expr::add, Expr::add),
        Int::Sub(a, b) => right(int::<S>(a), b, Expr::sub, Expr::sub),
        Int::Mul(a, b) => right(int::<S>(a), b, Expr::mul, Expr::mul),
        Int::Div(a, b) => right(int::<S>(a), b, Expr::div, Expr::div),
        Int::Rem(a, b) => right(int::<S>(a), b, Expr::rem, Expr::rem),
        Int::Neg(inner) => int::<S>(inner).neg(),
        Int::Coalesce(a, b) => right(int::<S>(a), b, |a, b| a.coalesce(b).nullable(), Expr::coalesce),
        Int::NullIf(a, b) => right(int::<S>(a), b, Expr::null_if, Expr::null_if),
        Int::Case(condition, yes, no) => case().when(pred(condition), int::<S>(yes)).otherwise(int::<S>(no)),
        Int::Length(inner) => text::<S>(inner).length(),
        Int::Scalar(total, subquery) => S::total(*total, pred(&subquery.filter), int(&subquery.shown)),
    }
}

pub(super) fn text<S: Sheet>(tree: &Text) -> Expr<S, Option<String>> {
    match tree {
        Text::Column(at) => S::text(*at),
        Text::Concat(a, b) => text::<S>(a).concat(text::<S>(b)),
        Text::Coalesce(inner, other) => text::<S>(inner).coalesce(other.clone()).nullable(),
        Text::Upper(inner) => text::<S>(inner).upper(),
    }
}

macro_rules! compared {
    ($op:expr, $left:expr, $right:expr) => {
        match $op {
            Compare::Eq => $left.eq($right),
            Compare::Ne => $left.ne($right),
            Compare::Lt => $left.lt($right),
            Compare::Le => $left.le($right),
            Compare::Gt => $left.gt($right),
            Compare::Ge => $left.ge($right),
            Compare::Distinct => $left.is_distinct_from($right),
            Compare::NotDistinct => $left.is_not_distinct_from($right),
        }
    };
}

pub(super) fn pred<S: Sheet>(tree: &Pred) -> Expr<S, bool> {
    match tree {
        Pred::Ints(op, left, Right::Literal(literal)) => compared!(op, int::<S>(left), *literal),
        Pred::Ints(op, left, Right::Int(right)) => compared!(op, int::<S>(left), int::<S>(right)),
        Pred::Texts(op, left, right) => compared!(op, text::<S>(left), text::<S>(right)),
        Pred::Null(inner, false) => int::<S>(inner).is_null(),
        Pred::Null(inner, true) => int::<S>(inner).is_not_null(),
        Pred::In(inner, list, false) => int::<S>(inner).in_list(list.clone()),
        Pred::In(inner, list, true) => int::<S>(inner).not_in_list(list.clone()),
        Pred::Between(inner, low, high) => match (low, high) {
            (Right::Literal(low), Right::Literal(high)) => int::<S>(inner).between(*low, *high),
            (Right::Literal(low), Right::Int(high)) => int::<S>(inner).between(*low, int::<S>(high)),
            (Right::Int(low), Right::Literal(high)) => int::<S>(inner).between(int::<S>(low), *high),
            (Right::Int(low), Right::Int(high)) => int::<S>(inner).between(int::<S>(low), int::<S>(high)),
        },
        Pred::StartsWith(inner, start) => text::<S>(inner).starts_with(start),
        Pred::And(left, right) => pred::<S>(left).and(pred::<S>(right)),
        Pred::Or(left, right) => pred::<S>(left).or(pred::<S>(right)),
        Pred::Not(inner) => not(pred::<S>(inner)),
        Pred::All(all) => all_of(all.iter().map(pred::<S>)),
        Pred::Any(any) => any_of(any.iter().map(pred::<S>)),
        Pred::Exists(subquery) => S::exists(pred(&subquery.filter)),
        Pred::InQuery(inner, subquery, negated) => {
            S::within(int(inner), pred(&subquery.filter), int(&subquery.shown), *negated)
        }
    }
}

/// What is done with a query over some tables, and the rows that it has before any filter.
pub(super) trait Ask {
    fn ask<S: Sheet, R>(&mut self, select: &Select<S, Access<'_>, R>, rows: &[Cells]) -> u64;
}

/// Tables, joined in a way that chance decides.
pub(super) trait Shape {
    fn ask(db: &Database, tables: &Tables, random: &mut Random, ask: &mut impl Ask) -> u64;
}

pub(super) struct Single;
pub(super) struct Double;
pub(super) struct Triple;

impl Shape for Single {
    fn ask(db: &Database, tables: &Tables, _: &mut Random, ask: &mut impl Ask) -> u64 {
        ask.ask(&db.select::<Apple>(), &tables.apples())
    }
}

/// How many columns of each type a table has, for the rows that an outer join does not find.
fn absent(ints: usize, texts: usize) -> Cells {
    Cells { ints: vec![None; ints], texts: vec![None; texts] }
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Inner,
    Left,
    Right,
    Full,
}

/// Pairs for which the condition is true, and the rows without a partner on the sides that keep them.
fn join(
    kind: Kind,
    left: &[Cells],
    right: &[Cells],
    none: (&Cells, &Cells),
    on: &Pred,
    cherries: &[Cells],
) -> Vec<Cells> {
    let mut rows = Vec::new();
    let mut met = vec![false; right.len()];
    for one in left {
        let before = rows.len();
        for (at, other) in right.iter().enumerate() {
            let row = joined(one, other);
            if (Scope { row: &row, cherries }).pred(on) == Some(true) {
                rows.push(row);
                met[at] = true;
            }
        }
        if rows.len() == before && matches!(kind, Kind::Left | Kind::Full) {
            rows.push(joined(one, none.1));
        }
    }
    if matches!(kind, Kind::Right | Kind::Full) {
        let alone = right.iter().zip(met).filter(|(_, met)| !met);
        rows.extend(alone.map(|(other, _)| joined(none.0, other)));
    }
    rows
}

/// Mostly that the key fits; sometimes anything.
fn condition<S: Sheet>(random: &mut Random, own: usize, key: usize) -> Pred {
    if random.chance(70) {
        Pred::Ints(Compare::Eq, Box::new(Int::Column(key)), Right::Int(Box::new(Int::Column(own))))
    } else {
        random.pred(S::WIDTH, 1)
    }
}

impl Shape for Double {
    fn ask(db: &Database, tables: &Tables, random: &mut Random, ask: &mut impl Ask) -> u64 {
        let on = condition::<InnerJoin<Apple, Berry>>(random, 0, 3);
        let none = (&absent(2, 1), &absent(3, 1));
        let rows = |kind| join(kind, &tables.apples(), &tables.berries(), none, &on, &tables.cherries());
        let apples = db.select::<Apple>();
        match random.below(4) {
            0 => ask.ask(&apples.inner_join::<Berry>().on(pred(&on)), &rows(Kind::Inner)),
            1 => ask.ask(&apples.left_join::<Berry>().on(pred(&on)), &rows(Kind::Left)),
            2 => ask.ask(&apples.right_join::<Berry>().on(pred(&on)), &rows(Kind::Right)),
            _ => ask.ask(&apples.full_join::<Berry>().on(pred(&on)), &rows(Kind::Full)),
        }
    }
}

impl Shape for Triple {
    fn ask(db: &Database, tables: &Tables, random: &mut Random, ask: &mut impl Ask) -> u64 {
        let first = condition::<InnerJoin<Apple, Berry>>(random, 0, 3);
        let second = condition::<InnerJoin<LeftJoin<Apple, Berry>, Cherry>>(random, 5, 1);
        let cherries = tables.cherries();
        let rows = |one, two| {
            let none = (&absent(2, 1), &absent(3, 1));
            let both = join(one, &tables.apples(), &tables.berries(), none, &first, &cherries);
            join(two, &both, &cherries, (&absent(5, 2), &absent(2, 1)), &second, &cherries)
        };
        let apples = db.select::<Apple>();
        let (first, second) = (&first, &second);
        match random.below(5) {
            0 => {
                let select = apples.left_join::<Berry>().on(pred(first)).inner_join::<Cherry>().on(pred(second));
                ask.ask(&select, &rows(Kind::Left, Kind::Inner))
            }
            1 => {
                let select = apples.right_join::<Berry>().on(pred(first)).left_join::<Cherry>().on(pred(second));
                ask.ask(&select, &rows(Kind::Right, Kind::Left))
            }
            2 => {
                let select = apples.inner_join::<Berry>().on(pred(first)).right_join::<Cherry>().on(pred(second));
                ask.ask(&select, &rows(Kind::Inner, Kind::Right))
            }
            3 => {
                let select = apples.left_join::<Berry>().on(pred(first)).full_join::<Cherry>().on(pred(second));
                ask.ask(&select, &rows(Kind::Left, Kind::Full))
            }
            _ => {
                let select = apples.full_join::<Berry>().on(pred(first)).left_join::<Cherry>().on(pred(second));
                ask.ask(&select, &rows(Kind::Full, Kind::Left))
            }
        }
    }
}
