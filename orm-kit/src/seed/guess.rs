//! What a value looks like, guessed from the names of its column and table and from its type.

use fake::faker::address::en::{
    BuildingNumber, CityName, CountryCode, CountryName, StateName, StreetName, TimeZone, ZipCode,
};
use fake::faker::company::en::{CompanyName, Profession};
use fake::faker::internet::en::{IPv4, MACAddress, SafeEmail, UserAgent, Username};
use fake::faker::lorem::en::{Sentence, Sentences, Word};
use fake::faker::name::en::{FirstName, LastName, Name};
use fake::faker::number::en::NumberWithFormat;
use fake::rand::rngs::ChaCha8Rng;
use fake::{Fake as _, RngExt as _};
use orm_sqlite::value::Value;

use super::date::Moment;
use crate::declared::RustType;

/// What is known of a column.
pub(super) struct Hints<'a> {
    /// The column's name in `snake_case`.
    pub(super) column: String,
    /// The table's.
    pub(super) table: String,
    pub(super) declared: &'a str,
    pub(super) ty: RustType,
}

impl Hints<'_> {
    /// Whether one of these is a word of the column's name.
    fn has(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.column.split('_').any(|own| own == *word))
    }

    fn ends(&self, endings: &[&str]) -> bool {
        endings.iter().any(|ending| self.column.ends_with(ending))
    }

    fn of_table(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.table.contains(word))
    }

    fn is_declared(&self, word: &str) -> bool {
        self.declared.to_ascii_uppercase().contains(word)
    }
}

/// A value that suits a column.
pub(super) fn value(rng: &mut ChaCha8Rng, hints: &Hints<'_>) -> Value {
    match hints.ty {
        RustType::Integer | RustType::Bool => Value::Integer(integer(rng, hints)),
        RustType::Real => Value::Real(real(rng, hints)),
        RustType::Text => Value::Text(text(rng, hints)),
        RustType::Any => match rng.random_range(0..3) {
            0 => Value::Integer(integer(rng, hints)),
            1 => Value::Real(real(rng, hints)),
            _ => Value::Text(text(rng, hints)),
        },
        RustType::Blob => {
            let length = rng.random_range(8..=24);
            Value::Blob((0..length).map(|_| rng.random()).collect())
        }
    }
}

fn integer(rng: &mut ChaCha8Rng, hints: &Hints<'_>) -> i64 {
    let is_truth = hints.ty == RustType::Bool || hints.is_declared("BOOL") || hints.column.starts_with("is_");
    if is_truth || hints.column.starts_with("has_") || hints.has(&["active", "enabled", "deleted", "published", "done"])
    {
        rng.random_range(0..=1)
    } else if hints.ends(&["_at", "_time", "timestamp"]) {
        Moment::random(rng).milliseconds()
    } else if hints.has(&["year"]) {
        rng.random_range(1950..=2025)
    } else if hints.has(&["age"]) {
        rng.random_range(18..=90)
    } else if hints.has(&["quantity", "position", "level", "rank", "stars", "rating", "version"]) {
        rng.random_range(1..=10)
    } else if hints.has(&["price", "amount", "cents", "total", "cost"]) {
        rng.random_range(100..=100_000)
    } else if hints.has(&["milliseconds", "bytes", "size", "duration"]) {
        rng.random_range(1_000..=1_000_000)
    } else {
        rng.random_range(0..=1_000)
    }
}

fn real(rng: &mut ChaCha8Rng, hints: &Hints<'_>) -> f64 {
    let (low, high, parts) = if hints.has(&["latitude", "lat"]) {
        (-90_000, 90_000, 1_000.0)
    } else if hints.has(&["longitude", "lng", "lon"]) {
        (-180_000, 180_000, 1_000.0)
    } else if hints.has(&["rate", "ratio", "discount", "percent", "score", "probability"]) {
        (0, 100, 100.0)
    } else {
        (0, 100_000, 100.0)
    };
    f64::from(rng.random_range::<i32, _>(low..=high)) / parts
}

fn text(rng: &mut ChaCha8Rng, hints: &Hints<'_>) -> String {
    if hints.is_declared("JSON") || hints.has(&["json"]) {
        let (word, number): (String, u8) = (Word().fake_with_rng(rng), rng.random_range(0..100));
        return format!("{{\"{word}\": {number}}}");
    }
    moment(rng, hints)
        .or_else(|| person(rng, hints))
        .or_else(|| place(rng, hints))
        .unwrap_or_else(|| writing(rng, hints))
}

fn moment(rng: &mut ChaCha8Rng, hints: &Hints<'_>) -> Option<String> {
    let moment = Moment::random(rng);
    let is_both = hints.is_declared("DATETIME") || hints.is_declared("TIMESTAMP");
    if is_both || hints.ends(&["_at", "timestamp", "datetime"]) {
        Some(format!("{} {}", moment.date(), moment.time()))
    } else if hints.is_declared("DATE") || hints.has(&["date", "day", "birthday"]) {
        Some(moment.date())
    } else if hints.is_declared("TIME") || hints.has(&["time"]) {
        Some(moment.time())
    } else {
        None
    }
}

