// The calling-context tree: every distinct traceback is a path from a root, shared from the outside in.
//
// A node is one frame below its parent; a site is a node at which blocks were allocated. Both are numbered from 1 and
// never removed. Lookups take no lock; a new node is made under the tree's lock (bounded wait, see lock.h). When a
// node cannot be made, 0 comes back and the caller counts the loss.
#ifndef MPR_CONTEXT_TREE_H
#define MPR_CONTEXT_TREE_H
#include "memory.h"
#include <stdbool.h>

#pragma GCC visibility push(hidden)

enum {
  MPR_ROOT = 1,            // above the outermost frame of a whole stack
  MPR_TRUNCATED_ROOT = 2,  // above the outermost frame that the limit let in
};

typedef struct {
  uint64_t address;  // as in mpr_read_traceback
  uint32_t parent;
  uint32_t site;  // of the last period in which a block was allocated here; 0 before
  // The first few children, in order of appearance; later ones are in the hash table. A walk through a program meets
  // its nodes about in the order in which they were made, so a list stays in the cache where a hash does not.
  uint32_t first_child, next_sibling;
} mpr_node;

// Chunks are small, since each process of a recording has its own in the file.
enum { MPR_NODE_CHUNK_BITS = 10, MPR_NODE_CHUNKS = 1 << 18, MPR_SITE_CHUNK_BITS = 10 };
enum { MPR_SITE_CHUNKS = 1 << (23 - MPR_SITE_CHUNK_BITS) };
#define MPR_NODES_A_CHUNK ((uint32_t)1 << MPR_NODE_CHUNK_BITS)
#define MPR_SITES_A_CHUNK ((uint32_t)1 << MPR_SITE_CHUNK_BITS)
// The site of blocks that were allocated while their thread was paused: they count nowhere, but the map knows that they are there, since they may
// refer to blocks that count. The last number that no alias has.
#define MPR_UNCOUNTED_SITE (((uint32_t)1 << 22) - 1)
// Sites end a chunk of shares before it, so that no thread ever has a share of it.
#define MPR_END_OF_SITES (MPR_UNCOUNTED_SITE & ~(uint32_t)63)

bool mpr_tree_begin_anew(void);  // no nodes; sites go on with the next number. Nobody else may look meanwhile
bool mpr_tree_prepare(void);  // maps the first pages; false without memory
mpr_node *mpr_node_at(uint32_t node);
uint32_t mpr_child(uint32_t parent, uint64_t address);  // found or made; 0 when it cannot be made
// The node's site in the period: found or made; 0 when it cannot be made.
struct mpr_period;
uint32_t mpr_site_of(uint32_t node, const struct mpr_period *period);
uint32_t mpr_node_of_site(uint32_t site);  // 0 for a period's first, which has no traceback
uint32_t mpr_sites(void);
uint32_t mpr_reserve_site_locked(void);  // with mpr_tree_lock held: a site without a node; 0 when there is none left

#pragma GCC visibility pop
#endif
