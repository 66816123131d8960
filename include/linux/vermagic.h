/* SPDX-License-Identifier: MIT */
/*
 * The text by which the loader knows a module that was built for another Ashlar: everything that
 * changes the layout of what module and core share is in it.
 */
#ifndef _LINUX_VERMAGIC_H
#define _LINUX_VERMAGIC_H

#include <linux/kconfig.h>
#include <linux/stringify.h>

/* Counts changes to the structures and symbols between core and modules. */
#define ASHLAR_ABI 1

#ifdef CONFIG_SMP
#define VERMAGIC_SMP "SMP "
#else
#define VERMAGIC_SMP ""
#endif

#ifdef CONFIG_HIGHMEM
#define VERMAGIC_HIGHMEM "highmem "
#else
#define VERMAGIC_HIGHMEM ""
#endif

#define VERMAGIC_PAGES \
	"page=" __stringify(CONFIG_PAGE_SHIFT) " order=" __stringify(CONFIG_MAX_ORDER)
#define VERMAGIC_COUNTS \
	" cpus=" __stringify(CONFIG_NR_CPUS) " nodes=" __stringify(CONFIG_NODES_SHIFT)
#define VERMAGIC_ABI	"ashlar-" __stringify(ASHLAR_ABI) " "
#define VERMAGIC_STRING VERMAGIC_ABI VERMAGIC_SMP VERMAGIC_HIGHMEM VERMAGIC_PAGES VERMAGIC_COUNTS

#endif
