// SPDX-License-Identifier: MIT
/* Faults that no board serves by itself, and where interrupts resume. */
#include <linux/sort.h>

#include "port/bare/bare.h"
#include <port/sequence_bare.h>

bool (*port_trap_hook)(struct port_trap *trap);

static const char *const kinds[] = {
	[PORT_TRAP_FAULT] = "a fault",
	[PORT_TRAP_STACK] = "a stack overflow",
	[PORT_TRAP_PROTECTION] = "a protection fault",
	[PORT_TRAP_DIVIDE] = "a division",
	[PORT_TRAP_OPCODE] = "an invalid instruction",
	[PORT_TRAP_PANIC] = "panic",
};

/* One CPU tells of its fault, the first; what faults on the way to the end ends it at once. */
static void begin_end(void)
{
	static u32 ending; /* the CPU's number + 1 */
	u32 nobody = 0, me = board_cpu_number() + 1;

	if (!__atomic_compare_exchange_n(&ending, &nobody, me, false, __ATOMIC_SEQ_CST,
					 __ATOMIC_SEQ_CST)) {
		if (nobody == me)
			bare_end(BARE_STATUS_FAULT);
		board_halt();
	}
	bare_stop_others();
}

void bare_trap(struct port_trap *trap)
{
	unsigned long frame = trap->bp - BOARD_FRAME_LINKS;

	if (port_trap_hook && port_trap_hook(trap))
		return;
	begin_end();
	bare_say("the image stops: %s at %x, address %x, stack %x", kinds[trap->kind], trap->ip,
		 trap->address, trap->sp);
	if (bare_nr_cpus > 1)
		bare_say(", on CPU %u", (unsigned long)board_cpu_number());
	bare_say("\n");
	/* Frame pointers lead through stacks that are mapped; a wild one ends it all here. */
	for (int i = 0; i < 16 && frame >= board_space.kernel_start && !(frame % sizeof(long));
	     i++) {
		bare_say(" called from %x\n", ((unsigned long *)frame)[1]);
		if (((unsigned long *)frame)[0] - BOARD_FRAME_LINKS <= frame)
			break;
		frame = ((unsigned long *)frame)[0] - BOARD_FRAME_LINKS;
	}
	board_tell_others();
	bare_end(BARE_STATUS_FAULT);
}

/* ---- sequences: see port/sequence_bare.h ----------------------------------------------------- */

extern struct sequence sequences_start[] __asm__("__start_sequences") __weak;
extern struct sequence sequences_end[] __asm__("__stop_sequences") __weak;

static int by_start(const void *a, const void *b)
{
	const struct sequence *x = a, *y = b;

	return x->start < y->start ? -1 : x->start > y->start;
}

void sequences_init(void)
{
	sort(sequences_start, (size_t)(sequences_end - sequences_start), sizeof(struct sequence),
	     by_start, NULL);
}

unsigned long sequence_resume(unsigned long ip)
{
	size_t low = 0, high = (size_t)(sequences_end - sequences_start);

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct sequence *s = &sequences_start[middle];

		if (ip < s->start)
			high = middle;
		else if (ip >= s->end)
			low = middle + 1;
		else
			return s->start;
	}
	return ip;
}
