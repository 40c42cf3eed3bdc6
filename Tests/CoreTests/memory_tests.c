// The recorder's own memory: small tables are pages of larger regions, and nobody notices.
#include <errno.h>
#include <pthread.h>
#include <unistd.h>

#include "CAllocationRecorder.h"
#include "checks.h"
#include "memory.h"

enum { THREADS = 4, TABLES = 500, LARGEST = 40000 };
static unsigned char *tables[THREADS][TABLES];
static size_t size_of(int table) { return (size_t)table * 7919 % LARGEST + 1; }

// Each writes all of the pages that its tables are on.
static void *map_tables(void *number) {
  intptr_t thread = (intptr_t)number;
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  for (int index = 0; index < TABLES; index++) {
    unsigned char *table = tables[thread][index] = mpr_map(size_of(index));
    EXPECT((uintptr_t)table % page == 0);
    for (size_t at = 0; at < (size_of(index) + page - 1) / page * page; at += 256) {
      EXPECT_EQUAL(table[at], 0);
      table[at] = (unsigned char)(thread * 50 + index % 50 + 1);
    }
  }
  return NULL;
}

static void tables_of_any_size_are_zeros_and_lie_apart_whoever_maps_them(void) {
  pthread_t threads[THREADS];
  for (intptr_t thread = 0; thread < THREADS; thread++) pthread_create(&threads[thread], NULL, map_tables, (void *)thread);
  for (int thread = 0; thread < THREADS; thread++) pthread_join(threads[thread], NULL);
  for (int thread = 0; thread < THREADS; thread++)
    for (int index = 0; index < TABLES; index++)
      for (size_t at = 0; at < size_of(index); at += 256) EXPECT_EQUAL(tables[thread][index][at], thread * 50 + index % 50 + 1);
}

typedef struct {
  uintptr_t wanted;
  uint32_t mappings;
  bool holds;
} listing;

static void note(uintptr_t start, size_t bytes, void *context) {
  listing *list = context;
  list->mappings++;
  list->holds = list->holds || list->wanted - start < bytes;
}

static listing own_memory(const void *wanted) {
  listing list = {.wanted = (uintptr_t)wanted};
  mpr_visit_own_memory(note, &list);
  return list;
}

static void a_thousand_small_tables_are_few_mappings(void) {
  uint32_t before = own_memory(NULL).mappings;
  uint64_t bytes = mpr_mapped_bytes();
  for (int count = 0; count < 1000; count++) {
    void *table = mpr_map(4096);
    EXPECT(count % 100 || own_memory(table).holds);
  }
  EXPECT_EQUAL(mpr_mapped_bytes() - bytes, 1000 * 4096);
  EXPECT(own_memory(NULL).mappings - before <= 1000 * (uint32_t)sysconf(_SC_PAGESIZE) / (512 << 10) + 2);
}

static void what_lost_a_race_counts_no_more(void) {
  const size_t sizes[] = {4096, 100, 1 << 20};
  for (unsigned index = 0; index < 3; index++) {
    uint64_t bytes = mpr_mapped_bytes();
    unsigned char *table = mpr_map(sizes[index]);
    table[0] = 1;
    errno = 77;
    mpr_unmap(table, sizes[index]);
    EXPECT_EQUAL(errno, 77);
    EXPECT_EQUAL(mpr_mapped_bytes(), bytes);
    EXPECT_EQUAL(own_memory(table).holds, sizes[index] < 1 << 20);
  }
}

const core_test memory_tests[] = {
    TEST(tables_of_any_size_are_zeros_and_lie_apart_whoever_maps_them),
    TEST(a_thousand_small_tables_are_few_mappings),
    TEST(what_lost_a_race_counts_no_more),
    {0},
};
