// SPDX-License-Identifier: MIT
/*
 * kbench - micro-benchmarks for the kernel memory allocators.
 *
 * Plain module API only, so that the same file builds for Linux (x86, UML)
 * and for any other implementation of the same interfaces.
 *
 * Output, one line per case:
 *
 *	kbench: <name> <ns_per_op_x100>
 *
 * The value is nanoseconds per operation times 100: the minimum over
 * KBENCH_ROUNDS rounds, after one untimed warm-up round.  One operation is
 * one alloc together with its free, except for the _alloc and _free lines
 * (one half each) and the calib, ktime and percpu_inc lines (one step).
 *
 * No case subtracts loop overhead: "calib_empty" shows what it is.
 * "calib_2insn" is a loop of exactly two instructions per step: where virtual
 * time is one nanosecond an instruction it must print 200.
 *
 * Build with -DKBENCH_DIV=N to divide every iteration count by N.
 */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/slab.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>
#include <linux/mempool.h>
#include <linux/percpu.h>
#include <linux/ktime.h>
#include <linux/timekeeping.h>
#include <linux/sched.h>

#ifndef KBENCH_DIV
#define KBENCH_DIV 1
#endif
#ifndef KBENCH_ROUNDS
#define KBENCH_ROUNDS 5
#endif

#define NBATCH 1000
#define NMANY  10000
#define NBULK  64

/* Make the compiler believe that x is used and changed. */
#define KB_USE(x) asm volatile("" : "+r"(x) : : "memory")

static void *ptrs[NBATCH];
static unsigned long pages[NBATCH];
static void *many[NMANY];

static struct kmem_cache *cache64, *cache256;
static mempool_t *pool;
static unsigned long __percpu *pcounter;

/* Time of the two halves of a batch, added up over a round. */
static u64 ns_alloc, ns_free;

/* ------------------------------------------------------------ calibration */

static int b_empty(unsigned long n)
{
	unsigned long i;

	for (i = 0; i < n; i++)
		KB_USE(i);
	return 0;
}

#if defined(__x86_64__)
static int b_2insn(unsigned long n)
{
	asm volatile("1: dec %0\n\tjnz 1b" : "+r"(n) : : "cc", "memory");
	return 0;
}
#endif

static int b_ktime(unsigned long n)
{
	unsigned long i;
	u64 t;

	for (i = 0; i < n; i++) {
		t = ktime_get_ns();
		KB_USE(t);
	}
	return 0;
}

/* ---------------------------------------------------------- kmalloc pairs */

/* Size known at compile time: the inline fast path of kmalloc(). */
#define KMALLOC_PAIR(sz)                                   \
	static int b_kmalloc_##sz(unsigned long n)         \
	{                                                  \
		while (n--) {                              \
			void *p = kmalloc(sz, GFP_KERNEL); \
                                                           \
			if (!p)                            \
				return -ENOMEM;            \
			KB_USE(p);                         \
			kfree(p);                          \
		}                                          \
		return 0;                                  \
	}

/* Size known only at run time: the cache is looked up on every call. */
#define KMALLOC_VPAIR(sz)                           \
	static int b_kmallocv_##sz(unsigned long n) \
	{                                           \
		while (n--) {                       \
			size_t s = sz;              \
			void *p;                    \
                                                    \
			KB_USE(s);                  \
			p = kmalloc(s, GFP_KERNEL); \
			if (!p)                     \
				return -ENOMEM;     \
			KB_USE(p);                  \
			kfree(p);                   \
		}                                   \
		return 0;                           \
	}

KMALLOC_PAIR(8)
KMALLOC_PAIR(64)
KMALLOC_PAIR(256)
KMALLOC_PAIR(1024)
KMALLOC_PAIR(4096)
KMALLOC_PAIR(8192)
KMALLOC_PAIR(65536)
KMALLOC_VPAIR(64)
KMALLOC_VPAIR(1024)
KMALLOC_VPAIR(65536)

static int b_kzalloc_256(unsigned long n)
{
	while (n--) {
		void *p = kzalloc(256, GFP_KERNEL);

		if (!p)
			return -ENOMEM;
		KB_USE(p);
		kfree(p);
	}
	return 0;
}

/* ---------------------------------------------------------------- batches */

/*
 * n times: fill an array with objects, then free them all, either oldest first
 * (fifo) or newest first (lifo).  The halves are timed apart as well.
 */
