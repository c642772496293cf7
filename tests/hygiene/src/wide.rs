//! Many columns and many relations.

use renamed::prelude::*;

/// Sixty columns.
#[expect(clippy::struct_excessive_bools, reason = "a wide table has some of each")]
#[derive(Table, Relations, Debug, Clone, PartialEq)]
#[table(crate = ::renamed, insert(derive(Debug, Clone)), patch(derive(Debug, Clone)))]
pub struct Wide {
    /// The key.
    #[column(primary_key)]
    pub id: i64,
    /// Column 1.
    pub c01: String,
    /// Column 2.
    pub c02: Option<i64>,
    /// Column 3.
    pub c03: Option<String>,
    /// Column 4.
    pub c04: f64,
    /// Column 5.
    pub c05: bool,
    /// Column 6.
    pub c06: i64,
    /// Column 7.
    pub c07: String,
    /// Column 8.
    pub c08: Option<i64>,
    /// Column 9.
    pub c09: Option<String>,
    /// Column 10.
    pub c10: f64,
    /// Column 11.
    pub c11: bool,
    /// Column 12.
    pub c12: i64,
    /// Column 13.
    pub c13: String,
    /// Column 14.
    pub c14: Option<i64>,
    /// Column 15.
    pub c15: Option<String>,
    /// Column 16.
    pub c16: f64,
    /// Column 17.
    pub c17: bool,
    /// Column 18.
    pub c18: i64,
    /// Column 19.
    pub c19: String,
    /// Column 20.
    pub c20: Option<i64>,
    /// Column 21.
    pub c21: Option<String>,
    /// Column 22.
    pub c22: f64,
    /// Column 23.
    pub c23: bool,
    /// Column 24.
    pub c24: i64,
    /// Column 25.
    pub c25: String,
    /// Column 26.
    pub c26: Option<i64>,
    /// Column 27.
    pub c27: Option<String>,
    /// Column 28.
    pub c28: f64,
    /// Column 29.
    pub c29: bool,
    /// Column 30.
    pub c30: i64,
    /// Column 31.
    pub c31: String,
    /// Column 32.
    pub c32: Option<i64>,
    /// Column 33.
    pub c33: Option<String>,
    /// Column 34.
    pub c34: f64,
    /// Column 35.
    pub c35: bool,
    /// Column 36.
    pub c36: i64,
    /// Column 37.
    pub c37: String,
    /// Column 38.
    pub c38: Option<i64>,
    /// Column 39.
    pub c39: Option<String>,
    /// Column 40.
    pub c40: f64,
    /// Column 41.
    pub c41: bool,
    /// Column 42.
    pub c42: i64,
    /// Column 43.
    pub c43: String,
    /// Column 44.
    pub c44: Option<i64>,
    /// Column 45.
    pub c45: Option<String>,
    /// Column 46.
    pub c46: f64,
    /// Column 47.
    pub c47: bool,
    /// Column 48.
    pub c48: i64,
    /// Column 49.
    pub c49: String,
    /// Column 50.
    pub c50: Option<i64>,
    /// Column 51.
    pub c51: Option<String>,
    /// Column 52.
    pub c52: f64,
    /// Column 53.
    pub c53: bool,
    /// Column 54.
    pub c54: i64,
    /// Column 55.
    pub c55: String,
    /// Column 56.
    pub c56: Option<i64>,
    /// Column 57.
    pub c57: Option<String>,
    /// Column 58.
    pub c58: f64,
    /// Column 59.
    pub c59: bool,
}

/// Twelve relations.
#[derive(Table, Relations, Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[table(crate = ::renamed)]
#[relations(
    r01 = has_many(Spoke::HUB_ID),
    r02 = has_one(Cap::HUB_ID),
    r03 = many_to_many(Hub, through(Axle::ONE, Axle::OTHER)),
    r04 = belongs_to(a),
    r05 = belongs_to(b),
    r06 = has_many(Hub::A),
    r07 = has_many(Hub::B),
    r08 = has_many(Axle::ONE),
    r09 = has_many(Axle::OTHER),
    r10 = many_to_many(Hub, through(Axle::OTHER, Axle::ONE)),
    r11 = has_many(Cap::HUB_ID),
    r12 = has_many(Spoke::HUB_ID),
)]
pub struct Hub {
    /// The key.
    #[column(primary_key)]
    pub id: i64,
    /// A foreign key.
    #[column(references = Hub::ID)]
    pub a: Option<i64>,
    /// Another one.
    #[column(references = Hub::ID)]
    pub b: Option<i64>,
}

/// Many for each.
#[derive(Table, Relations, Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[table(crate = ::renamed)]
#[relations(hub = belongs_to(hub_id))]
pub struct Spoke {
    /// The key.
    #[column(primary_key)]
    pub id: i64,
    /// A foreign key.
    #[column(references = Hub::ID)]
    pub hub_id: i64,
}

/// One for each.
#[derive(Table, Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[table(crate = ::renamed)]
pub struct Cap {
    /// The key, and a foreign key.
    #[column(primary_key, references = Hub::ID)]
    pub hub_id: i64,
}

/// Links.
#[derive(Table, Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[table(crate = ::renamed, primary_key(one, other), without_rowid)]
pub struct Axle {
    /// From here.
    #[column(references = Hub::ID)]
    pub one: i64,
    /// To there.
    #[column(references = Hub::ID)]
    pub other: i64,
}

#[cfg(test)]
mod tests;
