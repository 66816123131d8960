/* SPDX-License-Identifier: MIT */
#ifndef LINUX_STRING_CHOICES_H
#define LINUX_STRING_CHOICES_H

#include <linux/types.h>

#define STRING_CHOICE_MAKE(name, yes, no)      \
	static inline const char *name(bool v) \
	{                                      \
		return v ? yes : no;           \
	}
STRING_CHOICE_MAKE(str_enable_disable, "enable", "disable")
STRING_CHOICE_MAKE(str_enabled_disabled, "enabled", "disabled")
STRING_CHOICE_MAKE(str_high_low, "high", "low")
STRING_CHOICE_MAKE(str_hi_lo, "hi", "lo")
STRING_CHOICE_MAKE(str_on_off, "on", "off")
STRING_CHOICE_MAKE(str_read_write, "read", "write")
STRING_CHOICE_MAKE(str_true_false, "true", "false")
STRING_CHOICE_MAKE(str_up_down, "up", "down")
STRING_CHOICE_MAKE(str_yes_no, "yes", "no")

/** str_plural - the "s" that a count other than 1 asks for. */
static inline const char *str_plural(size_t num)
{
	return num == 1 ? "" : "s";
}

#endif
