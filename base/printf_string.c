// SPDX-License-Identifier: MIT
/* Characters and strings. */
#include "base/printf_core.h"
#include <asm/page.h>
#include <linux/err.h>

void printf_char(struct printf_out *out, unsigned char c, struct printf_spec spec)
{
	if (!(spec.flags & PRINTF_LEFT))
		printf_fill(out, ' ', spec.width - 1);
	printf_putc(out, c);
	if (spec.flags & PRINTF_LEFT)
		printf_fill(out, ' ', spec.width - 1);
}

/* A string that is known to be one. */
static void put_string(struct printf_out *out, const char *s, struct printf_spec spec)
{
	int len = 0;

	/* Without a 0 the string ends at the precision: not a byte behind it may be read. */
	while ((spec.precision < 0 || len < spec.precision) && s[len])
		len++;
	if (!(spec.flags & PRINTF_LEFT))
		printf_fill(out, ' ', spec.width - len);
	for (int i = 0; i < len; i++)
		printf_putc(out, s[i]);
	if (spec.flags & PRINTF_LEFT)
		printf_fill(out, ' ', spec.width - len);
}

bool printf_check_pointer(struct printf_out *out, const void *p, struct printf_spec spec)
{
	const char *what;

	if (!p)
		what = "(null)";
	else if ((unsigned long)p < PAGE_SIZE || IS_ERR(p))
		what = "(efault)";
	else
		return true;
	/* Without a precision, as wide as an address would be at most. */
	if (spec.precision < 0)
		spec.precision = 2 * sizeof(void *);
	put_string(out, what, spec);
	return false;
}

void printf_string(struct printf_out *out, const char *s, struct printf_spec spec)
{
	if (printf_check_pointer(out, s, spec))
		put_string(out, s, spec);
}
