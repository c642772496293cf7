//! A table with a column of every built-in type, nullable and not.

use std::borrow::Cow;

use orm_sqlite::prelude::*;

use super::{OrderId, Priority, Role};

#[derive(Table, Debug, Clone, PartialEq)]
#[table(name = "types", insert(derive(Debug, Clone)), patch(derive(Debug, Clone)))]
pub(crate) struct Types {
    #[column(primary_key)]
    pub(crate) id: i64,
    pub(crate) i8: i8,
    pub(crate) i16: i16,
    pub(crate) i32: i32,
    pub(crate) i64: i64,
    pub(crate) u8: u8,
    pub(crate) u16: u16,
    pub(crate) u32: u32,
    pub(crate) u64: u64,
    pub(crate) usize: usize,
    pub(crate) f32: f32,
    pub(crate) f64: f64,
    pub(crate) bool: bool,
    pub(crate) string: String,
    pub(crate) boxed: Box<str>,
    pub(crate) cow: Cow<'static, str>,
    pub(crate) bytes: Vec<u8>,
    pub(crate) four: [u8; 4],
    pub(crate) timestamp: Timestamp,
    pub(crate) json: Json<Vec<Option<f64>>>,
    pub(crate) role: Role,
    pub(crate) priority: Priority,
    pub(crate) newtype: OrderId,
    pub(crate) maybe_i8: Option<i8>,
    pub(crate) maybe_i16: Option<i16>,
    pub(crate) maybe_i32: Option<i32>,
    pub(crate) maybe_i64: Option<i64>,
    pub(crate) maybe_u8: Option<u8>,
    pub(crate) maybe_u16: Option<u16>,
    pub(crate) maybe_u32: Option<u32>,
    pub(crate) maybe_u64: Option<u64>,
    pub(crate) maybe_usize: Option<usize>,
    pub(crate) maybe_f32: Option<f32>,
    pub(crate) maybe_f64: Option<f64>,
    pub(crate) maybe_bool: Option<bool>,
    pub(crate) maybe_string: Option<String>,
    pub(crate) maybe_boxed: Option<Box<str>>,
    pub(crate) maybe_cow: Option<Cow<'static, str>>,
    pub(crate) maybe_bytes: Option<Vec<u8>>,
    pub(crate) maybe_four: Option<[u8; 4]>,
    pub(crate) maybe_timestamp: Option<Timestamp>,
    pub(crate) maybe_json: Option<Json<Vec<String>>>,
    pub(crate) maybe_role: Option<Role>,
    pub(crate) maybe_priority: Option<Priority>,
    pub(crate) maybe_newtype: Option<OrderId>,
}

/// Every field but the key, for what is the same for all of them.
macro_rules! for_each_field {
    ($apply:ident) => {
        $apply! {
            { i8 i16 i32 i64 u8 u16 u32 u64 usize f32 f64 bool string boxed cow bytes four timestamp json role priority newtype }
            { maybe_i8 maybe_i16 maybe_i32 maybe_i64 maybe_u8 maybe_u16 maybe_u32 maybe_u64 maybe_usize maybe_f32 maybe_f64
              maybe_bool maybe_string maybe_boxed maybe_cow maybe_bytes maybe_four maybe_timestamp maybe_json maybe_role
              maybe_priority maybe_newtype }
        }
    };
}

macro_rules! models {
    ({ $($required:ident)+ } { $($nullable:ident)+ }) => {
        impl Types {
            /// The row as an insert model that sets every column.
            pub(crate) fn to_new(&self) -> NewTypes {
                let row = self.clone();
                NewTypes {
                    id: Set::Value(row.id),
                    $($required: row.$required,)+
                    $($nullable: Set::Value(row.$nullable),)+
                }
            }

            /// The row as an update model that sets every column but the key.
            pub(crate) fn to_patch(&self) -> TypesPatch {
                let row = self.clone();
                TypesPatch {
                    id: Set::Unset,
                    $($required: Set::Value(row.$required),)+
                    $($nullable: Set::Value(row.$nullable),)+
                }
            }
        }
    };
}

for_each_field!(models);

impl Types {
    /// A row with ordinary values.
    pub(crate) fn plain(id: i64) -> Self {
        Self {
            id,
            i8: 1,
            i16: 2,
            i32: 3,
            i64: 4,
            u8: 5,
            u16: 6,
            u32: 7,
            u64: 8,
            usize: 9,
            f32: 0.5,
            f64: 0.25,
            bool: true,
            string: "s".to_owned(),
            boxed: "b".into(),
            cow: "c".into(),
            bytes: vec![1],
            four: [1, 2, 3, 4],
            timestamp: Timestamp::from_millis(10),
            json: Json(vec![Some(1.5), None]),
            role: Role::Admin,
            priority: Priority::High,
            newtype: OrderId(11),
            maybe_i8: None,
            maybe_i16: None,
            maybe_i32: None,
            maybe_i64: None,
            maybe_u8: None,
            maybe_u16: None,
            maybe_u32: None,
            maybe_u64: None,
            maybe_usize: None,
            maybe_f32: None,
            maybe_f64: None,
            maybe_bool: None,
            maybe_string: None,
            maybe_boxed: None,
            maybe_cow: None,
            maybe_bytes: None,
            maybe_four: None,
            maybe_timestamp: None,
            maybe_json: None,
            maybe_role: None,
            maybe_priority: None,
            maybe_newtype: None,
        }
    }
}
