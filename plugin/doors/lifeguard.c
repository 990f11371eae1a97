/* lifeguard.c: the `lifeguard` command.
 *
 * A thin door: every command that reads C becomes one run of clang with the plugin, the headers and the
 * runtime library in place. It replaces itself by that clang (execvp, no shell), so the exit status, the
 * signals and the terminal are clang's own.
 *
 * Commands.def lists the commands; help.c tells about them, doctor.c looks whether all is well, place.c knows
 * where things are. */
#include "command.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* True when `text` is one of `list`, which ends with NULL. */
static bool is_one_of(const char *text, const char *const list[]) {
  for (; *list; list++)
    if (strcmp(text, *list) == 0)
      return true;
  return false;
}

/* Where Lifeguard's own files are. */
static struct place place;

static void find_place(void) {
  place = find_files();
  if (access(place.plugin, R_OK) != 0)
    fail(EXIT_FAILURE, "the plugin is not in its place: %s: %s", place.plugin, strerror(errno));
}

/* ---- clang's command line ---- */

/* clang's options whose value is the next argument. Only needed to tell values from input files. */
// clang-format off
static const char *const options_with_value[] = {
    "-o", "-x", "-I", "-L", "-D", "-U", "-B", "-F", "-T", "-e", "-l", "-u", "-z",
    "-MF", "-MT", "-MQ", "-MJ", "-arch", "-target", "-mllvm", "-rpath", "--param", "--sysroot", "-isysroot",
    "-include", "-include-pch", "-imacros", "-isystem", "-iquote", "-idirafter",
    "-Xclang", "-Xlinker", "-Xassembler", "-Xpreprocessor", "-Xanalyzer",
    "-dependency-file", "-working-directory", NULL};
// clang-format on

/* clang's options after which nothing is linked, or nothing with libraries. */
static const char *const options_without_link[] = {
    "-c",        "-S",        "-E",           "-M", "-MM",       "-fsyntax-only",
    "--analyze", "-emit-ast", "--precompile", "-r", "-nostdlib", "-nodefaultlibs",
    "-###",      NULL};

/* Takes a `--` out of the arguments and writes the files after it such that they cannot be taken for options.
 * Returns the new number of arguments. So options can be added at the end. */
static int without_double_dash(int count, char **args) {
  int kept = 0;
  bool only_files = false;
  for (int i = 0; i < count; i++) {
    if (only_files)
      args[kept++] = *args[i] == '-' ? join("./", args[i]) : args[i];
    else if (strcmp(args[i], "--") == 0)
      only_files = true;
    else
      args[kept++] = args[i];
  }
  args[kept] = NULL;
  return kept;
}

/* What a clang command line asks for, as far as the command needs to know. */
struct request {
  int inputs;        /* how many input files, standard input among them */
  const char *input; /* the last one */
  bool links;        /* a program or a shared library comes out */
};

static struct request understand(char *const args[]) {
  struct request request = {.links = true};
  for (; *args; args++) {
    if (**args != '-' || strcmp(*args, "-") == 0) { /* a file, standard input, or an @file of arguments */
      request.inputs++;
      request.input = *args;
      if (ends_with(*args, ".h")) /* to be precompiled */
        request.links = false;
      continue;
    }
    if (is_one_of(*args, options_without_link))
      request.links = false;
    const char *language = strcmp(*args, "-x") == 0 ? args[1] : starts_with(*args, "-x") ? *args + 2 : NULL;
    if (language && ends_with(language, "-header"))
      request.links = false;
    if (is_one_of(*args, options_with_value) && args[1])
      args++;
  }
  if (request.inputs == 0)
    request.links = false;
  return request;
}

/* The clang command line under construction. */
static struct {
  char **args;
  size_t count;
} line;

/* `arg` is not copied. */
static void add(const char *arg) {
  line.args[line.count++] = (char *)arg; /* execvp takes `char *const *` and leaves the text alone */
}

/* Starts the line: the compiler, the plugin and the headers; room for `user_args` more of the user's. clang
 * is not to speak of these options where it needs none of them, in a link of object files, say. */
static void start_line(int user_args) {
  enum { OUR_ARGS = 24 };
  line.args = calloc((size_t)user_args + OUR_ARGS, sizeof *line.args);
  if (!line.args)
    fail(EXIT_FAILURE, "out of memory");
  add(compiler());
  add("--start-no-unused-arguments");
  add(join("-fplugin=", place.plugin));
  add("-isystem");
  add(place.include);
  add("-pthread");
  add("--end-no-unused-arguments");
}

