/* leaf_kinds.h: what the library's own leaf futures wait for, and which guards end such waits, as tables: for the dump,
 * and for the debugger script, which finds them by their names. Each ends with a row without a name. */
#ifndef LG__LEAF_KINDS_H
#define LG__LEAF_KINDS_H

/* As what somebody has a thing by a guard, and so who ends the wait of others for it. */
enum lg__role { LG__NO_ROLE, LG__OWNER, LG__SENDER, LG__RECEIVER };

/* A leaf that begins with a pointer to what it waits for. */
struct lg__leaf_kind {
    const char *name; /* of the async function */
    const char *what; /* of what kind it is what the pointer leads to: "mutex" */
    const char *how;  /* and how that is while somebody waits: "full"; or NULL */
    enum lg__role whose;
};
extern const struct lg__leaf_kind lg__leaf_kinds[];

/* A guard that begins with a pointer to what it holds. */
struct lg__guard_kind {
    const char *type;
    enum lg__role role;
};
extern const struct lg__guard_kind lg__guard_kinds[];

#endif
