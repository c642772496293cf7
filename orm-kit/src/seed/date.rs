//! Days and times as texts and numbers.

use fake::RngExt as _;
use fake::rand::rngs::ChaCha8Rng;

/// 2015-01-01, in days since 1970.
const FIRST: i64 = 16_436;
/// Ten years.
const DAYS: i64 = 3_652;

/// A moment within ten years.
pub(super) struct Moment {
    day: i64,
    second: i64,
}

impl Moment {
    pub(super) fn random(rng: &mut ChaCha8Rng) -> Self {
        Self { day: FIRST + rng.random_range(0..DAYS), second: rng.random_range(0..86_400) }
    }

    /// Since 1970.
    pub(super) const fn milliseconds(&self) -> i64 {
        (self.day * 86_400 + self.second) * 1_000
    }

    /// `2020-02-29`
    pub(super) fn date(&self) -> String {
        let (year, month, day) = civil(self.day);
        format!("{year:04}-{month:02}-{day:02}")
    }

    /// `23:59:59`
    pub(super) fn time(&self) -> String {
        format!("{:02}:{:02}:{:02}", self.second / 3_600, self.second / 60 % 60, self.second % 60)
    }
}

/// Year, month and day of a day since 1970. Years begin in March here, so that a leap day is the last of its year.
const fn civil(day: i64) -> (i64, i64, i64) {
    // Since 0000-03-01.
    let day = day + 719_468;
    let era = day.div_euclid(146_097);
    let of_era = day.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let of_month = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + (month <= 2) as i64;
    (year, month, of_month)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_have_their_dates() {
        assert_eq!(civil(0), (1970, 1, 1));
        assert_eq!(civil(FIRST), (2015, 1, 1));
        assert_eq!(civil(18_321), (2020, 2, 29));
        assert_eq!(civil(18_322), (2020, 3, 1));
        assert_eq!(Moment { day: 18_321, second: 86_399 }.time(), "23:59:59");
        assert_eq!(Moment { day: 1, second: 1 }.milliseconds(), 86_401_000);
    }
}
