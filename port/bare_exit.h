/* SPDX-License-Identifier: MIT */
/* How an image for bare metal ends; plain C, for the command that boots it, too. */
#ifndef PORT_BARE_EXIT_H
#define PORT_BARE_EXIT_H

/* A PC adds it to the status, so that this differs from those of the emulator. */
#define BARE_EXIT_BASE 16

/* The status of an image that caught a fault which nobody expected. */
#define BARE_STATUS_FAULT 4

#endif
