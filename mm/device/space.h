/* SPDX-License-Identifier: MIT */
/* The bus: what the files of mm/device share.  The theory is in device.c. */
#ifndef MM_DEVICE_SPACE_H
#define MM_DEVICE_SPACE_H

#include <linux/ioport.h>
#include <linux/list.h>
#include <linux/types.h>

#include <base/base.h>
#include <mm/device/device.h>

/* Derived: names of peripherals in data sheets are far shorter. */
#define DEVICE_NAME_MAX 32

struct vm_struct;

/* ---- what is declared: declare.c ------------------------------------------------------------- */

/** enum register_kind - what a register does beside keeping its value. */
enum register_kind {
	REGISTER_PLAIN,
	REGISTER_READ_CLEAR,  /* bytes that were read are 0 from then on */
	REGISTER_WRITE_CLEAR, /* a bit that is written as 1 becomes 0, one written as 0 stays */
	REGISTER_CONSTANT,    /* writes change nothing */
	REGISTER_COUNTER,     /* one more after each read */
	REGISTER_WRITE_ONLY,  /* reads as 0 */
	REGISTER_KINDS
};

struct block_spec {
	char name[DEVICE_NAME_MAX];
	u64 base, size;
};

/** struct register_spec - @offset and @bytes in the block declared last; @value at boot. */
struct register_spec {
	char name[DEVICE_NAME_MAX];
	u64 offset, value;
	unsigned int bytes;
	enum register_kind kind;
};

/** struct device_sink - who is told of what was read; a failure ends the reading. */
struct device_sink {
	int (*block)(const struct block_spec *spec, struct device_flaw *flaw);
	int (*reg)(const struct register_spec *spec, struct device_flaw *flaw);
};

int device_read_text(const char *text, const struct device_sink *sink, struct device_flaw *flaw);

/** device_flawed - say in @flaw what is wrong. Return: -EINVAL. */
int device_flawed(struct device_flaw *flaw, const char *fmt, ...) __printf(2, 3);

/* ---- blocks: block.c ------------------------------------------------------------------------- */

/**
 * struct device_register - a register of a block; bytes of a block that are of none are plain.
 *
 *	@offset % @bytes = 0, @offset + @bytes <= size of the block, none overlaps another
 */
struct device_register {
	struct list_head link; /* in the block's list, by offset */
	struct register_spec spec;
};

/**
 * struct device_block - what answers on the bus at [@res.start, @res.end].
 *
 *	@res stands in iomem_resource, and none of its kind overlaps another, or RAM
 *	@pages[i] != NULL for each page of the block that is in a mapping
 *
 * @pages: the contents, by page from @res.start on, made when they are first mapped; guarded by
 * device_space.lock, as is what stands in them.
 */
struct device_block {
	struct list_head link;
	struct resource res;
	char name[DEVICE_NAME_MAX];
	struct list_head registers;
	unsigned long nr_pages;
	char **pages;
};

/** block_declare, block_declare_register - a device_sink, at boot. */
int block_declare(const struct block_spec *spec, struct device_flaw *flaw);
int block_declare_register(const struct register_spec *spec, struct device_flaw *flaw);

/** blocks_back - make the contents of all blocks in a range. Return: false without memory. */
bool blocks_back(phys_addr_t phys, size_t size);

/** block_at - the block that answers for all of [@phys, @phys + @bytes), or NULL. */
struct device_block *block_at(phys_addr_t phys, size_t bytes);

/** blocks_cover - does some block answer for each of [@start, @end]? */
bool blocks_cover(phys_addr_t start, phys_addr_t end);

/** block_register_at - the register that byte @offset of the block is in, or NULL. */
const struct device_register *block_register_at(const struct device_block *block, u64 offset);

/**
 * block_read, block_write - one access, with what it does to the registers it meets.
 * @bytes: 1 to 8; the contents are there.  Context: device_space.lock is held.
 */
u64 block_read(struct device_block *block, u64 offset, unsigned int bytes);
void block_write(struct device_block *block, u64 offset, unsigned int bytes, u64 value);

void blocks_exit(void);

/* ---- mappings: map.c ------------------------------------------------------------------------- */

/**
 * struct device_mapping - an ioremap() that holds.
 * @addr: what the caller got for @phys; [@addr, @addr + @size) may be accessed.
 * @area: its addresses; NULL where nothing can be mapped, and @addr is @phys itself.
 * @caller: where ioremap() was called.
 * @strayed: an access that no block answers was reported.
 *
 *	@area: @area->phys_addr = @phys rounded down to a page, @area->addr likewise of @addr
 */
struct device_mapping {
	struct list_head link;
	unsigned long addr;
	size_t size;
	phys_addr_t phys;
	struct vm_struct *area;
	unsigned long caller;
	bool strayed;
};

/** struct device_gone - a mapping that was; @by: where iounmap() was called. */
struct device_gone {
	unsigned long addr;
	size_t size;
	phys_addr_t phys;
	unsigned long caller, by;
};

/* Who uses a mapping after its end mostly does so at once. */
#define DEVICE_GONE_KEPT 64

/**
 * struct device_space - the bus.
 * @blocks: what answers, in the order declared; constant after boot.
 * @mappings: those that hold, the one accessed last in front.
 * @gone: the last that ended; @nr_gone counts all.
 *
 * @lock protects all but @blocks; it is a leaf.
 */
struct device_space {
	struct lock lock;
	struct list_head blocks;
	struct list_head mappings;
	struct device_gone gone[DEVICE_GONE_KEPT];
	unsigned long nr_gone;
	bool log;
};

extern struct device_space device_space;

/*
 * Under the lock: the mapping that [@addr, @addr + @bytes) lies in; else one that @addr belongs to,
 * its page and guard included; or NULL.  Without an MMU mappings of one place have one address.
 */
struct device_mapping *mapping_at(unsigned long addr, unsigned int bytes);
/* Under the lock: the mapping that @addr belonged to last, or NULL. */
const struct device_gone *mapping_gone_at(unsigned long addr);

void mappings_exit(void);

/** device_name_place - "gpio+0x4 (ctrl)", or the bus address where no block answers. */
void device_name_place(struct textbuf *t, phys_addr_t phys);

/* ---- one access: access.c -------------------------------------------------------------------- */

/**
 * struct device_access - one access of the bus.
 * @value: what is written, or was read: all ones where nothing answered.
 * @ip: where the accessor was called.
 */
struct device_access {
	unsigned long addr;
	unsigned int bytes;
	bool write;
	u64 value;
	unsigned long ip;
};

/**
 * device_access - do it, and log it where that is wanted.
 * Return: false after a report: it was no good.
 */
bool device_access(struct device_access *access);

/* ---- resources: resource.c ------------------------------------------------------------------- */

int resources_init(void);
void resources_exit(void);
int resources_check(void);
/* Is any of [@start, @end] memory that this machine has or may get? */
bool resource_is_ram(phys_addr_t start, phys_addr_t end);

/* resource_displace - take @res, and what is in it, out of its tree.  Return: was it in one? */
bool resource_displace(struct resource *res);

/* For resource_show.c. */
extern struct lock resource_lock;
extern const char resource_ram_name[];

/** resource_next - the resource after @at in the tree of @root, parents first; NULL at the end. */
struct resource *resource_next(const struct resource *at, const struct resource *root);

#endif