/* The libraries that the runtime library needs besides threads, a word at a time. */
static void add_extra_libs(void) {
  char *words = join(LIFEGUARD_EXTRA_LIBS, "");
  for (char *word = strtok(words, " "); word; word = strtok(NULL, " "))
    add(word);
}

static _Noreturn void run_line(void) {
  add(NULL);
  execvp(line.args[0], line.args);
  fail(EXIT_CANNOT_RUN, "cannot run the compiler '%s': %s (LIFEGUARD_CLANG names another)", line.args[0],
       strerror(errno));
}

/* ---- the commands ---- */

int cc(int count, char **args) {
  count = without_double_dash(count, args);
  struct request request = understand(args);
  find_place();
  start_line(count);
  for (int i = 0; i < count; i++)
    add(args[i]);
  if (request.links) {
    add("-Xlinker"); /* so that an -x of the user's is not the library's language too */
    add(place.library);
    add_extra_libs();
  }
  run_line();
}

/* What the commands about one file share: the user's arguments, one file among them, and no output but what
 * the plugin writes. */
static _Noreturn void run_on_one_file(const char *command, int count, char **args) {
  count = without_double_dash(count, args);
  struct request request = understand(args);
  if (request.inputs == 0)
    fail(EXIT_USAGE, "%s: which file? (lifeguard help %s shows how it is called)", command, command);
  if (request.inputs > 1)
    fail(EXIT_USAGE, "%s: one file at a time, please: this is a second one: %s", command, request.input);
  add("-fsyntax-only");
  for (int i = 0; i < count; i++)
    add(args[i]);
  run_line();
}

/* Takes `OPTION FILE` out of the arguments; NULL where there is none. `what`: what the file is for. */
static const char *take_file(const char *command, const char *option, const char *what, int *count,
                             char **args) {
  const char *file = NULL;
  int rest = 0; /* what is not taken stays in `args` */
  for (int i = 0; i < *count; i++) {
    if (strcmp(args[i], option) == 0) {
      if (i + 1 == *count)
        fail(EXIT_USAGE, "%s: %s needs the name of the file to %s", command, option, what);
      file = args[++i];
    } else if (is_one_of(args[i], options_with_value) && i + 1 < *count) {
      args[rest++] = args[i++];
      args[rest++] = args[i];
    } else {
      args[rest++] = args[i];
    }
  }
  *count = rest;
  args[rest] = NULL;
  return file;
}

/* Takes `-o OUT`; standard output where there is none. */
static const char *take_output(const char *command, int *count, char **args) {
  const char *output = take_file(command, "-o", "write", count, args);
  return output ? output : "-";
}

int lower(int count, char **args) {
  find_place();
  start_line(count);
  const char *output = take_output("lower", &count, args);
  int rest = 0; /* what is not for this command stays in `args` */
  for (int i = 0; i < count; i++) {
    if (strcmp(args[i], "--no-line") == 0) {
      add("-fplugin-arg-lifeguard-no-line");
    } else if (strcmp(args[i], "--header") == 0) {
      add("-fplugin-arg-lifeguard-header");
    } else if (strcmp(args[i], "--annotate") == 0) {
      add("-fplugin-arg-lifeguard-annotate");
    } else if (is_one_of(args[i], options_with_value) && i + 1 < count) {
      args[rest++] = args[i++];
      args[rest++] = args[i];
    } else {
      args[rest++] = args[i];
    }
  }
  args[rest] = NULL;
  add(join("-fplugin-arg-lifeguard-emit=", output));
  run_on_one_file("lower", rest, args);
}

int layout(int count, char **args) {
  find_place();
  start_line(count);
  add("-fplugin-arg-lifeguard-layout");
  run_on_one_file("layout", count, args);
}

/* A command whose plugin argument takes the file to write. */
static _Noreturn void run_and_write(const char *command, int count, char **args) {
  add(join(join(join("-fplugin-arg-lifeguard-", command), "="), take_output(command, &count, args)));
  run_on_one_file(command, count, args);
}

int graph(int count, char **args) {
  find_place();
  start_line(count);
  run_and_write("graph", count, args);
}

