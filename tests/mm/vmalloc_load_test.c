// SPDX-License-Identifier: MIT
/*
 * Loads that a kernel's vmalloc has to stand: areas of one size, of random sizes and alignments,
 * holes that fit exactly, a long list of areas in use, mappings of short life, memory freed after a
 * grace period; by one thread, and by one on every CPU.
 */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/prandom.h>
#include <linux/rcupdate.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <base/base.h>
#include <kernel/kernel.h>
#include <mm/boot/boot.h>
#include <mm/vmalloc/area.h>
#include <tests/parallel.h>

#define THREADS 16u
#define ROUNDS	100u

struct load_state {
	struct rnd_state rnd;
	unsigned int failed;
};

static int load_test_boot(struct kunit *test)
{
	const struct machine_config config = {
		.profile = PROFILE_PC64,
		.memory = SZ_512M,
		.nodes = 1,
		.quiet = true,
	};

	print_sink_t sink = printk_sink;
	int err = machine_boot(&config);

	if (!err)
		err = world_init();
	printk_sink = sink;
	return err;
}

static void load_test_halt(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
	/* The world's threads have stacks of it. */
	world_exit();
	KUNIT_EXPECT_EQ(test, vmalloc_nr_pages(), 0ul);
	machine_halt();
}

/* use - write to both ends of what was to be had, and free it. */
static void use(struct load_state *s, unsigned char *p, unsigned long bytes)
{
	if (!p) {
		s->failed++;
		return;
	}
	p[0] = 0x11;
	p[bytes - 1] = 0x22;
	s->failed += bytes > 1 && (p[0] != 0x11 || p[bytes - 1] != 0x22);
	vfree(p);
}

/* ---- the loads ------------------------------------------------------------------------------- */

static void fixed_size(struct load_state *s)
{
	for (unsigned int i = 0; i < ROUNDS; i++)
		use(s, vmalloc(10 * PAGE_SIZE), 10 * PAGE_SIZE);
}

/* Every second of many areas is freed: the holes, with their guards, fit one page exactly. */
static void full_fit(struct load_state *s)
{
	enum { AREAS = 256 };
	void *keep[AREAS], *holes[AREAS];

	for (unsigned int i = 0; i < AREAS; i++) {
		keep[i] = vmalloc(PAGE_SIZE);
		holes[i] = vmalloc(PAGE_SIZE);
		s->failed += !keep[i] || !holes[i];
	}
	for (unsigned int i = 0; i < AREAS; i++)
		vfree(keep[i]);
	vm_unmap_aliases();
	for (unsigned int i = 0; i < ROUNDS; i++)
		use(s, vmalloc(PAGE_SIZE), PAGE_SIZE);
	for (unsigned int i = 0; i < AREAS; i++)
		vfree(holes[i]);
}

/* Areas in use, with holes too small for what is asked for then. */
static void long_busy_list(struct load_state *s)
{
	enum { AREAS = 1000 };
	void **busy = vmalloc_array(AREAS, sizeof(*busy));

	if (!busy) {
		s->failed++;
		return;
	}
	for (unsigned int i = 0; i < AREAS; i++) {
		busy[i] = vmalloc(PAGE_SIZE);
		s->failed += !busy[i];
	}
	for (unsigned int i = 0; i < ROUNDS; i++) {
		use(s, vmalloc(100 * PAGE_SIZE), 100 * PAGE_SIZE);
		use(s, vmalloc(PAGE_SIZE), PAGE_SIZE);
	}
	for (unsigned int i = 0; i < AREAS; i++)
		vfree(busy[i]);
	vfree(busy);
}

static void random_size(struct load_state *s)
{
	for (unsigned int i = 0; i < ROUNDS; i++) {
		unsigned long bytes = (1 + prandom_u32_state(&s->rnd) % 100) * PAGE_SIZE;

		use(s, vmalloc(bytes), bytes);
	}
}

static void aligned(struct load_state *s, unsigned long bytes, unsigned long align)
{
	void *p = __vmalloc_node(bytes, align, GFP_KERNEL | __GFP_ZERO, NUMA_NO_NODE, NULL);

	s->failed += p && (unsigned long)p % align;
	use(s, p, bytes);
}

static void random_size_and_alignment(struct load_state *s)
{
	for (unsigned int i = 0; i < ROUNDS; i++) {
		u32 drawn = prandom_u32_state(&s->rnd);

		aligned(s, (1 + drawn % 10) * PAGE_SIZE, PAGE_SIZE << (drawn >> 16) % 6);
	}
}

static void fixed_alignment(struct load_state *s)
{
	for (unsigned int i = 0; i < ROUNDS; i++)
		aligned(s, 5 * PAGE_SIZE, 64 * PAGE_SIZE);
}

/* Each power of two, to where no address can be one: NULL from there on, and no harm. */
static void shifted_alignment(struct load_state *s)
{
	for (unsigned int shift = 0; shift < BITS_PER_LONG; shift++) {
		void *p = __vmalloc_node(PAGE_SIZE, 1ul << shift, GFP_KERNEL | __GFP_NOWARN,
					 NUMA_NO_NODE, NULL);

		s->failed += p && (unsigned long)p & ((1ul << shift) - 1);
		s->failed += !p && shift < 24;
		vfree(p);
	}
}

