// The recorder's tracebacks of real blocks equal what libgcc's unwinder says of the same stack.
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unwind.h>

#include "checks.h"
#include "recorded.h"

static __thread core_traceback unwound, recorded;

static _Unwind_Reason_Code note(struct _Unwind_Context *context, void *unused) {
  (void)unused;
  uint64_t address = _Unwind_GetIP(context);
  if (address == 0 || unwound.count == CORE_FRAMES) return _URC_END_OF_STACK;
  unwound.frames[unwound.count++] = address;
  return _URC_NO_REASON;
}

static volatile int not_tail;

// Both begin in this function, at different addresses. `limit`: the tracer's.
__attribute__((noinline)) static void expect_equal_tracebacks(unsigned limit) {
  void *volatile block = malloc(24);
  unwound.count = 0;
  _Unwind_Backtrace(note, NULL);
  read_traceback(site_at((uintptr_t)block), &recorded);
  EXPECT_EQUAL(recorded.truncated, unwound.count > limit);
  EXPECT_EQUAL(recorded.count, unwound.count < limit ? unwound.count : limit);
  EXPECT(recorded.frames[0] - (uintptr_t)expect_equal_tracebacks < 1024);
  for (size_t frame = 1; frame < recorded.count; frame++)
    EXPECT_EQUAL(recorded.frames[frame] & ~MPR_PROGRAM_COUNTER_BIT, unwound.frames[frame]);
  free(block);
}

static void start(unsigned limit) {
  mpr_stop();
  EXPECT_EQUAL(mpr_start(limit), 0);
}

// Frames of different kinds: small, with a large array, with one of a size that only the frame pointer knows.
static void (*at_the_bottom)(void);
__attribute__((noinline)) static void recurse(int depth);
__attribute__((noinline)) static void with_array(int depth) {
  volatile char array[300];
  array[depth % 300] = 1;
  recurse(depth - 1);
  not_tail = array[depth % 300];
}
__attribute__((noinline)) static void with_variable_array(int depth) {
  volatile char array[depth * 16 + 1];
  array[depth] = 1;
  recurse(depth - 1);
  not_tail = array[depth];
}
__attribute__((noinline)) static void with_alignment(int depth) {
  _Alignas(128) volatile char array[128];
  array[depth % 128] = 1;
  recurse(depth - 1);
  not_tail = array[depth % 128];
}

static unsigned pattern;  // which kind of frame comes at which depth
__attribute__((noinline)) static void recurse(int depth) {
  static void (*const kinds[])(int) = {recurse, with_array, with_variable_array, with_alignment};
  if (depth <= 0) at_the_bottom();
  else kinds[pattern >> depth % 15 * 2 & 3](depth - 1);
  not_tail = depth;
}

static void compare_256(void) { expect_equal_tracebacks(256); }

static void stacks_of_every_kind_of_frame(void) {
  start(256);
  at_the_bottom = compare_256;
  for (int round = 0; round < 500; round++) {
    pattern = core_random(1u << 30);
    recurse((int)core_random(60));
  }
}

// What the recorder keeps of a stack must be given up where it changed, and only there.
static unsigned current_limit;
static void walk_up_and_down(int depth) {
  for (int count = 0; count < 3; count++) {
    expect_equal_tracebacks(current_limit);
    if (depth > 0 && core_random(3)) walk_up_and_down(depth - 1);
  }
  not_tail = depth;
}

static void stacks_that_change_in_the_middle(void) {
  start(current_limit = 256);
  for (int round = 0; round < 20; round++) walk_up_and_down(9);
}

// The recorder does not look beyond its limit; what it has of the frames there is old when the stack comes back to them.
static void walk_up_and_down_here(void) { walk_up_and_down(6); }
static void stacks_that_change_beyond_the_limit(void) {
  static const unsigned limits[] = {1, 2, 5, 12};
  at_the_bottom = walk_up_and_down_here;
  for (unsigned index = 0; index < 4; index++) {
    start(current_limit = limits[index]);
    for (int round = 0; round < 40; round++) {
      pattern = core_random(1u << 30);
      recurse((int)core_random(20));
      walk_up_and_down(3);
    }
  }
}

static int compare_numbers(const void *left, const void *right) {
  expect_equal_tracebacks(256);
  return *(const int *)left - *(const int *)right;
}

static void stacks_through_libc(void) {
  int numbers[20];
  start(256);
  for (int index = 0; index < 20; index++) numbers[index] = index * 7 % 20;
  qsort(numbers, 20, sizeof *numbers, compare_numbers);
  for (int index = 0; index < 20; index++) EXPECT_EQUAL(numbers[index], index);
}

// Allocated by libc's own code, which calls malloc from frames of its own.
static void blocks_that_libc_allocates_have_whole_stacks(void) {
  core_traceback *own = &recorded;
  start(256);
  void *volatile block = malloc(8);
  read_traceback(site_at((uintptr_t)block), own);
  uint64_t here = own->frames[0];
  size_t depth = own->count;
  free(block);
  char *text = NULL;
  EXPECT(asprintf(&text, "%d", 12345) == 5);
  read_traceback(site_at((uintptr_t)text), own);
  EXPECT(own->count > depth && !own->truncated);
  // Ours is among them, at the same distance from the end.
  EXPECT(own->count > depth && own->frames[own->count - depth] - here < 1024);
  free(text);
}

static void compare_in_handler(int number, siginfo_t *info, void *context) {
  (void)number, (void)info, (void)context;
  recurse(3);
}

