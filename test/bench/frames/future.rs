// frames/lifeguard.c as async fns.
use std::cell::Cell;
use std::future::Future;
use std::hint::black_box;
use std::mem::size_of_val;
use std::pin::{pin, Pin};
use std::task::{Context, Poll, Waker};

thread_local! {
    static LAST: Cell<i32> = const { Cell::new(0) };
    static CHECKSUM: Cell<u32> = const { Cell::new(0) };
}

#[inline(never)]
fn next() -> i32 {
    LAST.set(LAST.get() + 1);
    LAST.get()
}

#[inline(never)]
fn fill(to: &mut [u8]) {
    for byte in black_box(to) {
        *byte = next() as u8;
    }
}

#[inline(never)]
fn total(of: &[u8]) -> i32 {
    black_box(of).iter().map(|&byte| byte as i32).sum()
}

#[inline(never)]
fn note(value: i32) {
    CHECKSUM.set(CHECKSUM.get().wrapping_mul(31).wrapping_add(value as u32));
}

struct Pause {
    polled: bool,
}

fn pause_once() -> Pause {
    Pause { polled: false }
}

impl Future for Pause {
    type Output = ();
    fn poll(mut self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<()> {
        if self.polled {
            return Poll::Ready(());
        }
        self.polled = true;
        Poll::Pending
    }
}

async fn nothing() {
    pause_once().await;
}

async fn three_ints() {
    let (a, b, c) = (next(), next(), next());
    pause_once().await;
    note(a + b * 3 + c * 5);
}

async fn two_buffers() {
    {
        let mut buffer = [0u8; 1024];
        fill(&mut buffer);
        pause_once().await;
        note(total(&buffer));
    }
    {
        let mut buffer = [0u8; 1024];
        fill(&mut buffer);
        pause_once().await;
        note(total(&buffer));
    }
}

async fn link_1() {
    let mut buffer = [0u8; 64];
    fill(&mut buffer);
    pause_once().await;
    note(total(&buffer));
}

async fn link_2() {
    let mut buffer = [0u8; 64];
    fill(&mut buffer);
    link_1().await;
    note(total(&buffer));
}

async fn link_3() {
    let mut buffer = [0u8; 64];
    fill(&mut buffer);
    link_2().await;
    note(total(&buffer));
}

async fn link_4() {
    let mut buffer = [0u8; 64];
    fill(&mut buffer);
    link_3().await;
    note(total(&buffer));
}

async fn chain_of_five() {
    let mut buffer = [0u8; 64];
    fill(&mut buffer);
    link_4().await;
    note(total(&buffer));
}

async fn loop_256() {
    let n = next() % 4 + 2;
    let mut i = 0;
    while i < n {
        let mut buffer = [0u8; 256];
        fill(&mut buffer);
        pause_once().await;
        note(total(&buffer));
        i += 1;
    }
}

async fn hold_512() {
    let mut buffer = [0u8; 512];
    fill(&mut buffer);
    pause_once().await;
    note(total(&buffer));
}

async fn hold_64() {
    let mut buffer = [0u8; 64];
    fill(&mut buffer);
    pause_once().await;
    note(total(&buffer));
}

async fn if_else() {
    if next() & 1 == 1 {
        hold_512().await;
    } else {
        hold_64().await;
    }
}

// What futures::join! holds: each branch until it is done.
enum MaybeDone<F> {
    Running(F),
    Done,
}

impl<F: Future<Output = ()>> MaybeDone<F> {
    fn is_done(self: Pin<&mut Self>, cx: &mut Context<'_>) -> bool {
        // SAFETY: a running future is never moved; Done drops it in place.
        let this = unsafe { self.get_unchecked_mut() };
        if let MaybeDone::Running(future) = this {
            if unsafe { Pin::new_unchecked(future) }.poll(cx).is_pending() {
                return false;
            }
            *this = MaybeDone::Done;
        }
        true
    }
}

struct AllOfThree<A, B, C>(MaybeDone<A>, MaybeDone<B>, MaybeDone<C>);

impl<A: Future<Output = ()>, B: Future<Output = ()>, C: Future<Output = ()>> Future for AllOfThree<A, B, C> {
    type Output = ();
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        // SAFETY: the branches are pinned with their owner.
        let done = unsafe {
            let this = self.get_unchecked_mut();
            let a = Pin::new_unchecked(&mut this.0).is_done(cx);
            let b = Pin::new_unchecked(&mut this.1).is_done(cx);
            let c = Pin::new_unchecked(&mut this.2).is_done(cx);
            a && b && c
        };
        if done {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    }
}

async fn join_of_three() {
    use MaybeDone::Running;
    AllOfThree(Running(hold_64()), Running(hold_64()), Running(hold_64())).await;
}

async fn dead_1k() {
    let mut buffer = [0u8; 1024];
    for byte in 0..1024 {
        buffer[byte] = next() as u8;
    }
    let mut sum = 0;
    for byte in 0..1024 {
        sum += buffer[buffer[byte] as usize] as i32;
    }
    pause_once().await;
    note(sum);
}

fn show(name: &str, shape: impl Future<Output = ()>) {
    let bytes = size_of_val(&shape);
    let mut shape = pin!(shape);
    let mut cx = Context::from_waker(Waker::noop());
    while shape.as_mut().poll(&mut cx).is_pending() {}
    println!("{name} {bytes} {:08x}", CHECKSUM.get());
}

fn main() {
    show("nothing", nothing());
    show("three_ints", three_ints());
    show("two_buffers", two_buffers());
    show("chain_of_five", chain_of_five());
    show("loop_256", loop_256());
    show("if_else", if_else());
    show("join_of_three", join_of_three());
    show("dead_1k", dead_1k());
}
