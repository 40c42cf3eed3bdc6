// Loses ten blocks of 100 bytes, and a list of five of 48; keeps one. With an argument it ends in a way of its own, status 3 if that is
// exit's or main's.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct node {
  struct node *next;
  char text[40];
};
static struct node *kept;
#define FORGET(pointer) __asm__ volatile("" : "+r"(pointer) : : "memory")

__attribute__((noinline)) static void lose(size_t bytes) {
  char *block = malloc(bytes);
  memset(block, 1, bytes);
  FORGET(block);
}

__attribute__((noinline)) static void lose_list(int count) {
  struct node *list = NULL;
  while (count-- > 0) {
    struct node *one = calloc(1, sizeof *one);
    one->next = list;
    list = one;
  }
  FORGET(list);
}

static void leave(int number) {
  (void)number;
  exit(3);
}

static void *work(void *unused) {
  char *own = malloc(64);
  strcpy(own, "reachable from this thread's stack");
  for (;;) free(malloc(100));
  return unused ? own : NULL;
}

static void *leave_from_small_stack(void *unused) {
  exit(3);
  return unused;
}

static void on_thread(void *(*function)(void *), size_t stack) {
  pthread_t thread;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, stack);
  pthread_create(&thread, &attributes, function, NULL);
  if (function == leave_from_small_stack) pthread_join(thread, NULL);
}

__attribute__((noinline)) static void clear_stack(void) {
  volatile char old[1 << 15];
  for (size_t index = 0; index < sizeof old; index++) old[index] = 0;
}

int main(int count, char **words) {
  const char *way = count > 1 ? words[1] : "return";
  for (int index = 0; index < 10; index++) lose(100);
  lose_list(5);
  clear_stack();
  kept = calloc(1, sizeof *kept);
  if (strcmp(way, "_exit") == 0) _exit(3);
  if (strcmp(way, "abort") == 0) abort();
  if (strcmp(way, "execute") == 0) execl(words[0], words[0], NULL);
  if (strcmp(way, "fork") == 0 && fork() == 0) lose(7000), exit(4);
  if (strcmp(way, "fork") == 0) wait(NULL);
  if (strcmp(way, "close") == 0) closefrom(0);
  if (strcmp(way, "directory") == 0 && chdir("/") != 0) return 1;
  if (strcmp(way, "root") == 0 && (chroot(words[2]) != 0 || chdir("/") != 0)) return 1;
  if (strcmp(way, "environment") == 0) clearenv();
  if (strcmp(way, "signal") == 0) signal(SIGTERM, leave), raise(SIGTERM);
  if (strcmp(way, "threads") == 0)
    for (int index = 0; index < 8; index++) on_thread(work, 1 << 20);
  if (strcmp(way, "stack") == 0) on_thread(leave_from_small_stack, 1 << 14);
  if (strcmp(way, "load") == 0) dlopen(words[2], RTLD_NOW);
  puts("lost");
  return 3;
}
