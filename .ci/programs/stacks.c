// Stacks of all shapes, which allocate: deeper than any limit, with frames of pages, of coroutines that come and go, in signal handlers on
// a stack of their own. Prints how many blocks there were.
#define _GNU_SOURCE
#include <alloca.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <ucontext.h>

enum { COROUTINES = 40, STACK = 64 << 10, PAGE = 4096, TURNS = 4000 };
static uint64_t random_state = 1;
static long blocks;
static void *volatile kept;

static unsigned next(unsigned bound) {
  random_state = random_state * 6364136223846793005 + 1442695040888963407;
  return (unsigned)(random_state >> 33) % bound;
}

__attribute__((noinline)) static void allocate(void) {
  kept = malloc(next(200) + 1);
  blocks++;
  free(kept);
  __asm__ volatile("");
}

// Down to the depth and up again, with blocks on the way; one frame in eight is larger than a page.
__attribute__((noinline)) static void descend(int depth) {
  volatile char *room = alloca(next(8) ? 64 : PAGE + next(PAGE));
  room[0] = 1;
  if (next(3) == 0) allocate();
  if (depth > 0) descend(depth - 1);
  if (next(3) == 0) allocate();
  __asm__ volatile("");
}

static ucontext_t main_context, contexts[COROUTINES];
static void *stacks[COROUTINES];

// Ends with its stack, whose memory is given back.
static void coroutine(int number) {
  for (;;) {
    descend((int)next(12));
    swapcontext(&contexts[number], &main_context);
    allocate();
  }
}

// Between stacks lies a page that nobody may read.
static void begin(int number) {
  char *memory = mmap(NULL, STACK + PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) abort();
  mprotect(memory, PAGE, PROT_NONE);
  stacks[number] = memory;
  getcontext(&contexts[number]);
  contexts[number].uc_stack = (stack_t){.ss_sp = memory + PAGE, .ss_size = STACK};
  makecontext(&contexts[number], (void (*)(void))coroutine, 1, number);
}

// A new one in an old one's place, every now and then.
static void run_coroutines(void) {
  for (int number = 0; number < COROUTINES; number++) begin(number);
  for (int turn = 0; turn < TURNS; turn++) {
    int number = (int)next(COROUTINES);
    if (next(5) == 0) {
      munmap(stacks[number], STACK + PAGE);
      begin(number);
    }
    swapcontext(&main_context, &contexts[number]);
    allocate();
  }
}

static void handle(int signal) {
  (void)signal;
  descend((int)next(20));
}

static void handle_signals(void) {
  stack_t own = {.ss_sp = malloc(STACK), .ss_size = STACK};
  struct sigaction action = {.sa_handler = handle, .sa_flags = SA_ONSTACK};
  sigaltstack(&own, NULL);
  sigaction(SIGUSR1, &action, NULL);
  for (int turn = 0; turn < TURNS; turn++) {
    if (next(2)) raise(SIGUSR1);
    else descend((int)next(20));
  }
}

int main(void) {
  for (int turn = 0; turn < 20; turn++) descend((int)next(6000));
  run_coroutines();
  handle_signals();
  printf("%ld\n", blocks);
}
