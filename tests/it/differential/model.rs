//! What a tree means, in plain Rust: three-valued logic and SQLite's arithmetic.

use super::data::Cells;
use super::tree::{Compare, Int, Pred, Right, Subquery, Text, Total};

/// The row that a tree is evaluated in, and the table that a subquery reads.
pub(super) struct Scope<'a> {
    pub(super) row: &'a Cells,
    pub(super) cherries: &'a [Cells],
}

/// True, false, or not known.
pub(super) type Truth = Option<bool>;

fn and(left: Truth, right: Truth) -> Truth {
    match (left, right) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

fn not(truth: Truth) -> Truth {
    truth.map(|known| !known)
}

fn or(left: Truth, right: Truth) -> Truth {
    not(and(not(left), not(right)))
}

fn compare<T: Ord>(op: Compare, left: Option<T>, right: Option<T>) -> Truth {
    match op {
        Compare::Distinct => return Some(left != right),
        Compare::NotDistinct => return Some(left == right),
        _ => {}
    }
    let order = left?.cmp(&right?);
    Some(match op {
        Compare::Eq => order.is_eq(),
        Compare::Ne => order.is_ne(),
        Compare::Lt => order.is_lt(),
        Compare::Le => order.is_le(),
        Compare::Gt => order.is_gt(),
        Compare::Ge => order.is_ge(),
        Compare::Distinct | Compare::NotDistinct => unreachable!("they know NULL"),
    })
}

/// Whether a value is among others, some of which may be `NULL`.
fn among(value: Option<i64>, list: &[Option<i64>]) -> Truth {
    if list.is_empty() {
        return Some(false);
    }
    let value = value?;
    if list.contains(&Some(value)) {
        return Some(true);
    }
    if list.contains(&None) { None } else { Some(false) }
}

impl Scope<'_> {
    pub(super) fn int(&self, int: &Int) -> Option<i64> {
        match int {
            Int::Column(at) => self.row.ints[*at],
            Int::Add(left, right) => Some(self.int(left)? + self.right(right)?),
            Int::Sub(left, right) => Some(self.int(left)? - self.right(right)?),
            Int::Mul(left, right) => Some(self.int(left)? * self.right(right)?),
            Int::Div(left, right) => self.int(left)?.checked_div(self.right(right)?),
            Int::Rem(left, right) => self.int(left)?.checked_rem(self.right(right)?),
            Int::Neg(inner) => Some(-self.int(inner)?),
            Int::Coalesce(left, right) => self.int(left).or_else(|| self.right(right)),
            Int::NullIf(left, right) => {
                let left = self.int(left);
                if left.is_some() && left == self.right(right) { None } else { left }
            }
            Int::Case(pred, yes, no) => self.int(if self.pred(pred) == Some(true) { yes } else { no }),
            Int::Length(text) => Some(i64::try_from(self.text(text)?.chars().count()).unwrap()),
            Int::Scalar(total, subquery) => totalled(*total, &self.subquery(subquery)),
        }
    }

    fn right(&self, right: &Right) -> Option<i64> {
        match right {
            Right::Literal(literal) => Some(*literal),
            Right::Int(int) => self.int(int),
        }
    }

    pub(super) fn text(&self, text: &Text) -> Option<String> {
        match text {
            Text::Column(at) => self.row.texts[*at].clone(),
            Text::Concat(left, right) => Some(self.text(left)? + &self.text(right)?),
            Text::Coalesce(left, right) => self.text(left).or_else(|| Some(right.clone())),
            Text::Upper(inner) => self.text(inner).map(|text| text.to_ascii_uppercase()),
        }
    }

    pub(super) fn pred(&self, pred: &Pred) -> Truth {
        match pred {
            Pred::Ints(op, left, right) => compare(*op, self.int(left), self.right(right)),
            Pred::Texts(op, left, right) => compare(*op, self.text(left), self.text(right)),
            Pred::Null(int, negated) => Some(self.int(int).is_none() != *negated),
            Pred::In(int, list, negated) => {
                let list: Vec<Option<i64>> = list.iter().copied().map(Some).collect();
                let found = among(self.int(int), &list);
                if *negated { not(found) } else { found }
            }
            Pred::Between(int, low, high) => {
                let value = self.int(int);
                let (low, high) = (self.right(low), self.right(high));
                and(compare(Compare::Ge, value, low), compare(Compare::Le, value, high))
            }
            Pred::StartsWith(text, start) => {
                let fold = |text: &str| text.to_ascii_lowercase();
                Some(fold(&self.text(text)?).starts_with(&fold(start)))
            }
            Pred::And(left, right) => and(self.pred(left), self.pred(right)),
            Pred::Or(left, right) => or(self.pred(left), self.pred(right)),
            Pred::Not(inner) => not(self.pred(inner)),
            Pred::All(all) => self.every(all),
            Pred::Any(any) => {
                let none = any.iter().map(|pred| Pred::Not(Box::new(pred.clone()))).collect::<Vec<_>>();
                not(self.every(&none))
            }
            Pred::Exists(subquery) => Some(!self.subquery(subquery).is_empty()),
            Pred::InQuery(int, subquery, negated) => {
                let found = among(self.int(int), &self.subquery(subquery));
                if *negated { not(found) } else { found }
            }
        }
    }

    fn every(&self, all: &[Pred]) -> Truth {
        let mut truth = Some(true);
        for pred in all {
            truth = and(truth, self.pred(pred));
        }
        truth
    }

    fn subquery(&self, subquery: &Subquery) -> Vec<Option<i64>> {
        let rows = self.cherries.iter().filter_map(|cherry| {
            let row = joined(cherry, self.row);
            let scope = Scope { row: &row, cherries: self.cherries };
            (scope.pred(&subquery.filter) == Some(true)).then(|| scope.int(&subquery.shown))
        });
        rows.collect()
    }
}

/// The columns of both.
pub(super) fn joined(left: &Cells, right: &Cells) -> Cells {
    Cells { ints: [&left.ints[..], &right.ints].concat(), texts: [&left.texts[..], &right.texts].concat() }
}

pub(super) fn totalled(total: Total, values: &[Option<i64>]) -> Option<i64> {
    let known = values.iter().flatten().copied();
    match total {
        Total::Count => Some(i64::try_from(known.count()).unwrap()),
        Total::Sum => known.reduce(|sum, value| sum + value),
        Total::Min => known.min(),
        Total::Max => known.max(),
    }
}
