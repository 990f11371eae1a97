// RUN: %quiet
// A pointer to one, or one that does not.
#include <lifeguard.h>


struct text {
    int length;
    char bytes[];
};

async int f(struct text *p)
{
    struct text t = {p->length};
    int n = t.length;
    await lg_yield_now();
    return p->length + n;
}
