// SPDX-License-Identifier: MIT
/*
 * Files for programs of the host:
 *
 *	/dev/mnt		bytes, at places; ioctl() in all its forms
 *	/dev/mntpipe		bytes to wait for
 *	/dev/mntroot		says who reads it; for root alone
 *	/proc/mnt		1000 lines; what was written to it is the first
 *	/sys/kernel/mnt/level	a number, and debugfs mnt/level
 */
#include <linux/cred.h>
#include <linux/debugfs.h>
#include <linux/fs.h>
#include <linux/kobject.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/proc_fs.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/sysfs.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>
#include <linux/wait.h>

#define ROOM	   (4ul << 20)
#define PIPE_BYTES 4096

struct mnt_text {
	u64 at;
	u32 len;
};

#define MNT_SIZE   _IOR('m', 1, u32)
#define MNT_CLEAR  _IO('m', 2)
#define MNT_ADD	   _IO('m', 3)
#define MNT_UPPER  _IOWR('m', 4, struct mnt_text)
#define MNT_LEGACY 0x1234
#define MNT_DOUBLE _IOWR('m', 5, u32)

/* ---- bytes ----------------------------------------------------------------------------------- */

static DEFINE_MUTEX(bytes_lock);
static char *bytes;
static size_t nr_bytes;

static ssize_t mnt_read(struct file *file, char __user *buf, size_t n, loff_t *pos)
{
	ssize_t done;

	if (mutex_lock_interruptible(&bytes_lock))
		return -ERESTARTSYS;
	done = simple_read_from_buffer(buf, n, pos, bytes, nr_bytes);
	mutex_unlock(&bytes_lock);
	return done;
}

static ssize_t mnt_write(struct file *file, const char __user *buf, size_t n, loff_t *pos)
{
	ssize_t done;

	if (mutex_lock_interruptible(&bytes_lock))
		return -ERESTARTSYS;
	if (file->f_flags & O_APPEND)
		*pos = nr_bytes;
	done = simple_write_to_buffer(bytes, ROOM, pos, buf, n);
	if (done > 0 && *pos > nr_bytes)
		nr_bytes = *pos;
	mutex_unlock(&bytes_lock);
	return done ?: n ? -ENOSPC : 0;
}

static loff_t mnt_llseek(struct file *file, loff_t offset, int whence)
{
	return generic_file_llseek_size(file, offset, whence, ROOM, nr_bytes);
}

static int mnt_open(struct inode *inode, struct file *file)
{
	if (file->f_flags & O_TRUNC)
		nr_bytes = 0;
	return 0;
}

static int mnt_flush(struct file *file, fl_owner_t id)
{
	pr_info("mnt: flush\n");
	return 0;
}

static long upper(unsigned long arg)
{
	struct mnt_text text;
	char c;

	if (copy_from_user(&text, (void __user *)arg, sizeof(text)))
		return -EFAULT;
	for (u32 i = 0; i < text.len; i++) {
		char __user *at = (char __user *)(unsigned long)text.at + i;

		if (get_user(c, at) || put_user((char)(c >= 'a' && c <= 'z' ? c - 32 : c), at))
			return -EFAULT;
	}
	return text.len;
}

static long mnt_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	u32 value;

	switch (cmd) {
	case MNT_SIZE:
		return put_user((u32)nr_bytes, (u32 __user *)arg);
	case MNT_CLEAR:
		nr_bytes = 0;
		return 0;
	case MNT_ADD:
		return arg + 1;
	case MNT_UPPER:
		return upper(arg);
	case MNT_LEGACY:
	case MNT_DOUBLE:
		if (get_user(value, (u32 __user *)arg))
			return -EFAULT;
		return put_user(2 * value, (u32 __user *)arg);
	default:
		return -ENOTTY;
	}
}

static const struct file_operations mnt_fops = {
	.owner = THIS_MODULE,
	.open = mnt_open,
	.read = mnt_read,
	.write = mnt_write,
	.llseek = mnt_llseek,
	.unlocked_ioctl = mnt_ioctl,
	.flush = mnt_flush,
};

static struct miscdevice mnt = {
	.minor = MISC_DYNAMIC_MINOR, .name = "mnt", .fops = &mnt_fops, .mode = 0666
};

/* ---- a pipe ---------------------------------------------------------------------------------- */

static DEFINE_MUTEX(pipe_lock);
static DECLARE_WAIT_QUEUE_HEAD(pipe_wait);
static char ring[PIPE_BYTES];
static unsigned long put, taken;

static bool has_bytes(void)
{
	return READ_ONCE(put) != READ_ONCE(taken);
}

static bool has_room(void)
{
	return READ_ONCE(put) - READ_ONCE(taken) < PIPE_BYTES;
}

/* Wait until @ready() with the lock held. */
static int await(struct file *file, bool (*ready)(void))
{
	if (mutex_lock_interruptible(&pipe_lock))
		return -ERESTARTSYS;
	while (!ready()) {
		mutex_unlock(&pipe_lock);
		if (file->f_flags & O_NONBLOCK)
			return -EAGAIN;
		if (wait_event_interruptible(pipe_wait, ready())) {
			pr_info("mnt: %s was interrupted\n", current->comm);
			return -ERESTARTSYS;
		}
		if (mutex_lock_interruptible(&pipe_lock))
			return -ERESTARTSYS;
	}
	return 0;
}

