// Recordings: `recording make FILE` makes one for preloaded.c to be recorded in, `recording read FILE` holds it against what that does.
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "checks.h"
#include "recorder.h"

static const char *path;
static char *file;
static uint64_t file_bytes;

static int make(void) {
  enum { FIRST_BYTES = MPR_RECORDING_PAGE + MPR_DIRECTORY_BYTES };
  int made = open(path, O_RDWR | O_CREAT | O_EXCL, 0600);
  mpr_recording_header header = {
      .version = MPR_RECORDING_VERSION, .end = FIRST_BYTES, .directory = MPR_RECORDING_PAGE};
  mpr_directory directory = {.capacity = (MPR_DIRECTORY_BYTES - sizeof directory) / sizeof(mpr_table_entry)};
  memcpy(header.magic, MPR_RECORDING_MAGIC, sizeof header.magic);
  bool done = made >= 0 && ftruncate(made, FIRST_BYTES) == 0 && pwrite(made, &header, sizeof header, 0) == sizeof header &&
              pwrite(made, &directory, sizeof directory, MPR_RECORDING_PAGE) == sizeof directory;
  return done ? 0 : 1;
}

static bool map(void) {
  struct stat status;
  int opened = open(path, O_RDONLY);
  if (opened < 0 || fstat(opened, &status) != 0) return false;
  file_bytes = (uint64_t)status.st_size;
  file = mmap(NULL, file_bytes, PROT_READ, MAP_PRIVATE, opened, 0);
  return file != MAP_FAILED;
}

static const mpr_recording_header *header(void) { return (const mpr_recording_header *)file; }

// The table, the first from *entry_number on; NULL: there is none.
static const void *next_table(mpr_table_kind kind, uint32_t process, uint32_t *entry_number, const mpr_table_entry **found) {
  const mpr_directory *chunk = (const mpr_directory *)(file + header()->directory);
  for (; *entry_number < chunk->count && *entry_number < chunk->capacity; ++*entry_number) {
    *found = &chunk->entries[*entry_number];
    if ((*found)->kind != kind || (*found)->process != process) continue;
    EXPECT((*found)->offset + (*found)->bytes <= file_bytes);
    ++*entry_number;
    return file + (*found)->offset;
  }
  return NULL;
}

// The table of that index; NULL: there is none.
static const void *table(mpr_table_kind kind, uint32_t process, uint32_t index) {
  uint32_t number = 0;
  const mpr_table_entry *entry;
  const void *found;
  while ((found = next_table(kind, process, &number, &entry)) && entry->index != index) {}
  return found;
}

// Of one site, all threads together.
static mpr_site_share share_of(uint32_t process, uint32_t site) {
  mpr_site_share sum = {0};
  uint32_t number = 0;
  const mpr_table_entry *entry;
  const mpr_site_share *shares;
  while ((shares = next_table(MPR_TABLE_SHARES, process, &number, &entry)) != NULL) {
    if (entry->index != site >> MPR_SHARE_CHUNK_BITS) continue;
    const mpr_site_share *share = &shares[site & (MPR_SHARES_A_CHUNK - 1)];
    sum.total_bytes += share->total_bytes, sum.total_blocks += share->total_blocks;
    sum.freed_bytes += share->freed_bytes, sum.freed_blocks += share->freed_blocks;
    sum.temporary_blocks += share->temporary_blocks;
  }
  return sum;
}

// The site whose blocks have this size; 0: there is none.
static uint32_t site_with(uint32_t process, uint64_t size, mpr_site_share *share) {
  for (uint32_t site = 1; site < 4096; site++) {
    *share = share_of(process, site);
    if (share->total_blocks && share->total_bytes == share->total_blocks * size) return site;
  }
  return 0;
}

static const mpr_node *node_at(uint32_t process, uint32_t node) {
  const mpr_node *nodes = table(MPR_TABLE_NODES, process, node >> MPR_NODE_CHUNK_BITS);
  return nodes ? &nodes[node & (MPR_NODES_A_CHUNK - 1)] : NULL;
}

