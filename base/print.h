/* SPDX-License-Identifier: MIT */
/* Where printk() text goes. */
#ifndef BASE_PRINT_H
#define BASE_PRINT_H

#include <linux/types.h>

/** PRINT_TEXT_MAX - bytes of one message's text with its 0; longer ones are cut. */
#define PRINT_TEXT_MAX CONFIG_PRINT_TEXT_MAX

/** PRINT_LEVEL_NONE - the message named no level. */
#define PRINT_LEVEL_NONE (-1)

/**
 * typedef print_sink_t - takes one message.
 * @level: 0 to 7, or PRINT_LEVEL_NONE.
 * @cont: it goes on where the last message ended (KERN_CONT).
 * @text: the text without its level and as it was formatted: it may have newlines inside and need
 *	not end with one.  A message that is not continued is a line all the same.
 * @len: bytes of @text, which also has a 0 behind it.
 *
 * Context: any; may not print.
 */
typedef void (*print_sink_t)(int level, bool cont, const char *text, size_t len);

/** printk_sink - who takes messages; NULL: port_console(), line after line. */
extern print_sink_t printk_sink;

/** print_listener - hears each message before it goes there; NULL: nobody. */
extern print_sink_t print_listener;

#endif
