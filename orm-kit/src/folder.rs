//! The files of a migration, written into a folder of its own.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use std::{process, thread};

use orm_sqlite::migrate::Generated;

/// The name of a migration that is made now: `20260131235959_add_notes`.
pub(crate) fn name_now(label: &str) -> String {
    name_at(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs(), label)
}

/// The name of a migration that was made so many seconds after 1970.
pub(crate) fn name_at(seconds: u64, label: &str) -> String {
    format!("{}_{}", timestamp(seconds), slug(label))
}

/// A time in UTC as fourteen digits.
fn timestamp(seconds: u64) -> String {
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    // Days since the first of March of the year 0, in eras of 400 years: <https://howardhinnant.github.io/date_algorithms.html>.
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!("{year:04}{month:02}{day:02}{:02}{:02}{:02}", rest / 3600, rest / 60 % 60, rest % 60)
}

/// The version after another one: a second later, or the next number where it is no time.
pub(crate) fn version_after(version: u64) -> u64 {
    let (date, time) = (version / 1_000_000, version % 1_000_000);
    let seconds = time / 10_000 * 3600 + time / 100 % 100 * 60 + time % 100;
    let (year, month, day) = (date / 10_000, date / 100 % 100, date % 100);
    // A date is one if it comes back the same: there is no 13th month and no 31st of June.
    let days = (1970..=9999).contains(&year).then(|| days_before(year, month, day)).flatten();
    let start = days.map(|days| days * 86_400 + seconds);
    let is_time = |start: &u64| timestamp(*start).parse() == Ok(version);
    start.filter(is_time).and_then(|start| timestamp(start + 1).parse().ok()).unwrap_or(version + 1)
}

/// The days from 1970 to a date: the way back of [`timestamp`].
fn days_before(year: u64, month: u64, day: u64) -> Option<u64> {
    let year = if month <= 2 { year - 1 } else { year };
    let shifted = if month > 2 { month - 3 } else { month + 9 };
    let day_of_year = (153 * shifted + 2) / 5 + day;
    (year * 365 + year / 4 - year / 100 + year / 400 + day_of_year).checked_sub(719_468 + 1)
}

/// Lower-case letters, digits and `_`, at most 48 of them.
pub(crate) fn slug(label: &str) -> String {
    let mut slug = String::new();
    for char in label.chars() {
        if char.is_ascii_alphanumeric() {
            slug.push(char.to_ascii_lowercase());
        } else if !slug.ends_with('_') {
            slug.push('_');
        }
    }
    let slug: String = slug.trim_matches('_').chars().take(48).collect();
    if slug.is_empty() { "migration".to_owned() } else { slug }
}

/// Writes the three files, or none. Nothing is overwritten, and nobody sees a folder that has only some of them.
pub(crate) fn write(root: &Path, new: &Generated) -> io::Result<PathBuf> {
    let folder = root.join(new.migration.name());
    if folder.exists() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    fs::create_dir_all(root)?;
    // What is hidden is no migration.
    let hidden = root.join(format!(".{}-{}", new.migration.name(), process::id()));
    fs::create_dir(&hidden)?;
    let files = [("migration.sql", new.migration.up()), ("down.sql", &new.down), ("snapshot.json", &new.snapshot)];
    let written = files.iter().try_for_each(|(name, text)| write_file(&hidden.join(name), text));
    written.and_then(|()| fs::rename(&hidden, &folder)).inspect_err(|_| {
        // The folder was made here. Where it cannot be removed, the error of the file says more.
        let _ = fs::remove_dir_all(&hidden);
    })?;
    Ok(folder)
}

/// Waits until no other process is between reading the migrations of a folder, which is made if it is not there, and writing the next
/// one. Where a folder cannot be locked, as on Windows, nobody waits, and `check` finds two that follow the same one.
///
/// # Errors
///
/// When the folder cannot be made, and [`io::ErrorKind::WouldBlock`] when somebody has it for longer than that.
pub(crate) fn lock(root: &Path, patience: Duration) -> io::Result<Option<File>> {
    fs::create_dir_all(root)?;
    let Ok(folder) = File::open(root) else { return Ok(None) };
    let start = Instant::now();
    loop {
        match folder.try_lock() {
            Ok(()) => return Ok(Some(folder)),
            Err(TryLockError::WouldBlock) if start.elapsed() < patience => thread::sleep(Duration::from_millis(20)),
            Err(TryLockError::WouldBlock) => return Err(io::ErrorKind::WouldBlock.into()),
            Err(TryLockError::Error(_)) => return Ok(None),
        }
    }
}

/// Writes a new file, durably.
pub(crate) fn write_file(path: &Path, text: &str) -> io::Result<()> {
    let mut file: File = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_fourteen_digits() {
        for (seconds, expected) in [
            (0, "19700101000000"),
            (951_827_696, "20000229123456"),
            (1_798_761_599, "20261231235959"),
            (4_107_542_400, "21000301000000"),
        ] {
            assert_eq!(timestamp(seconds), expected);
        }
    }

    #[test]
    fn the_version_after_another_is_a_second_later() {
        for seconds in (0..4_200_000_000).step_by(86_399 * 7) {
            let version = |seconds| timestamp(seconds).parse::<u64>().unwrap();
            assert_eq!(version_after(version(seconds)), version(seconds + 1), "{seconds}");
        }
        for (version, after) in
            [(0, 1), (7, 8), (20_260_229_000_000, 20_260_229_000_001), (99_991_231_235_959, 100_000_101_000_000)]
        {
            assert_eq!(version_after(version), after);
        }
    }

    #[test]
    fn nobody_waits_for_a_folder_for_ever() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("a/migrations");
        let Some(held) = lock(&root, Duration::ZERO).unwrap() else { return };
        let refused = lock(&root, Duration::from_millis(50)).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::WouldBlock);
        drop(held);
        assert!(lock(&root, Duration::ZERO).unwrap().is_some());
    }

    #[test]
    fn a_label_becomes_a_name() {
        assert_eq!(slug("Add  Notes & more!"), "add_notes_more");
        assert_eq!(slug("../../étc"), "tc");
        assert_eq!(slug("日本"), "migration");
        assert_eq!(slug(&"x".repeat(99)).len(), 48);
    }
}
