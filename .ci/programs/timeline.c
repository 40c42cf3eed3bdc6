// Has known sizes, known moments and children; see .ci/test-timeline.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static void *volatile kept;

// 64 MiB for 0.6 s, then nothing for 0.3.
static int grow(void) {
  char *block = malloc(64 << 20);
  memset(block, 1, 64 << 20);
  kept = block;
  usleep(600000);
  free(block);
  usleep(300000);
  return 0;
}

// Three children of 32 MiB at the same time.
static int fork_children(void) {
  for (int i = 0; i < 3; i++)
    if (fork() == 0) {
      memset((void *)(kept = malloc(32 << 20)), 1, 32 << 20);
      usleep(700000);
      _exit(0);
    }
  while (wait(NULL) > 0) {}
  return 0;
}

static int allocate_sizes(void) {
  for (int i = 0; i < 10000; i++) kept = malloc(24);
  for (int i = 0; i < 300; i++) kept = calloc(5, 1000);
  kept = realloc(kept, 1 << 20);
  if (posix_memalign((void **)&kept, 4096, 3) != 0) return 1;
  return mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED;
}

static int open_plugin(void) {
  void *plugin = dlopen("./plugin.so", RTLD_NOW);
  if (plugin == NULL) return 1;
  void (*allocate)(void);
  *(void **)&allocate = dlsym(plugin, "allocate_in_plugin");
  allocate();
  return dlclose(plugin);
}

static int wait_for_ever(void) {
  puts("waiting");
  fflush(stdout);
  while (pause()) {}
  return 0;
}

int main(int count, char **arguments) {
  const char *what = count > 1 ? arguments[1] : "";
  if (strcmp(what, "grow") == 0) return grow();
  if (strcmp(what, "children") == 0) return fork_children();
  if (strcmp(what, "sizes") == 0) return allocate_sizes();
  if (strcmp(what, "plugin") == 0) return open_plugin();
  if (strcmp(what, "wait") == 0) return wait_for_ever();
  return 2;
}
