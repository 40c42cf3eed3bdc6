// From blocks to a graph: which block refers to which, what is reachable, and what depends on what.
//
// Pure computation on memory that the caller gives: no allocation, no lock, no library but memcpy and memset, so that all of it may
// run in the frozen copy of a process (CHeapPicture). No state of its own. Blocks are numbered by ascending address, from 0.
#ifndef MHS_CHEAPSCAN_H
#define MHS_CHEAPSCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define MHS_NONE UINT32_MAX

// Memory handed out from the front, zeroed by its maker; nothing is given back but by resetting `used`.
typedef struct {
  char *start;
  size_t bytes, used;
  bool failed;  // there was no room: what needed it is incomplete
} mhs_room;

typedef struct {
  const uint64_t *addresses;  // ascending
  const uint64_t *bytes;      // requested
  size_t count;
  size_t (*usable_bytes)(void *block);  // malloc_usable_size; at least the requested bytes
} mhs_blocks;

// MARK: Which block holds an address

// For each 256 bytes near blocks: how many blocks start before, and a bit for each 8 bytes (3 % of the heap). In `room`.
typedef struct mhs_index mhs_index;
// NULL without room, with 2^32 - 1 blocks or more, or with one where no process has memory. Addresses are multiples of 8.
mhs_index *mhs_make_index(mhs_room *room, const mhs_blocks *blocks);
// The block that holds the address, at its start or anywhere inside its usable bytes; MHS_NONE.
uint32_t mhs_find(const mhs_index *index, uintptr_t address);

// MARK: What of a block is looked through

typedef enum {
  MHS_EVERYTHING = 0,
  MHS_NOTHING = 1,    // no reference can be in it: text, numbers
  MHS_TASK_SLAB = 2,  // the next slab at byte 8, and from byte 32 on as many bytes as the u32 at byte 20 says
  MHS_FIELDS = 3,     // everything but the words at `skips`
  MHS_ELEMENTS = 4,   // an array: as MHS_FIELDS up to its last element, whose number stands at byte 16; what lies behind is stale
  MHS_TABLE = 5,      // a dictionary or set: the members in buckets whose bit is set; in the others they are stale
} mhs_contents;

// What blocks with this first word hold. A skip is the byte offset of an unowned reference: followed only when the object it leads to is
// being deinitialized (bit 32 of its reference counts). Skips below `repeats_from` count from the block's start; those from there on
// are those of an array's first element, and come again every `stride` bytes (0: they do not). Of a table `repeats_from` is where its bits
// begin; `stride` and `value_stride` are those of keys (or members) and values, 0 where these hold no references.
typedef struct {
  uint64_t first_word;  // 0: an empty place in the table
  uint32_t contents;    // mhs_contents
  uint32_t first_skip, skip_count;  // in mhs_policies.skips, ascending
  uint32_t repeats_from, stride, value_stride;
  // Of blocks with so many requested bytes (UINT32_MAX: with any number) what lies behind these is stale; 0: elements may lie there.
  uint32_t exact_bytes;
} mhs_policy;
// Open addressing: a word's place is (word × 0x9E3779B97F4A7C15 >> 32) & (capacity − 1), or the next that is free. Capacity is a power of
// two, at most half full.
typedef struct {
  const mhs_policy *table;
  size_t capacity;
  const uint32_t *skips;
  // Blocks that some thread's stack or registers lead to. An array among them may be filled at this moment, with elements that its count does
  // not have yet: all of it counts. A bit for each block; NULL: none.
  const uint64_t *in_use;
} mhs_policies;

// MARK: The graph

typedef struct {
  size_t count;        // of blocks
  uint64_t *first;     // count + 1: block b refers to targets[first[b] ..< first[b + 1]]
  uint32_t *targets;   // in the order of the references' places in the block; one target twice in a row is one
} mhs_graph;

// The references in all blocks. Weak side tables are told by their contents and lead nowhere; a word whose two highest
// bits are set is tried as reference counts that stand in a side table (word << 3). False without room.
bool mhs_scan(
    mhs_room *room, const mhs_blocks *blocks, const mhs_index *index, const mhs_policies *policies, mhs_graph *graph);

