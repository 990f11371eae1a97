// ready/lifeguard.c as async fns.
include!("../common/bench.rs");

const RARE: u32 = 1 << 31;

async fn step(mut x: u32) -> u32 {
    if x == RARE {
        x = gate(x).await;
    }
    x.wrapping_mul(2).wrapping_add(1)
}

async fn root(n: u32) -> u32 {
    let mut sum: u32 = 0;
    for i in 0..n {
        sum = sum.wrapping_mul(3).wrapping_add(Called(step(i)).await);
    }
    sum
}
