/* SPDX-License-Identifier: MIT */
/*
 * Entrance of port/host: a machine inside an ordinary Linux process.
 *
 * Files here include libc headers first and the port's after them, and none of <linux/...> but
 * what port/port.h brings.
 */
#ifndef PORT_HOST_HOST_H
#define PORT_HOST_HOST_H

#include <pthread.h>

#include <port/port.h>
#include <port/slot.h>

int host_memory_start(const struct machine_config *config);
void host_memory_stop(void);
int host_cpus_start(const struct machine_config *config);
void host_cpus_stop(void);

/** host_stacks_switch - does port_stack_call() switch here? */
bool host_stacks_switch(void);

/* ---- turns.c: threads that run one at a time; port/turns.h ----------------------------------- */

struct turn_thread;

/** host_turns_start - the caller has the turn, where @config has a seed; nothing can go wrong. */
void host_turns_start(const struct machine_config *config);
/** host_turns_stop - those who can go on do so until they wait; then threads run side by side. */
void host_turns_stop(void);
/** host_turns_on - does the calling thread take turns? */
bool host_turns_on(void);

/** host_turn_new - a place for a thread that is to start; NULL: no memory. */
struct turn_thread *host_turn_new(void);
/** host_turn_drop - it does not. */
void host_turn_drop(struct turn_thread *thread);
/** host_turn_started - it does, as @id, and has its turn before or after the caller goes on. */
void host_turn_started(struct turn_thread *thread, pthread_t id);
/** host_turn_enter, host_turn_leave - the calling thread begins and ends. */
void host_turn_enter(struct turn_thread *thread);
void host_turn_leave(void);

/* What the functions of the port are where threads take turns; turns_wait.c. */
int host_turn_wait(u32 *word, u32 value, u64 timeout_ns);
void host_turn_wake(u32 *word, unsigned int nr);
void host_turn_yield(void);
u64 host_turn_time_ns(void);

/* ---- window.c: windows ----------------------------------------------------------------------- */

/**
 * host_windows_start - see whether the host can have windows on @fd, whose length is @ram_bytes.
 * Return: bytes of addresses that they take, which begin at port.window_start; 0: it cannot.
 */
u64 host_windows_start(int fd, u64 ram_bytes);
bool host_in_window(unsigned long addr);
int host_window_map(unsigned long addr, unsigned long nr);
void host_window_unmap(unsigned long addr, unsigned long nr);

/** host_map_at_once - shall the entries of a new mapping of these frames be filled in with it? */
bool host_map_at_once(unsigned long pfn, unsigned long nr);

/** host_fail - note why port_start() fails, for machine_error(), and return @err. */
int host_fail(int err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
