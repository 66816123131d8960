// SPDX-License-Identifier: MIT
/*
 * The life of a module.
 *
 *	file ─ image_open() ─> checked ─ find_missing() ─> known to link ─ image_map() ─> in memory
 *	     ─ set_up() ─> a struct module, COMING ─ parse_args(), init ─> LIVE
 *	     ─ exit ─> GOING ─ forget() ─> unmapped
 *
 * A step that fails undoes those before it.  A module that crashes stays in memory, COMING or
 * GOING for ever: others may hold pointers into it, and nobody knows what it was in the middle of.
 *
 * Symbols.  What modules may use is what EXPORT_SYMBOL() has put into tables: the core's, between
 * __start___ksymtab and __stop___ksymtab, and one in each loaded module.  A module that uses
 * another's symbols is one of its users, and keeps it loaded.
 *
 * Locking: module_mutex guards the list of modules and their uses of each other, for those who look
 * at them from outside; modules come and go one at a time, which is for the callers to see to.
 * Addresses are looked up without a lock: see loader_where.c.
 */
#include <linux/atomic.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/printk.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "kernel/block/block.h"
#include "kernel/files/files.h"
#include "kernel/kernel.h"
#include "kernel/loader.h"
#include "kernel/loader_internal.h"
#include "kernel/lock_watch.h"
#include "kernel/params.h"
#include "mm/device/device.h"
#include "mm/profile/profile.h"
#include "mm/slab/slab.h"

const char loader_vermagic[] = VERMAGIC_STRING;
const struct module_watcher *module_watcher;

/* Threads that a module leaves behind have this long to end. */
#define MODULE_THREADS_MS 200

LIST_HEAD(loader_modules);
DEFINE_MUTEX(module_mutex);

void loader_init(void)
{
	INIT_LIST_HEAD(&loader_modules);
	mutex_init(&module_mutex);
	loader_set_stuck(false);
	params_init();
	module_places_init();
	loader_hold_tests(false);
	background_enter_world();
	slab_in_module = is_module_text_address;
	context_in_module = is_module_text_address;
}

/* ---- linking --------------------------------------------------------------------------------- */

static int find_missing(const struct image *image)
{
	const char *symbol;
	unsigned int i;
	int err = 0;

	for (i = 0; (symbol = image_needs(image, i)); i++) {
		if (ksymtab_find(symbol, NULL))
			continue;
		pr_warn("%s: Unknown symbol %s (err %d)\n", image_name(image), symbol, -ENOENT);
		err = -ENOENT;
	}
	return err;
}

/* Who looks at jiffies may do so in a loop that calls nothing. */
static void see_to_jiffies(unsigned long address)
{
	if (address != (unsigned long)&jiffies && address != (unsigned long)&jiffies_64)
		return;
	if (jiffies_tick())
		pr_err("the host gives no thread for the clock: jiffies only moves with calls\n");
}

/* A symbol's address for image_bind(); @arg is the module that needs it. */
static unsigned long bind_symbol(const char *name, void *arg)
{
	struct module *mod = arg, *owner;
	const struct kernel_symbol *symbol = ksymtab_find(name, &owner);

	if (!symbol)
		return 0;
	if (owner && module_add_use(mod, owner))
		return 0;
	see_to_jiffies(symbol->value);
	return loader_access_bind(name, symbol->value) ?: symbol->value;
}

