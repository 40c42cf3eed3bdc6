// Dominators and retained sizes: the algorithm of Lengauer and Tarjan (1979) with path compression, without recursion.
//
// Blocks are numbered in the order of a depth-first walk from 0, a root above all roots, and everything but the graph is by number: what
// is near in the walk is near in memory. The graph is read once. A reference to a later number (forward) can only lower its target's
// semidominator, and does so at once; only references to earlier numbers (backward) are kept for the second pass.
#include "room.h"

typedef struct {
  uint32_t source, next;  // its number; the next backward reference of the same target + 1, 0: none
} backward_reference;

typedef struct {
  const mhs_graph *graph;
  mhs_room *room;
  uint32_t *numbers;  // by block; MHS_NONE: not reached
  uint32_t *blocks;   // by number
  // By number. `ancestors`: the parent in the walk's tree, or, after compression, one further up.
  uint32_t *ancestors, *semidominators, *labels, *dominators;
  uint32_t *backward;  // the first of each + 1
  uint32_t *buckets;   // numbers with this semidominator, linked by `dominators`
  backward_reference *backward_references;
  size_t backward_count, backward_capacity;
  uint64_t *next_reference;  // by depth in the walk
  uint32_t *path;            // of a compression, in the same memory
  uint32_t count;            // of numbers
} tree;

// MARK: The walk

static void enter(tree *tree, uint32_t block, uint32_t parent) {
  uint32_t number = tree->count++;
  tree->numbers[block] = number;
  tree->blocks[number] = block;
  tree->ancestors[number] = tree->semidominators[number] = parent;
  tree->labels[number] = number;
  tree->backward[number] = tree->buckets[number] = 0;
}

static void note(tree *tree, uint32_t source, uint32_t target) {
  if (source < target) {
    if (source < tree->semidominators[target]) tree->semidominators[target] = source;
  } else if (source > target) {
    if (tree->backward_count < tree->backward_capacity) {
      tree->backward_references[tree->backward_count] = (backward_reference){source, tree->backward[target]};
      tree->backward[target] = (uint32_t)tree->backward_count + 1;
    }
    tree->backward_count++;
  }
}

static void fetch_row(const tree *tree, uint32_t block) {
  enum { FETCHED = 8 };
  uint64_t reference = tree->graph->first[block], end = tree->graph->first[block + 1];
  if (end > reference + FETCHED) end = reference + FETCHED;
  for (; reference < end; reference++) {
    uint32_t target = tree->graph->targets[reference];
    __builtin_prefetch(&tree->numbers[target], 1);
    __builtin_prefetch(&tree->graph->first[target]);
  }
}

static void walk_from(tree *tree, uint32_t root) {
  const mhs_graph *graph = tree->graph;
  uint32_t number = tree->count;
  size_t depth = 0;
  enter(tree, root, 0);
  tree->next_reference[0] = graph->first[root];
  for (;;) {
    uint32_t block = tree->blocks[number];
    uint64_t reference = tree->next_reference[depth], end = graph->first[block + 1];
    if (reference == graph->first[block]) fetch_row(tree, block);
    for (; reference < end && tree->numbers[graph->targets[reference]] != MHS_NONE; reference++) {
      note(tree, number, tree->numbers[graph->targets[reference]]);
    }
    if (reference < end) {
      tree->next_reference[depth++] = reference + 1;
      uint32_t parent = number;
      number = tree->count;
      enter(tree, graph->targets[reference], parent);
      tree->next_reference[depth] = graph->first[graph->targets[reference]];
    } else {
      if (depth-- == 0) return;
      number = tree->ancestors[number];
    }
  }
}

static void walk(tree *tree, const uint32_t *roots, size_t root_count) {
  memset(tree->numbers, 0xFF, tree->graph->count * sizeof(uint32_t));
  tree->count = 1;
  tree->blocks[0] = MHS_NONE;
  tree->buckets[0] = tree->dominators[0] = tree->labels[0] = tree->semidominators[0] = tree->ancestors[0] = 0;
  for (size_t root = 0; root < root_count; root++) {
    if (roots[root] >= tree->graph->count) continue;
    if (tree->numbers[roots[root]] == MHS_NONE) walk_from(tree, roots[root]);
    tree->semidominators[tree->numbers[roots[root]]] = 0;
  }
}

// MARK: Semidominators

// The number with the lowest semidominator on the way from `number` up to, but without, the first ancestor below `linked`.
static uint32_t lowest_label(tree *tree, uint32_t number, uint32_t linked) {
  uint32_t *ancestors = tree->ancestors, *labels = tree->labels;
  size_t length = 0;
  for (uint32_t above = number; ancestors[above] >= linked; above = ancestors[above]) tree->path[length++] = above;
  while (length > 0) {
    uint32_t below = tree->path[--length], above = ancestors[below];
    if (tree->semidominators[labels[above]] < tree->semidominators[labels[below]]) labels[below] = labels[above];
    ancestors[below] = ancestors[above];
  }
  return labels[number];
}

