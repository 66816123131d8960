/* SPDX-License-Identifier: MIT */
/* Messages about a device: "driver name: text", as far as both are known. */
#ifndef _LINUX_DEV_PRINTK_H
#define _LINUX_DEV_PRINTK_H

#include <linux/compiler.h>
#include <linux/printk.h>
#include <linux/ratelimit.h>

struct device;

/**
 * _dev_printk - what dev_err() and its kin call: printk() with the name of @dev in front.
 * @level: KERN_ERR and the like.
 * @dev: NULL: a message of no device says so.
 *
 * Context: any.
 */
void _dev_printk(const char *level, const struct device *dev, const char *fmt, ...) __printf(3, 4);

#ifndef dev_fmt
#define dev_fmt(fmt) fmt
#endif

#define dev_printk(level, dev, fmt, ...) _dev_printk(level, dev, fmt, ##__VA_ARGS__)
#define dev_emerg(dev, fmt, ...)	 _dev_printk(KERN_EMERG, dev, dev_fmt(fmt), ##__VA_ARGS__)
#define dev_alert(dev, fmt, ...)	 _dev_printk(KERN_ALERT, dev, dev_fmt(fmt), ##__VA_ARGS__)
#define dev_crit(dev, fmt, ...)		 _dev_printk(KERN_CRIT, dev, dev_fmt(fmt), ##__VA_ARGS__)
#define dev_err(dev, fmt, ...)		 _dev_printk(KERN_ERR, dev, dev_fmt(fmt), ##__VA_ARGS__)
#define dev_warn(dev, fmt, ...)		 _dev_printk(KERN_WARNING, dev, dev_fmt(fmt), ##__VA_ARGS__)
#define dev_notice(dev, fmt, ...)	 _dev_printk(KERN_NOTICE, dev, dev_fmt(fmt), ##__VA_ARGS__)
#define dev_info(dev, fmt, ...)		 _dev_printk(KERN_INFO, dev, dev_fmt(fmt), ##__VA_ARGS__)

#ifdef DEBUG
#define dev_dbg(dev, fmt, ...) _dev_printk(KERN_DEBUG, dev, dev_fmt(fmt), ##__VA_ARGS__)
#else
#define dev_dbg(dev, fmt, ...)                                                     \
	({                                                                         \
		if (0)                                                             \
			_dev_printk(KERN_DEBUG, dev, dev_fmt(fmt), ##__VA_ARGS__); \
	})
#endif
#define dev_vdbg(dev, fmt, ...)                                                    \
	({                                                                         \
		if (0)                                                             \
			_dev_printk(KERN_DEBUG, dev, dev_fmt(fmt), ##__VA_ARGS__); \
	})

#define dev_level_once(level, dev, fmt, ...)                               \
	do {                                                               \
		static int __printed;                                      \
                                                                           \
		if (!__atomic_exchange_n(&__printed, 1, __ATOMIC_RELAXED)) \
			level(dev, fmt, ##__VA_ARGS__);                    \
	} while (0)
#define dev_err_once(dev, fmt, ...)    dev_level_once(dev_err, dev, fmt, ##__VA_ARGS__)
#define dev_warn_once(dev, fmt, ...)   dev_level_once(dev_warn, dev, fmt, ##__VA_ARGS__)
#define dev_notice_once(dev, fmt, ...) dev_level_once(dev_notice, dev, fmt, ##__VA_ARGS__)
#define dev_info_once(dev, fmt, ...)   dev_level_once(dev_info, dev, fmt, ##__VA_ARGS__)

#define dev_level_ratelimited(level, dev, fmt, ...)                             \
	do {                                                                    \
		static DEFINE_RATELIMIT_STATE(__rs, DEFAULT_RATELIMIT_INTERVAL, \
					      DEFAULT_RATELIMIT_BURST);         \
                                                                                \
		if (__ratelimit(&__rs))                                         \
			level(dev, fmt, ##__VA_ARGS__);                         \
	} while (0)
#define dev_err_ratelimited(dev, fmt, ...)  dev_level_ratelimited(dev_err, dev, fmt, ##__VA_ARGS__)
#define dev_warn_ratelimited(dev, fmt, ...) dev_level_ratelimited(dev_warn, dev, fmt, ##__VA_ARGS__)
#define dev_info_ratelimited(dev, fmt, ...) dev_level_ratelimited(dev_info, dev, fmt, ##__VA_ARGS__)

#define dev_WARN(dev, fmt, arg...)	      WARN(1, "%s: " fmt, dev_name(dev), ##arg)
#define dev_WARN_ONCE(dev, cond, fmt, arg...) WARN_ONCE(cond, "%s: " fmt, dev_name(dev), ##arg)

/** dev_err_probe - print why probing failed with @err, which is returned. */
int dev_err_probe(const struct device *dev, int err, const char *fmt, ...) __printf(3, 4);

#endif
