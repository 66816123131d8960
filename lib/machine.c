// SPDX-License-Identifier: MIT
/* The library's machine, on the kernel's side. */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <mm/boot/boot.h>
#include <mm/page/page.h>
#include <mm/slab/slab.h>
#include <mm/vmalloc/vmalloc.h>
#include "lib/lib.h"

static const struct {
	const char *name;
	void (*show)(struct textbuf *t);
} files[] = {
	{ "buddyinfo", buddyinfo_show },       { "meminfo", meminfo_show },
	{ "pagetypeinfo", pagetypeinfo_show }, { "slabinfo", slabinfo_show },
	{ "vmallocinfo", vmallocinfo_show },   { "vmstat", vmstat_show },
	{ "zoneinfo", zoneinfo_show },
};

static void identify(struct report_who *who)
{
	lib_name_process(&who->pid, &who->comm);
}

int lib_boot(const struct machine_config *config)
{
	printf_resolve = lib_name_address;
	report_identify = identify;
	return machine_boot(config);
}

void lib_halt(void)
{
	machine_halt();
}

bool lib_running(void)
{
	return machine_running();
}

const char *lib_error(void)
{
	return machine_error();
}

int lib_check(void)
{
	return mm_check();
}

unsigned long lib_reports(void)
{
	return READ_ONCE(report_count);
}

long lib_show(const char *name, char *buf, size_t size)
{
	struct textbuf t;

	textbuf_init(&t, buf, size);
	for (size_t i = 0; i < ARRAY_SIZE(files); i++)
		if (!strcmp(files[i].name, name)) {
			files[i].show(&t);
			return (long)t.len;
		}
	return slab_file_show(&t, name) ? -EINVAL : (long)t.len;
}
