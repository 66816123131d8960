// SPDX-License-Identifier: MIT
/*
 * The tree of names: what modules register is found here, whoever looks: a script, FUSE, a test.
 *
 *	/dev		chrdev.c	devices; a file of one stays usable when its name is gone
 *	/proc		proc.c		entries of modules; machine_files.c: those of the machine
 *	/sys		sysfs.c		folders of objects (kobject.c), attributes in them
 *	/sys/kernel/debug  debugfs.c
 *
 * A node is a folder, a file, a device or a link.  It has an inode and a dentry of Linux's kind,
 * which is what modules get to see.  The four kinds differ in what opening does (file.c asks for
 * the kind) and in what happens to open files when their node is removed:
 *
 *	a device	nothing: the driver's module stays, because open() keeps it
 *	all others	no operation begins any more; who removes waits for those that run, so that
 *			the module's code can go
 *	/proc		besides, release() is called for all open files, now and not at close()
 *
 * Locking: one lock of the core for all links and lists; nothing of a module is called under it.
 * A node is freed with its last reference; it keeps its folder, so paths of open files last.
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/list.h>
#include <linux/minmax.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include "kernel/files/tree.h"
#include "kernel/kernel.h"
#include "mm/boot/trace.h"
#include "mm/kmalloc/kmalloc.h"
#include "port/port.h"

#define LINKS_MAX 8
/* A path's longest part, as in Linux. */
#define NAME_MAX_BYTES 255

/* How long a removal waits for calls before it says so. */
#define LOOK_NS	   1000000ull
#define SUSPECT_NS 10000000000ull

static struct {
	struct lock lock;
	struct list_head files; /* all that are open */
	unsigned long next_ino;
} tree;

struct tree_node *tree_root, *tree_dev, *tree_proc, *tree_sys, *tree_debug;

/* ---- one node -------------------------------------------------------------------------------- */

struct tree_node *tree_get(struct tree_node *node)
{
	__atomic_fetch_add(&node->refs, 1, __ATOMIC_RELAXED);
	return node;
}

void tree_put(struct tree_node *node)
{
	while (node && !__atomic_sub_fetch(&node->refs, 1, __ATOMIC_ACQ_REL)) {
		struct tree_node *folder = node->parent;

		if (node->release)
			node->release(node);
		kfree_untraced(node->target);
		kfree_untraced(node->name);
		kfree_untraced(node);
		node = folder;
	}
}

static bool is_name(const char *name)
{
	size_t len = strlen(name);

	return len && len <= NAME_MAX_BYTES && !strchr(name, '/') && strcmp(name, ".") &&
	       strcmp(name, "..");
}

static char *copy_text(const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = kmalloc_untraced(size, GFP_KERNEL);

	return copy ? memcpy(copy, text, size) : NULL;
}

static void fill_inode(struct inode *inode, const struct tree_new *new)
{
	inode->i_mode = new->mode;
	inode->i_rdev = new->rdev;
	inode->i_fop = new->fops;
	inode->i_private = new->data;
	inode->i_ino = __atomic_add_fetch(&tree.next_ino, 1, __ATOMIC_RELAXED);
	inode->i_nlink = 1;
	inode->i_blkbits = PAGE_SHIFT;
	inode->i_mapping = &inode->i_data;
	inode->i_data.host = inode;
	spin_lock_init(&inode->i_lock);
	init_rwsem(&inode->i_rwsem);
	mutex_init(&inode->i_mutex);
	atomic_set(&inode->i_count, 1);
	INIT_LIST_HEAD(&inode->i_devices);
	inode->i_atime = inode->i_mtime = inode->i_ctime = current_time(inode);
}

struct tree_node *tree_alone(struct tree_node *folder, const struct tree_new *new)
{
	struct tree_node *node;

	/* On Linux it is memory of the caller's doing, which can be short. */
	if (mm_trace_should_fail(MM_EVENT_KMALLOC, sizeof(*node), GFP_KERNEL))
		return ERR_PTR(-ENOMEM);
	node = kmalloc_untraced(sizeof(*node), GFP_KERNEL | __GFP_ZERO);
	if (!node)
		return ERR_PTR(-ENOMEM);
	node->name = copy_text(new->name);
	if (!node->name) {
		kfree_untraced(node);
		return ERR_PTR(-ENOMEM);
	}
	node->kind = new->kind;
	node->maker = new->maker;
	node->refs = 1;
	node->parent = folder ? tree_get(folder) : NULL;
	INIT_LIST_HEAD(&node->link);
	INIT_LIST_HEAD(&node->children);
	INIT_LIST_HEAD(&node->calls);
	fill_inode(&node->inode, new);
	node->dentry.d_inode = &node->inode;
	node->dentry.d_parent = folder ? &folder->dentry : &node->dentry;
	node->dentry.d_name =
		(struct qstr)QSTR_INIT((const unsigned char *)node->name, (u32)strlen(node->name));
	strscpy((char *)node->dentry.d_iname, node->name, DNAME_INLINE_LEN);
	spin_lock_init(&node->dentry.d_lock);
	return node;
}

