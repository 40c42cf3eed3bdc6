// What the recorder's files share. Reading order: block_map.h (address → site, size), context_tree.h (traceback →
// site), stack_walk.c (stack → traceback), rule_table.h (how it steps), thread.c (who counts), record.c (what an event
// changes), holding.c (a block in realloc), period.c (what a clear leaves behind), excerpt.h (one closure's blocks), read.c.
#ifndef MPR_RECORDER_H
#define MPR_RECORDER_H
#include "CAllocationRecorder.h"
#include "block_map.h"
#include "context_tree.h"
#include "frame_rules.h"
#include "lock.h"
#include "memory.h"
#include "peak.h"
#include "recording.h"
#include "rule_table.h"

#pragma GCC visibility push(hidden)

extern mpr_lock mpr_tree_lock;    // rank 1: nodes, sites, aliases
extern mpr_lock mpr_thread_lock;  // rank 2: the list of idle thread records
extern mpr_lock mpr_scope_lock;   // rank 3: the list of idle scopes
extern mpr_lock mpr_recording_lock;  // rank 4: the recording's regions and directory

// Swift's calling convention; for the few functions of the runtime that are called here it is C's, where the compiler knows no other.
#if __has_attribute(swiftcall)
#define MPR_SWIFT_CALL __attribute__((swiftcall))
#else
#define MPR_SWIFT_CALL
#endif

// MARK: Counts per traceback

// Each thread has its own share of a site. Sums over all thread records give the site's statistics, so the hot path
// needs no atomic read-modify-write.
enum { MPR_SHARE_CHUNK_BITS = 6, MPR_SHARE_CHUNKS = 1 << (MPR_SITE_BITS - MPR_SHARE_CHUNK_BITS) };
#define MPR_SHARES_A_CHUNK ((uint32_t)1 << MPR_SHARE_CHUNK_BITS)
_Static_assert(MPR_END_OF_SITES % MPR_SHARES_A_CHUNK == 0, "the chunk of MPR_UNCOUNTED_SITE has no sites");

// MARK: Stacks

// Where the caller's state is read.
typedef struct {
  const uintptr_t *pc, *fp;
} mpr_frame_places;

// A frame of the stack as it was when its thread last allocated; see stack_walk.c for the invariant.
typedef struct {
  uintptr_t fp, pc, sp;
  mpr_frame_places places;  // what is not read has its place in the next outer frame itself; among the fresh ones NULL
  uint64_t path;            // mpr_longer_path of the frames from the outermost one to this; 0 in frames[0]
  uint32_t node;
  uint16_t piece;  // how many frames from here outwards have all their places on one piece of the stack; fresh: whether it can be one
  uint8_t kind;
} __attribute__((aligned(64))) mpr_frame;  // a line of the cache
// Behind the end of a walk stand so many frames that never change.
enum { MPR_PADDING_FRAMES = 3 };

// The site of a path. Known by a 64-bit hash: that two of a program's paths meet in one is less likely than a memory error.
typedef struct {
  uint64_t path;
  uint32_t site;
} mpr_cached_site;
enum { MPR_SITE_CACHE_BITS = 12 };

// Room for twice the limit, so that a stack around the limit is not walked anew at each event; and for a window, which
// looks for its frame, as much at least as without a tracer.
#define MPR_STACK_CAPACITY(limit) (2 * ((limit) > MPR_DEFAULT_FRAMES ? (limit) : MPR_DEFAULT_FRAMES) + 64)

typedef struct {
  uintptr_t top;         // one past the highest address of the thread's stack
  uint32_t limit;        // the period's maximum_frames
  uint32_t capacity;     // of frames and fresh: what of them is used in this period
  uint32_t count;        // frames[1...count], outermost first; frames[0] holds what ended the walk
  uint32_t first;        // the outermost frame that has a node: 1, or more when deeper than the limit
  uint32_t root;         // above frames[first].node
  uint32_t resolved;     // frames[first...resolved] have their nodes
  bool truncated;        // frames[1] is not the outermost frame there is
  uint32_t site;         // of frames[count]; 0 when not known
  const mpr_frame *innermost;  // &frames[count]; NULL when its site is not known or has no share, or it is none of a hook's caller
  mpr_site_share *share;       // the thread's, of site while that is known; NULL without memory
  mpr_frame *frames, *fresh;
  mpr_cached_site sites[1 << MPR_SITE_CACHE_BITS];
  mpr_rule_table rules;
} mpr_stack;

// MARK: Thread records

// What was counted in earlier periods, when this one began for the thread; and what it released of their blocks since.
typedef struct {
  mpr_counters before;
  uint64_t freed_bytes, freed_blocks;
} mpr_forgotten;

