/* SPDX-License-Identifier: MIT */
/*
 * Who pays for memory.
 *
 * Pages that are taken with __GFP_ACCOUNT are charged to a group, and so are the slabs of caches
 * made with SLAB_ACCOUNT and of kmalloc(GFP_KERNEL_ACCOUNT), page by page.  The group is the one
 * that the thread has made active, else the machine's own, root_mem_cgroup, which all others are
 * part of; in interrupts it is always that.  A charge that would pass a limit fails the request,
 * after one try to reclaim where the request may sleep; __GFP_NOFAIL passes all limits.
 *
 * In the kernel groups are made and their limits set in a file system.  Here these are functions:
 * mem_cgroup_create(), mem_cgroup_destroy(), and page_counter_set_max(&group->kmem, pages).
 */
#ifndef _LINUX_MEMCONTROL_H
#define _LINUX_MEMCONTROL_H

#include <linux/page_counter.h>
#include <linux/types.h>

struct page;

/* A page's group is kept as one byte, and each group costs the core some 80. */
#define MAX_MEM_CGROUPS	     (IS_ENABLED(CONFIG_BASE_SMALL) ? 4 : 64)
#define MEM_CGROUP_NAME_SIZE 24

/**
 * struct mem_cgroup - a group.
 * @kmem: its pages, and its limit.
 * @name: whatever its maker calls it.
 * @state: of its place in the table; see mm/page/account.c.
 */
struct mem_cgroup {
	struct page_counter kmem;
	char name[MEM_CGROUP_NAME_SIZE];
	u32 state;
};

/** root_mem_cgroup - what is charged to no other group is charged to this one; it has no limit. */
extern struct mem_cgroup *root_mem_cgroup;

static inline bool mem_cgroup_disabled(void)
{
	return false;
}

static inline bool mem_cgroup_is_root(const struct mem_cgroup *memcg)
{
	return memcg == root_mem_cgroup;
}

/**
 * set_active_memcg - charge what this thread takes from now on to @memcg.
 * @memcg: the group; NULL for none.
 * Return: the one that was active before, to be set again; NULL for none.
 */
struct mem_cgroup *set_active_memcg(struct mem_cgroup *memcg);

/** page_memcg - the group that pays for the block of @page, or NULL. */
struct mem_cgroup *page_memcg(struct page *page);

/**
 * mem_cgroup_create - make a group without a limit.
 * @name: cut to MEM_CGROUP_NAME_SIZE - 1 bytes.
 * Return: the group; NULL where there are MAX_MEM_CGROUPS already.
 * Context: any.
 */
struct mem_cgroup *mem_cgroup_create(const char *name);

/**
 * mem_cgroup_destroy - no more charges to @memcg: root pays for threads that have it active.
 * What is charged to it stays so until it is freed, and only then can its place be had again.
 */
void mem_cgroup_destroy(struct mem_cgroup *memcg);

#endif
