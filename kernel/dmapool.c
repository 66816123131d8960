// SPDX-License-Identifier: MIT
/*
 * Pools of small blocks of coherent memory.
 *
 * A pool takes memory of its device by the run, commonly a page, and deals it in blocks.  Blocks
 * lie in windows of boundary bytes, as many as fit into each, so that none crosses a boundary; a
 * window begins at a multiple of it, as runs are whole pages and aligned to their size.
 *
 *	| b0 | b1 | b2 |..| b3 | b4 | b5 |..|	..: what is left of a window
 *	0                 boundary          2 * boundary
 *
 * Which blocks are taken is a bitmap beside the run, not a list in it: so a device that writes
 * where it may not spoils data only, and a wrong free is told from a right one.  A block that is
 * free is filled with a pattern, and one that no longer has it when it goes out was written to
 * after its free.
 *
 * Runs are given back when the pool is destroyed, as devices' memory is needed again at once.
 */
#include "kernel/kernel.h"
#include <linux/bitmap.h>
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/export.h>
#include <linux/limits.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/poison.h>
#include <linux/sched/mm.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include "base/base.h"
#include "mm/boot/trace.h"
#include "mm/kmalloc/kmalloc.h"

/**
 * struct dma_run - memory of the device's.
 * @list: link in its pool.
 * @addr, @handle: where it is, for us and for the device.
 * @in_use: blocks that are out.
 * @used: a bit for each of them.
 *
 *	@in_use = bits of @used <= blocks of a run
 */
struct dma_run {
	struct list_head list;
	char *addr;
	dma_addr_t handle;
	unsigned int in_use;
	unsigned long used[];
};

/**
 * struct dma_pool - a pool.
 * @lock: guards @runs and what is in them.
 * @runs: all runs; first those that were found to have a free block last.
 * @dev: whose memory it is.
 * @size: of a block, a multiple of its alignment.
 * @run_size: bytes of a run.
 * @boundary: of a window; a power of two, or the run.
 * @per_window: blocks of a window.
 * @nr_blocks: blocks of a run.
 *
 *	@per_window * @size <= @boundary <= @run_size
 */
struct dma_pool {
	spinlock_t lock;
	struct list_head runs;
	struct device *dev;
	size_t size, run_size, boundary;
	unsigned int per_window, nr_blocks;
	char name[32];
};

/* ---- blocks of a run ------------------------------------------------------------------------- */

static size_t block_offset(const struct dma_pool *pool, unsigned int block)
{
	return block / pool->per_window * pool->boundary + block % pool->per_window * pool->size;
}

/* The block that begins at @offset, or nr_blocks where none does. */
static unsigned int block_at(const struct dma_pool *pool, size_t offset)
{
	size_t window = offset / pool->boundary, within = offset % pool->boundary;
	unsigned int block = (unsigned int)(window * pool->per_window + within / pool->size);

	if (within % pool->size || within / pool->size >= pool->per_window)
		return pool->nr_blocks;
	return min(block, pool->nr_blocks);
}

static struct dma_run *run_create(struct dma_pool *pool, gfp_t gfp)
{
	size_t bytes = struct_size((struct dma_run *)NULL, used, BITS_TO_LONGS(pool->nr_blocks));
	struct dma_run *run = kmalloc_untraced(bytes, gfp | __GFP_ZERO);

	if (!run)
		return NULL;
	run->addr = dma_alloc_untraced(pool->dev, pool->run_size, &run->handle, gfp);
	if (!run->addr) {
		kfree_untraced(run);
		return NULL;
	}
	memset(run->addr, POOL_POISON_FREED, pool->run_size);
	return run;
}

static void run_destroy(struct dma_pool *pool, struct dma_run *run)
{
	dma_free_untraced(run->addr, pool->run_size);
	kfree_untraced(run);
}

/* A free block that was written to: show its bytes, as the kernel does, and use it all the same. */
static void check_poison(const struct dma_pool *pool, const char *block)
{
	const char *bad = memchr_inv(block, POOL_POISON_FREED, pool->size);

	if (likely(!bad))
		return;
	report_begin("BUG: %s: dma_pool_alloc %s, %px (corrupted)", dev_name(pool->dev), pool->name,
		     block);
	print_hex_dump(KERN_ERR, "", DUMP_PREFIX_OFFSET, 16, 1, block,
		       min_t(size_t, pool->size, 64), true);
	report_end();
}