/* Fill in the record of a module that has just been mapped, and bind its symbols. */
static int set_up(struct image *image, struct module **result)
{
	struct module *mod = image_symbol(image, "__this_module");
	struct image_part part;
	int err;

	if (!mod)
		return -ENOEXEC;
	memset(mod, 0, sizeof(*mod));
	mod->state = MODULE_STATE_UNFORMED;
	mod->image = image;
	INIT_LIST_HEAD(&mod->users);
	INIT_LIST_HEAD(&mod->uses);
	atomic_set(&mod->refcnt, 1);
	strscpy(mod->name, image_name(image), sizeof(mod->name));
	mod->version = image_info(image, "version");
	mod->init = image_symbol(image, "init_module");
	mod->exit = image_symbol(image, "cleanup_module");
	part = image_section(image, "__param");
	mod->kp = part.start;
	mod->num_kp = part.size / sizeof(*mod->kp);
	part = image_section(image, "__ksymtab");
	mod->syms = part.start;
	mod->num_syms = part.size / sizeof(*mod->syms);
	err = image_bind(image, bind_symbol, mod);
	if (!err)
		err = module_place_add(mod);
	if (err) {
		module_drop_uses(mod);
		return err;
	}
	part = image_section(image, "alloc_tags");
	alloc_tags_add(mod->name, part.start, part.size / sizeof(struct alloc_tag));
	mod->state = MODULE_STATE_COMING;
	*result = mod;
	return 0;
}

static int percpu_set_up(const struct image *image)
{
	struct image_part data = image_section(image, PERCPU_SECTION);
	struct image_part room = image_section(image, PERCPU_ROOM_SECTION);

	if (!data.size)
		return 0;
	return percpu_module_add(data.start, data.size, (char *)room.start + room.size);
}

static void percpu_tear_down(const struct image *image)
{
	struct image_part data = image_section(image, PERCPU_SECTION);

	if (data.size)
		percpu_module_del(data.start);
}

/* ---- leaving --------------------------------------------------------------------------------- */

/*
 * What a module wrote where it owned nothing is told while its functions have names.  With others
 * in memory somebody may be allocating, and a proof needs rest.
 */
static void look_back(void)
{
	if (!module_watcher || !list_is_singular(&loader_modules))
		return;
	kvfree_rcu_barrier();
	rcu_barrier();
	slab_check();
}

/* Nothing more will be given back by this module. */
static void tell_watcher(struct module *mod)
{
	unsigned long start, end;

	if (!module_watcher)
		return;
	kvfree_rcu_barrier();
	rcu_barrier();
	image_bounds(mod->image, &start, &end);
	module_watcher->gone(mod->name, start, end);
}

/* Its call sites go, as far as nothing is left of what they took. */
static void forget_tags(const struct image *image)
{
	struct image_part tags = image_section(image, "alloc_tags");

	if (!tags.size || !mem_alloc_profiling_enabled())
		return;
	kvfree_rcu_barrier();
	rcu_barrier();
	alloc_tags_remove(tags.start);
}

/* What it registered with the core must not be called when its code is gone. */
static void take_back(struct module *mod, bool crashed)
{
	unsigned long start, end;

	image_bounds(mod->image, &start, &end);
	locks_forget(start, end);
	kstack_forget(start, end);
	files_del_module(mod);
	block_forget(mod->name, start, end, crashed);
	files_forget(mod->name, start, end, crashed);
	background_forget(mod->name, start, end, crashed);
	resource_forget(start, end);
}

/* Everything of a module that is gone, but for its image. */
static void forget(struct module *mod)
{
	take_back(mod, false);
	look_back();
	module_place_del(mod);
	mutex_lock(&module_mutex);
	list_del(&mod->list);
	mutex_unlock(&module_mutex);
	destroy_params(mod->kp, mod->num_kp);
	kfree(mod->args);
	module_drop_uses(mod);
	tell_watcher(mod);
	loader_access_gone(mod->image);
	forget_tags(mod->image);
	percpu_tear_down(mod->image);
}

/* A module crashed: tell of it, and of what it held, unless looking could hang. */
static void abandon(struct module *mod, const struct crash *crash)
{
	crash_report(crash);
	locks_left(NULL, 0);
	if (loader_is_stuck())
		return;
	take_back(mod, true);
	tell_watcher(mod);
}

/* ---- running --------------------------------------------------------------------------------- */

struct init_call {
	int (*fn)(void);
	int ret;
};

static void call_init(void *arg)
{
	struct init_call *call = arg;

	call->ret = call->fn();
}

static void call_exit(void *arg)
{
	struct module *mod = arg;

	mod->exit();
}

