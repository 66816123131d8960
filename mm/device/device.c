// SPDX-License-Identifier: MIT
/*
 * Device memory: registers on a bus, and how drivers come to them.
 *
 * The bus
 *
 *   Physical addresses lead to RAM or to devices.  A device's registers are a block of the bus,
 *   which here is declared: a name, a range, and for each register of interest what it holds at
 *   first and what it does (declare.c reads that, block.c does it).
 *
 *	0            RAM            end of RAM      block       block            end of the bus
 *	|============================|...............|===|........|=|......................|
 *
 *   What no block answers gives ones and takes anything, as on a bus; the first access of a
 *   mapping that meets such a place is reported.
 *
 * From a driver to a register
 *
 *   request_mem_region()	claims addresses in the tree of resources, for no one else to use
 *   ioremap()		makes an address of the processor's for them
 *   readl(), writel()	reach them by it
 *
 * Why an access is a call
 *
 *   ioremap() takes addresses of vmalloc space and maps nothing there.  The accessors find the
 *   mapping by the address, and by that the block.  So a register can do something when it is
 *   read, each access can be logged with who did it, and checked: is it in the mapping, aligned,
 *   answered?  To use the address as a pointer is the mistake that works on some processors and
 *   not on others; here it faults, and the report of the crash says what it was.  Without an MMU
 *   the address is the bus's own, as on such processors.
 *
 *   A real bus is a different file: the port of a machine maps device memory, and its accessors are
 *   one instruction.
 *
 * How this differs from Linux
 *
 *   Accesses that are not aligned are reported on every processor, as those that forbid them crash.
 *   Regions keep a copy of their name, so that the tree can be shown when a module that left one
 *   behind is gone.
 *
 * Locks
 *
 *   device_space.lock and resource_lock are leaves, and neither is taken under the other.
 */
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/string.h>

#include <mm/boot/boot.h>
#include <mm/device/space.h>

struct device_space device_space;

static int declare_devices(const char *text)
{
	static const struct device_sink sink = {
		.block = block_declare,
		.reg = block_declare_register,
	};
	struct device_flaw flaw;
	int err = text ? device_read_text(text, &sink, &flaw) : 0;

	return err ? machine_fail(err, "%s", flaw.what) : 0;
}

int device_init(void)
{
	int err;

	memset(&device_space, 0, sizeof(device_space));
	lock_init(&device_space.lock);
	INIT_LIST_HEAD(&device_space.blocks);
	INIT_LIST_HEAD(&device_space.mappings);
	device_space.log = machine_config()->device_log;
	err = resources_init();
	if (err)
		return err;
	err = declare_devices(machine_config()->devices);
	if (err)
		device_exit();
	return err;
}

void device_exit(void)
{
	mappings_exit();
	blocks_exit();
	resources_exit();
}

/* ---- faults ---------------------------------------------------------------------------------- */

static void explain(struct textbuf *t, phys_addr_t phys, unsigned long caller, unsigned long by)
{
	textbuf_printf(t, "device memory accessed %s: ",
		       by ? "after iounmap()" : "without readl() or writel()");
	device_name_place(t, phys);
	textbuf_printf(t, ", mapped by %pB", (void *)caller);
	if (by)
		textbuf_printf(t, ", unmapped by %pB", (void *)by);
}

bool device_explain_fault(unsigned long addr, struct textbuf *t)
{
	const struct device_mapping *mapping;
	const struct device_gone *gone = NULL;

	/* Whoever crashed may hold it. */
	if (!machine_running() || !lock_try(&device_space.lock))
		return false;
	mapping = mapping_at(addr, 1);
	if (mapping)
		explain(t, mapping->phys + (addr - mapping->addr), mapping->caller, 0);
	else
		gone = mapping_gone_at(addr);
	if (gone)
		explain(t, gone->phys + (addr - gone->addr), gone->caller, gone->by);
	lock_release(&device_space.lock);
	return mapping || gone;
}
