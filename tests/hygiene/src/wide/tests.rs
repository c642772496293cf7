//! Wide tables at work.

use super::*;
use crate::fixture::database;

#[test]
fn sixty_columns_go_in_and_come_out() -> Result<(), renamed::Error> {
    let db = database(&schema!(Wide))?;
    let new = NewWide::builder()
        .c01("c1")
        .c04(4.5)
        .c05(true)
        .c06(6)
        .c07("c7")
        .c10(10.5)
        .c11(true)
        .c12(12)
        .c13("c13")
        .c16(16.5)
        .c17(true)
        .c18(18)
        .c19("c19")
        .c22(22.5)
        .c23(true)
        .c24(24)
        .c25("c25")
        .c28(28.5)
        .c29(true)
        .c30(30)
        .c31("c31")
        .c34(34.5)
        .c35(true)
        .c36(36)
        .c37("c37")
        .c40(40.5)
        .c41(true)
        .c42(42)
        .c43("c43")
        .c46(46.5)
        .c47(true)
        .c48(48)
        .c49("c49")
        .c52(52.5)
        .c53(true)
        .c54(54)
        .c55("c55")
        .c58(58.5)
        .c59(true)
        .build();
    let wide = db.insert(new).returning().one()?;
    assert_eq!((wide.id, wide.c06, wide.c54, wide.c08, wide.c59), (1, 6, 54, None, true));
    assert_eq!((wide.c07.as_str(), wide.c55.as_str()), ("c7", "c55"));
    assert_eq!(db.find::<Wide>(1).one()?, wide);
    let patch = WidePatch { c57: Set::Value(Some("x".to_owned())), ..WidePatch::default() };
    assert_eq!(db.update::<Wide>().patch(patch).filter(Wide::C55.eq("c55")).run()?, 1);
    assert_eq!(db.query::<Wide>().one()?.c57.as_deref(), Some("x"));
    Ok(())
}

#[test]
fn the_order_of_loads_does_not_change_the_type() -> Result<(), renamed::Error> {
    let db = database(&schema!(Hub, Spoke, Cap, Axle))?;
    assert_eq!(db.insert_many([None, Some(1)].map(|a| NewHub::builder().a(a).b(a).build())).run()?, 2);
    assert_eq!(db.insert_many([1, 1, 2].map(|hub| NewSpoke::builder().hub_id(hub).build())).run()?, 3);
    assert_eq!(db.insert(NewCap { hub_id: Set::Value(1) }).run()?, 1);
    assert_eq!(db.insert(NewAxle { one: 1, other: 2 }).run()?, 1);

    let query = || db.query::<Hub>().order_by(Hub::ID);
    let up = query().with_r01().with_r02().with_r03().with_r04().with_r05().with_r06();
    let up = up.with_r07().with_r08().with_r09().with_r10().with_r11().with_r12_by(SpokeQuery::with_hub).all()?;
    let down = query().with_r12_by(SpokeQuery::with_hub).with_r11().with_r10().with_r09().with_r08().with_r07();
    let down = down.with_r06().with_r05().with_r04().with_r03().with_r02().with_r01().all()?;
    // Comparable at all only because the two have one type.
    assert_eq!(up, down);

    let [one, two] = &up[..] else { panic!("two hubs") };
    assert_eq!((one.r01.len(), one.r02.is_some(), one.r03[0].id), (2, true, 2));
    assert_eq!((&one.r04, two.r05.as_ref().map(|hub| hub.id)), (&None, Some(1)));
    assert_eq!((one.r06.len(), one.r07.len(), one.r08.len(), one.r09.len()), (1, 1, 1, 0));
    assert_eq!((two.r10[0].id, one.r11.len(), two.r12[0].hub.id), (1, 1, 2));

    let some = query().with_r09().with_r02().one()?;
    let names =
        serde_json::to_value(&some).map(|json| json.as_object().map(|map| map.keys().cloned().collect::<Vec<_>>()));
    assert_eq!(names.ok().flatten().unwrap_or_default(), ["a", "b", "id", "r02", "r09"]);
    Ok(())
}