/* Under the lock: a free block of any run. */
static char *take_block(struct dma_pool *pool, dma_addr_t *handle)
{
	struct dma_run *run;

	list_for_each_entry(run, &pool->runs, list) {
		unsigned int block;

		if (run->in_use == pool->nr_blocks)
			continue;
		block = (unsigned int)find_first_zero_bit(run->used, pool->nr_blocks);
		__set_bit(block, run->used);
		run->in_use++;
		*handle = run->handle + block_offset(pool, block);
		return run->addr + block_offset(pool, block);
	}
	return NULL;
}

/* ---- life ------------------------------------------------------------------------------------ */

/* False for a shape that the kernel refuses, too. */
static bool shape(struct dma_pool *pool, size_t size, size_t align, size_t boundary)
{
	align = align ? align : 1;
	if (!is_power_of_2(align) || !size || size > INT_MAX)
		return false;
	/* As in the kernel, where a free block holds its link. */
	pool->size = ALIGN(max(size, 2 * sizeof(void *)), align);
	pool->run_size = max_t(size_t, pool->size, PAGE_SIZE);
	if (!boundary)
		boundary = pool->run_size;
	else if (boundary < pool->size || !is_power_of_2(boundary))
		return false;
	pool->boundary = min(boundary, pool->run_size);
	pool->per_window = (unsigned int)(pool->boundary / pool->size);
	/* The last window may be a short one. */
	pool->nr_blocks = (unsigned int)(pool->run_size / pool->boundary * pool->per_window +
					 pool->run_size % pool->boundary / pool->size);
	return true;
}

/**
 * dma_pool_create_node - make a pool.
 * @name: shown in reports.
 * @dev: the device, whose coherent mask was set.
 * @size: bytes of a block.
 * @align: a power of two, or 0: 1.
 * @boundary: a power of two that no block crosses a multiple of, @size or more; 0: none.
 * @node: preferred node of the pool's own record.
 *
 * Return: the pool; NULL for a shape that cannot be, or where there is no memory.
 * Context: process; sleeps.
 */
struct dma_pool *dma_pool_create_node(const char *name, struct device *dev, size_t size,
				      size_t align, size_t boundary, int node)
{
	struct dma_pool wanted = {}, *pool;

	if (!dev || !shape(&wanted, size, align, boundary))
		return NULL;
	might_sleep();
	if (mm_trace_should_fail(MM_EVENT_DMA_POOL, sizeof(*pool), GFP_KERNEL))
		return NULL;
	pool = kmalloc_untraced(sizeof(*pool), GFP_KERNEL);
	if (!pool)
		return NULL;
	*pool = wanted;
	pool->dev = dev;
	strscpy(pool->name, name, sizeof(pool->name));
	spin_lock_init(&pool->lock);
	INIT_LIST_HEAD(&pool->runs);
	mm_trace_alloc(MM_EVENT_DMA_POOL, pool, sizeof(*pool), sizeof(*pool), GFP_KERNEL);
	return pool;
}
EXPORT_SYMBOL(dma_pool_create_node);

/**
 * dma_pool_destroy - end a pool; NULL is fine.
 *
 * A run of which blocks are out is told, and stays: a device may be writing to it.
 *
 * Context: process.
 */
void dma_pool_destroy(struct dma_pool *pool)
{
	struct dma_run *run, *next;

	if (unlikely(!pool))
		return;
	mm_trace_free(MM_EVENT_DMA_POOL, pool);
	list_for_each_entry_safe(run, next, &pool->runs, list) {
		list_del(&run->list);
		if (!run->in_use) {
			run_destroy(pool, run);
			continue;
		}
		report("BUG: %s: dma_pool_destroy %s, %px busy", dev_name(pool->dev), pool->name,
		       run->addr);
		kfree_untraced(run);
	}
	kfree_untraced(pool);
}
EXPORT_SYMBOL(dma_pool_destroy);

