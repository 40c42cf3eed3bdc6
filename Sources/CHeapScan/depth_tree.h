// The tree of a depth-first walk, with what Lengauer and Tarjan's algorithm keeps for each of its numbers.
#ifndef MHS_DEPTH_TREE_H
#define MHS_DEPTH_TREE_H

#include "CHeapScan.h"

typedef struct {
  uint32_t ancestor;  // the parent in the tree, or, after path compression, one further up
  uint32_t semidominator;
  union {
    uint32_t backward;  // before it is linked: the first reference from a higher number, + 1; 0: none
    uint32_t label;     // the number with the lowest semidominator on the compressed path,
  };
  uint32_t lowest;  // and that
} mhs_node;

typedef struct {
  uint32_t source;
  union {
    uint32_t target;  // while the walk goes on
    uint32_t next;    // then: of the same target, + 1; 0: none
  };
} mhs_backward;

typedef struct {
  uint32_t count;     // of numbers; 0 is the root above all roots
  mhs_node *nodes;    // by number, like all but the last two
  uint32_t *places;   // in the graph that was walked
  mhs_backward *backward_references;
  uint64_t *stack;    // work memory, one for each number
} mhs_depth_tree;

// Numbers what place 0 leads to. A reference to a higher number can only lower its target's semidominator and does so at once,
// so just those to lower ones are kept. Takes 32 bytes a place and 8 for each of these from room; the last part stays taken to its end.
bool mhs_walk_by_depth(mhs_room *room, const mhs_graph *graph, mhs_depth_tree *tree);

#endif
