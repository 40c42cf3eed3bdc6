// Aliases: sites of one excerpt, in the block map and in the counts (excerpt.h).
//
// Everything here may run inside malloc, only while excerpts are open or blocks of theirs are freed. Takes the tree's lock
// (bounded) for a new alias; without one the block counts for no excerpt.
#ifdef __linux__
#include "excerpt.h"

mpr_alias *mpr_alias_chunks[MPR_ALIAS_CHUNKS / 2];
static uint32_t alias_count, free_alias;  // numbers from 1, 0: none; under the tree's lock

uint32_t mpr_site_behind(uint32_t site) {
  while (mpr_is_alias(site)) site = MPR_READ(mpr_alias_at(site)->site);
  return site;
}

bool mpr_is_of_excerpt(uint32_t site, const mpr_excerpt *excerpt) {
  for (; mpr_is_alias(site); site = MPR_READ(mpr_alias_at(site)->site))
    if (mpr_alias_at(site)->excerpt == excerpt && mpr_alias_at(site)->serial == excerpt->serial) return true;
  return false;
}

// MARK: Making aliases

static uint32_t take_alias_locked(void) {
  uint32_t alias = free_alias;
  if (alias) {
    free_alias = mpr_alias_at(alias)->next;
    return alias;
  }
  uint32_t number = alias_count + 1, chunk = number >> MPR_ALIAS_CHUNK_BITS;
  if (number >= MPR_ALIAS_BIT) return 0;
  if (!mpr_mapped_once((void **)&mpr_alias_chunks[chunk], MPR_ALIASES_A_CHUNK * sizeof(mpr_alias))) return 0;
  alias_count = number;
  return number | MPR_ALIAS_BIT;
}

static uint32_t make_alias_locked(mpr_excerpt *excerpt, uint32_t site) {
  uint32_t alias = take_alias_locked();
  if (alias == 0) return 0;
  *mpr_alias_at(alias) = (mpr_alias){
      .excerpt = excerpt, .serial = excerpt->serial, .site = site, .next = excerpt->first_alias};
  MPR_PUBLISH(excerpt->first_alias, alias);
  return alias;
}

static bool is_in(mpr_code_range range, uint64_t address) { return address - range.start < range.end - range.start; }

// Whether the excerpt is not to have it: the innermost frame that tells is of code that is left out.
static bool is_left_out(const mpr_excerpt *excerpt, uint32_t site) {
  if (excerpt->left_out_count == 0) return false;
  for (uint32_t node = mpr_node_of_site(mpr_site_behind(site)); node > MPR_TRUNCATED_ROOT; node = mpr_node_at(node)->parent) {
    uint64_t address = mpr_node_at(node)->address & ~MPR_PROGRAM_COUNTER_BIT;
    if (is_in(excerpt->program, address)) return false;
    for (uint32_t range = 0; range < excerpt->left_out_count; range++)
      if (is_in(excerpt->left_out[range], address)) return true;
  }
  return false;
}

#define ADD(place, amount) __atomic_fetch_add(&(place), (amount), __ATOMIC_RELAXED)

static uint32_t without_alias(mpr_excerpt *excerpt, uint32_t site) {
  ADD(excerpt->dropped, 1);
  return site;
}

static bool is_open(const mpr_excerpt *excerpt) { return MPR_READ(excerpt->serial) & 1; }

// With the tree's lock held. An event may stand on an excerpt that was closed a moment ago: an alias of that would count in it
// for ever, also while it is opened again.
static uint32_t alias_locked(mpr_excerpt *excerpt, uint32_t site) {
  return !is_open(excerpt) || is_left_out(excerpt, site) ? site : make_alias_locked(excerpt, site);
}

uint32_t mpr_alias_in(mpr_excerpt *excerpt, uint32_t site) {
  uint32_t **chunk = &excerpt->aliases[site >> MPR_ALIAS_CHUNK_BITS];
  uint32_t *aliases = mpr_mapped_once((void **)chunk, MPR_ALIASES_A_CHUNK * sizeof(uint32_t));
  if (aliases == NULL) return without_alias(excerpt, site);
  uint32_t *place = &aliases[site & (MPR_ALIASES_A_CHUNK - 1)], alias = MPR_OBSERVE(*place);
  if (MPR_LIKELY(alias)) return alias;
  if (!mpr_try_lock(&mpr_tree_lock)) return without_alias(excerpt, site);
  alias = *place;
  if (alias == 0) {
    alias = alias_locked(excerpt, site);
    if (alias) MPR_PUBLISH(*place, alias);
  }
  mpr_unlock(&mpr_tree_lock);
  return alias ? alias : without_alias(excerpt, site);
}

// MARK: Counting

static bool counts(const mpr_alias *alias) { return MPR_READ(alias->excerpt->serial) == alias->serial; }

void mpr_alias_allocated(uint32_t site, size_t size) {
  for (; mpr_is_alias(site); site = MPR_READ(mpr_alias_at(site)->site)) {
    mpr_alias *alias = mpr_alias_at(site);
    if (counts(alias)) mpr_keep_peak(&alias->share, &alias->excerpt->peak);
    ADD(alias->share.total_bytes, size);
    ADD(alias->share.total_blocks, 1);
    if (counts(alias)) mpr_change_live(&alias->excerpt->peak, (int64_t)size);
  }
}

// The last count of an alias may make it free: nothing of it is read or written afterwards.
uint32_t mpr_alias_released(uint32_t site, size_t size, bool temporary) {
  for (uint32_t behind; mpr_is_alias(site); site = behind) {
    mpr_alias *alias = mpr_alias_at(site);
    behind = MPR_READ(alias->site);
    if (counts(alias)) {
      mpr_leave_peak(&alias->excerpt->peak);
      mpr_keep_peak(&alias->share, &alias->excerpt->peak);
      mpr_change_live(&alias->excerpt->peak, -(int64_t)size);
    }
    ADD(alias->share.temporary_blocks, temporary);
    ADD(alias->share.freed_bytes, size);
    __atomic_fetch_add(&alias->share.freed_blocks, 1, __ATOMIC_RELEASE);
  }
  return site;
}

// MARK: Giving back

// Of excerpts that are used again: those with live blocks, in the order in which they are looked at.
static uint32_t first_remaining, last_remaining;

static void free_if_dead_locked(uint32_t number) {
  mpr_alias *alias = mpr_alias_at(number);
  bool is_dead = MPR_OBSERVE(alias->share.freed_blocks) == MPR_READ(alias->share.total_blocks);
  alias->next = is_dead ? free_alias : 0;
  if (is_dead) {
    free_alias = number;
  } else {
    *(first_remaining ? &mpr_alias_at(last_remaining)->next : &first_remaining) = number;
    last_remaining = number;
  }
}

void mpr_free_dead_aliases_locked(mpr_excerpt *excerpt) {
  uint32_t looks = 64;
  for (uint32_t alias = excerpt->first_alias, next; alias; alias = next, looks += 2) {
    next = mpr_alias_at(alias)->next;
    free_if_dead_locked(alias);
  }
  // More than were added, so that those whose blocks are released by and by do not pile up.
  for (uint32_t alias; looks > 0 && (alias = first_remaining) != 0; looks--) {
    first_remaining = mpr_alias_at(alias)->next;
    free_if_dead_locked(alias);
  }
}
#endif
