//! The questions: rows by a filter in three parts, groups, set operations.

use std::collections::BTreeMap;

use orm_sqlite::Access;
use orm_sqlite::prelude::*;
use orm_sqlite::query::Select;

use super::data::{Apple, Cells, Tables};
use super::model::{Scope, totalled};
use super::random::Random;
use super::tree::{Int, Pred, Text, Total};
use super::typed::{Ask, Shape, Sheet, int, pred, text};

/// How many statements one question runs.
pub(super) const STATEMENTS: u64 = 5;

pub(super) struct Run<'a> {
    pub(super) db: &'a Database,
    pub(super) tables: &'a Tables,
    pub(super) seed: u64,
    pub(super) asked: u64,
}

type Row = (Option<i64>, Option<i64>, Option<String>);

impl Run<'_> {
    #[track_caller]
    fn assert<T: PartialEq + std::fmt::Debug>(&self, ours: &T, expected: &T, sql: &str, what: &dyn std::fmt::Debug) {
        assert!(
            ours == expected,
            "DIFFERENTIAL_SEED={} at query {}:\n{sql}\nours     {ours:?}\nexpected {expected:?}\n{what:?}\n{:?}",
            self.seed,
            self.asked,
            self.tables
        );
    }

    pub(super) fn rows<S: Shape>(&self, random: &mut Random) -> u64 {
        let (run, db, tables) = (self, self.db, self.tables);
        let mut fork = Random::new(random.small().unsigned_abs() ^ self.asked << 8 ^ self.seed);
        S::ask(db, tables, random, &mut Rows { run, random: &mut fork })
    }

    pub(super) fn groups<S: Shape>(&self, random: &mut Random) -> u64 {
        let (run, db, tables) = (self, self.db, self.tables);
        let mut fork = Random::new(random.small().unsigned_abs() ^ self.asked << 8 ^ self.seed);
        S::ask(db, tables, random, &mut Groups { run, random: &mut fork })
    }

    /// Two or three sets of integers, in a random order of operations.
    pub(super) fn sets(&self, random: &mut Random) -> u64 {
        let side = |random: &mut Random| (random.pred(Apple::WIDTH, 2), random.int(Apple::WIDTH, 2));
        let apples = self.tables.apples();
        let cherries = self.tables.cherries();
        let model = |(filter, shown): &(Pred, Int)| -> Vec<Option<i64>> {
            let rows = apples.iter().filter_map(|row| {
                let scope = Scope { row, cherries: &cherries };
                (scope.pred(filter) == Some(true)).then(|| scope.int(shown))
            });
            rows.collect()
        };
        let typed = |(filter, shown): &(Pred, Int)| Apple::select().filter(pred(filter)).columns(int(shown));
        let (a, b, c) = (side(random), side(random), side(random));
        let ops = (random.below(4), random.below(4));
        let op = |op: usize, left: Vec<Option<i64>>, right: &[Option<i64>]| -> Vec<Option<i64>> {
            let mut rows = match op {
                0 | 1 => [&left[..], right].concat(),
                2 => left.into_iter().filter(|row| right.contains(row)).collect(),
                _ => left.into_iter().filter(|row| !right.contains(row)).collect(),
            };
            rows.sort_unstable();
            if op != 1 {
                rows.dedup();
            }
            rows
        };
        let order = int::<Apple>(&a.1);
        let (expected, query) = if random.chance(50) {
            let rows = op(ops.1, op(ops.0, model(&a), &model(&b)), &model(&c));
            let left = match ops.0 {
                0 => typed(&a).union(typed(&b)),
                1 => typed(&a).union_all(typed(&b)),
                2 => typed(&a).intersect(typed(&b)),
                _ => typed(&a).except(typed(&b)),
            };
            let whole = match ops.1 {
                0 => left.union(typed(&c)),
                1 => left.union_all(typed(&c)),
                2 => left.intersect(typed(&c)),
                _ => left.except(typed(&c)),
            };
            (rows, whole)
        } else {
            let rows = op(ops.0, model(&a), &op(ops.1, model(&b), &model(&c)));
            let right = match ops.1 {
                0 => typed(&b).union(typed(&c)),
                1 => typed(&b).union_all(typed(&c)),
                2 => typed(&b).intersect(typed(&c)),
                _ => typed(&b).except(typed(&c)),
            };
            let whole = match ops.0 {
                0 => typed(&a).union(right),
                1 => typed(&a).union_all(right),
                2 => typed(&a).intersect(right),
                _ => typed(&a).except(right),
            };
            (rows, whole)
        };
        let sql = query.to_sql().unwrap().text;
        let count = query.clone().using(self.db).count().unwrap();
        self.assert(&count, &(expected.len() as u64), &sql, &(&a, &b, &c));
        let ours = query.order_by(order).using(self.db).all().unwrap();
        self.assert(&ours, &expected, &sql, &(&a, &b, &c));
        count
    }
}

struct Rows<'r, 'a> {
    run: &'r Run<'a>,
    random: &'r mut Random,
}

/// What a query shows of a row, by which it is ordered too.
struct Shown {
    ints: [Int; 2],
    text: Text,
}

