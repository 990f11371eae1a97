//! main.rs PAIRS: nanoseconds of processor time for each entering and leaving of a span, as enabled.c does it: with a subscriber that does
//! nothing but keep span, time and kind in a vector of the thread (the least that tracing can do), and with the same as a
//! layer on tracing-subscriber's registry (what programs use). The vectors are cleared after each round.

use std::cell::RefCell;
use std::time::Instant;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

const ROUND: usize = 20_000;

thread_local! {
    static KEPT: RefCell<Vec<(u64, Instant, bool)>> = RefCell::new(Vec::new());
}

#[repr(C)]
struct Timespec {
    seconds: i64,
    nanoseconds: i64,
}

extern "C" {
    fn clock_gettime(clock: i32, now: *mut Timespec) -> i32;
}

/// Nanoseconds of the processor that this thread has used.
fn used() -> f64 {
    const CLOCK_THREAD_CPUTIME_ID: i32 = 3;
    let mut now = Timespec { seconds: 0, nanoseconds: 0 };
    unsafe { clock_gettime(CLOCK_THREAD_CPUTIME_ID, &mut now) };
    now.seconds as f64 * 1e9 + now.nanoseconds as f64
}

fn keep(id: &Id, entered: bool) {
    KEPT.with(|kept| kept.borrow_mut().push((id.into_u64(), Instant::now(), entered)));
}

struct Bare;

impl Subscriber for Bare {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, _: &Event<'_>) {}
    fn enter(&self, id: &Id) {
        keep(id, true);
    }
    fn exit(&self, id: &Id) {
        keep(id, false);
    }
}

struct Keeping;

impl<S: Subscriber> Layer<S> for Keeping {
    fn on_enter(&self, id: &Id, _: Context<'_, S>) {
        keep(id, true);
    }
    fn on_exit(&self, id: &Id, _: Context<'_, S>) {
        keep(id, false);
    }
}

fn measure(name: &str, rounds: usize) {
    let span = tracing::info_span!("span", id = 7);
    let mut recording = 0.0;
    let mut kept = 0;
    for round in 0..=rounds {
        let begin = used();
        for _ in 0..ROUND {
            let _entered = span.enter();
        }
        if round > 0 {
            recording += used() - begin;
        }
        KEPT.with(|all| {
            kept += all.borrow().len();
            all.borrow_mut().clear();
        });
    }
    println!("{name} {:.2}\n{name}_kept {kept}", recording / (rounds * ROUND) as f64);
}

fn main() {
    let pairs: usize = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(1_000_000);
    tracing::subscriber::with_default(Bare, || measure("bare", pairs / ROUND));
    let registry = tracing_subscriber::registry().with(Keeping);
    tracing::subscriber::with_default(registry, || measure("registry", pairs / ROUND));
}
