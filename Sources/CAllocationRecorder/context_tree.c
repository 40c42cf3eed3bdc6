// The calling-context tree. Runs inside malloc: its memory comes from mmap; one lock, bounded, taken around fork; no
// per-thread state. When memory runs out, nothing is made and 0 returned.
#ifdef __linux__
#include "context_tree.h"

#include "CAllocationRecorder.h"
#include "block_map.h"
#include "lock.h"
#include "recording.h"
#include "recorder.h"

enum { FIRST_TABLE_SLOTS = 1 << 12, LISTED_CHILDREN = 8 };

// Open addressing; a slot is tag << 32 | node, 0 when empty. Replaced by one twice as large when half full: readers of
// the old one miss what came later and then look again under the lock. Old tables stay mapped (their sum is smaller
// than the current one).
typedef struct {
  uint64_t mask;
  uint64_t slots[];
} hash_table;

static mpr_node *node_chunks[MPR_NODE_CHUNKS];
static uint32_t *site_chunks[MPR_SITE_CHUNKS];  // site → node
static hash_table *table;
static uint32_t node_count = MPR_TRUNCATED_ROOT;  // protected by the tree's lock
static uint32_t hashed_count;                     // nodes in the table, protected by the tree's lock
static uint32_t site_count;                       // protected by the tree's lock, read anywhere

mpr_lock mpr_tree_lock;

static bool make_node_chunk(uint32_t chunk) {
  size_t bytes = MPR_NODES_A_CHUNK * sizeof(mpr_node);
  return mpr_table_once((void **)&node_chunks[chunk], MPR_TABLE_NODES, 0, chunk, bytes) != NULL;
}

static bool make_site_chunk(uint32_t chunk) {
  size_t bytes = MPR_SITES_A_CHUNK * sizeof(uint32_t);
  return mpr_table_once((void **)&site_chunks[chunk], MPR_TABLE_SITES, 0, chunk, bytes) != NULL;
}

mpr_node *mpr_node_at(uint32_t node) {
  return &MPR_OBSERVE(node_chunks[node >> MPR_NODE_CHUNK_BITS])[node & (MPR_NODES_A_CHUNK - 1)];
}

static uint64_t hash_of(uint32_t parent, uint64_t address) {
  uint64_t hash = (address ^ (uint64_t)parent << 40 ^ parent) * UINT64_C(0x9e3779b97f4a7c15);
  return (hash ^ hash >> 29) * UINT64_C(0xbf58476d1ce4e5b9);
}

static uint32_t find(const hash_table *in, uint64_t hash, uint32_t parent, uint64_t address) {
  uint64_t tag = hash >> 32;
  for (uint64_t index = hash & in->mask;; index = (index + 1) & in->mask) {
    uint64_t slot = MPR_OBSERVE(in->slots[index]);
    if (slot == 0) return 0;
    if (slot >> 32 != tag) continue;
    const mpr_node *node = mpr_node_at((uint32_t)slot);
    if (node->parent == parent && node->address == address) return (uint32_t)slot;
  }
}

static void insert(hash_table *into, uint64_t hash, uint32_t node) {
  uint64_t index = hash & into->mask;
  while (MPR_READ(into->slots[index])) index = (index + 1) & into->mask;
  MPR_PUBLISH(into->slots[index], hash >> 32 << 32 | node);
}

static hash_table *make_table(uint64_t slots) {
  hash_table *made = mpr_map(sizeof(hash_table) + slots * sizeof(uint64_t));
  if (made) made->mask = slots - 1;
  return made;
}

// The child among the listed ones; 0 and, in *last, where the list could grow (NULL when it is full) otherwise.
static uint32_t find_listed(uint32_t parent, uint64_t address, uint32_t **last) {
  uint32_t *place = &mpr_node_at(parent)->first_child;
  for (int count = 0; count < LISTED_CHILDREN; count++) {
    uint32_t child = MPR_OBSERVE(*place);
    *last = place;
    if (child == 0) return 0;
    mpr_node *node = mpr_node_at(child);
    if (MPR_LIKELY(node->address == address)) return child;
    place = &node->next_sibling;
  }
  *last = NULL;
  return 0;
}

// With the lock held. A table that cannot grow is filled up to 7/8 before nodes are refused.
static bool make_room_locked(void) {
  uint64_t slots = table->mask + 1;
  if (hashed_count < slots / 2) return true;
  hash_table *larger = make_table(slots * 2);
  if (larger == NULL) return hashed_count < slots / 8 * 7;
  for (uint64_t slot = 0; slot < slots; slot++) {
    uint32_t node = (uint32_t)table->slots[slot];
    if (node) insert(larger, hash_of(mpr_node_at(node)->parent, mpr_node_at(node)->address), node);
  }
  MPR_PUBLISH(table, larger);
  return true;
}

