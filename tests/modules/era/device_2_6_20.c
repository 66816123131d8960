// SPDX-License-Identifier: MIT
/* A device as until 2.6.22 or so: all that has another form today, and no word of its version. */
#include <linux/config.h>
#include <linux/cdev.h>
#include <linux/device.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/pagemap.h>
#include <linux/proc_fs.h>
#include <linux/smp_lock.h>
#include <linux/time.h>
#include <asm/uaccess.h>

static int major;
static struct class *old_class;
static struct page *shown;
static DECLARE_COMPLETION(ended);

static int old_ioctl(struct inode *inode, struct file *filp, unsigned int cmd, unsigned long arg)
{
	struct page *page;
	int err;

	if (!access_ok(VERIFY_WRITE, (void __user *)arg, sizeof(int)))
		return -EFAULT;
	lock_kernel();
	down_read(&current->mm->mmap_sem);
	err = get_user_pages(current, current->mm, arg, 1, 1, 0, &page, NULL);
	up_read(&current->mm->mmap_sem);
	unlock_kernel();
	if (err < 0)
		return err;
	page_cache_release(page);
	printk(KERN_INFO "old: ioctl %u of minor %d, locked %d, uid %d\n", cmd,
	       MINOR(inode->i_rdev), kernel_locked(), current->uid);
	return put_user(26, (int __user *)arg);
}

static int old_fsync(struct file *filp, struct dentry *dentry, int datasync)
{
	printk(KERN_INFO "old: fsync of %s\n", dentry->d_name.name);
	return 0;
}

static struct page *old_nopage(struct vm_area_struct *vma, unsigned long address, int *type)
{
	if (vma->vm_pgoff || address != vma->vm_start)
		return NOPAGE_SIGBUS;
	get_page(shown);
	if (type)
		*type = VM_FAULT_MINOR;
	return shown;
}

static struct vm_operations_struct old_vm_ops = {
	.nopage = old_nopage,
};

static int old_mmap(struct file *filp, struct vm_area_struct *vma)
{
	vma->vm_ops = &old_vm_ops;
	vma->vm_flags |= VM_RESERVED;
	return 0;
}

static struct file_operations old_fops = {
	owner: THIS_MODULE,
	ioctl: old_ioctl,
	fsync: old_fsync,
	mmap: old_mmap,
};

static ssize_t show_minors(struct class *cls, char *buf)
{
	return sprintf(buf, "%s has 1\n", cls->name);
}
static CLASS_ATTR(minors, S_IRUGO, show_minors, NULL);

static int old_read_proc(char *page, char **start, off_t off, int count, int *eof, void *data)
{
	*eof = 1;
	return sprintf(page, "major %d\n", *(int *)data ? 1 : 0);
}

static int old_thread(void *data)
{
	daemonize("old%d", 1);
	printk(KERN_INFO "old: thread %s\n", current->comm);
	complete_and_exit(&ended, 0);
}

/* Has the kernel's memory taken for a user's. */
static int copies_from_kernel(void)
{
	mm_segment_t before = get_fs();
	int from = 7, to = 0;
	unsigned long refused, left;

	refused = copy_from_user(&to, (void __user *)&from, sizeof(from));
	set_fs(KERNEL_DS);
	left = copy_from_user(&to, (void __user *)&from, sizeof(from));
	set_fs(before);
	return refused && !left && to == 7;
}

static int __init old_init(void)
{
	struct proc_dir_entry *entry;
	struct timeval now;

	shown = alloc_page(GFP_KERNEL);
	if (!shown)
		return -ENOMEM;
	strcpy(page_address(shown), "shown");
	major = register_chrdev(0, "old", &old_fops);
	old_class = class_create(THIS_MODULE, "old");
	class_create_file(old_class, &class_attr_minors);
	class_device_create(old_class, NULL, MKDEV(major, 3), NULL, "old%d", 3);
	entry = create_proc_read_entry("old", 0, &proc_root, old_read_proc, &major);
	entry->owner = THIS_MODULE;
	entry->uid = 0;
	do_gettimeofday(&now);
	kernel_thread(old_thread, NULL, CLONE_KERNEL);
	wait_for_completion(&ended);
	printk(KERN_INFO "old: copies %d, time %d\n", copies_from_kernel(), now.tv_sec != 0);
	return 0;
}

static void __exit old_exit(void)
{
	remove_proc_entry("old", &proc_root);
	class_device_destroy(old_class, MKDEV(major, 3));
	class_remove_file(old_class, &class_attr_minors);
	class_destroy(old_class);
	unregister_chrdev(major, "old");
	__free_page(shown);
}

module_init(old_init);
module_exit(old_exit);
MODULE_LICENSE("GPL");
