// SPDX-License-Identifier: MIT
/*
 * The machine's own files: what the layers below show of themselves, as files that can be opened.
 *
 *	/proc/NAME			buddyinfo, meminfo, slabinfo, ... devices, misc, modules
 *	/proc/sys/vm/KNOB		what sysctl sets
 *	/sys/devices/system/node/nodeN	meminfo, numastat, distance
 *	/sys/kernel/slab/CACHE		files of object caches, found as they are asked for
 *	/sys/kernel/debug/slab/CACHE	their traces
 *
 * A text is made at the first read of an open file, and again where one reads from its beginning.
 * Its memory is the machine's, but not booked on anybody: what a file shows of memory is off by as
 * much as it is long.
 */
#include "kernel/files/machine_files.h"
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/mmzone.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include "base/textbuf.h"
#include "kernel/files/file.h"
#include "kernel/files/sysfs.h"
#include "kernel/files/tree.h"
#include "kernel/kernel.h"
#include "kernel/loader.h"
#include "kernel/loader_internal.h"
#include "mm/device/device.h"
#include "mm/kmalloc/kmalloc.h"
#include "mm/page/page.h"
#include "mm/page/policy.h"
#include "mm/profile/profile.h"
#include "mm/reclaim/reclaim.h"
#include "mm/slab/slab.h"
#include "mm/vmalloc/vmalloc.h"

/**
 * struct machine_file - where a file's text comes from: its inode's i_private.
 * @show: a text of the machine; @show_node: of node @nid; @knob: of a knob; else @path of a cache.
 */
struct machine_file {
	void (*show)(struct textbuf *t);
	void (*show_node)(struct textbuf *t, int nid);
	int nid;
	const struct reclaim_sysctl *knob;
	char path[];
};

/** struct open_text - an open file: @len bytes at @text, once they were read. */
struct open_text {
	struct mutex mutex;
	char *text;
	size_t size, len;
};

static const struct vmap_how text_memory = {
	.align = PAGE_SIZE, .vm_flags = VM_ALLOC, .gfp = GFP_KERNEL, .node = NUMA_NO_NODE
};

/* ---- reading --------------------------------------------------------------------------------- */

static int show(const struct machine_file *f, struct textbuf *t)
{
	if (f->show)
		f->show(t);
	else if (f->show_node)
		f->show_node(t, f->nid);
	else if (f->knob)
		textbuf_printf(t, "%lu\n", f->knob->get());
	else
		return slab_file_show(t, f->path);
	return 0;
}

static void drop_text(struct open_text *open)
{
	if (open->text)
		vfree_untraced(open->text);
	open->text = NULL;
	open->len = open->size = 0;
}

/* However long it is: it may grow between two times. */
static int make_text(const struct machine_file *f, struct open_text *open)
{
	size_t size = open->size ?: 4 * PAGE_SIZE;
	struct textbuf t;
	int err;

	for (;;) {
		if (size != open->size) {
			drop_text(open);
			open->text = vmalloc_untraced(size, &text_memory, make_text);
			if (!open->text)
				return -ENOMEM;
			open->size = size;
		}
		textbuf_init(&t, open->text, open->size);
		err = show(f, &t);
		open->len = err ? 0 : t.len;
		if (err || !textbuf_is_cut(&t))
			return err;
		size = PAGE_ALIGN(2 * t.len);
	}
}

static int text_open(struct inode *inode, struct file *file)
{
	struct open_text *open = kmalloc_untraced(sizeof(*open), GFP_KERNEL | __GFP_ZERO);

	if (!open)
		return -ENOMEM;
	mutex_init(&open->mutex);
	file->private_data = open;
	return 0;
}

static int text_release(struct inode *inode, struct file *file)
{
	drop_text(file->private_data);
	kfree_untraced(file->private_data);
	return 0;
}

static ssize_t text_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	struct open_text *open = file->private_data;
	ssize_t done = 0;

	mutex_lock(&open->mutex);
	if (!*pos || !open->text)
		done = make_text(file->f_inode->i_private, open);
	if (!done)
		done = simple_read_from_buffer(buf, count, pos, open->text, open->len);
	mutex_unlock(&open->mutex);
	return done;
}

/* ---- writing --------------------------------------------------------------------------------- */

static int set_knob(const struct reclaim_sysctl *knob, const char *text)
{
	unsigned long value;

	if (kstrtoul(text, 0, &value) || value < knob->min || value > knob->max)
		return -EINVAL;
	return knob->set(value);
}

static ssize_t text_write(struct file *file, const char __user *buf, size_t count, loff_t *pos)
{
	const struct machine_file *f = file->f_inode->i_private;
	char text[64];
	int err;

	if (count >= sizeof(text))
		return -EINVAL;
	if (copy_from_user(text, buf, count))
		return -EFAULT;
	text[count] = 0;
	if (f->knob)
		err = set_knob(f->knob, strim(text));
	else
		err = slab_file_store(f->path, text, count);
	return err ?: (ssize_t)count;
}

static const struct file_operations text_fops = {
	.open = text_open,
	.read = text_read,
	.llseek = generic_file_llseek,
	.release = text_release,
};

