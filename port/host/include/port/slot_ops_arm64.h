/* SPDX-License-Identifier: MIT */
/*
 * The slot primitive on arm64; slot_ops.h is the theory.
 *
 * The processor may reorder what the sequences load and store, and no barrier keeps it from that.
 * None is needed: an array is touched by the threads of one CPU only, and a CPU sees its own
 * accesses in the order of the program, across interrupts too, so the committing store need not be
 * a release.  A thread that goes to another CPU passes the scheduler's barriers.  Who looks at
 * another CPU's array has called port_slot_fence(), which is a barrier on every CPU.  The address
 * of the array depends on the variable that names it, so what is loaded from an array is never
 * older than the variable.
 */
#ifndef PORT_HOST_SLOT_OPS_ARM64_H
#define PORT_HOST_SLOT_OPS_ARM64_H

#define SLOT_STR_(x) #x
#define SLOT_STR(x)  SLOT_STR_(x)

/* "n" holds the address of CPU 0's array on the way, and is free after. */
#define SLOT_BEGIN                              \
	SEQUENCE_BEGIN "ldr %[n], %[array]\n\t" \
		       "add %[cpu], %[n], %[cpu], lsl #" SLOT_STR(PORT_SLOT_SHIFT) "\n\t"

/* The object is NULL where there is none; sequence.h says why no label tells. */
static __always_inline void *port_slot_take(char *const *array)
{
	unsigned long cpu, n;
	void *p;

	asm volatile(SLOT_BEGIN "mov %[p], xzr\n\t"
				"ldr %w[n], [%[cpu]]\n\t"
				"cbz %w[n], 2f\n\t"
				"sub %w[n], %w[n], #1\n\t"
				"add %[p], %[cpu], %[n], lsl #3\n\t"
				"ldr %[p], [%[p], #16]\n\t"
				"str %w[n], [%[cpu]]\n" SEQUENCE_END
		     : [cpu] "=&r"(cpu), [n] "=&r"(n), [p] "=&r"(p)
		     : SEQUENCE_USES[array] "m"(*array)
		     : "memory");
	return p;
}

/*
 * The last part of a put: push @p onto the array that "cpu" holds, and commit.  "to" holds the
 * capacity, then the place.
 */
#define SLOT_PUSH                             \
	"ldp %w[n], %w[to], [%[cpu]]\n\t"     \
	"cmp %w[n], %w[to]\n\t"               \
	"b.hs %l[full]\n\t"                   \
	"add %[to], %[cpu], %[n], lsl #3\n\t" \
	"str %[p], [%[to], #16]\n\t"          \
	"add %w[n], %w[n], #1\n\t"            \
	"str %w[n], [%[cpu]]\n" SEQUENCE_END

static __always_inline bool port_slot_put(char *const *array, void *p)
{
	unsigned long cpu, n, to;

	asm volatile goto(SLOT_BEGIN SLOT_PUSH
			  : [cpu] "=&r"(cpu), [n] "=&r"(n), [to] "=&r"(to)
			  : SEQUENCE_USES[array] "m"(*array), [p] "r"(p)
			  : "memory", "cc"
			  : full);
	return true;
full:
	return false;
}

/* Without a guess (struct slot_guess): what one is worth on these processors is not known yet. */
static __always_inline bool port_slot_put_at(u32 offset, void *p)
{
	unsigned long cpu, n, to;

	asm volatile goto(SLOT_BEGIN "add %[cpu], %[cpu], %w[at], uxtw\n\t" SLOT_PUSH
			  : [cpu] "=&r"(cpu), [n] "=&r"(n), [to] "=&r"(to)
			  : SEQUENCE_USES[array] "m"(port.slot_base), [p] "r"(p), [at] "r"(offset)
			  : "memory", "cc"
			  : full);
	return true;
full:
	return false;
}

/*
 * Copy "got" pointers between "p" and the top of the array, "from" and "to" being set; then commit
 * "n".  What an aborted attempt copied is overwritten by the next.
 */
#define SLOT_COPY                             \
	"add %[end], %[to], %[got], lsl #3\n" \
	"6:\n\t"                              \
	"cmp %[to], %[end]\n\t"               \
	"b.eq 7f\n\t"                         \
	"ldr %[word], [%[from]], #8\n\t"      \
	"str %[word], [%[to]], #8\n\t"        \
	"b 6b\n"                              \
	"7:\n\t"                              \
	"str %w[n], [%[cpu]]\n" SEQUENCE_END

static __always_inline unsigned int port_slot_take_n(char *const *array, void **p,
						     unsigned int want)
{
	unsigned long cpu, n, got, to, from, end, word;

	asm volatile(SLOT_BEGIN "ldr %w[n], [%[cpu]]\n\t"
				"cmp %w[n], %w[want]\n\t"
				"csel %w[got], %w[n], %w[want], lo\n\t"
				"sub %w[n], %w[n], %w[got]\n\t"
				"mov %[to], %[p]\n\t"
				"add %[from], %[cpu], #16\n\t"
				"add %[from], %[from], %[n], lsl #3\n\t" SLOT_COPY
		     : [cpu] "=&r"(cpu), [n] "=&r"(n), [got] "=&r"(got), [to] "=&r"(to),
		       [from] "=&r"(from), [end] "=&r"(end), [word] "=&r"(word)
		     : SEQUENCE_USES[array] "m"(*array), [p] "r"(p), [want] "r"(want)
		     : "memory", "cc");
	return (unsigned int)got;
}

static __always_inline unsigned int port_slot_put_n(char *const *array, void *const *p,
						    unsigned int want)
{
	unsigned long cpu, n, got, to, from, end, word;

	asm volatile(SLOT_BEGIN "ldp %w[n], %w[got], [%[cpu]]\n\t"
				"subs %w[got], %w[got], %w[n]\n\t"
				"csel %w[got], wzr, %w[got], lo\n\t"
				"cmp %w[got], %w[want]\n\t"
				"csel %w[got], %w[got], %w[want], lo\n\t"
				"mov %[from], %[p]\n\t"
				"add %[to], %[cpu], #16\n\t"
				"add %[to], %[to], %[n], lsl #3\n\t"
				"add %w[n], %w[n], %w[got]\n\t" SLOT_COPY
		     : [cpu] "=&r"(cpu), [n] "=&r"(n), [got] "=&r"(got), [to] "=&r"(to),
		       [from] "=&r"(from), [end] "=&r"(end), [word] "=&r"(word)
		     : SEQUENCE_USES[array] "m"(*array), [p] "r"(p), [want] "r"(want)
		     : "memory", "cc");
	return (unsigned int)got;
}

#endif
