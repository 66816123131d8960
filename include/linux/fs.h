/* SPDX-License-Identifier: MIT */
/*
 * Files.
 *
 * A file has an inode, which is what it is, a dentry, which is its name, and for each who opened it
 * a struct file, which is where he is in it.  See kernel/files/file.c.
 */
#ifndef _LINUX_FS_H
#define _LINUX_FS_H

#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/cred.h>
#include <linux/dcache.h>
#include <linux/era.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/ioctl.h>
#include <linux/kdev_t.h>
#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/limits.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/path.h>
#include <linux/rbtree.h>
#include <linux/rcupdate.h>
#include <linux/rwsem.h>
#include <linux/semaphore.h>
#include <linux/spinlock.h>
#include <linux/stat.h>
#include <linux/time64.h>
#include <linux/types.h>
#include <linux/uidgid.h>
#include <linux/uio.h>
#include <linux/vma.h>
#include <linux/wait.h>

struct address_space;
struct cdev;
struct dir_context;
struct fasync_struct;
struct file;
struct inode;
struct kiocb;
struct module;
struct pid;
struct poll_table_struct;
struct seq_file;
struct super_block;

typedef void *fl_owner_t;
typedef int (*filldir_t)(struct dir_context *ctx, const char *name, int len, loff_t pos, u64 ino,
			 unsigned int type);

#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2

/* What a struct file can do: what it was opened for, and what its operations have. */
#define FMODE_READ	      0x1u
#define FMODE_WRITE	      0x2u
#define FMODE_LSEEK	      0x4u
#define FMODE_PREAD	      0x8u
#define FMODE_PWRITE	      0x10u
#define FMODE_EXEC	      0x20u
#define FMODE_NDELAY	      0x40u
#define FMODE_EXCL	      0x80u
#define FMODE_ATOMIC_POS      0x8000u
#define FMODE_UNSIGNED_OFFSET 0x2000u
#define FMODE_CAN_READ	      0x20000u
#define FMODE_CAN_WRITE	      0x40000u
#define FMODE_OPENED	      0x80000u
#define FMODE_STREAM	      0x200000u
#define FMODE_NOWAIT	      0x8000000u

/* What programs ask of block devices by ioctl(): kernel/block/ioctl.c. */
#define BLKROSET	 _IO(0x12, 93)
#define BLKROGET	 _IO(0x12, 94)
#define BLKRRPART	 _IO(0x12, 95)
#define BLKGETSIZE	 _IO(0x12, 96)
#define BLKFLSBUF	 _IO(0x12, 97)
#define BLKSECTGET	 _IO(0x12, 103)
#define BLKSSZGET	 _IO(0x12, 104)
#define BLKBSZGET	 _IOR(0x12, 112, size_t)
#define BLKBSZSET	 _IOW(0x12, 113, size_t)
#define BLKGETSIZE64	 _IOR(0x12, 114, size_t)
#define BLKDISCARD	 _IO(0x12, 119)
#define BLKIOMIN	 _IO(0x12, 120)
#define BLKIOOPT	 _IO(0x12, 121)
#define BLKALIGNOFF	 _IO(0x12, 122)
#define BLKPBSZGET	 _IO(0x12, 123)
#define BLKDISCARDZEROES _IO(0x12, 124)
#define BLKROTATIONAL	 _IO(0x12, 126)
#define BLKZEROOUT	 _IO(0x12, 127)

/* Whole pages, and no sign: no more is read or written by one call. */
#define MAX_RW_COUNT	 (INT_MAX & PAGE_MASK)
#define MAX_LFS_FILESIZE ((loff_t)LLONG_MAX)

/* ---- what a driver does ---------------------------------------------------------------------- */

/**
 * struct file_operations - what can be done with a file; each may be NULL.
 *
 * @fsync: of all of the file from 0 to LLONG_MAX; older forms were given no range.
 * Of every era: @ioctl until 2.6.36, which is called under a lock of all, and @readdir and @iterate
 * until 3.11 and 6.6, which nothing calls.
 */
