// SPDX-License-Identifier: MIT
/*
 * A machine's life.
 *
 * One machine runs in a world at a time.  The layers come up in the order of the table below and
 * go down in reverse; each sets up all its state from scratch, so that a second machine after the
 * first is as new.
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <linux/cpumask.h>
#include <mm/boot/boot.h>
#include <mm/device/device.h>
#include <mm/highmem/highmem.h>
#include <mm/kmalloc/kmalloc.h>
#include <mm/page/page.h>
#include <mm/percpu/percpu.h>
#include <mm/profile/profile.h>
#include <mm/reclaim/reclaim.h>
#include <mm/slab/slab.h>
#include <mm/vmalloc/vmalloc.h>
#include <port/turns.h>

struct layer {
	const char *name;
	int (*init)(void);
	void (*exit)(void);
	int (*check)(void);
};

static const struct layer layers[] = {
	{ "memory map", memmap_init, memmap_exit, NULL },
	{ "tag map", tag_map_init, tag_map_exit, NULL },
	{ "per-CPU slots", slots_init, NULL, NULL },
	{ "page", page_init, page_exit, page_check },
	{ "reclaim", reclaim_init, reclaim_exit, reclaim_check },
	{ "slab", slab_init, slab_exit, slab_check },
	{ "kmalloc", kmalloc_init, kmalloc_exit, kmalloc_check },
	{ "per-CPU", percpu_init, percpu_exit, percpu_check },
	{ "vmalloc", vmap_init, vmap_exit, vmap_check },
	{ "device", device_init, device_exit, device_check },
	{ "profile", profile_init, profile_exit, profile_check },
	{ "highmem", kmap_init, kmap_exit, kmap_check },
	{ "background", background_init, background_exit, NULL },
};

struct cpumask __cpu_possible_mask, __cpu_online_mask, __cpu_active_mask;
unsigned int nr_cpu_ids;
EXPORT_SYMBOL(__cpu_possible_mask);
EXPORT_SYMBOL(__cpu_online_mask);
EXPORT_SYMBOL(__cpu_active_mask);
EXPORT_SYMBOL(nr_cpu_ids);

static struct machine_config config;
static char reason[256];
static bool running;
static const struct port_thread *booting;

const struct machine_config *machine_config(void)
{
	return &config;
}

const char *machine_error(void)
{
	return reason;
}

int machine_fail(int err, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(reason, sizeof(reason), fmt, args);
	va_end(args);
	return err;
}

bool machine_running(void)
{
	return __atomic_load_n(&running, __ATOMIC_ACQUIRE);
}

bool machine_ready(void)
{
	if (machine_running() || READ_ONCE(booting) == port_self())
		return true;
	return machine_demand && !machine_demand();
}

static void layers_exit(unsigned int n)
{
	while (n--)
		if (layers[n].exit)
			layers[n].exit();
}

static int layers_init(void)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(layers); i++) {
		int err = layers[i].init();

		if (err) {
			if (!reason[0])
				machine_fail(err, "the machine is too small for the %s layer",
					     layers[i].name);
			layers_exit(i);
			return err;
		}
	}
	return 0;
}

/* All CPUs are there at boot: kernel/cpu.c takes some away. */
static void find_cpus(void)
{
	nr_cpu_ids = port.nr_cpus;
	cpumask_clear(&__cpu_possible_mask);
	bitmap_set(__cpu_possible_mask.bits, 0, nr_cpu_ids);
	cpumask_copy(&__cpu_online_mask, &__cpu_possible_mask);
	cpumask_copy(&__cpu_active_mask, &__cpu_possible_mask);
}

static void find_memory(void)
{
	memblock_init();
	for (unsigned int i = 0; i < port.nr_ranges; i++)
		memblock_add(port.ranges[i].start, port.ranges[i].end, port.ranges[i].nid);
	/* Nothing is ever at physical 0, so that 0 can mean none. */
	memblock_reserve(0, PAGE_SIZE);
	for (unsigned int i = 0; i < port.nr_reserved; i++)
		memblock_reserve(port.reserved[i].start, port.reserved[i].end);
}

static unsigned long present_pages(void)
{
	unsigned long n = 0;

	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		n += NODE_DATA(nid)->node_present_pages;
	return n;
}

int machine_boot(const struct machine_config *wanted)
{
	int err;

	reason[0] = 0;
	if (running)
		return machine_fail(-EBUSY, "a machine runs already");
	config = *wanted;
	err = port_start(&config);
	if (err)
		return machine_fail(err, "%s", port_error());
	if (config.seed && !port_turns) {
		port_stop();
		return machine_fail(-EOPNOTSUPP, "threads cannot take turns in this world");
	}
	find_cpus();
	find_memory();
	WRITE_ONCE(booting, port_self());
	err = layers_init();
	WRITE_ONCE(booting, NULL);
	if (err) {
		port_stop();
		return err;
	}
	__atomic_store_n(&running, true, __ATOMIC_RELEASE);
	if (!config.quiet)
		pr_info("Memory: %luK/%luK available, %u CPU%s, %u node%s\n",
			nr_free_pages() << (PAGE_SHIFT - 10), present_pages() << (PAGE_SHIFT - 10),
			nr_cpu_ids, nr_cpu_ids > 1 ? "s" : "", nr_online_nodes,
			nr_online_nodes > 1 ? "s" : "");
	return 0;
}

void machine_halt(void)
{
	if (!running)
		return;
	mm_access_drain(NULL);
	__atomic_store_n(&running, false, __ATOMIC_RELEASE);
	layers_exit(ARRAY_SIZE(layers));
	port_stop();
}

/**
 * mm_check - prove the invariants of every layer of the running machine.
 *
 * It walks all there is: free areas, per-CPU lists, every frame, slabs, areas, chunks.  Other
 * threads may go on meanwhile as far as the page layer is concerned; the counts of the layers
 * above are exact only while nobody changes them.
 *
 * Return: how many are broken, each of which was printed, and all of which are one report; 0 where
 * no machine runs.
 * Context: may sleep.
 */
int mm_check(void)
{
	int broken = 0;

	if (!machine_running())
		return 0;
	for (unsigned int i = 0; i < ARRAY_SIZE(layers); i++)
		if (layers[i].check)
			broken += layers[i].check();
	if (broken)
		report("mm_check: %d invariants of the machine are broken", broken);
	return broken;
}
EXPORT_SYMBOL(mm_check);