static ssize_t pipe_read(struct file *file, char __user *buf, size_t n, loff_t *pos)
{
	ssize_t done = await(file, has_bytes);

	if (done)
		return done;
	while (done < n && has_bytes()) {
		if (put_user(ring[taken % PIPE_BYTES], buf + done))
			break;
		taken++;
		done++;
	}
	mutex_unlock(&pipe_lock);
	wake_up_interruptible(&pipe_wait);
	return done ?: -EFAULT;
}

static ssize_t pipe_write(struct file *file, const char __user *buf, size_t n, loff_t *pos)
{
	ssize_t done = await(file, has_room);

	if (done)
		return done;
	while (done < n && has_room()) {
		if (get_user(ring[put % PIPE_BYTES], buf + done))
			break;
		put++;
		done++;
	}
	mutex_unlock(&pipe_lock);
	wake_up_interruptible(&pipe_wait);
	return done ?: -EFAULT;
}

static __poll_t pipe_poll(struct file *file, poll_table *table)
{
	poll_wait(file, &pipe_wait, table);
	return (has_bytes() ? EPOLLIN | EPOLLRDNORM : 0) |
	       (has_room() ? EPOLLOUT | EPOLLWRNORM : 0);
}

static const struct file_operations pipe_fops = {
	.owner = THIS_MODULE,
	.open = stream_open,
	.read = pipe_read,
	.write = pipe_write,
	.poll = pipe_poll,
	.llseek = no_llseek,
};

static struct miscdevice pipe = {
	.minor = MISC_DYNAMIC_MINOR, .name = "mntpipe", .fops = &pipe_fops, .mode = 0666
};

/* ---- who ------------------------------------------------------------------------------------- */

static ssize_t who_read(struct file *file, char __user *buf, size_t n, loff_t *pos)
{
	char text[64];
	int len = scnprintf(text, sizeof(text), "%s %d %u %s\n", current->comm, current->pid,
			    from_kuid(&init_user_ns, current_uid()),
			    capable(CAP_SYS_ADMIN) ? "may" : "may not");

	return simple_read_from_buffer(buf, n, pos, text, len);
}

static const struct file_operations who_fops = {
	.owner = THIS_MODULE,
	.read = who_read,
	.llseek = default_llseek,
};

static struct miscdevice root_only = {
	.minor = MISC_DYNAMIC_MINOR, .name = "mntroot", .fops = &who_fops, .mode = 0600
};
static struct miscdevice everyone = {
	.minor = MISC_DYNAMIC_MINOR, .name = "mntwho", .fops = &who_fops, .mode = 0444
};

/* ---- texts ----------------------------------------------------------------------------------- */

static char first[32] = "nothing";

static void *lines_start(struct seq_file *m, loff_t *pos)
{
	return *pos < 1000 ? pos : NULL;
}

static void *lines_next(struct seq_file *m, void *v, loff_t *pos)
{
	++*pos;
	return lines_start(m, pos);
}

static void lines_stop(struct seq_file *m, void *v)
{
}

static int lines_show(struct seq_file *m, void *v)
{
	seq_printf(m, "%lld %s\n", *(loff_t *)v, *(loff_t *)v ? "line" : first);
	return 0;
}

static const struct seq_operations lines_ops = {
	.start = lines_start, .next = lines_next, .stop = lines_stop, .show = lines_show
};

static int lines_open(struct inode *inode, struct file *file)
{
	return seq_open(file, &lines_ops);
}

static ssize_t lines_write(struct file *file, const char __user *buf, size_t n, loff_t *pos)
{
	size_t len = min(n, sizeof(first) - 1);

	if (copy_from_user(first, buf, len))
		return -EFAULT;
	first[len] = 0;
	first[strcspn(first, "\n")] = 0;
	return n;
}

static const struct proc_ops lines_fops = {
	.proc_open = lines_open,
	.proc_read = seq_read,
	.proc_write = lines_write,
	.proc_lseek = seq_lseek,
	.proc_release = seq_release,
};

static int level = 7;

static ssize_t level_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", level);
}

static ssize_t level_store(struct kobject *kobj, struct kobj_attribute *attr, const char *buf,
			   size_t count)
{
	return kstrtoint(buf, 0, &level) ?: (ssize_t)count;
}

static struct kobj_attribute level_attr = __ATTR(level, 0644, level_show, level_store);
static struct kobject *kobj;
static struct dentry *folder;

/* ---- life ------------------------------------------------------------------------------------ */

static int __init mount_init(void)
{
	bytes = vmalloc(ROOM);
	if (!bytes || misc_register(&mnt) || misc_register(&pipe) || misc_register(&root_only) ||
	    misc_register(&everyone))
		return -ENOMEM;
	kobj = kobject_create_and_add("mnt", kernel_kobj);
	if (!kobj || sysfs_create_file(kobj, &level_attr.attr) ||
	    !proc_create("mnt", 0644, NULL, &lines_fops))
		return -ENOMEM;
	folder = debugfs_create_dir("mnt", NULL);
	debugfs_create_u32("level", 0644, folder, (u32 *)&level);
	return 0;
}

static void __exit mount_exit(void)
{
	debugfs_remove_recursive(folder);
	remove_proc_entry("mnt", NULL);
	kobject_put(kobj);
	misc_deregister(&everyone);
	misc_deregister(&root_only);
	misc_deregister(&pipe);
	misc_deregister(&mnt);
	vfree(bytes);
}

module_init(mount_init);
module_exit(mount_exit);
MODULE_LICENSE("MIT");
MODULE_DESCRIPTION("Files for programs of the host");
