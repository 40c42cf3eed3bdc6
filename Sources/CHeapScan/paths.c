// Shortest ways through the graph, breadth first: from roots to a block, and from a block back to itself.
#include "room.h"

// The visited blocks in their order, and for each the one that it was reached from.
typedef struct {
  const mhs_graph *graph;
  uint32_t *origins;  // by block; MHS_NONE: not visited. A first block is its own origin.
  uint32_t *queue;
  size_t end;
} search;

static bool begin(search *search, mhs_room *room, const mhs_graph *graph, size_t queue_length) {
  search->graph = graph;
  search->origins = mhs_take(room, graph->count, sizeof(uint32_t));
  search->queue = mhs_take(room, queue_length, sizeof(uint32_t));
  search->end = 0;
  return search->origins && search->queue;
}

static void visit(search *search, uint32_t block, uint32_t origin) {
  if (search->origins[block] != MHS_NONE) return;
  search->origins[block] = origin;
  search->queue[search->end++] = block;
}

// From a first block to `last`; the length, of which as much is written as fits.
static size_t write_path(const search *search, uint32_t last, uint32_t *path, size_t capacity) {
  size_t length = 1;
  for (uint32_t block = last; search->origins[block] != block; block = search->origins[block]) length++;
  uint32_t block = last;
  for (size_t place = length; place > 0; place--, block = search->origins[block]) {
    if (place <= capacity) path[place - 1] = block;
  }
  return length;
}

size_t mhs_shortest_path(
    mhs_room *room, const mhs_graph *graph, const uint32_t *roots, size_t root_count, uint32_t target, uint32_t *path,
    size_t capacity) {
  search search;
  size_t before = room->used;
  bool has_room = begin(&search, room, graph, graph->count);
  room->used = before;
  if (!has_room || target >= graph->count) return 0;
  memset(search.origins, 0xFF, graph->count * sizeof(uint32_t));
  for (size_t root = 0; root < root_count; root++) {
    if (roots[root] < graph->count) visit(&search, roots[root], roots[root]);
  }
  for (size_t head = 0; head < search.end && search.origins[target] == MHS_NONE; head++) {
    uint32_t block = search.queue[head];
    for (uint64_t reference = graph->first[block]; reference < graph->first[block + 1]; reference++) {
      visit(&search, graph->targets[reference], block);
    }
  }
  return search.origins[target] == MHS_NONE ? 0 : write_path(&search, target, path, capacity);
}

// MARK: Cycles

typedef struct {
  search search;
  const uint32_t *components;
  uint32_t component;
  size_t looked_at;  // references, to bound the work
} cycle_search;

static bool leads_to(const mhs_graph *graph, uint32_t block, uint32_t target) {
  for (uint64_t reference = graph->first[block]; reference < graph->first[block + 1]; reference++) {
    if (graph->targets[reference] == target) return true;
  }
  return false;
}

// Visits what the block leads to in its component; whether that is `start`.
static bool extend(cycle_search *cycle, uint32_t block, uint32_t start) {
  const mhs_graph *graph = cycle->search.graph;
  for (uint64_t reference = graph->first[block]; reference < graph->first[block + 1]; reference++) {
    uint32_t target = graph->targets[reference];
    cycle->looked_at++;
    if (target == start) return true;
    if (cycle->components[target] == cycle->component) visit(&cycle->search, target, block);
  }
  return false;
}

// The last block of the shortest cycle from `start` that has less than `limit` blocks; MHS_NONE.
static uint32_t close_cycle(cycle_search *cycle, uint32_t start, size_t limit) {
  search *search = &cycle->search;
  for (size_t place = 0; place < search->end; place++) search->origins[search->queue[place]] = MHS_NONE;
  search->end = 0;
  visit(search, start, start);
  size_t head = 0;
  for (size_t length = 1; length < limit && head < search->end; length++) {
    for (size_t level_end = search->end; head < level_end; head++) {
      if (extend(cycle, search->queue[head], start)) return search->queue[head];
    }
  }
  return MHS_NONE;
}

// All members are looked at for a reference to themselves; longer cycles are searched from members spread over all.
static size_t find_shortest(
    cycle_search *cycle, const uint32_t *members, size_t member_count, uint32_t *found, size_t capacity) {
  enum { MOST_STARTS = 256, MOST_REFERENCES = 1 << 25 };
  for (size_t member = 0; member < member_count; member++) {
    if (!leads_to(cycle->search.graph, members[member], members[member])) continue;
    if (capacity) found[0] = members[member];
    return 1;
  }
  size_t shortest = 0, starts = member_count < MOST_STARTS ? member_count : MOST_STARTS;
  for (size_t start = 0; start < starts && shortest != 2 && (!shortest || cycle->looked_at < MOST_REFERENCES); start++) {
    uint32_t member = members[(size_t)((double)member_count / (double)starts * (double)start)];
    uint32_t last = close_cycle(cycle, member, shortest ? shortest : SIZE_MAX);
    if (last != MHS_NONE) shortest = write_path(&cycle->search, last, found, capacity);
  }
  return shortest;
}

size_t mhs_shortest_cycle(
    mhs_room *room, const mhs_graph *graph, const uint32_t *components, const uint32_t *members, size_t member_count,
    uint32_t *cycle, size_t capacity) {
  if (!member_count) return 0;
  cycle_search search = {.components = components, .component = components[members[0]]};
  size_t before = room->used;
  bool has_room = begin(&search.search, room, graph, member_count);
  room->used = before;
  if (!has_room) return 0;
  // No others are looked at, so the cost is the component's and not the graph's.
  for (size_t member = 0; member < member_count; member++) search.search.origins[members[member]] = MHS_NONE;
  return find_shortest(&search, members, member_count, cycle, capacity);
}
