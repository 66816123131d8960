// SPDX-License-Identifier: MIT
/*
 * A server's week.
 *
 * Six populations come and go.  Each has a size it wants, which follows the load of the hour, and
 * one step brings it a little nearer; at its size, an arrival and a departure alternate.  So what
 * lives long and what lives short, what can move and what cannot, are born side by side:
 *
 *	packets		unmovable	order 0..3		short, the oldest first
 *	objects		unmovable	kmalloc of 32..8192	short, and one in 16 for hours
 *	drivers		unmovable	order 0..3		days
 *	processes	movable		anonymous pages		seconds to days, freed at once;
 *			unmovable	page tables, a stack	as the process
 *	files		movable		pages read in runs	what the others leave
 *	inodes		reclaimable	objects of two caches	as files, longer
 *
 * Time is counted in operations.  The load swings by day, is lower on weekends, and at night a
 * backup reads all the files; now and then a burst of packets or of short processes comes.  Files
 * fill the machine to 60 to 95 % of its memory.
 *
 * Whatever is decided is decided by the seed and by how much *should* be held: never by what an
 * allocation gave, nor by what a shrinker took.  So the same seed asks for the same in the same
 * order on any machine; the result has a sum of all that was asked for, to show it.
 */
#include <linux/errno.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <mm/boot/boot.h>

#include "bench/fragmentation/churn.h"
#include "bench/fragmentation/measure.h"
#include "bench/fragmentation/owner.h"

#define RING_SIZE     (1u << 18)
#define PROCESSES_MAX 4096

/* Pages of anonymous memory that one page table maps here: address spaces are sparse. */
#define TABLE_SPAN 32
/* Those that every process has: one of each level. */
#define TABLES	    3
#define STACK_ORDER 2

/* At most so many pages does a process touch before another runs. */
#define BURST 64

struct process {
	u32 first, pages, goal, life;
	u32 nr_tables; /* asked for */
	bool resident; /* lives for days */
	struct list_head tables;
	struct page *stack;
};

/* What each population should hold, in pages. */
struct wanted {
	u32 packets, objects, lasting, drivers, processes, files, inodes;
};

static struct entry packet_entries[RING_SIZE], object_entries[RING_SIZE];
static struct entry lasting_entries[RING_SIZE], driver_entries[RING_SIZE];

static struct {
	struct rnd_state rnd;
	u64 operations, trace, failed;
	u32 managed;
	struct wanted wanted;

	/* What is held by the trace, whether or not it was given. */
	struct ring packets, objects, lasting, drivers;
	u32 packet_pages, driver_pages, file_pages;
	u64 object_bytes, lasting_bytes;
	struct process process[PROCESSES_MAX];
	u32 nr_processes, process_pages;

	unsigned int burst_minutes, fork_minutes;
} w;

static u32 below(u32 n)
{
	return (u32)((u64)prandom_u32_state(&w.rnd) * n >> 32);
}

/* One operation: what it was goes into the sum. */
static void note(u32 what)
{
	w.operations++;
	w.trace = (w.trace ^ what) * 0x100000001b3ull;
}

static void *asked(u32 what, void *got)
{
	note(what);
	w.failed += !got;
	return got;
}

/* Most blocks are small. */
static unsigned int any_order(void)
{
	static const u8 order[16] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 3 };

	return order[below(16)];
}

/* ---- packets and drivers --------------------------------------------------------------------- */

static void put_block(struct ring *ring, u32 *pages, gfp_t gfp)
{
	unsigned int order = any_order();

	if (ring->count == ring->size)
		return;
	ring_put(ring, asked(order, alloc_pages(gfp | __GFP_NOWARN, order)), order);
	*pages += 1u << order;
}

static void take_block(struct ring *ring, u32 *pages, u32 permille)
{
	struct entry entry = ring_take(ring, permille, prandom_u32_state(&w.rnd));

	note(16 + entry.what);
	*pages -= 1u << entry.what;
	if (entry.item)
		__free_pages(entry.item, entry.what);
}

static void packets_step(void)
{
	if (w.packet_pages < w.wanted.packets)
		put_block(&w.packets, &w.packet_pages, GFP_ATOMIC);
	else
		take_block(&w.packets, &w.packet_pages, 250);
}

static void drivers_step(void)
{
	if (w.driver_pages < w.wanted.drivers)
		put_block(&w.drivers, &w.driver_pages, GFP_KERNEL);
	else
		take_block(&w.drivers, &w.driver_pages, 1000);
}

/* ---- objects --------------------------------------------------------------------------------- */

static void put_object(struct ring *ring, u64 *bytes)
{
	static const u16 sizes[16] = { 32,  64,	 64,  96,  128,	 128,  192,  256,
				       256, 512, 512, 512, 1024, 2048, 4096, 8192 };
	u32 size = sizes[below(16)];

	if (ring->count == ring->size)
		return;
	ring_put(ring, asked(32 + size, kmalloc(size, GFP_KERNEL | __GFP_NOWARN)), size);
	*bytes += size;
}