struct file_operations {
	struct module *owner;
	unsigned int fop_flags;
	loff_t (*llseek)(struct file *file, loff_t offset, int whence);
	ssize_t (*read)(struct file *file, char __user *buf, size_t count, loff_t *pos);
	ssize_t (*write)(struct file *file, const char __user *buf, size_t count, loff_t *pos);
	ssize_t (*read_iter)(struct kiocb *iocb, struct iov_iter *to);
	ssize_t (*write_iter)(struct kiocb *iocb, struct iov_iter *from);
	int (*readdir)(struct file *file, void *dirent, filldir_t filldir);
	int (*iterate)(struct file *file, struct dir_context *ctx);
	int (*iterate_shared)(struct file *file, struct dir_context *ctx);
	__poll_t (*poll)(struct file *file, struct poll_table_struct *table);
	int (*ioctl)(struct inode *inode, struct file *file, unsigned int cmd, unsigned long arg);
	long (*unlocked_ioctl)(struct file *file, unsigned int cmd, unsigned long arg);
	long (*compat_ioctl)(struct file *file, unsigned int cmd, unsigned long arg);
	int (*mmap)(struct file *file, struct vm_area_struct *vma);
	unsigned long mmap_supported_flags;
	int (*open)(struct inode *inode, struct file *file);
	int (*flush)(struct file *file, fl_owner_t id);
	int (*release)(struct inode *inode, struct file *file);
#if ERA_BEFORE(2, 6, 35)
	int (*fsync_since_3_1)(struct file *file, loff_t start, loff_t end, int datasync);
	int (*fsync)(struct file *file, struct dentry *dentry, int datasync);
	int (*fsync_before_3_1)(struct file *file, int datasync);
#elif ERA_BEFORE(3, 1, 0)
	int (*fsync_since_3_1)(struct file *file, loff_t start, loff_t end, int datasync);
	int (*fsync_before_2_6_35)(struct file *file, struct dentry *dentry, int datasync);
	int (*fsync)(struct file *file, int datasync);
#else
	int (*fsync)(struct file *file, loff_t start, loff_t end, int datasync);
	int (*fsync_before_2_6_35)(struct file *file, struct dentry *dentry, int datasync);
	int (*fsync_before_3_1)(struct file *file, int datasync);
#endif
	int (*fasync)(int fd, struct file *file, int on);
	unsigned long (*get_unmapped_area)(struct file *file, unsigned long addr, unsigned long len,
					   unsigned long pgoff, unsigned long flags);
	int (*check_flags)(int flags);
	long (*fallocate)(struct file *file, int mode, loff_t offset, loff_t len);
	void (*show_fdinfo)(struct seq_file *m, struct file *file);
};

/** struct inode_operations - none of them is called: the trees here have their own. */
struct inode_operations {
	int (*permission)(struct inode *inode, int mask);
};

/** struct fown_struct - who gets a signal when there is news. */
struct fown_struct {
	rwlock_t lock;
	struct task_struct *task;
	int signum;
};

/**
 * struct file - an open file, and where its opener is.
 * @f_count: references; the last closes it.
 * @f_pos_lock: held while @f_pos is used by read(), write() and lseek().
 * @f_owner: see fasync_helper().
 * @f_link: in the list of open files; @f_released: see kernel/files/tree.h.
 */
struct file {
	const struct file_operations *f_op;
	void *private_data;
	fmode_t f_mode;
	unsigned int f_flags;
	loff_t f_pos;
	struct mutex f_pos_lock;
	struct inode *f_inode;
	struct path f_path;
	struct address_space *f_mapping;
	struct fown_struct f_owner;
	const struct cred *f_cred;
	spinlock_t f_lock;
	atomic_long_t f_count;
	u64 f_version;
	struct list_head f_link;
	u32 f_released;
};

/* Names until 3.19. */
#define f_dentry f_path.dentry
#define f_vfsmnt f_path.mnt