static bool is_in(uint64_t address, const mpr_recorded_image *image) {
  bool is_there = false;
  for (uint32_t segment = 0; segment < image->segment_count; segment++)
    is_there |= address - image->segments[2 * segment] < image->segments[2 * segment + 1] - image->segments[2 * segment];
  return is_there;
}

// The innermost frames lie in the program, the outermost ones in what started it; all in images that the recording names.
static void expect_traceback(uint32_t process, uint32_t site, unsigned frames_in_program) {
  const uint32_t *sites = table(MPR_TABLE_SITES, process, site >> MPR_SITE_CHUNK_BITS);
  uint32_t node = sites ? sites[site & (MPR_SITES_A_CHUNK - 1)] : 0;
  unsigned count = 0;
  EXPECT(node > MPR_TRUNCATED_ROOT);
  for (const mpr_node *at; node > MPR_TRUNCATED_ROOT && (at = node_at(process, node)) != NULL; node = at->parent, count++) {
    uint32_t number = 0;
    const mpr_table_entry *entry;
    const mpr_recorded_image *image;
    while ((image = next_table(MPR_TABLE_IMAGE, process, &number, &entry)) && !is_in(at->address, image)) {}
    EXPECT(image != NULL);
    if (image && count < frames_in_program) EXPECT(strstr(image->path, "preloaded") != NULL);
  }
  EXPECT_EQUAL(node, MPR_ROOT);
  EXPECT(count >= frames_in_program + 1);
}

static void the_program_itself_is_recorded(void) {
  mpr_site_share share;
  uint32_t site = site_with(1, 24001, &share);
  EXPECT_EQUAL(share.total_blocks, 1000);
  EXPECT_EQUAL(share.freed_blocks, 400);
  EXPECT_EQUAL(share.temporary_blocks, 0);
  expect_traceback(1, site, 2);
}

static void its_threads_are_recorded(void) {
  mpr_site_share share;
  uint32_t site = site_with(1, 123, &share);
  EXPECT_EQUAL(share.total_blocks, 1200);
  EXPECT_EQUAL(share.freed_blocks, 1200);
  EXPECT_EQUAL(share.temporary_blocks, 1200);
  expect_traceback(1, site, 1);
}

static void its_child_is_recorded_apart(void) {
  mpr_site_share share;
  EXPECT_EQUAL(header()->processes, 2);
  EXPECT_EQUAL(header()->lost_processes, 0);
  EXPECT_EQUAL(site_with(1, 777, &share), 0);
  uint32_t site = site_with(2, 777, &share);
  EXPECT_EQUAL(share.total_blocks, 10);
  expect_traceback(2, site, 2);
  EXPECT_EQUAL(site_with(2, 24001, &share), 0);
}

static void sizes_are_counted_by_function(void) {
  uint64_t malloced = 0, callocated = 0;
  uint32_t number = 0;
  const mpr_table_entry *entry;
  const uint64_t *sizes;
  while ((sizes = next_table(MPR_TABLE_SIZES, 1, &number, &entry)) != NULL) {
    malloced += sizes[MPR_MALLOC * MPR_SIZE_BUCKETS + 15];      // 16384 to 32767 bytes
    callocated += sizes[MPR_CALLOC * MPR_SIZE_BUCKETS + 7];  // 64 to 127 bytes
  }
  EXPECT_EQUAL(malloced, 1000);
  EXPECT(callocated >= 1200);
}

static void nothing_is_lost(void) {
  const mpr_recorded_process *process = table(MPR_TABLE_PROCESS, 1, 0);
  EXPECT(process != NULL);
  if (process) EXPECT_EQUAL(process->dropped_blocks + process->dropped_tracebacks + process->lost_tables, 0);
}

int main(int argument_count, char **arguments) {
  static const core_test tests[] = {
      TEST(the_program_itself_is_recorded), TEST(its_threads_are_recorded),   TEST(its_child_is_recorded_apart),
      TEST(sizes_are_counted_by_function),  TEST(nothing_is_lost), {0},
  };
  static const core_test *const lists[] = {tests, NULL};
  if (argument_count != 3) return 2;
  path = arguments[2];
  if (strcmp(arguments[1], "make") == 0) return make();
  if (!map()) return 1;
  return core_run(1, arguments, lists);
}
