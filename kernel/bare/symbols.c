// SPDX-License-Identifier: MIT
/*
 * Names of addresses, from a table that is linked into the image (port/bare/link.sh).
 *
 * An image is linked twice: first without, to learn the addresses, then with the table behind all
 * that is named in it, so that nothing moves.  Lines of source are for who has the image's file.
 */
#include <linux/kernel.h>
#include <linux/string.h>

#include "kernel/loader.h"

/** struct image_name - a symbol: @size bytes from @start on; @name in the table of names. */
struct image_name {
	unsigned long start;
	u32 size, name;
};

extern const struct image_name image_names_start[] __weak, image_names_end[] __weak;
extern const char image_name_texts[] __weak;

/* The last that does not begin behind @addr. */
static const struct image_name *find(unsigned long addr)
{
	size_t low = 0, high = (size_t)(image_names_end - image_names_start);

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (image_names_start[middle].start <= addr)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? &image_names_start[low - 1] : NULL;
}

bool symbol_find(unsigned long addr, struct symbol *symbol)
{
	const struct image_name *one = find(addr);

	if (!one || addr - one->start >= max(one->size, 1u))
		return false;
	strscpy(symbol->name, image_name_texts + one->name, sizeof(symbol->name));
	symbol->start = one->start;
	symbol->size = one->size;
	return true;
}

unsigned long symbol_address(const char *name)
{
	const struct image_name *one;

	for (one = image_names_start; one < image_names_end; one++)
		if (!strcmp(image_name_texts + one->name, name))
			return one->start;
	return 0;
}

bool symbol_line(unsigned long addr, struct source_line *line)
{
	return false;
}

void symbols_changed(void)
{
}
