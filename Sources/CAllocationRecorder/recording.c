// Tables in the recording: reserving room in the file and mapping it (recording.h).
//
// mpr_make_table runs inside malloc. System calls: fstat, getrlimit, posix_fallocate, mmap, and open when the program closed
// our descriptor. One lock, bounded, rank 4: who cannot get it has its table in anonymous memory, which is counted as lost.
#ifdef __linux__
#define _GNU_SOURCE
#include "recording.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "recorder.h"

enum { FIRST_REGION = 64 << 10, LARGEST_REGION = 4 << 20, HIGH_DESCRIPTOR = 901 };

static char path[4096];
static int descriptor = -1;
static dev_t device;
static ino_t inode;
static mpr_recording_header *header;  // NULL: no recording
static uint32_t process_number;
static mpr_recorded_process *process;

// Under the lock.
mpr_lock mpr_recording_lock;
static mpr_directory *directory;  // this process's place in the chain
static char *region;
static uint64_t region_offset, region_size, region_used;

bool mpr_is_recording(void) { return MPR_OBSERVE(header) != NULL; }
uint32_t mpr_recorded_process_number(void) { return process_number; }
mpr_recorded_process *mpr_recorded_process_table(void) { return process; }

uint64_t mpr_unix_time(void) {
  struct timespec time;
  clock_gettime(CLOCK_REALTIME, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

// MARK: The file

// The program may have closed our descriptor and have a file of its own under that number now.
static bool is_ours(int file) {
  struct stat status;
  return file >= 0 && fstat(file, &status) == 0 && status.st_dev == device && status.st_ino == inode;
}

// Out of the way of a program that knows which number its next descriptor has, whatever its limit.
static int open_high(void) {
  struct rlimit limit;
  int low = open(path, O_RDWR | O_CLOEXEC), wanted = HIGH_DESCRIPTOR;
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur <= HIGH_DESCRIPTOR) wanted = (int)limit.rlim_cur - 1;
  int high = low < 0 ? -1 : fcntl(low, F_DUPFD_CLOEXEC, wanted);
  if (high >= 0) close(low);
  return high >= 0 ? high : low;
}

static int file_locked(void) {
  if (is_ours(descriptor)) return descriptor;
  int opened = open_high();
  if (!is_ours(opened)) {
    if (opened >= 0) close(opened);
    return -1;
  }
  return descriptor = opened;
}

static void *map_file(int file, uint64_t offset, size_t bytes) {
  void *memory = mpr_system_map(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, (off_t)offset);
  return memory == MAP_FAILED ? NULL : memory;
}

// Past RLIMIT_FSIZE the attempt alone would be a signal to the program.
static bool allocate(int file, uint64_t offset, size_t bytes) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_FSIZE, &limit) != 0 || offset + bytes > limit.rlim_cur) return false;
  return posix_fallocate(file, (off_t)offset, (off_t)bytes) == 0;
}

