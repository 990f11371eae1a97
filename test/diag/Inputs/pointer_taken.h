async int f(int x);
typedef async int (*op)(int);
extern const op first;
static inline op same(op p)
{
    return p == first ? p : (op)0;
}
static inline async int run(int c)
{
    op p = c ? f : same(f);
    return await p(c);
}
