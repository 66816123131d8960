// SPDX-License-Identifier: MIT
/*
 * A program's file, and what it begins with.
 *
 * An ELF file for this processor, linked at fixed addresses, without a loader of its own.  It stays
 * where the image has it; pages are copied from there as they are touched (space.c).
 *
 *	the stack at the start: argc, argv[0], NULL, no environment, no further words; the name
 */
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include "kernel/process/elf.h"
#include "kernel/process/process.h"

extern const struct program programs_start[] __asm__("__start_builtin_programs") __weak;
extern const struct program programs_end[] __asm__("__stop_builtin_programs") __weak;

const struct program *program_find(const char *name)
{
	for (const struct program *one = programs_start; one < programs_end; one++)
		if (!strcmp(one->name, name))
			return one;
	return NULL;
}

/* ---- the file -------------------------------------------------------------------------------- */

static bool holds(const struct program *program, u64 offset, u64 bytes)
{
	u64 size = (u64)(program->end - program->start);

	return offset <= size && bytes <= size - offset;
}

static const struct elf_header *header_of(const struct program *program)
{
	const struct elf_header *header = (const void *)program->start;

	if (!holds(program, 0, sizeof(*header)) || memcmp(header->ident, "\177ELF", 4) ||
	    header->ident[ELF_IDENT_CLASS] != ELF_CLASS || header->type != ELF_EXECUTABLE ||
	    header->machine != ELF_MACHINE || header->segment_bytes != sizeof(struct elf_segment) ||
	    !holds(program, header->segments,
		   (u64)header->nr_segments * sizeof(struct elf_segment)))
		return NULL;
	return header;
}

static vm_flags_t flags_of(u32 flags)
{
	return VM_MAYREAD | VM_MAYWRITE | VM_MAYEXEC | (flags & ELF_READ ? VM_READ : 0) |
	       (flags & ELF_WRITE ? VM_WRITE : 0) | (flags & ELF_EXEC ? VM_EXEC : 0);
}

static int load_segment(struct process *p, const struct elf_segment *from)
{
	struct segment *segment = &p->segments[p->nr_segments];
	unsigned long start = (unsigned long)from->addr & PAGE_MASK, end;

	if (!from->in_memory)
		return 0;
	if (p->nr_segments == PROCESS_SEGMENTS || from->in_file > from->in_memory ||
	    !holds(p->program, from->offset, from->in_file) || from->addr >= p->mm.mmap_base ||
	    from->in_memory >= p->mm.mmap_base - from->addr)
		return -ENOEXEC;
	end = PAGE_ALIGN((unsigned long)(from->addr + from->in_memory));
	*segment = (struct segment){ (unsigned long)from->addr, (unsigned long)from->in_file,
				     p->program->start + from->offset };
	p->nr_segments++;
	p->mm.start_brk = p->mm.brk = max(p->mm.brk, end);
	return space_add(p, start, end, flags_of(from->flags), segment);
}

static int load_segments(struct process *p, const struct elf_header *header)
{
	const struct elf_segment *from = (const void *)(p->program->start + header->segments);
	int err = 0;

	for (unsigned int i = 0; i < header->nr_segments && !err; i++)
		if (from[i].type == ELF_LOAD)
			err = load_segment(p, &from[i]);
	return err;
}

/* ---- the stack ------------------------------------------------------------------------------- */

static int make_stack(struct process *p, unsigned long *sp)
{
	const unsigned long top = p->mm.task_size;
	size_t len = strlen(p->program->name) + 1;
	unsigned long name = top - ALIGN(len, 16);
	/* argc, argv, their end, that of the environment, that of the words behind it. */
	const unsigned long words[] = { 1, name, 0, 0, 0, 0 };
	int err = space_add(p, p->mm.start_stack, top, flags_of(ELF_READ | ELF_WRITE), NULL);

	if (err)
		return err;
	*sp = (name - sizeof(words)) & ~15ul;
	if (copy_to_user((void __user *)name, p->program->name, len) ||
	    copy_to_user((void __user *)*sp, words, sizeof(words)))
		return -ENOMEM;
	return 0;
}

int program_load(struct process *p, unsigned long *ip, unsigned long *sp)
{
	const struct elf_header *header = header_of(p->program);
	int err = header ? load_segments(p, header) : -ENOEXEC;

	if (err)
		return err;
	*ip = (unsigned long)header->entry;
	if (*ip >= p->mm.mmap_base)
		return -ENOEXEC;
	return make_stack(p, sp);
}
