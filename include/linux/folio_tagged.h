/* SPDX-License-Identifier: MIT */
/* The calls of linux/folio.h, counted where they stand: see linux/alloc_tag.h. */
#ifndef _LINUX_FOLIO_TAGGED_H
#define _LINUX_FOLIO_TAGGED_H

#include <linux/alloc_tag.h>
#include <linux/folio.h>

/* The call that is not counted where it stands; since 6.10. */
#define folio_alloc_noprof(...) (folio_alloc)(__VA_ARGS__)

#if ALLOC_TAGS

#define folio_alloc(...)	alloc_hooks((folio_alloc)(__VA_ARGS__))
#define __folio_alloc(...)	alloc_hooks((__folio_alloc)(__VA_ARGS__))
#define __folio_alloc_node(...) alloc_hooks((__folio_alloc_node)(__VA_ARGS__))

#endif

#endif
