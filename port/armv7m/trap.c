// SPDX-License-Identifier: MIT
/*
 * Faults: of memory protection, of the bus, of usage, and the hard fault that each of them becomes
 * where interrupts are masked.  The registers that say what happened are the same for all.
 *
 * Who is asked first is port_trap_hook.  Where there is none, or it does not know either, the fault
 * is told of as any mistake is, and the image ends.
 */
#include <linux/kernel.h>
#include <linux/string.h>

#include "base/report.h"
#include "port/armv7m/armv7m.h"

#define PRIORITIES_SVC	 REG(0xe000ed1c)
#define PRIORITIES_TICK	 REG(0xe000ed20)
#define CONFIG_CONTROL	 REG(0xe000ed14)
#define HANDLERS	 REG(0xe000ed24)
#define FAULT_STATUS	 REG(0xe000ed28)
#define FAULT_ADDRESS_MM REG(0xe000ed34)
#define FAULT_ADDRESS	 REG(0xe000ed38)

/* PendSV behind all others, SysTick before it, faults and SVC first. */
#define PRIORITY_TICK	0x80000000u
#define PRIORITY_PENDSV 0x00ff0000u
#define HANDLERS_ON	(7u << 16)
#define TRAP_DIVISIONS	(1u << 4)

/* Bits of FAULT_STATUS. */
enum {
	STATUS_FETCH_MM = 1 << 0,
	STATUS_STACKING_MM = 1 << 4,
	STATUS_KNOWN_MM = 1 << 7,
	STATUS_FETCH_BUS = 1 << 8,
	STATUS_STACKING_BUS = 1 << 12,
	STATUS_KNOWN_BUS = 1 << 15,
	STATUS_OPCODE = 1 << 16,
	STATUS_STATE = 1 << 17,
	STATUS_DIVIDE = 1 << 25,
};
#define STATUS_MEMORY	0xffffu
#define STATUS_FETCH	(STATUS_FETCH_MM | STATUS_FETCH_BUS)
#define STATUS_STACKING (STATUS_STACKING_MM | STATUS_STACKING_BUS)

#define NULL_AREA		BARE_PAGE
#define THUMB			(1u << 24)
#define THREAD_ON_PROCESS_STACK 0xfffffffd
/** struct pushed - what the processor puts on the stack. */
struct pushed {
	u32 r0, r1, r2, r3, r12, lr, pc, psr;
};

/** struct others - what armv7m_fault_entry adds; @leave: how a handler returns. */
struct others {
	u32 r4_11[8], leave;
};

bool (*port_trap_hook)(struct port_trap *trap);

void armv7m_traps_init(void)
{
	PRIORITIES_SVC = 0;
	PRIORITIES_TICK = PRIORITY_TICK | PRIORITY_PENDSV;
	HANDLERS = HANDLERS_ON;
	CONFIG_CONTROL = CONFIG_CONTROL | TRAP_DIVISIONS;
}

/* ---- the record ------------------------------------------------------------------------------ */

static bool in_guard(unsigned long address)
{
	return address - current_thread()->own.low < GUARD_BYTES;
}

static enum port_trap_kind kind_of(u32 status, unsigned long address)
{
	if (status & STATUS_STACKING || ((status & STATUS_MEMORY) && in_guard(address)))
		return PORT_TRAP_STACK;
	if (status & STATUS_MEMORY)
		return PORT_TRAP_FAULT;
	if (status & STATUS_DIVIDE)
		return PORT_TRAP_DIVIDE;
	return status & (STATUS_OPCODE | STATUS_STATE) ? PORT_TRAP_OPCODE : PORT_TRAP_PROTECTION;
}

/* Of a stack that is full, where it is full. */
static unsigned long address_of(u32 status, const struct pushed *frame)
{
	if (status & STATUS_STACKING)
		return (unsigned long)frame;
	if (status & STATUS_KNOWN_MM)
		return FAULT_ADDRESS_MM;
	if (status & STATUS_KNOWN_BUS)
		return FAULT_ADDRESS;
	return status & STATUS_FETCH ? frame->pc : (unsigned long)frame;
}

