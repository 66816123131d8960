// SPDX-License-Identifier: MIT
/*
 * The loops that are timed, for one interface.
 *
 * The build compiles this once for each calls_*.h, which it puts in front: TAKE() allocates,
 * GIVE() frees.  All have the same flags, those of a module: so every call of an allocator goes
 * through the global offset table, kmalloc() as malloc() does, and no interface has a loop that
 * another has not.
 */
#include "cli/bench/loops.h"
#include "port/port.h"

/* Make the compiler believe that x is used and changed. */
#define USE(x) __asm__ volatile("" : "+r"(x) : : "memory")

#ifndef TAKE_MANY
/* Interfaces without a call for many. */
static inline bool take_many(struct work *w, unsigned int n, void **p)
{
	for (unsigned int i = 0; i < n; i++) {
		size_t bytes = w->size;

		USE(bytes);
		p[i] = TAKE(w, bytes);
		if (!p[i])
			return false;
	}
	return true;
}

static inline void give_many(struct work *w, unsigned int n, void **p)
{
	for (unsigned int i = 0; i < n; i++)
		GIVE(w, p[i]);
}

#define TAKE_MANY take_many
#define GIVE_MANY give_many
#endif

#ifndef TAKE_KIND
/* Interfaces that are told each size, and need not be told it again. */
#define TAKE_KIND(work, bytes)	  TAKE(work, bytes)
#define GIVE_KIND(work, p, bytes) GIVE(work, p)
#endif

/* ---- one size -------------------------------------------------------------------------------- */

static bool pairs(struct work *w, unsigned long n)
{
	while (n--) {
		size_t bytes = w->size;
		void *p;

		USE(bytes);
		p = TAKE(w, bytes);
		if (!p)
			return false;
		USE(p);
		GIVE(w, p);
	}
	return true;
}

#define CONSTANT_PAIRS(size)                                      \
	static bool pairs_##size(struct work *w, unsigned long n) \
	{                                                         \
		while (n--) {                                     \
			void *p = TAKE(w, size);                  \
                                                                  \
			if (!p)                                   \
				return false;                     \
			USE(p);                                   \
			GIVE(w, p);                               \
		}                                                 \
		return true;                                      \
	}

CONSTANT_PAIRS(8)
CONSTANT_PAIRS(64)
CONSTANT_PAIRS(256)
CONSTANT_PAIRS(1024)

static bool batches(struct work *w, unsigned long n)
{
	while (n--) {
		for (unsigned int i = 0; i < BATCH_OBJECTS; i++) {
			size_t bytes = w->size;
			void *p;

			USE(bytes);
			p = TAKE(w, bytes);
			if (!p)
				return false;
			w->slots[i] = p;
		}
		for (unsigned int i = 0; i < BATCH_OBJECTS; i++)
			GIVE(w, w->slots[w->order[i]]);
	}
	return true;
}

static bool bulks(struct work *w, unsigned long n)
{
	while (n--) {
		if (!TAKE_MANY(w, BULK_OBJECTS, w->slots))
			return false;
		GIVE_MANY(w, BULK_OBJECTS, w->slots);
	}
	return true;
}

/* ---- random sizes ---------------------------------------------------------------------------- */

static inline u64 draw(struct work *w)
{
	w->random = w->random * 6364136223846793005ull + 1442695040888963407ull;
	return w->random;
}

/* From the upper half of what was drawn. */
static inline u32 random_slot(const struct work *w, u64 drawn)
{
	return (drawn >> 32) * w->nr >> 32;
}

/* From what lies below that. */
static inline size_t random_size(u64 drawn)
{
	u32 bits = (u32)(drawn >> 12);
	u32 from = MIXED_MIN << ((bits & 0xff) * MIXED_RANGES >> 8);

	return from + (bits >> 8 & (from - 1));
}

/* As the owner of an object does, with its first word. */
static inline void own(void *p)
{
	*(unsigned long *)p = (unsigned long)p;
}

static bool churn(struct work *w, unsigned long n)
{
	for (n *= 2; n; n--) {
		u64 drawn = draw(w);
		void **slot = &w->slots[random_slot(w, drawn)];

		if (*slot) {
			GIVE(w, *slot);
			*slot = NULL;
		} else {
			*slot = TAKE(w, random_size(drawn));
			if (!*slot)
				return false;
			own(*slot);
		}
	}
	return true;
}

static bool replace(struct work *w, unsigned long n)
{
	while (n--) {
		u64 drawn = draw(w);
		void **slot = &w->slots[random_slot(w, drawn)];

		GIVE(w, *slot);
		*slot = TAKE(w, random_size(drawn));
		if (!*slot)
			return false;
		own(*slot);
	}
	return true;
}

/* ---- single calls ---------------------------------------------------------------------------- */

/* What came before is done, and what comes after has not begun. */
static inline u64 ticks(void)
{
#if defined(__x86_64__) || defined(__i386__)
	u32 low, high;

	__asm__ volatile("lfence\n\trdtsc\n\tlfence" : "=a"(low), "=d"(high) : : "memory");
	return (u64)high << 32 | low;
#elif defined(__aarch64__)
	u64 count;

	__asm__ volatile("isb\n\tmrs %0, cntvct_el0\n\tisb" : "=r"(count) : : "memory");
	return count;
#else
	return port_time_ns();
#endif
}

