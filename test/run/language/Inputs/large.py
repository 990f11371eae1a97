"""Writes a program with an async function of 300 awaits and 2,000 lines, and one of 60 nested blocks."""

print(f"""#include <lifeguard.h>

static async unsigned next(unsigned n)
{{
    if (n % 3 == 0)
        await lg_yield_now();
    return n + 1;
}}

static async unsigned wide(unsigned n)
{{
    unsigned sum = n;""")
total = 1
for i in range(300):
    print(f"""    {{
        unsigned local_{i} = await next({i});
        if (local_{i} % 2)
            sum += local_{i};
        else
            sum ^= local_{i};
    }}""")
    total = total + i + 1 if (i + 1) % 2 else total ^ (i + 1)
print("""    return sum;
}

static async unsigned deep(unsigned n)
{""")
for i in range(60):
    pad = "    " * (i + 1)
    print(f"{pad}unsigned level_{i} = await next({i});\n{pad}for (unsigned i_{i} = 0; i_{i} < 1; i_{i}++) {{")
print("    " * 61 + "n += level_0 + level_59;")
for i in reversed(range(60)):
    pad = "    " * (i + 1)
    print(f"{pad}}}\n{pad}n += level_{i};")
print(f"""    return n;
}}

int main(void)
{{
    return block_on(wide(1)) == {total}u && block_on(deep(0)) == {61 + sum(range(1, 61))}u ? 0 : 1;
}}""")
