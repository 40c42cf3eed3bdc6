// libc's allocation functions: what each of them changes, to the byte.
#define _GNU_SOURCE
#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "checks.h"
#include "recorded.h"

static mpr_totals before;
static void begin(void) {
  int failure = mpr_start(256);
  EXPECT(failure == 0 || failure == EALREADY);
  EXPECT(mpr_is_interposed());
  before = totals();
}

// Since the last call: blocks and bytes allocated, and live.
static void expect_change(int64_t blocks, int64_t bytes, int64_t live_blocks, int64_t live_bytes) {
  mpr_totals after = totals();
  EXPECT_EQUAL(after.total_blocks - before.total_blocks, blocks);
  EXPECT_EQUAL(after.total_bytes - before.total_bytes, bytes);
  EXPECT_EQUAL(after.live_blocks - before.live_blocks, live_blocks);
  EXPECT_EQUAL(after.live_bytes - before.live_bytes, live_bytes);
  before = after;
}

// The compiler knows malloc, and would leave it out.
static void *volatile block;

static void malloc_and_free_count_the_requested_bytes(void) {
  begin();
  static const size_t sizes[] = {0, 1, 24, 25, 253, 254, 4096, 1 << 20};
  for (unsigned index = 0; index < sizeof sizes / sizeof *sizes; index++) {
    int64_t size = (int64_t)sizes[index];
    block = malloc(sizes[index]);
    EXPECT_EQUAL(size_at((uintptr_t)block), size);
    expect_change(1, size, 1, size);
    free(block);
    EXPECT_EQUAL(size_at((uintptr_t)block), SIZE_MAX);
    expect_change(0, 0, -1, -size);
  }
  free(NULL);
  expect_change(0, 0, 0, 0);
}

static void calloc_counts_its_product_and_gives_zeros(void) {
  begin();
  block = calloc(7, 30);
  expect_change(1, 210, 1, 210);
  for (int byte = 0; byte < 210; byte++) EXPECT_EQUAL(((char *)block)[byte], 0);
  free(block);
  expect_change(0, 0, -1, -210);
  volatile size_t half = SIZE_MAX / 2;
  errno = 0;
  block = calloc(half, 3);
  EXPECT(block == NULL);
  EXPECT_EQUAL(errno, ENOMEM);
  expect_change(0, 0, 0, 0);
}

static void realloc_releases_and_allocates(void) {
  begin();
  block = realloc(NULL, 10);
  expect_change(1, 10, 1, 10);
  strcpy(block, "still it");
  block = realloc(block, 500000);
  expect_change(1, 500000, 0, 499990);
  EXPECT_EQUAL(strcmp(block, "still it"), 0);
  block = realloc(block, 9);
  expect_change(1, 9, 0, 9 - 500000);
  EXPECT_EQUAL(size_at((uintptr_t)block), 9);
  block = reallocarray(block, 5, 20);
  expect_change(1, 100, 0, 91);
  volatile size_t huge = SIZE_MAX / 2;
  void *volatile none = realloc(block, huge);
  EXPECT(none == NULL);
  none = reallocarray(block, huge, 3);
  EXPECT(none == NULL);
  EXPECT_EQUAL(errno, ENOMEM);
  expect_change(0, 0, 0, 0);
  EXPECT_EQUAL(size_at((uintptr_t)block), 100);
  none = realloc(block, 0);
  EXPECT(none == NULL);
  expect_change(0, 0, -1, -100);
  EXPECT(mpr_is_at_rest());
}

static void aligned_blocks_count_what_was_asked_for(void) {
  begin();
  int64_t page = getpagesize();
  void *blocks[6] = {memalign(64, 100), aligned_alloc(256, 512), NULL, valloc(33), pvalloc(33), NULL};
  EXPECT_EQUAL(posix_memalign(&blocks[2], 4096, 77), 0);
  expect_change(5, 100 + 512 + 77 + 33 + page, 5, 100 + 512 + 77 + 33 + page);
  static const uintptr_t alignments[] = {64, 256, 4096, 4096, 4096};
  for (int index = 0; index < 5; index++) EXPECT_EQUAL((uintptr_t)blocks[index] % alignments[index], 0);
  EXPECT_EQUAL(posix_memalign(&blocks[5], 3, 10), EINVAL);
  EXPECT(blocks[5] == NULL);
  for (int index = 0; index < 5; index++) free(blocks[index]);
  expect_change(0, 0, -5, -(100 + 512 + 77 + 33 + page));
}

static void what_libc_allocates_for_itself_counts(void) {
  begin();
  block = strdup("twelve bytes");
  expect_change(1, 13, 1, 13);
  free(block);
  expect_change(0, 0, -1, -13);
}

enum { BLOCKS_A_THREAD = 2000, THREADS = 8 };
static void *passed[THREADS][BLOCKS_A_THREAD];

static void *allocate_many(void *into) {
  void **blocks = into;
  for (size_t index = 0; index < BLOCKS_A_THREAD; index++) blocks[index] = malloc(index % 700);
  return NULL;
}

static void *free_many(void *of) {
  for (size_t index = 0; index < BLOCKS_A_THREAD; index++) free(((void **)of)[index]);
  return NULL;
}

static void on_threads(void *(*work)(void *), int shift) {
  pthread_t threads[THREADS];
  for (int index = 0; index < THREADS; index++) pthread_create(&threads[index], NULL, work, passed[(index + shift) % THREADS]);
  for (int index = 0; index < THREADS; index++) pthread_join(threads[index], NULL);
}

// What libc allocates for a thread comes by calloc and stays in its cache: twice, and the second time there is nothing new.
static void blocks_freed_by_other_threads_than_allocated_them_count_exactly(void) {
  on_threads(allocate_many, 0);
  on_threads(free_many, 1);
  begin();
  int64_t bytes = 0;
  for (int index = 0; index < BLOCKS_A_THREAD; index++) bytes += index % 700;
  on_threads(allocate_many, 0);
  mpr_totals after = totals();
  EXPECT_EQUAL(after.live_blocks - before.live_blocks, THREADS * BLOCKS_A_THREAD);
  EXPECT_EQUAL(after.live_bytes - before.live_bytes, THREADS * bytes);
  on_threads(free_many, 3);
  EXPECT_EQUAL(totals().live_blocks, before.live_blocks);
  EXPECT_EQUAL(totals().live_bytes, before.live_bytes);
  EXPECT_EQUAL(totals().dropped_blocks, 0);
}

static void a_forked_child_counts_on(void) {
  begin();
  block = malloc(50);
  pid_t child = fork();
  if (child == 0) {
    mpr_totals at_first = totals();
    void *volatile own = malloc(1000);
    bool counted = totals().live_bytes - at_first.live_bytes == 1000;
    free(own);
    free(block);
    _exit(counted && at_first.live_bytes - totals().live_bytes == 50 ? 0 : 1);
  }
  int status = -1;
  waitpid(child, &status, 0);
  EXPECT_EQUAL(status, 0);
  free(block);
}

const core_test interposer_tests[] = {
    TEST(malloc_and_free_count_the_requested_bytes),
    TEST(calloc_counts_its_product_and_gives_zeros),
    TEST(realloc_releases_and_allocates),
    TEST(aligned_blocks_count_what_was_asked_for),
    TEST(what_libc_allocates_for_itself_counts),
    TEST(blocks_freed_by_other_threads_than_allocated_them_count_exactly),
    TEST(a_forked_child_counts_on),
    {0},
};