/** struct address_space - the pages of a file, of which devices have none. */
struct address_space {
	struct inode *host;
	unsigned long nrpages;
	const void *a_ops;
	void *private_data;
};

/** struct inode - a file, whoever has opened it. */
struct inode {
	umode_t i_mode;
	kuid_t i_uid;
	kgid_t i_gid;
	unsigned int i_flags;
	const struct inode_operations *i_op;
	struct super_block *i_sb;
	struct address_space *i_mapping;
	unsigned long i_ino;
	unsigned int i_nlink;
	dev_t i_rdev;
	loff_t i_size;
	struct timespec64 i_atime, i_mtime, i_ctime;
	spinlock_t i_lock;
	unsigned int i_blkbits;
	blkcnt_t i_blocks;
	struct rw_semaphore i_rwsem;
	struct mutex i_mutex; /* what i_rwsem was until 4.7 */
	atomic_t i_count;
	const struct file_operations *i_fop;
	struct address_space i_data;
	struct list_head i_devices;
	struct cdev *i_cdev;
	u32 i_generation;
	void *i_private;
};

/** struct kiocb - a read or write as read_iter() and write_iter() get it. */
struct kiocb {
	struct file *ki_filp;
	loff_t ki_pos;
#if ERA_BEFORE(5, 16, 0)
	void (*ki_complete)(struct kiocb *iocb, long ret, long ret2);
#else
	void (*ki_complete)(struct kiocb *iocb, long ret);
#endif
	void *private;
	int ki_flags;
};

#define IOCB_EVENTFD (1 << 0)
#define IOCB_APPEND  O_APPEND
#define IOCB_DIRECT  O_DIRECT
#define IOCB_DSYNC   O_DSYNC
#define IOCB_NOWAIT  0x8

static inline bool is_sync_kiocb(const struct kiocb *iocb)
{
	return !iocb->ki_complete;
}

/** init_sync_kiocb - a read or write of @file, as it was opened, that is over when it returns. */
void init_sync_kiocb(struct kiocb *iocb, struct file *file);

/** kiocb_set_rw_flags - what one call asks for.  Return: 0; -EOPNOTSUPP: no RWF_* flag is known. */
int kiocb_set_rw_flags(struct kiocb *iocb, int flags, int type);

/* ---- parts ----------------------------------------------------------------------------------- */

static inline struct inode *file_inode(const struct file *file)
{
	return file->f_inode;
}

static inline struct dentry *file_dentry(const struct file *file)
{
	return file->f_path.dentry;
}

static inline char *file_path(struct file *file, char *buf, int size)
{
	return d_path(&file->f_path, buf, size);
}

static inline unsigned int iminor(const struct inode *inode)
{
	return MINOR(inode->i_rdev);
}

static inline unsigned int imajor(const struct inode *inode)
{
	return MAJOR(inode->i_rdev);
}

static inline loff_t i_size_read(const struct inode *inode)
{
	return READ_ONCE(inode->i_size);
}

static inline void i_size_write(struct inode *inode, loff_t size)
{
	WRITE_ONCE(inode->i_size, size);
}

static inline void inode_lock(struct inode *inode)
{
	down_write(&inode->i_rwsem);
}

static inline void inode_unlock(struct inode *inode)
{
	up_write(&inode->i_rwsem);
}

static inline void inode_lock_shared(struct inode *inode)
{
	down_read(&inode->i_rwsem);
}

static inline void inode_unlock_shared(struct inode *inode)
{
	up_read(&inode->i_rwsem);
}

/** current_time - what the times of @inode are set to: the time since 1970, as of the last tick. */
struct timespec64 current_time(struct inode *inode);

#define fops_get(fops) (((fops) && try_module_get((fops)->owner)) ? (fops) : NULL)
#define fops_put(fops)                             \
	do {                                       \
		if (fops)                          \
			module_put((fops)->owner); \
	} while (0)

