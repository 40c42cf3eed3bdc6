// What the copy holds is of one moment, and so are the threads' registers.
#ifdef __linux__
#define _GNU_SOURCE
#include "fixture.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { THREADS = 8, ACCOUNTS = 64, EACH = 1000 };

static atomic_bool is_over;

static void run_on_threads(void *(*body)(void *), void (*observe)(void)) {
  pthread_t threads[THREADS];
  for (long i = 0; i < THREADS; i++) threads[i] = start(body, (void *)i);
  for (int i = 0; i < pictures; i++) observe();
  is_over = true;
  for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
}

// MARK: Steps without locks

// Each thread counts `first` up, then `second`, then waits for the one before it: it is at most one round ahead of it.
static struct {
  atomic_long first, second;
} rounds[THREADS];

static void *count_rounds(void *argument) {
  long own = (long)argument, before = (own + THREADS - 1) % THREADS;
  while (!is_over) {
    if (rounds[own].second > rounds[before].second) continue;
    rounds[own].first++;
    rounds[own].second++;
  }
  return NULL;
}

static void check_rounds(void *result) {
  for (int i = 0; i < THREADS; i++) {
    long first = rounds[i].first, second = rounds[i].second, before = rounds[(i + THREADS - 1) % THREADS].second;
    if (first != second && first != second + 1) *(int *)result = 1;
    if (second > before + 1) *(int *)result = 2;
  }
  for (int i = 0; i < THREADS; i++) *((long *)result + 1 + i) = rounds[i].first;
}

static void observe_rounds(void) {
  mph_picture *picture = take(4096);
  long *result = mph_shared(picture), before[THREADS];
  EXPECT(mph_call(picture, check_rounds, result) == 0);
  if (*(int *)result) wrong("the copy has memory of more than one moment: %d", *(int *)result);
  memcpy(before, result + 1, sizeof before);
  EXPECT(mph_call(picture, check_rounds, result) == 0);
  EXPECT(memcmp(before, result + 1, sizeof before) == 0);  // and it does not go on
  mph_close(picture, false);
}

void one_moment(void) { run_on_threads(count_rounds, observe_rounds); }

// MARK: Under a lock

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static volatile bool is_moving;
static volatile long accounts[ACCOUNTS];

static void *move_money(void *argument) {
  unsigned random = (unsigned)(long)argument + 1;
  while (!is_over) {
    pthread_mutex_lock(&lock);
    is_moving = true;
    long amount = rand_r(&random) % 100;
    accounts[rand_r(&random) % ACCOUNTS] -= amount;
    accounts[rand_r(&random) % ACCOUNTS] += amount;
    is_moving = false;
    pthread_mutex_unlock(&lock);
  }
  return NULL;
}

static bool nobody_moves(void) { return !is_moving; }

static void add_up(void *sum) {
  for (int i = 0; i < ACCOUNTS; i++) *(long *)sum += accounts[i];
}

static void observe_sums(void) {
  mph_options options = {ways, nobody_moves, 4096};
  mph_picture *picture = NULL;
  int thread;
  if (mph_take(&options, &picture, &thread) != 0) return wrong("no picture");
  long *sum = mph_shared(picture);
  EXPECT(mph_call(picture, add_up, sum) == 0);
  if (*sum != ACCOUNTS * EACH) wrong("the sum is %ld", *sum);
  mph_close(picture, false);
}

void locked_sums(void) {
  for (int i = 0; i < ACCOUNTS; i++) accounts[i] = EACH;
  run_on_threads(move_money, observe_sums);
}

static int calls_of_moment;
static bool fourth_time(void) { return ++calls_of_moment == 4; }
static bool never(void) { return false; }

void no_good_moment(void) {
  int thread = 1;
  pthread_t other = start(count_rounds, NULL);
  EXPECT(take_fails(&(mph_options){ways, fourth_time, 0}, &thread) == 0);
  EXPECT(calls_of_moment == 4);
  EXPECT(take_fails(&(mph_options){ways, never, 0}, &thread) == ETIMEDOUT);
  EXPECT(thread == 0);
  is_over = true;
  pthread_join(other, NULL);
}
#endif