static const struct file_operations text_rw_fops = {
	.open = text_open,
	.read = text_read,
	.write = text_write,
	.llseek = generic_file_llseek,
	.release = text_release,
};

/* ---- making ---------------------------------------------------------------------------------- */

static void file_gone(struct tree_node *node)
{
	kfree_untraced(node->inode.i_private);
}

/* A node for @like; alone where it is not to be in the folder's list. */
static struct tree_node *make_node(struct tree_node *folder, const char *name, umode_t mode,
				   const struct machine_file *like, const char *path, bool alone)
{
	size_t size = path ? strlen(path) + 1 : 0;
	struct machine_file *f = kmalloc_untraced(sizeof(*f) + size, GFP_KERNEL);
	const struct tree_new new = { .kind = folder->kind,
				      .name = name,
				      .mode = S_IFREG | mode,
				      .fops = mode & 0222 ? &text_rw_fops : &text_fops,
				      .data = f };
	struct tree_node *node;

	if (!f)
		return ERR_PTR(-ENOMEM);
	*f = *like;
	if (path)
		memcpy(f->path, path, size);
	node = alone ? tree_alone(folder, &new) : tree_make(folder, &new);
	if (IS_ERR(node))
		kfree_untraced(f);
	else
		node->release = file_gone;
	return node;
}

static int add(struct tree_node *folder, const char *name, umode_t mode,
	       const struct machine_file *like)
{
	return PTR_ERR_OR_ZERO(make_node(folder, name, mode, like, NULL, false));
}

int kobject_text_file(struct kobject *kobj, const char *name, void (*show_text)(struct textbuf *t))
{
	const struct machine_file f = { .show = show_text };

	return add(kobject_folder(kobj), name, 0444, &f);
}

/* ---- object caches: so many files that none is made before it is wanted ---------------------- */

static struct tree_node *find_cache_file(struct tree_node *folder, const char *name)
{
	static const struct machine_file none;
	char path[192], buf[192];
	umode_t mode;

	if (snprintf(path, sizeof(path), "%s/%s", tree_path(folder, buf, sizeof(buf)), name) >=
	    (int)sizeof(path))
		return NULL;
	if (!slab_file_known(path, false))
		return NULL;
	mode = slab_file_known(path, true) ? 0644 : 0444;
	folder = make_node(folder, name, mode, &none, path, true);
	return IS_ERR(folder) ? NULL : folder;
}

typedef void name_fn(const char *name, umode_t mode, void *arg);

/* Call @fn with what each line of the text at @path begins with, where that is a file of caches. */
static void each_name(const char *path, umode_t mode, name_fn *fn, void *arg)
{
	struct machine_file *f =
		kmalloc_untraced(sizeof(*f) + strlen(path) + 1, GFP_KERNEL | __GFP_ZERO);
	struct open_text open = {};
	char file[192];

	if (!f)
		return;
	strcpy(f->path, path);
	if (make_text(f, &open) == 0)
		for (char *at = open.text, *end;
		     (end = memchr(at, '\n', open.text + open.len - at)); at = end + 1) {
			*end = 0;
			at[strcspn(at, ":")] = 0;
			snprintf(file, sizeof(file), "%s/%s", path, at);
			if (slab_file_known(file, false))
				fn(at, mode, arg);
		}
	drop_text(&open);
	kfree_untraced(f);
}

static void name_attributes(struct tree_node *folder, name_fn *fn, void *arg)
{
	char path[192];

	each_name(tree_path(folder, path, sizeof(path)), S_IFREG, fn, arg);
}

static void name_traces(struct tree_node *folder, name_fn *fn, void *arg)
{
	fn("alloc_traces", S_IFREG, arg);
	fn("free_traces", S_IFREG, arg);
}

static void name_caches(struct tree_node *folder, name_fn *fn, void *arg)
{
	each_name("/sys/kernel/slab", S_IFDIR, fn, arg);
}

/* A cache is a folder of files that are found likewise. */
static struct tree_node *find_cache(struct tree_node *folder, const char *name)
{
	const struct tree_new new = { .kind = folder->kind, .name = name, .mode = S_IFDIR | 0755 };
	struct textbuf none;
	char path[192];
	struct tree_node *node;

	textbuf_init(&none, NULL, 0);
	snprintf(path, sizeof(path), "/sys/kernel/slab/%s", name);
	if (slab_file_show(&none, path))
		return NULL;
	node = tree_alone(folder, &new);
	if (IS_ERR(node))
		return NULL;
	node->lookup = find_cache_file;
	node->names = folder->kind == TREE_DEBUGFS ? name_traces : name_attributes;
	return node;
}

/* ---- what there is --------------------------------------------------------------------------- */

static void module_show(const struct module *mod, struct textbuf *t)
{
	unsigned long start, end;

	image_bounds(mod->image, &start, &end);
	textbuf_printf(t, "%s %lu %d ", mod->name, end - start,
		       module_refcount((struct module *)mod));
	if (list_empty(&mod->users)) {
		textbuf_puts(t, "-");
	} else {
		module_show_users(mod, t);
		textbuf_puts(t, ",");
	}
	textbuf_printf(t, " %s 0x%px\n",
		       mod->state == MODULE_STATE_LIVE	 ? "Live" :
		       mod->state == MODULE_STATE_COMING ? "Loading" :
							   "Unloading",
		       (void *)start);
}

