// SPDX-License-Identifier: MIT
/* Sizes for people. */
#include <linux/bitops.h>
#include <linux/export.h>
#include <linux/math64.h>
#include <linux/sprintf.h>
#include <linux/string_helpers.h>

static const char *const units_10[] = { "", "k", "M", "G", "T", "P", "E", "Z", "Y" };
static const char *const units_2[] = { "", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi" };

/*
 * reduce - divide @size * @blk_size by the unit until it is below it.
 * @unit: 1000 or 1024.  @fraction: the part behind the point, in units of 1 / @unit.
 *
 * The factors are divided one at a time, the larger one first: their product need not fit.
 */
static unsigned int reduce(u64 *size, u64 blk_size, u32 unit, u32 *fraction)
{
	unsigned int steps = 0;

	*fraction = 0;
	while (blk_size >> 32 || *size >> 32) {
		u64 *larger = *size > blk_size ? size : &blk_size;

		*larger = div_u64_rem(*larger, unit, fraction);
		steps++;
	}
	*size *= blk_size;
	/* The remainder of a factor is worth nothing yet, as the other one multiplies it. */
	*fraction = (u32)blk_size == 1 || !steps ? *fraction : 0;
	while (*size >= unit) {
		*size = div_u64_rem(*size, unit, fraction);
		steps++;
	}
	return steps;
}

int string_get_size(u64 size, u64 blk_size, const enum string_size_units units, char *buf, int len)
{
	bool binary = (units & STRING_UNITS_MASK) == STRING_UNITS_2;
	u32 unit = binary ? 1024 : 1000;
	const char *space = units & STRING_UNITS_NO_SPACE ? "" : " ";
	const char *bytes = units & STRING_UNITS_NO_BYTES ? "" : "B";
	unsigned int digits, power, scale = 1;
	u32 fraction = 0, whole;

	power = size && blk_size ? reduce(&size, blk_size, unit, &fraction) : 0;
	if (!blk_size)
		size = 0;
	whole = (u32)size;
	digits = whole < 10 ? 2 : whole < 100 ? 1 : 0;
	if (!power)
		digits = 0;
	for (unsigned int i = 0; i < digits; i++)
		scale *= 10;
	/* Rounded to the figures that are shown; a carry goes into the whole part. */
	fraction = (fraction * scale + unit / 2) / unit;
	if (fraction >= scale) {
		fraction -= scale;
		whole++;
	}
	if (digits)
		return snprintf(buf, len, "%u.%0*u%s%s%s", whole, (int)digits, fraction, space,
				(binary ? units_2 : units_10)[power], bytes);
	return snprintf(buf, len, "%u%s%s%s", whole, space, (binary ? units_2 : units_10)[power],
			bytes);
}
EXPORT_SYMBOL(string_get_size);
