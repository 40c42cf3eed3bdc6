// A depth-first walk through blocks in the order of their addresses waits for memory at each step. Breadth first, the queue tells what
// will be read long before, and in the order that results children are neighbours: a depth-first walk then goes through each level of
// a tree from its front to its end.
#include "breadth_order.h"

#include "room.h"

// Entries of the queue ahead at which a row's place, its targets and these targets' places are fetched; measured.
enum { ROW_DISTANCE = 24, TARGETS_DISTANCE = 16, PLACES_DISTANCE = 8, PLACES_FETCHED = 4 };

typedef struct {
  const mhs_graph *graph;
  uint32_t *places;  // by block; 0: not seen
  mhs_breadth_order *order;
  uint32_t end;         // of the places given
  uint64_t references;  // written
} walk;

static void refer_to(walk *walk, uint32_t block) {
  uint32_t place = walk->places[block];
  if (!place) {
    place = walk->end++;
    walk->places[block] = place;
    walk->order->blocks[place] = block;
  }
  walk->order->graph.targets[walk->references++] = place;
}

static void fetch_ahead(const walk *walk, uint32_t place) {
  const mhs_graph *graph = walk->graph;
  const uint32_t *blocks = walk->order->blocks;
  if (place + ROW_DISTANCE < walk->end) __builtin_prefetch(&graph->first[blocks[place + ROW_DISTANCE]]);
  if (place + TARGETS_DISTANCE < walk->end) __builtin_prefetch(&graph->targets[graph->first[blocks[place + TARGETS_DISTANCE]]]);
  if (place + PLACES_DISTANCE >= walk->end) return;
  uint32_t block = blocks[place + PLACES_DISTANCE];
  uint64_t reference = graph->first[block], end = graph->first[block + 1];
  if (end > reference + PLACES_FETCHED) end = reference + PLACES_FETCHED;
  for (; reference < end; reference++) __builtin_prefetch(&walk->places[graph->targets[reference]], 1);
}

bool mhs_order_by_breadth(
    mhs_room *room, const mhs_graph *graph, const uint32_t *roots, size_t root_count, uint32_t *places,
    mhs_breadth_order *order) {
  order->blocks = mhs_take(room, graph->count + 1, sizeof(uint32_t));
  order->graph.first = mhs_take(room, graph->count + 2, sizeof(uint64_t));
  order->graph.targets = mhs_take(room, graph->first[graph->count] + root_count, sizeof(uint32_t));
  if (!order->blocks || !order->graph.first || !order->graph.targets) return false;
  memset(places, 0, graph->count * sizeof(uint32_t));
  walk walk = {.graph = graph, .places = places, .order = order, .end = 1};
  order->blocks[0] = MHS_NONE;
  order->graph.first[0] = 0;
  for (size_t root = 0; root < root_count; root++) {
    if (roots[root] < graph->count) refer_to(&walk, roots[root]);
  }
  for (uint32_t place = 1; place < walk.end; place++) {
    fetch_ahead(&walk, place);
    order->graph.first[place] = walk.references;
    uint32_t block = order->blocks[place];
    uint64_t end = graph->first[block + 1];
    for (uint64_t reference = graph->first[block]; reference < end; reference++) refer_to(&walk, graph->targets[reference]);
  }
  order->graph.first[walk.end] = walk.references;
  order->graph.count = walk.end;
  return true;
}
