// What the roots lead to, breadth first: the queue tells long before which rows of the graph will be read, and they are fetched
// meanwhile.
#include "room.h"

enum { ROW_DISTANCE = 16, TARGETS_DISTANCE = 8 };  // entries of the queue ahead; measured

static void fetch_ahead(const mhs_graph *graph, const uint32_t *queue, size_t head, size_t end) {
  if (head + ROW_DISTANCE < end) __builtin_prefetch(&graph->first[queue[head + ROW_DISTANCE]]);
  if (head + TARGETS_DISTANCE < end) __builtin_prefetch(&graph->targets[graph->first[queue[head + TARGETS_DISTANCE]]]);
}

bool mhs_mark(mhs_room *room, const mhs_graph *graph, const uint32_t *roots, size_t root_count, uint64_t *reached) {
  size_t before = room->used, end = 0;
  uint32_t *queue = mhs_take(room, graph->count, sizeof(uint32_t));
  if (!queue) return false;
  for (size_t root = 0; root < root_count; root++) {
    if (roots[root] >= graph->count || mhs_is_in(reached, roots[root])) continue;
    mhs_insert(reached, roots[root]);
    queue[end++] = roots[root];
  }
  for (size_t head = 0; head < end; head++) {
    fetch_ahead(graph, queue, head, end);
    uint64_t row_end = graph->first[queue[head] + 1];
    for (uint64_t reference = graph->first[queue[head]]; reference < row_end; reference++) {
      uint32_t target = graph->targets[reference];
      if (mhs_is_in(reached, target)) continue;
      mhs_insert(reached, target);
      queue[end++] = target;
    }
  }
  room->used = before;
  return true;
}