/* ---- making ---------------------------------------------------------------------------------- */

static struct tree_node *find_child(struct tree_node *folder, const char *name)
{
	struct tree_node *node;

	list_for_each_entry(node, &folder->children, link)
		if (strcmp(node->name, name) == 0)
			return node;
	return NULL;
}

struct tree_node *tree_make(struct tree_node *folder, const struct tree_new *new)
{
	struct tree_node *node;
	int err = 0;

	if (!is_name(new->name) || !S_ISDIR(folder->inode.i_mode))
		return ERR_PTR(-EINVAL);
	node = tree_alone(folder, new);
	if (IS_ERR(node))
		return node;
	lock_acquire(&tree.lock);
	if (folder->gone)
		err = -ENOENT;
	else if (find_child(folder, new->name))
		err = -EEXIST;
	else
		list_add_tail(&node->link, &folder->children);
	lock_release(&tree.lock);
	if (!err)
		return node;
	tree_put(node);
	return ERR_PTR(err);
}

struct tree_node *tree_folder(struct tree_node *folder, const char *name, enum tree_kind kind)
{
	const struct tree_new new = { .kind = kind, .name = name, .mode = S_IFDIR | 0755 };
	struct tree_node *node = tree_make(folder, &new);

	if (node != ERR_PTR(-EEXIST))
		return node;
	node = tree_child(folder, name);
	tree_put(node);
	return node ?: ERR_PTR(-ENOENT);
}

static struct tree_node *walk(struct tree_node *node, bool (*fn)(struct tree_node *node, void *arg),
			      void *arg);

/* ---- removing -------------------------------------------------------------------------------- */

bool tree_enter(struct tree_node *node, struct tree_call *call)
{
	bool gone;

	call->task = current;
	lock_acquire(&tree.lock);
	/* What a device does does not hang on its name. */
	gone = node->gone && node->kind != TREE_DEV;
	if (!gone)
		list_add(&call->link, &node->calls);
	lock_release(&tree.lock);
	return !gone;
}

void tree_leave(struct tree_node *node, struct tree_call *call)
{
	lock_acquire(&tree.lock);
	list_del(&call->link);
	lock_release(&tree.lock);
}

/* Under the lock. */
static bool abandon(struct tree_node *node, void *task)
{
	struct tree_call *call, *next;

	list_for_each_entry_safe(call, next, &node->calls, link)
		if (call->task == task)
			list_del(&call->link);
	return false;
}

void tree_abandon_calls(struct tree_node *node)
{
	lock_acquire(&tree.lock);
	if (node)
		abandon(node, current);
	walk(tree_root, abandon, current);
	lock_release(&tree.lock);
}

/* Return: 0: nobody is in a call of @node's file; else how many others; -1: the caller is. */
static int calls_of(struct tree_node *node)
{
	const struct tree_call *call;
	int nr = 0;

	lock_acquire(&tree.lock);
	list_for_each_entry(call, &node->calls, link) {
		nr++;
		if (call->task == current)
			nr = -1;
		if (nr < 0)
			break;
	}
	lock_release(&tree.lock);
	return nr;
}

static void wait_for_calls(struct tree_node *node)
{
	u64 start = port_time_ns();
	bool told = false;
	u32 nothing = 0;
	char path[128];
	int nr;

	while ((nr = calls_of(node)) != 0) {
		if (nr < 0) {
			report("BUG: %s is removed by its own operation, which would wait for "
			       "itself",
			       tree_path(node, path, sizeof(path)));
			return;
		}
		if (!told && port_time_ns() - start > SUSPECT_NS) {
			report("INFO: task %s:%d waits for a call of %s, which does not end",
			       current->comm, current->pid, tree_path(node, path, sizeof(path)));
			told = true;
		}
		port_wait(&nothing, 0, LOOK_NS);
	}
}

/* An open file whose release() is the caller's to call now; or NULL. */
static struct file *claim_any(struct tree_node *node)
{
	struct file *file, *found = NULL;