/* Where stacking failed there is no frame: what stands there is another function's. */
static void fill(struct port_trap *trap, const struct pushed *frame, const struct others *others,
		 u32 status)
{
	static const struct pushed nothing;
	unsigned long sp = (unsigned long)(frame + 1);

	trap->address = address_of(status, frame);
	trap->kind = kind_of(status, trap->address);
	if (status & STATUS_STACKING)
		frame = &nothing;
	trap->fetch = status & STATUS_FETCH;
	trap->ip = frame->pc;
	trap->flags = frame->psr;
	trap->sp = sp + (frame->psr >> 9 & 1) * sizeof(long);
	trap->bp = others->r4_11[7 - 4];
	memcpy(trap->regs, &frame->r0, 4 * sizeof(long));
	memcpy(trap->regs + 4, others->r4_11, sizeof(others->r4_11));
	trap->regs[12] = frame->r12;
	trap->regs[REG_SP] = trap->sp;
	trap->regs[REG_LR] = frame->lr;
	trap->regs[REG_PC] = frame->pc;
}

/* ---- telling --------------------------------------------------------------------------------- */

static void title(const struct port_trap *trap, char *text, size_t size)
{
	switch (trap->kind) {
	case PORT_TRAP_FAULT:
		snprintf(text, size, "BUG: %s address: %08lx",
			 trap->address < NULL_AREA ? "kernel NULL pointer dereference," :
						     "unable to handle page fault for",
			 trap->address);
		break;
	case PORT_TRAP_STACK:
		snprintf(text, size, "BUG: %s stack guard was hit (stack is %08lx..%08lx)",
			 current_thread()->name, current_thread()->own.low,
			 current_thread()->own.high - 1);
		break;
	case PORT_TRAP_DIVIDE:
		snprintf(text, size, "divide error");
		break;
	default:
		snprintf(text, size, "invalid instruction or use of one");
	}
}

static void tell(const struct port_trap *trap, u32 status)
{
	struct unwind u;
	unsigned long calls[16];
	unsigned int nr = 0;
	char text[96];

	title(trap, text, sizeof(text));
	report_open(text);
	pr_alert("%s\n", text);
	pr_alert("status: %08x pc: %08lx lr: %08lx psr: %08lx\n", status, trap->ip,
		 trap->regs[REG_LR], trap->flags);
	for (unsigned int i = 0; i < REG_SP + 1; i += 7)
		pr_alert("r%-2u: %08lx %08lx %08lx %08lx %08lx %08lx %08lx\n", i, trap->regs[i],
			 trap->regs[i + 1], trap->regs[i + 2], trap->regs[i + 3], trap->regs[i + 4],
			 trap->regs[i + 5], trap->regs[i + 6]);
	memcpy(u.reg, trap->regs, sizeof(u.reg));
	unwind_stack(&u, trap->sp);
	if (trap->ip) {
		calls[nr++] = trap->ip;
		nr += unwind_calls(&u, calls + nr, ARRAY_SIZE(calls) - nr, 0);
	}
	report_trace(KERN_ALERT, calls, nr);
	report_close();
}

/* ---- what comes of it ------------------------------------------------------------------------ */

static void *resume_at(const struct port_trap *trap)
{
	struct pushed *frame = (struct pushed *)(trap->sp & ~7ul) - 1;

	*frame = (struct pushed){ .pc = (u32)trap->ip & ~1u, .psr = THUMB };
	return frame;
}

void *armv7m_fault(const struct pushed *frame, struct others *others);

/* Return: the frame to go on with. */
void *armv7m_fault(const struct pushed *frame, struct others *others)
{
	struct port_trap trap = {};
	u32 status = FAULT_STATUS;
	static u32 faults;

	FAULT_STATUS = status;
	if (faults++)
		bare_end(BARE_STATUS_FAULT);
	fill(&trap, frame, others, status);
	if (others->leave == THREAD_ON_PROCESS_STACK && port_trap_hook && port_trap_hook(&trap)) {
		faults--;
		/* Of a fault that was masked the mask goes: it was the broken-off call's. */
		asm volatile("cpsie i" : : : "memory");
		return resume_at(&trap);
	}
	tell(&trap, status);
	bare_end(BARE_STATUS_FAULT);
}

void port_panic(void)
{
	bare_say("the image stops: panic\n");
	bare_end(BARE_STATUS_FAULT);
}