/* The newest comes first, as in Linux. */
static void modules_show(struct textbuf *t)
{
	struct module *mod;

	mutex_lock(&module_mutex);
	list_for_each_entry_reverse(mod, &loader_modules, list)
		module_show(mod, t);
	mutex_unlock(&module_mutex);
}

static const struct {
	const char *name;
	void (*show)(struct textbuf *t);
} proc_texts[] = {
	{ "buddyinfo", buddyinfo_show },
	{ "devices", devices_show },
	{ "interrupts", interrupts_show },
	{ "iomem", iomem_show },
	{ "ioports", ioports_show },
	{ "meminfo", meminfo_show },
	{ "misc", misc_show },
	{ "modules", modules_show },
	{ "pagetypeinfo", pagetypeinfo_show },
	{ "slabinfo", slabinfo_show },
	{ "softirqs", softirqs_show },
	{ "vmallocinfo", vmallocinfo_show },
	{ "vmstat", vmstat_show },
	{ "zoneinfo", zoneinfo_show },
};

static const struct {
	const char *name;
	void (*show)(struct textbuf *t, int nid);
} node_texts[] = {
	{ "distance", node_distance_show },
	{ "meminfo", node_meminfo_show },
	{ "numastat", numastat_show },
};

/* Folders that modules put theirs in. */
static const char *const proc_folders[] = { "bus", "driver", "fs", "irq", "tty" };

static int make_proc(void)
{
	int err = 0;

	for (unsigned int i = 0; i < ARRAY_SIZE(proc_texts) && !err; i++) {
		const struct machine_file f = { .show = proc_texts[i].show };

		err = add(tree_proc, proc_texts[i].name, 0444, &f);
	}
	if (!err && mem_alloc_profiling_enabled()) {
		const struct machine_file f = { .show = allocinfo_show };

		err = add(tree_proc, "allocinfo", 0444, &f);
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(proc_folders) && !err; i++)
		err = PTR_ERR_OR_ZERO(tree_folder(tree_proc, proc_folders[i], TREE_PROC));
	return err;
}

static int make_knobs(void)
{
	struct tree_node *sys = tree_folder(tree_proc, "sys", TREE_PROC), *folder;
	int err = 0;

	if (IS_ERR(sys))
		return (int)PTR_ERR(sys);
	folder = tree_folder(sys, "vm", TREE_PROC);
	if (IS_ERR(folder))
		return (int)PTR_ERR(folder);
	for (unsigned int i = 0; i < nr_reclaim_sysctls && !err; i++) {
		const struct machine_file f = { .knob = &reclaim_sysctls[i] };
		const char *name = reclaim_sysctls[i].name;

		/* Those that have something done have no value. */
		if (strncmp(name, "vm.", 3) == 0)
			err = add(folder, name + 3, reclaim_sysctls[i].get ? 0644 : 0200, &f);
	}
	return err;
}

static int make_nodes(void)
{
	struct tree_node *folder = tree_folder(devices_kobj->sd, "system", TREE_SYSFS), *node;
	char name[16];
	int err = 0;

	if (!IS_ERR(folder))
		folder = tree_folder(folder, "node", TREE_SYSFS);
	if (IS_ERR(folder))
		return (int)PTR_ERR(folder);
	for (unsigned int nid = 0; nid < nr_online_nodes && !err; nid++) {
		snprintf(name, sizeof(name), "node%u", nid);
		node = tree_folder(folder, name, TREE_SYSFS);
		if (IS_ERR(node))
			return (int)PTR_ERR(node);
		for (unsigned int i = 0; i < ARRAY_SIZE(node_texts) && !err; i++) {
			const struct machine_file f = { .show_node = node_texts[i].show,
							.nid = (int)nid };

			err = add(node, node_texts[i].name, 0444, &f);
		}
	}
	return err;
}

static int make_caches(void)
{
	struct tree_node *slab, *traces;

	if (!slab_file_known("/sys/kernel/slab", false))
		return 0;
	slab = tree_folder(kernel_kobj->sd, "slab", TREE_SYSFS);
	traces = tree_folder(tree_debug, "slab", TREE_DEBUGFS);
	if (IS_ERR(slab) || IS_ERR(traces))
		return -ENOMEM;
	slab->lookup = traces->lookup = find_cache;
	slab->names = traces->names = name_caches;
	return 0;
}

int machine_file_add(const char *name, void (*show_text)(struct textbuf *t))
{
	const struct machine_file f = { .show = show_text };

	return add(tree_proc, name, 0444, &f);
}

int machine_files_init(void)
{
	int err = make_proc();

	if (!err)
		err = make_knobs();
	if (!err)
		err = make_nodes();
	if (!err)
		err = kobject_text_file(kernel_kobj, "uevent_seqnum", kobject_uevents_show);
	return err ?: make_caches();
}
