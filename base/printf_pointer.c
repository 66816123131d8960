// SPDX-License-Identifier: MIT
/*
 * %p and its kin.
 *
 *	%p %pK		an address, hashed: equal addresses print alike, and tell nothing
 *	%px		an address as it is
 *	%pS %ps %pB	the name of a code address (%pF and %pf of older kernels, too)
 *	%pe		an error pointer by name; else as %p
 *	%pV		a struct va_format: a format within the format
 *	%pa %pap %pad	a phys_addr_t or dma_addr_t
 *	%pGg %pGp %pGv	flags by name
 *	%pR %pr		a struct resource: printf_resource.c
 *	%ph %pM %pm %pI %pi %pU %pb	bytes: printf_bytes.c
 *
 * Letters that mean nothing print as %p does.  Of the kernel's forms there is none for files,
 * dentries, devices, clocks and times.
 */
#include "base/printf_core.h"
#include <linux/atomic.h>
#include <linux/bitops.h>
#include <linux/err.h>
#include <linux/errname.h>
#include <linux/export.h>
#include <linux/minmax.h>
#include <linux/random.h>
#include <linux/sprintf.h>
#include "base/base.h"

printf_resolve_t printf_resolve;
printf_flags_t printf_flags;

/* Derived: names of C functions stay well below it; longer ones are cut. */
#define SYMBOL_TEXT_MAX 192

/* ---- hashing addresses ----------------------------------------------------------------------- */

/*
 * The key is chosen when the first address is printed and then stays, so that one address prints
 * alike in one run.  Each word is set by whoever comes first: 0 means none yet.
 */
static unsigned long key_words[4];

static u64 key_half(int half)
{
	u64 key = 0;

	for (int i = 2 * half; i < 2 * half + 2; i++) {
		unsigned long word = READ_ONCE(key_words[i]);

		if (!word) {
			unsigned long fresh = get_random_long() | 1;

			word = cmpxchg(&key_words[i], 0, fresh) ?: fresh;
		}
		key = key << (BITS_PER_LONG / 2) ^ word;
	}
	return key;
}

static void sip_round(u64 v[4])
{
	v[0] += v[1];
	v[2] += v[3];
	v[1] = rol64(v[1], 13) ^ v[0];
	v[3] = rol64(v[3], 16) ^ v[2];
	v[0] = rol64(v[0], 32);
	v[2] += v[1];
	v[0] += v[3];
	v[1] = rol64(v[1], 17) ^ v[2];
	v[3] = rol64(v[3], 21) ^ v[0];
	v[2] = rol64(v[2], 32);
}

/* hash_address - SipHash-2-4 of one 64-bit word: without the key it cannot be undone. */
static u32 hash_address(u64 word)
{
	u64 k0 = key_half(0), k1 = key_half(1);
	u64 v[4] = { k0 ^ 0x736f6d6570736575, k1 ^ 0x646f72616e646f6d, k0 ^ 0x6c7967656e657261,
		     k1 ^ 0x7465646279746573 };
	u64 blocks[2] = { word, 8ULL << 56 };

	for (int i = 0; i < 2; i++) {
		v[3] ^= blocks[i];
		sip_round(v);
		sip_round(v);
		v[0] ^= blocks[i];
	}
	v[2] ^= 0xff;
	for (int i = 0; i < 4; i++)
		sip_round(v);
	return (u32)(v[0] ^ v[1] ^ v[2] ^ v[3]);
}

static void put_address(struct printf_out *out, unsigned long address, struct printf_spec spec)
{
	spec.base = 16;
	spec.flags |= PRINTF_LOWER;
	if (spec.width < 0) {
		spec.width = 2 * sizeof(void *);
		spec.flags |= PRINTF_ZERO;
	}
	printf_number(out, address, spec);
}

static void put_hashed(struct printf_out *out, const void *p, struct printf_spec spec)
{
	/* NULL and errors say nothing about where things are, and much to whoever reads. */
	if (no_hash_pointers || IS_ERR_OR_NULL(p))
		put_address(out, (unsigned long)p, spec);
	else
		put_address(out, hash_address((unsigned long)p), spec);
}

