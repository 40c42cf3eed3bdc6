// Dominators and retained sizes: the algorithm of Lengauer and Tarjan (1979) with path compression, without recursion.
//
// Numbers are those of the depth-first tree, and what has been handled (all numbers from a moving limit on) is linked to its ancestors.
#include "breadth_order.h"
#include "depth_tree.h"
#include "room.h"

typedef struct {
  mhs_depth_tree tree;
  // By number. `buckets`: the first of the numbers with this semidominator, linked by `dominators` until theirs is known; 0: none.
  uint32_t *dominators, *buckets;
  uint32_t *path;  // of a compression
} search;

// MARK: Semidominators

// The node whose label is that of the lowest semidominator from `number` up to, but without, the first ancestor below `linked`.
static const mhs_node *compressed(search *search, uint32_t number, uint32_t linked) {
  mhs_node *nodes = search->tree.nodes;
  size_t length = 0;
  for (uint32_t above = number; nodes[above].ancestor >= linked; above = nodes[above].ancestor) {
    search->path[length++] = above;
  }
  while (length > 0) {
    mhs_node *below = &nodes[search->path[--length]], *above = &nodes[below->ancestor];
    if (above->lowest < below->lowest) {
      below->lowest = above->lowest;
      below->label = above->label;
    }
    below->ancestor = above->ancestor;
  }
  return &nodes[number];
}

static void empty_bucket(search *search, uint32_t bucket, uint32_t linked) {
  uint32_t next;
  for (uint32_t number = search->buckets[bucket]; number; number = next) {
    next = search->dominators[number];
    const mhs_node *node = compressed(search, number, linked);
    search->dominators[number] = node->lowest < bucket ? node->label : bucket;
  }
  search->buckets[bucket] = 0;
}

static void fetch_backward(const mhs_depth_tree *tree, uint32_t number) {
  enum { REFERENCE_DISTANCE = 16, SOURCE_DISTANCE = 8 };  // measured
  if (number <= REFERENCE_DISTANCE) return;
  uint32_t far = tree->nodes[number - REFERENCE_DISTANCE].backward, near = tree->nodes[number - SOURCE_DISTANCE].backward;
  if (far) __builtin_prefetch(&tree->backward_references[far - 1]);
  if (near) __builtin_prefetch(&tree->nodes[tree->backward_references[near - 1].source]);
}

static uint32_t lowest_semidominator(search *search, uint32_t number) {
  const mhs_depth_tree *tree = &search->tree;
  uint32_t lowest = tree->nodes[number].semidominator;
  for (uint32_t at = tree->nodes[number].backward; at; at = tree->backward_references[at - 1].next) {
    const mhs_node *source = compressed(search, tree->backward_references[at - 1].source, number + 1);
    if (source->lowest < lowest) lowest = source->lowest;
  }
  return lowest;
}

static void link_number(search *search, uint32_t number) {
  mhs_node *node = &search->tree.nodes[number];
  uint32_t parent = node->ancestor, semidominator = lowest_semidominator(search, number);
  node->semidominator = node->lowest = semidominator;
  node->label = number;
  if (semidominator == parent) {
    search->dominators[number] = parent;
  } else {
    search->dominators[number] = search->buckets[semidominator];
    search->buckets[semidominator] = number;
  }
  if (search->buckets[parent]) empty_bucket(search, parent, number);
}

static void find_dominators(search *search) {
  uint32_t count = search->tree.count;
  memset(search->buckets, 0, count * sizeof(uint32_t));
  for (uint32_t number = count - 1; number > 0; number--) {
    fetch_backward(&search->tree, number);
    link_number(search, number);
  }
  for (uint32_t number = 1; number < count; number++) {
    uint32_t dominator = search->dominators[number];
    if (dominator != search->tree.nodes[number].semidominator) search->dominators[number] = search->dominators[dominator];
  }
}

// MARK: Results

enum { RESULT_DISTANCE = 16 };

static void add_up(const search *search, const uint32_t *blocks, const uint64_t *bytes, uint64_t *retained) {
  for (uint32_t number = search->tree.count - 1; number > 0; number--) {
    if (number > RESULT_DISTANCE) {
      __builtin_prefetch(&retained[blocks[number - RESULT_DISTANCE]], 1);
      __builtin_prefetch(&bytes[blocks[number - RESULT_DISTANCE]]);
    }
    uint32_t dominator = search->dominators[number];
    uint64_t *own = &retained[blocks[number]];
    *own += bytes[blocks[number]];
    if (dominator) retained[blocks[dominator]] += *own;
  }
}

static void write_dominators(const search *search, const uint32_t *blocks, uint32_t *dominators) {
  uint32_t count = search->tree.count;
  for (uint32_t number = 1; number < count; number++) {
    if (number + RESULT_DISTANCE < count) __builtin_prefetch(&dominators[blocks[number + RESULT_DISTANCE]], 1);
    dominators[blocks[number]] = blocks[search->dominators[number]];
  }
}

// In place of the places: the block of each number.
static const uint32_t *blocks_of_numbers(search *search, const uint32_t *blocks_of_places) {
  uint32_t *blocks = search->tree.places;
  for (uint32_t number = 0; number < search->tree.count; number++) blocks[number] = blocks_of_places[blocks[number]];
  return blocks;
}

static bool walk(
    mhs_room *room, search *search, const mhs_graph *graph, const uint32_t *roots, size_t root_count, uint32_t *places,
    mhs_breadth_order *order) {
  if (!mhs_order_by_breadth(room, graph, roots, root_count, places, order)) return false;
  if (!mhs_walk_by_depth(room, &order->graph, &search->tree)) return false;
  // What the walk alone needed holds the rest: 8 bytes a number each, as the order's rows and the stack are.
  search->dominators = (uint32_t *)order->graph.first;
  search->buckets = search->dominators + search->tree.count;
  search->path = (uint32_t *)search->tree.stack;
  return true;
}

bool mhs_dominators(
    mhs_room *room, const mhs_graph *graph, const uint32_t *roots, size_t root_count, const uint64_t *bytes,
    uint32_t *dominators, uint64_t *retained) {
  search search;
  mhs_breadth_order order;
  size_t before = room->used;
  bool has_walked = walk(room, &search, graph, roots, root_count, dominators, &order);
  room->used = before;
  if (!has_walked) return false;
  find_dominators(&search);
  const uint32_t *blocks = blocks_of_numbers(&search, order.blocks);
  memset(dominators, 0xFF, graph->count * sizeof(uint32_t));
  memset(retained, 0, graph->count * sizeof(uint64_t));
  add_up(&search, blocks, bytes, retained);
  write_dominators(&search, blocks, dominators);
  return true;
}
