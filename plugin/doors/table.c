/* table.c: the list of commands. */
#include "table.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct entry entries[] = {
#define LG_COMMAND(name, arguments, summary, text) {COMMAND, #name, arguments, summary, text},
#define LG_ARGUMENT(name, completes, text) {ARGUMENT, name, "", completes, text},
#define LG_OPTION(name, value, completes, text) {OPTION, name, value, completes, text},
#define LG_EXAMPLE(line, text) {EXAMPLE, line, "", "", text},
#include "Commands.def"
};

/* The first of the kind at `entry` or behind it; unless it is a command, only among those of one command. */
static const struct entry *find(const struct entry *entry, enum entry_kind kind) {
  for (; entry < entries + sizeof entries / sizeof *entries; entry++) {
    if (entry->kind == kind)
      return entry;
    if (entry->kind == COMMAND)
      break;
  }
  return NULL;
}

const struct entry *first(const struct entry *command, enum entry_kind kind) {
  return find(command + 1, kind);
}

const struct entry *following(const struct entry *entry) {
  enum entry_kind kind = entry->kind;
  if (kind == COMMAND)
    while (entry + 1 < entries + sizeof entries / sizeof *entries && entry[1].kind != COMMAND)
      entry++;
  return find(entry + 1, kind);
}

bool is(const char *text, const char *other) { return strcmp(text, other) == 0; }

const char *words_of(const struct entry *entry) {
  if (is(entry->completes, "files") || is(entry->completes, "folders"))
    return "";
  if (!is(entry->completes, "commands"))
    return entry->completes;
  const char *words = "";
  for (const struct entry *command = entries; command; command = following(command))
    words = join(join(words, *words ? " " : ""), command->name);
  return words;
}

char *usage_of(const struct entry *command) {
  return join(join(join("lifeguard ", command->name), *command->value ? " " : ""), command->value);
}

char *sentence(const char *text) {
  char *capital = join(text, "");
  if (*capital >= 'a' && *capital <= 'z')
    *capital += 'A' - 'a';
  return capital;
}

enum { WIDTH = 80 };

void print_wrapped(const char *text, int column, int indent) {
  bool first = true;
  while (*text) {
    size_t bytes = strcspn(text, " ");
    int columns = 0;
    for (size_t i = 0; i < bytes; i++)
      columns += ((unsigned char)text[i] & 0xC0) != 0x80; /* not the later bytes of a character in UTF-8 */
    if (!first && column + 1 + columns > WIDTH) {
      printf("\n%*s", indent, "");
      column = indent;
    } else if (!first) {
      putchar(' ');
      column++;
    }
    printf("%.*s", (int)bytes, text);
    column += columns;
    first = false;
    text += bytes;
    text += strspn(text, " ");
  }
  putchar('\n');
}
