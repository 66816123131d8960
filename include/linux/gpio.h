/* SPDX-License-Identifier: MIT */
/*
 * Lines of GPIO chips by number.  The machine has no such chip, so no number is anyone's: asking
 * for one is answered as long as its chip may still come, and using one is a mistake.
 */
#ifndef _LINUX_GPIO_H
#define _LINUX_GPIO_H

#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/gpio/consumer.h>
#include <linux/types.h>

#define GPIOF_IN	    0x1
#define GPIOF_OUT_INIT_LOW  0x0
#define GPIOF_OUT_INIT_HIGH 0x2
#define GPIOF_DIR_IN	    GPIOF_IN
#define GPIOF_DIR_OUT	    0x0

/** struct gpio - a line, for gpio_request_array(). */
struct gpio {
	unsigned int gpio;
	unsigned long flags;
	const char *label;
};

static inline bool gpio_is_valid(int number)
{
	return number >= 0;
}

/** gpio_request - take line @number. Return: -EPROBE_DEFER; -EINVAL for what is no number. */
static inline int gpio_request(unsigned int number, const char *label)
{
	return gpio_is_valid((int)number) ? -EPROBE_DEFER : -EINVAL;
}

static inline int gpio_request_one(unsigned int number, unsigned long flags, const char *label)
{
	return gpio_request(number, label);
}

static inline int gpio_request_array(const struct gpio *array, size_t num)
{
	return num ? gpio_request(array->gpio, array->label) : 0;
}

#define devm_gpio_request(dev, number, label) gpio_request((number), (label))
#define devm_gpio_request_one(dev, number, flags, label) \
	gpio_request_one((number), (flags), (label))

/* Below, nobody can have the line that he uses. */

static inline void gpio_free(unsigned int number)
{
	WARN_ON(1);
}

static inline void gpio_free_array(const struct gpio *array, size_t num)
{
	WARN_ON(num);
}

static inline int gpio_direction_input(unsigned int number)
{
	return WARN_ON(1) ? -EIO : 0;
}

static inline int gpio_direction_output(unsigned int number, int value)
{
	return WARN_ON(1) ? -EIO : 0;
}

static inline int gpio_get_value(unsigned int number)
{
	WARN_ON(1);
	return 0;
}

static inline void gpio_set_value(unsigned int number, int value)
{
	WARN_ON(1);
}

static inline int gpio_to_irq(unsigned int number)
{
	return -EINVAL;
}

static inline int gpio_set_debounce(unsigned int number, unsigned int microseconds)
{
	return -EIO;
}

#define gpio_get_value_cansleep(number)	       gpio_get_value(number)
#define gpio_set_value_cansleep(number, value) gpio_set_value((number), (value))

#endif