/* Per-CPU memory is not vmalloc's here, but stands beside it in the same address space. */
static void per_cpu_memory(struct load_state *s)
{
	enum { AREAS = 64 };
	void __percpu *areas[AREAS];

	for (unsigned int i = 0; i < AREAS; i++) {
		areas[i] = __alloc_percpu(1 + prandom_u32_state(&s->rnd) % 1024,
					  1u << prandom_u32_state(&s->rnd) % 8);
		s->failed += !areas[i];
	}
	for (unsigned int i = 0; i < AREAS; i++)
		free_percpu(areas[i]);
}

struct freed_late {
	struct rcu_head rcu;
	unsigned char bytes[20];
};

static void freed_after_a_grace_period(struct load_state *s)
{
	for (unsigned int i = 0; i < ROUNDS; i++) {
		struct freed_late *p = vmalloc(PAGE_SIZE), *q = vmalloc(PAGE_SIZE);

		if (!p || !q) {
			s->failed++;
			vfree(p);
			vfree(q);
			continue;
		}
		p->bytes[0] = q->bytes[0] = 'a';
		kvfree_rcu(p, rcu);
		kvfree_rcu_mightsleep(q);
	}
	kvfree_rcu_barrier();
}

static void mapped_for_short(struct load_state *s)
{
	enum { PAGES = 10 };
	struct page *pages[PAGES];
	unsigned int i, nr;

	for (nr = 0; nr < PAGES; nr++) {
		pages[nr] = alloc_page(GFP_KERNEL);
		if (!pages[nr])
			break;
	}
	for (i = 0; i < ROUNDS && nr; i++) {
		unsigned int count = 1 + i % nr;
		unsigned char *p = vm_map_ram(pages, count, NUMA_NO_NODE);

		if (!p) {
			s->failed++;
			continue;
		}
		p[(count - 1) * PAGE_SIZE] = (unsigned char)i;
		s->failed += *(unsigned char *)page_address(pages[count - 1]) != (unsigned char)i;
		vm_unmap_ram(p, count);
	}
	while (nr)
		__free_page(pages[--nr]);
}

struct load {
	const char *name;
	void (*run)(struct load_state *s);
};

static const struct load loads[] = {
	{ "fixed size", fixed_size },
	{ "full fit", full_fit },
	{ "long busy list", long_busy_list },
	{ "random size", random_size },
	{ "random size and alignment", random_size_and_alignment },
	{ "fixed alignment", fixed_alignment },
	{ "shifted alignment", shifted_alignment },
	{ "per-CPU", per_cpu_memory },
	{ "freed after a grace period", freed_after_a_grace_period },
	{ "mapped for short", mapped_for_short },
};

static void load_describe(const struct load *load, char *text)
{
	strscpy(text, load->name, KUNIT_PARAM_DESC_SIZE);
}
KUNIT_ARRAY_PARAM(load, loads, load_describe)

/* ---- one thread, and many -------------------------------------------------------------------- */

static void one_thread(struct kunit *test)
{
	const struct load *load = test->param_value;
	struct load_state s = {};

	prandom_seed_state(&s.rnd, kunit_seed());
	load->run(&s);
	KUNIT_EXPECT_EQ(test, s.failed, 0u);
	KUNIT_EXPECT_EQ(test, vmap_check(), 0);
}

struct crowd {
	struct load_state states[THREADS];
};

static void all_loads(void *arg, unsigned int index)
{
	struct load_state *s = &((struct crowd *)arg)->states[index];

	prandom_seed_state(&s->rnd, kunit_seed() + index);
	/* Each begins with another, so that all kinds meet. */
	for (unsigned int i = 0; i < ARRAY_SIZE(loads); i++)
		loads[(i + index) % ARRAY_SIZE(loads)].run(s);
}

static void many_threads(struct kunit *test)
{
	static struct crowd crowd;

	memset(&crowd, 0, sizeof(crowd));
	KUNIT_ASSERT_EQ(test, test_parallel(THREADS, all_loads, &crowd), 0);
	for (unsigned int i = 0; i < THREADS; i++)
		KUNIT_EXPECT_EQ_MSG(test, crowd.states[i].failed, 0u, "seed %llu, thread %u",
				    kunit_seed(), i);
	KUNIT_EXPECT_EQ(test, vmap_check(), 0);
}

static struct kunit_case vmalloc_load_cases[] = {
	KUNIT_CASE_PARAM(one_thread, load_gen_params),
	{},
};

static struct kunit_suite vmalloc_load_suite = {
	.name = "vmalloc_load",
	.init = load_test_boot,
	.exit = load_test_halt,
	.test_cases = vmalloc_load_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};

static struct kunit_case vmalloc_crowd_cases[] = {
	KUNIT_CASE(many_threads),
	{},
};

static struct kunit_suite vmalloc_crowd_suite = {
	.name = "vmalloc_crowd",
	.init = load_test_boot,
	.exit = load_test_halt,
	.test_cases = vmalloc_crowd_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
	.attr.concurrent = true,
};
kunit_test_suites(&vmalloc_load_suite, &vmalloc_crowd_suite);
