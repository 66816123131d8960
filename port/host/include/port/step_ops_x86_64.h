/* SPDX-License-Identifier: MIT */
/* Steps on x86-64; step_ops.h is the theory. */
#ifndef PORT_HOST_STEP_OPS_X86_64_H
#define PORT_HOST_STEP_OPS_X86_64_H

STEP_INLINE char *port_thread_pointer(void)
{
	char *self;

	asm("movq %%fs:0, %0" : "=r"(self));
	return self;
}

/*
 * No step while this thread holds a CPU, or somebody this one.  "cpu" becomes the address of the
 * copy, without an index: so the processor can hand one step's store to the next one's load by
 * register, which is worth two thirds of the time of a step.
 */
#define STEP_FIND                                                     \
	"cmpl $0, %%fs:0(%[held])\n\t"                                \
	"jge %l[refused]\n" SEQUENCE_BEGIN "shlq %[line], %[cpu]\n\t" \
	"cmpl %[free], (%[words], %[cpu])\n\t"                        \
	"jne %l[refused]\n\t"                                         \
	"shlq %[unit], %[cpu]\n\t"                                    \
	"addq %[copy], %[cpu]\n\t"

#define STEP_COPY "(%[cpu])"

#define STEP_USES                                                                                 \
	[rseq] "r"(SEQUENCE_READ(port_rseq_offset)), [held] "r"(SEQUENCE_READ(port_held_offset)), \
		[words] "r"(port_cpu_words), [copy] "r"(copy), [free] "i"(PORT_CPU_FREE),         \
		[line] "i"(PORT_CPU_WORD_SHIFT), [unit] "i"(PORT_STEP_SHIFT - PORT_CPU_WORD_SHIFT)

/* Where code can be unmapped, the kernel is to find nothing of it: see step_ops.h. */
#ifdef MODULE
#define STEP_FORGET() asm volatile("movq $0, %%fs:8(%0)" : : "r"(SEQUENCE_READ(port_rseq_offset)))
#else
#define STEP_FORGET() ((void)0)
#endif

/* STEP_BY_SIZE - @one for a variable of each size, with its spellings. */
#define STEP_BY_SIZE(size, one)                                 \
	do {                                                    \
		switch (size) {                                 \
		case 1:                                         \
			one(8, "b", "b", "movzbl", "k", "ri");  \
			break;                                  \
		case 2:                                         \
			one(16, "w", "w", "movzwl", "k", "ri"); \
			break;                                  \
		case 4:                                         \
			one(32, "l", "k", "movl", "k", "ri");   \
			break;                                  \
		case 8:                                         \
			one(64, "q", "q", "movq", "q", "re");   \
			break;                                  \
		default:                                        \
			return false;                           \
		}                                               \
	} while (0)

/* ---- no result ------------------------------------------------------------------------------- */