static uint32_t make_node_locked(uint32_t parent, uint64_t address, uint32_t *last) {
  uint32_t node = node_count + 1, chunk = node >> MPR_NODE_CHUNK_BITS;
  if (chunk >= MPR_NODE_CHUNKS || (!last && !make_room_locked())) return 0;
  if (!make_node_chunk(chunk)) return 0;
  *mpr_node_at(node) = (mpr_node){.address = address, .parent = parent};
  node_count = node;
  if (last) {
    MPR_PUBLISH(*last, node);
  } else {
    insert(table, hash_of(parent, address), node);
    hashed_count++;
  }
  return node;
}

static uint32_t find_child(uint32_t parent, uint64_t address, uint32_t **last) {
  uint32_t node = find_listed(parent, address, last);
  if (MPR_LIKELY(node) || *last) return node;
  return find(MPR_OBSERVE(table), hash_of(parent, address), parent, address);
}

__attribute__((noinline)) static uint32_t find_or_make_child(uint32_t parent, uint64_t address) {
  uint32_t *last;
  uint32_t node = find_child(parent, address, &last);
  if (MPR_LIKELY(node) || !mpr_try_lock(&mpr_tree_lock)) return node;
  node = find_child(parent, address, &last);
  if (node == 0) node = make_node_locked(parent, address, last);
  mpr_unlock(&mpr_tree_lock);
  return node;
}

uint32_t mpr_child(uint32_t parent, uint64_t address) {
  uint32_t child = MPR_OBSERVE(mpr_node_at(parent)->first_child);
  for (int count = 0; child && count < LISTED_CHILDREN; count++) {
    mpr_node *node = mpr_node_at(child);
    if (node->address == address) return child;
    child = MPR_OBSERVE(node->next_sibling);
  }
  return find_or_make_child(parent, address);
}

// Half of the numbers are for aliases (excerpt.h).
uint32_t mpr_reserve_site_locked(void) {
  uint32_t site = site_count + 1, chunk = site >> MPR_SITE_CHUNK_BITS;
  if (site >= MPR_END_OF_SITES) return 0;
  if (!make_site_chunk(chunk)) return 0;
  MPR_PUBLISH(site_count, site);
  return site;
}

static uint32_t make_site_locked(uint32_t node) {
  uint32_t site = mpr_reserve_site_locked();
  if (site == 0) return 0;
  MPR_WRITE(site_chunks[site >> MPR_SITE_CHUNK_BITS][site & (MPR_SITES_A_CHUNK - 1)], node);
  MPR_PUBLISH(mpr_node_at(node)->site, site);
  return site;
}

static inline bool is_of(const mpr_period *period, uint32_t site) {
  return site >= period->first_site && site < MPR_READ(period->end_site);
}

uint32_t mpr_site_of(uint32_t node, const mpr_period *period) {
  uint32_t site = MPR_OBSERVE(mpr_node_at(node)->site);
  if (MPR_LIKELY(is_of(period, site))) return site;
  if (!mpr_try_lock(&mpr_tree_lock)) return 0;
  site = mpr_node_at(node)->site;
  // An event that began before the last clear must not make a site that would count as one from after it.
  if (!is_of(period, site)) site = period == mpr_current_period ? make_site_locked(node) : period->first_site;
  mpr_unlock(&mpr_tree_lock);
  return site;
}

uint32_t mpr_sites(void) { return MPR_OBSERVE(site_count); }

uint32_t mpr_node_of_site(uint32_t site) {
  if (site == 0 || site > mpr_sites()) return 0;
  const uint32_t *nodes = MPR_OBSERVE(site_chunks[site >> MPR_SITE_CHUNK_BITS]);
  return nodes ? MPR_READ(nodes[site & (MPR_SITES_A_CHUNK - 1)]) : 0;  // those of a forked child's parent are gone
}

bool mpr_tree_prepare(void) {
  if (table) return true;
  if (!make_node_chunk(0)) return false;
  hash_table *first = make_table(FIRST_TABLE_SLOTS);
  if (first) MPR_PUBLISH(table, first);
  return first != NULL;
}

bool mpr_tree_begin_anew(void) {
  for (uint32_t chunk = 0; chunk <= node_count >> MPR_NODE_CHUNK_BITS; chunk++) node_chunks[chunk] = NULL;
  for (uint32_t chunk = 0; chunk <= site_count >> MPR_SITE_CHUNK_BITS; chunk++) site_chunks[chunk] = NULL;
  node_count = MPR_TRUNCATED_ROOT;
  hashed_count = 0;
  __builtin_memset(table->slots, 0, (table->mask + 1) * sizeof(uint64_t));
  return make_node_chunk(0);
}

size_t mpr_read_node(uint32_t node, uint64_t *frames, size_t capacity, bool *truncated) {
  size_t count = 0;
  *truncated = false;
  for (; node > MPR_TRUNCATED_ROOT; node = mpr_node_at(node)->parent, count++)
    if (count < capacity) frames[count] = mpr_node_at(node)->address;
  *truncated = node == MPR_TRUNCATED_ROOT;
  return count;
}

size_t mpr_read_traceback(uint32_t site, uint64_t *frames, size_t capacity, bool *truncated) {
  return mpr_read_node(mpr_node_of_site(site), frames, capacity, truncated);
}
#endif