/* A function of a module, @what, has come to its end: what it held is to be given back by now. */
static void module_returned(const char *what)
{
	/* A spinlock that it kept is why it is still atomic. */
	context_reset(locks_left(what, 0) ? NULL : what);
	scope_reset(what);
}

/* Run the init function; a positive return counts as success, as in Linux, and is remarked on. */
static int run_init(struct module *mod, struct module_result *result)
{
	struct init_call call = { .fn = mod->init };
	const struct crash *crash;

	if (!mod->init)
		return 0;
	result->stage = MODULE_STAGE_INIT;
	crash = kstack_guard_call(KSTACK_INIT, mod->init, call_init, &call);
	if (crash) {
		abandon(mod, crash);
		result->stage = MODULE_STAGE_CRASH;
		return -EFAULT;
	}
	module_returned("the module's init function");
	if (call.ret > 0) {
		pr_warn("do_init_module: '%s'->init suspiciously returned %d, it should follow "
			"0/-E convention\n",
			mod->name, call.ret);
		pr_warn("do_init_module: loading module anyway...\n");
		dump_stack();
		return 0;
	}
	return call.ret;
}

static int unknown_param(char *param, char *val, const char *doing, void *arg)
{
	pr_warn("%s: unknown parameter '%s' ignored\n", doing, param);
	return 0;
}

struct params_call {
	struct module *mod;
	char *end;
};

/* Setters may be the module's own. */
static void parse_params(void *arg)
{
	struct params_call *call = arg;
	struct module *mod = call->mod;

	call->end = parse_args(mod->name, mod->args, mod->kp, mod->num_kp, -32768, 32767, mod,
			       unknown_param);
}

static int set_params(struct module *mod, const char *args)
{
	struct params_call call = { .mod = mod };

	mod->args = kstrdup(args, GFP_KERNEL);
	if (!mod->args)
		return -ENOMEM;
	kstack_call(KSTACK_INIT, NULL, parse_params, &call);
	if (IS_ERR(call.end))
		return PTR_ERR(call.end);
	if (call.end)
		pr_warn("%s: parameters '%s' after `--' ignored\n", mod->name, call.end);
	return 0;
}

/*
 * A thread whose last act in the module wakes the exit function has a few instructions to go in
 * code that is about to vanish.  On a kernel it is a race that the module nearly always wins; here
 * it always does, unless the thread does not end at all.
 */
static bool threads_are_gone(struct module *mod)
{
	const struct task_struct *task;
	unsigned long start, end;
	int tries;

	image_bounds(mod->image, &start, &end);
	for (tries = 0; (task = kthread_running_in(start, end)); tries++) {
		if (tries == MODULE_THREADS_MS) {
			report("BUG: module %s was removed while its kthread %s/%d runs", mod->name,
			       task->comm, task->pid);
			loader_set_stuck(true);
			return false;
		}
		msleep(1);
	}
	return true;
}

/* ---- coming ---------------------------------------------------------------------------------- */

/* A mapped module: the rest of its way to LIVE.  On failure it has been forgotten. */
static int bring_up(struct module *mod, const char *args, struct module_result *result)
{
	const char *license = image_info(mod->image, "license");
	unsigned long start, end;
	int err;

	image_bounds(mod->image, &start, &end);
	if (module_watcher)
		module_watcher->came(mod->name, start, end);
	mutex_lock(&module_mutex);
	list_add_tail(&mod->list, &loader_modules);
	mutex_unlock(&module_mutex);
	if (!license)
		pr_warn("%s: module license 'unspecified' taints kernel.\n", mod->name);

	result->stage = MODULE_STAGE_PARAMS;
	loader_access_construct(mod->image);
	err = set_params(mod, args);
	if (!err)
		err = files_add_module(mod);
	if (!err)
		err = run_init(mod, result);
	if (err && result->stage == MODULE_STAGE_CRASH)
		return err;
	if (err) {
		mod->state = MODULE_STATE_GOING;
		if (threads_are_gone(mod))
			forget(mod);
		return err;
	}
	mod->state = MODULE_STATE_LIVE;
	result->stage = MODULE_STAGE_DONE;
	result->tests_failed += loader_run_tests(mod);
	return 0;
}