/* One instruction does it all, and is the commit. */
#define STEP_CHANGE(insn, bits, s, m, load, lm, kind)                                     \
	asm volatile goto(STEP_FIND insn s " %" m "[value], " STEP_COPY "\n" SEQUENCE_END \
			  : [cpu] "=&r"(cpu), "+m"(*(struct port_step_##bits *)copy)      \
			  : STEP_USES, [value] kind((u##bits)value)                       \
			  : "cc"                                                          \
			  : refused)

#define STEP_CHANGES(name, one)                                                         \
	STEP_INLINE bool port_step_##name(void *copy, size_t size, unsigned long value) \
	{                                                                               \
		unsigned long cpu;                                                      \
                                                                                        \
		STEP_BY_SIZE(size, one);                                                \
		STEP_FORGET();                                                          \
		return true;                                                            \
refused:                                                                                \
		STEP_FORGET();                                                          \
		return false;                                                           \
	}

#define STEP_WRITE(...) STEP_CHANGE("mov", __VA_ARGS__)
#define STEP_ADD(...)	STEP_CHANGE("add", __VA_ARGS__)
#define STEP_AND(...)	STEP_CHANGE("and", __VA_ARGS__)
#define STEP_OR(...)	STEP_CHANGE("or", __VA_ARGS__)
STEP_CHANGES(write, STEP_WRITE)
STEP_CHANGES(add, STEP_ADD)
STEP_CHANGES(and, STEP_AND)
STEP_CHANGES(or, STEP_OR)

/* ---- a result -------------------------------------------------------------------------------- */

STEP_INLINE bool port_step_read(const void *copy, size_t size, unsigned long *value)
{
	unsigned long cpu, got;

#define STEP_READ(bits, s, m, load, lm, kind)                                          \
	asm volatile goto(STEP_FIND load " " STEP_COPY ", %" lm "[got]\n" SEQUENCE_END \
			  : [cpu] "=&r"(cpu), [got] "=&r"(got)                         \
			  : STEP_USES, "m"(*(const struct port_step_##bits *)copy)     \
			  : "cc"                                                       \
			  : refused)
	STEP_BY_SIZE(size, STEP_READ);
	STEP_FORGET();
	*value = got;
	return true;
refused:
	STEP_FORGET();
	return false;
}

/* Exchange and add, without the bus lock that other CPUs would need: it leaves what was there. */
STEP_INLINE bool port_step_add_return(void *copy, size_t size, unsigned long value,
				      unsigned long *sum)
{
	unsigned long cpu, old;

#define STEP_ADD_RETURN(bits, s, m, load, lm, kind)                                       \
	asm volatile goto(STEP_FIND "movq %q[value], %[old]\n\t"                          \
				    "xadd" s " %" m "[old], " STEP_COPY "\n" SEQUENCE_END \
			  : [cpu] "=&r"(cpu), [old] "=&r"(old),                           \
			    "+m"(*(struct port_step_##bits *)copy)                        \
			  : STEP_USES, [value] "r"(value)                                 \
			  : "cc"                                                          \
			  : refused)
	STEP_BY_SIZE(size, STEP_ADD_RETURN);
	STEP_FORGET();
	*sum = old + value;
	return true;
refused:
	STEP_FORGET();
	return false;
}

STEP_INLINE bool port_step_xchg(void *copy, size_t size, unsigned long value, unsigned long *old)
{
	unsigned long cpu, was;

#define STEP_XCHG(bits, s, m, load, lm, kind)                                                   \
	asm volatile goto(STEP_FIND load " " STEP_COPY ", %" lm "[was]\n\t"                     \
					 "mov" s " %" m "[value], " STEP_COPY "\n" SEQUENCE_END \
			  : [cpu] "=&r"(cpu), [was] "=&r"(was),                                 \
			    "+m"(*(struct port_step_##bits *)copy)                              \
			  : STEP_USES, [value] "r"(value)                                       \
			  : "cc"                                                                \
			  : refused)
	STEP_BY_SIZE(size, STEP_XCHG);
	STEP_FORGET();
	*old = was;
	return true;
refused:
	STEP_FORGET();
	return false;
}

/* Where it is not as expected, nothing is stored: the sequence is left by its end. */
STEP_INLINE bool port_step_cmpxchg(void *copy, size_t size, unsigned long expected,
				   unsigned long value, unsigned long *old)
{
	unsigned long cpu, was;

#define STEP_CMPXCHG(bits, s, m, load, lm, kind)                                                \
	asm volatile goto(STEP_FIND load " " STEP_COPY ", %" lm "[was]\n\t"                     \
					 "cmp" s " %" m "[expected], %" m "[was]\n\t"           \
					 "jne 2f\n\t"                                           \
					 "mov" s " %" m "[value], " STEP_COPY "\n" SEQUENCE_END \
			  : [cpu] "=&r"(cpu), [was] "=&r"(was),                                 \
			    "+m"(*(struct port_step_##bits *)copy)                              \
			  : STEP_USES, [expected] "r"(expected), [value] "r"(value)             \
			  : "cc"                                                                \
			  : refused)
	STEP_BY_SIZE(size, STEP_CMPXCHG);
	STEP_FORGET();
	*old = was;
	return true;
refused:
	STEP_FORGET();
	return false;
}

/* ---- holding --------------------------------------------------------------------------------- */

/**
 * port_step_hold - take the CPU that this thread runs on at the moment it is taken.
 *
 * The commit is locked, unlike that of a step: others take the word, and wait for it, from afar.
 *
 * Return: the CPU, or -1 where it is taken.
 */
STEP_INLINE int port_step_hold(void)
{
	unsigned long cpu, at;
	bool refused;
	u32 was;

	asm volatile(SEQUENCE_BEGIN "movq %[cpu], %[at]\n\t"
				    "shlq %[line], %[at]\n\t"
				    "movl %[free], %[was]\n\t"
				    "lock cmpxchgl %[taken], (%[words], %[at])\n" SEQUENCE_END
		     : [cpu] "=&r"(cpu), [at] "=&r"(at), [was] "=&a"(was), "=@ccne"(refused)
		     : [rseq] "r"(SEQUENCE_READ(port_rseq_offset)), [words] "r"(port_cpu_words),
		       [taken] "r"(PORT_CPU_TAKEN), [free] "i"(PORT_CPU_FREE),
		       [line] "i"(PORT_CPU_WORD_SHIFT)
		     : "memory");
	return refused ? -1 : (int)cpu;
}

#endif
