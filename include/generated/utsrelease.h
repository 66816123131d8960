/* SPDX-License-Identifier: MIT */
#ifndef _GENERATED_UTSRELEASE_H
#define _GENERATED_UTSRELEASE_H

#include <linux/stringify.h>
#include <linux/version.h>

#define UTS_LOCALVERSION "-ashlar"
#define UTS_RELEASE                                       \
	__stringify(LINUX_VERSION_MAJOR) "." __stringify( \
		LINUX_VERSION_PATCHLEVEL) "." __stringify(LINUX_VERSION_SUBLEVEL) UTS_LOCALVERSION

#endif
