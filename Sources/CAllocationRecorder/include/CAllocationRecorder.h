// The recorder: counts every block with its requested size and traceback.
//
// Fed by the interposer (or, in tests, by made-up addresses), read by MemoryProfiler. It allocates nothing: its memory
// comes from mmap. Every function here may be called from any thread. Functions that report failure return 0 or an
// errno value.
#ifndef MPR_CALLOCATIONRECORDER_H
#define MPR_CALLOCATIONRECORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "CRecorderCalls.h"

#ifdef __cplusplus
extern "C" {
#endif

// MARK: Control

typedef enum {
  MPR_OFF = 0,         // nothing was ever recorded
  MPR_DRAINING = 1,    // allocations are not recorded, releases of recorded blocks are
  MPR_SIZES = 2,       // blocks are recorded with their size
  MPR_TRACEBACKS = 3,  // blocks are recorded with their size and traceback
  MPR_UNDECIDED = 4,   // before the first allocation, which asks mpr_decide_at_first_allocation
} mpr_mode;

enum { MPR_DEFAULT_FRAMES = 256, MPR_MAXIMUM_FRAMES = 2048 };

// What the hooks look at first; written by control.c only. Who finds that something is recorded finds the tables, too.
extern int mpr_current_mode;
static inline mpr_mode mpr_mode_now(void) { return (mpr_mode)__atomic_load_n(&mpr_current_mode, __ATOMIC_ACQUIRE); }

// The interposer's, where it is linked: sets the mode. Called inside malloc.
void mpr_decide_at_first_allocation(void);

// The tracer: records each block with its traceback, up to `maximum_frames` frames. What was recorded before counts for
// nothing. EINVAL for a limit outside 1...MPR_MAXIMUM_FRAMES, EALREADY when it runs already, ENOMEM. One that runs since
// launch is taken over, once, as it is.
int mpr_start(unsigned maximum_frames);
// The same at the process's first allocation.
int mpr_start_at_launch(unsigned maximum_frames);
// At the process's first allocation: sizes alone are recorded, of every block.
int mpr_record_sizes_at_launch(void);

// MARK: The recording (recording.h): the tables in a file

// Opens the file at `path`, which its maker gave a header and a directory chunk, for this process; before anything is
// recorded. 0 or an errno value; EINVAL for a file that is none.
int mpr_record_to(const char *path);
void mpr_recording_images(void);  // notes the images that are loaded now
void mpr_recording_ended(void);
bool mpr_is_recording(void);

// A run of a profiled function, in the recording's timeline. Names have numbers from 1; 0: there is no recording. NULL for 0,
// and where there is no room, which is counted. `statm` as in mpr_read_resident.
typedef struct mpr_recorded_bracket mpr_recorded_bracket;
uint32_t mpr_bracket_name(const char *name, size_t length);
mpr_recorded_bracket *mpr_open_bracket(uint32_t name, int statm);
void mpr_close_bracket(mpr_recorded_bracket *bracket, int statm);

// Whether every block of the process is known: it traces since launch, and nothing was cleared.
bool mpr_traces_since_launch(void);
// Whether each live block is in the map, whatever was cleared: it was recorded without a break since launch, and nothing dropped.
bool mpr_knows_every_block(void);
// Whether blocks are recorded now, with or without their traceback.
static inline bool mpr_records_blocks(void) {
  mpr_mode mode = mpr_mode_now();
  return mode == MPR_SIZES || mode == MPR_TRACEBACKS;
}
// Stops the tracer and forgets what it recorded. EALREADY when it does not run.
int mpr_stop(void);
// The tracer's limit; 0 when it does not run.
unsigned mpr_tracing_frames(void);
// Forgets every block and traceback; tracing goes on. Other threads record meanwhile. 0 or ENOMEM.
int mpr_clear(void);
// Makes the live bytes of this moment the peak.
int mpr_reset_peak(void);
// From now on the size of each block is recorded, for profiles. 0 or ENOMEM.
int mpr_record_sizes(void);

// Set by the interposer when the program is linked with it; without it nothing ever feeds the recorder.
extern bool mpr_interposer_is_linked;
static inline bool mpr_is_interposed(void) { return mpr_interposer_is_linked; }
// Cleared by the interposer, before the first block, where another library's malloc does the work.
extern bool mpr_blocks_are_glibcs;

// MARK: Feeding

// What the program called; the numbers stand in recordings.
typedef enum { MPR_MALLOC, MPR_CALLOC, MPR_REALLOC, MPR_ALIGNED, MPR_MMAP } mpr_allocator;
enum { MPR_ALLOCATORS = 5, MPR_SIZE_BUCKETS = 64 };

// The frame of the function in which this stands, as the calls below take it: where the caller's frame pointer and the return
// address into the caller are, one after the other. The caller's own stack goes on right behind these two words on
// x86-64; on aarch64 compilers put them anywhere into a frame, and how many bytes further stands in the upper 16 bits. That function
// must not be left by the call that takes it (a tail call): the callee's frame would cover the words.
#if defined(__aarch64__)
#if defined(__clang__)
#define MPR_STACK_OF_CALLER __builtin_sponentry()
#else
#define MPR_STACK_OF_CALLER __builtin_dwarf_cfa()
#endif
static inline const void *mpr_frame_with_stack(const void *frame, const void *stack) {
  return (const void *)((uintptr_t)frame | ((uintptr_t)stack - (uintptr_t)frame) << 48);
}
#define MPR_FRAME mpr_frame_with_stack(__builtin_frame_address(0), MPR_STACK_OF_CALLER)
#else
#define MPR_FRAME __builtin_frame_address(0)
#endif

// A block was allocated. `frame` is the MPR_FRAME of the libc entry point, NULL for a block without traceback. Gives the block, so that a
// hook need not keep it meanwhile.
void *mpr_record_allocation(void *block, size_t size, const void *frame, mpr_allocator allocator);
// The program mapped memory of its own: no block, counted in the recording's sizes alone.
void mpr_record_mapping(size_t size);
// The block is about to be given back: call it before libc can hand the address to somebody else.
void mpr_record_release(const void *block, const void *frame);

// realloc: the block is taken out before libc runs, then put back (failure) or recorded anew (success).
typedef struct {
  uint32_t site;  // 0: the block was not recorded
  size_t size;
  uint32_t *holder;  // counts the blocks that its thread holds
} mpr_held_block;
mpr_held_block mpr_hold_block(const void *block);
void mpr_restore_block(const void *block, mpr_held_block held);
void mpr_record_reallocation(mpr_held_block held, void *block, size_t size, const void *frame);
// Zeroes a block of malloc's from `start` on, if it is not large: what stood there before would look like references to those who search the
// heap. Gives the block.
void *mpr_clear_block(void *block, size_t start, size_t size);
// Whether no thread is between hold and record, when a live block is not in the map. For a moment when the others stand still.
bool mpr_is_at_rest(void);

// mmap as the kernel has it: the program's own mmap may be an interposer.
void *mpr_system_map(void *address, size_t size, int protection, int flags, int file, long offset);

// MARK: Counters

// What one thread, or one async execution, did since it began. A thread's are written by that thread only.
typedef struct {
  uint64_t allocated_bytes;
  uint64_t freed_bytes;
  uint64_t allocated_blocks;
  uint64_t freed_blocks;
  int64_t high;  // the highest allocated_bytes − freed_bytes since somebody last set it
} mpr_counters;

// The calling thread's counters; the pointer stays readable for ever, the counters are this thread's until it ends.
mpr_counters *mpr_thread_counters(void);

// Between pause and resume (they nest) the calling thread's allocations are the profiler's own: they count nowhere.
void mpr_thread_pause(void);
void mpr_thread_resume(void);

// Of what was recorded since the last start, stop or clear.
typedef struct {
  uint64_t live_bytes, live_blocks;
  uint64_t total_bytes, total_blocks;
  uint64_t peak_bytes;                 // exact with one thread; with more, at most 16 KiB a running thread too low
  uint64_t dropped_blocks;             // not recorded because there was no memory for it
  uint64_t dropped_tracebacks;         // recorded without their traceback for the same reason
  uint64_t own_bytes;                  // mapped by the recorder itself (address space; resident is at most this)
} mpr_totals;
void mpr_read_totals(mpr_totals *totals);
// Of all that mpr_list_every_block lists.
void mpr_count_every_block(uint64_t *blocks, uint64_t *bytes);

// MARK: Tracebacks

// A site is one distinct traceback, until the next clear; the first of the range stands for blocks without one.
typedef struct {
  uint64_t total_bytes, total_blocks;
  uint64_t live_bytes, live_blocks;
  uint64_t peak_bytes, peak_blocks;  // live at the process's peak
  uint64_t temporary_blocks;         // freed before their thread allocated again
} mpr_site_statistics;
void mpr_site_range(uint32_t *first, uint32_t *end);
void mpr_read_site(uint32_t site, mpr_site_statistics *statistics);

// Frames are return addresses, innermost first. With this bit an address is where an async function resumes, a
// program counter.
#define MPR_PROGRAM_COUNTER_BIT (UINT64_C(1) << 63)
// Writes up to `capacity` frames, returns how many there are. `truncated`: the stack was deeper than the limit.
size_t mpr_read_traceback(uint32_t site, uint64_t *frames, size_t capacity, bool *truncated);
// The same by node of the calling-context tree.
size_t mpr_read_node(uint32_t node, uint64_t *frames, size_t capacity, bool *truncated);
// The site and size of a live recorded block; false when the address is not the start of one.
bool mpr_find_block(const void *block, uint32_t *site, size_t *size);

// The live recorded block that holds the address, anywhere inside its first 256 GiB. Asks the kernel for each 64 MiB it looks
// through: some 20 µs.
bool mpr_find_block_around(const void *address, mpr_live_block *found);
typedef struct mpr_excerpt mpr_excerpt;
// The live blocks (NULL: of the tracer; or of an open excerpt) by ascending address, `capacity` at a time, 0 at the
// end; *cursor is 0 at first. Other threads go on: what they allocate and release meanwhile may be in it or not,
// and any block may be gone when the call returns.
size_t mpr_list_blocks(const mpr_excerpt *excerpt, uintptr_t *cursor, mpr_live_block *into, size_t capacity);
// The same with the blocks that a clear, start or stop left behind: all that are live and known. Those that were allocated while their
// thread was paused, which count nowhere, have the site MPR_NOT_COUNTED.
#define MPR_NOT_COUNTED UINT32_MAX
size_t mpr_list_every_block(uintptr_t *cursor, mpr_live_block *into, size_t capacity);

// What the recorder has mapped for itself; what of it is resident is less.
void mpr_visit_own_memory(void (*visit)(uintptr_t start, size_t bytes, void *context), void *context);

// MARK: Excerpts: the blocks that a closure allocates, apart and on top of everything else

// 0 or ENOMEM. While an excerpt is open tracebacks are recorded, whether the tracer runs or not.
int mpr_excerpt_open(mpr_excerpt **excerpt);
// Before anybody enters it: what code in `ranges` (a test library, at most MPR_LEFT_OUT_RANGES) allocates for itself does not belong to it.
// What it allocates for code of `program` that it calls does.
typedef struct {
  uint64_t start, end;
} mpr_code_range;
enum { MPR_LEFT_OUT_RANGES = 4 };
void mpr_excerpt_leave_out(mpr_excerpt *excerpt, const mpr_code_range *ranges, size_t count, mpr_code_range program);
// Whose blocks belong to it: all threads', or the calling thread's (strictly nested there).
void mpr_excerpt_enter_all(mpr_excerpt *excerpt);
void mpr_excerpt_leave_all(mpr_excerpt *excerpt);
bool mpr_excerpt_enter_thread(mpr_excerpt *excerpt);
void mpr_excerpt_leave_thread(mpr_excerpt *excerpt);
// Whether a live block belongs to it. Also after it was left.
bool mpr_excerpt_has(const mpr_excerpt *excerpt, const void *block);
// Figures of its blocks, those that were released since included; the peak is that of their live bytes together.
void mpr_read_excerpt(mpr_excerpt *excerpt, mpr_totals *totals);
// One site after the other, 0 at the end; *cursor is 0 at first. A site may come more than once: its figures add up.
uint32_t mpr_next_excerpt_site(mpr_excerpt *excerpt, uint32_t *cursor, mpr_site_statistics *statistics);
void mpr_excerpt_close(mpr_excerpt *excerpt);

// MARK: Scopes: what one execution does, wherever its task runs

// Tasks carry a reference to their scope in a task-local value; child tasks inherit it.
typedef struct mpr_scope mpr_scope;
typedef struct {
  mpr_scope *scope;
  uint64_t generation;  // a reference that outlives its scope does not match any more
} mpr_scope_reference;

// NULL scope when there is no memory. `outer` (may be empty) is counted too.
mpr_scope_reference mpr_scope_open(mpr_scope_reference outer);
void mpr_scope_close(mpr_scope_reference reference);
mpr_counters *mpr_scope_counters(mpr_scope *scope);
// Whether the reference is to a scope that is still open.
bool mpr_scope_is_open(mpr_scope_reference reference);
// The scope that the calling thread's current task carries.
mpr_scope_reference mpr_current_scope(void);
// Makes the current task carry `reference`, until the matching pop; strictly nested, on the same task.
// `metadata`: Swift's of the type mpr_scope_reference.
void mpr_scope_push(mpr_scope_reference reference, const void *metadata);
void mpr_scope_pop(void);
// From now on, what the runtime's own executors allocate to schedule a task is not recorded.
void mpr_leave_out_executors(void);
// The calling task's identity; NULL outside tasks.
const void *mpr_current_task(void);
mpr_scope_reference mpr_outer_scope(mpr_scope *scope);
// What the scope's tasks allocate belongs to the excerpt.
void mpr_scope_set_excerpt(mpr_scope *scope, mpr_excerpt *excerpt);
// A pointer of the caller's own, kept with the scope while it is open.
void mpr_scope_set_owner(mpr_scope *scope, void *owner);
void *mpr_scope_owner(mpr_scope *scope);

// A pointer of the caller's own for each thread; NULL at first.
void *mpr_thread_owner(void);
void mpr_set_thread_owner(void *owner);

// MARK: Windows: lines of a closure from the frames of its allocations

// A window watches one frame, that of a function which calls a closure: each allocation and release inside goes to
// the address at which the closure then stood. While a window is open on a thread, a change of address samples RSS.
typedef struct mpr_window mpr_window;
typedef struct {
  uint64_t address;        // as a frame of a traceback; 0: no frame of the closure was found
  uint64_t runs;           // how often the address became the current one
  int64_t resident_after;  // bytes; -1 never sampled
  int64_t resident_increment;
  int64_t traced, peak;
  uint64_t allocated_blocks;
  uint64_t nanoseconds;
} mpr_window_row;

// `frame`: the frame address (or the async context) of the function that calls the closure. `statm`: an open
// /proc/self/statm, or -1 for no RSS. NULL when there is no memory.
mpr_window *mpr_window_open(const void *frame, int statm, mpr_scope_reference scope);
// Makes the window the calling thread's (sync code) and gives back the one that was.
mpr_window *mpr_window_enter(mpr_window *window);
void mpr_window_leave(mpr_window *previous);
// Ends the last run. Rows in order of appearance, rows[0] for what no address is known of; `total` is measured from
// open to here, not added up from the rows; `dropped` counts events whose address found no row.
size_t mpr_window_rows(mpr_window *window, const mpr_window_row **rows, mpr_window_row *total, uint64_t *dropped);
void mpr_window_close(mpr_window *window);

// MARK: Classes whose instances are watched

enum { MPR_TRACKED_CLASSES = 256 };
// From now on deinitialized instances of this Swift class, whose metadata is given, are counted at *deinitialized, if their blocks are known;
// not those of its subclasses. For ever; the same place for a class that is tracked already. ENOSPC for more than
// MPR_TRACKED_CLASSES, ENOTSUP where the compiler does not know Swift's calls.
int mpr_track_class(void *metadata, const uint64_t **deinitialized);

// MARK: Loaded images

// Calls `visit` for each loaded image; its pointers are valid during the call. Takes the loader's lock.
void mpr_visit_images(void (*visit)(const mpr_image *image, void *context), void *context);

// MARK: As a table

// The functions above that tell of the heap.
extern const mpr_recorder_calls mpr_calls;

// MARK: Where a call comes from

// For a Swift function F that keeps its frame pointer and calls this directly: where F's caller goes on: a return
// address, or a program counter with its bit when F is async. 0 when unknown.
uint64_t mpr_address_of_caller(void);
// The frame address of the calling function, or its async context.
const void *mpr_frame_of_caller(void);

// An address in the code of the recorder: in the program, where that links it.
static inline uintptr_t mpr_own_code(void) { return (uintptr_t)mpr_excerpt_open; }

// Adds 1, from any thread.
static inline void mpr_count_one(intptr_t *place) { __atomic_fetch_add(place, 1, __ATOMIC_RELAXED); }

// RSS in bytes from an open /proc/self/statm, -1 on failure.
int64_t mpr_read_resident(int statm);

#ifdef __cplusplus
}
#endif
#endif
