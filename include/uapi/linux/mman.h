/* SPDX-License-Identifier: MIT */
/* Programs and the kernel see the same flags here. */
#include <linux/mman.h>
