// Runs tests and counts what failed.
#define _GNU_SOURCE
#include "checks.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static unsigned failures, expectations;
static const char *running;

static void fail(const char *file, int line) {
  const char *name = strrchr(file, '/');
  if (__atomic_fetch_add(&failures, 1, __ATOMIC_RELAXED) < 100) fprintf(stderr, "%s:%d: %s: ", name ? name + 1 : file, line, running);
}

void core_expect(bool holds, const char *file, int line, const char *text) {
  __atomic_fetch_add(&expectations, 1, __ATOMIC_RELAXED);
  if (holds) return;
  fail(file, line);
  fprintf(stderr, "%s\n", text);
}

void core_expect_equal(uint64_t is, uint64_t should_be, const char *file, int line, const char *text) {
  __atomic_fetch_add(&expectations, 1, __ATOMIC_RELAXED);
  if (is == should_be) return;
  fail(file, line);
  fprintf(stderr, "%s: it is %" PRId64 " and should be %" PRId64 "\n", text, (int64_t)is, (int64_t)should_be);
}

unsigned core_random(unsigned limit) {
  static uint64_t state = 2026;
  state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (unsigned)((state >> 33) % limit);
}

int core_run(int argument_count, char **arguments, const core_test *const *lists) {
  unsigned tests = 0;
  for (; *lists; lists++)
    for (const core_test *test = *lists; test->name; test++) {
      if (argument_count > 1 && !strstr(test->name, arguments[1])) continue;
      running = test->name;
      test->run();
      tests++;
    }
  printf("%u tests, %u expectations, %u failed\n", tests, expectations, failures);
  return tests == 0 || failures != 0;
}
