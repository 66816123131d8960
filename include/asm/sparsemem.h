/* SPDX-License-Identifier: MIT */
/*
 * Sections: the grain in which a machine's memory comes and goes, eight largest blocks.
 */
#ifndef _ASM_SPARSEMEM_H
#define _ASM_SPARSEMEM_H

#include <port/port.h>

#define SECTION_SIZE_BITS PORT_SECTION_SHIFT
#define PFN_SECTION_SHIFT (SECTION_SIZE_BITS - CONFIG_PAGE_SHIFT)
#define PAGES_PER_SECTION (1ul << PFN_SECTION_SHIFT)
#define PAGE_SECTION_MASK (~(PAGES_PER_SECTION - 1))

#define SECTION_ALIGN_UP(pfn)	(((pfn) + PAGES_PER_SECTION - 1) & PAGE_SECTION_MASK)
#define SECTION_ALIGN_DOWN(pfn) ((pfn)&PAGE_SECTION_MASK)

static inline unsigned long pfn_to_section_nr(unsigned long pfn)
{
	return pfn >> PFN_SECTION_SHIFT;
}

static inline unsigned long section_nr_to_pfn(unsigned long nr)
{
	return nr << PFN_SECTION_SHIFT;
}

/** online_section_nr - is the memory of section @nr in use? */
bool online_section_nr(unsigned long nr);

/** present_section_nr - has section @nr been added, online or not? */
bool present_section_nr(unsigned long nr);

#endif
