// SPDX-License-Identifier: MIT
/* Files of each kind, and mistakes that only some way of using them shows; "wrong" says which. */
#include <linux/atomic.h>
#include <linux/cdev.h>
#include <linux/debugfs.h>
#include <linux/delay.h>
#include <linux/fs.h>
#include <linux/ioctl.h>
#include <linux/kobject.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysfs.h>
#include <linux/uaccess.h>
#include <linux/wait.h>

#define BYTES 64

struct pair {
	int first, second;
};
#define EXERCISED_RESET	   _IO('e', 0x30)
#define EXERCISED_GET	   _IOR('e', 0x31, struct pair)
#define EXERCISED_SET	   _IOW('e', 0x32, struct pair)
#define EXERCISED_EXCHANGE _IOWR('e', 0x33, struct pair)

static char *wrong = "";
module_param(wrong, charp, 0444);

static DEFINE_MUTEX(lock);
static DECLARE_WAIT_QUEUE_HEAD(never);
static char *shared;
static unsigned int openers;
static atomic_t inside = ATOMIC_INIT(0);
static struct pair pair;
static unsigned long page;
static struct kobject *folder;
static struct dentry *debug;
static int major;
static pid_t first;
static bool several;

static bool is(const char *name)
{
	return !strcmp(wrong, name);
}

static int exercised_open(struct inode *inode, struct file *file)
{
	struct pair *mine = kzalloc(sizeof(*mine), GFP_KERNEL);

	/* There are several programs, from now on. */
	if (!first)
		first = current->pid;
	several |= current->pid != first;
	if (is("unchecked"))
		mine->first = 1;
	if (!mine)
		return -ENOMEM;
	mutex_lock(&lock);
	if (!shared)
		shared = kzalloc(BYTES, GFP_KERNEL);
	if (shared)
		openers++;
	mutex_unlock(&lock);
	if (!shared) {
		kfree(mine);
		return -ENOMEM;
	}
	file->private_data = mine;
	return 0;
}

static int exercised_release(struct inode *inode, struct file *file)
{
	kfree(file->private_data);
	mutex_lock(&lock);
	if (!--openers) {
		kfree(shared);
		shared = NULL;
	} else if (is("openers")) {
		kfree(shared);
	}
	mutex_unlock(&lock);
	return 0;
}

static ssize_t exercised_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	if (is("slow"))
		msleep(700);
	if (is("killed"))
		return wait_event_killable(never, false);
	if (is("waits"))
		return wait_event_interruptible(never, false);
	if (is("direct"))
		return buf[0];
	return simple_read_from_buffer(buf, count, pos, shared, BYTES);
}

static ssize_t exercised_write(struct file *file, const char __user *buf, size_t count, loff_t *pos)
{
	u16 room = is("length") ? count : min_t(size_t, count, BYTES);
	char *copy;

	if (is("beside")) {
		WARN(atomic_inc_return(&inside) > 1, "two are inside\n");
		if (several)
			msleep(10);
		atomic_dec(&inside);
	}
	count = min_t(size_t, count, BYTES);
	copy = kmalloc(max_t(u16, room, 1), GFP_KERNEL);
	if (!copy)
		return -ENOMEM;
	if (copy_from_user(copy, buf, count)) {
		kfree(copy);
		if (is("pointer"))
			kfree(copy);
		return -EFAULT;
	}
	mutex_lock(&lock);
	memcpy(shared, copy, count);
	mutex_unlock(&lock);
	kfree(copy);
	return count;
}

static long exercised_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct pair __user *user = (struct pair __user *)arg;
	struct pair got = {}, old = pair;

	switch (cmd) {
	case EXERCISED_RESET:
		pair = got;
		return 0;
	case EXERCISED_GET:
		return copy_to_user(user, &pair, sizeof(pair)) ? -EFAULT : 0;
	case EXERCISED_SET:
		return copy_from_user(&pair, user, sizeof(pair)) ? -EFAULT : 0;
	case EXERCISED_EXCHANGE:
		if (copy_from_user(&got, user, sizeof(got)))
			return -EFAULT;
		WARN(is("ioctl"), "its own number\n");
		pair = got;
		return copy_to_user(user, &old, sizeof(old)) ? -EFAULT : 0;
	default:
		return -ENOTTY;
	}
}

