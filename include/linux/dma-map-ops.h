/* SPDX-License-Identifier: MIT */
/* How the memory of a device is mapped for it: there is one way. */
#ifndef _LINUX_DMA_MAP_OPS_H
#define _LINUX_DMA_MAP_OPS_H

#include <linux/device.h>
#include <linux/dma-mapping.h>

struct dma_map_ops;

static inline const struct dma_map_ops *get_dma_ops(struct device *dev)
{
	return NULL;
}

/** set_dma_ops - NULL, for there are no others. */
static inline void set_dma_ops(struct device *dev, const struct dma_map_ops *ops)
{
	WARN_ON(ops);
}

#endif