/** replace_fops - in open(): another driver's operations from here on; @fops was fops_get(). */
#define replace_fops(file, fops)              \
	do {                                  \
		struct file *__file = (file); \
                                              \
		fops_put(__file->f_op);       \
		__file->f_op = (fops);        \
	} while (0)

/* ---- open files: kernel/files/file.c --------------------------------------------------------- */

/* All of this in process context, for as long as the driver's operations take. */

/**
 * filp_open - open the file at @path of the machine's tree; nothing of the world below is there.
 * @flags: O_*; nothing is created.  @mode: not looked at.
 *
 * Return: the file, for filp_close(); as an error pointer -ENOENT, -ENOTDIR, -EISDIR, -EEXIST,
 * -EACCES, -ENOMEM; -ENODEV and -ENXIO where nobody serves it; what open() says.
 */
struct file *filp_open(const char *path, int flags, umode_t mode);

/**
 * filp_close - close(): flush() for each who does, release() for the last.
 * @id: for flush().
 *
 * Return: what flush() says; the file is closed in any case.
 */
int filp_close(struct file *file, fl_owner_t id);

/** get_file, fput - take and drop a reference; with the last one release() is called. */
struct file *get_file(struct file *file);
void fput(struct file *file);
#define file_count(file) atomic_long_read(&(file)->f_count)

/**
 * vfs_read, vfs_write - read() and write() at *@pos, which moves.
 * @buf: the user's, and within what he may reach.
 * @count: bytes; MAX_RW_COUNT at most are asked for.
 * @pos: NULL for a file without places.
 *
 * Return: bytes; what the driver says; -EBADF where it was not opened for that, -EINVAL where it
 * has no such operation, -EFAULT, -EISDIR; -EIO or -ENODEV where it is gone from /proc or /sys.
 */
ssize_t vfs_read(struct file *file, char __user *buf, size_t count, loff_t *pos);
ssize_t vfs_write(struct file *file, const char __user *buf, size_t count, loff_t *pos);

/**
 * kernel_read, kernel_write - the same with memory of the kernel's, for files that have read_iter()
 * or write_iter() and not the older form, which takes a user's; -EINVAL after a report for others.
 */
ssize_t kernel_read(struct file *file, void *buf, size_t count, loff_t *pos);
ssize_t kernel_write(struct file *file, const void *buf, size_t count, loff_t *pos);

/** vfs_llseek - lseek().  Return: the new place; -ESPIPE where there are none, -EINVAL. */
loff_t vfs_llseek(struct file *file, loff_t offset, int whence);

/**
 * vfs_ioctl - ioctl(), by unlocked_ioctl() or, under the lock of all, the form before 2.6.36.
 * Return: what it says; -ENOTTY where there is none, or it knows no such @cmd (-ENOIOCTLCMD).
 */
long vfs_ioctl(struct file *file, unsigned int cmd, unsigned long arg);

/** vfs_fsync - fsync() of all of it, or fdatasync().  Return: as that; -EINVAL without one. */
int vfs_fsync(struct file *file, int datasync);

static inline ssize_t call_read_iter(struct file *file, struct kiocb *iocb, struct iov_iter *to)
{
	return file->f_op->read_iter(iocb, to);
}

static inline ssize_t call_write_iter(struct file *file, struct kiocb *iocb, struct iov_iter *from)
{
	return file->f_op->write_iter(iocb, from);
}

/* ---- for drivers: kernel/files/libfs.c ------------------------------------------------------- */

/**
 * no_llseek, noop_llseek - llseek() that fails with -ESPIPE; that succeeds, and stays where it is.
 */
loff_t no_llseek(struct file *file, loff_t offset, int whence);
loff_t noop_llseek(struct file *file, loff_t offset, int whence);

/**
 * generic_file_llseek, default_llseek, generic_file_llseek_size, fixed_size_llseek - llseek() of a
 * file that is as long as its inode says (default_llseek: under the inode's lock), or @end, or
 * @size bytes.
 * @max: no place is behind it; that of the others is their length's, or without end.
 *
 * Return: the new place; -EINVAL for a @whence other than SEEK_SET, SEEK_CUR, SEEK_END, and for a
 * place before the file or behind @max.
 */
