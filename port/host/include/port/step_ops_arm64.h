/* SPDX-License-Identifier: MIT */
/*
 * Steps on arm64; step_ops.h is the theory, slot_ops_arm64.h says why the accesses to what belongs
 * to one CPU need no barriers.  The CPU's word is others', too: it is loaded with acquire.
 */
#ifndef PORT_HOST_STEP_OPS_ARM64_H
#define PORT_HOST_STEP_OPS_ARM64_H

STEP_INLINE char *port_thread_pointer(void)
{
	return __builtin_thread_pointer();
}

/* The CPU that this thread holds. */
#define STEP_HELD (port_thread_pointer() + SEQUENCE_READ(port_held_offset))

/* "at" becomes the address of the CPU's word. */
#define STEP_BEGIN SEQUENCE_BEGIN "add %[at], %[words], %[cpu], lsl %[line]\n\t"

/* No step while this thread holds a CPU, or somebody this one; "at" becomes the copy's address. */
#define STEP_FIND                                                  \
	"ldr %w[cpu], [%[held]]\n\t"                               \
	"cmp %w[cpu], #0\n\t"                                      \
	"b.ge %l[refused]\n" STEP_BEGIN "ldar %w[at], [%[at]]\n\t" \
	"cmp %w[at], %[free]\n\t"                                  \
	"b.ne %l[refused]\n\t"                                     \
	"add %[at], %[copy], %[cpu], lsl %[unit]\n\t"

#define STEP_USES                                                                          \
	SEQUENCE_USES[held] "r"(STEP_HELD), [words] "r"(port_cpu_words), [copy] "r"(copy), \
		[free] "i"(PORT_CPU_FREE), [line] "i"(PORT_CPU_WORD_SHIFT),                \
		[unit] "i"(PORT_STEP_SHIFT)

#define STEP_8(one)  one(8, "b", "w")
#define STEP_16(one) one(16, "h", "w")
#define STEP_32(one) one(32, "", "w")
#define STEP_64(one) one(64, "", "x")

/* STEP_OP - @insns between finding the copy and the store of "new", the commit; "old" is loaded. */
#define STEP_OP(insns, bits, s, r)                                                                \
	asm volatile goto(STEP_FIND "ldr" s " %" r "[old], [%[at]]\n\t" insns "str" s " %" r      \
				    "[new], [%[at]]\n" SEQUENCE_END                               \
			  : [cpu] "=&r"(cpu), [at] "=&r"(at), [old] "=&r"(was), [new] "=&r"(new), \
			    "+m"(*(struct port_step_##bits *)copy)                                \
			  : STEP_USES, [value] "r"(value), [expected] "r"(expected)               \
			  : "cc"                                                                  \
			  : refused)

#define STEP_WRITE(bits, s, r) STEP_OP("mov %[new], %[value]\n\t", bits, s, r)
#define STEP_ADD(bits, s, r)   STEP_OP("add %[new], %[old], %[value]\n\t", bits, s, r)
#define STEP_AND(bits, s, r)   STEP_OP("and %[new], %[old], %[value]\n\t", bits, s, r)
#define STEP_OR(bits, s, r)    STEP_OP("orr %[new], %[old], %[value]\n\t", bits, s, r)
/* Where it is not as expected, nothing is stored: the sequence is left by its end. */
#define STEP_CMPXCHG(bits, s, r)                            \
	STEP_OP("eor %[new], %[old], %[expected]\n\t"       \
		"lsl %[new], %[new], #(64 - " #bits ")\n\t" \
		"cbnz %[new], 2f\n\t"                       \
		"mov %[new], %[value]\n\t",                 \
		bits, s, r)

/* Of which @old becomes what was there. */
#define STEP_CHANGE(one)                              \
	do {                                          \
		unsigned long cpu, at, was, new;      \
                                                      \
		STEP_FUNCTION(size, one, *old = was); \
	} while (0)

STEP_INLINE bool port_step_xchg(void *copy, size_t size, unsigned long value, unsigned long *old)
{
	const unsigned long expected = 0;

	STEP_CHANGE(STEP_WRITE);
}

STEP_INLINE bool port_step_cmpxchg(void *copy, size_t size, unsigned long expected,
				   unsigned long value, unsigned long *old)
{
	STEP_CHANGE(STEP_CMPXCHG);
}

#define STEP_FETCH(name, one)                                                            \
	STEP_INLINE bool step_fetch_##name(void *copy, size_t size, unsigned long value, \
					   unsigned long *old)                           \
	{                                                                                \
		const unsigned long expected = 0;                                        \
                                                                                         \
		STEP_CHANGE(one);                                                        \
	}                                                                                \
	STEP_INLINE bool port_step_##name(void *copy, size_t size, unsigned long value)  \
	{                                                                                \
		unsigned long old;                                                       \
                                                                                         \
		return step_fetch_##name(copy, size, value, &old);                       \
	}

STEP_FETCH(write, STEP_WRITE)
STEP_FETCH(add, STEP_ADD)
STEP_FETCH(and, STEP_AND)
STEP_FETCH(or, STEP_OR)

STEP_INLINE bool port_step_add_return(void *copy, size_t size, unsigned long value,
				      unsigned long *sum)
{
	if (!step_fetch_add(copy, size, value, sum))
		return false;
	*sum += value;
	return true;
}

STEP_INLINE bool port_step_read(const void *copy, size_t size, unsigned long *value)
{
	unsigned long cpu, at, got;

#define STEP_READ(bits, s, r)                                                      \
	asm volatile goto(STEP_FIND "ldr" s " %" r "[got], [%[at]]\n" SEQUENCE_END \
			  : [cpu] "=&r"(cpu), [at] "=&r"(at), [got] "=&r"(got)     \
			  : STEP_USES, "m"(*(const struct port_step_##bits *)copy) \
			  : "cc"                                                   \
			  : refused)
	STEP_FUNCTION(size, STEP_READ, *value = got);
}

/**
 * port_step_hold - take the CPU that this thread runs on at the moment it is taken.
 *
 * The commit is a conditional store, as others take the word, and wait for it, from afar; where it
 * failed because one of them came in between, all begins again.
 *
 * Return: the CPU, or -1 where it is taken, which the sequence itself says: see sequence.h for why
 * no label does.
 */
STEP_INLINE int port_step_hold(void)
{
	unsigned long cpu, at, was;
	int held;

	asm volatile(STEP_BEGIN "mov %w[held], #-1\n\t"
				"ldaxr %w[was], [%[at]]\n\t"
				"cmp %w[was], %[free]\n\t"
				"b.ne 6f\n\t"
				"mov %w[held], %w[cpu]\n\t"
				"stxr %w[was], %w[taken], [%[at]]\n" SEQUENCE_END
				"cbnz %w[was], 5b\n"
				"6:\n\t"
		     : [cpu] "=&r"(cpu), [at] "=&r"(at), [was] "=&r"(was), [held] "=&r"(held)
		     : SEQUENCE_USES[words] "r"(port_cpu_words), [taken] "r"(PORT_CPU_TAKEN),
		       [free] "i"(PORT_CPU_FREE), [line] "i"(PORT_CPU_WORD_SHIFT)
		     : "memory", "cc");
	return held;
}

#endif
