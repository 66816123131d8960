/* SPDX-License-Identifier: MIT */
/*
 * The Linux release whose API this is: the newest, unless the module is built for an older one
 * (ashlar run --era, make ERA=), which says so on the compiler's command line.
 *
 * Forms of different times live side by side where they can; where they cannot, headers go by
 * this.  What core and modules share is laid out the same in all eras.
 */
#ifndef _LINUX_VERSION_H
#define _LINUX_VERSION_H

#define KERNEL_VERSION(a, b, c) (((a) << 16) + ((b) << 8) + ((c) > 255 ? 255 : (c)))

#ifndef LINUX_VERSION_MAJOR
#define LINUX_VERSION_MAJOR	 6
#define LINUX_VERSION_PATCHLEVEL 12
#define LINUX_VERSION_SUBLEVEL	 0
#endif
#define LINUX_VERSION_CODE \
	KERNEL_VERSION(LINUX_VERSION_MAJOR, LINUX_VERSION_PATCHLEVEL, LINUX_VERSION_SUBLEVEL)

#endif