#define BATCH(name, T, arr, lifo, ALLOC, FREE)                  \
	static int b_##name(unsigned long n)                    \
	{                                                       \
		u64 t0, t1, t2;                                 \
		unsigned long i;                                \
		int err = 0;                                    \
                                                                \
		while (n--) {                                   \
			t0 = ktime_get_ns();                    \
			for (i = 0; i < ARRAY_SIZE(arr); i++) { \
				T p = ALLOC;                    \
                                                                \
				if (!p) {                       \
					err = -ENOMEM;          \
					break;                  \
				}                               \
				arr[i] = p;                     \
			}                                       \
			t1 = ktime_get_ns();                    \
			if (lifo) {                             \
				while (i--) {                   \
					T p = arr[i];           \
                                                                \
					FREE;                   \
				}                               \
			} else {                                \
				unsigned long j;                \
                                                                \
				for (j = 0; j < i; j++) {       \
					T p = arr[j];           \
                                                                \
					FREE;                   \
				}                               \
			}                                       \
			t2 = ktime_get_ns();                    \
			if (err)                                \
				return err;                     \
			ns_alloc += t1 - t0;                    \
			ns_free += t2 - t1;                     \
		}                                               \
		return 0;                                       \
	}

BATCH(kmalloc_fifo_64, void *, ptrs, 0, kmalloc(64, GFP_KERNEL), kfree(p))
BATCH(kmalloc_lifo_64, void *, ptrs, 1, kmalloc(64, GFP_KERNEL), kfree(p))
BATCH(kmalloc_fifo_256, void *, ptrs, 0, kmalloc(256, GFP_KERNEL), kfree(p))
BATCH(kmalloc_lifo_256, void *, ptrs, 1, kmalloc(256, GFP_KERNEL), kfree(p))
BATCH(cache_fifo_64, void *, ptrs, 0, kmem_cache_alloc(cache64, GFP_KERNEL),
      kmem_cache_free(cache64, p))
BATCH(cache_lifo_64, void *, ptrs, 1, kmem_cache_alloc(cache64, GFP_KERNEL),
      kmem_cache_free(cache64, p))
BATCH(cache_fifo_256, void *, ptrs, 0, kmem_cache_alloc(cache256, GFP_KERNEL),
      kmem_cache_free(cache256, p))
BATCH(cache_lifo_256, void *, ptrs, 1, kmem_cache_alloc(cache256, GFP_KERNEL),
      kmem_cache_free(cache256, p))
BATCH(page_fifo_0, unsigned long, pages, 0, __get_free_pages(GFP_KERNEL, 0), free_pages(p, 0))
BATCH(page_lifo_0, unsigned long, pages, 1, __get_free_pages(GFP_KERNEL, 0), free_pages(p, 0))

/* -------------------------------------------------------------- kmem_cache */

