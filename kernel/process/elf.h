/* SPDX-License-Identifier: MIT */
/* What of an ELF file is looked at: its header, and the segments that it names. */
#ifndef KERNEL_PROCESS_ELF_H
#define KERNEL_PROCESS_ELF_H

#include <linux/types.h>

#ifdef __x86_64__
#define ELF_CLASS   2
#define ELF_MACHINE 62

struct elf_header {
	u8 ident[16];
	u16 type, machine;
	u32 version;
	u64 entry, segments, sections;
	u32 flags;
	u16 bytes, segment_bytes, nr_segments, section_bytes, nr_sections, names;
};

struct elf_segment {
	u32 type, flags;
	u64 offset, addr, physical, in_file, in_memory, align;
};

#else
#define ELF_CLASS   1
#define ELF_MACHINE 3

struct elf_header {
	u8 ident[16];
	u16 type, machine;
	u32 version;
	u32 entry, segments, sections;
	u32 flags;
	u16 bytes, segment_bytes, nr_segments, section_bytes, nr_sections, names;
};

struct elf_segment {
	u32 type;
	u32 offset, addr, physical, in_file, in_memory, flags, align;
};

#endif

enum { ELF_IDENT_CLASS = 4, ELF_EXECUTABLE = 2, ELF_LOAD = 1 };
enum { ELF_EXEC = 1, ELF_WRITE = 2, ELF_READ = 4 };

#endif
