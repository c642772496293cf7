//! Queries inside of queries: subqueries, set operations, common table expressions, computed sources.

mod set;
mod subquery;
