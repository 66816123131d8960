/* SPDX-License-Identifier: MIT */
/* Protections and kinds of mappings. */
#ifndef LINUX_MMAN_H
#define LINUX_MMAN_H

#include <linux/mm.h>

#endif
