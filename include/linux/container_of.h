/* SPDX-License-Identifier: MIT */
#ifndef LINUX_CONTAINER_OF_H
#define LINUX_CONTAINER_OF_H

#include <linux/build_bug.h>
#include <linux/stddef.h>

#define typeof_member(T, m) typeof(((T *)0)->m)

/**
 * container_of - the struct that a member lives in.
 * @ptr: address of the member.
 * @type: type of the struct.
 * @member: name of the member.
 *
 * Return: address of the struct; the compiler rejects a @ptr of another type.
 */
#define container_of(ptr, type, member)                                    \
	({                                                                 \
		void *__co_ptr = (void *)(ptr);                            \
		_Static_assert(__same_type(*(ptr), ((type *)0)->member) || \
				       __same_type(*(ptr), void),          \
			       "pointer type mismatch in container_of()"); \
		((type *)((char *)__co_ptr - offsetof(type, member)));     \
	})

/** container_of_const - as container_of(), and a const @ptr gives a const struct. */
#define container_of_const(ptr, type, member) \
	_Generic(ptr,                                                                 \
		 const typeof(*(ptr)) *: ((const type *)container_of(ptr, type, member)), \
		 default: ((type *)container_of(ptr, type, member)))

#endif