loff_t default_llseek(struct file *file, loff_t offset, int whence);
loff_t generic_file_llseek(struct file *file, loff_t offset, int whence);
loff_t generic_file_llseek_size(struct file *file, loff_t offset, int whence, loff_t max,
				loff_t end);
loff_t fixed_size_llseek(struct file *file, loff_t offset, int whence, loff_t size);

/**
 * no_seek_end_llseek, no_seek_end_llseek_size - the same of a file without an end: SEEK_END is
 * -EINVAL.
 * @size: places are before it, or at it.
 */
loff_t no_seek_end_llseek(struct file *file, loff_t offset, int whence);
loff_t no_seek_end_llseek_size(struct file *file, loff_t offset, int whence, loff_t size);

/** vfs_setpos - go to @offset.  Return: that; -EINVAL before the file or behind @max. */
loff_t vfs_setpos(struct file *file, loff_t offset, loff_t max);

/** generic_file_open - open() that does nothing: files of all lengths can be opened. */
int generic_file_open(struct inode *inode, struct file *file);

/** nonseekable_open - open() of a file with one place: neither lseek() nor pread(). */
int nonseekable_open(struct inode *inode, struct file *file);

/** stream_open - open() of a file without places: operations get NULL for one. */
int stream_open(struct inode *inode, struct file *file);

/** simple_open - open(): private_data is what the file was made with. */
int simple_open(struct inode *inode, struct file *file);

/**
 * generic_file_read_iter, generic_file_write_iter - read and write a file's pages, of which those
 * of drivers have none: -EINVAL, or 0 for no bytes.
 */
ssize_t generic_file_read_iter(struct kiocb *iocb, struct iov_iter *to);
ssize_t generic_file_write_iter(struct kiocb *iocb, struct iov_iter *from);

/** noop_fsync - fsync() of a file of which nothing is kept back: 0. */
int noop_fsync(struct file *file, loff_t start, loff_t end, int datasync);

/**
 * simple_read_from_buffer, simple_write_to_buffer, memory_read_from_buffer - read() and write() of
 * a file that is @available bytes, and stays so; and that into memory of the kernel's.
 * @pos: where in it; moves by what was copied.
 *
 * Return: bytes, at most @count, 0 at the end or behind it; -EFAULT where none could be copied,
 * -EINVAL for a negative place.
 */
ssize_t simple_read_from_buffer(void __user *to, size_t count, loff_t *pos, const void *from,
				size_t available);
ssize_t simple_write_to_buffer(void *to, size_t available, loff_t *pos, const void __user *from,
			       size_t count);
ssize_t memory_read_from_buffer(void *to, size_t count, loff_t *pos, const void *from,
				size_t available);

/**
 * simple_attr_open, simple_attr_release, simple_attr_read, simple_attr_write,
 * simple_attr_write_signed - what DEFINE_SIMPLE_ATTRIBUTE() is made of: a file that is one number.
 * @get: tells it, given the inode's i_private; NULL: it cannot be read (-EACCES).
 * @set: takes one that was written; NULL: likewise.
 * @fmt: how it is shown, with one "%llu" or the like.
 *
 * A number is written in any base that kstrtoull() takes, with a sign only to the last form.
 */
int simple_attr_open(struct inode *inode, struct file *file, int (*get)(void *data, u64 *value),
		     int (*set)(void *data, u64 value), const char *fmt);
int simple_attr_release(struct inode *inode, struct file *file);
ssize_t simple_attr_read(struct file *file, char __user *buf, size_t len, loff_t *pos);
ssize_t simple_attr_write(struct file *file, const char __user *buf, size_t len, loff_t *pos);
ssize_t simple_attr_write_signed(struct file *file, const char __user *buf, size_t len,
				 loff_t *pos);