/* ---- allocation ------------------------------------------------------------------------------ */

/**
 * dma_pool_alloc - a block.
 * @pool: the pool.
 * @gfp: how hard to try where another run is needed; with __GFP_ZERO it reads as zeros.
 * @handle: gets the address that the device knows it by.
 *
 * Return: its address, or NULL.
 * Context: as @gfp allows.
 */
void *dma_pool_alloc(struct dma_pool *pool, gfp_t gfp, dma_addr_t *handle)
{
	struct dma_run *run = NULL;
	unsigned long flags;
	char *block;

	might_alloc(gfp);
	if (mm_trace_should_fail(MM_EVENT_DMA_BLOCK, pool->size, gfp))
		return NULL;
	for (;;) {
		spin_lock_irqsave(&pool->lock, flags);
		if (run)
			list_add(&run->list, &pool->runs);
		block = take_block(pool, handle);
		spin_unlock_irqrestore(&pool->lock, flags);
		if (block)
			break;
		run = run_create(pool, gfp & ~__GFP_ZERO);
		if (!run)
			return NULL;
	}
	check_poison(pool, block);
	memset(block, gfp & __GFP_ZERO ? 0 : POOL_POISON_ALLOCATED, pool->size);
	mm_trace_alloc(MM_EVENT_DMA_BLOCK, block, pool->size, pool->size, gfp);
	return block;
}
EXPORT_SYMBOL(dma_pool_alloc);

/* Under the lock: give a block back; else what is wrong with it. */
static const char *give_block(struct dma_pool *pool, char *addr, dma_addr_t handle)
{
	struct dma_run *run;

	list_for_each_entry(run, &pool->runs, list) {
		unsigned int block;
		size_t offset;

		if (handle < run->handle || handle - run->handle >= pool->run_size)
			continue;
		offset = (size_t)(handle - run->handle);
		if (addr != run->addr + offset)
			return "bad vaddr";
		block = block_at(pool, offset);
		if (block == pool->nr_blocks)
			return "bad dma";
		if (!test_bit(block, run->used))
			return "already free";
		mm_trace_free(MM_EVENT_DMA_BLOCK, addr);
		memset(addr, POOL_POISON_FREED, pool->size);
		__clear_bit(block, run->used);
		run->in_use--;
		return NULL;
	}
	return "bad dma";
}

/**
 * dma_pool_free - give a block back; what the pool did not give is reported, and left alone.
 * Context: any.
 */
void dma_pool_free(struct dma_pool *pool, void *addr, dma_addr_t handle)
{
	unsigned long flags;
	const char *wrong;

	spin_lock_irqsave(&pool->lock, flags);
	wrong = give_block(pool, addr, handle);
	spin_unlock_irqrestore(&pool->lock, flags);
	if (unlikely(wrong))
		report("BUG: %s: dma_pool_free %s, %px/0x%llx (%s)", dev_name(pool->dev),
		       pool->name, addr, (u64)handle, wrong);
}
EXPORT_SYMBOL(dma_pool_free);

/* ---- managed --------------------------------------------------------------------------------- */

static void pool_release(struct device *dev, void *res)
{
	dma_pool_destroy(*(struct dma_pool **)res);
}

static int pool_match(struct device *dev, void *res, void *pool)
{
	return *(struct dma_pool **)res == pool;
}

/** dmam_pool_create - dma_pool_create() of a pool that ends with @dev. */
struct dma_pool *dmam_pool_create(const char *name, struct device *dev, size_t size, size_t align,
				  size_t boundary)
{
	struct dma_pool **res = devres_alloc(pool_release, sizeof(*res), GFP_KERNEL);

	if (!res)
		return NULL;
	*res = dma_pool_create(name, dev, size, align, boundary);
	if (!*res) {
		devres_free(res);
		return NULL;
	}
	devres_add(dev, res);
	return *res;
}
EXPORT_SYMBOL(dmam_pool_create);

/** dmam_pool_destroy - end it before its device goes. */
void dmam_pool_destroy(struct dma_pool *pool)
{
	WARN_ON(devres_release(pool->dev, pool_release, pool_match, pool));
}
EXPORT_SYMBOL(dmam_pool_destroy);
