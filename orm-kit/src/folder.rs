//! The files of a migration, written into a folder of its own.

use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

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

/// Writes the three files, or none. Nothing is overwritten.
pub(crate) fn write(root: &Path, new: &Generated) -> std::io::Result<PathBuf> {
    let folder = root.join(new.migration.name());
    fs::create_dir_all(root)?;
    fs::create_dir(&folder)?;
    let files = [("migration.sql", new.migration.up()), ("down.sql", &new.down), ("snapshot.json", &new.snapshot)];
    let written = files.iter().try_for_each(|(name, text)| write_file(&folder.join(name), text));
    written.inspect_err(|_| {
        // The folder was made here. Where it cannot be removed, the error of the file says more.
        let _ = fs::remove_dir_all(&folder);
    })?;
    Ok(folder)
}

/// Writes a new file, durably.
pub(crate) fn write_file(path: &Path, text: &str) -> std::io::Result<()> {
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
    fn a_label_becomes_a_name() {
        assert_eq!(slug("Add  Notes & more!"), "add_notes_more");
        assert_eq!(slug("../../étc"), "tc");
        assert_eq!(slug("日本"), "migration");
        assert_eq!(slug(&"x".repeat(99)).len(), 48);
    }
}
