// The frozen copy: how it is made, how it lives, and how it is asked to run something.
//
// It has one thread, all signals blocked but its own alarm, none of the program's descriptors, and it is the first to go when
// memory runs out. It ends when the program ends or becomes another.
#ifdef __linux__
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>

#include "stopping.h"

// MARK: In the copy

static pid_t parent;
// An open /proc/self/maps is of the memory at that time: it is empty once the program has become another.
enum { PARENT_MAPS = 0 };
static bool has_maps;

static void end(void) {
  for (;;) MPH_RAW1(SYS_exit_group, 0);
}

static void look_for_parent(int signal) {
  (void)signal;
  char byte;
  if (MPH_RAW1(SYS_getppid, 0) != parent) end();
  if (has_maps && MPH_RAW4(SYS_pread64, PARENT_MAPS, &byte, 1, 0) <= 0) end();
}

// As the kernel wants it.
typedef struct {
  void (*handler)(int);
  unsigned long flags;
  void (*restorer)(void);
  uint64_t mask;
} kernel_action;

#ifdef __x86_64__
void mph_return_from_alarm(void);
__asm__(
    ".text\n.hidden mph_return_from_alarm\n.globl mph_return_from_alarm\n.type mph_return_from_alarm, @function\n"
    "mph_return_from_alarm:\n movq $15, %rax\n syscall\n.size mph_return_from_alarm, . - mph_return_from_alarm\n");
enum { HAS_RESTORER = 0x04000000 };
#define MPH_RESTORER mph_return_from_alarm
#else
enum { HAS_RESTORER = 0 };
#define MPH_RESTORER 0
#endif

// Not by PR_SET_PDEATHSIG: that is sent when the thread ends that took the picture.
static void watch_parent(void) {
  kernel_action action = {look_for_parent, SA_RESTART | HAS_RESTORER, MPH_RESTORER, 0};
  uint64_t mask = 1ull << (SIGALRM - 1);
  struct itimerval each_second = {{1, 0}, {1, 0}};
  MPH_RAW4(SYS_rt_sigaction, SIGALRM, &action, 0, sizeof mask);
  MPH_RAW4(SYS_rt_sigprocmask, SIG_UNBLOCK, &mask, 0, sizeof mask);
  MPH_RAW3(SYS_setitimer, ITIMER_REAL, &each_second, 0);
}

// All but the maps. Where close_range is missing: each number that can be.
static void close_all(int maps) {
  has_maps = maps >= 0 && (maps == PARENT_MAPS || MPH_RAW3(SYS_dup3, maps, PARENT_MAPS, O_CLOEXEC) >= 0);
  if (MPH_RAW3(SYS_close_range, has_maps ? PARENT_MAPS + 1 : 0, UINT32_MAX, 0) == 0) return;
  struct rlimit limit = {1024, 1024};
  MPH_RAW4(SYS_prlimit64, 0, RLIMIT_NOFILE, 0, &limit);
  for (uint64_t file = has_maps ? PARENT_MAPS + 1 : 0; file < limit.rlim_cur && file < 1 << 20; file++) MPH_RAW1(SYS_close, file);
}

static void settle(int maps) {
  close_all(maps);
  MPH_RAW2(SYS_prctl, PR_SET_NAME, "heap picture");
  struct rlimit no_core = {0, 0};
  MPH_RAW4(SYS_prlimit64, 0, RLIMIT_CORE, &no_core, 0);
  long file = MPH_RAW4(SYS_openat, AT_FDCWD, "/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC, 0);
  if (file >= 0) {
    MPH_RAW3(SYS_write, file, "1000", 4);
    MPH_RAW1(SYS_close, file);
  }
  watch_parent();
}

static void serve(mph_picture *picture) {
  parent = picture->process;
  settle(picture->maps);
  for (uint32_t answered = 0;;) {
    while (__atomic_load_n(&picture->asked, __ATOMIC_ACQUIRE) == answered)
      mph_wait_for_change(&picture->asked, answered, MPH_SECOND);
    picture->function(picture->argument);
    mph_change(&picture->answered, ++answered);
  }
}

// MARK: In the program

int mph_make_copy(mph_picture *picture) {
  long copy = MPH_RAW6(SYS_clone, 0, 0, 0, 0, 0, 0);  // as fork, but no signal when it ends
  if (copy == 0) serve(picture);
  if (copy < 0) return copy == -ENOMEM ? ENOMEM : EAGAIN;
  picture->copy = (pid_t)copy;
  return 0;
}

void mph_end_copy(mph_picture *picture) {
  siginfo_t info;
  long process = picture->copy;
  if (process == 0) return;
  // Were it reaped by somebody else, the number might be another process's.
  if (MPH_RAW6(SYS_waitid, P_PID, process, &info, WEXITED | WNOHANG | WNOWAIT | __WALL, 0, 0) == 0) {
    MPH_RAW2(SYS_kill, process, SIGKILL);
    while (MPH_RAW4(SYS_wait4, process, 0, __WALL, 0) == -EINTR) {}
  }
  picture->copy = 0;
}

static bool is_alive(mph_picture *picture) {
  if (picture->copy == 0) return false;
  long found = MPH_RAW4(SYS_wait4, picture->copy, 0, WNOHANG | __WALL, 0);
  if (found != 0) picture->copy = 0;
  return found == 0;
}

int mph_call(mph_picture *picture, void (*function)(void *), void *argument) {
  if (!is_alive(picture)) return ESRCH;
  picture->function = function;
  picture->argument = argument;
  uint32_t answered = picture->answered;
  mph_change(&picture->asked, answered + 1);
  while (__atomic_load_n(&picture->answered, __ATOMIC_ACQUIRE) == answered) {
    mph_wait_for_change(&picture->answered, answered, 20 * MPH_MILLISECOND);
    if (__atomic_load_n(&picture->answered, __ATOMIC_ACQUIRE) == answered && !is_alive(picture)) return ESRCH;
  }
  return 0;
}
#endif
