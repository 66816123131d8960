// SPDX-License-Identifier: MIT
/*
 * What the shadow says of per-CPU memory, in a machine that checks accesses: see mm/boot/access.h.
 *
 * There areas begin at multiples of 8 bytes, which is what a byte of the shadow tells of, and end
 * with 8 bytes that are nobody's.
 */
#include "mm/percpu/chunk.h"
#include "mm/percpu/percpu.h"
#include <linux/kernel.h>
#include <mm/boot/boot.h>

#define GRANULE_CELLS (8u >> PCPU_MIN_ALLOC_SHIFT)

static size_t bytes_of(unsigned int cells)
{
	return (size_t)cells << PCPU_MIN_ALLOC_SHIFT;
}

/** pcpu_access_shape - let a request have a red zone, unless it is for a whole unit. */
void pcpu_access_shape(unsigned int *cells, unsigned int *align)
{
	*cells = ALIGN(*cells, GRANULE_CELLS);
	*align = max(*align, GRANULE_CELLS);
	if (*cells + GRANULE_CELLS <= PCPU_CELLS)
		*cells += GRANULE_CELLS;
}

/** pcpu_access_take - of the area at @ptr each CPU may use @size bytes. */
void pcpu_access_take(void __percpu *ptr, size_t size, unsigned int cells)
{
	for (unsigned int cpu = 0; mm_access_on() && cpu < pcpu.nr_units; cpu++)
		mm_access_allow(per_cpu_ptr(ptr, cpu), size, bytes_of(cells),
				ACCESS_PERCPU_REDZONE);
}

/** pcpu_access_give - the area was freed. */
void pcpu_access_give(void __percpu *ptr, unsigned int cells)
{
	for (unsigned int cpu = 0; cpu < pcpu.nr_units; cpu++)
		mm_access_forbid(per_cpu_ptr(ptr, cpu), bytes_of(cells), ACCESS_PERCPU_FREE);
}
