async int f(int x);
typedef async int (*op)(int);
static const op first = f;
static inline op choose(int c)
{
    return c ? f : first;
}
/* Not taken here, only handed on: */
static inline op same(op p)
{
    return p == first ? p : (op)0;
}