#define CACHE_PAIR(sz)                                                     \
	static int b_cache_##sz(unsigned long n)                           \
	{                                                                  \
		while (n--) {                                              \
			void *p = kmem_cache_alloc(cache##sz, GFP_KERNEL); \
                                                                           \
			if (!p)                                            \
				return -ENOMEM;                            \
			KB_USE(p);                                         \
			kmem_cache_free(cache##sz, p);                     \
		}                                                          \
		return 0;                                                  \
	}

CACHE_PAIR(64)
CACHE_PAIR(256)

#define BULK(sz)                                                                                \
	static int b_bulk_##sz(unsigned long n)                                                 \
	{                                                                                       \
		while (n--) {                                                                   \
			if (kmem_cache_alloc_bulk(cache##sz, GFP_KERNEL, NBULK, ptrs) != NBULK) \
				return -ENOMEM;                                                 \
			kmem_cache_free_bulk(cache##sz, NBULK, ptrs);                           \
		}                                                                               \
		return 0;                                                                       \
	}

BULK(64)
BULK(256)

/* ------------------------------------------------------------------- pages */

#define PAGE_PAIR(o)                                                       \
	static int b_page_##o(unsigned long n)                             \
	{                                                                  \
		while (n--) {                                              \
			unsigned long p = __get_free_pages(GFP_KERNEL, o); \
                                                                           \
			if (!p)                                            \
				return -ENOMEM;                            \
			KB_USE(p);                                         \
			free_pages(p, o);                                  \
		}                                                          \
		return 0;                                                  \
	}

PAGE_PAIR(0)
PAGE_PAIR(1)
PAGE_PAIR(3)
PAGE_PAIR(5)
PAGE_PAIR(9)

static int b_zpage(unsigned long n)
{
	while (n--) {
		unsigned long p = get_zeroed_page(GFP_KERNEL);

		if (!p)
			return -ENOMEM;
		KB_USE(p);
		free_page(p);
	}
	return 0;
}

/* ----------------------------------------------------------------- vmalloc */

#define VMALLOC_PAIR(name, sz)                       \
	static int b_vmalloc_##name(unsigned long n) \
	{                                            \
		while (n--) {                        \
			void *p = vmalloc(sz);       \
                                                     \
			if (!p)                      \
				return -ENOMEM;      \
			KB_USE(p);                   \
			vfree(p);                    \
		}                                    \
		return 0;                            \
	}

VMALLOC_PAIR(4k, 4UL << 10)
VMALLOC_PAIR(64k, 64UL << 10)
VMALLOC_PAIR(1m, 1UL << 20)
VMALLOC_PAIR(16m, 16UL << 20)

/* As many areas as may be kept for reuse, and more than those. */
BATCH(vmalloc_batch_4k, void *, ptrs, 0, vmalloc(4UL << 10), vfree(p))
BATCH(vmalloc_many_4k, void *, many, 0, vmalloc(4UL << 10), vfree(p))

/* A pair that finds nothing kept: _alloc is the pair, _free gives back what it left. */
static int b_vmalloc_cold_4k(unsigned long n)
{
	while (n--) {
		u64 t0 = ktime_get_ns(), t1;
		void *p = vmalloc(4UL << 10);

		if (!p)
			return -ENOMEM;
		KB_USE(p);
		vfree(p);
		t1 = ktime_get_ns();
		vm_unmap_aliases();
		ns_alloc += t1 - t0;
		ns_free += ktime_get_ns() - t1;
	}
	return 0;
}

/* -------------------------------------------------------- mempool, per-cpu */

static int b_mempool(unsigned long n)
{
	while (n--) {
		void *p = mempool_alloc(pool, GFP_KERNEL);

		if (!p)
			return -ENOMEM;
		KB_USE(p);
		mempool_free(p, pool);
	}
	return 0;
}

static int b_percpu(unsigned long n)
{
	while (n--) {
		u64 __percpu *p = alloc_percpu(u64);

		if (!p)
			return -ENOMEM;
		free_percpu(p);
	}
	return 0;
}

static int b_percpu_inc(unsigned long n)
{
	while (n--)
		this_cpu_inc(*pcounter);
	return 0;
}

/* ------------------------------------------------------------------ driver */

struct bcase {
	const char *name;
	int (*fn)(unsigned long n);
	unsigned long n;   /* how often fn is to repeat */
	unsigned long ops; /* operations in each repetition */
	int halves;	   /* print the _alloc and _free lines as well */
};

#define C(name, fn, n)            \
	{                         \
		name, fn, n, 1, 0 \
	}
#define CB(name, fn, n)                \
	{                              \
		name, fn, n, NBATCH, 1 \
	}

static const struct bcase cases[] = {
	C("calib_empty", b_empty, 2000000),
#if defined(__x86_64__)
	C("calib_2insn", b_2insn, 2000000),
#endif
	C("ktime_get_ns", b_ktime, 200000),

	C("kmalloc_pair_8", b_kmalloc_8, 500000),
	C("kmalloc_pair_64", b_kmalloc_64, 500000),
	C("kmalloc_pair_256", b_kmalloc_256, 500000),
	C("kmalloc_pair_1024", b_kmalloc_1024, 500000),
	C("kmalloc_pair_4096", b_kmalloc_4096, 500000),
	C("kmalloc_pair_8192", b_kmalloc_8192, 500000),
	C("kmalloc_pair_65536", b_kmalloc_65536, 50000),
	C("kmallocv_pair_64", b_kmallocv_64, 500000),
	C("kmallocv_pair_1024", b_kmallocv_1024, 500000),
	C("kmallocv_pair_65536", b_kmallocv_65536, 50000),
	C("kzalloc_pair_256", b_kzalloc_256, 500000),

	CB("kmalloc_batch1000_fifo_64", b_kmalloc_fifo_64, 200),
	CB("kmalloc_batch1000_lifo_64", b_kmalloc_lifo_64, 200),
	CB("kmalloc_batch1000_fifo_256", b_kmalloc_fifo_256, 200),
	CB("kmalloc_batch1000_lifo_256", b_kmalloc_lifo_256, 200),

	C("cache_pair_64", b_cache_64, 500000),
	C("cache_pair_256", b_cache_256, 500000),
	CB("cache_batch1000_fifo_64", b_cache_fifo_64, 200),
	CB("cache_batch1000_lifo_64", b_cache_lifo_64, 200),
	CB("cache_batch1000_fifo_256", b_cache_fifo_256, 200),
	CB("cache_batch1000_lifo_256", b_cache_lifo_256, 200),
	{ "cache_bulk64_64", b_bulk_64, 5000, NBULK, 0 },
	{ "cache_bulk64_256", b_bulk_256, 5000, NBULK, 0 },

	C("page_pair_order0", b_page_0, 200000),
	C("page_pair_order1", b_page_1, 200000),
	C("page_pair_order3", b_page_3, 200000),
	C("page_pair_order5", b_page_5, 50000),
	C("page_pair_order9", b_page_9, 20000),
	CB("page_batch1000_fifo_order0", b_page_fifo_0, 100),
	CB("page_batch1000_lifo_order0", b_page_lifo_0, 100),
	C("zeroed_page_pair", b_zpage, 100000),

	C("vmalloc_pair_4k", b_vmalloc_4k, 5000),
	C("vmalloc_pair_64k", b_vmalloc_64k, 2000),
	C("vmalloc_pair_1m", b_vmalloc_1m, 200),
	C("vmalloc_pair_16m", b_vmalloc_16m, 20),
	CB("vmalloc_batch1000_4k", b_vmalloc_batch_4k, 20),
	{ "vmalloc_batch10000_4k", b_vmalloc_many_4k, 10, NMANY, 1 },
	{ "vmalloc_cold_4k", b_vmalloc_cold_4k, 1000, 1, 1 },

	C("mempool_pair_64", b_mempool, 500000),
	C("percpu_pair_8", b_percpu, 20000),
	C("percpu_inc", b_percpu_inc, 2000000),
};

static void report(const char *name, const char *suffix, u64 ns, u64 ops)
{
	printk(KERN_INFO "kbench: %s%s %llu\n", name, suffix,
	       (unsigned long long)div64_u64(ns * 100, ops));
}

/* A function of its own, so that who counts what a round takes finds it by its name. */
static noinline int timed_round(const struct bcase *c, unsigned long n, u64 *ns)
{
	u64 start = ktime_get_ns();
	int err = c->fn(n);

	*ns = ktime_get_ns() - start;
	return err;
}

static void run_case(const struct bcase *c)
{
	u64 best = ~0ULL, best_a = ~0ULL, best_f = ~0ULL, ns;
	unsigned long n = c->n / KBENCH_DIV;
	int r, err;

	if (!n)
		n = 1;
	err = c->fn(n); /* warm up */
	for (r = 0; !err && r < KBENCH_ROUNDS; r++) {
		cond_resched();
		ns_alloc = ns_free = 0;
		err = timed_round(c, n, &ns);
		if (ns < best)
			best = ns;
		if (ns_alloc < best_a)
			best_a = ns_alloc;
		if (ns_free < best_f)
			best_f = ns_free;
	}
	if (err) {
		printk(KERN_ERR "kbench: %s FAILED %d\n", c->name, err);
		return;
	}
	report(c->name, "", best, n * c->ops);
	if (c->halves) {
		report(c->name, "_alloc", best_a, n * c->ops);
		report(c->name, "_free", best_f, n * c->ops);
	}
}

static int __init kbench_init(void)
{
	unsigned long i;
	int err = -ENOMEM;

	cache64 = kmem_cache_create("kbench_64", 64, 0, 0, NULL);
	cache256 = kmem_cache_create("kbench_256", 256, 0, 0, NULL);
	if (!cache64 || !cache256)
		goto out;
	pool = mempool_create_slab_pool(16, cache64);
	pcounter = alloc_percpu(unsigned long);
	if (!pool || !pcounter)
		goto out;

	printk(KERN_INFO "kbench: begin\n");
	for (i = 0; i < ARRAY_SIZE(cases); i++)
		run_case(&cases[i]);
	printk(KERN_INFO "kbench: end\n");
	err = 0;
out:
	free_percpu(pcounter);
	mempool_destroy(pool);
	kmem_cache_destroy(cache256);
	kmem_cache_destroy(cache64);
	return err;
}

static void __exit kbench_exit(void)
{
}

module_init(kbench_init);
module_exit(kbench_exit);
MODULE_DESCRIPTION("Micro-benchmarks for the kernel memory allocators");
MODULE_LICENSE("Dual MIT/GPL");
