/* Debian's PHP reads time zones from /usr/share/zoneinfo, as it was built to: calls that name that folder get the one of the
   store (ZONEINFO). PHP is made to need this library, so that what PHP starts is left alone. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static const char from[] = "/usr/share/zoneinfo";

static const char *moved(const char *path, char *buffer) {
  size_t length = sizeof from - 1;
  if (path == NULL || strncmp(path, from, length) != 0 || (path[length] != '/' && path[length] != '\0')) return path;
  if (snprintf(buffer, PATH_MAX, "%s%s", ZONEINFO, path + length) >= PATH_MAX) return path;
  return buffer;
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

int open(const char *path, int flags, ...) {
  char buffer[PATH_MAX];
  mode_t mode = 0;
  if (flags & (O_CREAT | O_TMPFILE)) {
    va_list rest;
    va_start(rest, flags);
    mode = va_arg(rest, mode_t);
    va_end(rest);
  }
  return NEXT(open)(moved(path, buffer), flags, mode);
}

FILE *fopen(const char *path, const char *mode) {
  char buffer[PATH_MAX];
  return NEXT(fopen)(moved(path, buffer), mode);
}

int stat(const char *path, struct stat *into) {
  char buffer[PATH_MAX];
  return NEXT(stat)(moved(path, buffer), into);
}

DIR *opendir(const char *path) {
  char buffer[PATH_MAX];
  return NEXT(opendir)(moved(path, buffer));
}

int scandir(const char *path, struct dirent ***names, int (*filter)(const struct dirent *),
            int (*compare)(const struct dirent **, const struct dirent **)) {
  char buffer[PATH_MAX];
  return NEXT(scandir)(moved(path, buffer), names, filter, compare);
}
