/* SPDX-License-Identifier: MIT */
/* The calls of linux/percpu.h, counted where they stand: see linux/alloc_tag.h. */
#ifndef _LINUX_PERCPU_TAGGED_H
#define _LINUX_PERCPU_TAGGED_H

#include <linux/alloc_tag.h>
#include <linux/percpu.h>

/* The call that is not counted where it stands; since 6.10. */
#define alloc_percpu_noprof(type) \
	((typeof(type) __percpu *)(__alloc_percpu)(sizeof(type), __alignof__(type)))

#if ALLOC_TAGS

#define __alloc_percpu(...)	alloc_hooks((__alloc_percpu)(__VA_ARGS__))
#define __alloc_percpu_gfp(...) alloc_hooks((__alloc_percpu_gfp)(__VA_ARGS__))

#endif

#endif
