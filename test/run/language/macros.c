// RUN: %every_way %t %s
// Awaits out of the user's macros: in expressions, statements, declarations and whole functions.
#include "check.h"
LOG;

#define WAIT(n) await later(n)
#define TWICE(e) ((e) + (e))
#define TRY(e)                                                                                                         \
    do {                                                                                                               \
        int error_ = (e);                                                                                              \
        if (error_)                                                                                                    \
            return error_;                                                                                             \
    } while (0)
#define FOR_EACH(i, n) for (int i = 0, n_ = await later(n); i < n_; i++)
#define GETTER(name, value)                                                                                            \
    async int name(void)                                                                                               \
    {                                                                                                                  \
        int x = await later(value);                                                                                    \
        return x + await later(x);                                                                                     \
    }
#define ASYNC_INT async int
#define CALL(f, ...) await f(__VA_ARGS__)
#define PASTE(a, b) a##b
#define LATER PASTE(lat, er)
#define LOG_IT(...) (note(__VA_ARGS__), await later(1))

GETTER(four, 2)
GETTER(six, 3)

ASYNC_INT expressions(void)
{
    int x = WAIT(1);
    x += TWICE(WAIT(x + 1));
    x += CALL(four) + CALL(after, 2, 10);
    return x + await LATER(100) + (LOG_IT("x%d", x), LOG_IT("y"));
}

async int statements(int n)
{
    TRY(await later(0));
    TRY(await later(n));
    int sum = 0;
    FOR_EACH(i, 3)
        FOR_EACH(j, 2)
            sum += WAIT(i * j);
    return sum;
}

#define DECLARE int a = 1, b = await later(2); int c = a + b
async int declarations(void)
{
    DECLARE;
    return a + b + c + await six();
}

#define INCLUDED_LINE __LINE__
async int lines(void)
{
    int a = await later(__LINE__), b = INCLUDED_LINE;
    int c = await later(INCLUDED_LINE); int d = __LINE__;
    return a * 1000 + b - a + (c - b) * 100 + (d - c) * 10;
}

/* Two states of one line. */
async int one_line(void) { return await later(1) + await later(2) + TWICE(await later(3)); }

#if 0
async int never(void) { return await no_such(); }
#endif

async int branches(void)
{
#ifdef NO_SUCH
    return await no_such();
#else
    int x = await later(1);
#endif
#if INT_MAX > 3 || 1 /* a directive's comment */
    x += await later(10);
#endif
    return x;
}

int main(void)
{
    CHECK(block_on(expressions()) == 1 + 4 + 4 + 10 + 100 + 1);
    CHECK_LOG("x19 y");
    CHECK(block_on(statements(0)) == 3 && block_on(statements(9)) == 9);
    CHECK(block_on(declarations()) == 1 + 2 + 3 + 6);
    CHECK(block_on(lines()) == 59 * 1000 + 100);
    CHECK(block_on(one_line()) == 9);
    CHECK(block_on(branches()) == 11);
}