// Room at the file's end, on the disk: a write into a hole of a full disk would be a signal. 0: there is none; then
// the end is taken back, unless another process has reserved beyond it.
static uint64_t reserve_locked(size_t bytes) {
  int file = file_locked();
  if (file < 0) return 0;
  uint64_t offset = __atomic_fetch_add(&header->end, bytes, __ATOMIC_RELAXED), end = offset + bytes;
  if (allocate(file, offset, bytes)) return offset;
  __atomic_compare_exchange_n(&header->end, &end, offset, 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
  return 0;
}

// MARK: Directory

static mpr_directory *next_directory_locked(mpr_directory *from) {
  uint64_t next = MPR_OBSERVE(from->next);
  if (next == 0) {
    uint64_t made = reserve_locked(MPR_DIRECTORY_BYTES);
    if (made == 0) return NULL;
    mpr_directory *chunk = map_file(descriptor, made, MPR_DIRECTORY_BYTES);
    if (chunk == NULL) return NULL;
    chunk->capacity = (MPR_DIRECTORY_BYTES - sizeof(mpr_directory)) / sizeof(mpr_table_entry);
    if (__atomic_compare_exchange_n(&from->next, &next, made, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) return chunk;
    munmap(chunk, MPR_DIRECTORY_BYTES);  // another process was first
  }
  return map_file(descriptor, next, MPR_DIRECTORY_BYTES);
}

static mpr_table_entry *take_entry_locked(void) {
  for (;;) {
    uint32_t index = __atomic_fetch_add(&directory->count, 1, __ATOMIC_RELAXED);
    if (index < directory->capacity) return &directory->entries[index];
    mpr_directory *next = next_directory_locked(directory);
    if (next == NULL) return NULL;
    munmap(directory, MPR_DIRECTORY_BYTES);
    directory = next;
  }
}

// MARK: Tables

// On a disk that is nearly full, no more than is needed.
static bool make_region_locked(size_t bytes) {
  uint64_t size = region_size == 0 ? FIRST_REGION : region_size < LARGEST_REGION ? 2 * region_size : LARGEST_REGION;
  while (size < bytes) size *= 2;
  uint64_t offset = reserve_locked(size);
  if (offset == 0) offset = reserve_locked(size = (bytes + MPR_RECORDING_PAGE - 1) / MPR_RECORDING_PAGE * MPR_RECORDING_PAGE);
  char *memory = offset ? map_file(descriptor, offset, size) : NULL;
  if (memory == NULL) return false;
  region = memory, region_offset = offset, region_size = size, region_used = 0;
  return true;
}

static void *make_locked(mpr_table_kind kind, uint32_t owner, uint32_t index, size_t bytes) {
  size_t rounded = (bytes + 63) & ~(size_t)63;
  if (region_used + rounded > region_size && !make_region_locked(rounded)) return NULL;
  mpr_table_entry *entry = take_entry_locked();
  if (entry == NULL) return NULL;
  *entry = (mpr_table_entry){
      .process = process_number, .owner = owner, .index = index, .offset = region_offset + region_used, .bytes = bytes};
  MPR_PUBLISH(entry->kind, (uint32_t)kind);
  void *table = region + region_used;
  region_used += rounded;
  return table;
}

void *mpr_make_recorded_table(mpr_table_kind kind, uint32_t owner, uint32_t index, size_t bytes) {
  if (!mpr_is_recording() || !mpr_try_lock(&mpr_recording_lock)) return NULL;
  int saved = errno;
  void *table = make_locked(kind, owner, index, bytes);
  errno = saved;
  mpr_unlock(&mpr_recording_lock);
  if (table == NULL && process) __atomic_fetch_add(&process->lost_tables, 1, __ATOMIC_RELAXED);
  return table;
}

void *mpr_make_table(mpr_table_kind kind, uint32_t owner, uint32_t index, size_t bytes) {
  void *table = mpr_make_recorded_table(kind, owner, index, bytes);
  return table ? table : mpr_map(bytes);
}

// Who loses a race leaves a table of zeros, which adds nothing.
void *mpr_make_table_once(void **place, mpr_table_kind kind, uint32_t owner, uint32_t index, size_t bytes) {
  void *there = NULL, *made = mpr_make_table(kind, owner, index, bytes);
  if (made == NULL) return NULL;
  return __atomic_compare_exchange_n(place, &there, made, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE) ? made : there;
}

// MARK: The process

static void read_file(const char *name, char *into, size_t capacity) {
  int file = open(name, O_RDONLY | O_CLOEXEC);
  ssize_t count = file < 0 ? -1 : read(file, into, capacity);
  if (file >= 0) close(file);
  into[count > 0 ? count : 0] = 0;
}

static int64_t resident_now(void) {
  int statm = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  int64_t resident = statm < 0 ? -1 : mpr_read_resident(statm);
  if (statm >= 0) close(statm);
  return resident;
}

// Two bytes are left for the zeros that end the last argument and the list. A process without this table is not
// recorded.
static bool add_process(void) {
  process_number = __atomic_add_fetch(&header->processes, 1, __ATOMIC_RELAXED);
  mpr_recorded_process *made = mpr_make_recorded_table(MPR_TABLE_PROCESS, 0, 0, sizeof(mpr_recorded_process));
  if (made == NULL) {
    __atomic_fetch_add(&header->lost_processes, 1, __ATOMIC_RELAXED);
    MPR_PUBLISH(header, NULL);
    return false;
  }
  made->pid = (uint32_t)getpid();
  made->parent_pid = (uint32_t)getppid();
  made->start_time = mpr_unix_time();
  made->start_resident = resident_now();
  ssize_t length = readlink("/proc/self/exe", made->program, sizeof made->program - 1);
  made->program[length > 0 ? length : 0] = 0;
  read_file("/proc/self/cmdline", made->command, sizeof made->command - 2);
  process = made;
  return true;
}

static int open_file(void) {
  struct stat status;
  int file = open_high();
  if (file < 0) return errno;
  if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size < MPR_RECORDING_PAGE + MPR_DIRECTORY_BYTES)
    return close(file), EINVAL;
  descriptor = file, device = status.st_dev, inode = status.st_ino;
  return 0;
}

static int map_header(void) {
  mpr_recording_header *mapped = map_file(descriptor, 0, MPR_RECORDING_PAGE);
  if (mapped == NULL) return errno;
  bool is_one = memcmp(mapped->magic, MPR_RECORDING_MAGIC, sizeof mapped->magic) == 0;
  if (!is_one || mapped->version != MPR_RECORDING_VERSION) return munmap(mapped, MPR_RECORDING_PAGE), EINVAL;
  directory = map_file(descriptor, mapped->directory, MPR_DIRECTORY_BYTES);
  if (directory == NULL) return munmap(mapped, MPR_RECORDING_PAGE), ENOMEM;
  MPR_PUBLISH(header, mapped);
  return 0;
}

int mpr_record_to(const char *file) {
  if (mpr_is_recording()) return EALREADY;
  if (strlen(file) >= sizeof path) return ENAMETOOLONG;
  strcpy(path, file);
  int failure = open_file();
  if (failure == 0 && (failure = map_header()) != 0) close(descriptor);
  if (failure) return failure;
  return add_process() ? 0 : ENOSPC;
}

void mpr_recording_ended(void) {
  if (process == NULL) return;
  process->end_resident = resident_now();
  process->end_time = mpr_unix_time();
}

// MARK: Forking

// The parent's regions stay mapped and are not written any more: thread records still point into them until they are
// reset, and a reader of an old site's traceback may look.
bool mpr_recording_forked(void) {
  if (!mpr_is_recording()) return false;
  region_size = region_used = 0;
  process = NULL;
  mpr_forget_met_images();
  return add_process();
}
#endif
