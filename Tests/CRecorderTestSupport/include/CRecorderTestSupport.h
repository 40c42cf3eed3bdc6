// What the tests need of the recorder's private parts, and stacks that Swift cannot make by itself.
#ifndef CRECORDERTESTSUPPORT_H
#define CRECORDERTESTSUPPORT_H
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The same stack, walked twice. Addresses are innermost first; at most `limit` are stored on each side.
typedef struct {
  uintptr_t *by_rules, *by_unwinder;
  int rule_count, unwinder_count, limit;
} walk_pair;

// Walks the caller's stack by frame rules and by libgcc's _Unwind_Backtrace.
void walk_both_ways(walk_pair *pair);

// Each calls walk_both_ways from a stack of its kind. False where that stack cannot be made on this machine.
bool walk_inside_qsort(walk_pair *pair);
bool walk_inside_sqlite_function(walk_pair *pair);
bool walk_inside_cxx_thread(walk_pair *pair);
bool walk_inside_raised_signal(walk_pair *pair, bool on_alternate_stack);
// Handlers return to code of this system that lies in a loaded image: only then can a walk know it. Where it does not, the three
// functions around here have handlers return to code of their own.
bool handlers_return_to_an_image(void);
int set_handler_with_foreign_restorer(int number, void (*handler)(int, siginfo_t *, void *), int flags);
bool walk_inside_signal_with_foreign_restorer(walk_pair *pair);
bool walk_inside_trap_at_function_start(walk_pair *pair);
void call_inside_trap_at_function_start(void (*function)(void));
bool walk_inside_realigned_frame(walk_pair *pair);

// Calls the function from a frame that keeps this async context: {caller's context, where the caller resumes}.
void call_in_async_frame(const uintptr_t *context, void (*function)(void));

// A return address in a function that has no call-frame entry, as swiftc -O makes many.
uintptr_t address_without_entry(void);

// The file name of the image that holds `address`; "" for none.
const char *image_name(uintptr_t address);
// The address of a symbol, 0 if there is none.
uintptr_t address_of_symbol(const char *name);

// A rule as one number, so that it compares: all fields side by side.
uint64_t rule_for(uintptr_t return_address);
uint64_t make_rule(uint8_t kind, int32_t cfa_offset, int16_t return_slot, int16_t fp_slot);
uint8_t kind_of_rule(uint64_t rule);

// Asks a thread's table for the rules at these addresses, one after the other, twice; and before each for that at an address of no process
// that has the same place. How many answers were not that of a single lookup?
size_t wrong_rules_of_table(uintptr_t first, size_t count);

// mpr_rule_kind, and the registers' numbers in tables of this architecture.
extern const uint8_t rule_frame_pointer, rule_cfa_from_sp, rule_cfa_from_fp, rule_cfa_at_fp, rule_signal_frame;
extern const uint8_t rule_outermost, rule_unknown;
extern const uint8_t register_fp, register_sp, register_return;

// Whether errno has this value after looking up an address.
bool lookup_keeps_errno(uintptr_t return_address, int value);

// Remembered images: what a libc without _dl_find_object works from.
void remember_images(void);
bool is_remembered(uintptr_t pc);
bool remembered_like_found(uintptr_t pc);
// Whether the library's code is still mapped after it was opened, remembered and closed; `symbol` is in it.
bool stays_after_close(const char *library, const char *symbol);

// A copy of the call-frame tables of the image that holds `pc`, ending (or starting) at a page that cannot be read.
typedef struct {
  uint8_t *bytes;         // of `size`
  uintptr_t size;
  uintptr_t table_offset;  // of .eh_frame_hdr in the bytes
  uintptr_t moved_by;      // the copy's address minus the original's, modulo 2^64
  void *mapping;
  uintptr_t mapping_size;
} table_copy;
table_copy copy_tables(uintptr_t pc, bool guard_after);
// The same of bytes that begin with .eh_frame_hdr; moved_by is their address.
table_copy copy_bytes(const uint8_t *bytes, uintptr_t size, bool guard_after);
void free_table_copy(table_copy copy);
// The rule that the copy gives for the original's `pc`.
uint64_t rule_in_copy(const table_copy *copy, uintptr_t pc);

// Events as the interposer would send them, for made-up blocks, with the caller's frame.
void record_allocation(uintptr_t block, size_t size);
void record_release(uintptr_t block);
void record_reallocation(uintptr_t from, uintptr_t to, size_t size);
void record_failed_reallocation(uintptr_t from);
// An allocation under `depth` frames of one recursive function.
void record_allocation_at_depth(uintptr_t block, size_t size, int depth);

// `threads` threads at once, each of which allocates `events` blocks of random size and releases such as any of them
// allocated. All are released in the end. Addresses are below `base` + threads × events × 320.
void record_on_threads(int threads, int events, uintptr_t base);
// The same; the calling thread calls `meanwhile` once the others run.
void record_on_threads_while_calling(int threads, int events, uintptr_t base, void (*meanwhile)(void));
// As many threads one after another, each with one allocation that its successor releases.
void record_on_short_threads(int threads, uintptr_t base);
void record_release_on_short_thread(uintptr_t block);
// Threads that allocate and release at many sites, until `meanwhile` has returned on the calling thread.
void record_at_many_sites_while_calling(int threads, uintptr_t base, void (*meanwhile)(void));
// Somebody else has the tree of tracebacks meanwhile.
void record_allocation_with_busy_tree(uintptr_t block, size_t size);
// How often another thread found totals below zero while the calling one was in `meanwhile`.
int negative_totals_while_calling(void (*meanwhile)(void));

// In a forked child: records, reads the totals, and ends with 0 when what it recorded shows in them.
int record_in_forked_child(uintptr_t block, size_t size);

#endif
