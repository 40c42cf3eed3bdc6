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
  uint32_t lost_processes;  // of these, how many found no room and are not recorded
} mpr_recording_header;

typedef enum {
  MPR_TABLE_PROCESS = 1,  // mpr_recorded_process
  MPR_TABLE_NODES = 2,    // mpr_node[MPR_NODES_A_CHUNK], index: the chunk's number
  MPR_TABLE_SITES = 3,    // uint32_t[MPR_SITES_A_CHUNK], the sites' nodes
  MPR_TABLE_SHARES = 4,   // mpr_site_share[MPR_SHARES_A_CHUNK]; owner: the thread record's number
  MPR_TABLE_PERIOD = 5,   // mpr_period; index: from 0, the last one is current
  MPR_TABLE_IMAGE = 6,    // mpr_recorded_image, at launch and at exit
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
} mpr_recorded_process;

enum { MPR_IMAGE_SEGMENTS = 8, MPR_BUILD_ID_BYTES = 32 };
typedef struct {
  uint64_t load_bias;
  uint32_t segment_count, build_id_length;
  uint64_t segments[2 * MPR_IMAGE_SEGMENTS];  // start, end
  uint8_t build_id[MPR_BUILD_ID_BYTES];
  char path[1024];
} mpr_recorded_image;

// Where tables come from: the recording, and anonymous memory where there is none or it has no room.
void *mpr_make_table(mpr_table_kind kind, uint32_t owner, uint32_t index, size_t bytes);
// The table at `*place`, made on first use.
void *mpr_make_table_once(void **place, mpr_table_kind kind, uint32_t owner, uint32_t index, size_t bytes);
static inline void *mpr_table_once(void **place, mpr_table_kind kind, uint32_t owner, uint32_t index, size_t bytes) {
  void *there = MPR_OBSERVE(*place);
  return MPR_LIKELY(there != NULL) ? there : mpr_make_table_once(place, kind, owner, index, bytes);
}
bool mpr_is_recording(void);
// In the child of a fork: its tables begin anew, and its parent's are not touched. False: the child is not recorded.
bool mpr_recording_forked(void);

#pragma GCC visibility pop
#endif
