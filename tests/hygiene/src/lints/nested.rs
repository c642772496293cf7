//! Structs that are seen by some modules only.

/// In the middle.
pub mod middle {
    /// At the bottom.
    pub mod bottom {
        use renamed::prelude::*;

        /// Seen two modules above.
        #[derive(Table, Relations)]
        #[table(crate = ::renamed, rtree(fmt(height)))]
        #[relations(drops = has_many(Drop::CLOUD_ID), shadows = has_many(super::Shadow::CLOUD_ID))]
        pub(in crate::lints::nested) struct Cloud {
            #[column(primary_key)]
            pub(in crate::lints::nested) id: i64,
            /// Seen by nobody else.
            height: f64,
        }

        /// Related to it. Its name is a trait of the prelude.
        #[derive(Table, Relations)]
        #[table(crate = ::renamed)]
        #[relations(cloud = belongs_to(cloud_id))]
        pub(in crate::lints::nested) struct Drop {
            #[column(primary_key)]
            pub(in crate::lints::nested) id: i64,
            #[column(references = Cloud::ID)]
            pub(in crate::lints::nested) cloud_id: i64,
            pub(in crate::lints::nested) phase: Phase,
        }

        /// Seen in the whole crate.
        #[derive(ColumnType, Debug, Clone, Copy, PartialEq, Eq)]
        #[column_type(crate = ::renamed, rename_all = "SCREAMING_SNAKE_CASE")]
        pub(crate) enum Phase {
            /// Water.
            Liquid,
            /// Ice.
            Solid,
        }

        impl NewCloud {
            /// The way for other modules to set a private column.
            #[cfg(test)]
            pub(super) const fn at(height: f64) -> Self {
                Self { id: Set::Unset, height }
            }
        }
    }

    use renamed::prelude::*;

    /// Related to a struct of a module below.
    #[derive(Table, Relations)]
    #[table(crate = ::renamed)]
    #[relations(cloud = belongs_to(cloud_id))]
    pub(super) struct Shadow {
        #[column(primary_key)]
        id: i64,
        #[column(references = bottom::Cloud::ID)]
        cloud_id: i64,
    }

    #[cfg(test)]
    #[test]
    fn tables_of_several_modules_load_together() -> Result<(), renamed::Error> {
        use super::middle::bottom::{Cloud, Drop, NewCloud, NewDrop, Phase};

        let db = crate::fixture::database(&schema!(Cloud, Drop, Shadow))?;
        assert_eq!(db.insert(NewCloud::at(2.5)).run()?, 1);
        assert_eq!(db.insert(NewDrop::builder().cloud_id(1).phase(Phase::Solid).build()).run()?, 1);
        assert_eq!(db.insert(NewShadow::builder().cloud_id(1).build()).run()?, 1);
        let clouds = db.query::<Cloud>().with_drops().with_shadows().all()?;
        assert_eq!((clouds[0].id, clouds[0].shadows[0].id), (1, 1));
        assert_eq!(clouds[0].drops[0].phase, Phase::Solid);
        Ok(())
    }
}

#[cfg(test)]
#[test]
fn a_table_is_used_two_modules_above() -> Result<(), renamed::Error> {
    use middle::bottom::Drop;
    use renamed::prelude::*;

    assert!(Drop::select().filter(Drop::ID.eq(1)).to_sql()?.text.contains("drop"));
    Ok(())
}