impl Shown {
    fn model(&self, rows: &[Cells], cherries: &[Cells], keep: impl Fn(&Scope<'_>) -> bool) -> Vec<Row> {
        let rows = rows.iter().map(|row| Scope { row, cherries }).filter(keep);
        let mut shown: Vec<Row> =
            rows.map(|scope| (scope.int(&self.ints[0]), scope.int(&self.ints[1]), scope.text(&self.text))).collect();
        shown.sort_unstable();
        shown
    }
}

impl Ask for Rows<'_, '_> {
    fn ask<S: Sheet, R>(&mut self, select: &Select<S, Access<'_>, R>, rows: &[Cells]) -> u64 {
        let (random, run) = (&mut *self.random, self.run);
        let filter = random.pred(S::WIDTH, 3);
        let shown = Shown { ints: [random.int(S::WIDTH, 2), random.int(S::WIDTH, 1)], text: random.text(S::WIDTH, 2) };
        let cherries = run.tables.cherries();
        let query = |keep: Option<Expr<S, bool>>| {
            let columns = (int::<S>(&shown.ints[0]), int::<S>(&shown.ints[1]), text::<S>(&shown.text));
            let order = columns.clone();
            select.clone().filter_opt(keep).columns(columns).order_by(order)
        };
        let part = |keep: Option<Expr<S, bool>>, expected: &Vec<Row>| {
            let query = query(keep);
            let sql = query.to_sql().unwrap().text;
            let ours: Vec<Row> = query.all().unwrap();
            run.assert(&ours, expected, &sql, &filter);
            ours
        };
        let truth = |scope: &Scope<'_>| scope.pred(&filter);
        let whole = shown.model(rows, &cherries, |_| true);
        let yes = part(Some(pred(&filter)), &shown.model(rows, &cherries, |scope| truth(scope) == Some(true)));
        let no = part(Some(not(pred(&filter))), &shown.model(rows, &cherries, |scope| truth(scope) == Some(false)));
        let unknown =
            part(Some(pred::<S>(&filter).is_null()), &shown.model(rows, &cherries, |scope| truth(scope).is_none()));
        let mut parts = [&yes[..], &no, &unknown].concat();
        parts.sort_unstable();
        let all = part(None, &whole);
        run.assert(&parts, &all, "the three parts together", &filter);
        // A page of the distinct rows.
        let (limit, offset) = (random.below(4), random.below(3));
        let mut distinct = yes.clone();
        distinct.dedup();
        let page: Vec<Row> = distinct.into_iter().skip(offset).take(limit).collect();
        let paged = query(Some(pred(&filter))).distinct().limit(limit as u64).offset(offset as u64);
        let sql = paged.to_sql().unwrap().text;
        run.assert(&paged.all().unwrap(), &page, &sql, &filter);
        yes.len() as u64
    }
}

struct Groups<'r, 'a> {
    run: &'r Run<'a>,
    random: &'r mut Random,
}

type Group = (Option<i64>, i64, i64, Option<i64>, Option<i64>, Option<i64>);

impl Ask for Groups<'_, '_> {
    fn ask<S: Sheet, R>(&mut self, select: &Select<S, Access<'_>, R>, rows: &[Cells]) -> u64 {
        let (random, run) = (&mut *self.random, self.run);
        let filter = random.pred(S::WIDTH, 2);
        let (by, of) = (random.int(S::WIDTH, 2), random.int(S::WIDTH, 2));
        let least = i64::try_from(random.below(3)).unwrap();
        let cherries = run.tables.cherries();
        let mut groups: BTreeMap<Option<i64>, Vec<Option<i64>>> = BTreeMap::new();
        for row in rows {
            let scope = Scope { row, cherries: &cherries };
            if scope.pred(&filter) == Some(true) {
                groups.entry(scope.int(&by)).or_default().push(scope.int(&of));
            }
        }
        let number = |rows: &[Option<i64>]| i64::try_from(rows.len()).unwrap();
        let all = groups.iter().map(|(by, values)| {
            let of = |total| totalled(total, values);
            let counted = of(Total::Count).unwrap();
            (*by, number(values), counted, of(Total::Sum), of(Total::Min), of(Total::Max))
        });
        let expected: Vec<Group> = all.filter(|group| group.1 > least).collect();
        let query = select
            .clone()
            .filter(pred(&filter))
            .group_by(int::<S>(&by))
            .having(count().gt(least))
            .order_by(int::<S>(&by))
            .columns((
                int::<S>(&by),
                count(),
                int::<S>(&of).count(),
                int::<S>(&of).sum(),
                int::<S>(&of).min(),
                int::<S>(&of).max(),
            ));
        let sql = query.to_sql().unwrap().text;
        let ours: Vec<Group> = query.clone().all().unwrap();
        run.assert(&ours, &expected, &sql, &(&filter, &by, &of));
        run.assert(&query.count().unwrap(), &(expected.len() as u64), &sql, &filter);
        let values: Vec<Option<i64>> = groups.into_values().flatten().collect();
        let whole = select.clone().filter(pred(&filter)).columns((count(), int::<S>(&of).sum(), int::<S>(&of).max()));
        let expected = (number(&values), totalled(Total::Sum, &values), totalled(Total::Max, &values));
        let sql = whole.to_sql().unwrap().text;
        run.assert(&whole.one().unwrap(), &expected, &sql, &(&filter, &of));
        ours.len() as u64
    }
}