static bool timed(struct work *w, unsigned long n)
{
	while (n--) {
		u64 drawn = draw(w), begin, between, end;
		void **slot = &w->slots[random_slot(w, drawn)];
		size_t bytes = random_size(drawn);
		void *p = *slot;

		USE(bytes);
		begin = ticks();
		GIVE(w, p);
		between = ticks();
		p = TAKE(w, bytes);
		end = ticks();
		*slot = p;
		if (!p)
			return false;
		own(p);
		latency_add(w->latencies, between - begin);
		latency_add(w->latencies, end - between);
	}
	return true;
}

static bool nothing(struct work *w, unsigned long n)
{
	while (n--) {
		u64 begin = ticks(), end = ticks();

		latency_add(w->latencies, end - begin);
	}
	return true;
}

/* ---- many objects ---------------------------------------------------------------------------- */

static inline size_t next_size(const struct work *w, u64 drawn)
{
	return w->kinds ? w->kinds[(u32)(drawn >> 12) % NR_KINDS] : random_size(drawn);
}

static inline bool write_all(struct work *w, u32 i, u64 drawn)
{
	const size_t bytes = next_size(w, drawn);
	void *p = TAKE_KIND(w, bytes);

	w->slots[i] = p;
	if (!p)
		return false;
	w->bytes[i] = (u16)bytes;
	__builtin_memset(p, 0x5a, bytes);
	return true;
}

static bool fill(struct work *w, unsigned long n)
{
	for (unsigned long i = 0; i < n; i++)
		if (!write_all(w, (u32)i, draw(w)))
			return false;
	return true;
}

static bool rewrite(struct work *w, unsigned long n)
{
	while (n--) {
		u64 drawn = draw(w);
		u32 i = random_slot(w, drawn);

		GIVE_KIND(w, w->slots[i], w->bytes[i]);
		if (!write_all(w, i, drawn))
			return false;
	}
	return true;
}

static bool thin(struct work *w, unsigned long n)
{
	for (unsigned long i = 0; i < n; i++) {
		if (!(draw(w) >> 62))
			continue;
		GIVE_KIND(w, w->slots[i], w->bytes[i]);
		w->slots[i] = NULL;
		w->bytes[i] = 0;
	}
	return true;
}

/* ---- two threads ----------------------------------------------------------------------------- */

#define SPINS_TO_YIELD 64

/* Wait a little for the other thread, which may want this very CPU. */
static inline void relax(unsigned int *spins)
{
	if (++*spins % SPINS_TO_YIELD == 0)
		port_yield();
#if defined(__x86_64__) || defined(__i386__)
	__asm__ volatile("pause");
#elif defined(__aarch64__)
	__asm__ volatile("yield");
#endif
}

static bool produce(struct work *w, unsigned long n)
{
	struct ring *ring = w->ring;
	unsigned long head = ring->head, tail = __atomic_load_n(&ring->tail, __ATOMIC_ACQUIRE);
	unsigned int spins = 0;

	while (n--) {
		size_t bytes = w->size;
		void *p;

		USE(bytes);
		p = TAKE(w, bytes);
		if (!p)
			return false;
		own(p);
		while (head - tail == RING_SLOTS) {
			tail = __atomic_load_n(&ring->tail, __ATOMIC_ACQUIRE);
			if (head - tail == RING_SLOTS)
				relax(&spins);
		}
		ring->slots[head++ % RING_SLOTS] = p;
		if (head % RING_STEP == 0)
			__atomic_store_n(&ring->head, head, __ATOMIC_RELEASE);
	}
	__atomic_store_n(&ring->head, head, __ATOMIC_RELEASE);
	while (__atomic_load_n(&ring->tail, __ATOMIC_ACQUIRE) != head)
		relax(&spins);
	return true;
}

static bool consume(struct work *w, unsigned long n)
{
	struct ring *ring = w->ring;
	unsigned long tail = ring->tail;
	unsigned int spins = 0;

	while (!__atomic_load_n(&ring->stop, __ATOMIC_RELAXED)) {
		unsigned long head = __atomic_load_n(&ring->head, __ATOMIC_ACQUIRE);

		if (head == tail)
			relax(&spins);
		while (tail != head) {
			void *p = ring->slots[tail++ % RING_SLOTS];
			unsigned long word = *(unsigned long *)p;

			USE(word);
			GIVE(w, p);
			if (tail % RING_STEP == 0)
				__atomic_store_n(&ring->tail, tail, __ATOMIC_RELEASE);
		}
		__atomic_store_n(&ring->tail, tail, __ATOMIC_RELEASE);
	}
	return true;
}

const struct loops LOOPS = {
	.pairs = pairs,
	.constant = { [CONSTANT_8] = pairs_8,
		      [CONSTANT_64] = pairs_64,
		      [CONSTANT_256] = pairs_256,
		      [CONSTANT_1024] = pairs_1024 },
	.batches = batches,
	.bulks = bulks,
	.churn = churn,
	.replace = replace,
	.timed = timed,
	.nothing = nothing,
	.fill = fill,
	.rewrite = rewrite,
	.thin = thin,
	.produce = produce,
	.consume = consume,
	.ticks = ticks,
};
