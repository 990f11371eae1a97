/* support_check.c: that fuzz_support.c notices each kind of wrong hook, and nothing else.
 *
 * A case is a sequence of steps on guards a to d: e enter, b begin (without cleanup), s on_suspend, r on_resume, d cleanup,
 * x end, m program code runs, and on a branch B: E enter, S, R, D. It runs in a process of its own. */
#include "fuzz.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct test {
    const char *steps, *violation; /* NULL: all is well */
} tests[] = {
    {"ea m da", NULL},
    {"ea eb sb sa ra rb m db da", NULL},
    {"ea bb sb sa ra rb xb da", NULL},
    {"ea eb sa", "on_suspend of the guard of site 1 runs before that of site 2"},
    {"ea eb sb sa rb", "on_resume of the guard of site 2 runs before that of site 1"},
    {"ea eb da", "cleanup of the guard of site 1 runs before that of site 2"},
    {"ea da da", "cleanup of a guard that has already ended"},
    {"ea sa sa", "on_suspend of the guard of site 1, which is suspended"},
    {"ea ra", "on_resume of the guard of site 1, which is active"},
    {"ea sa da", "cleanup of the guard of site 1 finds it suspended"},
    {"ea sa m", "guard of site 1 is suspended while the code of its branch runs"},
    {"ea", "guard of site 1 was not cleaned"},
    {"ba", "guard of site 1 did not end"},
    {"sa", "on_suspend of a guard that was never entered"},
    {"EB ea m da DB m", NULL},
    {"EB ea sa SB m RB ra m da DB", NULL},
    {"EB ea SB", "on_suspend of the guard of site 9 runs before that of site 1"},
    {"EB ea sa SB ra", "on_resume of the guard of site 1 runs in branch 0, not 1"},
    {"ea EB SB sa ra RB DB da", NULL},
    {"ea EB SB sa RB", "on_resume of the guard of site 9 runs before that of site 1"},
    {"EB SB RB RB", "branch 1 of branch 0 is resumed in branch 1"},
    {"EB SB", "was not cleaned"},
};

static const char *steps;

static unsigned run(void)
{
    static fuzz_life guards[4];
    static fuzz_branch branch;

    for (const char *s = steps; *s; s++) {
        unsigned i = (unsigned)(s[1] - 'a');

        switch (*s) {
        case 'e': guards[i] = fuzz_life_enter(i + 1); break;
        case 'b': guards[i] = fuzz_life_begin(i + 1); break;
        case 's': fuzz_life_on_suspend(&guards[i], NULL); break;
        case 'r': fuzz_life_on_resume(&guards[i], NULL); break;
        case 'd': fuzz_life_drop(&guards[i]); break;
        case 'x': fuzz_life_end(&guards[i]); break;
        case 'E': branch = fuzz_branch_enter(9); break;
        case 'S': fuzz_branch_on_suspend(&branch, NULL); break;
        case 'R': fuzz_branch_on_resume(&branch, NULL); break;
        case 'D': fuzz_branch_drop(&branch); break;
        case 'm': mix(7, 7); break;
        default: continue;
        }
        if (*s != 'm')
            s++;
    }
    return 0;
}

static bool agrees(const struct test *test)
{
    char seen[4096] = "", *argv[] = {"support_check", NULL};
    int from[2], status;
    ssize_t n;
    size_t length = 0;
    pid_t child;

    if (pipe(from) || (child = fork()) < 0) {
        perror("support_check");
        exit(2);
    }
    if (!child) {
        dup2(from[1], 1);
        dup2(from[1], 2);
        steps = test->steps;
        _exit(fuzz_main(1, argv, run, NULL));
    }
    close(from[1]);
    while ((n = read(from[0], seen + length, sizeof seen - 1 - length)) > 0)
        length += (size_t)n;
    close(from[0]);
    waitpid(child, &status, 0);
    if (test->violation ? strstr(seen, test->violation) != NULL : !status)
        return true;
    printf("%s: %s instead of %s\n", test->steps, seen, test->violation ? test->violation : "no violation");
    return false;
}

int main(void)
{
    int wrong = 0;

    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
        wrong += !agrees(&tests[i]);
    printf("%d wrong\n", wrong);
    return wrong != 0;
}
