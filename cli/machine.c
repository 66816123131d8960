// SPDX-License-Identifier: MIT
/*
 * The command's machine: the only file of the command in the kernel's world.
 */
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/irq.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/rcupdate.h>
#include <linux/string.h>
#include <linux/types.h>

#include "cli/cli.h"

#include "base/seed.h"
#include "check/access/access.h"
#include "check/guard/guard.h"
#include "check/uninit/uninit.h"
#include "check/advise/advise.h"
#include "check/check.h"
#include "check/finding.h"
#include "kernel/kernel.h"
#include "kernel/loader.h"
#include "mm/device/device.h"
#include "mm/profile/profile.h"
#include "mm/slab/slab.h"
#include "mm/vmalloc/vmalloc.h"
#include "mm/page/page.h"
#include "mm/page/policy.h"
#include "mm/boot/boot.h"

/* Zones and poison show what the module touched of what it does not own. */
#define DEBUG_LETTERS	   "FZPU"
#define DEBUG_ZERO_LETTERS "FZU" /* a free object cannot hold both zeros and poison */

static unsigned long reports_before;

static const struct {
	const char *name;
	void (*show)(struct textbuf *t);
} files[] = {
	{ "allocinfo", allocinfo_show },
	{ "buddyinfo", buddyinfo_show },
	{ "interrupts", interrupts_show },
	{ "iomem", iomem_show },
	{ "ioports", ioports_show },
	{ "meminfo", meminfo_show },
	{ "pagetypeinfo", pagetypeinfo_show },
	{ "slabinfo", slabinfo_show },
	{ "softirqs", softirqs_show },
	{ "vmallocinfo", vmallocinfo_show },
	{ "vmstat", vmstat_show },
	{ "zoneinfo", zoneinfo_show },
};

/* Each node has these. */
static const struct {
	const char *name;
	void (*show)(struct textbuf *t, int nid);
} node_files[] = {
	{ "distance", node_distance_show },
	{ "meminfo", node_meminfo_show },
	{ "numastat", numastat_show },
};

/* Caches have these, and more. */
static const char *const cache_files[] = {
	"/sys/kernel/slab",
	"/sys/kernel/slab/CACHE",
	"/sys/kernel/slab/CACHE/objects",
	"/sys/kernel/debug/slab/CACHE/alloc_traces",
};

/* ---- life ------------------------------------------------------------------------------------ */

static int find_profile(const char *name, enum machine_profile *profile)
{
	static const struct {
		const char *name;
		enum machine_profile profile;
	} profiles[] = {
		{ "pc64", PROFILE_PC64 },
		{ "pc32", PROFILE_PC32 },
		{ "nommu", PROFILE_NOMMU },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(profiles); i++) {
		if (strcmp(profiles[i].name, name) == 0) {
			*profile = profiles[i].profile;
			return 0;
		}
	}
	return -EINVAL;
}

static const char *choose_debug(const struct machine_options *options)
{
	if (options->debug || options->fast)
		return options->debug;
	return options->init_on_free ? DEBUG_ZERO_LETTERS : DEBUG_LETTERS;
}

static void say_finding(const char *line)
{
	say_line(line);
	if (say_diverted() && say_diverted()->logged)
		pr_warn("%s\n", line);
}

/* Return: 0, or -ENOMEM. */
static int keep_account(const struct machine_options *options)
{
	int err = check_start(say_finding);

	return !err && options->advise ? advise_start() : err;
}

bool machine_can_access(void)
{
	return !IS_ENABLED(CONFIG_SLOB);
}

/* Return: an exit code; on failure after a message. */
static int check_accesses(const struct machine_options *options)
{
	int err = options->access ? access_start(options->max_memory ?: options->memory) : 0;

	if (err == -EOPNOTSUPP)
		complain("--access is not for builds with the tiny engine");
	else if (err)
		complain("--access: the host refuses the addresses for it (ulimit -v?)");
	return err ? EXIT_USAGE : EXIT_OK;
}

bool machine_can_uninit(void)
{
	return uninit_can();
}

/* Return: an exit code; on failure after a message. */
static int follow_writes(const struct machine_options *options)
{
	int err = options->uninit ? uninit_start(options->max_memory ?: options->memory) : 0;

	if (err == -EOPNOTSUPP)
		complain("--uninit is for x86_64, and not for builds with the tiny engine");
	else if (err == -E2BIG)
		complain("--uninit is for machines of up to 64G");
	else if (err)
		complain("--uninit: the host refuses the addresses for it (ulimit -v?)");
	return err ? EXIT_USAGE : EXIT_OK;
}

