/* SPDX-License-Identifier: MIT */
/* Device trees, of which the machine has none: nothing is found in them. */
#ifndef _LINUX_OF_H
#define _LINUX_OF_H

#include <linux/errno.h>
#include <linux/mod_devicetable.h>
#include <linux/types.h>

struct device;

/** struct device_node - a node of such a tree. */
struct device_node {
	const char *name;
	const char *full_name;
};

#define of_match_ptr(table) NULL

static inline const struct of_device_id *of_match_device(const struct of_device_id *matches,
							 const struct device *dev)
{
	return NULL;
}

static inline const void *of_device_get_match_data(const struct device *dev)
{
	return NULL;
}

static inline bool of_property_read_bool(const struct device_node *node, const char *name)
{
	return false;
}

static inline int of_property_read_u32(const struct device_node *node, const char *name, u32 *out)
{
	return -ENOSYS;
}

static inline int of_property_read_string(const struct device_node *node, const char *name,
					  const char **out)
{
	return -ENOSYS;
}

static inline int of_get_named_gpio(const struct device_node *node, const char *name, int index)
{
	return -ENOSYS;
}

static inline const void *of_get_property(const struct device_node *node, const char *name,
					  int *length)
{
	return NULL;
}

#endif
