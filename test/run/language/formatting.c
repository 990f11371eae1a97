// RUN: %every_way %t %s
// However it is written: on one line, a token a line, digraphs, continued lines, empty statements, odd macros.
#include "check.h"
LOG;

/* before */ async int f(int n){await later(1);return n;} async int g(void){int x=await f(1);if(x)return await f(2);else return 3;} int h(void){return block_on(g());}

async
int
spread
(
int
n
)
{
return
await
f
(
n
)
;
}

async int größe(int ä) <% int ö<:2:> = <%await later(ä), 1%>; return ö<:0:> + \
 await la\
ter(ö<:1:>); %>

#define EMPTY
#define BLOCK(x) { x }
#define IF(c) if (c)
#define ELSE else

async int odd(int n) EMPTY
{
    IF (await later(n)) BLOCK(n += await later(2);) ELSE BLOCK(n += 5;)
    BLOCK(int k = await later(3); n += k;)
    ;;; EMPTY
    { } { ; }
label: __attribute__((unused));
    do { } while (0);
    return (n);
}

async int in_do(int n) { do return await later(n); while (0); }
async int in_switch(int n) { switch (n) default: return await later(n); }
async void nothing(void) { ; }
async void returns(void) { return; }
async void both(void) { await nothing(); return await returns(); }

async int comments(const int a, int b /* second */, // first line
                   const char *const restrict c)
{
    int r = await later(a + /* inner */ b // line
                        + c[0]
#ifdef NO_SUCH
                        + no_such
#endif
    ); // behind
    return /* between */ r + await /* within */ later /* and */ (1) /* after */;
}

int main(void)
{
    CHECK(h() == 2);
    CHECK(block_on(spread(4)) == 4);
    CHECK(block_on(größe(2)) == 3);
    CHECK(block_on(odd(0)) == 8 && block_on(odd(1)) == 6);
    CHECK(block_on(in_do(3)) == 3 && block_on(in_switch(4)) == 4);
    block_on(both());
    CHECK(block_on(comments(1, 2, "\1")) == 5);
}