static void stacks_in_a_signal_handler(void) {
  start(256);
  at_the_bottom = compare_256;
  pattern = 0x1b1b1b1b & 0x3fffffff;
  struct sigaction action = {.sa_sigaction = compare_in_handler, .sa_flags = SA_SIGINFO}, before;
  sigaction(SIGUSR1, &action, &before);
  if (!handlers_return_to_an_image()) EXPECT_EQUAL(set_handler_with_foreign_restorer(SIGUSR1, compare_in_handler, 0), 0);
  for (int count = 0; count < 3; count++) raise(SIGUSR1);
  sigaction(SIGUSR1, &before, NULL);
}

// There the return address is in a register on aarch64.
static void compare_in_trap(void) { recurse(2); }
static void stacks_in_a_trap_at_a_functions_first_instruction(void) {
  start(256);
  at_the_bottom = compare_256;
  pattern = 0;
  for (int count = 0; count < 3; count++) call_inside_trap_at_function_start(compare_in_trap);
}

// Where the heap of an executable lies on aarch64; an emulator has nothing there, and gives other memory.
#if defined(__aarch64__)
#define HIGH ((void *)0xaaaaaaab0000)
#else
#define HIGH NULL
#endif

// The callers of an async function are its contexts, wherever their memory is. The outermost is the runtime's own.
static void note_traceback(void) {
  void *volatile block = malloc(24);
  read_traceback(site_at((uintptr_t)block), &recorded);
  free(block);
}

static void stacks_of_async_functions_go_on_in_their_contexts(void) {
  start(256);
  uintptr_t(*contexts)[2] = mmap(HIGH, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  for (uintptr_t index = 0; index < 5; index++) {
    contexts[index][0] = index < 4 ? (uintptr_t)contexts[index + 1] : 0;
    contexts[index][1] = 0x1000 + index;
  }
  for (int count = 0; count < 3; count++) {
    contexts[1][1] = 0x2000 + (uintptr_t)count;
    call_in_async_frame(contexts[0], note_traceback);
    EXPECT_EQUAL(recorded.count, 6);
    EXPECT(recorded.frames[0] - (uintptr_t)note_traceback < 256);
    EXPECT(recorded.frames[1] - (uintptr_t)call_in_async_frame < 256);
    EXPECT_EQUAL(recorded.frames[2], 0x1000 | MPR_PROGRAM_COUNTER_BIT);
    EXPECT_EQUAL(recorded.frames[3], (0x2000 + (uintptr_t)count) | MPR_PROGRAM_COUNTER_BIT);
    EXPECT_EQUAL(recorded.frames[5], 0x1003 | MPR_PROGRAM_COUNTER_BIT);
  }
  munmap(contexts, 4096);
}

static void *compare_on_thread(void *rounds) {
  for (int round = 0; round < (int)(intptr_t)rounds; round++) recurse(round % 40);
  return NULL;
}

static void stacks_of_threads(void) {
  start(256);
  at_the_bottom = compare_256;
  for (int round = 0; round < 5; round++) {
    pthread_t threads[6];
    pattern = core_random(1u << 30);
    for (int index = 0; index < 6; index++) pthread_create(&threads[index], NULL, compare_on_thread, (void *)(intptr_t)60);
    for (int index = 0; index < 6; index++) pthread_join(threads[index], NULL);
  }
}

static void compare_limit(void) { expect_equal_tracebacks(current_limit); }

static void stacks_that_are_deeper_than_the_limit(void) {
  static const unsigned limits[] = {1, 2, 7, 64, 2048};
  at_the_bottom = compare_limit;
  for (unsigned index = 0; index < 5; index++) {
    start(current_limit = limits[index]);
    for (int round = 0; round < 30; round++) {
      pattern = core_random(1u << 30);
      recurse((int)core_random(300));
    }
  }
}

static jmp_buf back;
static void jump_back(void) {
  expect_equal_tracebacks(256);
  longjmp(back, 1);
}

static void stacks_after_a_long_jump(void) {
  start(256);
  pattern = 0x2d2d2d2d & 0x3fffffff;
  for (int depth = 0; depth < 40; depth++) {
    at_the_bottom = jump_back;
    if (setjmp(back) == 0) recurse(depth);
    expect_equal_tracebacks(256);
  }
}

// Whether this build signs return addresses, it is seen here; the tracebacks above are then compared without signatures.
__attribute__((noinline)) static uintptr_t own_return_address(void) {
  not_tail = 1;
  expect_equal_tracebacks(256);
  return ((const uintptr_t *)__builtin_frame_address(0))[1];
}

static void return_addresses_are_signed_where_the_build_says_so(void) {
  start(256);
  bool is_signed = false;
  for (int count = 0; count < 4; count++) is_signed |= own_return_address() >> 48 != 0;
#if defined(__ARM_FEATURE_PAC_DEFAULT)
  EXPECT(is_signed);
#else
  EXPECT(!is_signed);
#endif
}

const core_test traceback_tests[] = {
    TEST(stacks_of_every_kind_of_frame),
    TEST(stacks_that_change_in_the_middle),
    TEST(stacks_that_change_beyond_the_limit),
    TEST(stacks_through_libc),
    TEST(blocks_that_libc_allocates_have_whole_stacks),
    TEST(stacks_in_a_signal_handler),
    TEST(stacks_in_a_trap_at_a_functions_first_instruction),
    TEST(stacks_of_async_functions_go_on_in_their_contexts),
    TEST(stacks_of_threads),
    TEST(stacks_that_are_deeper_than_the_limit),
    TEST(stacks_after_a_long_jump),
    TEST(return_addresses_are_signed_where_the_build_says_so),
    {0},
};
