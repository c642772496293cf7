//! What happens when a program runs: bad input, hostile files, settings that keep both away.

mod canary;
mod guard;
mod hostile;
mod injection;
mod stored;

/// The variable by which all the tests here run longer: how many cases each has.
fn cases(by_default: usize) -> usize {
    let cases = std::env::var("INJECTION_CASES").ok();
    cases
        .map_or(by_default, |text| text.parse().unwrap_or_else(|_| panic!("INJECTION_CASES is a number, not {text:?}")))
}

/// The seed of a run, which is printed: another one each time, or that of `INJECTION_SEED`.
fn seed() -> u64 {
    let given = std::env::var("INJECTION_SEED").ok().map(|text| text.parse().expect("INJECTION_SEED is a number"));
    let seed = given.unwrap_or_else(|| {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
        now.as_secs() ^ u64::from(now.subsec_nanos()) << 20
    });
    println!("INJECTION_SEED={seed}");
    seed
}
