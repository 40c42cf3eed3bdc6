// Brackets: which profiled functions ran when, in the recording's timeline.
//
// Called by the profiler around a profiled call, never by a hook. Runs of one function that follow each other within a
// millisecond are one bracket, so that a function in a hot loop does not fill the file; RSS is read as seldom. The list
// of a process is bounded: what finds no room is counted as dropped.
#ifdef __linux__
#define _GNU_SOURCE
#include <string.h>

#include "recorder.h"

enum { MOST_NAMES = 4096, BRACKET_CHUNKS = 256, A_MILLISECOND = 1000 * 1000 };

typedef struct {
  mpr_recorded_bracket *last;  // closed, for the next run; nobody else's while it is taken out
  uint32_t process;            // where the name stands already
  char name[MPR_NAME_BYTES];
} bracket_name;

static bracket_name *names;  // numbers count from 1; names[0] is not used
static uint32_t name_count, bracket_count;
static mpr_recorded_bracket *chunks[BRACKET_CHUNKS];

void mpr_brackets_begin_anew(void) {
  memset(chunks, 0, sizeof chunks);
  for (uint32_t name = 1; name <= name_count && name < MOST_NAMES; name++) names[name].last = NULL;
  bracket_count = 0;
}

uint32_t mpr_bracket_name(const char *name, size_t length) {
  if (!mpr_is_recording() || !mpr_mapped_once((void **)&names, MOST_NAMES * sizeof(bracket_name))) return 0;
  uint32_t number = __atomic_add_fetch(&name_count, 1, __ATOMIC_RELAXED);
  if (number >= MOST_NAMES) return 0;
  memcpy(names[number].name, name, length < MPR_NAME_BYTES ? length : MPR_NAME_BYTES - 1);
  return number;
}

static void note_name(uint32_t number) {
  uint32_t process = mpr_recorded_process_number();
  if (__atomic_exchange_n(&names[number].process, process, __ATOMIC_RELAXED) == process) return;
  char *noted = mpr_make_recorded_table(MPR_TABLE_NAME, 0, number, MPR_NAME_BYTES);
  if (noted) memcpy(noted, names[number].name, MPR_NAME_BYTES);
}

static mpr_recorded_bracket *new_bracket(void) {
  uint32_t index = __atomic_fetch_add(&bracket_count, 1, __ATOMIC_RELAXED), chunk = index / MPR_BRACKETS_A_CHUNK;
  mpr_recorded_bracket *there = NULL;
  if (chunk < BRACKET_CHUNKS)
    there = mpr_table_once((void **)&chunks[chunk], MPR_TABLE_BRACKETS, 0, chunk,
                           MPR_BRACKETS_A_CHUNK * sizeof(mpr_recorded_bracket));
  if (there) return &there[index % MPR_BRACKETS_A_CHUNK];
  __atomic_fetch_add(&mpr_recorded_process_table()->dropped_brackets, 1, __ATOMIC_RELAXED);
  return NULL;
}

// The function's last run, when it has hardly ended.
static mpr_recorded_bracket *reopened(uint32_t name, uint64_t now) {
  mpr_recorded_bracket *last = __atomic_exchange_n(&names[name].last, NULL, __ATOMIC_ACQ_REL);
  return last && now - last->exit_time < A_MILLISECOND ? last : NULL;
}

mpr_recorded_bracket *mpr_open_bracket(uint32_t name, int statm) {
  if (name == 0 || mpr_recorded_process_table() == NULL) return NULL;
  uint64_t now = mpr_unix_time();
  mpr_recorded_bracket *bracket = reopened(name, now);
  if (bracket == NULL) {
    if ((bracket = new_bracket()) == NULL) return NULL;
    note_name(name);
    *bracket = (mpr_recorded_bracket){.entry_time = now, .name = name, .process = mpr_recorded_process_number()};
    bracket->entry_resident = mpr_read_resident(statm);
  }
  bracket->calls++;
  MPR_WRITE(bracket->exit_time, 0);
  return bracket;
}

void mpr_close_bracket(mpr_recorded_bracket *bracket, int statm) {
  if (bracket == NULL || bracket->process != mpr_recorded_process_number()) return;  // the parent's
  uint64_t now = mpr_unix_time();
  if (now - bracket->measured_time > A_MILLISECOND) {
    bracket->exit_resident = mpr_read_resident(statm);
    bracket->measured_time = now;
  }
  MPR_WRITE(bracket->exit_time, now);
  __atomic_store_n(&names[bracket->name].last, bracket, __ATOMIC_RELEASE);
}
#endif
