//! `measurements`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "measurements")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub sensor: i64,
    pub sequence: i64,
    pub error_code: Option<i64>,
    pub active: bool,
    pub temperature: f64,
    pub humidity: f64,
    pub pressure: Option<f64>,
    pub label: String,
    pub unit: String,
    pub location: String,
    pub note: Option<String>,
    pub payload: Vec<u8>,
    pub digest: Vec<u8>,
    pub signature: Option<Vec<u8>>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
