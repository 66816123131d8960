/* SPDX-License-Identifier: MIT */
#ifndef LINUX_LINKAGE_H
#define LINUX_LINKAGE_H

#include <linux/compiler_types.h>
#include <linux/stringify.h>
#include <linux/export.h>
#include <asm/linkage.h>

#ifndef asmlinkage
#define asmlinkage
#endif
#define __page_aligned_data __aligned(1 << CONFIG_PAGE_SHIFT)
#define __page_aligned_bss  __aligned(1 << CONFIG_PAGE_SHIFT)

#endif
