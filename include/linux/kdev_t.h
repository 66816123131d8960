/* SPDX-License-Identifier: MIT */
/* Device numbers: a major one says which driver, a minor one which of its devices. */
#ifndef _LINUX_KDEV_T_H
#define _LINUX_KDEV_T_H

#include <linux/types.h>

#define MINORBITS 20
#define MINORMASK ((1U << MINORBITS) - 1)

#define MAJOR(dev)	    ((unsigned int)((dev) >> MINORBITS))
#define MINOR(dev)	    ((unsigned int)((dev)&MINORMASK))
#define MKDEV(major, minor) ((dev_t)((dev_t)(major) << MINORBITS | (minor)))

#define print_dev_t(buffer, dev) sprintf((buffer), "%u:%u\n", MAJOR(dev), MINOR(dev))
#define format_dev_t(buffer, dev)                                   \
	({                                                          \
		sprintf((buffer), "%u:%u", MAJOR(dev), MINOR(dev)); \
		(buffer);                                           \
	})

static inline u32 new_encode_dev(dev_t dev)
{
	unsigned int major = MAJOR(dev), minor = MINOR(dev);

	return (minor & 0xff) | major << 8 | (minor & ~0xffu) << 12;
}

static inline dev_t new_decode_dev(u32 dev)
{
	return MKDEV((dev & 0xfff00) >> 8, (dev & 0xff) | ((dev >> 12) & 0xfff00));
}

#endif