/** DEFINE_SIMPLE_ATTRIBUTE - operations of a file that is one number, by two functions. */
#define DEFINE_SIMPLE_ATTRIBUTE_XSIGNED(__fops, __get, __set, __fmt, __write)    \
	static int __fops##_open(struct inode *inode, struct file *file)         \
	{                                                                        \
		return simple_attr_open(inode, file, (__get), (__set), (__fmt)); \
	}                                                                        \
	static const struct file_operations __fops = {                           \
		.owner = THIS_MODULE,                                            \
		.open = __fops##_open,                                           \
		.release = simple_attr_release,                                  \
		.read = simple_attr_read,                                        \
		.write = (__write),                                              \
		.llseek = generic_file_llseek,                                   \
	}
#define DEFINE_SIMPLE_ATTRIBUTE(__fops, __get, __set, __fmt) \
	DEFINE_SIMPLE_ATTRIBUTE_XSIGNED(__fops, __get, __set, __fmt, simple_attr_write)
#define DEFINE_SIMPLE_ATTRIBUTE_SIGNED(__fops, __get, __set, __fmt) \
	DEFINE_SIMPLE_ATTRIBUTE_XSIGNED(__fops, __get, __set, __fmt, simple_attr_write_signed)

/* ---- signals at news: kernel/files/fasync.c -------------------------------------------------- */

/** struct fasync_struct - one who wants a signal. */
struct fasync_struct {
	struct fasync_struct *fa_next;
	int fa_fd;
	struct file *fa_file;
};

/**
 * fasync_helper - what fasync() of a driver does: @file is on @list from now on, or not.
 * Return: 1 where that is new, 0 where it was so; -ENOMEM.
 * Context: process.
 */
int fasync_helper(int fd, struct file *file, int on, struct fasync_struct **list);

/**
 * kill_fasync - send @signal, or the one that its owner wants instead, for each file on @list.
 * @band: POLL_*; nobody is told.
 *
 * Context: any.
 */
void kill_fasync(struct fasync_struct **list, int signal, int band);

/* What a signal of kill_fasync() says. */
#define POLL_IN	 1
#define POLL_OUT 2
#define POLL_MSG 3
#define POLL_ERR 4
#define POLL_PRI 5
#define POLL_HUP 6

/* ---- device numbers: kernel/files/chrdev.c --------------------------------------------------- */

#define CHRDEV_MAJOR_MAX 512

/**
 * register_chrdev_region, alloc_chrdev_region - claim @count numbers from @first on; or from
 * @baseminor on of any major that is free, and @first is told.  cdev_add() serves them.
 * @name: what /proc/devices shows.
 *
 * Return: 0; -EBUSY where somebody has one of them, or all majors are taken, -EINVAL for what are
 * no numbers, -ENOMEM.
 * Context: process.
 */
int register_chrdev_region(dev_t first, unsigned int count, const char *name);
int alloc_chrdev_region(dev_t *first, unsigned int baseminor, unsigned int count, const char *name);

/** unregister_chrdev_region - give numbers back, as they were claimed; others are reported. */
void unregister_chrdev_region(dev_t first, unsigned int count);

int __register_chrdev(unsigned int major, unsigned int baseminor, unsigned int count,
		      const char *name, const struct file_operations *fops);
void __unregister_chrdev(unsigned int major, unsigned int baseminor, unsigned int count,
			 const char *name);

/**
 * register_chrdev - 256 minors of a major, and what is behind them.
 * @major: 0: any that is free.
 * Return: the major that was found, or 0 for the one asked for; -EBUSY, -EINVAL, -ENOMEM.
 */
static inline int register_chrdev(unsigned int major, const char *name,
				  const struct file_operations *fops)
{
	return __register_chrdev(major, 0, 256, name, fops);
}

/* An int until 2.6.23: callers may still look at it. */
static inline int unregister_chrdev(unsigned int major, const char *name)
{
	__unregister_chrdev(major, 0, 256, name);
	return 0;
}

/* What modules have always had through this header. */
#include <linux/uaccess.h>

#endif
