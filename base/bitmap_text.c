// SPDX-License-Identifier: MIT
/* Bitmaps from text: lists of ranges, and words in hexadecimal. */
#include <linux/bitmap.h>
#include <linux/ctype.h>
#include <linux/export.h>
#include <linux/hex.h>
#include <linux/kernel.h>

static bool at_end(const char *s)
{
	return !*s || *s == '\n';
}

static const char *skip_separators(const char *s)
{
	while (*s == ',' || (isspace(*s) && *s != '\n'))
		s++;
	return s;
}

/* read_number - a bit's number, or N for the last one; NULL where there is none. */
static const char *read_number(const char *s, unsigned int last, unsigned int *number)
{
	unsigned long long n = 0;

	if (*s == 'N' || *s == 'n') {
		*number = last;
		return s + 1;
	}
	if (!isdigit(*s))
		return NULL;
	for (; isdigit(*s); s++) {
		n = n * 10 + (*s - '0');
		if (n > UINT_MAX)
			n = UINT_MAX;
	}
	*number = (unsigned int)n;
	return s;
}

/* A region, first-last:used/group: of each @group bits of it the first @used. */
struct region {
	unsigned int first, last, used, group;
};

static int read_region(const char **at, unsigned int nbits, struct region *r)
{
	const char *s = *at;

	r->first = 0;
	r->last = nbits - 1;
	if (strncasecmp(s, "all", 3) == 0) {
		s += 3;
	} else {
		s = read_number(s, nbits - 1, &r->first);
		if (!s)
			return -EINVAL;
		r->last = r->first;
		if (*s == '-')
			s = read_number(s + 1, nbits - 1, &r->last);
		if (!s)
			return -EINVAL;
	}
	r->used = r->group = 1;
	if (*s == ':') {
		s = read_number(s + 1, nbits - 1, &r->used);
		if (!s || *s != '/')
			return -EINVAL;
		s = read_number(s + 1, nbits - 1, &r->group);
		if (!s)
			return -EINVAL;
	}
	if (!at_end(s) && *s != ',' && !isspace(*s))
		return -EINVAL;
	*at = s;
	if (r->first > r->last || !r->group || r->used > r->group)
		return -EINVAL;
	return r->last < nbits ? 0 : -ERANGE;
}

int bitmap_parselist(const char *buf, unsigned long *maskp, int nmaskbits)
{
	bitmap_zero(maskp, nmaskbits);
	for (buf = skip_separators(buf); !at_end(buf); buf = skip_separators(buf)) {
		struct region r;
		int err = read_region(&buf, nmaskbits, &r);

		if (err)
			return err;
		for (unsigned int at = r.first; at <= r.last; at += r.group) {
			bitmap_set(maskp, at, min(r.used, r.last - at + 1));
			if (r.group > r.last - at)
				break;
		}
	}
	return 0;
}
EXPORT_SYMBOL(bitmap_parselist);

/* The text is read from its end, where the lowest digit stands. */
int bitmap_parse(const char *buf, unsigned int buflen, unsigned long *dst, int nbits)
{
	const char *end = strnchrnul(buf, min_t(size_t, buflen, INT_MAX), '\n');
	unsigned int digits_in_word = 0;
	unsigned int at = 0;

	bitmap_zero(dst, nbits);
	while (end > buf) {
		int digit;

		end--;
		if (*end == ',') {
			if (!digits_in_word)
				return -EINVAL;
			at = ALIGN(at, 32);
			digits_in_word = 0;
			continue;
		}
		digit = hex_to_bin(*end);
		if (digit < 0 || digits_in_word == 8)
			return -EINVAL;
		digits_in_word++;
		if (digit && at + fls(digit) > nbits)
			return -EOVERFLOW;
		if (digit)
			dst[BIT_WORD(at)] |= (unsigned long)digit << (at % BITS_PER_LONG);
		at += 4;
	}
	return digits_in_word ? 0 : -EINVAL;
}
EXPORT_SYMBOL(bitmap_parse);
