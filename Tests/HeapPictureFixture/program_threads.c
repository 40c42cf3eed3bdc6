// Threads that come and go, thousands of them, and some that cannot be stopped in the usual way.
#ifdef __linux__
#define _GNU_SOURCE
#include "fixture.h"

#include <errno.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static atomic_bool is_over;
static sem_t gate;

static void *nothing(void *argument) { return argument; }

static void *make_threads(void *argument) {
  while (!is_over) {
    pthread_t threads[4];
    for (int i = 0; i < 4; i++) threads[i] = start(nothing, NULL);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
  }
  return argument;
}

void coming_threads(void) {
  pthread_t makers[2] = {start(make_threads, NULL), start(make_threads, NULL)};
  for (int i = 0; i < pictures; i++) {
    size_t count;
    mph_picture *picture = take(0);
    mph_threads(picture, &count);
    EXPECT(count >= 3);
    mph_close(picture, false);
  }
  is_over = true;
  for (int i = 0; i < 2; i++) pthread_join(makers[i], NULL);
}

static void *wait_at_gate(void *argument) {
  sem_wait(&gate);
  return argument;
}

void many_threads(void) {
  enum { COUNT = 3000 };
  static pthread_t threads[COUNT];
  pthread_attr_t small;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, 64 << 10);
  sem_init(&gate, 0, 0);
  for (int i = 0; i < COUNT; i++)
    if (pthread_create(&threads[i], &small, wait_at_gate, NULL) != 0) abort();
  for (int i = 0; i < pictures; i++) {
    size_t count;
    mph_picture *picture = take(0);
    const mph_thread *rows = mph_threads(picture, &count);
    EXPECT(count == COUNT + 1);
    for (size_t row = 0; row < count; row++) EXPECT(rows[row].has_registers && rows[row].stack_pointer != 0);
    mph_close(picture, false);
  }
  for (int i = 0; i < COUNT; i++) sem_post(&gate);
  for (int i = 0; i < COUNT; i++) pthread_join(threads[i], NULL);
}

static void answer(void *result) { *(int *)result = 42; }

static void *take_many(void *taken) {
  for (int i = 0; i < pictures; i++) {
    mph_picture *picture;
    int thread, failure = mph_take(&(mph_options){ways, NULL, 100}, &picture, &thread);
    if (failure && failure != EBUSY) wrong("failure %d", failure);
    if (failure) continue;
    int *result = mph_shared(picture);
    EXPECT(mph_call(picture, answer, result) == 0 && *result == 42);
    mph_close(picture, false);
    ++*(atomic_int *)taken;
  }
  return NULL;
}

void taken_at_once(void) {
  atomic_int taken = 0;
  pthread_t threads[4];
  for (int i = 0; i < 4; i++) threads[i] = start(take_many, &taken);
  for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
  EXPECT(taken > 0);
}

static pthread_t main_thread;
static void *take_without_main(void *argument) {
  (void)argument;
  pthread_join(main_thread, NULL);
  for (int i = 0; i < pictures; i++) take_and_close();
  finish();
}

void ended_main_thread(void) {
  main_thread = pthread_self();
  start(take_without_main, NULL);
  pthread_exit(NULL);
}

// MARK: Not reached

static int pipes[2];
static atomic_int other;

static const mph_thread *row_of(mph_picture *picture, int thread) {
  size_t count;
  const mph_thread *rows = mph_threads(picture, &count);
  for (size_t i = 0; i < count; i++)
    if (rows[i].thread == thread) return &rows[i];
  return NULL;
}

static void *fork_by_vfork(void *argument) {
  other = own_thread();
  char byte;
  pid_t child = vfork();
  if (child == 0) _exit(read(pipes[0], &byte, 1) == 1 ? 7 : 8);
  int status;
  EXPECT(waitpid(child, &status, 0) == child && WEXITSTATUS(status) == 7);
  return argument;
}

void waiting_for_vfork(void) {
  if (pipe(pipes) != 0) abort();
  pthread_t thread = start(fork_by_vfork, NULL);
  while (!other) usleep(100);
  become_blocked(other);
  for (int i = 0; i < pictures; i++) {
    mph_picture *picture = take(0);
    const mph_thread *row = row_of(picture, other);
    EXPECT(row && !row->has_registers && row->stack_pointer != 0);
    mph_close(picture, false);
  }
  EXPECT(write(pipes[1], "x", 1) == 1);
  pthread_join(thread, NULL);
}

static atomic_bool spins;
static void *block_signal(void *argument) {
  char byte;
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGPROF);
  pthread_sigmask(SIG_BLOCK, &set, NULL);
  other = own_thread();
  EXPECT(read(pipes[0], &byte, 1) == 1);
  spins = true;
  while (!is_over) {}
  pthread_sigmask(SIG_UNBLOCK, &set, NULL);
  return argument;
}

void blocked_signal(void) {
  if (pipe(pipes) != 0) abort();
  pthread_t thread = start(block_signal, NULL);
  while (!other) usleep(100);
  become_blocked(other);
  mph_picture *picture = take(0);
  const mph_thread *row = row_of(picture, other);
  EXPECT(row && row->stack_pointer != 0);
  EXPECT(row && row->has_registers == (mph_way_of(picture) == MPH_PTRACE));
  mph_close(picture, false);
  EXPECT(write(pipes[1], "x", 1) == 1);
  while (!spins) usleep(100);
  int stuck = 0, failure = take_fails(&(mph_options){ways, NULL, 0}, &stuck);
  if (ways & 1 << MPH_PTRACE) EXPECT(failure == 0);
  else EXPECT(failure == ETIMEDOUT && stuck == other);
  is_over = true;
  pthread_join(thread, NULL);
}
#endif
