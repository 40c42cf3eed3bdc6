// Excerpts from their opening to their end, and what is read of them (excerpt.h).
//
// An excerpt is used again once QUEUE others were closed after it, all events that began while it was open are over (they
// may be about to enter a block under an alias of it), and all that are open now were opened after it was closed (so that
// none has an alias of its aliases). Then those of its aliases that have no live blocks become free, the others later.
#ifdef __linux__
#include "block_map.h"
#include "excerpt.h"

#include <errno.h>

enum { QUEUE = 64 };

int mpr_open_excerpts;
static mpr_excerpt *open_on_all_threads;  // changed under the tree's lock, followed without
// The rest is under the tree's lock.
static mpr_excerpt *open_ones, *closed_first, *closed_last;  // closed: oldest first
static unsigned closed_count;
static uint64_t openings;  // also read without

// Inside malloc: which excerpts want the block.
uint32_t mpr_alias_for(mpr_thread *thread, uint32_t site) {
  for (mpr_excerpt *at = MPR_OBSERVE(open_on_all_threads); at; at = MPR_OBSERVE(at->next_all)) site = mpr_alias_in(at, site);
  for (mpr_excerpt *at = thread->excerpt; at; at = at->outer) site = mpr_alias_in(at, site);
  if (MPR_READ(mpr_open_scopes) == 0) return site;
  for (mpr_scope_reference at = mpr_current_scope(); mpr_scope_is_open(at); at = mpr_outer_scope(at.scope)) {
    mpr_excerpt *excerpt = mpr_scope_excerpt(at.scope);
    if (excerpt) site = mpr_alias_in(excerpt, site);
  }
  return site;
}

// MARK: Opening and closing

// Either the event's thread finds the excerpt closed, or we find its event here: each writes, then reads.
void mpr_begin_excerpt_event(mpr_thread *thread) {
  MPR_WRITE(thread->event, MPR_READ(openings) + 1);
  __atomic_thread_fence(__ATOMIC_SEQ_CST);
}

static uint32_t shared_events;  // that are under way

void mpr_begin_shared_excerpt_event(void) {
  __atomic_fetch_add(&shared_events, 1, __ATOMIC_RELAXED);
  __atomic_thread_fence(__ATOMIC_SEQ_CST);
}

void mpr_end_shared_excerpt_event(void) { __atomic_fetch_sub(&shared_events, 1, __ATOMIC_RELEASE); }

void mpr_excerpts_forked(void) { shared_events = 0; }

static bool has_event_before_locked(uint64_t closed) {
  __atomic_thread_fence(__ATOMIC_SEQ_CST);
  if (MPR_OBSERVE(shared_events)) return true;
  for (const mpr_thread *record = MPR_OBSERVE(mpr_all_threads); record; record = record->next) {
    uint64_t event = MPR_OBSERVE(record->event);
    if (event && event <= closed + 1) return true;
  }
  return false;
}

static bool is_open_before_locked(uint64_t closed) {
  const mpr_excerpt *open = open_ones;
  while (open && open->opened > closed) open = open->next;
  return open != NULL;
}

static bool is_reusable_locked(const mpr_excerpt *excerpt) {
  return closed_count > QUEUE && !is_open_before_locked(excerpt->closed) && !has_event_before_locked(excerpt->closed);
}

static mpr_excerpt *take_closed_locked(void) {
  mpr_excerpt *excerpt = closed_first;
  if (!is_reusable_locked(excerpt)) return NULL;
  closed_first = excerpt->next;
  closed_count--;
  mpr_free_dead_aliases_locked(excerpt);
  for (uint32_t chunk = 0; chunk < MPR_ALIAS_CHUNKS; chunk++)
    if (excerpt->aliases[chunk]) mpr_discard(excerpt->aliases[chunk], MPR_ALIASES_A_CHUNK * sizeof(uint32_t));
  return excerpt;
}

// The serial is read without the lock.
static void open_locked(mpr_excerpt *excerpt) {
  MPR_WRITE(excerpt->serial, excerpt->serial + 1);
  excerpt->peak = MPR_NO_PEAK;
  excerpt->first_alias = 0;
  excerpt->next_all = excerpt->outer = NULL;
  excerpt->dropped = 0;
  excerpt->left_out_count = 0;
  MPR_WRITE(openings, openings + 1);
  excerpt->opened = openings;
  excerpt->next = open_ones;
  open_ones = excerpt;
}

static void close_locked(mpr_excerpt *excerpt) {
  mpr_excerpt **place = &open_ones;
  while (*place != excerpt) place = &(*place)->next;
  *place = excerpt->next;
  MPR_WRITE(excerpt->serial, excerpt->serial + 1);
  excerpt->closed = openings;
  excerpt->next = NULL;
  if (closed_first == NULL) closed_first = excerpt;
  else closed_last->next = excerpt;
  closed_last = excerpt;
  closed_count++;
}

