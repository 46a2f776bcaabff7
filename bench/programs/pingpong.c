/*
 * The floor under every round trip: two processes, two pipes, blocking reads and writes, no run-time system.
 * pingpong <rounds> <warm-up rounds> prints {"p50":…,"p99":…} in microseconds.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LINE = 100, PREFIX = 6, BUFFER = 4096 };

static void fail(const char *what) {
  perror(what);
  _exit(1);
}

/* Reads up to a line end; 0 at end of file. */
static size_t read_line(int fd, char *buffer) {
  size_t used = 0;
  while (used == 0 || buffer[used - 1] != '\n') {
    ssize_t count = read(fd, buffer + used, BUFFER - used);
    if (count < 0) fail("read");
    if (count == 0) return 0;
    used += (size_t)count;
  }
  return used;
}

static void write_all(int fd, const char *bytes, size_t length) {
  if (write(fd, bytes, length) != (ssize_t)length) fail("write");
}

static void serve(int in, int out) {
  char buffer[PREFIX + BUFFER] = "echo: ";
  size_t length;
  while ((length = read_line(in, buffer + PREFIX)) > 0) write_all(out, buffer, PREFIX + length);
  _exit(0);
}

static double time_round(int out, int in, long round) {
  char line[PREFIX + LINE + 2], reply[BUFFER];
  int length = snprintf(line, sizeof line, "echo: %010ld%090d\n", round, 0);
  struct timespec begin, end;
  clock_gettime(CLOCK_MONOTONIC, &begin);
  write_all(out, line + PREFIX, (size_t)length - PREFIX);
  size_t received = read_line(in, reply);
  clock_gettime(CLOCK_MONOTONIC, &end);
  if (received != (size_t)length || memcmp(line, reply, received) != 0) {
    fprintf(stderr, "A wrong answer in round %ld.\n", round);
    _exit(1);
  }
  return (double)(end.tv_sec - begin.tv_sec) * 1e6 + (double)(end.tv_nsec - begin.tv_nsec) / 1e3;
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

int main(int argc, char **argv) {
  if (argc != 3) {
    fprintf(stderr, "pingpong <rounds> <warm-up rounds>\n");
    return 2;
  }
  long rounds = atol(argv[1]), warm_up = atol(argv[2]);
  int there[2], back[2];
  if (pipe(there) != 0 || pipe(back) != 0) fail("pipe");
  pid_t child = fork();
  if (child < 0) fail("fork");
  if (child == 0) {
    close(there[1]);
    close(back[0]);
    serve(there[0], back[1]);
  }
  close(there[0]);
  close(back[1]);
  double *samples = malloc((size_t)rounds * sizeof *samples);
  if (samples == NULL) fail("malloc");
  for (long i = 0; i < warm_up; i++) time_round(there[1], back[0], i);
  for (long i = 0; i < rounds; i++) samples[i] = time_round(there[1], back[0], i);
  close(there[1]);
  waitpid(child, NULL, 0);
  qsort(samples, (size_t)rounds, sizeof *samples, ascending);
  printf("{\"p50\":%.3f,\"p99\":%.3f}\n", samples[rounds / 2], samples[(long)((double)rounds * 0.99)]);
  return 0;
}
