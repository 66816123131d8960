/* SPDX-License-Identifier: MIT */
#ifndef LINUX_NOSPEC_H
#define LINUX_NOSPEC_H

/* array_index_nospec(): nothing here runs code that others could steer into guessing. */
#include <asm/barrier.h>

#endif
