// A program that links recorder and interposer: libc's own blocks, real stacks.
#include "checks.h"

int main(int argument_count, char **arguments) {
  static const core_test *const lists[] = {interposer_tests, traceback_tests, NULL};
  return core_run(argument_count, arguments, lists);
}