fn person(rng: &mut ChaCha8Rng, hints: &Hints<'_>) -> Option<String> {
    const PEOPLE: [&str; 12] = [
        "user", "customer", "person", "people", "employee", "author", "contact", "member", "student", "teacher",
        "artist", "account",
    ];
    Some(if hints.has(&["email", "mail"]) {
        // A host that nobody has.
        SafeEmail().fake_with_rng(rng)
    } else if hints.has(&["phone", "fax", "mobile", "telephone"]) {
        NumberWithFormat("+1 555 ^## ####").fake_with_rng(rng)
    } else if hints.ends(&["first_name", "given_name", "forename", "firstname"]) {
        FirstName().fake_with_rng(rng)
    } else if hints.ends(&["last_name", "surname", "family_name", "lastname"]) {
        LastName().fake_with_rng(rng)
    } else if hints.ends(&["username", "user_name", "login", "handle", "nickname", "nick"]) {
        Username().fake_with_rng(rng)
    } else if hints.has(&["company", "organisation", "organization", "employer"])
        || hints.has(&["name"]) && hints.of_table(&["compan", "supplier", "shipper", "organi", "vendor", "brand"])
    {
        CompanyName().fake_with_rng(rng)
    } else if hints.has(&["job", "profession", "occupation"]) || hints.has(&["title"]) && hints.of_table(&PEOPLE) {
        Profession().fake_with_rng(rng)
    } else if hints.has(&["author", "owner", "contact", "composer"]) || hints.has(&["name"]) && hints.of_table(&PEOPLE)
    {
        Name().fake_with_rng(rng)
    } else {
        return None;
    })
}

fn place(rng: &mut ChaCha8Rng, hints: &Hints<'_>) -> Option<String> {
    Some(if hints.has(&["city", "town"]) {
        CityName().fake_with_rng(rng)
    } else if hints.ends(&["country_code"]) {
        CountryCode().fake_with_rng(rng)
    } else if hints.has(&["country"]) {
        CountryName().fake_with_rng(rng)
    } else if hints.has(&["state", "region", "province"]) {
        StateName().fake_with_rng(rng)
    } else if hints.has(&["zip", "postal", "postcode"]) {
        ZipCode().fake_with_rng(rng)
    } else if hints.has(&["street", "address"]) && !hints.has(&["ip", "mac"]) {
        let (number, street): (String, String) = (BuildingNumber().fake_with_rng(rng), StreetName().fake_with_rng(rng));
        format!("{number} {street}")
    } else if hints.has(&["timezone"]) || hints.ends(&["time_zone"]) {
        TimeZone().fake_with_rng(rng)
    } else {
        return None;
    })
}

fn writing(rng: &mut ChaCha8Rng, hints: &Hints<'_>) -> String {
    if hints.has(&["url", "uri", "website", "homepage", "link", "href", "page"]) {
        format!("https://www.example.org/{}", words(rng, 2, "-"))
    } else if hints.has(&[
        "description",
        "body",
        "content",
        "text",
        "notes",
        "note",
        "bio",
        "summary",
        "comment",
        "message",
    ]) {
        Sentences(1..4).fake_with_rng::<Vec<String>, _>(rng).join(" ")
    } else if hints.has(&["uuid", "guid"]) || hints.is_declared("UUID") || hints.is_declared("GUID") {
        uuid(rng)
    } else if hints.has(&["hash", "password", "token", "secret", "digest", "checksum"]) {
        hexadecimal(rng, 32)
    } else if hints.has(&["slug", "path", "key"]) {
        words(rng, 2, "-")
    } else if hints.has(&["color", "colour"]) {
        format!("#{}", hexadecimal(rng, 6))
    } else if hints.has(&["ip"]) {
        IPv4().fake_with_rng(rng)
    } else if hints.has(&["mac"]) {
        MACAddress().fake_with_rng(rng)
    } else if hints.ends(&["user_agent"]) {
        UserAgent().fake_with_rng(rng)
    } else if hints.has(&["code", "sku", "id"]) {
        hexadecimal(rng, 8).to_ascii_uppercase()
    } else if hints.has(&["title", "subject", "headline"]) {
        let sentence: String = Sentence(2..5).fake_with_rng(rng);
        sentence.trim_end_matches('.').to_owned()
    } else {
        let count = rng.random_range(1..=2);
        words(rng, count, " ")
    }
}

fn words(rng: &mut ChaCha8Rng, count: usize, between: &str) -> String {
    let words: Vec<String> = (0..count).map(|_| Word().fake_with_rng(rng)).collect();
    words.join(between)
}

fn hexadecimal(rng: &mut ChaCha8Rng, digits: usize) -> String {
    (0..digits).filter_map(|_| char::from_digit(rng.random_range(0..16), 16)).collect()
}

/// A random one: <https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-4>.
fn uuid(rng: &mut ChaCha8Rng) -> String {
    let variant = ["8", "9", "a", "b"][rng.random_range(0..4_usize)];
    let parts: Vec<String> = [8, 4, 3, 3, 12].map(|digits| hexadecimal(rng, digits)).into();
    format!("{}-{}-4{}-{variant}{}-{}", parts[0], parts[1], parts[2], parts[3], parts[4])
}
