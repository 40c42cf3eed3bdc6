// What wears a recorder out: `storms MODE COUNT`. Each does a known number of allocations, whatever happens in between, and prints
// what must not depend on being recorded; see .ci/soak-cases/storms.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static atomic_long wrong;

static void check(int is_right) { wrong += !is_right; }

// Whoever else got the memory meanwhile would have written to it.
static void fill(char *block, size_t size, int mark) { memset(block, mark, size); }
static int holds(const char *block, size_t size, int mark) { return block[0] == (char)mark && block[size - 1] == (char)mark; }

// Two blocks.
__attribute__((noinline)) static void one_round(unsigned number) {
  size_t size = 16 + number * 37 % 3000;
  int mark = (int)(number & 0x7f);
  char *block = malloc(size);
  fill(block, size, mark);
  char *larger = realloc(block, 2 * size);
  check(larger != NULL && holds(larger, size, mark));
  free(larger);
}

// MARK: Signals

// libc permits malloc in a handler that did not interrupt one; mmap always.
static __thread volatile sig_atomic_t in_malloc, left;
static atomic_int storming;

__attribute__((noinline)) static void in_handler(int number) {
  void *pages = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  check(pages != MAP_FAILED && *(char *)pages == 0);
  munmap(pages, 8192);
  if (in_malloc || left == 0) return;
  left--;
  char *block = malloc((size_t)number * 10);
  fill(block, (size_t)number * 10, number);
  check(holds(block, (size_t)number * 10, number));
  free(block);
}

// Half of the threads handle signals on a stack of their own.
static void *handling(void *argument) {
  static const size_t stack_size = 64 << 10;
  long *counts = argument;
  stack_t stack = {.ss_sp = counts[1] ? malloc(stack_size) : NULL, .ss_size = stack_size};
  if (stack.ss_sp && sigaltstack(&stack, NULL) != 0) check(0);
  left = (int)counts[0];
  storming++;
  for (unsigned round = 0; left > 0 || round < 20000; round++) {
    if (round < 20000) {
      in_malloc = 1;
      one_round(round);
      in_malloc = 0;
    }
    for (volatile int idle = 0; idle < 50;) idle++;
  }
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, NULL);
  storming--;
  return NULL;
}

static void signals(long count) {
  enum { THREADS = 4 };
  struct sigaction action = {.sa_handler = in_handler, .sa_flags = SA_ONSTACK | SA_RESTART};
  sigaction(SIGUSR1, &action, NULL), sigaction(SIGUSR2, &action, NULL);
  pthread_t threads[THREADS];
  long counts[THREADS][2];
  for (int index = 0; index < THREADS; index++) {
    counts[index][0] = count, counts[index][1] = index & 1;
    pthread_create(&threads[index], NULL, handling, counts[index]);
  }
  while (storming < THREADS) sched_yield();
  while (storming > 0) {
    for (int index = 0; index < THREADS; index++) pthread_kill(threads[index], index & 2 ? SIGUSR1 : SIGUSR2);
    usleep(20);
  }
  for (int index = 0; index < THREADS; index++) pthread_join(threads[index], NULL);
}

// MARK: Plugins

// Where it was, from the page before its code on, none can be from now on.
static void block(void (*code)(void)) {
  void *start = (void *)(((uintptr_t)code & ~(uintptr_t)4095) - 4096);
  mmap(start, 5 * 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
}

// Copies of one library, opened and closed at changing addresses by two threads; 7 blocks each time.
static void *opening(void *argument) {
  long *range = argument;
  for (long round = range[0]; round < range[1]; round++) {
    char name[40];
    snprintf(name, sizeof name, "./plugin%ld.so", round % 8);
    void *plugin = dlopen(name, RTLD_NOW);
    void (*allocate)(void) = NULL;
    if (plugin) *(void **)&allocate = dlsym(plugin, "allocate_in_plugin");
    check(allocate != NULL);
    if (allocate) allocate();
    if (plugin) check(dlclose(plugin) == 0);
    if (round % 500 == 100) block(allocate);
  }
  return NULL;
}

static void plugins(long count) {
  long ranges[2][2] = {{0, count / 2}, {count / 2, count}};
  pthread_t other;
  pthread_create(&other, NULL, opening, ranges[0]);
  opening(ranges[1]);
  pthread_join(other, NULL);
}

// MARK: Forks

static atomic_int over;

static void *rounds(void *unused) {
  for (unsigned round = 0; !over; round++) one_round(round);
  return unused;
}

__attribute__((noinline)) static void in_child(void) {
  for (int index = 0; index < 100; index++) free(malloc((size_t)index + 1));
}

// Every third child has a child, every third executes; all end as they should while three threads allocate.
static int child(long number) {
  in_child();
  if (number % 3 == 1) execl("/bin/true", "true", (char *)NULL);
  if (number % 3 == 2) {
    int status = 1;
    pid_t grandchild = fork();
    if (grandchild == 0) exit(5);
    waitpid(grandchild, &status, 0);
    return WEXITSTATUS(status);
  }
  return 0;
}

static void forks(long count) {
  pthread_t threads[3];
  for (int index = 0; index < 3; index++) pthread_create(&threads[index], NULL, rounds, NULL);
  for (long number = 0; number < count; number++) {
    pid_t process = fork();
    if (process == 0) exit(child(number));
    int status = -1;
    waitpid(process, &status, 0);
    check(WIFEXITED(status) && WEXITSTATUS(status) == (number % 3 == 2 ? 5 : 0));
  }
  over = 1;
  for (int index = 0; index < 3; index++) pthread_join(threads[index], NULL);
}

// MARK: Threads

static pthread_key_t key;

// After the thread's own end, a few at a time: 1 block.
__attribute__((noinline)) static void in_destructor(void *block) {
  free(block);
  free(malloc(100));
}

// 4 blocks, of which the last is its joiner's to free.
static void *short_lived(void *number) {
  pthread_setspecific(key, malloc(50));
  one_round((unsigned)(long)number);
  return malloc(200);
}

static void threads(long count) {
  enum { AT_ONCE = 16 };
  pthread_attr_t small;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, 64 << 10);
  check(pthread_key_create(&key, in_destructor) == 0);
  pthread_t running[AT_ONCE];
  for (long number = 0; number < count + AT_ONCE; number++) {
    if (number >= AT_ONCE) {
      void *block = NULL;
      pthread_join(running[number % AT_ONCE], &block);
      free(block);
    }
    if (number < count) check(pthread_create(&running[number % AT_ONCE], &small, short_lived, (void *)number) == 0);
  }
}

static const struct {
  const char *name;
  void (*run)(long);
} modes[] = {{"signals", signals}, {"plugins", plugins}, {"forks", forks}, {"threads", threads}};

int main(int count, char **arguments) {
  for (size_t index = 0; count > 2 && index < sizeof modes / sizeof *modes; index++) {
    if (strcmp(modes[index].name, arguments[1])) continue;
    modes[index].run(atol(arguments[2]));
    printf("%s: %ld wrong\n", arguments[1], (long)wrong);
    return wrong ? 1 : 3;
  }
  return 2;
}
