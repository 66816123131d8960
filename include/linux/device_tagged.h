/* SPDX-License-Identifier: MIT */
/* The allocators of linux/device.h, counted where they stand: see linux/alloc_tag.h. */
#ifndef _LINUX_DEVICE_TAGGED_H
#define _LINUX_DEVICE_TAGGED_H

#include <linux/alloc_tag.h>
#include <linux/device.h>

#if ALLOC_TAGS

#define devm_kmalloc(...)	 alloc_hooks((devm_kmalloc)(__VA_ARGS__))
#define devm_kzalloc(...)	 alloc_hooks((devm_kzalloc)(__VA_ARGS__))
#define devm_kmalloc_array(...)	 alloc_hooks((devm_kmalloc_array)(__VA_ARGS__))
#define devm_kcalloc(...)	 alloc_hooks((devm_kcalloc)(__VA_ARGS__))
#define devm_krealloc(...)	 alloc_hooks((devm_krealloc)(__VA_ARGS__))
#define devm_krealloc_array(...) alloc_hooks((devm_krealloc_array)(__VA_ARGS__))
#define devm_kstrdup(...)	 alloc_hooks((devm_kstrdup)(__VA_ARGS__))
#define devm_kstrdup_const(...)	 alloc_hooks((devm_kstrdup_const)(__VA_ARGS__))
#define devm_kstrndup(...)	 alloc_hooks((devm_kstrndup)(__VA_ARGS__))
#define devm_kasprintf(...)	 alloc_hooks((devm_kasprintf)(__VA_ARGS__))
#define devm_kvasprintf(...)	 alloc_hooks((devm_kvasprintf)(__VA_ARGS__))
#define devm_kmemdup(...)	 alloc_hooks((devm_kmemdup)(__VA_ARGS__))

#endif

#endif