// An event is over in less than a microsecond, but its thread may have been put aside in the midst of it. Rather than map
// one excerpt after the other meanwhile, let it run.
static bool can_wait_locked(void) { return closed_count > 4 * QUEUE && !is_open_before_locked(closed_first->closed); }

static mpr_excerpt *take_or_make(void) {
  for (int attempt = 0;; attempt++) {
    while (!mpr_try_lock(&mpr_tree_lock)) {}
    mpr_excerpt *excerpt = take_closed_locked();
    bool waits = excerpt == NULL && attempt < 1000 && can_wait_locked();
    if (excerpt == NULL && !waits) excerpt = mpr_map(sizeof(mpr_excerpt));
    if (excerpt) open_locked(excerpt);
    mpr_unlock(&mpr_tree_lock);
    if (!waits) return excerpt;
    sched_yield();
  }
}

static void count_open(int change) {
  __atomic_fetch_add(&mpr_open_excerpts, change, __ATOMIC_RELAXED);
  mpr_change_watchers(change);
}

int mpr_excerpt_open(mpr_excerpt **excerpt) {
  int failure = mpr_excerpts_changed(1);
  if (failure) return failure;
  *excerpt = take_or_make();
  if (*excerpt)
    count_open(1);
  else
    mpr_excerpts_changed(-1);
  return *excerpt ? 0 : ENOMEM;
}

void mpr_excerpt_leave_out(mpr_excerpt *excerpt, const mpr_code_range *ranges, size_t count, mpr_code_range program) {
  excerpt->program = program;
  for (; excerpt->left_out_count < MPR_LEFT_OUT_RANGES && count > 0; count--)
    excerpt->left_out[excerpt->left_out_count++] = *ranges++;
}

void mpr_excerpt_enter_all(mpr_excerpt *excerpt) {
  while (!mpr_try_lock(&mpr_tree_lock)) {}
  excerpt->next_all = open_on_all_threads;
  MPR_PUBLISH(open_on_all_threads, excerpt);
  mpr_unlock(&mpr_tree_lock);
}

void mpr_excerpt_leave_all(mpr_excerpt *excerpt) {
  while (!mpr_try_lock(&mpr_tree_lock)) {}
  mpr_excerpt **place = &open_on_all_threads;
  while (*place && *place != excerpt) place = &(*place)->next_all;
  if (*place) MPR_PUBLISH(*place, excerpt->next_all);  // whoever stands on it still finds the rest
  mpr_unlock(&mpr_tree_lock);
}

bool mpr_excerpt_enter_thread(mpr_excerpt *excerpt) {
  mpr_thread *thread = mpr_own_thread();
  if (thread == NULL) return false;
  excerpt->outer = thread->excerpt;
  thread->excerpt = excerpt;
  return true;
}

void mpr_excerpt_leave_thread(mpr_excerpt *excerpt) {
  mpr_thread *thread = mpr_own_thread();
  if (thread) thread->excerpt = excerpt->outer;
}

void mpr_excerpt_close(mpr_excerpt *excerpt) {
  count_open(-1);
  while (!mpr_try_lock(&mpr_tree_lock)) {}
  close_locked(excerpt);
  mpr_unlock(&mpr_tree_lock);
  mpr_excerpts_changed(-1);
}

// MARK: Reading

bool mpr_excerpt_has(const mpr_excerpt *excerpt, const void *block) {
  return mpr_is_of_excerpt(mpr_map_find((uintptr_t)block).site, excerpt);
}

void mpr_read_excerpt(mpr_excerpt *excerpt, mpr_totals *totals) {
  *totals = (mpr_totals){.peak_bytes = (uint64_t)MPR_READ(excerpt->peak.peak)};
  totals->dropped_blocks = MPR_READ(excerpt->dropped);
  for (uint32_t alias = MPR_OBSERVE(excerpt->first_alias); alias; alias = mpr_alias_at(alias)->next) {
    mpr_site_statistics site = {0};
    mpr_add_share(&site, &mpr_alias_at(alias)->share, &excerpt->peak);
    totals->total_bytes += site.total_bytes;
    totals->total_blocks += site.total_blocks;
    totals->live_bytes += site.live_bytes;
    totals->live_blocks += site.live_blocks;
  }
}

uint32_t mpr_next_excerpt_site(mpr_excerpt *excerpt, uint32_t *cursor, mpr_site_statistics *statistics) {
  uint32_t alias = *cursor ? mpr_alias_at(*cursor)->next : MPR_OBSERVE(excerpt->first_alias);
  if (alias == 0) return 0;
  *cursor = alias;
  *statistics = (mpr_site_statistics){0};
  mpr_add_share(statistics, &mpr_alias_at(alias)->share, &excerpt->peak);
  return mpr_site_behind(alias);
}
#endif
