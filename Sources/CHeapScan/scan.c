// The references in blocks. Blocks are read in ascending order, and what they refer to is appended to one list, so all that is
// random is the look into the index for each word that lies between the lowest and the highest block. Such words wait in a
// queue while the part of the index that tells their block is fetched.
#include "index.h"
#include "room.h"

enum { QUEUED = 32 };  // a power of two; measured

typedef struct {
  uintptr_t address;
  uint32_t block;  // that the word is in
} reference;

typedef struct {
  const mhs_index *index;
  const mhs_policies *policies;
  mhs_graph *graph;
  size_t count, capacity;  // of targets
  uint32_t block;          // that is read
  uint32_t latest_block;   // whose row is written; those before it are complete
  uint32_t latest;         // its last target; MHS_NONE before the first
  size_t taken, queued;    // references, ever
  reference queue[QUEUED];
} scan;

// Completes the rows before the block's.
static void begin_row(scan *scan, uint32_t block) {
  while (scan->latest_block < block) scan->graph->first[++scan->latest_block] = scan->count;
  scan->latest = MHS_NONE;
}

// A block that points into its own middle, as the storage of a dictionary does, does not keep itself alive; an object that refers to itself
// does.
static bool is_own_middle(const scan *scan, reference reference, uint32_t target) {
  return target == reference.block && reference.address != scan->index->blocks.addresses[target];
}

static void take(scan *scan) {
  reference reference = scan->queue[scan->taken++ % QUEUED];
  uint32_t target = mhs_find_between(scan->index, reference.address);
  if (target == MHS_NONE || is_own_middle(scan, reference, target)) return;
  if (reference.block != scan->latest_block) begin_row(scan, reference.block);
  if (target == scan->latest) return;
  scan->latest = target;
  if (scan->count < scan->capacity) scan->graph->targets[scan->count] = target;
  scan->count++;
}

static void queue(scan *scan, uintptr_t address) {
  if (scan->queued - scan->taken == QUEUED) take(scan);
  mhs_fetch_cell(scan->index, address);
  scan->queue[scan->queued++ % QUEUED] = (reference){address, scan->block};
}

static inline void follow(scan *scan, uint64_t word) {
  uintptr_t address = word & MHS_REFERENCE_MASK;
  if (mhs_is_between_blocks(scan->index, address)) queue(scan, address);
  if (mhs_is_in_side_table(word) && mhs_is_between_blocks(scan->index, word << 3)) queue(scan, word << 3);
}

static void follow_words(scan *scan, uintptr_t start, size_t bytes) {
  for (size_t offset = 0; offset + 8 <= bytes; offset += 8) follow(scan, *(const uint64_t *)(start + offset));
}

// MARK: What blocks hold

static const mhs_policy *policy_of(const mhs_policies *policies, uint64_t first_word) {
  size_t place = first_word * UINT64_C(0x9E3779B97F4A7C15) >> 32;
  for (size_t tries = 0; first_word && tries < policies->capacity; tries++) {
    const mhs_policy *policy = &policies->table[(place + tries) & (policies->capacity - 1)];
    if (policy->first_word == first_word) return policy;
    if (!policy->first_word) return NULL;
  }
  return NULL;
}

// Its first word leads to an object whose reference counts are the table's address.
static bool is_side_table(const mhs_index *index, uintptr_t start, uint64_t first_word) {
  uint64_t counts;
  return !(first_word & ~MHS_REFERENCE_MASK) && mhs_read_word(index, first_word + 8, &counts) &&
         mhs_is_in_side_table(counts) && counts << 3 == start;
}

static bool leads_to_deiniting_object(const mhs_index *index, uint64_t word) {
  uint64_t counts;
  if (!mhs_read_word(index, (word & MHS_REFERENCE_MASK) + 8, &counts)) return false;
  if (mhs_is_in_side_table(counts) && !mhs_read_word(index, (counts << 3) + 16, &counts)) return false;
  return counts >> 32 & 1;
}

