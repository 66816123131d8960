// SPDX-License-Identifier: MIT
/*
 * Reading a declaration of devices.
 *
 *	text     = items, with commas or newlines between them; "#" and what follows is a remark
 *	block    = NAME "@" BASE "+" SIZE
 *	register = NAME "@" OFFSET { ":" BITS | ":" KIND | "=" VALUE }
 *
 * A register is of the block before it.  Numbers are decimal or begin with 0x; sizes may end in
 * K, M or G.  Nothing is kept here, and no memory is needed: a sink is told item by item.
 */
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/overflow.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include <mm/device/space.h>

#define DEFAULT_BITS 32

/* The long name is for files that people read, the short one what data sheets have. */
static const struct {
	const char *name, *brief;
} kinds[REGISTER_KINDS] = {
	[REGISTER_PLAIN] = { "plain", "rw" },
	[REGISTER_READ_CLEAR] = { "read-to-clear", "rc" },
	[REGISTER_WRITE_CLEAR] = { "write-one-to-clear", "w1c" },
	[REGISTER_CONSTANT] = { "constant", "ro" },
	[REGISTER_COUNTER] = { "counter", "count" },
	[REGISTER_WRITE_ONLY] = { "write-only", "wo" },
};

struct reader {
	const char *at;
	const struct device_sink *sink;
	struct device_flaw *flaw;
	bool in_block;
	u64 block_size;
};

int device_flawed(struct device_flaw *flaw, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vscnprintf(flaw->what, sizeof(flaw->what), fmt, args);
	va_end(args);
	return -EINVAL;
}

/* ---- words ----------------------------------------------------------------------------------- */

static void skip_blanks(struct reader *r)
{
	while (*r->at == ' ' || *r->at == '\t' || *r->at == '\r')
		r->at++;
	if (*r->at == '#')
		while (*r->at && *r->at != '\n')
			r->at++;
}

static bool accept(struct reader *r, char c)
{
	skip_blanks(r);
	if (*r->at != c)
		return false;
	r->at++;
	skip_blanks(r);
	return true;
}

static bool is_word_char(char c)
{
	return isalnum(c) || c == '_' || c == '-' || c == '.';
}

/* Letters, digits and "_-."; the first is a letter or "_". */
static int read_word(struct reader *r, char *word, const char *what)
{
	size_t len = 0;

	skip_blanks(r);
	while (is_word_char(r->at[len]))
		len++;
	if (!len || (!isalpha(*r->at) && *r->at != '_'))
		return device_flawed(r->flaw, "%s is wanted, not '%.*s'", what,
				     (int)max(len, (size_t)(*r->at != '\0')), r->at);
	if (len >= DEVICE_NAME_MAX)
		return device_flawed(r->flaw, "'%.*s' is too long: %d letters at most", (int)len,
				     r->at, DEVICE_NAME_MAX - 1);
	memcpy(word, r->at, len);
	word[len] = '\0';
	r->at += len;
	return 0;
}

static int digit_of(char c, unsigned int base)
{
	int digit = isdigit(c) ? c - '0' : isxdigit(c) ? (c | 0x20) - 'a' + 10 : 99;

	return digit < (int)base ? digit : -1;
}

/* @units: K, M or G may follow. */
static int read_number(struct reader *r, u64 *value, const char *what, bool units)
{
	unsigned int base = 10;
	const char *start;
	u64 unit = 1;

	skip_blanks(r);
	start = r->at;
	if (r->at[0] == '0' && (r->at[1] | 0x20) == 'x') {
		base = 16;
		r->at += 2;
	}
	if (digit_of(*r->at, base) < 0)
		return device_flawed(r->flaw, "%s is wanted, a number, not '%.*s'", what,
				     (int)max(strcspn(start, " \t\r\n,#"), (size_t)(*start != 0)),
				     start);
	for (*value = 0; digit_of(*r->at, base) >= 0; r->at++)
		if (check_mul_overflow(*value, (u64)base, value) ||
		    check_add_overflow(*value, (u64)digit_of(*r->at, base), value))
			return device_flawed(r->flaw, "%s does not fit in 64 bits", what);
	if (units && *r->at && strchr("KMG", *r->at)) {
		unit <<= *r->at == 'K' ? 10 : *r->at == 'M' ? 20 : 30;
		r->at++;
	}
	if (is_word_char(*r->at))
		return device_flawed(r->flaw, "%s is no number: '%.*s'", what,
				     (int)strcspn(start, " \t\r\n,#"), start);
	if (check_mul_overflow(*value, unit, value))
		return device_flawed(r->flaw, "%s does not fit in 64 bits", what);
	return 0;
}

/* ---- items ----------------------------------------------------------------------------------- */

