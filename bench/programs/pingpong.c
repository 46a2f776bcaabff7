/*
 * The floor under every round trip: two processes, two pipes, blocking reads and writes, no run-time system.
 * pingpong <rounds> <warm-up rounds> prints {"p50":…,"p99":…} in microseconds.
 */
#include "floor.h"
#include <string.h>

enum { LINE = 100, PREFIX = 6, BUFFER = 4096 };

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
  struct timespec begin = now();
  write_all(out, line + PREFIX, (size_t)length - PREFIX);
  size_t received = read_line(in, reply);
  double microseconds = microseconds_since(begin);
  if (received != (size_t)length || memcmp(line, reply, received) != 0) {
    fprintf(stderr, "A wrong answer in round %ld.\n", round);
    _exit(1);
  }
  return microseconds;
}

int main(int argc, char **argv) {
  if (argc != 3) {
    fprintf(stderr, "pingpong <rounds> <warm-up rounds>\n");
    return 2;
  }
  long rounds = atol(argv[1]), warm_up = atol(argv[2]);
  int there[2], back[2];
  if (pipe(there) != 0 || pipe(back) != 0) fail("pipe");
  pid_t child = start_child(there, back, serve);
  double *samples = allocate((size_t)rounds * sizeof *samples);
  for (long i = 0; i < warm_up; i++) time_round(there[1], back[0], i);
  for (long i = 0; i < rounds; i++) samples[i] = time_round(there[1], back[0], i);
  finish(child, there[1], samples, rounds);
  return 0;
}
