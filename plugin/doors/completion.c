/* completion.c: `lifeguard completion`, for three shells. */
#include "table.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The options of a command, and --help where the command has it. */
static char *option_names(const struct entry *command) {
  char *names = join("", "");
  for (const struct entry *option = first(command, OPTION); option; option = following(option))
    names = join(join(names, option->name), " ");
  return is(command->name, "cc") ? names : join(names, "--help");
}

/* Whether any argument of the command completes like `kind`. */
static bool takes(const struct entry *command, const char *kind) {
  for (const struct entry *argument = first(command, ARGUMENT); argument; argument = following(argument))
    if (is(argument->completes, kind))
      return true;
  return false;
}

static char *argument_words(const struct entry *command) {
  char *words = join("", "");
  for (const struct entry *argument = first(command, ARGUMENT); argument; argument = following(argument))
    words = join(join(words, words_of(argument)), *words_of(argument) ? " " : "");
  return words;
}

static void complete_bash(void) {
  puts("# bash completion for lifeguard(1), written by `lifeguard completion bash`\n"
       "_lifeguard()\n"
       "{\n"
       "    local word=${COMP_WORDS[COMP_CWORD]} option=${COMP_WORDS[COMP_CWORD - 1]} words= files=\n"
       "    if [[ $word == = ]]; then # bash splits --output=FILE at the sign\n"
       "        option+== word=\n"
       "    elif [[ $option == = ]]; then\n"
       "        option=${COMP_WORDS[COMP_CWORD - 2]}=\n"
       "    fi\n"
       "    if ((COMP_CWORD == 1)); then");
  printf("        words='");
  for (const struct entry *command = entries; command; command = following(command))
    printf("%s ", command->name);
  puts("--help --version'\n"
       "    else\n"
       "        case ${COMP_WORDS[1]}:$option in");
  for (const struct entry *command = entries; command; command = following(command)) {
    for (const struct entry *option = first(command, OPTION); option; option = following(option)) {
      if (!*option->value)
        continue;
      printf("        %s:%s) ", command->name, option->name);
      if (*option->completes && !*words_of(option))
        printf("files=%s ;;\n", is(option->completes, "folders") ? "-d" : "-f");
      else
        printf("words='%s' ;;\n", words_of(option));
    }
    printf("        %s:*) words='%s%s'%s ;;\n", command->name, argument_words(command), option_names(command),
           takes(command, "files") ? " files=-f" : "");
  }
  puts("        esac\n"
       "    fi\n"
       "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\"; [ -z \"$files\" ] || compgen $files "
       "-- \"$word\")\n"
       "    [ -z \"$files\" ] || compopt -o filenames 2>/dev/null\n"
       "    [[ ${#COMPREPLY[@]} != 1 || ${COMPREPLY[0]} != *= ]] || compopt -o nospace 2>/dev/null\n"
       "}\n"
       "complete -F _lifeguard lifeguard");
}

/* `text` within single quotes, where zsh and fish read it; `special` are characters to put a backslash
 * before. */
static void print_quoted(const char *text, const char *special) {
  for (; *text; text++) {
    if (*text == '\'') {
      fputs("'\\''", stdout);
      continue;
    }
    if (strchr(special, *text))
      putchar('\\');
    putchar(*text);
  }
}

static void print_zsh_action(const struct entry *entry) {
  if (*words_of(entry))
    printf("(%s)", words_of(entry));
  else if (is(entry->completes, "folders"))
    printf("_files -/");
  else if (is(entry->completes, "files"))
    printf("_files");
}

static void complete_zsh(void) {
  puts("#compdef lifeguard\n"
       "# zsh completion for lifeguard(1), written by `lifeguard completion zsh`\n"
       "_lifeguard()\n"
       "{\n"
       "    local state\n"
       "    local -a commands=(");
  for (const struct entry *command = entries; command; command = following(command)) {
    printf("        '%s:", command->name);
    print_quoted(command->completes, ":\\");
    puts("'");
  }
  puts("    )\n"
       "    _arguments -C '(- *)--help[say what the commands are]' '(- *)--version[print the version]' \\\n"
       "        '1:command:->command' '*::argument:->argument'\n"
       "    case $state in\n"
       "    command) _describe command commands ;;\n"
       "    argument)\n"
       "        case $words[1] in");
  for (const struct entry *command = entries; command; command = following(command)) {
    printf("        %s) _arguments", command->name);
    for (const struct entry *option = first(command, OPTION); option; option = following(option)) {
      printf(" \\\n            '%s%s[", option->name, ends_with(option->name, "=") ? "-" : "");
      print_quoted(option->text, "[]:\\");
      printf("]");
      if (*option->value) {
        printf(":%s:", option->value);
        print_zsh_action(option);
      }
      printf("'");
    }
    if (!is(command->name, "cc"))
      printf(" \\\n            '--help[all about %s]'", command->name);
    for (const struct entry *argument = first(command, ARGUMENT); argument; argument = following(argument)) {
      printf(" \\\n            '%s:%s:", is(argument->completes, "files") ? "*" : "", argument->name);
      print_zsh_action(argument);
      printf("'");
    }
    puts(" ;;");
  }
  puts(
      "        esac ;;\n"
      "    esac\n"
      "}\n"
      "if [ \"$funcstack[1]\" = _lifeguard ]; then _lifeguard \"$@\"; else compdef _lifeguard lifeguard; fi");
}

static void complete_fish(void) {
  puts("# fish completion for lifeguard(1), written by `lifeguard completion fish`\n"
       "complete -c lifeguard -f\n"
       "complete -c lifeguard -n __fish_use_subcommand -l help -d 'say what the commands are'\n"
       "complete -c lifeguard -n __fish_use_subcommand -l version -d 'print the version'");
  for (const struct entry *command = entries; command; command = following(command)) {
    printf("complete -c lifeguard -n __fish_use_subcommand -a %s -d '", command->name);
    print_quoted(command->completes, "\\");
    puts("'");
    char *start = join(join("complete -c lifeguard -n '__fish_seen_subcommand_from ", command->name), "'");
    for (const struct entry *option = first(command, OPTION); option; option = following(option)) {
      bool is_long = starts_with(option->name, "--");
      const char *name = option->name + (is_long ? 2 : 1);
      printf("%s %s %.*s", start, is_long ? "-l" : "-s", (int)strcspn(name, "="), name);
      if (*option->value)
        printf(" -r%s", *option->completes && !*words_of(option) ? " -F" : "");
      if (*words_of(option))
        printf(" -a '%s'", words_of(option));
      printf(" -d '");
      print_quoted(option->text, "\\");
      puts("'");
    }
    if (!is(command->name, "cc"))
      printf("%s -l help -d 'all about %s'\n", start, command->name);
    if (takes(command, "files"))
      printf("%s -F\n", start);
    if (*argument_words(command))
      printf("%s -a '%s'\n", start, argument_words(command));
  }
}

int completion(int count, char **args) {
  if (count != 1)
    fail(EXIT_USAGE, "completion: for which shell? There are bash, zsh and fish");
  if (is(args[0], "bash"))
    complete_bash();
  else if (is(args[0], "zsh"))
    complete_zsh();
  else if (is(args[0], "fish"))
    complete_fish();
  else
    fail(EXIT_USAGE, "completion: no completion for the shell '%s'; there are bash, zsh and fish", args[0]);
  return EXIT_SUCCESS;
}
