// Excerpts: the blocks that one closure allocated, counted apart from everything else and on top of it.
//
// While an excerpt is open, a block that belongs to it is entered in the block map not under its site but under an
// alias of it, which is the excerpt's own: so its release, whenever and on whichever thread, finds both. An alias of an
// alias is where excerpts overlap. Aliases are numbers with MPR_ALIAS_BIT.
#ifndef MPR_EXCERPT_H
#define MPR_EXCERPT_H
#include "recorder.h"

#pragma GCC visibility push(hidden)

#define MPR_ALIAS_BIT ((uint32_t)1 << (MPR_SITE_BITS - 1))

typedef struct {
  mpr_site_share share;  // changed atomically
  mpr_excerpt *excerpt;
  uint64_t serial;         // the excerpt's when the alias was made: an excerpt is used again
  uint32_t site;           // what it stands for: a site or an alias
  uint32_t next;           // of the same excerpt, or in the list of free or of remaining ones
} mpr_alias;

enum { MPR_ALIAS_CHUNK_BITS = 10, MPR_ALIAS_CHUNKS = 1 << (MPR_SITE_BITS - MPR_ALIAS_CHUNK_BITS) };
#define MPR_ALIASES_A_CHUNK ((uint32_t)1 << MPR_ALIAS_CHUNK_BITS)

struct mpr_excerpt {
  mpr_peak peak;
  uint64_t serial;              // odd while open
  mpr_excerpt *next_all;        // on all threads: kept until it is used again, because an event may stand here
  mpr_excerpt *outer;           // the one that was the thread's before
  mpr_excerpt *next;            // under the tree's lock, like the rest: of all that are open, or of those closed
  uint64_t opened, closed;      // moments, counted in openings
  uint32_t first_alias;
  uint64_t dropped;  // blocks for which no alias could be made
  mpr_code_range program, left_out[MPR_LEFT_OUT_RANGES];
  uint32_t left_out_count;
  uint32_t *aliases[MPR_ALIAS_CHUNKS];  // by what they stand for, which itself stands there where it is left out; 0: none. Written under the lock, read without
};

extern mpr_alias *mpr_alias_chunks[MPR_ALIAS_CHUNKS / 2];
static inline mpr_alias *mpr_alias_at(uint32_t alias) {
  uint32_t number = alias & ~MPR_ALIAS_BIT;
  return &MPR_OBSERVE(mpr_alias_chunks[number >> MPR_ALIAS_CHUNK_BITS])[number & (MPR_ALIASES_A_CHUNK - 1)];
}
// The excerpt's alias of a site or alias, found or made; that itself when none can be made, or the excerpt is closed.
uint32_t mpr_alias_in(mpr_excerpt *excerpt, uint32_t site);
void mpr_free_dead_aliases_locked(mpr_excerpt *excerpt);  // with mpr_tree_lock held

#pragma GCC visibility pop
#endif