int explain(int count, char **args) {
  find_place();
  start_line(count);
  const char *run = take_file("explain", "--run", "read", &count, args);
  if (run)
    add(join("-fplugin-arg-lifeguard-run=", run));
  run_and_write("explain", count, args);
}

int dump(int count, char **args) {
  if (count < 2)
    fail(EXIT_USAGE, "dump: which noun of which file? (lifeguard help dump shows how it is called)");
  find_place();
  start_line(count);
  add(join("-fplugin-arg-lifeguard-dump=", args[0]));
  run_on_one_file("dump", count - 1, args + 1);
}

/* Another program: it starts a compiler for each file, and merges what they say. */
int audit(int count, char **args) {
  find_place();
  char **line_args = calloc((size_t)count + 5, sizeof *line_args);
  if (!line_args)
    fail(EXIT_FAILURE, "out of memory");
  line_args[0] = (char *)place.audit; /* execv leaves the text alone */
  line_args[1] = (char *)compiler();
  line_args[2] = (char *)place.plugin;
  line_args[3] = (char *)place.include;
  for (int i = 0; i < count; i++)
    line_args[4 + i] = args[i];
  execv(place.audit, line_args);
  fail(EXIT_CANNOT_RUN, "cannot run '%s': %s", place.audit, strerror(errno));
}

void want_no_arguments(const char *command, int count) {
  if (count > 0)
    fail(EXIT_USAGE, "%s takes no arguments", command);
}

int gdb(int count, char **args) {
  (void)args;
  want_no_arguments("gdb", count);
  char *script = realpath(find_files().gdb_script, NULL);
  if (!script)
    fail(EXIT_FAILURE, "cannot find the script for gdb: %s: %s", find_files().gdb_script, strerror(errno));
  puts(script);
  free(script);
  return EXIT_SUCCESS;
}

int cflags(int count, char **args) {
  (void)args;
  want_no_arguments("cflags", count);
  find_place();
  printf("-isystem %s -pthread\n", place.include);
  return EXIT_SUCCESS;
}

int libs(int count, char **args) {
  (void)args;
  want_no_arguments("libs", count);
  find_place();
  printf("%s %s -pthread\n", place.library, LIFEGUARD_EXTRA_LIBS);
  return EXIT_SUCCESS;
}

int version(int count, char **args) {
  (void)args;
  want_no_arguments("version", count);
  printf("lifeguard %s, plugin for clang %s\n", LIFEGUARD_VERSION, LIFEGUARD_LLVM_VERSIONS);
  return EXIT_SUCCESS;
}

static const struct command {
  const char *name;
  command_function *run;
} commands[] = {
#define LG_COMMAND(name, arguments, summary, text) {#name, name},
#define LG_ARGUMENT(name, completes, text)
#define LG_OPTION(name, value, completes, text)
#define LG_EXAMPLE(line, text)
#include "Commands.def"
};
enum { COMMAND_COUNT = sizeof commands / sizeof *commands };

const char *command_names(void) {
  const char *names = commands[0].name;
  for (int i = 1; i < COMMAND_COUNT; i++)
    names = join(join(names, i + 1 < COMMAND_COUNT ? ", " : " and "), commands[i].name);
  return names;
}

/* Whether the arguments of `command` ask for help about it. `cc` gives all of its arguments to clang. */
static bool ask_for_help(const char *command, char *const args[]) {
  for (; strcmp(command, "cc") != 0 && *args && strcmp(*args, "--") != 0; args++)
    if (strcmp(*args, "--help") == 0 || strcmp(*args, "-h") == 0)
      return true;
  return false;
}

int main(int argc, char **argv) {
  if (argc < 2)
    fail(EXIT_USAGE, "which command? There are %s", command_names());
  const char *name = argv[1];
  if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
    name = "help";
  else if (strcmp(name, "--version") == 0)
    name = "version";
  for (const struct command *command = commands; command < commands + COMMAND_COUNT; command++) {
    if (strcmp(name, command->name) == 0) {
      int status = EXIT_SUCCESS;
      if (ask_for_help(name, argv + 2))
        help_about(name);
      else
        status = command->run(argc - 2, argv + 2);
      if (fflush(stdout) != 0)
        fail(EXIT_FAILURE, "cannot write the output: %s", strerror(errno));
      return status;
    }
  }
  fail(EXIT_USAGE, "there is no command '%s'; there are %s", name, command_names());
}