static int put_in(const char *path, const char *args, struct module_result *result)
{
	struct image *image;
	struct module *mod;
	int err;

	err = image_open(path, &image);
	if (err)
		return err;
	strscpy(result->name, image_name(image), sizeof(result->name));
	if (find_module(image_name(image))) {
		result->stage = MODULE_STAGE_EXISTS;
		err = -EEXIST;
		goto close;
	}
	err = find_missing(image);
	if (err) {
		result->stage = MODULE_STAGE_SYMBOLS;
		goto close;
	}
	if (!loader_access_can(image)) {
		result->stage = MODULE_STAGE_ACCESS;
		err = -ENOEXEC;
		goto close;
	}
	err = image_map(image);
	if (err)
		goto close;
	loader_access_mapped(image);
	err = percpu_set_up(image);
	if (err) {
		result->stage = MODULE_STAGE_MEMORY;
		goto close;
	}
	err = set_up(image, &mod);
	if (err) {
		percpu_tear_down(image);
		goto close;
	}
	err = bring_up(mod, args, result);
	if (!err || result->stage == MODULE_STAGE_CRASH || loader_is_stuck())
		return err;
close:
	image_close(image);
	return err;
}

/* ---- going ----------------------------------------------------------------------------------- */

static int take_out(const char *name, struct module_result *result)
{
	struct module *mod = find_module(name);
	const struct crash *crash;
	struct image *image;

	if (!mod)
		return -ENOENT;
	if (!list_empty(&mod->users))
		return -EWOULDBLOCK;
	if (mod->state != MODULE_STATE_LIVE)
		return -EBUSY;
	if (mod->init && !mod->exit) {
		result->stage = MODULE_STAGE_PERMANENT;
		return -EBUSY;
	}
	if (atomic_cmpxchg(&mod->refcnt, 1, 0) != 1)
		return -EWOULDBLOCK;

	mod->state = MODULE_STATE_GOING;
	image = mod->image;
	if (mod->exit) {
		crash = kstack_guard_call(KSTACK_EXIT, mod->exit, call_exit, mod);
		if (crash) {
			abandon(mod, crash);
			result->stage = MODULE_STAGE_CRASH;
			return -EFAULT;
		}
		module_returned("the module's exit function");
	}
	result->stage = MODULE_STAGE_DONE;
	if (!threads_are_gone(mod))
		return 0;
	forget(mod);
	image_close(image);
	return 0;
}

/* ---- from outside -------------------------------------------------------------------------------
 *
 * What a module's file makes the loader itself do is guarded as well: a pointer in its tables may
 * be as wrong as one in its code.
 */

struct request {
	const char *path, *args;
	struct module_result *result;
	int err;
};

static void call_insert(void *arg)
{
	struct request *request = arg;

	request->err = put_in(request->path, request->args, request->result);
}

static void call_remove(void *arg)
{
	struct request *request = arg;

	request->err = take_out(request->path, request->result);
}

static int guarded(void (*fn)(void *arg), struct request *request)
{
	const struct crash *crash = guard_call(fn, request);

	if (crash) {
		crash_report(crash);
		request->result->stage = MODULE_STAGE_CRASH;
		return -EFAULT;
	}
	return request->err;
}

int module_insert(const char *path, const char *args, struct module_result *result)
{
	struct request request = { path, args, result, 0 };

	memset(result, 0, sizeof(*result));
	result->stage = MODULE_STAGE_FORMAT;
	return guarded(call_insert, &request);
}

int module_remove(const char *name, struct module_result *result)
{
	struct request request = { name, NULL, result, 0 };

	memset(result, 0, sizeof(*result));
	result->stage = MODULE_STAGE_IN_USE;
	strscpy(result->name, name, sizeof(result->name));
	return guarded(call_remove, &request);
}
