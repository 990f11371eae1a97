#include <lifeguard.h>
#include <stdio.h>

#define TWICE(x) ((x) + (x))
#define LOG(...) do { if (verbose) printf(__VA_ARGS__); } while (0)

static int verbose;

async int step(int n)
{
    if (n % 3 == 0)
        await lg_yield_now();
    return n;
}

async int choose(int n)
{
    if (n > 2)
        return await step(n);
    else
        return await step(n + 1) + 1;
}

async int conditions(int n)
{
    int found = 0;
    if (await step(n) && await step(n - 1))
        found++;
    else if (!await step(n))
        found += 2;
    while (await step(found) < 3) {
        found++;
        if (found == 2)
            continue;
        LOG("%d\n", found);
    }
    return found > 100 ? TWICE(found) : await step(found);
}

async int switched(int n)
{
    int total = 0;
    switch (await step(n)) {
    case 0:
        total += 1;
        break;
    case 1:
        total += await step(1);
        /* fallthrough */
    case 2:
        total += 2;
        break;
    default:
        total = await choose(n);
    }
    for (int i = 0; i < 3; i++) {
        if (i == n)
            goto out;
        total += await step(i);
    }
    do {
        total--;
    } while (total > 100);
out:
    return total;
}

async void nothing(void)
{
    await lg_yield_now();
}

async int never_called(int n)
{
    if (n)
        await nothing();
    return n;
}

static int plain(int n)
{
    return n > 3 ? 1 : 0;
}

async int whole(void)
{
    int sum = 0;

    for (int i = 0; i < 6; i++) {
        sum += await choose(i) + await conditions(i);
        sum += plain(i);
        await nothing();
        sum += await switched(i);
    }
    // a comment
    return sum;
}

int main(void)
{
    int sum = block_on(whole());
    if (sum == 0)
        return 1;
    printf("%d\n", sum);
    return 0;
}
