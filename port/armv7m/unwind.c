// SPDX-License-Identifier: MIT
/*
 * Call traces without frame pointers, which this instruction set has no room for.
 *
 * The linker sorts a table of all functions (.ARM.exidx): where each begins, and in a few bytes
 * what it did with the stack.  "ARM exception handling ABI" says what the bytes mean; the forms of
 * C, of which there are two, are read here, and where anything else stands the trace ends.
 */
#include "port/armv7m/armv7m.h"

/** struct unwind_entry - @start: of a function, relative to itself; @how: bytes, or where. */
struct unwind_entry {
	u32 start, how;
};

extern const struct unwind_entry __exidx_start[], __exidx_end[];

#define CANNOT_UNWIND 1u
#define BYTES_HERE    (1u << 31)

/* Compilers name these in the table, as the ones who know how to read it. */
void __aeabi_unwind_cpp_pr0(void);
void __aeabi_unwind_cpp_pr1(void);

void __aeabi_unwind_cpp_pr0(void)
{
}

void __aeabi_unwind_cpp_pr1(void)
{
}

/* An address relative to its own, in 31 bits. */
static unsigned long relative(const u32 *word)
{
	return (unsigned long)word + (unsigned long)((s32)(*word << 1) >> 1);
}

/* The last function that does not begin behind @pc. */
static const struct unwind_entry *find(unsigned long pc)
{
	const struct unwind_entry *low = __exidx_start, *high = __exidx_end;

	while (low < high) {
		const struct unwind_entry *middle = low + (high - low) / 2;

		if (relative(&middle->start) <= pc)
			low = middle + 1;
		else
			high = middle;
	}
	return low > __exidx_start ? low - 1 : NULL;
}

/* ---- the bytes ------------------------------------------------------------------------------- */

/** struct bytes - instructions: @left of them from the top of @word on, then those of @next. */
struct bytes {
	u32 word;
	unsigned int left, words;
	const u32 *next;
};

#define FINISH 0xb0

static u8 next_byte(struct bytes *b)
{
	u8 byte;

	if (!b->left) {
		if (!b->words)
			return FINISH;
		b->word = *b->next++;
		b->words--;
		b->left = 4;
	}
	byte = (u8)(b->word >> 24);
	b->word <<= 8;
	b->left--;
	return byte;
}

/* Return: false where the entry is not of the two forms. */
static bool bytes_of(const struct unwind_entry *entry, struct bytes *b)
{
	const u32 *words = &entry->how;

	if (*words == CANNOT_UNWIND)
		return false;
	if (!(*words & BYTES_HERE))
		words = (const u32 *)relative(words);
	if ((*words & 0xff000000) == 0x80000000)
		*b = (struct bytes){ .word = *words << 8, .left = 3 };
	else if ((*words & 0xff000000) == 0x81000000)
		*b = (struct bytes){ .word = *words << 16,
				     .left = 2,
				     .words = *words >> 16 & 0xff,
				     .next = words + 1 };
	else
		return false;
	return true;
}

/* ---- what they say --------------------------------------------------------------------------- */

static bool pop(struct unwind *u, u32 mask)
{
	unsigned long sp = u->reg[REG_SP];

	for (unsigned int i = 0; i < REGS; i++) {
		if (!(mask >> i & 1))
			continue;
		if (sp < u->low || sp + sizeof(long) > u->high || sp % sizeof(long))
			return false;
		u->reg[i] = *(unsigned long *)sp;
		sp += sizeof(long);
	}
	if (!(mask >> REG_SP & 1))
		u->reg[REG_SP] = sp;
	return true;
}

/* A number in pieces of seven bits, the lowest first. */
static unsigned long read_number(struct bytes *b)
{
	unsigned long value = 0;
	u8 byte = 0x80;

	for (int shift = 0; byte & 0x80 && shift < 32; shift += 7) {
		byte = next_byte(b);
		value |= (unsigned long)(byte & 0x7f) << shift;
	}
	return value;
}

static bool obey(struct unwind *u, u8 byte, struct bytes *b)
{
	u32 mask;

	if (byte < 0x80) {
		unsigned long step = ((byte & 0x3fu) << 2) + 4;

		u->reg[REG_SP] += byte & 0x40 ? -step : step;
		return true;
	}
	if (byte < 0x90) {
		mask = (byte & 0xfu) << 8 | next_byte(b);
		return mask && pop(u, mask << 4);
	}
	if (byte < 0xa0) {
		u->reg[REG_SP] = u->reg[byte & 0xf];
		return (byte & 0xf) != REG_SP && (byte & 0xf) != REG_PC;
	}
	if (byte < 0xb0) {
		mask = ((2u << (byte & 7)) - 1) << 4;
		return pop(u, mask | (byte & 8 ? 1u << REG_LR : 0));
	}
	if (byte == 0xb1) {
		mask = next_byte(b);
		return mask && mask < 0x10 && pop(u, mask);
	}
	if (byte == 0xb2) {
		u->reg[REG_SP] += 0x204 + (read_number(b) << 2);
		return true;
	}
	return false;
}

bool unwind_step(struct unwind *u)
{
	const struct unwind_entry *entry = find(u->reg[REG_PC]);
	struct bytes b;
	u8 byte;

	if (!entry || !bytes_of(entry, &b))
		return false;
	u->reg[REG_PC] = 0;
	while ((byte = next_byte(&b)) != FINISH)
		if (!obey(u, byte, &b))
			return false;
	if (!u->reg[REG_PC])
		u->reg[REG_PC] = u->reg[REG_LR];
	return true;
}

/* ---- traces ---------------------------------------------------------------------------------- */

void unwind_stack(struct unwind *u, unsigned long sp)
{
	extern char irq_stack[], irq_stack_end[];
	const struct port_stack *own = &current_thread()->own;
	bool main_stack = sp >= (unsigned long)irq_stack && sp < (unsigned long)irq_stack_end;

	u->low = main_stack ? (unsigned long)irq_stack : own->low + GUARD_BYTES;
	u->high = main_stack ? (unsigned long)irq_stack_end : own->high;
}

unsigned int unwind_calls(struct unwind *u, unsigned long *entries, unsigned int nr,
			  unsigned int skip)
{
	unsigned int n = 0;

	while (n < nr && unwind_step(u)) {
		unsigned long back = u->reg[REG_PC];

		/* The end of every chain: a function that nobody called. */
		if (!back)
			break;
		/* The call; what it would return to may be the next function, or its end. */
		u->reg[REG_PC] = (back & ~1ul) - 1;
		if (skip)
			skip--;
		else
			entries[n++] = back;
	}
	return n;
}

unsigned int port_stack_trace(unsigned long *entries, unsigned int nr, unsigned int skip)
{
	struct unwind u;

	armv7m_registers(u.reg);
	u.reg[REG_PC] &= ~1ul;
	unwind_stack(&u, u.reg[REG_SP]);
	return unwind_calls(&u, entries, nr, skip);
}
