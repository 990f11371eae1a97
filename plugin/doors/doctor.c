/* doctor.c: `lifeguard doctor`. Looks at each thing that compiling an async program needs, in the order in
 * which it is needed; then compiles one and runs it. A line for each: what was found, and what to do where it
 * is wrong. */
#include "command.h"
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- the report ---- */

static bool all_well = true;

static const char *text_of(const char *format, va_list args) {
  char *text;
  if (vasprintf(&text, format, args) < 0)
    fail(EXIT_FAILURE, "out of memory");
  return text;
}

static void say(const char *verdict, const char *what, const char *found) {
  printf("%-8s%-14s%.*s\n", verdict, what, (int)strcspn(found, "\n"), found);
}

__attribute__((format(printf, 2, 3))) static void fine(const char *what, const char *format, ...) {
  va_list args;
  va_start(args, format);
  say("ok", what, text_of(format, args));
  va_end(args);
}

/* Something that an async program can do without; `mend` says how to have it. */
static void missing(const char *what, const char *found, const char *mend) {
  say("-", what, found);
  printf("%8s%14s%s\n", "", "", mend);
}

__attribute__((format(printf, 3, 4))) static void wrong(const char *what, const char *found, const char *mend,
                                                        ...) {
  va_list args;
  va_start(args, mend);
  say("WRONG", what, found);
  printf("%8s%-14s%s\n", "", "to mend it:", text_of(mend, args));
  va_end(args);
  all_well = false;
}

/* ---- running programs ---- */

/* What a program wrote to standard output and standard error, and its exit status: 127 when it could not be
 * run, 128 and more when a signal ended it. */
struct run {
  int status;
  char text[8192];
};

/* Runs `args`, ended by NULL, for at most `SECONDS`. */
static struct run run(const char *const args[]) {
  enum { SECONDS = 60 };
  struct run run = {.status = EXIT_CANNOT_RUN};
  int ends[2];
  if (pipe(ends) != 0)
    fail(EXIT_FAILURE, "doctor: pipe: %s", strerror(errno));
  fflush(stdout);
  pid_t child = fork();
  if (child < 0)
    fail(EXIT_FAILURE, "doctor: fork: %s", strerror(errno));
  if (child == 0) {
    alarm(SECONDS);
    int null = open("/dev/null", O_RDONLY);
    if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(ends[1], STDOUT_FILENO) < 0 ||
        dup2(ends[1], STDERR_FILENO) < 0)
      _exit(EXIT_CANNOT_RUN);
    close(ends[0]);
    execvp(args[0], (char *const *)args);
    dprintf(STDERR_FILENO, "%s: %s", args[0], strerror(errno));
    _exit(EXIT_CANNOT_RUN);
  }
  close(ends[1]);
  size_t used = 0;
  char beyond[512];
  for (ssize_t got; used + 1 < sizeof run.text
                        ? (got = read(ends[0], run.text + used, sizeof run.text - used - 1)) > 0
                        : (got = read(ends[0], beyond, sizeof beyond)) > 0;)
    used += used + 1 < sizeof run.text ? (size_t)got : 0;
  close(ends[0]);
  int status;
  if (waitpid(child, &status, 0) == child)
    run.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return run;
}

/* ---- what is looked at ---- */

/* The major version of the clang, from the text of --version; 0 when it is no clang. */
static int clang_version(const char *text) {
  static const char before[] = "clang version ";
  const char *at = strstr(text, before);
  return at ? (int)strtol(at + sizeof before - 1, NULL, 10) : 0;
}

/* The clang's major version; 0 when there is none. */
static int look_at_compiler(void) {
  struct run asked = run((const char *[]){compiler(), "--version", NULL});
  int version = clang_version(asked.text);
  if (asked.status == EXIT_CANNOT_RUN)
    wrong("compiler", asked.text,
          "install it (Debian: apt install %s), or let LIFEGUARD_CLANG name another clang",
          LIFEGUARD_DEFAULT_CLANG);
  else if (asked.status != 0 || version == 0)
    wrong("compiler", join(compiler(), " is not a clang"), "let LIFEGUARD_CLANG name a clang, or unset it");
  else
    fine("compiler", "%s: %.*s", compiler(), (int)strcspn(asked.text, "\n"), asked.text);
  return version;
}

static bool look_at_plugin(const struct place *place, int clang) {
  if (access(place->plugin, R_OK) != 0) {
    wrong("plugin", join(place->plugin, " is missing"), "install or build Lifeguard again");
    return false;
  }
  char *versioned = join(place->plugin, "");
  versioned[strlen(versioned) - strlen(".so")] = '\0';
  char suffix[32];
  snprintf(suffix, sizeof suffix, "-%d.so", clang);
  const char *path = join(versioned, suffix);
  if (access(path, R_OK) != 0) {
    wrong("plugin", join(path, " is missing: no plugin for this clang"),
          "call a clang of a version there is a plugin for (built: %s), install the package "
          "lifeguard-plugin-%d, or build Lifeguard with -DLIFEGUARD_LLVM_VERSIONS=%d",
          LIFEGUARD_LLVM_VERSIONS, clang, clang);
    return false;
  }
  struct run loaded = run((const char *[]){compiler(), join("-fplugin=", place->plugin), "-fsyntax-only",
                                           "-x", "c", "/dev/null", NULL});
  if (loaded.status != 0) {
    wrong("plugin", loaded.text,
          "this clang does not load the plugin: build Lifeguard with the headers of just this clang");
    return false;
  }
  fine("plugin", "%s", path);
  return true;
}

