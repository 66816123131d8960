// SPDX-License-Identifier: MIT
/* Modules and crashes on arm64; processor.h is the contract. */
#include <asm/sigcontext.h>
#include <elf.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <ucontext.h>

#include "kernel/loader.h"
#include "kernel/processor.h"

/* The syndrome of an exception: its class, and bits of the others. */
#define ESR_CLASS(esr)	  ((esr) >> 26 & 63)
#define ESR_CLASS_FETCH	  0x20
#define ESR_CLASS_DATA	  0x24
#define ESR_WRITE	  (1ul << 6)
#define ESR_STATUS(esr)	  ((esr)&0x3c) /* without the level of the page table */
#define ESR_STATUS_ACCESS 0x0c	       /* an entry is there, and forbids it */

/* Of 31 registers, x30 is where a function returns to and x29 the frame pointer. */
#define REG_FRAME 29
#define REG_LINK  30

const unsigned int processor_elf_machine = EM_AARCH64;
const char processor_where[] = "pc : ";

bool processor_reloc_is_address(unsigned int type)
{
	return type == R_AARCH64_ABS64 || type == R_AARCH64_GLOB_DAT || type == R_AARCH64_JUMP_SLOT;
}

/*
 * Records of different kinds lie behind the registers; a host need not tell the syndrome.
 * Return: 0 where it does not.
 */
static unsigned long syndrome(const mcontext_t *regs)
{
	const char *at = (const char *)regs->__reserved;
	const char *end = at + sizeof(regs->__reserved);
	struct _aarch64_ctx head;
	struct esr_context record;

	for (; at + sizeof(record) <= end; at += head.size) {
		memcpy(&head, at, sizeof(head));
		if (head.magic == ESR_MAGIC) {
			memcpy(&record, at, sizeof(record));
			return record.esr;
		}
		if (head.size < sizeof(head) || head.size > end - at)
			break;
	}
	return 0;
}

bool processor_note_crash(struct crash *crash, const void *context, const void *address)
{
	const mcontext_t *regs = &((const ucontext_t *)context)->uc_mcontext;
	unsigned long esr = syndrome(regs);
	unsigned int i;

	for (i = 0; i < sizeof(regs->regs) / sizeof(*regs->regs); i++)
		crash->regs[i] = regs->regs[i];
	crash->ip = regs->pc;
	crash->sp = regs->sp;
	crash->bp = regs->regs[REG_FRAME];
	crash->flags = regs->pstate;
	crash->fetch = esr ? ESR_CLASS(esr) == ESR_CLASS_FETCH :
			     crash->ip == (unsigned long)address;
	crash->write = ESR_CLASS(esr) == ESR_CLASS_DATA && (esr & ESR_WRITE);
	crash->present = ESR_STATUS(esr) == ESR_STATUS_ACCESS;
	return true;
}

unsigned long processor_caller(const struct crash *crash)
{
	return crash->regs[REG_LINK];
}

bool processor_registers(const struct crash *crash, unsigned int i, char *line, unsigned long size)
{
	const unsigned long *r = crash->regs;
	/* From the last down: three a line after two lines of others. */
	int last = 29 - 3 * ((int)i - 2);

	if (i == 0)
		snprintf(line, size, "lr : %016lx pstate: %08lx", r[REG_LINK], crash->flags);
	else if (i == 1)
		snprintf(line, size, "sp : %016lx", crash->sp);
	else if (last > 0)
		snprintf(line, size, "x%-2d: %016lx x%-2d: %016lx x%-2d: %016lx", last, r[last],
			 last - 1, r[last - 1], last - 2, r[last - 2]);
	return i < 2 || last > 0;
}
