// Strongly connected components: Tarjan's algorithm in the form of Pearce (2016), which needs but one number for each block.
//
// A block's number is 0 before it is visited, then the lowest number of a block on the way that it is known to lead to, and, once
// its component is complete, the component, counted down from the highest number so that it is above all on the way.
#include "room.h"

typedef struct {
  const mhs_graph *graph;
  uint32_t *numbers;
  // Blocks on the way stand at the front, at the back those left whose component is not complete: no block is in both.
  uint32_t *stack;
  uint64_t *next_reference;  // of each block on the way
  uint8_t *leads_back;       // of each: to a block with a lower number
  size_t depth, waiting;     // the first of those at the back
  uint32_t next_number, component;
} walk;

static void enter(walk *walk, uint32_t block) {
  walk->numbers[block] = walk->next_number++;
  walk->next_reference[walk->depth] = walk->graph->first[block];
  walk->leads_back[walk->depth] = false;
  walk->stack[walk->depth++] = block;
}

static void complete(walk *walk, uint32_t block) {
  uint32_t number = walk->numbers[block];
  walk->next_number--;
  while (walk->waiting < walk->graph->count && walk->numbers[walk->stack[walk->waiting]] >= number) {
    walk->numbers[walk->stack[walk->waiting++]] = walk->component;
    walk->next_number--;
  }
  walk->numbers[block] = walk->component--;
}

static void take_lower(walk *walk, uint32_t block, uint32_t target) {
  if (walk->numbers[target] >= walk->numbers[block]) return;
  walk->numbers[block] = walk->numbers[target];
  walk->leads_back[walk->depth - 1] = true;
}

static void leave(walk *walk, uint32_t block) {
  bool leads_back = walk->leads_back[--walk->depth];
  if (leads_back) walk->stack[--walk->waiting] = block;
  else complete(walk, block);
  if (walk->depth) take_lower(walk, walk->stack[walk->depth - 1], block);
}

// One step: to a block that was not visited, or back.
static void step(walk *walk) {
  uint32_t block = walk->stack[walk->depth - 1];
  uint64_t *next = &walk->next_reference[walk->depth - 1];
  for (uint64_t end = walk->graph->first[block + 1]; *next < end; ++*next) {
    uint32_t target = walk->graph->targets[*next];
    if (walk->numbers[target] == 0) return enter(walk, target);
    take_lower(walk, block, target);
  }
  leave(walk, block);
}

// Numbers from 0 up, in the order in which components were completed.
static uint32_t count_upwards(uint32_t *components, size_t count, uint32_t below_last) {
  for (size_t block = 0; block < count; block++) {
    if (components[block] != MHS_NONE) components[block] = (uint32_t)count - 1 - components[block];
  }
  return (uint32_t)count - 1 - below_last;
}

bool mhs_components(
    mhs_room *room, const mhs_graph *graph, const uint64_t *excluded, uint32_t *components, uint32_t *component_count) {
  size_t count = graph->count, before = room->used;
  walk walk = {.graph = graph, .numbers = components, .waiting = count, .next_number = 1, .component = (uint32_t)count - 1};
  walk.stack = mhs_take(room, count, sizeof(uint32_t));
  walk.next_reference = mhs_take(room, count, sizeof(uint64_t));
  walk.leads_back = mhs_take(room, count, sizeof(uint8_t));
  room->used = before;
  if (!walk.stack || !walk.next_reference || !walk.leads_back) return false;
  for (size_t block = 0; block < count; block++) components[block] = mhs_is_in(excluded, (uint32_t)block) ? MHS_NONE : 0;
  for (uint32_t block = 0; block < count; block++) {
    if (components[block] == 0) enter(&walk, block);
    while (walk.depth) step(&walk);
  }
  *component_count = count_upwards(components, count, walk.component);
  return true;
}