static void take_object(struct ring *ring, u64 *bytes, u32 permille)
{
	struct entry entry = ring_take(ring, permille, prandom_u32_state(&w.rnd));

	note(33 + entry.what);
	*bytes -= entry.what;
	kfree(entry.item);
}

static void objects_step(void)
{
	bool lasting = below(16) == 0;
	struct ring *ring = lasting ? &w.lasting : &w.objects;
	u64 *bytes = lasting ? &w.lasting_bytes : &w.object_bytes;
	u32 wanted = lasting ? w.wanted.lasting : w.wanted.objects;

	if (*bytes < (u64)wanted * PAGE_SIZE)
		put_object(ring, bytes);
	else
		take_object(ring, bytes, lasting ? 1000 : 300);
}

/* ---- processes ------------------------------------------------------------------------------- */

static void add_table(struct process *p)
{
	struct page *table = asked(10, alloc_page(GFP_KERNEL_ACCOUNT | __GFP_NOWARN));

	p->nr_tables++;
	if (table)
		list_add(&table->lru, &p->tables);
}

static void add_page(struct process *p)
{
	bool got;
	u32 i;

	if (p->pages >= (p->nr_tables - TABLES) * TABLE_SPAN)
		add_table(p);
	i = movable_take(GFP_HIGHUSER_MOVABLE | __GFP_NOWARN, &got);
	BUG_ON(!i);
	note(11);
	w.failed += !got;
	movable_next[i] = p->first;
	p->first = i;
	p->pages++;
	w.process_pages++;
}

static void drop_page(struct process *p)
{
	u32 i = p->first;

	note(12);
	p->first = movable_next[i];
	movable_give(i);
	p->pages--;
	w.process_pages--;
}

/* Few are large, most are small and soon gone. */
static void spawn(void)
{
	struct process *p = &w.process[w.nr_processes];
	bool burst = w.fork_minutes != 0;

	if (w.nr_processes == PROCESSES_MAX)
		return;
	w.nr_processes++;
	p->resident = !burst && below(12) == 0;
	p->goal = p->resident ? 300 + below(w.managed / 64) : 16 + below(burst ? 100 : 400);
	p->life = p->resident ? 20000 + below(200000) : 20 + below(burst ? 100 : 2000);
	p->first = p->pages = p->nr_tables = 0;
	INIT_LIST_HEAD(&p->tables);
	p->stack = asked(13, alloc_pages(GFP_KERNEL_ACCOUNT | __GFP_NOWARN, STACK_ORDER));
	for (int i = 0; i < TABLES; i++)
		add_table(p);
}

static void quit(struct process *p)
{
	struct page *table, *next;
	struct process *last = &w.process[--w.nr_processes];

	while (p->pages)
		drop_page(p);
	list_for_each_entry_safe(table, next, &p->tables, lru)
		__free_page(table);
	if (p->stack)
		__free_pages(p->stack, STACK_ORDER);
	while (p->nr_tables--)
		note(14);
	note(15);
	if (p == last)
		return;
	*p = *last;
	/* The head of the list has moved. */
	list_replace(&last->tables, &p->tables);
}

static void processes_step(void)
{
	struct process *p;

	if (!w.nr_processes || (w.process_pages < w.wanted.processes && below(8) == 0)) {
		spawn();
		return;
	}
	p = &w.process[below(w.nr_processes)];
	if (p->pages < p->goal && w.process_pages < w.wanted.processes) {
		for (u32 i = 1 + below(1 + below(BURST)); i; i--)
			add_page(p);
		return;
	}
	if (p->life)
		p->life--;
	if (!p->life || (w.process_pages > w.wanted.processes && !p->resident)) {
		quit(p);
	} else if (p->pages) {
		/* Some of what it has is returned, and touched again. */
		drop_page(p);
		add_page(p);
	}
}

/* ---- files ----------------------------------------------------------------------------------- */

static void read_file(void)
{
	u32 nr = 1 + below(1 + below(FILE_PAGES_MAX)), first = 0;

	for (u32 n = 0; n < nr; n++) {
		bool got;
		u32 i = movable_take(GFP_HIGHUSER_MOVABLE | __GFP_NOWARN, &got);

		BUG_ON(!i);
		note(9);
		w.failed += !got;
		movable_next[i] = first;
		first = i;
	}
	file_put(first, nr);
	w.file_pages += nr;
}

static void forget_file(void)
{
	struct entry entry = file_take(prandom_u32_state(&w.rnd));
	u32 next;

	for (u32 i = (u32)(unsigned long)entry.item; i; i = next) {
		note(8);
		next = movable_next[i];
		movable_give(i);
	}
	w.file_pages -= entry.what;
}

static void files_step(void)
{
	if (w.file_pages < w.wanted.files)
		read_file();
	else if (file_count())
		forget_file();
}

static void inodes_step(void)
{
	note(7);
	if ((u64)inode_count() * inode_bytes() < (u64)w.wanted.inodes * PAGE_SIZE)
		w.failed += !inode_put(GFP_KERNEL | __GFP_NOWARN);
	else if (inode_count())
		inode_take(prandom_u32_state(&w.rnd));
}

