/* SPDX-License-Identifier: MIT */
/*
 * Entrance of port/host: a machine inside an ordinary Linux process.
 *
 * Files here include libc headers first and the port's after them, and none of <linux/...> but
 * what port/port.h brings.
 */
#ifndef PORT_HOST_HOST_H
#define PORT_HOST_HOST_H

#include <port/port.h>
#include <port/slot.h>

int host_memory_start(const struct machine_config *config);
void host_memory_stop(void);
int host_cpus_start(const struct machine_config *config);
void host_cpus_stop(void);

/** host_stacks_switch - does port_stack_call() switch here? */
bool host_stacks_switch(void);

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
