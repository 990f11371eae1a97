/* table.h: Commands.def as a list, and what everything that is printed from it needs. */
#ifndef LIFEGUARD_TABLE_H
#define LIFEGUARD_TABLE_H

#include "command.h"

/* A line of Commands.def. Arguments, options and examples belong to the command before them. */
struct entry {
  enum entry_kind { COMMAND, ARGUMENT, OPTION, EXAMPLE } kind;
  const char *name;      /* of an example: the line to type */
  const char *value;     /* of a command: its arguments */
  const char *completes; /* of a command: its summary */
  const char *text;
};

extern const struct entry entries[]; /* begins with a command */

/* The first of a command's arguments, options or examples; NULL where there is none. */
const struct entry *first(const struct entry *command, enum entry_kind kind);
/* The next one of the same kind: of the same command, if it is not one itself. NULL behind the last. */
const struct entry *following(const struct entry *entry);

bool is(const char *text, const char *other);

/* The words that complete an entry, "" for none or where the shell knows them ("files", "folders"). */
const char *words_of(const struct entry *entry);
/* "lifeguard lower [OPTION…] FILE". */
char *usage_of(const struct entry *command);
/* `text` with a capital letter. */
char *sentence(const char *text);

/* Prints `text` in lines of at most 80 columns; the first begins at `column`, the others at `indent`. */
void print_wrapped(const char *text, int column, int indent);

#endif