// A reference from outside of the blocks.
typedef struct {
  uint64_t place;   // the address of the word
  uint32_t block;   // where it leads
  uint32_t source;  // of mhs_source_range
} mhs_root;
// Memory that is looked through for roots, at multiples of 8. The usable bytes of blocks within are left out. An arena of malloc's holds
// but blocks and what was freed: there is no root in it.
typedef struct {
  uint64_t start, end;
  uint32_t source;  // the caller's number, for mhs_root
  uint8_t is_arena;
  uint8_t is_of_thread;     // a stack, or registers
  uint8_t is_of_allocator;  // its variables: they lead to the chunks of free memory, which begin in the last word of the block before
} mhs_source_range;
typedef struct {
  mhs_root *roots;  // one for each block that is a root, the first that was found
  size_t count;
} mhs_roots;
// Only of ranges that are of threads: into `in_use`, zeroed, a bit for each block.
void mhs_find_in_use(
    const mhs_index *index, const mhs_source_range *ranges, size_t range_count, uint64_t *in_use);
bool mhs_find_roots(
    mhs_room *room, const mhs_blocks *blocks, const mhs_index *index, const mhs_source_range *ranges, size_t range_count,
    mhs_roots *roots);

// MARK: Reachability. Sets of blocks are bits, block b's is bits[b / 64] >> b % 64.

static inline bool mhs_is_in(const uint64_t *set, uint32_t block) { return set[block / 64] >> block % 64 & 1; }

// All that the roots lead to, themselves included, and all that is in `reached` already is taken for done; into `reached`
// ((count + 63) / 64 words). Work memory, 4 bytes a block, comes from room and is given back, here and below. False without room.
bool mhs_mark(mhs_room *room, const mhs_graph *graph, const uint32_t *roots, size_t root_count, uint64_t *reached);

// The graph backwards, each row in ascending order; stays in room, 8 bytes a block and 4 a reference.
bool mhs_reverse(mhs_room *room, const mhs_graph *graph, mhs_graph *reversed);

// Strongly connected components of the blocks outside of `excluded` (Tarjan 1972, without recursion): components[b] is the component's
// number, MHS_NONE for excluded ones. Numbers are in reverse topological order: references lead to components of lower or the same number.
// Work memory: 4 bytes a block, and 9 for each on the longest way that is walked; room for all is asked for.
bool mhs_components(
    mhs_room *room, const mhs_graph *graph, const uint64_t *excluded, uint32_t *components, uint32_t *component_count);

// A shortest cycle in the component, breadth first; blocks in the order of the references into `cycle`, as many as fit. Returns its
// length; 0: there is none, or no room. `members`: the component's blocks. A block's reference to itself is always found; of longer cycles
// in components above 256 blocks it is the shortest through any of 256 of them, spread over all, and through fewer once 2^25 references
// were looked at. The cost is that of the component's references, for each block that is tried.
size_t mhs_shortest_cycle(
    mhs_room *room, const mhs_graph *graph, const uint32_t *components, const uint32_t *members, size_t member_count,
    uint32_t *cycle, size_t capacity);

// The shortest path from any root to the block, breadth first: blocks from the root's to `target` into `path` (capacity of count is always
// enough), as many as fit. Returns its length; 0: it is not reachable, or there is no room.
size_t mhs_shortest_path(
    mhs_room *room, const mhs_graph *graph, const uint32_t *roots, size_t root_count, uint32_t target, uint32_t *path,
    size_t capacity);

// Immediate dominators (Lengauer and Tarjan 1979): the last block through which every path from the roots to this one leads; MHS_NONE
// where there is none but the roots themselves, and for what is not reachable. `retained[b]`: the bytes of all blocks that b dominates, its
// own included: what would be unreachable without it. 0 for what is not reachable. Work memory, for reachable ones: 44 bytes a block, 4 a
// reference, and 8 for each reference against the order of a depth-first walk; room for all is asked for.
bool mhs_dominators(
    mhs_room *room, const mhs_graph *graph, const uint32_t *roots, size_t root_count, const uint64_t *bytes,
    uint32_t *dominators, uint64_t *retained);

#ifdef __cplusplus
}
#endif

#include "CHeapRequests.h"
#endif
