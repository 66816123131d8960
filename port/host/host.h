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

/** host_fail - note why port_start() fails, for machine_error(), and return @err. */
int host_fail(int err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
