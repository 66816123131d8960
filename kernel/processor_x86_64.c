// SPDX-License-Identifier: MIT
/* Modules and crashes on x86-64; processor.h is the contract. */
#include <elf.h>
#include <stdbool.h>
#include <stdio.h>
#include <ucontext.h>

#include "kernel/loader.h"
#include "kernel/processor.h"

/* The number of an exception, and bits of its error code. */
#define TRAP_PAGE_FAULT 14
enum { FAULT_PRESENT = 1, FAULT_WRITE = 2, FAULT_FETCH = 16 };

const unsigned int processor_elf_machine = EM_X86_64;
const char processor_where[] = "RIP: 0010:";

bool processor_reloc_is_address(unsigned int type)
{
	return type == R_X86_64_64 || type == R_X86_64_GLOB_DAT || type == R_X86_64_JUMP_SLOT;
}

bool processor_note_crash(struct crash *crash, const void *context, const void *address)
{
	static const int order[] = {
		REG_RAX, REG_RBX, REG_RCX, REG_RDX, REG_RSI, REG_RDI, REG_RBP, REG_R8,
		REG_R9,	 REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15,
	};
	const greg_t *regs = ((const ucontext_t *)context)->uc_mcontext.gregs;
	unsigned long error = regs[REG_ERR];
	unsigned int i;

	for (i = 0; i < sizeof(order) / sizeof(*order); i++)
		crash->regs[i] = regs[order[i]];
	crash->ip = regs[REG_RIP];
	crash->sp = regs[REG_RSP];
	crash->bp = regs[REG_RBP];
	crash->flags = regs[REG_EFL];
	crash->write = error & FAULT_WRITE;
	crash->fetch = error & FAULT_FETCH;
	crash->present = error & FAULT_PRESENT;
	return regs[REG_TRAPNO] == TRAP_PAGE_FAULT;
}

/* A call has pushed it. */
unsigned long processor_caller(const struct crash *crash)
{
	return *(unsigned long *)crash->sp;
}

bool processor_registers(const struct crash *crash, unsigned int i, char *line, unsigned long size)
{
	static const char names[][4] = {
		"RAX", "RBX", "RCX", "RDX", "RSI", "RDI", "RBP", "R08",
		"R09", "R10", "R11", "R12", "R13", "R14", "R15",
	};
	const unsigned long *r = crash->regs + 3 * i - 3;
	const char(*name)[4] = names + 3 * i - 3;

	if (!i)
		snprintf(line, size, "RSP: %016lx EFLAGS: %08lx", crash->sp, crash->flags);
	else if (i <= 5)
		snprintf(line, size, "%s: %016lx %s: %016lx %s: %016lx", name[0], r[0], name[1],
			 r[1], name[2], r[2]);
	return i <= 5;
}
