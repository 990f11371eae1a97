/* command.h: what the files of the `lifeguard` command share. */
#ifndef LIFEGUARD_COMMAND_H
#define LIFEGUARD_COMMAND_H

#include <stdbool.h>

enum { EXIT_USAGE = 2, EXIT_CANNOT_RUN = 127 };

/* ---- place.c ---- */

/* Where Lifeguard's own files are. */
struct place {
  const char *self;    /* this command */
  const char *plugin;  /* lifeguard.so */
  const char *library; /* liblifeguard.a */
  const char *include; /* the folder of lifeguard.h */
  const char *audit;   /* the program behind `lifeguard audit` */
  const char *gdb_script;
};

/* Finds it all, relative to this command; it is not looked whether the files are there. */
struct place find_files(void);

/* The clang to call: what LIFEGUARD_CLANG names, else the default. */
const char *compiler(void);

/* Ends the process with a message. */
_Noreturn void fail(int status, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* `first` and `second` joined; lives as long as the process. */
char *join(const char *first, const char *second);

bool starts_with(const char *text, const char *start);
bool ends_with(const char *text, const char *end);

/* ---- the commands ---- */

/* A command gets the arguments after its name, ended by NULL, and their number, and returns the exit status.
 */
typedef int command_function(int count, char **args);

#define LG_COMMAND(name, arguments, summary, text) command_function name;
#define LG_ARGUMENT(name, completes, text)
#define LG_OPTION(name, value, completes, text)
#define LG_EXAMPLE(line, text)
#include "Commands.def"

/* Ends the process when a command that takes no arguments has some. */
void want_no_arguments(const char *command, int count);

/* "cc, lower, … and help", for a message. */
const char *command_names(void);

/* Prints all about one command; false where there is none of this name. */
bool help_about(const char *command);

#endif