/* ---- names ----------------------------------------------------------------------------------- */

static void put_0x(struct printf_out *out, u64 value, int bytes)
{
	printf_putc(out, '0');
	printf_putc(out, 'x');
	printf_hex(out, value, 2 * bytes, false);
}

static void put_symbol(struct printf_out *out, char kind, const void *p, struct printf_spec spec)
{
	char text[SYMBOL_TEXT_MAX];

	if (kind == 'F')
		kind = 'S';
	if (kind == 'f')
		kind = 's';
	if (!printf_resolve) {
		put_0x(out, (unsigned long)p, sizeof(p));
		return;
	}
	text[0] = 0;
	printf_resolve(text, sizeof(text), (unsigned long)p, kind);
	printf_string(out, text, spec);
}

static void put_error(struct printf_out *out, const void *p, struct printf_spec spec)
{
	const char *name;

	if (!IS_ERR(p)) {
		put_hashed(out, p, spec);
		return;
	}
	name = errname(PTR_ERR(p));
	if (name) {
		printf_string(out, name, spec);
		return;
	}
	spec.base = 10;
	spec.flags |= PRINTF_SIGNED;
	printf_number(out, (u64)(s64)PTR_ERR(p), spec);
}

static void put_flags(struct printf_out *out, char kind, const void *p, struct printf_spec spec)
{
	char text[SYMBOL_TEXT_MAX];
	unsigned long flags;

	if (!printf_check_pointer(out, p, spec))
		return;
	flags = kind == 'g' ? *(const gfp_t *)p : *(const unsigned long *)p;
	if (!printf_flags) {
		printf_number(out, flags,
			      (struct printf_spec){ .base = 16,
						    .flags = PRINTF_PREFIX | PRINTF_LOWER,
						    .width = -1,
						    .precision = -1 });
		return;
	}
	text[0] = 0;
	printf_flags(text, sizeof(text), flags, kind);
	printf_string(out, text, (struct printf_spec){ .width = -1, .precision = -1 });
}

static void put_format(struct printf_out *out, const struct va_format *vaf, struct printf_spec spec)
{
	if (printf_check_pointer(out, vaf, spec))
		printf_format(out, vaf->fmt, *vaf->va);
}

static void put_bus_address(struct printf_out *out, char kind, const void *p,
			    struct printf_spec spec)
{
	if (!printf_check_pointer(out, p, spec))
		return;
	if (kind == 'd')
		put_0x(out, *(const dma_addr_t *)p, sizeof(dma_addr_t));
	else
		put_0x(out, *(const phys_addr_t *)p, sizeof(phys_addr_t));
}

void printf_pointer(struct printf_out *out, const char *fmt, const void *p, struct printf_spec spec)
{
	switch (*fmt) {
	case 'x':
		put_address(out, (unsigned long)p, spec);
		break;
	case 'S':
	case 's':
	case 'B':
	case 'F':
	case 'f':
		put_symbol(out, *fmt, p, spec);
		break;
	case 'e':
		put_error(out, p, spec);
		break;
	case 'V':
		put_format(out, p, spec);
		break;
	case 'a':
		put_bus_address(out, fmt[1], p, spec);
		break;
	case 'G':
		put_flags(out, fmt[1], p, spec);
		break;
	case 'R':
	case 'r':
		printf_resource(out, *fmt, p, spec);
		break;
	case 'h':
		printf_hex_string(out, fmt, p, spec);
		break;
	case 'M':
	case 'm':
		printf_mac(out, fmt, p, spec);
		break;
	case 'I':
	case 'i':
		if (fmt[1] == '4' || fmt[1] == '6')
			printf_ip(out, fmt, p, spec);
		else
			put_hashed(out, p, spec);
		break;
	case 'U':
		printf_uuid(out, fmt, p, spec);
		break;
	case 'b':
		printf_bitmap(out, fmt, p, spec);
		break;
	default:
		put_hashed(out, p, spec);
	}
}