// One running thread's counts. Made at a thread's first event, handed on to another thread after its end: counts only
// ever grow, so nobody has to collect them.
typedef struct mpr_thread {
  mpr_counters counters;
  int64_t pending;  // live bytes not yet added to the period's, |pending| < MPR_BATCH
  struct mpr_period *period;  // the one that the thread's last event was in
  mpr_forgotten forgotten;    // written before period is
  mpr_excerpt *excerpt;       // of the closure that runs on this thread
  uint64_t event;             // an event that uses excerpts began at this moment, counted in openings from 1; 0: none
  uintptr_t last_block;
  struct mpr_window *window;
  uint64_t circumstances;   // mpr_circumstances at the last event, if it was usual; else 0
  struct mpr_thread *next;  // all records, published once
  struct mpr_thread *next_idle;
  uint32_t number;  // from 0
  uint32_t holding;  // blocks between hold and record
  uint64_t *sizes;  // MPR_TABLE_SIZES; NULL when there is no recording
  mpr_stack stack;
  mpr_site_share *shares[MPR_SHARE_CHUNKS];
} mpr_thread;

// Thread-local state, small: static TLS is scarce in a preloaded library.
typedef struct {
  mpr_thread *record;  // NULL before the first event and after the thread's end
  union {
    struct {
      int in_hook;  // an event is being recorded: what a signal handler does meanwhile goes to the shared record
      int paused;   // mpr_thread_pause
    };
    uint64_t busy;  // not 0: either. Little-endian: 1 is in the hook and not paused
  };
  bool ended;          // the record was handed back
  void *owner;         // mpr_thread_owner
} mpr_local;
extern __thread mpr_local mpr_this_thread __attribute__((tls_model("initial-exec")));

// The innermost frame may have changed.
static inline void mpr_forget_site(mpr_stack *stack) {
  stack->site = 0;
  stack->innermost = NULL;
}

// For the compiler nothing of the event is outside.
static inline void mpr_enter_hook(mpr_local *local) {
  local->in_hook = 1;
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
}
static inline void mpr_leave_hook(mpr_local *local) {
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
  local->in_hook = 0;
}

extern mpr_thread *mpr_all_threads;  // linked by next
// For events on threads without a record of their own; its counts are changed atomically.
mpr_thread *mpr_shared_record(void);
bool mpr_threads_prepare(void);
mpr_thread *mpr_begin_thread(void);  // the calling thread's record; NULL without memory or after its end
static inline mpr_thread *mpr_own_thread(void) {
  mpr_thread *record = mpr_this_thread.record;
  return MPR_LIKELY(record != NULL) ? record : mpr_begin_thread();
}
void mpr_threads_forked(void);  // in the child
void mpr_holding_forked(void);  // in the child
void mpr_let_go(mpr_held_block held);  // it is in the map again, or gone
void mpr_threads_begin_anew(void);  // without shares and sizes; nobody else may look meanwhile
static inline void mpr_count_atomically(mpr_counters *counters, size_t size, bool release) {
  // Who reads a release sees its allocation.
  __atomic_fetch_add(release ? &counters->freed_bytes : &counters->allocated_bytes, size, __ATOMIC_RELEASE);
  __atomic_fetch_add(release ? &counters->freed_blocks : &counters->allocated_blocks, 1, __ATOMIC_RELEASE);
}
void mpr_flush_pending(mpr_thread *thread);
// NULL where it is not there yet.
static inline mpr_site_share *mpr_share_there(const mpr_thread *record, uint32_t site) {
  mpr_site_share *shares = MPR_OBSERVE(record->shares[site >> MPR_SHARE_CHUNK_BITS]);
  return MPR_LIKELY(shares != NULL) ? &shares[site & (MPR_SHARES_A_CHUNK - 1)] : NULL;
}
// NULL without memory.
static inline mpr_site_share *mpr_share(mpr_thread *record, uint32_t site) {
  mpr_site_share **chunk = &record->shares[site >> MPR_SHARE_CHUNK_BITS];
  mpr_site_share *shares = mpr_table_once(
      (void **)chunk, MPR_TABLE_SHARES, record->number, site >> MPR_SHARE_CHUNK_BITS,
      MPR_SHARES_A_CHUNK * sizeof(mpr_site_share));
  return MPR_LIKELY(shares != NULL) ? &shares[site & (MPR_SHARES_A_CHUNK - 1)] : NULL;
}

// MARK: Periods and the process

// From one clear to the next; see period.c.
typedef struct mpr_period {
  mpr_peak peak;
  uint32_t first_site, end_site;  // sites of the period: first_site ..< end_site; the first is that without traceback
  unsigned maximum_frames;
} mpr_period;
extern mpr_period *mpr_current_period;
// Ends the current period and begins the next; false without memory.
bool mpr_begin_period(unsigned maximum_frames);
int mpr_excerpts_changed(int change);  // how many are open; tracebacks are recorded while there are some
void mpr_enter_period(mpr_thread *thread);  // at the thread's first event in it

enum { MPR_BATCH = 16 * 1024 };
typedef struct {
  const char *single_threaded;  // glibc's flag, 0 where there is none
  uint64_t dropped_blocks, dropped_tracebacks;
  uint64_t uncounted_blocks, uncounted_bytes;  // live, of MPR_UNCOUNTED_SITE
} mpr_process_state;
extern mpr_process_state mpr_process;

// MARK: Inside an event

