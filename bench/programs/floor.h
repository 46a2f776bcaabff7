/* What the floors have in common: a child behind two pipes, times, and the report. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void fail(const char *what) {
  perror(what);
  _exit(1);
}

static void *allocate(size_t length) {
  void *memory = malloc(length);
  if (memory == NULL) fail("malloc");
  return memory;
}

/* Forks a child that serves the other ends of the two pipes, and must not return. */
static pid_t start_child(const int there[2], const int back[2], void (*serve)(int in, int out)) {
  pid_t child = fork();
  if (child < 0) fail("fork");
  if (child == 0) {
    close(there[1]);
    close(back[0]);
    serve(there[0], back[1]);
  }
  close(there[0]);
  close(back[1]);
  return child;
}

static struct timespec now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time;
}

static double microseconds_since(struct timespec begin) {
  struct timespec end = now();
  return (double)(end.tv_sec - begin.tv_sec) * 1e6 + (double)(end.tv_nsec - begin.tv_nsec) / 1e3;
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* Ends the child by closing what it reads, and prints {"p50":…,"p99":…}. */
static void finish(pid_t child, int out, double *samples, long rounds) {
  close(out);
  waitpid(child, NULL, 0);
  qsort(samples, (size_t)rounds, sizeof *samples, ascending);
  printf("{\"p50\":%.3f,\"p99\":%.3f}\n", samples[rounds / 2], samples[(long)((double)rounds * 0.99)]);
}
