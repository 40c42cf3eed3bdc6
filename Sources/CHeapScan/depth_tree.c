// See the header. Without recursion: a stack holds the next reference of each place on the way.
#include "depth_tree.h"

#include "room.h"

typedef struct {
  const mhs_graph *graph;
  mhs_depth_tree *tree;
  uint32_t *numbers;  // by place; MHS_NONE: not reached
  size_t backward_count, backward_capacity;
} walk;

static uint32_t enter(walk *walk, uint32_t place, uint32_t parent) {
  uint32_t number = walk->tree->count++;
  walk->numbers[place] = number;
  walk->tree->places[number] = place;
  walk->tree->nodes[number] = (mhs_node){.ancestor = parent, .semidominator = parent};
  return number;
}

static void note(walk *walk, uint32_t source, uint32_t target) {
  mhs_depth_tree *tree = walk->tree;
  if (source < target) {
    if (source < tree->nodes[target].semidominator) tree->nodes[target].semidominator = source;
  } else if (source > target) {
    if (walk->backward_count < walk->backward_capacity) {
      tree->backward_references[walk->backward_count] = (mhs_backward){.source = source, .target = target};
    }
    walk->backward_count++;
  }
}

static void walk_from_top(walk *walk) {
  const mhs_graph *graph = walk->graph;
  uint64_t *stack = walk->tree->stack;
  size_t depth = 0;
  uint32_t number = enter(walk, 0, 0);
  stack[0] = 0;
  for (;;) {
    uint64_t reference = stack[depth], end = graph->first[walk->tree->places[number] + 1];
    for (; reference < end && walk->numbers[graph->targets[reference]] != MHS_NONE; reference++) {
      note(walk, number, walk->numbers[graph->targets[reference]]);
    }
    if (reference < end) {
      uint32_t child = graph->targets[reference];
      stack[depth++] = reference + 1;
      stack[depth] = graph->first[child];
      number = enter(walk, child, number);
    } else {
      if (depth-- == 0) return;
      number = walk->tree->nodes[number].ancestor;
    }
  }
}

// Makes lists of backward references, one for each target. Not in the walk, which would wait for each target's node.
static void link_backward(mhs_depth_tree *tree, uint32_t count) {
  enum { DISTANCE = 16 };
  mhs_backward *references = tree->backward_references;
  for (uint32_t reference = 0; reference < count; reference++) {
    if (reference + DISTANCE < count) __builtin_prefetch(&tree->nodes[references[reference + DISTANCE].target], 1);
    mhs_node *target = &tree->nodes[references[reference].target];
    references[reference].next = target->backward;
    target->backward = reference + 1;
  }
}

bool mhs_walk_by_depth(mhs_room *room, const mhs_graph *graph, mhs_depth_tree *tree) {
  walk walk = {.graph = graph, .tree = tree, .numbers = mhs_take(room, graph->count, sizeof(uint32_t))};
  tree->count = 0;
  tree->nodes = mhs_take(room, graph->count, sizeof(mhs_node));
  tree->places = mhs_take(room, graph->count, sizeof(uint32_t));
  tree->stack = mhs_take(room, graph->count, sizeof(uint64_t));
  walk.backward_capacity = mhs_room_left(room) / sizeof(mhs_backward);
  if (walk.backward_capacity >= UINT32_MAX) walk.backward_capacity = UINT32_MAX - 1;
  tree->backward_references = mhs_take(room, walk.backward_capacity, sizeof(mhs_backward));
  if (!walk.numbers || !tree->nodes || !tree->places || !tree->stack) return false;
  memset(walk.numbers, 0xFF, graph->count * sizeof(uint32_t));
  walk_from_top(&walk);
  if (walk.backward_count > walk.backward_capacity) return room->failed = true, false;
  link_backward(tree, (uint32_t)walk.backward_count);
  return true;
}