// The hash of a path with one frame more.
static inline uint64_t mpr_longer_path(uint64_t path, uintptr_t pc, uint16_t kind) {
  path = (path ^ pc ^ (uint64_t)kind << 60) * UINT64_C(0xbf58476d1ce4e5b9);
  return path ^ path >> 32;
}
#define MPR_CUT_PATH UINT64_C(0x9e3779b97f4a7c15)  // above the outermost frame of a stack that goes on

// The site of the calling thread's stack at `frame`; 0 when it cannot be kept.
uint32_t mpr_stack_site(mpr_thread *thread, const void *frame);
// The same where it is known that the stack is not what it was, from `changed` on outwards or (NULL) anywhere.
uint32_t mpr_changed_stack_site(mpr_thread *thread, const void *frame, const mpr_frame *changed);
// In the hook, which it leaves: records a block of the thread's, at a stack that is not what it was. Gives the block.
void *mpr_record_where_changed(mpr_thread *thread, void *block, size_t size, const void *frame, mpr_allocator allocator,
                               const mpr_frame *changed);
// Brings thread->stack up to date with `frame`, without nodes for a site.
void mpr_walk(mpr_thread *thread, const void *frame);
uintptr_t mpr_stack_top(void);
// mpr_frame.kind; the last is that of frames[0] alone.
enum { MPR_STACK_FRAME, MPR_ASYNC_CONTEXT, MPR_RESUMED_FRAME, MPR_INTERRUPTED_FRAME, MPR_END_OF_WALK };
// An async context stands between the frame that runs in it and its caller; it is not a frame of code itself.
static inline bool mpr_frame_is_code(const mpr_frame *frame) { return frame->kind != MPR_ASYNC_CONTEXT; }
// A return address on aarch64 may carry an authentication code; xpaclri, a hint on older processors, removes it.
static inline uintptr_t mpr_without_signature(uintptr_t address) {
#if defined(__aarch64__)
  register uintptr_t link __asm__("x30") = address;
  __asm__("hint #7" : "+r"(link));
  return link;
#else
  return address;
#endif
}
// As in mpr_read_traceback.
static inline uint64_t mpr_frame_address(const mpr_frame *frame) {
  uint64_t pc = mpr_without_signature(frame->pc);
  return frame->kind == MPR_STACK_FRAME ? pc : pc | MPR_PROGRAM_COUNTER_BIT;
}

extern int mpr_watchers;     // open scopes and excerpts: each is looked for only while there are some
extern int mpr_open_scopes;
extern int mpr_open_excerpts;
// Grows after a period began, the mode changed, or somebody began or ended watching: an event that finds it as it was at the one before
// need not look at each of them.
extern uint64_t mpr_circumstances;
static inline void mpr_circumstances_changed(void) { __atomic_fetch_add(&mpr_circumstances, 1, __ATOMIC_RELEASE); }
static inline void mpr_change_watchers(int change) {
  __atomic_fetch_add(&mpr_watchers, change, __ATOMIC_RELAXED);
  mpr_circumstances_changed();
}
static inline bool mpr_is_watched(const mpr_thread *thread) {
  return MPR_UNLIKELY(thread->window != NULL) || MPR_UNLIKELY(MPR_READ(mpr_watchers));
}
void mpr_count_in_scopes(mpr_thread *thread, const void *frame, size_t size, bool release);
// Between them no excerpt and no alias that the thread's event may have come upon is used again.
void mpr_begin_excerpt_event(mpr_thread *thread);
static inline void mpr_end_excerpt_event(mpr_thread *thread) { MPR_PUBLISH(thread->event, 0); }
// The same for an event without a record of its own.
void mpr_begin_shared_excerpt_event(void);
void mpr_end_shared_excerpt_event(void);
void mpr_excerpts_forked(void);  // in the child
// The alias under which a block of this site is entered now; the site itself where no excerpt wants it.
uint32_t mpr_alias_for(mpr_thread *thread, uint32_t site);
mpr_excerpt *mpr_scope_excerpt(mpr_scope *scope);
void mpr_alias_allocated(uint32_t alias, size_t size);
// Counts the release in the excerpts and gives the site.
uint32_t mpr_alias_released(uint32_t alias, size_t size, bool temporary);
uint32_t mpr_site_behind(uint32_t site_or_alias);
// Whether a block of this site belongs to the current period.
static inline bool mpr_counts_now(uint32_t site) {
  return site >= MPR_OBSERVE(mpr_current_period)->first_site && site != MPR_UNCOUNTED_SITE;
}
bool mpr_is_of_excerpt(uint32_t site_or_alias, const mpr_excerpt *excerpt);
void mpr_add_share(mpr_site_statistics *sum, const mpr_site_share *share, const mpr_peak *peak);
static inline bool mpr_is_alias(uint32_t site) { return site >> (MPR_SITE_BITS - 1); }
// Tells the window where its closure stands, before the event is counted.
void mpr_window_switch(mpr_window *window, mpr_thread *thread, const void *frame);

#pragma GCC visibility pop
#endif
