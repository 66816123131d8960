/* SPDX-License-Identifier: MIT */
/*
 * Steps on x86, in restartable sequences of whichever kind the port has.
 *
 * The port's <port/step_ops.h> is the theory, includes port/step_sequences.h, and says before it
 * includes this:
 *
 *	STEP_FIND	the sequence begins; where the CPU is held, jump to "refused"
 *	STEP_COPY	this CPU's copy, as an operand
 *	STEP_USES	the operands of both
 *	STEP_FORGET()	what is to be undone behind the sequence
 *
 * One instruction, the last, stores.  "cpu" is a register for STEP_FIND's use.
 */
#ifndef PORT_STEP_OPS_X86_H
#define PORT_STEP_OPS_X86_H

/* Registers of which a part of any size has a name. */
#ifdef __x86_64__
#define STEP_REG "r"
#else
#define STEP_REG "q"
#endif

#define STEP_8(one)  one(8, "b", "b", "movzbl", "k", STEP_REG "i")
#define STEP_16(one) one(16, "w", "w", "movzwl", "k", "ri")
#define STEP_32(one) one(32, "l", "k", "movl", "k", "ri")
/* What a register is too short for is no step. */
#ifdef __x86_64__
#define STEP_64(one) one(64, "q", "q", "movq", "q", "re")
#else
#define STEP_64(one) return false
#endif

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
		STEP_FUNCTION(size, one);                                               \
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
	STEP_FUNCTION(size, STEP_READ, *value = got);
}

/* Exchange and add, without the bus lock that other CPUs would need: it leaves what was there. */
STEP_INLINE bool port_step_add_return(void *copy, size_t size, unsigned long value,
				      unsigned long *sum)
{
	unsigned long cpu, old;

#define STEP_ADD_RETURN(bits, s, m, load, lm, kind)                                       \
	asm volatile goto(STEP_FIND "mov %[value], %[old]\n\t"                            \
				    "xadd" s " %" m "[old], " STEP_COPY "\n" SEQUENCE_END \
			  : [cpu] "=&r"(cpu), [old] "=&" STEP_REG(old),                   \
			    "+m"(*(struct port_step_##bits *)copy)                        \
			  : STEP_USES, [value] STEP_REG(value)                            \
			  : "cc"                                                          \
			  : refused)
	STEP_FUNCTION(size, STEP_ADD_RETURN, *sum = old + value);
}

STEP_INLINE bool port_step_xchg(void *copy, size_t size, unsigned long value, unsigned long *old)
{
	unsigned long cpu, was;

#define STEP_XCHG(bits, s, m, load, lm, kind)                                                   \
	asm volatile goto(STEP_FIND load " " STEP_COPY ", %" lm "[was]\n\t"                     \
					 "mov" s " %" m "[value], " STEP_COPY "\n" SEQUENCE_END \
			  : [cpu] "=&r"(cpu), [was] "=&" STEP_REG(was),                         \
			    "+m"(*(struct port_step_##bits *)copy)                              \
			  : STEP_USES, [value] STEP_REG(value)                                  \
			  : "cc"                                                                \
			  : refused)
	STEP_FUNCTION(size, STEP_XCHG, *old = was);
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
			  : [cpu] "=&r"(cpu), [was] "=&" STEP_REG(was),                         \
			    "+m"(*(struct port_step_##bits *)copy)                              \
			  : STEP_USES, [expected] STEP_REG(expected), [value] STEP_REG(value)   \
			  : "cc"                                                                \
			  : refused)
	STEP_FUNCTION(size, STEP_CMPXCHG, *old = was);
}

#endif