/* ---- the load -------------------------------------------------------------------------------- */

/* How busy the server is, in permille, at the hour of a working day. */
static const u16 busy[24] = { 180, 140, 120, 110, 120, 160, 240, 380, 560, 720, 840, 920,
			      960, 980, 990, 980, 940, 900, 840, 760, 640, 500, 360, 250 };

#define BACKUP_HOUR 3

static u32 permille(u32 n)
{
	return (u32)((u64)w.managed * n / 1000);
}

/* What the populations should be in the next minute. */
static void think(unsigned int minute)
{
	unsigned int hour = minute / 60, day = hour / 24 % 7;
	u32 load = busy[hour % 24] +
		   ((int)busy[(hour + 1) % 24] - busy[hour % 24]) * (int)(minute % 60) / 60;
	u32 all, rest;

	if (day >= 5)
		load = load * 6 / 10;
	load = min(1000u, load * (95 + below(11)) / 100);
	if (below(120) == 0)
		w.burst_minutes = 3;
	if (below(240) == 0)
		w.fork_minutes = 5;
	w.wanted.packets = permille(3 + 15 * load / 1000) * (w.burst_minutes ? 3 : 1);
	w.wanted.objects = permille(12 + 25 * load / 1000);
	w.wanted.lasting = permille(15 + 10 * load / 1000);
	w.wanted.drivers = permille(15 + min(15u, minute / 600));
	w.wanted.processes = permille(200 + 250 * load / 1000);
	if (w.fork_minutes)
		w.wanted.processes += permille(30);
	w.wanted.inodes = permille(30 + 30 * load / 1000);
	/* Tables and stacks come with the processes; slabs are not all full. */
	rest = w.packet_pages + w.driver_pages + w.process_pages + w.process_pages / 16 +
	       w.nr_processes * 7 + (u32)((w.object_bytes + w.lasting_bytes) / PAGE_SIZE * 9 / 8) +
	       (u32)((u64)inode_count() * inode_bytes() / PAGE_SIZE * 9 / 8);
	all = permille(hour % 24 == BACKUP_HOUR ? 950 : 600 + 350 * load / 1000);
	w.wanted.files = all > rest ? all - rest : 0;
	w.burst_minutes -= w.burst_minutes != 0;
	w.fork_minutes -= w.fork_minutes != 0;
}

static void step(void)
{
	u32 who = below(100);

	if (who < 30)
		packets_step();
	else if (who < 58)
		objects_step();
	else if (who < 90)
		processes_step();
	else if (who < 92)
		files_step();
	else if (who < 99)
		inodes_step();
	else if (below(16) == 0)
		drivers_step();
}

/* ---- life ------------------------------------------------------------------------------------ */

static void begin(const struct churn_config *config)
{
	memset(&w, 0, sizeof(w));
	prandom_seed_state(&w.rnd, config->seed);
	w.managed = (u32)totalram_pages();
	w.packets = (struct ring){ .entry = packet_entries, .size = RING_SIZE };
	w.objects = (struct ring){ .entry = object_entries, .size = RING_SIZE };
	w.lasting = (struct ring){ .entry = lasting_entries, .size = RING_SIZE };
	w.drivers = (struct ring){ .entry = driver_entries, .size = RING_SIZE };
}

static void end(void)
{
	while (w.packets.count)
		take_block(&w.packets, &w.packet_pages, 0);
	while (w.drivers.count)
		take_block(&w.drivers, &w.driver_pages, 0);
	while (w.objects.count)
		take_object(&w.objects, &w.object_bytes, 0);
	while (w.lasting.count)
		take_object(&w.lasting, &w.lasting_bytes, 0);
	while (w.nr_processes)
		quit(&w.process[w.nr_processes - 1]);
}

static void work(const struct churn_config *config, void (*sample)(const struct churn_sample *))
{
	unsigned int minutes = config->hours * 60;

	for (unsigned int minute = 0; minute < minutes; minute++) {
		u64 until = config->operations * (minute + 1) / minutes;

		think(minute);
		while (w.operations < until)
			step();
		if (minute % 60 == 59) {
			struct churn_sample s = { .hour = minute / 60 + 1,
						  .operations = w.operations,
						  .failed = w.failed };

			measure_free(&s);
			sample(&s);
		}
	}
}

int churn_run(const struct churn_config *config, void (*sample)(const struct churn_sample *sample),
	      struct churn_result *result)
{
	const struct machine_config machine = {
		.profile = PROFILE_PC64,
		.memory = config->memory,
		.nodes = 1,
		.quiet = true,
		.no_grouping = !config->grouping,
	};
	int err = machine_boot(&machine);

	memset(result, 0, sizeof(*result));
	if (err)
		return err;
	err = owners_open();
	if (err)
		goto halt;
	begin(config);
	work(config, sample);
	measure_blocks(result);
	result->trace = w.trace;
	result->operations = w.operations;
	result->migrated = owners_migrated();
	result->shrunk = owners_shrunk();
	end();
	owners_close();
	result->broken = mm_check();
halt:
	machine_halt();
	return err;
}

const char *churn_error(void)
{
	return machine_error();
}
