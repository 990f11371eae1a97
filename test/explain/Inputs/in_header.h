static inline async int in_header(int n)
{
    await lg_yield_now();
    return n;
}