static int read_block(struct reader *r, struct block_spec *spec)
{
	u64 end;
	int err = read_number(r, &spec->size, "the size of the block behind '+'", true);

	if (err)
		return err;
	if (!spec->size)
		return device_flawed(r->flaw, "block %s has size 0", spec->name);
	if (spec->base % sizeof(u64))
		return device_flawed(r->flaw,
				     "block %s at 0x%llx: a block begins at a multiple of 8",
				     spec->name, spec->base);
	if (check_add_overflow(spec->base, spec->size - 1, &end) || end > (phys_addr_t)-1)
		return device_flawed(r->flaw, "block %s goes beyond the end of the bus",
				     spec->name);
	r->in_block = true;
	r->block_size = spec->size;
	return r->sink ? r->sink->block(spec, r->flaw) : 0;
}

/* Behind ':': a number is a width, a word a kind. */
static int read_property(struct reader *r, struct register_spec *spec)
{
	char word[DEVICE_NAME_MAX];
	u64 bits;
	int err;

	skip_blanks(r);
	if (isdigit(*r->at)) {
		err = read_number(r, &bits, "the width", false);
		if (err)
			return err;
		if (bits != 8 && bits != 16 && bits != 32 && bits != 64)
			return device_flawed(r->flaw,
					     "register %s has 8, 16, 32 or 64 bits, not %llu",
					     spec->name, bits);
		spec->bytes = (unsigned int)bits / 8;
		return 0;
	}
	err = read_word(r, word, "a width or a kind of register");
	if (err)
		return err;
	for (int i = 0; i < REGISTER_KINDS; i++)
		if (strcmp(word, kinds[i].name) == 0 || strcmp(word, kinds[i].brief) == 0) {
			spec->kind = (enum register_kind)i;
			return 0;
		}
	return device_flawed(r->flaw,
			     "'%s' is no kind of register: plain, read-to-clear, "
			     "write-one-to-clear, constant, counter, write-only",
			     word);
}

static int check_register(struct reader *r, const struct register_spec *spec)
{
	if (!r->in_block)
		return device_flawed(r->flaw, "register %s stands before any block", spec->name);
	if (spec->offset & (spec->bytes - 1))
		return device_flawed(r->flaw,
				     "register %s of %u bits is at a multiple of %u, not at 0x%llx",
				     spec->name, spec->bytes * 8, spec->bytes, spec->offset);
	if (spec->offset >= r->block_size || r->block_size - spec->offset < spec->bytes)
		return device_flawed(r->flaw, "register %s at 0x%llx: its block has %llu bytes",
				     spec->name, spec->offset, r->block_size);
	if (spec->bytes < sizeof(u64) && spec->value >> spec->bytes * 8)
		return device_flawed(r->flaw, "register %s of %u bits cannot be 0x%llx", spec->name,
				     spec->bytes * 8, spec->value);
	return 0;
}

static int read_register(struct reader *r, struct register_spec *spec)
{
	int err = 0;

	while (!err) {
		if (accept(r, ':'))
			err = read_property(r, spec);
		else if (accept(r, '='))
			err = read_number(r, &spec->value, "the value behind '='", false);
		else
			break;
	}
	if (!err)
		err = check_register(r, spec);
	return err || !r->sink ? err : r->sink->reg(spec, r->flaw);
}

static int read_item(struct reader *r)
{
	struct register_spec reg = { .bytes = DEFAULT_BITS / 8 };
	struct block_spec block;
	u64 place;
	int err = read_word(r, block.name, "the name of a block or a register");

	if (err)
		return err;
	if (!accept(r, '@'))
		return device_flawed(r->flaw, "'@' and an address are wanted behind '%s'",
				     block.name);
	err = read_number(r, &place, "the address behind '@'", true);
	if (err)
		return err;
	if (accept(r, '+')) {
		block.base = place;
		return read_block(r, &block);
	}
	strscpy(reg.name, block.name, sizeof(reg.name));
	reg.offset = place;
	return read_register(r, &reg);
}

int device_read_text(const char *text, const struct device_sink *sink, struct device_flaw *flaw)
{
	struct reader r = { .at = text, .sink = sink, .flaw = flaw };
	int err;

	flaw->line = 1;
	for (;;) {
		skip_blanks(&r);
		if (!*r.at)
			return 0;
		if (*r.at == '\n' || *r.at == ',') {
			flaw->line += *r.at++ == '\n';
			continue;
		}
		err = read_item(&r);
		if (err)
			return err;
		skip_blanks(&r);
		if (*r.at && *r.at != '\n' && *r.at != ',')
			return device_flawed(flaw, "a comma or a new line is wanted before '%.*s'",
					     (int)strcspn(r.at, "\n"), r.at);
	}
}

int device_syntax(const char *text, struct device_flaw *flaw)
{
	return device_read_text(text, NULL, flaw);
}
