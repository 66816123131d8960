// SPDX-License-Identifier: MIT
/* Crashes on a bare x86 processor, in words; kernel/processor.h is the contract. */
#include <linux/kernel.h>
#include <linux/sprintf.h>

#include "kernel/loader.h"
#include "kernel/processor.h"

/* Of port_trap.regs, in its order. */
#ifdef __x86_64__
const char processor_where[] = "RIP: 0010:";

static const char names[][4] = {
	"RAX", "RBX", "RCX", "RDX", "RSI", "RDI", "RBP", "R08",
	"R09", "R10", "R11", "R12", "R13", "R14", "R15",
};
#define IN_A_LINE 3
#define FIRST	  "RSP: %016lx EFLAGS: %08lx"
#define REGISTER  "%s%s: %016lx"
#else
const char processor_where[] = "EIP: ";

static const char names[][4] = { "EAX", "EBX", "ECX", "EDX", "ESI", "EDI", "EBP" };
#define IN_A_LINE 4
#define FIRST	  "ESP: %08lx EFLAGS: %08lx"
#define REGISTER  "%s%s: %08lx"
#endif

bool processor_registers(const struct crash *crash, unsigned int i, char *line, unsigned long size)
{
	unsigned int at = (i - 1) * IN_A_LINE, len = 0;

	if (!i) {
		snprintf(line, size, FIRST, crash->sp, crash->flags);
		return true;
	}
	if (at >= ARRAY_SIZE(names))
		return false;
	for (unsigned int n = 0; n < IN_A_LINE && at + n < ARRAY_SIZE(names); n++)
		len += scnprintf(line + len, size - len, REGISTER, n ? " " : "", names[at + n],
				 crash->regs[at + n]);
	return true;
}