static void end_account(void)
{
	uninit_stop();
	access_stop();
	advise_stop();
	check_stop();
}

/* Return: an exit code; on failure after a message. */
static int start_watching(const struct machine_options *options)
{
	int code = EXIT_OK;

	if (!options->fast && keep_account(options)) {
		complain("the host has no memory left to keep account of allocations");
		code = EXIT_USAGE;
	}
	if (code == EXIT_OK)
		code = check_accesses(options);
	if (code == EXIT_OK)
		code = follow_writes(options);
	if (code != EXIT_OK)
		end_account();
	return code;
}

/* How talkative the machine is, and what it remembers for reports. */
static void choose_records(const struct machine_options *options)
{
	context_keep_calls = !options->fast;
	kstack_keep_marks = !options->fast || options->stacks;
	kstack_tell = options->stacks;
	reports_before = report_count;
	/* All levels, as dmesg does; or what is worth a warning, as a WARN() is, and worse. */
	console_loglevel = options->quiet ? LOGLEVEL_WARNING + 1 : CONSOLE_LOGLEVEL_DEBUG;
}

/* The machine is of the era that modules were built for. */
static void choose_release(void)
{
	const struct era *era = era_chosen();

	if (era)
		utsname_set_release(era->major, era->patchlevel, era->sublevel);
}

/* Return: an exit code; on failure after a message. */
static int guard_objects(const struct machine_options *options)
{
	int err = options->guard_sample ? guard_start(options->guard_sample) : 0;

	if (err == -EOPNOTSUPP)
		complain("--guard-sample is not for builds with the tiny engine");
	else if (err)
		complain("--guard-sample: the machine has no memory for guarded objects");
	return err ? EXIT_USAGE : EXIT_OK;
}

/* Return: an exit code; on failure after a message. */
static int describe_machine(const struct machine_options *options, struct machine_config *config)
{
	*config = (struct machine_config){
		.memory = options->memory,
		.max_memory = options->max_memory,
		.movable = options->movable,
		.cma = options->cma,
		.no_grouping = options->no_grouping,
		.mem_profiling = options->mem_profiling,
		.nodes = options->nodes,
		.cpus = options->cpus,
		.debug = choose_debug(options),
		.slab_harden = options->harden,
		.slab_randomize = options->randomize,
		.init_on_alloc = options->init_on_alloc,
		.init_on_free = options->init_on_free,
		.devices = options->devices,
		.device_log = options->device_log,
		.stack = (unsigned int)options->stack,
		.seed = options->seed,
		.quiet = options->quiet || options->quiet_boot,
	};

	for (unsigned int i = 0; i < options->nr_distances; i++)
		config->distance[i / options->nodes][i % options->nodes] = options->distances[i];
	if (options->stack && options->stack < PAGE_SIZE) {
		complain("a kernel stack has a page at least, which is %lu KiB here",
			 PAGE_SIZE / 1024);
		return EXIT_USAGE;
	}
	if (find_profile(options->profile, &config->profile)) {
		complain("there is no profile %s: pc64, pc32 or nommu", options->profile);
		return EXIT_USAGE;
	}
	return EXIT_OK;
}

int machine_start(const struct machine_options *options)
{
	struct machine_config config;
	int err;

	if (describe_machine(options, &config) != EXIT_OK)
		return EXIT_USAGE;
	if (start_watching(options))
		return EXIT_USAGE;
	choose_records(options);
	choose_release();
	if (options->seed)
		random_seed(options->seed);
	log_init();
	log_set_console(console_write);
	err = machine_boot(&config);
	if (err) {
		complain("no such machine: %s", machine_error());
		log_exit();
		end_account();
		return EXIT_USAGE;
	}
	err = world_init();
	if (err) {
		complain("the machine has no memory for kernel stacks");
		machine_halt();
		end_account();
		return EXIT_USAGE;
	}
	loader_init();
	kallsyms_init();
	finding_start();
	if (guard_objects(options) == EXIT_OK)
		return EXIT_OK;
	machine_stop();
	return EXIT_USAGE;
}

void machine_stop(void)
{
	guard_stop();
	finding_stop();
	kallsyms_exit();
	world_exit();
	machine_halt();
	end_account();
}

unsigned long machine_mistakes(bool prove)
{
	unsigned long broken = 0;

	/* A proof needs rest. */
	if (prove) {
		kvfree_rcu_barrier();
		rcu_barrier();
		broken = mm_check();
	}
	return report_count - reports_before + broken;
}

