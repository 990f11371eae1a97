// suspend/lifeguard.c as an async fn; a guard is a wrapper around the whole future, as tracing's Instrumented is: told at
// each poll, also the first and the last.
include!("../common/bench.rs");

use std::cell::Cell;

struct Account {
    resumed: Cell<u32>,
    suspended: Cell<u32>,
    dropped: Cell<u32>,
}

// SAFETY: there is one thread.
unsafe impl Sync for Account {}

impl Account {
    const NEW: Account = Account { resumed: Cell::new(0), suspended: Cell::new(0), dropped: Cell::new(0) };
}

static ACCOUNTS: [Account; 4] = [Account::NEW; 4];

struct Guard(&'static Account);

impl Guard {
    fn on_resume(&self) {
        self.0.resumed.set(self.0.resumed.get().wrapping_add(1));
    }
    fn on_suspend(&self) {
        self.0.suspended.set(self.0.suspended.get().wrapping_add(1));
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.dropped.set(self.0.dropped.get().wrapping_add(1));
    }
}

struct Followed<F> {
    by: Guard,
    inner: F,
}

impl<F: Future> Future for Followed<F> {
    type Output = F::Output;
    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        // SAFETY: `inner` is pinned with its owner and never moved out.
        let this = unsafe { self.get_unchecked_mut() };
        this.by.on_resume();
        let result = unsafe { Pin::new_unchecked(&mut this.inner) }.poll(cx);
        this.by.on_suspend();
        result
    }
}

async fn turns(n: u32) -> u32 {
    let mut sum: u32 = 0;
    for i in 0..n {
        sum = sum.wrapping_mul(3).wrapping_add(gate(i).await);
    }
    sum
}

#[cfg(not(any(guards1, guards4)))]
fn root(n: u32) -> impl Future<Output = u32> {
    turns(n)
}

#[cfg(guards1)]
fn root(n: u32) -> impl Future<Output = u32> {
    let followed = Followed { by: Guard(&ACCOUNTS[0]), inner: turns(n) };
    counted(followed, 1)
}

#[cfg(guards4)]
fn root(n: u32) -> impl Future<Output = u32> {
    let fourth = Followed { by: Guard(&ACCOUNTS[3]), inner: turns(n) };
    let third = Followed { by: Guard(&ACCOUNTS[2]), inner: fourth };
    let second = Followed { by: Guard(&ACCOUNTS[1]), inner: third };
    let first = Followed { by: Guard(&ACCOUNTS[0]), inner: second };
    counted(first, 4)
}

// The same checksum as where the first poll is no resumption and the last no suspension.
#[allow(dead_code)]
async fn counted(inner: impl Future<Output = u32>, guards: usize) -> u32 {
    let mut sum = inner.await;
    for account in &ACCOUNTS[..guards] {
        let told = account.resumed.get().wrapping_add(account.suspended.get()).wrapping_sub(2);
        sum = sum.wrapping_mul(3).wrapping_add(told);
    }
    sum
}
