// The operations of test/bench/runtime on Go. `PROGRAM ROW WORKERS N`, as in ../lifeguard.c; what it prints: ../measure.h.
package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unsafe"
)

func check(is, should int64) {
	if is != should {
		panic("computed something else")
	}
}

func spawnJoin(n int64) {
	var sum int64
	for i := int64(0); i < n; i++ {
		result := make(chan int64, 1)
		go func(value int64) { result <- value }(i)
		sum += <-result
	}
	check(sum, n*(n-1)/2)
}

func spawnAll(n int64) {
	tasks := make([]chan int64, n)
	for i := range tasks {
		result := make(chan int64, 1)
		tasks[i] = result
		go func(value int64) { result <- value }(int64(i))
	}
	var sum int64
	for _, result := range tasks {
		sum += <-result
	}
	check(sum, n*(n-1)/2)
}

func yield(n int64) {
	for i := int64(0); i < n; i++ {
		runtime.Gosched()
	}
}

func residentBytes() float64 {
	statm, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		panic(err)
	}
	pages, _ := strconv.ParseFloat(strings.Fields(string(statm))[1], 64)
	return pages * float64(os.Getpagesize())
}

func parked(n int64) {
	never := make(chan bool)
	ended := make(chan bool)
	before := residentBytes()
	for i := int64(0); i < n; i++ {
		go func() {
			<-never
			ended <- true
		}()
	}
	time.Sleep(200 * time.Millisecond)
	fmt.Printf("bytes_per %.1f\n", (residentBytes()-before)/float64(n))
	close(never)
	for i := int64(0); i < n; i++ {
		<-ended
	}
}

func sleepers(n int64) {
	ended := make(chan bool, n)
	for i := int64(0); i < n; i++ {
		go func(i int64) {
			time.Sleep(time.Duration(i*7919%1000+1) * time.Millisecond)
			ended <- true
		}(i)
	}
	for i := int64(0); i < n; i++ {
		<-ended
	}
}

func burn(i int64) int64 {
	x := uint32(i) | 1
	for turn := 0; turn < 4000; turn++ {
		x ^= x << 13
		x ^= x >> 17
		x ^= x << 5
	}
	return int64(x)
}

func fanOut(n int64) {
	results := make(chan int64, n)
	for i := int64(0); i < n; i++ {
		go func(i int64) { results <- burn(i) }(i)
	}
	var sum uint64
	for i := int64(0); i < n; i++ {
		sum += uint64(<-results)
	}
	fmt.Printf("checksum %d\n", sum)
}

func channel(n int64) {
	messages := make(chan int64, 64)
	go func() {
		for i := int64(0); i < n; i++ {
			messages <- i
		}
		close(messages)
	}()
	var sum int64
	for message := range messages {
		sum += message
	}
	check(sum, n*(n-1)/2)
}

// This goroutine keeps its thread, which runs on that processor only.
func pinTo(processor uint) {
	runtime.LockOSThread()
	set := uint64(1) << processor
	if _, _, err := syscall.RawSyscall(syscall.SYS_SCHED_SETAFFINITY, 0, unsafe.Sizeof(set), uintptr(unsafe.Pointer(&set))); err != 0 {
		panic(err)
	}
}

func channelApart(n int64) {
	messages := make(chan int64, 64)
	result := make(chan int64)
	go func() {
		pinTo(0)
		for i := int64(0); i < n; i++ {
			messages <- i
		}
		close(messages)
	}()
	go func() {
		pinTo(1)
		var sum int64
		for message := range messages {
			sum += message
		}
		result <- sum
	}()
	check(<-result, n*(n-1)/2)
}

func cpuNs() float64 {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		panic(err)
	}
	return float64(used.Utime.Nano() + used.Stime.Nano())
}

func main() {
	rows := map[string]func(int64){"spawn_join": spawnJoin, "spawn_all": spawnAll, "yield": yield, "parked": parked,
		"sleepers": sleepers, "fan_out": fanOut, "channel": channel, "apart": channelApart}
	workers, _ := strconv.Atoi(os.Args[2])
	n, _ := strconv.ParseInt(os.Args[3], 10, 64)
	runtime.GOMAXPROCS(workers)
	row, there := rows[os.Args[1]]
	if !there || (os.Args[1] == "apart" && workers != 2) {
		os.Exit(3)
	}
	start, used := time.Now(), cpuNs()
	row(n)
	fmt.Printf("wall_ns_per %.2f\n", float64(time.Since(start).Nanoseconds())/float64(n))
	fmt.Printf("cpu_ns_per %.2f\n", (cpuNs()-used)/float64(n))
}