static void empty_bucket(tree *tree, uint32_t bucket, uint32_t linked) {
  uint32_t next;
  for (uint32_t number = tree->buckets[bucket]; number; number = next) {
    next = tree->dominators[number];
    uint32_t lowest = lowest_label(tree, number, linked);
    tree->dominators[number] = tree->semidominators[lowest] < bucket ? lowest : bucket;
  }
  tree->buckets[bucket] = 0;
}

static void find_semidominator(tree *tree, uint32_t number) {
  uint32_t semidominator = tree->semidominators[number], parent = tree->ancestors[number];
  for (uint32_t at = tree->backward[number]; at; at = tree->backward_references[at - 1].next) {
    uint32_t lowest = lowest_label(tree, tree->backward_references[at - 1].source, number + 1);
    if (tree->semidominators[lowest] < semidominator) semidominator = tree->semidominators[lowest];
  }
  tree->semidominators[number] = semidominator;
  if (semidominator == parent) {
    tree->dominators[number] = parent;
  } else {
    tree->dominators[number] = tree->buckets[semidominator];
    tree->buckets[semidominator] = number;
  }
  if (tree->buckets[parent]) empty_bucket(tree, parent, number);
}

static void find_dominators(tree *tree) {
  for (uint32_t number = tree->count - 1; number > 0; number--) find_semidominator(tree, number);
  for (uint32_t number = 1; number < tree->count; number++) {
    uint32_t dominator = tree->dominators[number];
    if (dominator != tree->semidominators[number]) tree->dominators[number] = tree->dominators[dominator];
  }
}

// MARK: Results

static void add_up(const tree *tree, const uint64_t *bytes, uint64_t *retained) {
  enum { DISTANCE = 16 };
  memset(retained, 0, tree->graph->count * sizeof(uint64_t));
  for (uint32_t number = tree->count - 1; number > 0; number--) {
    if (number > DISTANCE) {
      __builtin_prefetch(&retained[tree->blocks[number - DISTANCE]], 1);
      __builtin_prefetch(&bytes[tree->blocks[number - DISTANCE]]);
    }
    uint32_t block = tree->blocks[number], dominator = tree->dominators[number];
    retained[block] += bytes[block];
    if (dominator) retained[tree->blocks[dominator]] += retained[block];
  }
}

// In place of the numbers.
static void write_dominators(const tree *tree, uint32_t *dominators) {
  enum { DISTANCE = 16 };
  for (uint32_t number = 1; number < tree->count; number++) {
    if (number + DISTANCE < tree->count) __builtin_prefetch(&dominators[tree->blocks[number + DISTANCE]], 1);
    dominators[tree->blocks[number]] = tree->blocks[tree->dominators[number]];
  }
}

static bool take_memory(tree *tree, mhs_room *room) {
  size_t numbers = tree->graph->count + 1;
  uint32_t **parts[] = {
      &tree->blocks, &tree->ancestors, &tree->semidominators, &tree->labels, &tree->dominators, &tree->backward, &tree->buckets,
  };
  bool has_room = true;
  for (size_t part = 0; part < sizeof parts / sizeof parts[0]; part++) {
    has_room &= (*parts[part] = mhs_take(room, numbers, sizeof(uint32_t))) != NULL;
  }
  tree->next_reference = mhs_take(room, numbers, sizeof(uint64_t));
  tree->path = (uint32_t *)tree->next_reference;
  tree->backward_capacity = mhs_room_left(room) / sizeof(backward_reference);
  if (tree->backward_capacity >= UINT32_MAX) tree->backward_capacity = UINT32_MAX - 1;
  tree->backward_references = mhs_take(room, tree->backward_capacity, sizeof(backward_reference));
  return has_room && tree->next_reference && tree->backward_references;
}

bool mhs_dominators(
    mhs_room *room, const mhs_graph *graph, const uint32_t *roots, size_t root_count, const uint64_t *bytes,
    uint32_t *dominators, uint64_t *retained) {
  tree tree = {.graph = graph, .room = room, .numbers = dominators};
  size_t before = room->used;
  bool has_room = take_memory(&tree, room);
  room->used = before;
  if (!has_room) return false;
  walk(&tree, roots, root_count);
  if (tree.backward_count > tree.backward_capacity) return room->failed = true, false;
  find_dominators(&tree);
  add_up(&tree, bytes, retained);
  write_dominators(&tree, dominators);
  return true;
}
