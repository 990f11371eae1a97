/* place.c: where Lifeguard's files are, and the few words every file of the command needs.
 *
 * The command finds itself through /proc/self/exe and everything else relative to that, so that an installed
 * tree can be moved as a whole. Two layouts are known: the installed one, whose paths from the folder of the
 * command CMake works out, and that of a build tree, where `../include` leads to the source tree's headers.
 */
#include "command.h"
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void fail(int status, const char *format, ...) {
  va_list args;
  va_start(args, format);
  fputs("lifeguard: error: ", stderr);
  vfprintf(stderr, format, args);
  fputc('\n', stderr);
  va_end(args);
  exit(status);
}

char *join(const char *first, const char *second) {
  size_t size = strlen(first) + strlen(second) + 1;
  char *joined = malloc(size);
  if (!joined)
    fail(EXIT_FAILURE, "out of memory");
  snprintf(joined, size, "%s%s", first, second);
  return joined;
}

bool starts_with(const char *text, const char *start) { return strncmp(text, start, strlen(start)) == 0; }

bool ends_with(const char *text, const char *end) {
  size_t length = strlen(text), end_length = strlen(end);
  return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

/* `relative`, which begins with any number of "../", seen from `folder`. */
static const char *beside(const char *folder, const char *relative) {
  char *start = join(folder, "");
  while (starts_with(relative, "../")) {
    char *slash = strrchr(start, '/');
    if (slash)
      *slash = '\0';
    relative += 3;
  }
  return join(join(start, "/"), relative);
}

struct place find_files(void) {
  static char path[PATH_MAX];
  ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
  if (length < 0)
    fail(EXIT_FAILURE, "cannot find out where this command is: /proc/self/exe: %s", strerror(errno));
  path[length] = '\0';
  char *folder = join(path, "");
  char *slash = strrchr(folder, '/');
  if (slash)
    *slash = '\0';
  if (access(beside(folder, "../CMakeCache.txt"), F_OK) == 0) /* a build tree */
    return (struct place){.self = path,
                          .plugin = beside(folder, "../lib/lifeguard.so"),
                          .library = beside(folder, "../lib/liblifeguard.a"),
                          .include = beside(folder, "../include"),
                          .audit = beside(folder, "lifeguard-audit"),
                          .gdb_script = beside(folder, "../include/../lifeguard.gdb.py")};
  return (struct place){.self = path,
                        .plugin = beside(folder, LIFEGUARD_TO_PLUGINS "/lifeguard.so"),
                        .library = beside(folder, LIFEGUARD_TO_LIBRARIES "/liblifeguard.a"),
                        .include = beside(folder, LIFEGUARD_TO_HEADERS),
                        .audit = beside(folder, LIFEGUARD_TO_PROGRAMS "/lifeguard-audit"),
                        .gdb_script = beside(folder, LIFEGUARD_TO_DATA "/lifeguard/lifeguard.gdb.py")};
}

const char *compiler(void) {
  const char *named = getenv("LIFEGUARD_CLANG");
  return named && *named ? named : LIFEGUARD_DEFAULT_CLANG;
}
