// SPDX-License-Identifier: MIT
/* Proof of what linux/mempool.h says of a pool. */
#include "mm/pool/pool.h"
#include <linux/printk.h>

static int broken(const mempool_t *pool, const char *what)
{
	pr_err("mempool %px: %s (min_nr %d, curr_nr %d)\n", pool, what, pool->min_nr,
	       pool->curr_nr);
	return 1;
}

/* An element twice in the reserve was freed twice. */
static int check_elements(const mempool_t *pool)
{
	int bad = 0;

	for (int i = 0; i < pool->curr_nr; i++) {
		if (!pool->elements[i])
			bad += broken(pool, "NULL in the reserve");
		for (int j = 0; j < i; j++) {
			if (pool->elements[i] == pool->elements[j])
				bad += broken(pool, "an element is in the reserve twice");
		}
	}
	return bad;
}

int mempool_check(mempool_t *pool)
{
	int bad = 0;

	lock_acquire(&pool->lock);
	if (pool->min_nr < 0 || pool->curr_nr < 0 || pool->curr_nr > pool->min_nr)
		bad += broken(pool, "the reserve is beyond its bounds");
	else if (pool->elements)
		bad += check_elements(pool);
	else if (pool->curr_nr)
		bad += broken(pool, "a reserve of an ended pool");
	lock_release(&pool->lock);
	return bad;
}
