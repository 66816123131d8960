// SPDX-License-Identifier: MIT
/*
 * One access of the bus: found, judged, done, logged.
 *
 * What is found out under the lock is kept as numbers; it is put into words, for reports and the
 * log, when the lock is given back, and only if they are wanted.
 */
#include <linux/export.h>
#include <linux/instruction_pointer.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/string.h>

#include <mm/device/space.h>

/* Derived: two names of DEVICE_NAME_MAX and two numbers. */
#define PLACE_TEXT 128

/** enum verdict - what an access is. */
enum verdict {
	ACCESS_GOOD,
	ACCESS_FOREIGN,	  /* the address is of no mapping */
	ACCESS_GONE,	  /* of one that was unmapped */
	ACCESS_BEYOND,	  /* behind or before what was mapped, in one of its pages */
	ACCESS_UNALIGNED, /* a device answers whole words only */
	ACCESS_NOBODY,	  /* no block answers: the bus gives ones */
};

/**
 * struct finding - what came of an access.
 * @tell: it has not been reported for this mapping before.
 * @placed: the address leads, or led, to the bus: @phys, by the mapping @was.
 */
struct finding {
	enum verdict verdict;
	bool tell, placed;
	phys_addr_t phys;
	struct device_gone was;
};

static u64 all_ones(unsigned int bytes)
{
	return ~0ull >> (64 - 8 * bytes);
}

static const char *access_name(const struct device_access *a)
{
	switch (a->bytes) {
	case 1:
		return a->write ? "writeb" : "readb";
	case 2:
		return a->write ? "writew" : "readw";
	case 4:
		return a->write ? "writel" : "readl";
	default:
		return a->write ? "writeq" : "readq";
	}
}

/* ---- doing ----------------------------------------------------------------------------------- */

static enum verdict find_gone(const struct device_access *a, struct finding *f)
{
	const struct device_gone *gone = mapping_gone_at(a->addr);

	if (!gone)
		return ACCESS_FOREIGN;
	f->was = *gone;
	f->placed = true;
	f->phys = gone->phys + (long)(a->addr - gone->addr);
	return ACCESS_GONE;
}

/* Under the lock. */
static enum verdict do_access(struct device_access *a, struct finding *f)
{
	struct device_mapping *mapping = mapping_at(a->addr, a->bytes);
	struct device_block *block;
	phys_addr_t phys;

	if (!mapping)
		return find_gone(a, f);
	f->placed = true;
	/* It may lie in front, on a bus that is wider than an address. */
	f->phys = phys = mapping->phys + (long)(a->addr - mapping->addr);
	f->was = (struct device_gone){ .addr = mapping->addr,
				       .size = mapping->size,
				       .phys = mapping->phys,
				       .caller = mapping->caller };
	if (a->addr - mapping->addr >= mapping->size ||
	    mapping->size - (a->addr - mapping->addr) < a->bytes)
		return ACCESS_BEYOND;
	if (phys & (a->bytes - 1))
		return ACCESS_UNALIGNED;
	block = block_at(phys, a->bytes);
	if (!block) {
		f->tell = !mapping->strayed;
		mapping->strayed = true;
		return ACCESS_NOBODY;
	}
	if (a->write)
		block_write(block, phys - block->res.start, a->bytes, a->value);
	else
		a->value = block_read(block, phys - block->res.start, a->bytes);
	return ACCESS_GOOD;
}

/* ---- telling --------------------------------------------------------------------------------- */

static const char *place_of(const struct finding *f, char *text)
{
	struct textbuf t;

	textbuf_init(&t, text, PLACE_TEXT);
	if (f->placed)
		device_name_place(&t, f->phys);
	else
		textbuf_puts(&t, "nowhere");
	return text;
}

static void report_header(const struct device_access *a, const struct finding *f)
{
	char text[PLACE_TEXT];
	const char *name = access_name(a), *place = place_of(f, text);

	switch (f->verdict) {
	case ACCESS_FOREIGN:
		report_begin("%s() of %px, which is no device memory", name, (void *)a->addr);
		break;
	case ACCESS_GONE:
		report_begin("%s() of %s after iounmap()", name, place);
		break;
	case ACCESS_BEYOND:
		report_begin("%s() of %s outside of the %zu bytes that are mapped", name, place,
			     f->was.size);
		break;
	case ACCESS_UNALIGNED:
		report_begin("%s() of %s, which is not aligned to %u bytes", name, place, a->bytes);
		break;
	default:
		report_begin("%s() of %s, where no device answers", name, place);
		break;
	}
}

static void report_access(const struct device_access *a, const struct finding *f)
{
	report_header(a, f);
	if (f->was.caller)
		pr_err("Mapped by %pB\n", (void *)f->was.caller);
	if (f->was.by)
		pr_err("Unmapped by %pB\n", (void *)f->was.by);
	report_end();
}

static void log_access(const struct device_access *a, const struct finding *f)
{
	char text[PLACE_TEXT];

	pr_info("device: %s %s = 0x%0*llx by %pB\n", access_name(a), place_of(f, text),
		2 * (int)a->bytes, a->value, (void *)a->ip);
}

bool device_access(struct device_access *a)
{
	struct finding f = { .tell = true };

	a->value = a->write ? a->value & all_ones(a->bytes) : all_ones(a->bytes);
	lock_acquire(&device_space.lock);
	f.verdict = do_access(a, &f);
	lock_release(&device_space.lock);
	if (unlikely(device_space.log))
		log_access(a, &f);
	if (likely(f.verdict == ACCESS_GOOD))
		return true;
	if (f.tell)
		report_access(a, &f);
	return false;
}

/* ---- for modules ----------------------------------------------------------------------------- */

/**
 * __io_read - what readb(), readw(), readl() and readq() do.
 * @addr: of ioremap().
 * @bytes: 1, 2, 4 or 8.
 * Return: the value; all ones where nothing could be read, which is reported.
 * Context: any.
 */
u64 __io_read(const volatile void __iomem *addr, unsigned int bytes)
{
	struct device_access access = {
		.addr = (unsigned long)addr,
		.bytes = bytes,
		.ip = _RET_IP_,
	};

	device_access(&access);
	return access.value;
}
EXPORT_SYMBOL(__io_read);

/** __io_write - what writeb(), writew(), writel() and writeq() do. */
void __io_write(volatile void __iomem *addr, unsigned int bytes, u64 value)
{
	struct device_access access = {
		.addr = (unsigned long)addr,
		.bytes = bytes,
		.write = true,
		.value = value,
		.ip = _RET_IP_,
	};

	device_access(&access);
}
EXPORT_SYMBOL(__io_write);
