// task.hpp: the usual lazy C++20 task: awaiting it starts it by symmetric transfer, its end resumes who awaits it. The
// driver resumes the leaf that was suspended last, which is C++'s way to poll. Header-only; one driver per program.
#pragma once

#include <coroutine>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <utility>

// What the driver resumes next; the leaf puts itself there.
inline std::coroutine_handle<> suspended;

template <class T>
class task
{
  public:
    struct promise_type {
        T value;
        std::coroutine_handle<> continuation;

        task get_return_object()
        {
            return task{std::coroutine_handle<promise_type>::from_promise(*this)};
        }
        std::suspend_always initial_suspend() noexcept
        {
            return {};
        }
        struct end {
            bool await_ready() noexcept
            {
                return false;
            }
            std::coroutine_handle<> await_suspend(std::coroutine_handle<promise_type> self) noexcept
            {
                return self.promise().continuation;
            }
            void await_resume() noexcept {}
        };
        end final_suspend() noexcept
        {
            return {};
        }
        void return_value(T result)
        {
            value = result;
        }
        void unhandled_exception()
        {
            std::abort();
        }
    };

    task(task &&other) noexcept : handle(std::exchange(other.handle, nullptr)) {}
    ~task()
    {
        if (handle)
            handle.destroy();
    }

    bool await_ready() const noexcept
    {
        return false;
    }
    std::coroutine_handle<> await_suspend(std::coroutine_handle<> awaiting) noexcept
    {
        handle.promise().continuation = awaiting;
        return handle;
    }
    T await_resume() noexcept
    {
        return handle.promise().value;
    }

    // Runs to the end, resuming the leaf while it is not reached; adds how often that was.
    T drive(uint32_t &pending)
    {
        handle.promise().continuation = std::noop_coroutine();
        handle.resume();
        while (!handle.done()) {
            pending++;
            suspended.resume();
        }
        return handle.promise().value;
    }

  private:
    explicit task(std::coroutine_handle<promise_type> handle) : handle(handle) {}
    std::coroutine_handle<promise_type> handle;
};

// The leaf: pending once, then ready with its number.
struct gate {
    uint32_t value;

    bool await_ready() const noexcept
    {
        return false;
    }
    void await_suspend(std::coroutine_handle<> awaiting) noexcept
    {
        suspended = awaiting;
    }
    uint32_t await_resume() const noexcept
    {
        return value;
    }
};

task<uint32_t> root(uint32_t n);

// See driver.c.
int main(int argc, char **argv)
{
    uint32_t n = argc == 2 ? static_cast<uint32_t>(std::strtoul(argv[1], nullptr, 10)) : 0;
    uint32_t sum = 0, pending = 0;
#ifdef FRESH
    for (uint32_t i = 0; i < n; i++) {
        task<uint32_t> fresh = root(i);
        sum = sum * 3 + fresh.drive(pending);
    }
#else
    task<uint32_t> only = root(n);
    sum = only.drive(pending);
#endif
    std::printf("%08x %08x\n", sum, pending);
    return 0;
}
