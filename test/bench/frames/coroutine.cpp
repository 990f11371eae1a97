// frames/lifeguard.c as C++20 coroutines. The bytes are those of all frames of a shape at its peak, as asked of the
// allocator; where the compiler puts a frame into its caller's they are counted there.
#include "support.h"
#include <algorithm>
#include <coroutine>
#include <cstddef>
#include <cstdio>
#include <cstdlib>

static std::size_t held, peak;

// Frames count themselves.
struct counted {
    static void *operator new(std::size_t size)
    {
        held += size;
        peak = std::max(peak, held);
        return std::malloc(size);
    }
    static void operator delete(void *at, std::size_t size)
    {
        held -= size;
        std::free(at);
    }
};

static constexpr int most_suspended = 3;
static std::coroutine_handle<> suspended[most_suspended];
static int suspended_count;

struct pause_once {
    bool await_ready() const noexcept
    {
        return false;
    }
    void await_suspend(std::coroutine_handle<> awaiting) noexcept
    {
        suspended[suspended_count++] = awaiting;
    }
    void await_resume() const noexcept {}
};

struct task {
    struct promise_type : counted {
        std::coroutine_handle<> continuation;

        task get_return_object()
        {
            return {std::coroutine_handle<promise_type>::from_promise(*this)};
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
        void return_void() {}
        void unhandled_exception()
        {
            std::abort();
        }
    };

    std::coroutine_handle<promise_type> handle;

    task(std::coroutine_handle<promise_type> handle) : handle(handle) {}
    task(const task &) = delete;
    ~task()
    {
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
    void await_resume() noexcept {}
};

// A coroutine that is one of several running together; the last to end resumes who awaits them.
struct branch {
    struct group {
        int unfinished;
        std::coroutine_handle<> continuation;
    };
    struct promise_type : counted {
        group *of;

        branch get_return_object()
        {
            return {std::coroutine_handle<promise_type>::from_promise(*this)};
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
                group *of = self.promise().of;
                return --of->unfinished == 0 ? of->continuation : std::noop_coroutine();
            }
            void await_resume() noexcept {}
        };
        end final_suspend() noexcept
        {
            return {};
        }
        void return_void() {}
        void unhandled_exception()
        {
            std::abort();
        }
    };

    std::coroutine_handle<promise_type> handle;

    branch(std::coroutine_handle<promise_type> handle) : handle(handle) {}
    branch(const branch &) = delete;
    ~branch()
    {
        handle.destroy();
    }
};

struct all_of_three {
    branch a, b, c;
    branch::group group;

    bool await_ready() const noexcept
    {
        return false;
    }
    void await_suspend(std::coroutine_handle<> awaiting) noexcept
    {
        group = {3, awaiting};
        for (branch *each : {&a, &b, &c})
            each->handle.promise().of = &group;
        a.handle.resume();
        b.handle.resume();
        c.handle.resume(); // nobody ends before all have been suspended once
    }
    void await_resume() noexcept {}
};

static task nothing()
{
    co_await pause_once{};
}

static task three_ints()
{
    int a = next(), b = next(), c = next();
    co_await pause_once{};
    note(a + b * 3 + c * 5);
}

static task two_buffers()
{
    {
        unsigned char buffer[1024];
        fill(buffer, sizeof buffer);
        co_await pause_once{};
        note(total(buffer, sizeof buffer));
    }
    {
        unsigned char buffer[1024];
        fill(buffer, sizeof buffer);
        co_await pause_once{};
        note(total(buffer, sizeof buffer));
    }
}

static task link_1()
{
    unsigned char buffer[64];
    fill(buffer, sizeof buffer);
    co_await pause_once{};
    note(total(buffer, sizeof buffer));
}

static task link_2()
{
    unsigned char buffer[64];
    fill(buffer, sizeof buffer);
    co_await link_1();
    note(total(buffer, sizeof buffer));
}

static task link_3()
{
    unsigned char buffer[64];
    fill(buffer, sizeof buffer);
    co_await link_2();
    note(total(buffer, sizeof buffer));
}

static task link_4()
{
    unsigned char buffer[64];
    fill(buffer, sizeof buffer);
    co_await link_3();
    note(total(buffer, sizeof buffer));
}

static task chain_of_five()
{
    unsigned char buffer[64];
    fill(buffer, sizeof buffer);
    co_await link_4();
    note(total(buffer, sizeof buffer));
}

static task loop_256()
{
    for (int i = 0, n = next() % 4 + 2; i < n; i++) {
        unsigned char buffer[256];
        fill(buffer, sizeof buffer);
        co_await pause_once{};
        note(total(buffer, sizeof buffer));
    }
}

static task hold_512()
{
    unsigned char buffer[512];
    fill(buffer, sizeof buffer);
    co_await pause_once{};
    note(total(buffer, sizeof buffer));
}

template <class Coroutine>
static Coroutine hold_64()
{
    unsigned char buffer[64];
    fill(buffer, sizeof buffer);
    co_await pause_once{};
    note(total(buffer, sizeof buffer));
}

static task if_else()
{
    if (next() & 1)
        co_await hold_512();
    else
        co_await hold_64<task>();
}

static task join_of_three()
{
    co_await all_of_three{hold_64<branch>(), hold_64<branch>(), hold_64<branch>(), {}};
}

static task dead_1k()
{
    unsigned char buffer[1024];
    for (int i = 0; i < 1024; i++)
        buffer[i] = static_cast<unsigned char>(next());
    int sum = 0;
    for (int i = 0; i < 1024; i++)
        sum += buffer[buffer[i]];
    co_await pause_once{};
    note(sum);
}

static void show(const char *name, task (*shape)())
{
    peak = 0;
    {
        task running = shape();
        running.handle.promise().continuation = std::noop_coroutine();
        running.handle.resume();
        while (!running.handle.done()) {
            std::coroutine_handle<> now[most_suspended];
            int count = suspended_count;
            std::copy(suspended, suspended + count, now);
            suspended_count = 0;
            for (int i = 0; i < count; i++)
                now[i].resume();
        }
    }
    std::printf("%s %zu %08x\n", name, peak, noted());
}

int main()
{
    // Behind a pointer that the compiler can not see through: the outermost frame is never put into this function's.
    struct {
        const char *name;
        task (*volatile shape)();
    } shapes[] = {{"nothing", nothing},
                  {"three_ints", three_ints},
                  {"two_buffers", two_buffers},
                  {"chain_of_five", chain_of_five},
                  {"loop_256", loop_256},
                  {"if_else", if_else},
                  {"join_of_three", join_of_three},
                  {"dead_1k", dead_1k}};
    for (auto &each : shapes)
        show(each.name, each.shape);
    return 0;
}