	lock_acquire(&tree.lock);
	list_for_each_entry(file, &tree.files, f_link)
		if (file_node(file) == node && file->f_released == FILE_IN_USE) {
			file->f_released = FILE_IN_RELEASE;
			found = file;
			break;
		}
	lock_release(&tree.lock);
	return found;
}

static void release_files(struct tree_node *node)
{
	struct file *file;

	while ((file = claim_any(node))) {
		if (file->f_op->release)
			file->f_op->release(file->f_inode, file);
		tree_released(file);
	}
}

bool tree_claim_release(struct tree_node *node, struct file *file, struct tree_call *call)
{
	bool mine;
	u32 nothing = 0;

	call->task = current;
	lock_acquire(&tree.lock);
	mine = file->f_released == FILE_IN_USE;
	if (mine) {
		file->f_released = FILE_IN_RELEASE;
		list_add(&call->link, &node->calls);
	}
	lock_release(&tree.lock);
	/* Who removes the node is at it: the file must stay until he is done. */
	while (!mine && __atomic_load_n(&file->f_released, __ATOMIC_ACQUIRE) != FILE_RELEASED)
		port_wait(&nothing, 0, LOOK_NS);
	return mine;
}

void tree_released(struct file *file)
{
	__atomic_store_n(&file->f_released, FILE_RELEASED, __ATOMIC_RELEASE);
}

/* Under the lock: @node and all below it take no more calls. */
static void mark_gone(struct tree_node *node)
{
	struct tree_node *child;

	node->gone = true;
	list_for_each_entry(child, &node->children, link)
		mark_gone(child);
}

/* What is gone gives up its children, then itself. */
static void dismantle(struct tree_node *node)
{
	while (!list_empty(&node->children)) {
		struct tree_node *child = list_first_entry(&node->children, struct tree_node, link);

		lock_acquire(&tree.lock);
		list_del_init(&child->link);
		lock_release(&tree.lock);
		dismantle(child);
	}
	if (node->kind != TREE_DEV)
		wait_for_calls(node);
	if (node->kind == TREE_PROC)
		release_files(node);
	tree_put(node);
}

void tree_remove(struct tree_node *node)
{
	bool was_there;

	lock_acquire(&tree.lock);
	was_there = !node->gone;
	if (was_there) {
		list_del_init(&node->link);
		mark_gone(node);
	}
	lock_release(&tree.lock);
	if (was_there)
		dismantle(node);
}

/* ---- finding --------------------------------------------------------------------------------- */

struct tree_node *tree_child(struct tree_node *folder, const char *name)
{
	struct tree_node *node;

	lock_acquire(&tree.lock);
	node = find_child(folder, name);
	if (node)
		tree_get(node);
	lock_release(&tree.lock);
	if (!node && folder->lookup)
		node = folder->lookup(folder, name);
	return node;
}

static struct tree_node *find(struct tree_node *from, const char *path, unsigned int links);

/* The next part of a path, in @name; NULL where it is too long. */
static const char *next_part(const char *path, char *name)
{
	size_t len = strcspn(path, "/");

	if (len > NAME_MAX_BYTES)
		return NULL;
	memcpy(name, path, len);
	name[len] = 0;
	return path + len;
}

/* From @at, whose reference is used up, to what @name is in it. */
static struct tree_node *step(struct tree_node *at, const char *name, unsigned int links)
{
	struct tree_node *next;

	if (!S_ISDIR(at->inode.i_mode)) {
		tree_put(at);
		return ERR_PTR(-ENOTDIR);
	}
	if (strcmp(name, "..") == 0)
		next = tree_get(at->parent ?: at);
	else
		next = tree_child(at, name);
	if (next && next->target) {
		struct tree_node *link = next;

		next = links < LINKS_MAX ? find(at, link->target, links + 1) : ERR_PTR(-ELOOP);
		tree_put(link);
	}
	tree_put(at);
	return next ?: ERR_PTR(-ENOENT);
}

static struct tree_node *find(struct tree_node *from, const char *path, unsigned int links)
{
	struct tree_node *at = tree_get(*path == '/' ? tree_root : from);
	char name[NAME_MAX_BYTES + 1];

	for (;;) {
		while (*path == '/')
			path++;
		if (!*path)
			return at;
		path = next_part(path, name);
		if (!path) {
			tree_put(at);
			return ERR_PTR(-ENAMETOOLONG);
		}
		if (strcmp(name, ".") == 0)
			continue;
		at = step(at, name, links);
		if (IS_ERR(at))
			return at;
	}
}

