// SPDX-License-Identifier: MIT
/* The rest of the world in a process: start and stop, waiting, time, console. */
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <sched.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "port/host/host.h"

/* What day it is where the clock is a machine's own: 1 January 2025. */
#define SEEDED_TODAY_NS (1735689600ull * 1000000000ull)

static bool running;
static char reason[256];

int host_fail(int err, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(reason, sizeof(reason), fmt, args);
	va_end(args);
	return err;
}

const char *port_error(void)
{
	return reason;
}

static u64 wall_offset(void)
{
	struct timespec t;

	if (host_turns_on())
		return SEEDED_TODAY_NS;
	clock_gettime(CLOCK_REALTIME, &t);
	return (u64)t.tv_sec * 1000000000 + (u64)t.tv_nsec - port_time_ns();
}

int port_start(const struct machine_config *config)
{
	int err;

	if (running)
		return host_fail(-EBUSY, "a machine runs already in this process");
	err = host_memory_start(config);
	if (err)
		return err;
	err = host_cpus_start(config);
	if (err) {
		host_memory_stop();
		return err;
	}
	host_turns_start(config);
	port.wall_offset = wall_offset();
	port.stacks = host_stacks_switch();
	running = true;
	return 0;
}

void port_stop(void)
{
	host_turns_stop();
	host_cpus_stop();
	host_memory_stop();
	running = false;
}

int port_wait(u32 *word, u32 value, u64 timeout_ns)
{
	struct timespec t = { .tv_sec = (time_t)(timeout_ns / 1000000000),
			      .tv_nsec = (long)(timeout_ns % 1000000000) };

	if (host_turns_on())
		return host_turn_wait(word, value, timeout_ns);
	if (syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, value, timeout_ns ? &t : NULL, NULL, 0) &&
	    errno == ETIMEDOUT)
		return -ETIMEDOUT;
	return 0;
}

void port_wake(u32 *word, unsigned int nr)
{
	if (host_turns_on()) {
		host_turn_wake(word, nr);
		return;
	}
	syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, nr > INT_MAX ? INT_MAX : (int)nr, NULL, NULL,
		0);
}

void port_yield(void)
{
	if (host_turns_on())
		host_turn_yield();
	else
		sched_yield();
}

u64 port_time_ns(void)
{
	struct timespec t;

	if (host_turns_on())
		return host_turn_time_ns();
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (u64)t.tv_sec * 1000000000 + (u64)t.tv_nsec;
}

void port_console(const char *text, size_t len)
{
	while (len) {
		ssize_t n = write(STDERR_FILENO, text, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return;
		text += n;
		len -= (size_t)n;
	}
}

void port_panic(void)
{
	abort();
}
