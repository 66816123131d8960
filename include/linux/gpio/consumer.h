/* SPDX-License-Identifier: MIT */
/* Lines of GPIO chips, by what they are for.  The machine has no such chip. */
#ifndef _LINUX_GPIO_CONSUMER_H
#define _LINUX_GPIO_CONSUMER_H

#include <linux/bug.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/types.h>

struct device;
struct gpio_desc;

enum gpiod_flags { GPIOD_ASIS, GPIOD_IN, GPIOD_OUT_LOW, GPIOD_OUT_HIGH };

/** gpiod_get_index - the @index-th line for @purpose: -ENOENT as an error pointer. */
static inline struct gpio_desc *gpiod_get_index(struct device *dev, const char *purpose,
						unsigned int index, enum gpiod_flags flags)
{
	return ERR_PTR(-ENOENT);
}

#define gpiod_get(dev, purpose, flags)		 gpiod_get_index((dev), (purpose), 0, (flags))
#define devm_gpiod_get(dev, purpose, flags)	 gpiod_get((dev), (purpose), (flags))
#define devm_gpiod_get_index(dev, purpose, i, f) gpiod_get_index((dev), (purpose), (i), (f))

static inline struct gpio_desc *gpiod_get_optional(struct device *dev, const char *purpose,
						   enum gpiod_flags flags)
{
	return NULL;
}
#define devm_gpiod_get_optional(dev, purpose, flags) gpiod_get_optional((dev), (purpose), (flags))

/* No line can be had, so whoever calls these with another than NULL has made it up. */
static inline void gpiod_put(struct gpio_desc *line)
{
	WARN_ON(line);
}

static inline int gpiod_direction_input(struct gpio_desc *line)
{
	return WARN_ON(line) ? -EINVAL : 0;
}

static inline int gpiod_direction_output(struct gpio_desc *line, int value)
{
	return WARN_ON(line) ? -EINVAL : 0;
}

static inline int gpiod_get_value(const struct gpio_desc *line)
{
	WARN_ON(line);
	return 0;
}

static inline void gpiod_set_value(struct gpio_desc *line, int value)
{
	WARN_ON(line);
}

static inline int gpiod_to_irq(const struct gpio_desc *line)
{
	WARN_ON(line);
	return -EINVAL;
}

static inline int gpiod_set_debounce(struct gpio_desc *line, unsigned int microseconds)
{
	return WARN_ON(line) ? -EINVAL : 0;
}

#endif
