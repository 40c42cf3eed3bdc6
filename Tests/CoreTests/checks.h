// Tests of the C core in C, for what a Swift test cannot be built for: the other architecture, and sanitizers that want all code.
//
// A test is a function whose name is a sentence. A program runs those of its files and says which expectations failed.
#ifndef CORE_CHECKS_H
#define CORE_CHECKS_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
  const char *name;
  void (*run)(void);
} core_test;
#define TEST(function) {#function, function}

// Ends with an empty one.
extern const core_test event_tests[], thread_tests[], excerpt_tests[], window_tests[], rule_tests[], scan_tests[], memory_tests[];
extern const core_test interposer_tests[], traceback_tests[];

#define EXPECT(condition) core_expect(condition, __FILE__, __LINE__, #condition)
#define EXPECT_EQUAL(is, should_be) \
  core_expect_equal((uint64_t)(is), (uint64_t)(should_be), __FILE__, __LINE__, #is " == " #should_be)
void core_expect(bool holds, const char *file, int line, const char *text);
void core_expect_equal(uint64_t is, uint64_t should_be, const char *file, int line, const char *text);
// Runs the tests of each list; NULL ends them. The program's status: 0 when all expectations held. With an argument only those tests
// whose name contains it.
int core_run(int argument_count, char **arguments, const core_test *const *lists);

// A random number below `limit`, the same row in every run.
unsigned core_random(unsigned limit);

#endif