bool machine_can_have_devices(const char *text, struct device_complaint *complaint)
{
	struct device_flaw flaw;

	if (!device_syntax(text, &flaw))
		return true;
	complaint->line = flaw.line;
	strscpy(complaint->what, flaw.what, sizeof(complaint->what));
	return false;
}

/* ---- interrupts ------------------------------------------------------------------------------ */

unsigned int machine_last_irq(void)
{
	return NR_IRQS - 1;
}

int machine_raise(unsigned int irq)
{
	return irq_raise_and_wait(irq);
}

void machine_settle(void)
{
	interrupt_settle();
}

void machine_sleep(unsigned int ms)
{
	msleep(ms);
}

unsigned long machine_time_ms(void)
{
	return (unsigned long)(port_time_ns() / NSEC_PER_MSEC);
}

void machine_set_end(void (*end)(bool endless))
{
	hung_task_end = end;
}

/* ---- /proc ----------------------------------------------------------------------------------- */

/* "node3/numastat". Return: its place in node_files, or -1. */
static int find_node_file(const char *name, unsigned int *nid)
{
	char file[16];

	if (sscanf(name, "node%u/%15s", nid, file) != 2 || *nid >= PORT_MAX_NODES)
		return -1;
	for (unsigned int i = 0; i < ARRAY_SIZE(node_files); i++)
		if (strcmp(node_files[i].name, file) == 0)
			return (int)i;
	return -1;
}

bool machine_can_show(const char *name, unsigned int *nid)
{
	unsigned int i;

	if (find_node_file(name, nid) >= 0)
		return true;
	*nid = 0;
	for (i = 0; i < ARRAY_SIZE(files); i++)
		if (strcmp(files[i].name, name) == 0)
			return true;
	return slab_file_known(name, false);
}

const char *machine_files(void)
{
	static char names[512];
	struct textbuf t;
	unsigned int i;

	textbuf_init(&t, names, sizeof(names));
	for (i = 0; i < ARRAY_SIZE(files); i++)
		textbuf_printf(&t, "%s%s", i ? ", " : "", files[i].name);
	for (i = 0; i < ARRAY_SIZE(node_files); i++)
		textbuf_printf(&t, ", nodeN/%s", node_files[i].name);
	for (i = 0; i < ARRAY_SIZE(cache_files) && slab_file_known(cache_files[i], false); i++)
		textbuf_printf(&t, ", %s", cache_files[i]);
	return names;
}

/* Append the file to @t. Return: 0, or -errno where there is none, or none now. */
static int show_file(struct textbuf *t, const char *name)
{
	unsigned int nid;
	int node_file = find_node_file(name, &nid);

	if (node_file >= 0) {
		node_files[node_file].show(t, (int)nid);
		return 0;
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(files); i++)
		if (strcmp(files[i].name, name) == 0) {
			files[i].show(t);
			return 0;
		}
	return slab_file_show(t, name);
}

/* The folder of a file that is known without. */
static const char *folder_of(const char *name)
{
	unsigned int nid;

	if (find_node_file(name, &nid) >= 0)
		return "/sys/devices/system/node/";
	return *name == '/' ? "" : "/proc/";
}

/* The text of @show(@t, @name), in memory of the host, however long it is. */
static int show_text(int (*show)(struct textbuf *t, const char *name), const char *folder,
		     const char *name)
{
	size_t size = 64 * 1024;
	struct textbuf t;
	char *buf;
	int err;

	/* The text may grow between the two times. */
	for (;;) {
		buf = check_host_alloc(size);
		if (!buf) {
			complain("the host has no memory left for %s", name);
			return EXIT_USAGE;
		}
		textbuf_init(&t, buf, size);
		err = show(&t, name);
		if (err || !textbuf_is_cut(&t))
			break;
		check_host_free(buf, size);
		size = 2 * t.len;
	}
	if (err)
		complain_usage("--show %s: %s", name,
			       err == -ENOMEM ? "the machine has no memory left for it" :
						"there is no such cache, or no such file of it");
	else
		say_text(folder, name, buf, t.len);
	check_host_free(buf, size);
	return err ? EXIT_USAGE : EXIT_OK;
}

int machine_show(const char *name)
{
	return show_text(show_file, folder_of(name), name);
}

static int show_stacks(struct textbuf *t, const char *name)
{
	kstack_marks_show(t);
	return 0;
}

int machine_show_stacks(void)
{
	return show_text(show_stacks, "", "kernel stacks");
}
