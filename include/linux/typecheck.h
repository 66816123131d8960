/* SPDX-License-Identifier: MIT */
#ifndef LINUX_TYPECHECK_H
#define LINUX_TYPECHECK_H

/** typecheck - 1; the compiler warns where @x is not of @type. */
#define typecheck(type, x)                         \
	({                                         \
		type __tc_type;                    \
		typeof(x) __tc_value;              \
		(void)(&__tc_type == &__tc_value); \
		1;                                 \
	})

#define typecheck_fn(type, function)             \
	({                                       \
		typeof(type) __tc_fn = function; \
		(void)__tc_fn;                   \
	})

#define typecheck_pointer(x)             \
	({                               \
		typeof(x) __tc_ptr;      \
		(void)sizeof(*__tc_ptr); \
		1;                       \
	})

#endif
