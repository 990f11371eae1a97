// bench.rs: leaf and driver of the benchmarks in Rust; included by each. See gate.h and driver.c.
use std::future::Future;
use std::pin::{pin, Pin};
use std::task::{Context, Poll, Waker};

struct Gate {
    value: u32,
    polled: bool,
}

fn gate(value: u32) -> Gate {
    Gate { value, polled: false }
}

impl Future for Gate {
    type Output = u32;
    #[cfg_attr(calls, inline(never))]
    #[cfg_attr(not(calls), inline)]
    fn poll(mut self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<u32> {
        if !self.polled {
            self.polled = true;
            return Poll::Pending;
        }
        Poll::Ready(self.value)
    }
}

// A child whose poll is a real call with --cfg calls; an async fn's own poll can not be marked.
struct Called<F>(F);

impl<F: Future> Future for Called<F> {
    type Output = F::Output;
    #[cfg_attr(calls, inline(never))]
    #[cfg_attr(not(calls), inline(always))]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        // SAFETY: the only field is pinned with its owner and never moved out.
        unsafe { self.map_unchecked_mut(|called| &mut called.0) }.poll(cx)
    }
}

#[inline(never)]
fn poll_root<F: Future<Output = u32>>(root: Pin<&mut F>, cx: &mut Context<'_>) -> Poll<u32> {
    root.poll(cx)
}

fn drive(root: impl Future<Output = u32>, pending: &mut u32) -> u32 {
    let mut root = pin!(root);
    let mut cx = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(out) = poll_root(root.as_mut(), &mut cx) {
            return out;
        }
        *pending += 1;
    }
}

fn main() {
    let n: u32 = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(0);
    let mut pending = 0;
    let mut sum: u32 = 0;
    if cfg!(fresh) {
        for i in 0..n {
            sum = sum.wrapping_mul(3).wrapping_add(drive(root(i), &mut pending));
        }
    } else {
        sum = drive(root(n), &mut pending);
    }
    println!("{sum:08x} {pending:08x}");
}
