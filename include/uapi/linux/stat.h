/* SPDX-License-Identifier: MIT */
/* Programs and the kernel see the same modes here. */
#include <linux/stat.h>
