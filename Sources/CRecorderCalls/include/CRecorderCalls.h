// What one may ask a recorder about the heap, as a table of its functions: for a library that has no recorder of its own and is
// loaded into a process that has one. No code; the functions are CAllocationRecorder's, described there.
#ifndef MPR_CRECORDERCALLS_H
#define MPR_CRECORDERCALLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
  uintptr_t address;
  size_t size;
  uint32_t site;
} mpr_live_block;

typedef struct {
  const char *path;  // the loader's; "" for the program itself and the vDSO
  uint64_t load_bias;
  const uint8_t *build_id;  // NULL when the image has none
  size_t build_id_length;
  const struct mpr_segment {
    uint64_t start, end;
  } *segments;  // the PT_LOAD segments in memory, ascending
  size_t segment_count;
} mpr_image;

// Grows with each change of the table: who calls and who is called may come from different builds.
enum { MPR_CALLS_VERSION = 1 };

// Never NULL.
typedef struct {
  uint32_t version;
  void (*pause)(void);
  void (*resume)(void);
  bool (*records_blocks)(void);
  bool (*knows_every_block)(void);
  bool (*is_at_rest)(void);
  void (*count_every_block)(uint64_t *blocks, uint64_t *bytes);
  size_t (*list_every_block)(uintptr_t *cursor, mpr_live_block *into, size_t capacity);
  bool (*find_block)(const void *block, uint32_t *site, size_t *size);
  size_t (*read_traceback)(uint32_t site, uint64_t *frames, size_t capacity, bool *truncated);
  void (*visit_own_memory)(void (*visit)(uintptr_t start, size_t bytes, void *context), void *context);
  void (*visit_images)(void (*visit)(const mpr_image *image, void *context), void *context);
} mpr_recorder_calls;

// The leak report of the process, by RecordedHeap: reads the request at the beginning of the open file and appends its answer; see
// Reports' LeakExchange. 0, or an errno value when it could not be written.
typedef int (*mpr_leak_reporter)(const mpr_recorder_calls *calls, int file);
#define MPR_LEAK_REPORTER "mpr_report_leaks"

#ifdef __cplusplus
}
#endif
#endif
