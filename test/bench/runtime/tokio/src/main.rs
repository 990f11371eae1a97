// The operations of test/bench/runtime on tokio. `PROGRAM ROW WORKERS N`, as in ../../lifeguard.c; what it prints: ../../measure.h.
use std::time::{Duration, Instant};
use tokio::sync::mpsc;

async fn nothing(value: i64) -> i64 {
    value
}

async fn spawn_join(n: i64) {
    let mut sum = 0;
    for i in 0..n {
        sum += tokio::spawn(nothing(i)).await.unwrap();
    }
    assert_eq!(sum, n * (n - 1) / 2);
}

async fn spawn_all(n: i64) {
    let tasks: Vec<_> = (0..n).map(|i| tokio::spawn(nothing(i))).collect();
    let mut sum = 0;
    for task in tasks {
        sum += task.await.unwrap();
    }
    assert_eq!(sum, n * (n - 1) / 2);
}

async fn yields(n: i64) {
    for _ in 0..n {
        tokio::task::yield_now().await;
    }
}

fn resident_bytes() -> f64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    statm.split(' ').nth(1).unwrap().parse::<f64>().unwrap() * 4096.0
}

async fn parked(n: i64) {
    let mut tasks = Vec::with_capacity(n as usize);
    // Resident before the count begins.
    tasks.resize_with(n as usize, || None);
    let before = resident_bytes();
    for task in tasks.iter_mut() {
        *task = Some(tokio::spawn(std::future::pending::<()>()));
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    println!("bytes_per {:.1}", (resident_bytes() - before) / n as f64);
    for task in tasks.iter().flatten() {
        task.abort();
    }
    for task in tasks.into_iter().flatten() {
        assert!(task.await.is_err());
    }
}

async fn sleepers(n: i64) {
    let tasks: Vec<_> = (0..n)
        .map(|i| tokio::spawn(tokio::time::sleep(Duration::from_millis((i * 7919 % 1000 + 1) as u64))))
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
}

fn burn(i: i64) -> i64 {
    let mut x = i as u32 | 1;
    for _ in 0..4000 {
        x ^= x << 13;
        x ^= x >> 17;
        x ^= x << 5;
    }
    x as i64
}

async fn fan_out(n: i64) {
    let tasks: Vec<_> = (0..n).map(|i| tokio::spawn(async move { burn(i) })).collect();
    let mut sum = 0u64;
    for task in tasks {
        sum = sum.wrapping_add(task.await.unwrap() as u64);
    }
    println!("checksum {sum}");
}

async fn channel(n: i64) {
    let (sender, mut receiver) = mpsc::channel(64);
    let sending = tokio::spawn(async move {
        for i in 0..n {
            sender.send(i).await.unwrap();
        }
    });
    // A task of its own, so that neither end is block_on's future.
    let receiving = tokio::spawn(async move {
        let mut sum = 0;
        while let Some(message) = receiver.recv().await {
            sum += message;
        }
        sum
    });
    sending.await.unwrap();
    assert_eq!(receiving.await.unwrap(), n * (n - 1) / 2);
}

/// This thread runs on that processor only, from now on.
fn pin_to(processor: usize) {
    extern "C" {
        fn sched_setaffinity(thread: i32, size: usize, set: *const u64) -> i32;
    }
    let set = 1u64 << processor;
    // SAFETY: the C library's function, with a set of 64 processors; 0 is this thread.
    assert_eq!(unsafe { sched_setaffinity(0, std::mem::size_of_val(&set), &set) }, 0);
}

/// A runtime of its own for one of two threads.
fn block_on_pinned<T>(processor: usize, future: impl std::future::Future<Output = T>) -> T {
    pin_to(processor);
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

fn channel_apart(n: i64) {
    let (sender, mut receiver) = mpsc::channel(64);
    let sending = std::thread::spawn(move || {
        block_on_pinned(0, async move {
            for i in 0..n {
                sender.send(i).await.unwrap();
            }
        })
    });
    let receiving = std::thread::spawn(move || {
        block_on_pinned(1, async move {
            let mut sum = 0;
            while let Some(message) = receiver.recv().await {
                sum += message;
            }
            sum
        })
    });
    sending.join().unwrap();
    assert_eq!(receiving.join().unwrap(), n * (n - 1) / 2);
}

fn cpu_ns() -> f64 {
    #[repr(C)]
    struct Timespec {
        seconds: i64,
        nanoseconds: i64,
    }
    extern "C" {
        fn clock_gettime(clock: i32, time: *mut Timespec) -> i32;
    }
    let mut now = Timespec { seconds: 0, nanoseconds: 0 };
    // SAFETY: the C library's function and struct, on 64-bit Linux.
    unsafe { clock_gettime(2, &mut now) };
    now.seconds as f64 * 1e9 + now.nanoseconds as f64
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let (row, workers, n) = (args[1].as_str(), args[2].parse::<usize>().unwrap(), args[3].parse::<i64>().unwrap());
    if row == "apart" {
        if workers != 2 {
            std::process::exit(3); // no such row here
        }
        let (wall, cpu) = (Instant::now(), cpu_ns());
        channel_apart(n);
        println!("wall_ns_per {:.2}", wall.elapsed().as_nanos() as f64 / n as f64);
        println!("cpu_ns_per {:.2}", (cpu_ns() - cpu) / n as f64);
        return;
    }
    let runtime = if workers == 1 {
        tokio::runtime::Builder::new_current_thread().enable_all().build()
    } else {
        tokio::runtime::Builder::new_multi_thread().worker_threads(workers).enable_all().build()
    }
    .unwrap();
    let (wall, cpu) = (Instant::now(), cpu_ns());
    // As a task, which is what the operations are measured from in the other programs too.
    let run = async move {
        match row {
            "spawn_join" => tokio::spawn(spawn_join(n)).await.unwrap(),
            "spawn_all" => tokio::spawn(spawn_all(n)).await.unwrap(),
            "yield" => tokio::spawn(yields(n)).await.unwrap(),
            "parked" => tokio::spawn(parked(n)).await.unwrap(),
            "sleepers" => tokio::spawn(sleepers(n)).await.unwrap(),
            "fan_out" => tokio::spawn(fan_out(n)).await.unwrap(),
            "channel" => tokio::spawn(channel(n)).await.unwrap(),
            _ => std::process::exit(3), // no such row here
        }
    };
    runtime.block_on(run);
    println!("wall_ns_per {:.2}", wall.elapsed().as_nanos() as f64 / n as f64);
    println!("cpu_ns_per {:.2}", (cpu_ns() - cpu) / n as f64);
}