static bool look_at_headers(const struct place *place) {
  const char *path = join(place->include, "/lifeguard/version.h");
  FILE *file = fopen(path, "re");
  if (!file) {
    wrong("headers", join(join(path, ": "), strerror(errno)),
          "install the headers (Debian: liblifeguard-dev)");
    return false;
  }
  char line[256];
  bool same = false;
  while (fgets(line, sizeof line, file))
    same |= starts_with(line, "#define LG_VERSION ") && strstr(line, "\"" LIFEGUARD_VERSION "\"");
  fclose(file);
  if (!same) {
    wrong("headers", join(path, " is of another version than this command"),
          "install all of Lifeguard anew, of one version");
    return false;
  }
  fine("headers", "%s", place->include);
  return true;
}

static bool look_at_library(const struct place *place) {
  if (access(place->library, R_OK) != 0) {
    wrong("library", join(join(place->library, ": "), strerror(errno)),
          "install the library (Debian: liblifeguard-dev)");
    return false;
  }
  fine("library", "%s", place->library);
  return true;
}

static void look_at_audit(const struct place *place) {
  struct run asked =
      run((const char *[]){place->self, "audit", "--explain-config", "/dev/null", "--", "-x", "c", NULL});
  if (asked.status != 0)
    wrong("audit", asked.text,
          "`lifeguard audit` does not run: install the tools (Debian: lifeguard), and libllvm");
  else
    fine("audit", "%s", place->audit);
}

/* ---- the trial ---- */

static const char trial_source[] = "#include <lifeguard.h>\n"
                                   "#include <stdio.h>\n"
                                   "async int half(int n)\n"
                                   "{\n"
                                   "    await lg_sleep_ms(1000);\n"
                                   "    return n / 2;\n"
                                   "}\n"
                                   "async int whole(void)\n"
                                   "{\n"
                                   "    int one, two;\n"
                                   "    await_all(one = half(40), two = half(44));\n"
                                   "    return one + two;\n"
                                   "}\n"
                                   "int main(void)\n"
                                   "{\n"
                                   "    lg_clock_pause();\n"
                                   "    return printf(\"%d %s\\n\", block_on(whole()), lg_version()) < 0;\n"
                                   "}\n";
static const char trial_output[] = "42 " LIFEGUARD_VERSION "\n";

/* The line of a compiler's messages to begin with. */
static const char *first_error(const char *text) {
  const char *error = strstr(text, "error: ");
  return error ? error : text;
}

/* One of the steps of a trial: whether it ended well. */
static bool step(const char *what, const char *mend, const char *const args[], const char *output) {
  struct run done = run(args);
  if (done.status == 0 && (!output || strcmp(done.text, output) == 0))
    return true;
  wrong(what, *done.text ? first_error(done.text) : join(args[0], " failed without a word"), "%s", mend);
  printf("%8s%-14s", "", "it ran:");
  for (; *args; args++)
    printf("%s ", *args);
  printf("\n");
  if (*done.text)
    printf("it said:\n%s", done.text);
  return false;
}

static void try_it(const struct place *place) {
  const char *base = getenv("TMPDIR");
  char *folder = join(base && *base ? base : "/tmp", "/lifeguard-doctor.XXXXXX");
  if (!mkdtemp(folder)) {
    wrong("trial", join(join(folder, ": "), strerror(errno)),
          "let TMPDIR name a folder that can be written to");
    return;
  }
  const char *source = join(folder, "/trial.c"), *lowered = join(folder, "/lowered.c"),
             *program = join(folder, "/trial");
  FILE *file = fopen(source, "we");
  bool written = file && fputs(trial_source, file) >= 0;
  if ((file && fclose(file) != 0) || !written) {
    wrong("trial", join(join(source, ": "), strerror(errno)),
          "let TMPDIR name a folder that can be written to");
  } else {
    const char *libevent =
        *LIFEGUARD_EXTRA_LIBS
            ? "the libraries to link with may be missing (Debian: apt install libevent-dev libc6-dev)"
            : "the C library to link with may be missing (Debian: apt install libc6-dev)";
    if (step("trial", libevent, (const char *[]){place->self, "cc", source, "-o", program, NULL}, NULL) &&
        step("trial", "the program runs wrongly: is the library of the same build?",
             (const char *[]){program, NULL}, trial_output))
      fine("trial", "an async program compiles and runs");
    if (run((const char *[]){"gcc", "--version", NULL}).status != 0) {
      missing("gcc", "not found", "only needed to compile lowered C by gcc");
    } else if (step("gcc", "report this, please",
                    (const char *[]){place->self, "lower", source, "-o", lowered, NULL}, NULL)) {
      const char *gcc =
          join(join(join(join("exec gcc $('", place->self), "' cflags) \"$0\" -o \"$1\" $('"), place->self),
               "' libs)");
      if (step("gcc", libevent, (const char *[]){"sh", "-c", gcc, lowered, program, NULL}, NULL) &&
          step("gcc", "the program runs wrongly: report this, please", (const char *[]){program, NULL},
               trial_output))
        fine("gcc", "gcc compiles the lowered program, and it runs");
    }
  }
  unlink(source), unlink(lowered), unlink(program), rmdir(folder);
}

int doctor(int count, char **args) {
  (void)args;
  want_no_arguments("doctor", count);
  struct place place = find_files();
  fine("command", "lifeguard %s, %s", LIFEGUARD_VERSION, place.self);
  int clang = look_at_compiler();
  bool ready = clang != 0 && look_at_plugin(&place, clang);
  ready &= look_at_headers(&place);
  ready &= look_at_library(&place);
  if (ready) {
    try_it(&place);
    look_at_audit(&place);
  }
  puts(all_well ? "\nAll is well: `lifeguard cc FILE.c` compiles async C."
                : "\nSomething is wrong. Mend the first thing first; the others may follow from it.");
  return all_well ? EXIT_SUCCESS : EXIT_FAILURE;
}
