//! Medians, and an order that is another one in each round.

use std::fmt;

/// The ratios of all rounds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ratios {
    pub(super) least: f64,
    pub(super) median: f64,
    pub(super) most: f64,
}

impl Ratios {
    /// `None` if there are no rounds.
    pub(super) fn of(mut ratios: Vec<f64>) -> Option<Self> {
        ratios.sort_by(f64::total_cmp);
        let (least, most) = (*ratios.first()?, *ratios.last()?);
        Some(Self { least, median: median(ratios)?, most })
    }
}

impl fmt::Display for Ratios {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = |ratio: f64| if ratio < 10.0 { 2 } else { 1 };
        let Self { least, median, most } = *self;
        let (d1, d2, d3) = (digits(median), digits(least), digits(most));
        write!(f, "**{median:.d1$}** [{least:.d2$}-{most:.d3$}]")
    }
}

/// The value in the middle; the lower one of two.
pub(super) fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len().checked_sub(1)? / 2).copied()
}

/// Nanoseconds as people read them.
pub(super) fn duration(nanoseconds: f64) -> String {
    match nanoseconds {
        short if short < 10_000.0 => format!("{short:.0} ns"),
        long if long < 10_000_000.0 => format!("{:.1} us", long / 1_000.0),
        longer => format!("{:.1} ms", longer / 1_000_000.0),
    }
}

/// A random order (xorshift).
pub(super) struct Shuffle(u64);

impl Shuffle {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    /// The numbers below `count`, shuffled.
    pub(super) fn order(&mut self, count: usize) -> Vec<usize> {
        let mut keyed: Vec<(u64, usize)> = (0..count).map(|index| (self.next(), index)).collect();
        keyed.sort_unstable();
        keyed.into_iter().map(|(_, index)| index).collect()
    }

    const fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_median_is_in_the_middle() {
        let ratios = Ratios::of(vec![3.0, 1.0, 2.0]).unwrap();
        assert_eq!((ratios.least, ratios.median, ratios.most), (1.0, 2.0, 3.0));
        assert_eq!(ratios.to_string(), "**2.00** [1.00-3.00]");
        assert_eq!(median(vec![4.0, 1.0]), Some(1.0));
        assert_eq!(Ratios::of(vec![]), None);
    }

    #[test]
    fn an_order_has_every_number_once() {
        let mut shuffle = Shuffle::new(7);
        let orders: Vec<_> = (0..4).map(|_| shuffle.order(8)).collect();
        for order in &orders {
            let mut sorted = order.clone();
            sorted.sort_unstable();
            assert_eq!(sorted, (0..8).collect::<Vec<_>>());
        }
        assert!(orders.windows(2).any(|pair| pair[0] != pair[1]));
    }

    #[test]
    fn durations_have_units() {
        assert_eq!([489.0, 12_100.0, 54_000_000.0].map(duration), ["489 ns", "12.1 us", "54.0 ms"]);
    }
}
