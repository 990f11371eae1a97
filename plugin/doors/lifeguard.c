/* lifeguard.c: the `lifeguard` command.
 *
 * A thin door: every command that reads C becomes one run of clang with the plugin, the headers and the
 * runtime library in place. It replaces itself by that clang (execvp, no shell), so the exit status, the
 * signals and the terminal are clang's own.
 *
 * Where things are: the command finds itself through /proc/self/exe and takes `../lib/lifeguard.so`,
 * `../lib/liblifeguard.a` and `../include` from there. In a build tree there is no `../include`; the source
 * tree's headers, a path known when the command was built, stand in for it. */
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { EXIT_USAGE = 2, EXIT_CANNOT_RUN = 127 };

static _Noreturn void fail(int status, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void fail(int status, const char *format, ...) {
  va_list args;
  va_start(args, format);
  fputs("lifeguard: error: ", stderr);
  vfprintf(stderr, format, args);
  fputc('\n', stderr);
  va_end(args);
  exit(status);
}

/* `first` and `second` joined; lives as long as the process. */
static char *join(const char *first, const char *second) {
  size_t size = strlen(first) + strlen(second) + 1;
  char *joined = malloc(size);
  if (!joined)
    fail(EXIT_FAILURE, "out of memory");
  snprintf(joined, size, "%s%s", first, second);
  return joined;
}

static bool starts_with(const char *text, const char *start) {
  return strncmp(text, start, strlen(start)) == 0;
}

static bool ends_with(const char *text, const char *end) {
  size_t length = strlen(text), end_length = strlen(end);
  return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

/* True when `text` is one of `list`, which ends with NULL. */
static bool is_one_of(const char *text, const char *const list[]) {
  for (; *list; list++)
    if (strcmp(text, *list) == 0)
      return true;
  return false;
}

/* ---- where things are ---- */

/* Where Lifeguard's own files are. */
static struct {
  const char *plugin;  /* lifeguard.so */
  const char *library; /* liblifeguard.a */
  const char *include; /* the folder of lifeguard.h */
  const char *audit;   /* the program behind `lifeguard audit` */
} place;

static void find_place(void) {
  static char path[PATH_MAX];
  ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
  if (length < 0)
    fail(EXIT_FAILURE, "cannot find out where this command is: /proc/self/exe: %s", strerror(errno));
  path[length] = '\0';
  for (int levels = 2; levels > 0; levels--) { /* PREFIX/bin/lifeguard */
    char *slash = strrchr(path, '/');
    if (slash)
      *slash = '\0';
  }
  place.plugin = join(path, "/lib/lifeguard.so");
  place.library = join(path, "/lib/liblifeguard.a");
  place.include = join(path, "/include");
  place.audit = join(path, "/bin/lifeguard-audit");
  if (access(join(place.include, "/lifeguard.h"), R_OK) != 0)
    place.include = LIFEGUARD_SOURCE_INCLUDE;
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
  const char *compiler = getenv("LIFEGUARD_CLANG");
  add(compiler && *compiler ? compiler : LIFEGUARD_DEFAULT_CLANG);
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

/* A command gets the arguments after its name, ended by NULL, and their number. */

static int cc(int count, char **args) {
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

/* What `lower` and `dump` share: the user's arguments, one file among them, and no output but what the plugin
 * writes. */
static _Noreturn void run_on_one_file(const char *command, int count, char **args) {
  count = without_double_dash(count, args);
  struct request request = understand(args);
  if (request.inputs == 0)
    fail(EXIT_USAGE, "%s: which file? (lifeguard help shows how it is called)", command);
  if (request.inputs > 1)
    fail(EXIT_USAGE, "%s: one file at a time, please: this is a second one: %s", command, request.input);
  add("-fsyntax-only");
  for (int i = 0; i < count; i++)
    add(args[i]);
  run_line();
}

static int lower(int count, char **args) {
  find_place();
  start_line(count);
  const char *output = "-";
  int rest = 0; /* what is not for this command stays in `args` */
  for (int i = 0; i < count; i++) {
    if (strcmp(args[i], "--no-line") == 0) {
      add("-fplugin-arg-lifeguard-no-line");
    } else if (strcmp(args[i], "--header") == 0) {
      add("-fplugin-arg-lifeguard-header");
    } else if (strcmp(args[i], "-o") == 0) {
      if (i + 1 == count)
        fail(EXIT_USAGE, "lower: -o needs the name of the file to write");
      output = args[++i];
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

static int dump(int count, char **args) {
  if (count < 2)
    fail(EXIT_USAGE, "dump: which noun of which file? (lifeguard help shows how it is called)");
  find_place();
  start_line(count);
  add(join("-fplugin-arg-lifeguard-dump=", args[0]));
  run_on_one_file("dump", count - 1, args + 1);
}

/* Another program: it starts a compiler for each file, and merges what they say. */
static int audit(int count, char **args) {
  find_place();
  char **line_args = calloc((size_t)count + 5, sizeof *line_args);
  if (!line_args)
    fail(EXIT_FAILURE, "out of memory");
  const char *compiler = getenv("LIFEGUARD_CLANG");
  line_args[0] = (char *)place.audit; /* execv leaves the text alone */
  line_args[1] = (char *)(compiler && *compiler ? compiler : LIFEGUARD_DEFAULT_CLANG);
  line_args[2] = (char *)place.plugin;
  line_args[3] = (char *)place.include;
  for (int i = 0; i < count; i++)
    line_args[4 + i] = args[i];
  execv(place.audit, line_args);
  fail(EXIT_CANNOT_RUN, "cannot run '%s': %s", place.audit, strerror(errno));
}

static void want_no_arguments(const char *command, int count) {
  if (count > 0)
    fail(EXIT_USAGE, "%s takes no arguments", command);
}

static int cflags(int count, char **args) {
  (void)args;
  want_no_arguments("cflags", count);
  find_place();
  printf("-isystem %s -pthread\n", place.include);
  return EXIT_SUCCESS;
}

static int libs(int count, char **args) {
  (void)args;
  want_no_arguments("libs", count);
  find_place();
  printf("%s %s -pthread\n", place.library, LIFEGUARD_EXTRA_LIBS);
  return EXIT_SUCCESS;
}

static int version(int count, char **args) {
  (void)args;
  want_no_arguments("version", count);
  printf("lifeguard %s, plugin for clang %s\n", LIFEGUARD_VERSION, LIFEGUARD_LLVM_VERSIONS);
  return EXIT_SUCCESS;
}

static int help(int count, char **args);

static const struct command {
  const char *name;
  const char *arguments;
  const char *what;
  int (*run)(int count, char **args);
} commands[] = {
    {"cc", "ARGS…", "clang with plugin, headers and runtime in place: same arguments, same exit status", cc},
    {"lower", "[--no-line | --header] FILE [-o OUT] [CLANG ARGS…]",
     "print the lowered C of FILE, or write it to OUT; with --header a header that declares its futures, "
     "for\n"
     "      files that hold one by value",
     lower},
    {"dump", "NOUN FILE [CLANG ARGS…]", "print what one stage of the plugin made of FILE", dump},
    {"audit", "-p BUILD [FILE…] [OPTION…]",
     "report guards and locks that are held across an await; --help tells more", audit},
    {"cflags", "", "print the flags to compile lowered C with another compiler, such as gcc", cflags},
    {"libs", "", "print the flags to link with", libs},
    {"version", "", "print the version", version},
    {"help", "", "print this", help},
};
enum { COMMAND_COUNT = sizeof commands / sizeof *commands };

static int help(int count, char **args) {
  (void)count;
  (void)args;
  puts("lifeguard: async/await for C\n");
  for (const struct command *command = commands; command < commands + COMMAND_COUNT; command++) {
    printf("  lifeguard %s%s%s\n", command->name, *command->arguments ? " " : "", command->arguments);
    printf("      %s\n", command->what);
  }
  puts("\nThe compiler is " LIFEGUARD_DEFAULT_CLANG
       "; the environment variable LIFEGUARD_CLANG names another.");
  return EXIT_SUCCESS;
}

/* "cc, lower, …", for a message. */
static const char *command_names(void) {
  const char *names = commands[0].name;
  for (int i = 1; i < COMMAND_COUNT; i++)
    names = join(join(names, i + 1 < COMMAND_COUNT ? ", " : " and "), commands[i].name);
  return names;
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
      int status = command->run(argc - 2, argv + 2);
      if (fflush(stdout) != 0)
        fail(EXIT_FAILURE, "cannot write the output: %s", strerror(errno));
      return status;
    }
  }
  fail(EXIT_USAGE, "there is no command '%s'; there are %s", name, command_names());
}
