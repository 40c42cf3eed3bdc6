// What programs do to themselves that a recorder inside them must survive: `unusual MODE`. Each mode prints what it found
// out about its own world, which must not depend on being recorded, and ends with status 3.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// 2^(depth + 1) - 1 blocks, each allocated and freed on a call path of its own: new tables all the time. The volatile
// keeps the two calls apart and from becoming jumps.
__attribute__((noinline)) long tree(int depth) {
  volatile long sum = 1;
  free(malloc((size_t)depth + 1));
  if (depth == 0) return sum;
  sum += tree(depth - 1);
  sum += tree(depth - 1);
  return sum;
}

static void grow(void) { printf("%ld blocks\n", tree(13)); }

static void wait_for(pid_t child) {
  int status;
  waitpid(child, &status, 0);
  printf("child: %d\n", status);
}

static void close_all(void) {
  closefrom(3);
  grow();
  printf("next descriptor: %d\n", open("/dev/null", O_RDONLY));
}

// A file of the program's own under the number of every descriptor that it does not know.
static void cover_all(void) {
  int file = open("/dev/null", O_WRONLY);
  for (int number = file + 1; number < 1000; number++) dup2(file, number);
  grow();
  int closed = 0;
  for (int number = file + 1; number < 1000; number++) closed += close(number);
  printf("lost: %d\n", -closed);
}

static void few_descriptors(void) {
  struct rlimit limit = {16, 16};
  setrlimit(RLIMIT_NOFILE, &limit);
  grow();
  int last = -1, count = 0;
  for (int file; (file = open("/dev/null", O_RDONLY)) >= 0; count++) last = file;
  printf("descriptors: %d to %d: %s\n", count, last, strerror(errno));
}

// The first descriptors that a program gets, under the limit that it was started with.
static void descriptors(void) {
  for (int count = 0; count < 3; count++) printf("descriptor %d\n", open("/dev/null", O_RDONLY));
  grow();
}

static void exceeded(int number) { printf("signal %d\n", number); }

static void small_files(void) {
  struct rlimit limit = {100, 100};
  setrlimit(RLIMIT_FSIZE, &limit);
  grow();
  signal(SIGXFSZ, exceeded);
  FILE *file = tmpfile();
  for (int count = 0; count < 200; count++) fputc('x', file);
  printf("own file: %d\n", fflush(file));
}

// Under limits that the program was started with.
static void limited(void) { grow(); }

static void leave(void) {
  if (chdir("/")) exit(1);
  grow();
}

static void change_root(void) {
  char folder[] = "/tmp/unusual-XXXXXX";
  if (mkdtemp(folder) == NULL || chroot(folder) || chdir("/")) exit(1);
  grow();
  printf("root: %d\n", access("/etc/passwd", F_OK));
}

// Denies whatever makes files or room for them; memory may be had.
static void filter(unsigned action) {
  static const int denied[] = {SYS_fallocate, SYS_openat, SYS_open, SYS_ftruncate, SYS_fstat, SYS_newfstatat,
                               SYS_prlimit64, SYS_getrlimit, SYS_readlink, SYS_pwrite64};
  enum { COUNT = sizeof denied / sizeof *denied };
  struct sock_filter code[2 * COUNT + 2];
  code[0] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0);
  for (int index = 0; index < COUNT; index++) {
    code[2 * index + 1] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)denied[index], 0, 1);
    code[2 * index + 2] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, action);
  }
  code[2 * COUNT + 1] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
  struct sock_fprog program = {2 * COUNT + 2, code};
  fflush(stdout);
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program)) exit(1);
}

static void denied(void) {
  setvbuf(stdout, malloc(4096), _IOFBF, 4096);
  filter(SECCOMP_RET_ERRNO | EPERM);
  grow();
}

// Read, write and _exit only: what malloc has is enough for a block.
static void strict(void) {
  setvbuf(stdout, malloc(4096), _IOFBF, 4096);
  free(malloc(10000));
  fflush(stdout);
  if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT)) exit(1);
  const char *text = tree(6) == 127 ? "127 blocks\n" : "other blocks\n";
  syscall(SYS_write, 1, text, strlen(text));
  syscall(SYS_exit, 3);
}

static void vforked(void) {
  pid_t child = vfork();
  if (child == 0) {
    execl("/bin/sh", "sh", "-c", "exit 4", (char *)NULL);
    _exit(127);
  }
  wait_for(child);
  grow();
}

static void spawned(void) {
  char *arguments[] = {"sh", "-c", "echo child; env | grep -c LD_PRELOAD; exit 5", NULL}, *nothing[] = {NULL};
  pid_t child;
  fflush(stdout);
  posix_spawn(&child, "/bin/sh", NULL, NULL, arguments, nothing);
  wait_for(child);
  grow();
}

// Behind pthread_atfork's back.
static void raw_forked(void) {
  fflush(stdout);
  pid_t child = (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
  if (child == 0) {
    long blocks = tree(12);
    _exit(blocks == 8191 ? 6 : 7);
  }
  wait_for(child);
  grow();
}

static void *thread(void *depth) { return (void *)tree((int)(long)depth); }

// A stack as small as it can be; threads one after the other, and at once.
static void threaded(void) {
  pthread_attr_t small;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, (size_t)PTHREAD_STACK_MIN);
  long sum = 0;
  for (int round = 0; round < 50; round++) {
    pthread_t threads[8];
    for (int index = 0; index < 8; index++) pthread_create(&threads[index], &small, thread, (void *)6L);
    for (int index = 0; index < 8; index++) {
      void *result;
      pthread_join(threads[index], &result);
      sum += (long)result;
    }
  }
  printf("%ld blocks\n", sum);
}

static int cloned_body(void *unused) {
  (void)unused;
  return 9;
}

// Shares the memory and is no thread that libc knows; it must not allocate, and does not.
static void cloned(void) {
  static char stack[1 << 16];
  pid_t child = clone(cloned_body, stack + sizeof stack, CLONE_VM | SIGCHLD, NULL);
  grow();
  wait_for(child);
}

static void script(void) {
  FILE *file = fopen("script", "w");
  fputs("#!/bin/sh\necho script $1\nexit 3\n", file);
  fclose(file);
  chmod("script", 0755);
  grow();
  fflush(stdout);
  execl("./script", "script", "argument", (char *)NULL);
}

static void daemonized(void) {
  if (daemon(1, 1)) exit(1);
  grow();
}

static void tight_memory(void) {
  struct rlimit limit = {256 << 20, 256 << 20};
  setrlimit(RLIMIT_AS, &limit);
  grow();
  printf("100 MiB: %s\n", calloc(100, 1 << 20) ? "yes" : "no");
}

static const struct {
  const char *name;
  void (*run)(void);
} modes[] = {
    {"close-all", close_all}, {"cover-all", cover_all}, {"few-descriptors", few_descriptors},
    {"descriptors", descriptors}, {"small-files", small_files}, {"limited", limited}, {"leave", leave},
    {"change-root", change_root}, {"denied", denied}, {"strict", strict},
    {"vforked", vforked}, {"spawned", spawned}, {"raw-forked", raw_forked}, {"threaded", threaded},
    {"cloned", cloned}, {"script", script}, {"daemonized", daemonized}, {"tight-memory", tight_memory},
};

int main(int count, char **arguments) {
  for (size_t index = 0; count > 1 && index < sizeof modes / sizeof *modes; index++) {
    if (strcmp(modes[index].name, arguments[1])) continue;
    modes[index].run();
    fflush(stdout);
    return 3;
  }
  return 2;
}
