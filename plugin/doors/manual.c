/* manual.c: `lifeguard manual`: the manual page, in mdoc. */
#include "table.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* `text` as mdoc reads it, in a text line or as a macro's argument. */
static char *roff(const char *text) {
  enum { LONGEST = sizeof "\\(lq" - 1 };
  char *escaped = malloc(strlen(text) * LONGEST + 1), *end = escaped;
  if (!escaped)
    fail(EXIT_FAILURE, "out of memory");
  bool quoted = false, begins = true;
  for (; *text; text++) {
    const char *instead = NULL;
    if (starts_with(text, "…")) {
      instead = "...";
      text += strlen("…") - 1;
    } else if (*text == '`') {
      instead = (quoted = !quoted) ? "\\(lq" : "\\(rq";
    } else if (begins && *text == '.') { /* else a macro, where it begins a line */
      instead = "\\&.";
    } else {
      instead = *text == '\\' ? "\\e" : *text == '"' ? "\\(dq" : *text == '-' ? "\\-" : NULL;
    }
    begins = *text == ' ';
    if (instead)
      end = stpcpy(end, instead);
    else
      *end++ = *text;
  }
  *end = '\0';
  return escaped;
}

/* A paragraph, in which each sentence begins a new line, as mdoc wants it. */
static void print_sentences(const char *text) {
  const char *end;
  while ((end = strstr(text, ". "))) {
    char *sentence = join(text, "");
    sentence[end - text + 1] = '\0';
    print_wrapped(roff(sentence), 0, 0);
    text = end + 2;
  }
  print_wrapped(roff(text), 0, 0);
}

/* The meaning of an argument or option. */
static void print_meaning(const struct entry *entry) {
  const char *words = words_of(entry);
  print_sentences(*words ? join(join(entry->text, ": "), words) : entry->text);
}

/* A line to type. */
static void print_line(const char *layout, const char *line) {
  printf(".Bd -literal%s -compact\n%s\n.Ed\n", layout, roff(line));
}

int manual(int count, char **args) {
  (void)args;
  want_no_arguments("manual", count);
  puts(".Dd " LIFEGUARD_DATE "\n.Dt LIFEGUARD 1\n.Os\n.Sh NAME\n.Nm lifeguard\n.Nd async/await for C\n"
       ".Sh SYNOPSIS\n.Nm\n.Ar command\n.Op Ar argument ...\n.Nm\n.Fl \\-help | \\-version\n"
       ".Sh DESCRIPTION\n"
       "Compiles C with async functions, shows what they become, and reviews what\n"
       "is held while they wait.\n"
       "The language is in\n.Xr lifeguard 7 ,\nthe library in\n.Xr liblifeguard 3 .\n"
       ".Sh COMMANDS");
  for (const struct entry *command = entries; command; command = following(command)) {
    printf(".Ss %s\n", command->name);
    print_line("", usage_of(command));
    puts(".Pp");
    print_sentences(join(sentence(command->completes), "."));
    print_sentences(command->text);
    bool list = first(command, ARGUMENT) || first(command, OPTION);
    if (list)
      puts(".Bl -tag -width Ds");
    for (const struct entry *argument = first(command, ARGUMENT); argument; argument = following(argument)) {
      printf(".It Ar %s\n", argument->name);
      print_meaning(argument);
    }
    for (const struct entry *option = first(command, OPTION); option; option = following(option)) {
      printf(".It Fl %s", roff(option->name + 1));
      if (*option->value)
        printf("%s Ar %s", ends_with(option->name, "=") ? " Ns" : "", option->value);
      puts("");
      print_meaning(option);
    }
    if (list)
      puts(".El");
    for (const struct entry *example = first(command, EXAMPLE); example; example = following(example)) {
      puts(".Pp");
      print_sentences(join(sentence(example->text), ":"));
      print_line(" -offset indent", example->name);
    }
  }
  puts(".Sh ENVIRONMENT\n.Bl -tag -width Ds\n.It Ev LIFEGUARD_CLANG\n"
       "The clang to call, instead of " LIFEGUARD_DEFAULT_CLANG ".\n"
       "The plugin must be built for its version: " LIFEGUARD_LLVM_VERSIONS ".\n.El\n"
       ".Sh EXIT STATUS\n"
       "That of clang for the commands that run it; 2 for a wrong command line, 127\n"
       "where clang cannot be run.\n"
       ".Sh SEE ALSO\n.Xr liblifeguard 3 ,\n.Xr lifeguard 7");
  return EXIT_SUCCESS;
}
