// The first process of the emulated machine: mounts what the tests need, runs them, and switches the machine off.
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

// A line of the list: VARIABLE=VALUE…, program, arguments. Its status, as a shell has it.
static int run(char *line) {
  char *arguments[16], *environment[16] = {"PATH=/", "HOME=/"};
  int count = 0, variables = 2;
  for (char *word = strtok(line, " \n"); word && count < 15; word = strtok(NULL, " \n"))
    if (count == 0 && strchr(word, '=')) environment[variables++] = word;
    else arguments[count++] = word;
  if (count == 0) return 0;
  arguments[count] = environment[variables] = NULL;
  pid_t child = fork();
  if (child == 0) {
    alarm(150);  // for one that hangs
    execve(arguments[0], arguments, environment);
    _exit(127);
  }
  int status = 0;
  while (wait(&status) != child) {}  // whoever lost its parent is ours, too
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void mount_all(void) {
  static const char *const places[][2] = {{"/proc", "proc"}, {"/sys", "sysfs"}, {"/dev", "devtmpfs"}, {"/dev/pts", "devpts"},
                                          {"/dev/shm", "tmpfs"}, {"/tmp", "tmpfs"}};
  for (size_t index = 0; index < sizeof places / sizeof *places; index++) {
    mkdir(places[index][0], 0777);
    mount("none", places[index][0], places[index][1], 0, NULL);
  }
}

int main(int count, char **arguments) {
  (void)count;
  if (strcmp(arguments[0], "true") == 0) return 0;  // a program that the tests start
  char line[1024], copy[1024];
  mount_all();
  FILE *list = fopen("/list", "r");
  while (list && fgets(line, sizeof line, list)) {
    strcpy(copy, line);
    copy[strcspn(copy, "\n")] = 0;
    int status = run(line);
    printf("status %d: %s\n", status, copy);
    fflush(stdout);
  }
  puts("all were run");
  fflush(stdout);
  reboot(RB_POWER_OFF);
}
