// The recording: the recorder's own tables in a file, so that they outlive the process and others can watch them.
//
// Little-endian, natural alignment, offsets in bytes from the file's start. Everything is written in place and never
// moved: a reader may look at any moment, and after a kill -9 the file holds what the tables held. Several processes
// (forked, executed) write to one file, each to tables of its own.
//
//   file      = header, directory chunk, then regions of tables in any order
//   directory = a chain of chunks of entries; an entry says where a table is, whose, and which
//
// A table's space is reserved on the disk before it is mapped, so that a full disk loses tables, never the process.
#ifndef MPR_RECORDING_H
#define MPR_RECORDING_H
#include "CAllocationRecorder.h"
#include "memory.h"

#include <stdbool.h>

#pragma GCC visibility push(hidden)

#define MPR_RECORDING_MAGIC "mprofrec"
enum { MPR_RECORDING_VERSION = 1, MPR_RECORDING_PAGE = 4096, MPR_DIRECTORY_BYTES = 16 * 4096 };

typedef struct {
  char magic[8];
  uint32_t version;
  uint32_t processes;   // how many there were; their numbers count from 1
  uint64_t end;         // what is reserved of the file
  uint64_t directory;   // the first chunk
  uint64_t start_time;  // nanoseconds since 1970-01-01 UTC
  uint64_t timeline;    // mpr_recorded_sample[capacity], written by who started the program
  uint32_t timeline_capacity, timeline_count;
  uint32_t lost_processes;  // of these, how many found no room and are not recorded
} mpr_recording_header;

// Thinned out in place when there is no room: a reader may meet one twice, and in any order.
typedef struct {
  uint64_t time;
  uint32_t pid;
  uint32_t is_traced;
  int64_t resident, traced;  // bytes
} mpr_recorded_sample;

typedef enum {
  MPR_TABLE_PROCESS = 1,  // mpr_recorded_process
  MPR_TABLE_NODES = 2,    // mpr_node[MPR_NODES_A_CHUNK], index: the chunk's number
  MPR_TABLE_SITES = 3,    // uint32_t[MPR_SITES_A_CHUNK], the sites' nodes
  MPR_TABLE_SHARES = 4,   // mpr_site_share[MPR_SHARES_A_CHUNK]; owner: the thread record's number
  MPR_TABLE_PERIOD = 5,   // mpr_period; index: from 0, the last one is current
  MPR_TABLE_IMAGE = 6,    // mpr_recorded_image, noted when first seen
  MPR_TABLE_SIZES = 7,    // uint64_t[MPR_ALLOCATORS][MPR_SIZE_BUCKETS]: blocks; owner: the thread record's number
  MPR_TABLE_NAME = 8,     // char[MPR_NAME_BYTES], of a profiled function; index: its number
  MPR_TABLE_BRACKETS = 9, // mpr_recorded_bracket[MPR_BRACKETS_A_CHUNK], index: the chunk's number
} mpr_table_kind;

typedef struct {
  uint32_t kind;  // written last; 0: not there yet
  uint32_t process, owner, index;
  uint64_t offset, bytes;
} mpr_table_entry;

typedef struct {
  uint64_t next;   // the next chunk's offset; 0: this is the last
  uint32_t count;  // entries that were taken; may exceed the capacity
  uint32_t capacity;
  mpr_table_entry entries[];
} mpr_directory;

typedef struct {
  uint32_t pid, parent_pid;
  uint64_t start_time, end_time;  // as in the header; end 0: still running, or killed
  uint64_t dropped_blocks, dropped_tracebacks, lost_tables;
  char program[1024];  // the path, cut off where it is longer; zero-terminated
  char command[2048];  // the arguments, each zero-terminated, then an empty one
  int64_t end_resident;  // RSS at the end in bytes
  uint64_t dropped_brackets;
  int64_t start_resident;
} mpr_recorded_process;

enum { MPR_NAME_BYTES = 256, MPR_BRACKETS_A_CHUNK = 256 };
struct mpr_recorded_bracket {
  uint64_t entry_time, exit_time;  // exit 0: not returned
  int64_t entry_resident, exit_resident;  // bytes
  uint64_t measured_time;                 // when exit_resident was
  uint32_t name, calls, process, unused;
};

enum { MPR_IMAGE_SEGMENTS = 8, MPR_BUILD_ID_BYTES = 32 };
typedef struct {
  uint64_t load_bias;
  uint32_t segment_count, build_id_length;
  uint64_t segments[2 * MPR_IMAGE_SEGMENTS];  // start, end
  uint8_t build_id[MPR_BUILD_ID_BYTES];
  char path[1024];
} mpr_recorded_image;

// Where tables come from: the recording, and anonymous memory where there is none or it has no room.
// The first alone: NULL where there is no recording, or no room in it, which is counted as lost.
void *mpr_make_recorded_table(mpr_table_kind kind, uint32_t owner, uint32_t index, size_t bytes);
void *mpr_make_table(mpr_table_kind kind, uint32_t owner, uint32_t index, size_t bytes);
// The table at `*place`, made on first use.
void *mpr_make_table_once(void **place, mpr_table_kind kind, uint32_t owner, uint32_t index, size_t bytes);
static inline void *mpr_table_once(void **place, mpr_table_kind kind, uint32_t owner, uint32_t index, size_t bytes) {
  void *there = MPR_OBSERVE(*place);
  return MPR_LIKELY(there != NULL) ? there : mpr_make_table_once(place, kind, owner, index, bytes);
}
// Notes an image of the program where its code is first met in a stack, unless it is known. Runs inside hooks.
struct dl_phdr_info;
void mpr_met_image(const struct dl_phdr_info *image);
void mpr_forget_met_images(void);  // in the child of a fork
// The calling process's number in the recording, from 1; and its table, NULL without one.
uint32_t mpr_recorded_process_number(void);
mpr_recorded_process *mpr_recorded_process_table(void);
uint64_t mpr_unix_time(void);
void mpr_brackets_begin_anew(void);  // in the child of a fork: it has a list of its own
// In the child of a fork: its tables begin anew, and its parent's are not touched. False: the child is not recorded.
bool mpr_recording_forked(void);

#pragma GCC visibility pop
#endif