static int exercised_mmap(struct file *file, struct vm_area_struct *vma)
{
	if (WARN(is("mmap") && vma->vm_pgoff, "an offset\n"))
		return -EINVAL;
	if (vma->vm_pgoff || vma->vm_end - vma->vm_start > PAGE_SIZE)
		return -EINVAL;
	return remap_pfn_range(vma, vma->vm_start, virt_to_phys((void *)page) >> PAGE_SHIFT,
			       PAGE_SIZE, vma->vm_page_prot);
}

static const struct file_operations fops = {
	.owner = THIS_MODULE,
	.open = exercised_open,
	.release = exercised_release,
	.read = exercised_read,
	.write = exercised_write,
	.llseek = default_llseek,
	.unlocked_ioctl = exercised_ioctl,
	.mmap = exercised_mmap,
};

static struct miscdevice misc = {
	.minor = MISC_DYNAMIC_MINOR, .name = "exercised", .fops = &fops, .mode = 0666
};

/* A device without a name in /dev. */
static ssize_t nameless_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	WARN(is("nameless"), "found without a name\n");
	return 0;
}

static const struct file_operations nameless_fops = {
	.owner = THIS_MODULE,
	.read = nameless_read,
};

static int show(struct seq_file *m, void *what)
{
	WARN(is(m->private), "shown\n");
	seq_puts(m, "text\n");
	return 0;
}

static int debug_open(struct inode *inode, struct file *file)
{
	return single_open(file, show, inode->i_private);
}

static const struct file_operations debug_fops = {
	.owner = THIS_MODULE,
	.open = debug_open,
	.read = seq_read,
	.llseek = seq_lseek,
	.release = single_release,
};

static ssize_t number_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	WARN(is("sysfs"), "shown\n");
	return sysfs_emit(buf, "%d\n", pair.first);
}

static ssize_t number_store(struct kobject *kobj, struct kobj_attribute *attr, const char *buf,
			    size_t count)
{
	int err = kstrtoint(buf, 0, &pair.first);

	return err ? err : (ssize_t)count;
}

static struct kobj_attribute number = __ATTR_RW(number);

static int __init exercised_init(void)
{
	int err = -ENOMEM;

	if (is("silent"))
		return 0;
	page = get_zeroed_page(GFP_KERNEL);
	if (!page)
		return err;
	major = register_chrdev(0, "nameless", &nameless_fops);
	if (major < 0) {
		err = major;
		goto no_device;
	}
	folder = kobject_create_and_add("exercised", kernel_kobj);
	if (!folder)
		goto no_folder;
	err = sysfs_create_file(folder, &number.attr);
	if (err)
		goto no_file;
	err = -ENOMEM;
	if (!proc_create_single_data("exercised", 0, NULL, show, "proc"))
		goto no_file;
	err = misc_register(&misc);
	if (err)
		goto no_misc;
	debug = debugfs_create_file("exercised", 0444, NULL, "debugfs", &debug_fops);
	return 0;

no_misc:
	remove_proc_entry("exercised", NULL);
no_file:
	kobject_put(folder);
no_folder:
	unregister_chrdev(major, "nameless");
no_device:
	free_page(page);
	return err;
}

static void __exit exercised_exit(void)
{
	if (is("silent"))
		return;
	debugfs_remove(debug);
	misc_deregister(&misc);
	remove_proc_entry("exercised", NULL);
	kobject_put(folder);
	unregister_chrdev(major, "nameless");
	free_page(page);
}

module_init(exercised_init);
module_exit(exercised_exit);
MODULE_LICENSE("Dual MIT/GPL");
