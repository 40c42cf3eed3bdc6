// The heap scan: from blocks, written by hand, to references, roots, reachability and dominators.
#include "CHeapScan.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "checks.h"

// Blocks of 64 bytes, of which each word may refer to another block.
enum { BLOCKS = 40, WORDS = 8, ROOM = 16 << 20 };
static uint64_t (*memory)[WORDS];
static uint64_t addresses[BLOCKS], sizes[BLOCKS];
static mhs_room room;

static size_t usable(void *block) {
  (void)block;
  return WORDS * 8;
}

// Where a process has its memory, and at the end of what it may have.
static const uintptr_t places[] = {0, 0xaaaaaaab0000, 0xfffffffe0000};
static bool begin(uintptr_t place) {
  if (memory) munmap(memory, sizeof(*memory) * BLOCKS);
  void *mapped = mmap((void *)place, sizeof(*memory) * BLOCKS, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  memory = mapped == MAP_FAILED ? NULL : mapped;
  for (int block = 0; block < BLOCKS && memory; block++) addresses[block] = (uint64_t)(uintptr_t)memory[block], sizes[block] = 60;
  free(room.start);
  room = (mhs_room){.start = calloc(1, ROOM), .bytes = ROOM};
  return memory && (place == 0 || memory == (void *)place);
}

static const mhs_blocks blocks = {addresses, sizes, BLOCKS, usable};
static mhs_graph scanned(void) {
  static const mhs_policy no_policy[2];
  const mhs_policies policies = {.table = no_policy, .capacity = 2};
  mhs_graph graph = {0};
  mhs_index *index = mhs_make_index(&room, &blocks);
  EXPECT(index != NULL);
  if (index) EXPECT(mhs_scan(&room, &blocks, index, &policies, &graph));
  return graph;
}

static void blocks_are_found_by_any_address_inside(void) {
  for (unsigned place = 0; place < sizeof places / sizeof *places; place++) {
    if (!begin(places[place])) continue;  // this system has nothing there
    mhs_index *index = mhs_make_index(&room, &blocks);
    EXPECT(index != NULL);
    for (uint32_t block = 0; block < BLOCKS && index; block++) {
      EXPECT_EQUAL(mhs_find(index, addresses[block]), block);
      EXPECT_EQUAL(mhs_find(index, addresses[block] + 56), block);
    }
    if (index) EXPECT_EQUAL(mhs_find(index, addresses[0] - 8), MHS_NONE);
    if (index) EXPECT_EQUAL(mhs_find(index, addresses[BLOCKS - 1] + 64), MHS_NONE);
  }
}

static void references_are_the_words_that_lead_into_blocks(void) {
  begin(0);
  memory[3][0] = addresses[7];
  memory[3][2] = addresses[9] + 16;
  memory[3][3] = 12345;
  memory[9][1] = addresses[3];
  mhs_graph graph = scanned();
  EXPECT_EQUAL(graph.count, BLOCKS);
  EXPECT_EQUAL(graph.first[4] - graph.first[3], 2);
  EXPECT_EQUAL(graph.targets[graph.first[3]], 7);
  EXPECT_EQUAL(graph.targets[graph.first[3] + 1], 9);
  EXPECT_EQUAL(graph.first[10] - graph.first[9], 1);
  EXPECT_EQUAL(graph.first[BLOCKS], 3);
}

static void roots_are_the_blocks_that_other_memory_refers_to(void) {
  begin(0);
  uint64_t outside[6] = {0, addresses[5], 1, addresses[2] + 8, addresses[5], 0};
  mhs_source_range range = {.start = (uint64_t)(uintptr_t)outside, .end = (uint64_t)(uintptr_t)&outside[6], .source = 4};
  mhs_roots roots = {0};
  mhs_index *index = mhs_make_index(&room, &blocks);
  EXPECT(mhs_find_roots(&room, &blocks, index, &range, 1, &roots));
  EXPECT_EQUAL(roots.count, 2);
  bool are_both = false;
  for (size_t root = 0; root < roots.count; root++) {
    EXPECT_EQUAL(roots.roots[root].source, 4);
    if (roots.roots[root].block == 5) EXPECT_EQUAL(roots.roots[root].place, (uint64_t)(uintptr_t)&outside[1]);
    are_both |= roots.roots[root].block == 2;
  }
  EXPECT(are_both);
}

// What is reachable when `without` is left out, the plain way.
static uint64_t reachable(const mhs_graph *graph, uint32_t root, uint32_t without) {
  uint64_t reached = root == without ? 0 : UINT64_C(1) << root, before = ~reached;
  while (before != reached) {
    before = reached;
    for (uint32_t block = 0; block < BLOCKS; block++)
      for (uint64_t at = graph->first[block]; reached >> block & 1 && at < graph->first[block + 1]; at++)
        if (graph->targets[at] != without) reached |= UINT64_C(1) << graph->targets[at];
  }
  return reached;
}

static void retained_sizes_are_what_removal_makes_unreachable(void) {
  for (int round = 0; round < 50; round++) {
    begin(0);
    for (int count = 0; count < 50; count++) memory[core_random(BLOCKS)][core_random(WORDS)] = addresses[core_random(BLOCKS)];
    mhs_graph graph = scanned();
    uint32_t root = core_random(BLOCKS), dominators[BLOCKS];
    uint64_t reached = 0, retained[BLOCKS];
    EXPECT(mhs_mark(&room, &graph, &root, 1, &reached));
    EXPECT_EQUAL(reached, reachable(&graph, root, BLOCKS));
    EXPECT(mhs_dominators(&room, &graph, &root, 1, sizes, dominators, retained));
    for (uint32_t block = 0; block < BLOCKS; block++) {
      int lost = __builtin_popcountll(reached & ~reachable(&graph, root, block));
      EXPECT_EQUAL(retained[block], (uint64_t)lost * 60);
    }
  }
}

static void cycles_and_paths_are_the_shortest(void) {
  begin(0);
  static const uint32_t references[][2] = {{1, 2}, {2, 3}, {3, 4}, {4, 1}, {4, 2}, {0, 1}, {0, 5}, {5, 4}};
  for (unsigned index = 0; index < 8; index++) {
    uint64_t *word = memory[references[index][0]];
    while (*word) word++;
    *word = addresses[references[index][1]];
  }
  mhs_graph graph = scanned();
  uint32_t components[BLOCKS], count, members[] = {1, 2, 3, 4}, way[BLOCKS], root = 0;
  uint64_t nothing = 0;
  EXPECT(mhs_components(&room, &graph, &nothing, components, &count));
  EXPECT_EQUAL(count, BLOCKS - 3);
  EXPECT_EQUAL(components[1], components[4]);
  EXPECT(components[0] != components[1] && components[5] != components[1]);
  EXPECT_EQUAL(mhs_shortest_cycle(&room, &graph, components, members, 4, way, BLOCKS), 3);
  EXPECT_EQUAL(mhs_shortest_path(&room, &graph, &root, 1, 3, way, BLOCKS), 4);
  EXPECT_EQUAL(way[0], 0);
  EXPECT_EQUAL(way[3], 3);
}

const core_test scan_tests[] = {
    TEST(blocks_are_found_by_any_address_inside),
    TEST(references_are_the_words_that_lead_into_blocks),
    TEST(roots_are_the_blocks_that_other_memory_refers_to),
    TEST(retained_sizes_are_what_removal_makes_unreachable),
    TEST(cycles_and_paths_are_the_shortest),
    {0},
};
