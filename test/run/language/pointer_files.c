// RUN: %every_way %t %s %S/Inputs/stream.c %S/Inputs/stream_table.c
// RUN: %clang -std=gnu11 -fsanitize=function,undefined -fno-sanitize-recover=all -O1 %plugin -I %include %s %S/Inputs/stream.c %S/Inputs/stream_table.c %libs -o %t.function && %t.function
// Tables of async functions in other files, in files that have nothing else, and out of headers.
#include "Inputs/stream.h"
LOG;

async int double_read(struct stream *s, int by)
{
    s->at += 2 * await count_read(s, by);
    return s->at;
}
async void nothing(struct stream *s)
{
    (void)s;
}

async int run(void)
{
    int sum = 0;
    for (const struct stream_ops *const *ops = all_ops; *ops; ops++) {
        struct stream s = {*ops, 0};
        sum = sum * 100 + await s.ops->read(&s, 3);
        if (s.ops->close)
            await s.ops->close(&s);
        sum += s.at == -1;
    }
    CHECK(sum == 40903);
    CHECK(await find("later")(5) == 5 && await find("quarter")(12) == 3 && !find("nobody"));
    return await find("halved")(8);
}

int main(void)
{
    struct stream s = {&doubling, 1};
    CHECK(block_on(run()) == 4 && block_on(s.ops->read(&s, 1)) == 6 && block_on(find("quarter")(8)) == 2);
    CHECK(first_leaf == later && find("later") == first_leaf && find("later") == later); // one function, one pointer
    CHECK(counting.read == count_read && all_ops[2]->read == count_read && doubling.read == double_read);
    CHECK(doubling.close == nothing && find("halved") != find("quarter"));
}
