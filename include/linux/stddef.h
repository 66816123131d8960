/* SPDX-License-Identifier: MIT */
#ifndef LINUX_STDDEF_H
#define LINUX_STDDEF_H

#include <linux/compiler_types.h>

#include <port/types.h>

typedef __PTRDIFF_TYPE__ ptrdiff_t;

#undef NULL
#define NULL ((void *)0)

#undef offsetof
#define offsetof(type, member) __builtin_offsetof(type, member)

/** sizeof_field - bytes of a struct's member, without an object at hand. */
#define sizeof_field(type, member) sizeof((((type *)0)->member))
#define FIELD_SIZEOF(type, member) sizeof_field(type, member)
/** offsetofend - offset of the first byte after the member. */
#define offsetofend(type, member) (offsetof(type, member) + sizeof_field(type, member))

/** struct_group - name a run of members as one, for copies that cover just these. */
#define struct_group(name, ...)     \
	union {                     \
		struct {            \
			__VA_ARGS__ \
		};                  \
		struct {            \
			__VA_ARGS__ \
		} name;             \
	}
#define struct_group_attr(name, attrs, ...) \
	union {                             \
		struct {                    \
			__VA_ARGS__         \
		} attrs;                    \
		struct {                    \
			__VA_ARGS__         \
		} attrs name;               \
	}
#define struct_group_tagged(tag, name, ...) \
	union {                             \
		struct {                    \
			__VA_ARGS__         \
		};                          \
		struct tag {                \
			__VA_ARGS__         \
		} name;                     \
	}

/** DECLARE_FLEX_ARRAY - a flexible array where the language wants another member first. */
#define DECLARE_FLEX_ARRAY(type, name) \
	struct {                       \
		struct {               \
		} __empty_##name;      \
		type name[];           \
	}
#define __DECLARE_FLEX_ARRAY(type, name) DECLARE_FLEX_ARRAY(type, name)

#endif
