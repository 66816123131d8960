/* SPDX-License-Identifier: MIT */
/*
 * The kernel's voice: printk() and the pr_*() family.
 *
 * A message is a line; its level stands before its text (KERN_*).  pr_*() put pr_fmt() around the
 * format, which a file may define before its first include.  pr_debug() and pr_devel() print in a
 * file that defines DEBUG, and are only checked by the compiler elsewhere.
 */
#ifndef _LINUX_PRINTK_H
#define _LINUX_PRINTK_H

#include <linux/stdarg.h>
#include <linux/types.h>
#include <linux/compiler.h>
#include <linux/kern_levels.h>
#include <linux/linkage.h>
#include <linux/ratelimit_types.h>

int _printk(const char *fmt, ...) __printf(1, 2) __cold;
int vprintk(const char *fmt, va_list args) __printf(1, 0);
void dump_stack(void) __cold;
void dump_stack_lvl(const char *log_lvl) __cold;

#define printk(fmt, ...)	  _printk(fmt, ##__VA_ARGS__)
#define printk_deferred(fmt, ...) _printk(fmt, ##__VA_ARGS__)
#define early_printk(fmt, ...)	  _printk(fmt, ##__VA_ARGS__)

/* no_printk - the compiler checks the format; nothing is called. */
#define no_printk(fmt, ...)                          \
	({                                           \
		if (0)                               \
			_printk(fmt, ##__VA_ARGS__); \
		0;                                   \
	})

/** printk_get_level - the character of the level @buffer begins with, or 0. */
static inline int printk_get_level(const char *buffer)
{
	if (buffer[0] != KERN_SOH_ASCII || !buffer[1])
		return 0;
	return (buffer[1] >= '0' && buffer[1] <= '7') || buffer[1] == 'c' ? buffer[1] : 0;
}

/** printk_skip_level - @buffer after its level. */
static inline const char *printk_skip_level(const char *buffer)
{
	return printk_get_level(buffer) ? buffer + 2 : buffer;
}

static inline const char *printk_skip_headers(const char *buffer)
{
	while (printk_get_level(buffer))
		buffer += 2;
	return buffer;
}

#define FW_BUG	   "[Firmware Bug]: "
#define FW_WARN	   "[Firmware Warn]: "
#define FW_INFO	   "[Firmware Info]: "
#define HW_ERR	   "[Hardware Error]: "
#define DEPRECATED "[Deprecated]: "

/**
 * console_printk - what reaches the console: messages of a level below the first number.  The
 * others are the level of a message without one, and the least and usual values of the first.
 */
extern int console_printk[4];
#define console_loglevel	 (console_printk[0])
#define default_message_loglevel (console_printk[1])
#define minimum_console_loglevel (console_printk[2])
#define default_console_loglevel (console_printk[3])

#define CONSOLE_LOGLEVEL_SILENT	    0
#define CONSOLE_LOGLEVEL_MIN	    1
#define CONSOLE_LOGLEVEL_QUIET	    4
#define CONSOLE_LOGLEVEL_DEFAULT    7
#define CONSOLE_LOGLEVEL_DEBUG	    10
#define CONSOLE_LOGLEVEL_MOTORMOUTH 15
#define MESSAGE_LOGLEVEL_DEFAULT    4

#ifndef pr_fmt
#define pr_fmt(fmt) fmt
#endif

#define pr_emerg(fmt, ...)  printk(KERN_EMERG pr_fmt(fmt), ##__VA_ARGS__)
#define pr_alert(fmt, ...)  printk(KERN_ALERT pr_fmt(fmt), ##__VA_ARGS__)
#define pr_crit(fmt, ...)   printk(KERN_CRIT pr_fmt(fmt), ##__VA_ARGS__)
#define pr_err(fmt, ...)    printk(KERN_ERR pr_fmt(fmt), ##__VA_ARGS__)
#define pr_warn(fmt, ...)   printk(KERN_WARNING pr_fmt(fmt), ##__VA_ARGS__)
#define pr_warning	    pr_warn
#define pr_notice(fmt, ...) printk(KERN_NOTICE pr_fmt(fmt), ##__VA_ARGS__)
#define pr_info(fmt, ...)   printk(KERN_INFO pr_fmt(fmt), ##__VA_ARGS__)
#define pr_cont(fmt, ...)   printk(KERN_CONT fmt, ##__VA_ARGS__)

#ifdef DEBUG
#define pr_devel(fmt, ...) printk(KERN_DEBUG pr_fmt(fmt), ##__VA_ARGS__)
#define pr_debug(fmt, ...) printk(KERN_DEBUG pr_fmt(fmt), ##__VA_ARGS__)
#else
#define pr_devel(fmt, ...) no_printk(KERN_DEBUG pr_fmt(fmt), ##__VA_ARGS__)
#define pr_debug(fmt, ...) no_printk(KERN_DEBUG pr_fmt(fmt), ##__VA_ARGS__)
#endif

/* ---- once ------------------------------------------------------------------------------------ */

#define printk_once(fmt, ...)                                                      \
	({                                                                         \
		static int __printed;                                              \
		int __now = !__atomic_exchange_n(&__printed, 1, __ATOMIC_RELAXED); \
                                                                                   \
		if (__now)                                                         \
			printk(fmt, ##__VA_ARGS__);                                \
		__now;                                                             \
	})

#define pr_emerg_once(fmt, ...)	 printk_once(KERN_EMERG pr_fmt(fmt), ##__VA_ARGS__)
#define pr_alert_once(fmt, ...)	 printk_once(KERN_ALERT pr_fmt(fmt), ##__VA_ARGS__)
#define pr_crit_once(fmt, ...)	 printk_once(KERN_CRIT pr_fmt(fmt), ##__VA_ARGS__)
#define pr_err_once(fmt, ...)	 printk_once(KERN_ERR pr_fmt(fmt), ##__VA_ARGS__)
#define pr_warn_once(fmt, ...)	 printk_once(KERN_WARNING pr_fmt(fmt), ##__VA_ARGS__)
#define pr_notice_once(fmt, ...) printk_once(KERN_NOTICE pr_fmt(fmt), ##__VA_ARGS__)
#define pr_info_once(fmt, ...)	 printk_once(KERN_INFO pr_fmt(fmt), ##__VA_ARGS__)

#ifdef DEBUG
#define pr_devel_once(fmt, ...) printk_once(KERN_DEBUG pr_fmt(fmt), ##__VA_ARGS__)
#define pr_debug_once(fmt, ...) printk_once(KERN_DEBUG pr_fmt(fmt), ##__VA_ARGS__)
#else
#define pr_devel_once(fmt, ...) no_printk(KERN_DEBUG pr_fmt(fmt), ##__VA_ARGS__)
#define pr_debug_once(fmt, ...) no_printk(KERN_DEBUG pr_fmt(fmt), ##__VA_ARGS__)
#endif

/* ---- not too often --------------------------------------------------------------------------- */

/** __printk_ratelimit - may a message be printed now? One state is shared by all who ask. */
int __printk_ratelimit(const char *func);
#define printk_ratelimit() __printk_ratelimit(__func__)

/** printk_timed_ratelimit - true at most once every @interval_msec for this @caller_jiffies. */
bool printk_timed_ratelimit(unsigned long *caller_jiffies, unsigned int interval_msec);

#define printk_ratelimited(fmt, ...)                                                \
	({                                                                          \
		static struct ratelimit_state __rs = RATELIMIT_STATE_INIT(          \
			__rs, DEFAULT_RATELIMIT_INTERVAL, DEFAULT_RATELIMIT_BURST); \
                                                                                    \
		if (___ratelimit(&__rs, __func__))                                  \
			printk(fmt, ##__VA_ARGS__);                                 \
	})

#define pr_emerg_ratelimited(fmt, ...)	printk_ratelimited(KERN_EMERG pr_fmt(fmt), ##__VA_ARGS__)
#define pr_alert_ratelimited(fmt, ...)	printk_ratelimited(KERN_ALERT pr_fmt(fmt), ##__VA_ARGS__)
#define pr_crit_ratelimited(fmt, ...)	printk_ratelimited(KERN_CRIT pr_fmt(fmt), ##__VA_ARGS__)
#define pr_err_ratelimited(fmt, ...)	printk_ratelimited(KERN_ERR pr_fmt(fmt), ##__VA_ARGS__)
#define pr_warn_ratelimited(fmt, ...)	printk_ratelimited(KERN_WARNING pr_fmt(fmt), ##__VA_ARGS__)
#define pr_notice_ratelimited(fmt, ...) printk_ratelimited(KERN_NOTICE pr_fmt(fmt), ##__VA_ARGS__)
#define pr_info_ratelimited(fmt, ...)	printk_ratelimited(KERN_INFO pr_fmt(fmt), ##__VA_ARGS__)

#ifdef DEBUG
#define pr_devel_ratelimited(fmt, ...) printk_ratelimited(KERN_DEBUG pr_fmt(fmt), ##__VA_ARGS__)
#define pr_debug_ratelimited(fmt, ...) printk_ratelimited(KERN_DEBUG pr_fmt(fmt), ##__VA_ARGS__)
#else
#define pr_devel_ratelimited(fmt, ...) no_printk(KERN_DEBUG pr_fmt(fmt), ##__VA_ARGS__)
#define pr_debug_ratelimited(fmt, ...) no_printk(KERN_DEBUG pr_fmt(fmt), ##__VA_ARGS__)
#endif

/* ---- bytes ----------------------------------------------------------------------------------- */

enum { DUMP_PREFIX_NONE, DUMP_PREFIX_ADDRESS, DUMP_PREFIX_OFFSET };

/**
 * hex_dump_to_buffer - one line of a hex dump.
 * @buf: @len bytes to show; at most @rowsize are.
 * @rowsize: bytes to a line, 16 or 32 (else 16 is taken).
 * @groupsize: bytes to a number, 1, 2, 4 or 8 (else, or where @len is no multiple, 1).
 * @linebuf: where to, @linebuflen bytes with the NUL.
 * @ascii: put the characters after the numbers.
 *
 * Return: the length of the whole line, which is more than fits if that is at least @linebuflen.
 */
int hex_dump_to_buffer(const void *buf, size_t len, int rowsize, int groupsize, char *linebuf,
		       size_t linebuflen, bool ascii);
void print_hex_dump(const char *level, const char *prefix_str, int prefix_type, int rowsize,
		    int groupsize, const void *buf, size_t len, bool ascii);
#define print_hex_dump_bytes(prefix_str, prefix_type, buf, len) \
	print_hex_dump_debug(prefix_str, prefix_type, 16, 1, buf, len, true)

#ifdef DEBUG
#define print_hex_dump_debug(prefix_str, prefix_type, rowsize, groupsize, buf, len, ascii) \
	print_hex_dump(KERN_DEBUG, prefix_str, prefix_type, rowsize, groupsize, buf, len, ascii)
#else
static inline void print_hex_dump_debug(const char *prefix_str, int prefix_type, int rowsize,
					int groupsize, const void *buf, size_t len, bool ascii)
{
}
#endif

#endif