struct tree_node *tree_find(struct tree_node *from, const char *path)
{
	return *path ? find(from ?: tree_root, path, 0) : ERR_PTR(-ENOENT);
}

const char *tree_path(const struct tree_node *node, char *buf, size_t size)
{
	char *at = buf + size - 1;

	*at = 0;
	for (; node && node->parent; node = node->parent) {
		size_t len = strlen(node->name);

		if (at < buf + len + 1)
			return "?";
		at -= len;
		memcpy(at, node->name, len);
		*--at = '/';
	}
	return *at ? at : "/";
}

static struct tree_node *walk(struct tree_node *node, bool (*fn)(struct tree_node *node, void *arg),
			      void *arg)
{
	struct tree_node *child, *found = fn(node, arg) ? node : NULL;

	list_for_each_entry(child, &node->children, link) {
		if (found)
			break;
		found = walk(child, fn, arg);
	}
	return found;
}

struct tree_node *tree_walk(bool (*fn)(struct tree_node *node, void *arg), void *arg)
{
	struct tree_node *found;

	lock_acquire(&tree.lock);
	found = walk(tree_root, fn, arg);
	if (found)
		tree_get(found);
	lock_release(&tree.lock);
	return found;
}

/* The first name behind @last; under the lock. */
static const struct tree_node *next_name(struct tree_node *folder, const char *last)
{
	const struct tree_node *node, *next = NULL;

	list_for_each_entry(node, &folder->children, link)
		if ((!last || strcmp(node->name, last) > 0) &&
		    (!next || strcmp(node->name, next->name) < 0))
			next = node;
	return next;
}

int tree_list(struct tree_node *folder, void (*fn)(const char *name, umode_t mode, void *arg),
	      void *arg)
{
	char name[NAME_MAX_BYTES + 1];
	const struct tree_node *node;
	const char *last = NULL;
	umode_t mode;

	if (!S_ISDIR(folder->inode.i_mode))
		return -ENOTDIR;
	for (;;) {
		lock_acquire(&tree.lock);
		node = next_name(folder, last);
		if (node) {
			strscpy(name, node->name, sizeof(name));
			mode = node->inode.i_mode;
		}
		lock_release(&tree.lock);
		if (!node)
			break;
		fn(name, mode, arg);
		last = name;
	}
	if (folder->names)
		folder->names(folder, fn, arg);
	return 0;
}

/* ---- open files ------------------------------------------------------------------------------ */

void tree_add_file(struct tree_node *node, struct file *file)
{
	tree_get(node);
	lock_acquire(&tree.lock);
	list_add_tail(&file->f_link, &tree.files);
	lock_release(&tree.lock);
}

void tree_del_file(struct tree_node *node, struct file *file)
{
	lock_acquire(&tree.lock);
	list_del_init(&file->f_link);
	lock_release(&tree.lock);
	tree_put(node);
}

struct file *tree_find_file(bool (*fn)(struct file *file, void *arg), void *arg)
{
	struct file *file, *found = NULL;

	lock_acquire(&tree.lock);
	list_for_each_entry(file, &tree.files, f_link)
		if (fn(file, arg)) {
			found = file;
			break;
		}
	lock_release(&tree.lock);
	return found;
}

/* ---- life ------------------------------------------------------------------------------------ */

int tree_init(void)
{
	static const struct tree_new root = { .kind = TREE_ROOT,
					      .name = "",
					      .mode = S_IFDIR | 0755 };
	struct tree_node *kernel;

	lock_init(&tree.lock);
	INIT_LIST_HEAD(&tree.files);
	tree.next_ino = 0;
	tree_root = tree_alone(NULL, &root);
	if (IS_ERR(tree_root)) {
		tree_root = NULL;
		return -ENOMEM;
	}
	tree_dev = tree_folder(tree_root, "dev", TREE_DEV);
	tree_proc = tree_folder(tree_root, "proc", TREE_PROC);
	tree_sys = tree_folder(tree_root, "sys", TREE_SYSFS);
	if (!IS_ERR(tree_sys) && !IS_ERR(tree_dev) && !IS_ERR(tree_proc)) {
		kernel = tree_folder(tree_sys, "kernel", TREE_SYSFS);
		tree_debug = IS_ERR(kernel) ? kernel : tree_folder(kernel, "debug", TREE_DEBUGFS);
		if (!IS_ERR(tree_debug))
			return 0;
	}
	tree_exit();
	return -ENOMEM;
}

void tree_exit(void)
{
	tree_remove(tree_root);
	tree_root = tree_dev = tree_proc = tree_sys = tree_debug = NULL;
}
