// The recorder without an interposer, fed with made-up blocks; frame rules; the heap scan; its own memory.
#include "checks.h"

int main(int argument_count, char **arguments) {
  static const core_test *const lists[] = {event_tests, thread_tests, excerpt_tests, window_tests, rule_tests, scan_tests, memory_tests, NULL};
  return core_run(argument_count, arguments, lists);
}
