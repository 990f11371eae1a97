/* help.c: `lifeguard help`. */
#include "table.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A term and what it means, the meaning in a column of its own. */
static void print_term(const char *term, const char *text) {
  enum { INDENT = 2, TEXT_COLUMN = 25 };
  int used = printf("%*s%s", INDENT, "", term);
  if (used + 2 > TEXT_COLUMN) {
    printf("\n");
    used = 0;
  }
  printf("%*s", TEXT_COLUMN - used, "");
  print_wrapped(text, TEXT_COLUMN, TEXT_COLUMN);
}

/* "-o OUT", "--output=FILE". */
static char *option_term(const struct entry *option) {
  bool apart = *option->value && !ends_with(option->name, "=");
  return join(join(option->name, apart ? " " : ""), option->value);
}

bool help_about(const char *name) {
  for (const struct entry *command = entries; command; command = following(command)) {
    if (!is(command->name, name))
      continue;
    printf("usage: ");
    print_wrapped(usage_of(command), 7, 7);
    printf("\n");
    print_wrapped(join(sentence(command->completes), "."), 0, 0);
    printf("\n");
    print_wrapped(command->text, 0, 0);
    if (first(command, ARGUMENT) || first(command, OPTION))
      printf("\n");
    for (const struct entry *argument = first(command, ARGUMENT); argument; argument = following(argument)) {
      const char *words = words_of(argument);
      print_term(argument->name, *words ? join(join(argument->text, ": "), words) : argument->text);
    }
    for (const struct entry *option = first(command, OPTION); option; option = following(option)) {
      const char *words = words_of(option);
      print_term(option_term(option),
                 *words ? join(join(join(option->text, " ("), words), ")") : option->text);
    }
    for (const struct entry *example = first(command, EXAMPLE); example; example = following(example)) {
      printf("\n  $ %s\n      ", example->name);
      print_wrapped(example->text, 6, 6);
    }
    return true;
  }
  return false;
}

int help(int count, char **args) {
  if (count > 1)
    fail(EXIT_USAGE, "help is about one command at a time");
  if (count == 1) {
    if (!help_about(args[0]))
      fail(EXIT_USAGE, "there is no command '%s'; there are %s", args[0], command_names());
    return EXIT_SUCCESS;
  }
  puts("lifeguard: async/await for C\n\nusage: lifeguard COMMAND [ARGUMENTS]\n");
  for (const struct entry *command = entries; command; command = following(command))
    print_term(command->name, command->completes);
  puts("\nlifeguard help COMMAND tells all about one. To begin, put this into hello.c:\n\n"
       "  #include <lifeguard.h>\n"
       "  #include <stdio.h>\n\n"
       "  async int answer(void)\n"
       "  {\n"
       "      await lg_sleep_ms(100); /* suspended: its thread is free for others */\n"
       "      return 42;\n"
       "  }\n\n"
       "  int main(void)\n"
       "  {\n"
       "      printf(\"%d\\n\", block_on(answer()));\n"
       "  }\n\n"
       "  $ lifeguard cc hello.c -o hello && ./hello     compile it and run it\n"
       "  $ lifeguard lower --no-line hello.c            read the C that it becomes\n"
       "  $ lifeguard doctor                             when something is not right\n\n"
       "The compiler is " LIFEGUARD_DEFAULT_CLANG
       "; the environment variable LIFEGUARD_CLANG names another. man 7 "
       "lifeguard\nis the language in brief.");
  return EXIT_SUCCESS;
}
