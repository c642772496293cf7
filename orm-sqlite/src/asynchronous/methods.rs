//! The methods that start queries, on both handles.

use orm_core::engine::Engine as _;
use orm_core::query::{Batch, Delete, Insert, IntoKey, Select, Statements, Update, UpdateMany};
use orm_core::relation::Relations;
use orm_core::shape::{Shape, ShapeQuery, Without};
use orm_core::table::{Insertable, Patch, PrimaryKey, Stored, TableRow};
use orm_core::value::IntoValue;

use super::{Answer, AsyncDatabase, AsyncTransaction};

/// One documentation and one body for both: each is the method of the same name of `Read` and `Write`, whose answers are awaited.
macro_rules! methods {
    ($($handle:ident),+) => { $(
        impl $handle {
            /// As [`Read::select`](crate::Read::select).
            pub fn select<T: TableRow>(&self) -> Select<T, &Self, T> {
                Statements::select(self)
            }

            /// As [`Read::find`](crate::Read::find).
            pub fn find<T: PrimaryKey>(&self, key: impl IntoKey<T::Key>) -> Select<T, &Self, T> {
                Statements::find(self, key)
            }

            /// As [`Read::query`](crate::Read::query).
            pub fn query<T: Relations>(&self) -> T::Query<&Self> {
                T::query_on(self)
            }

            /// As [`Read::load`](crate::Read::load).
            pub fn load<X: Shape>(&self) -> ShapeQuery<X, &Self>
            where
                X::Params: Without<X>,
            {
                X::load().using(self)
            }

            /// As [`Read::load_with`](crate::Read::load_with).
            pub fn load_with<X: Shape>(&self, params: X::Params) -> ShapeQuery<X, &Self> {
                X::load_with(params).using(self)
            }

            /// As [`Read::batch`](crate::Read::batch).
            #[track_caller]
            pub fn batch<B: Batch>(&self, batch: B) -> Answer<B::Output> {
                self.run(batch.request())
            }

            /// As [`Write::insert`](crate::Write::insert).
            pub fn insert<N: Insertable>(&self, row: N) -> Insert<N::Table, &Self> {
                Statements::insert(self, row)
            }

            /// As [`Write::insert_many`](crate::Write::insert_many).
            pub fn insert_many<N: Insertable>(&self, rows: impl IntoIterator<Item = N>) -> Insert<N::Table, &Self> {
                Statements::insert_many(self, rows)
            }

            /// As [`Write::update`](crate::Write::update).
            pub fn update<T: Stored>(&self) -> Update<T, &Self> {
                Statements::update(self)
            }

            /// As [`Write::update_many`](crate::Write::update_many).
            pub fn update_many<K, P, T>(&self, rows: impl IntoIterator<Item = (K, P)>) -> UpdateMany<T, &Self>
            where
                P: Patch<Table = T>,
                T: PrimaryKey + Stored,
                K: IntoValue<T::Key>,
            {
                Statements::update_many(self, rows)
            }

            /// As [`Write::delete`](crate::Write::delete).
            pub fn delete<T: Stored>(&self) -> Delete<T, &Self> {
                Statements::delete(self)
            }
        }
    )+ };
}

methods!(AsyncDatabase, AsyncTransaction);
