// suspend/lifeguard.c as a C++20 coroutine; the guards are told by the awaiter that wraps the leaf.
#include "../common/task.hpp"

struct account {
    uint32_t resumed, suspended, dropped;
};
account accounts[4];

struct guard {
    account *of;
    void on_resume()
    {
        of->resumed++;
    }
    void on_suspend()
    {
        of->suspended++;
    }
    ~guard()
    {
        of->dropped++;
    }
};

// The innermost guard is told first of a suspension and last of a resumption.
template <class Awaitable>
struct followed {
    guard *by;
    Awaitable inner;

    bool await_ready() noexcept
    {
        return inner.await_ready();
    }
    void await_suspend(std::coroutine_handle<> awaiting) noexcept
    {
        inner.await_suspend(awaiting);
        by->on_suspend();
    }
    uint32_t await_resume() noexcept
    {
        by->on_resume();
        return inner.await_resume();
    }
};

task<uint32_t> root(uint32_t n)
{
#if GUARDS >= 1
    guard first{&accounts[0]};
#endif
#if GUARDS >= 4
    guard second{&accounts[1]}, third{&accounts[2]}, fourth{&accounts[3]};
#endif
    uint32_t sum = 0;
    for (uint32_t i = 0; i < n; i++) {
#if GUARDS == 4
        using one = followed<gate>;
        using two = followed<one>;
        using three = followed<two>;
        using four = followed<three>;
        sum = sum * 3 + co_await four{&first, three{&second, two{&third, one{&fourth, gate{i}}}}};
#elif GUARDS == 1
        sum = sum * 3 + co_await followed<gate>{&first, gate{i}};
#else
        sum = sum * 3 + co_await gate{i};
#endif
    }
#if GUARDS
    for (int i = 0; i < GUARDS; i++)
        sum = sum * 3 + accounts[i].resumed + accounts[i].suspended;
#endif
    co_return sum;
}
