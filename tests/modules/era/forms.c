// SPDX-License-Identifier: MIT
/* A module that asks which Linux it is built for, as those do that are for many. */
#include <linux/device.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/utsname.h>
#include <linux/version.h>
#include <generated/utsrelease.h>

static int major;
static struct class *forms_class;
static unsigned long page;

#if LINUX_VERSION_CODE < KERNEL_VERSION(2, 6, 34)
#define SHOW_ARGS struct class *cls
#define FORM	  "two"
#elif LINUX_VERSION_CODE < KERNEL_VERSION(6, 4, 0)
#define SHOW_ARGS struct class *cls, struct class_attribute *attr
#define FORM	  "three"
#else
#define SHOW_ARGS const struct class *cls, const struct class_attribute *attr
#define FORM	  "const"
#endif

static ssize_t show_form(SHOW_ARGS, char *buf)
{
	return sprintf(buf, "%s: %s\n", cls->name, FORM);
}
static struct class_attribute form = __ATTR(form, S_IRUGO, show_form, NULL);

#if LINUX_VERSION_CODE < KERNEL_VERSION(4, 11, 0)
static int forms_fault(struct vm_area_struct *vma, struct vm_fault *vmf)
{
#else
static vm_fault_t forms_fault(struct vm_fault *vmf)
{
	struct vm_area_struct *vma = vmf->vma;
#endif
	vmf->page = virt_to_page(page);
	get_page(vmf->page);
	pr_info("forms: fault in %lu pages\n", vma_pages(vma));
	return 0;
}

static const struct vm_operations_struct forms_vm_ops = { .fault = forms_fault };

static int forms_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_ops = &forms_vm_ops;
	return 0;
}

#if LINUX_VERSION_CODE < KERNEL_VERSION(2, 6, 36)
static int forms_ioctl(struct inode *inode, struct file *file, unsigned int cmd, unsigned long arg)
#else
static long forms_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
#endif
{
#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 0, 0)
	return access_ok(VERIFY_READ, (void __user *)arg, 4) ? (int)cmd : -EFAULT;
#else
	return access_ok((void __user *)arg, 4) ? (int)cmd : -EFAULT;
#endif
}

#if LINUX_VERSION_CODE < KERNEL_VERSION(2, 6, 35)
static int forms_fsync(struct file *file, struct dentry *dentry, int datasync)
#elif LINUX_VERSION_CODE < KERNEL_VERSION(3, 1, 0)
static int forms_fsync(struct file *file, int datasync)
#else
static int forms_fsync(struct file *file, loff_t start, loff_t end, int datasync)
#endif
{
	pr_info("forms: fsync %d\n", datasync);
	return 0;
}

static const struct file_operations forms_fops = {
	.owner = THIS_MODULE,
	.mmap = forms_mmap,
	.fsync = forms_fsync,
#if LINUX_VERSION_CODE < KERNEL_VERSION(2, 6, 36)
	.ioctl = forms_ioctl,
#else
	.unlocked_ioctl = forms_ioctl,
#endif
};

static int __init forms_init(void)
{
	page = get_zeroed_page(GFP_KERNEL);
	strcpy((char *)page, "forms");
	major = register_chrdev(0, "forms", &forms_fops);
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 4, 0)
	forms_class = class_create(THIS_MODULE, "forms");
#else
	forms_class = class_create("forms");
#endif
	if (class_create_file(forms_class, &form))
		pr_err("forms: no file\n");
	device_create(forms_class, NULL, MKDEV(major, 0), NULL, "forms");
	pr_info("forms: %d.%d, %s, %s\n", LINUX_VERSION_CODE >> 16, (LINUX_VERSION_CODE >> 8) & 255,
		UTS_RELEASE, utsname()->release);
	return 0;
}

static void __exit forms_exit(void)
{
	device_destroy(forms_class, MKDEV(major, 0));
	class_remove_file(forms_class, &form);
	class_destroy(forms_class);
	unregister_chrdev(major, "forms");
	free_page(page);
}

module_init(forms_init);
module_exit(forms_exit);
MODULE_LICENSE("GPL");