// Slabs of a task are a list from the first to the last; behind the current offset are frames that have returned.
static void follow_task_slab(scan *scan, uintptr_t start, size_t bytes) {
  enum { NEXT = 8, CURRENT_OFFSET = 20, DATA = 32 };
  if (bytes < DATA) return;
  follow(scan, *(const uint64_t *)(start + NEXT));
  size_t used = *(const uint32_t *)(start + CURRENT_OFFSET);
  follow_words(scan, start + DATA, used < bytes - DATA ? used : bytes - DATA);
}

// The next unowned reference at or behind an offset.
typedef struct {
  const mhs_policy *policy;
  const uint32_t *skips;
  uint32_t number;  // of the next skip
  size_t shift;     // of the element that it is in
} skip_cursor;

static size_t next_skip(skip_cursor *cursor, size_t offset) {
  const mhs_policy *policy = cursor->policy;
  for (;;) {
    for (; cursor->number < policy->skip_count; cursor->number++) {
      uint32_t skip = cursor->skips[cursor->number];
      size_t at = skip + (skip < policy->repeats_from ? 0 : cursor->shift);
      if (at >= offset && !(skip < policy->repeats_from && cursor->shift)) return at;
    }
    bool repeats = policy->stride && policy->skip_count && cursor->skips[policy->skip_count - 1] >= policy->repeats_from;
    if (!repeats) return SIZE_MAX;
    cursor->number = 0;
    cursor->shift += policy->stride;
  }
}

static void follow_fields(scan *scan, uintptr_t start, size_t bytes, const mhs_policy *policy) {
  skip_cursor cursor = {policy, scan->policies->skips + policy->first_skip, 0, 0};
  size_t skip = next_skip(&cursor, 0);
  for (size_t offset = 0; offset + 8 <= bytes; offset += 8) {
    uint64_t word = *(const uint64_t *)(start + offset);
    if (skip < offset) skip = next_skip(&cursor, offset);
    if (skip != offset || leads_to_deiniting_object(scan->index, word)) follow(scan, word);
  }
}

static void follow_block(scan *scan) {
  enum { SIDE_TABLE_BYTES = 32 };
  const mhs_blocks *blocks = &scan->index->blocks;
  uintptr_t start = blocks->addresses[scan->block];
  size_t bytes = mhs_usable_bytes(blocks, scan->block);
  if (bytes < 8) return;
  uint64_t first_word = *(const uint64_t *)start;
  const mhs_policy *policy = policy_of(scan->policies, first_word);
  switch (policy ? policy->contents : MHS_EVERYTHING) {
    case MHS_NOTHING: return;
    case MHS_TASK_SLAB: return follow_task_slab(scan, start, bytes);
    case MHS_FIELDS: return follow_fields(scan, start, bytes, policy);
  }
  bool may_be_table = blocks->bytes[scan->block] == SIDE_TABLE_BYTES && bytes >= SIDE_TABLE_BYTES;
  if (!may_be_table || !is_side_table(scan->index, start, first_word)) follow_words(scan, start, bytes);
}

bool mhs_scan(
    mhs_room *room, const mhs_blocks *blocks, const mhs_index *index, const mhs_policies *policies, mhs_graph *graph) {
  *graph = (mhs_graph){.count = blocks->count, .first = mhs_take(room, blocks->count + 1, sizeof(uint64_t))};
  if (!graph->first) return false;
  size_t capacity = mhs_room_left(room) / sizeof(uint32_t);
  size_t before = room->used;
  graph->targets = mhs_take(room, capacity, sizeof(uint32_t));
  scan scan = {.index = index, .policies = policies, .graph = graph, .capacity = capacity, .latest = MHS_NONE};
  graph->first[0] = 0;
  for (; scan.block < blocks->count; scan.block++) follow_block(&scan);
  while (scan.taken < scan.queued) take(&scan);
  begin_row(&scan, (uint32_t)blocks->count);
  room->used = before;
  graph->targets = mhs_take(room, scan.count, sizeof(uint32_t));  // none: the room remembers
  return graph->targets != NULL;
}
