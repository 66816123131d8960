// SPDX-License-Identifier: MIT
/*
 * A module's state, shown in every way: /proc by records, debugfs, sysfs, a parameter.
 *
 * The lesson: a text that may be long is made record by record, with a lock that is held from
 * start() to stop(); one number is one file; what changes while it is read is read once.  A misc
 * device takes words; each is counted.
 *
 *	$ ashlar run --exec counts.exec counts.c
 *	exec:3[0]: open /dev/words w = 0
 *	exec:5[0]: write "often" = 5
 *	exec:5[0]: write "often" = 5
 *	exec:7[0]: close = 0
 *	exec:3[1]: open /dev/words w = 0
 *	exec:5[1]: write "often" = 5
 *	exec:5[1]: write "often" = 5
 *	exec:7[1]: close = 0
 *	exec:3[2]: open /dev/words w = 0
 *	exec:5[2]: write "often" = 5
 *	exec:5[2]: write "often" = 5
 *	exec:7[2]: close = 0
 *	exec:9: echo "once" > /dev/words = 5
 *	exec:10: echo "a word that is much too long" > /dev/words expect EINVAL = -EINVAL
 *	exec:11: echo "64" > /sys/module/counts/parameters/longest = 3
 *	exec:12: echo "a word that is much too long" > /dev/words = 29
 *	exec:13: cat /proc/words = 46
 *	often 6
 *	once 1
 *	a word that is much too long 1
 *	exec:14: cat /sys/kernel/words/most = 6
 *	often
 *	exec:15: cat /sys/kernel/debug/words/nr_words = 2
 *	3
 */
#include <linux/debugfs.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kobject.h>
#include <linux/list.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

/** struct word - a word, and how often it was written. */
struct word {
	struct list_head link;
	unsigned int count;
	char text[];
};

static LIST_HEAD(words);
static DEFINE_MUTEX(words_lock);
static u32 nr_words;

static unsigned int longest = 16;
module_param(longest, uint, 0644);
MODULE_PARM_DESC(longest, "bytes of the longest word that is taken");

/* ---- words come by a misc device ------------------------------------------------------------- */

static int count_word(const char *text)
{
	struct word *word;

	list_for_each_entry(word, &words, link)
		if (strcmp(word->text, text) == 0) {
			word->count++;
			return 0;
		}
	word = kzalloc(sizeof(*word) + strlen(text) + 1, GFP_KERNEL);
	if (!word)
		return -ENOMEM;
	strcpy(word->text, text);
	word->count = 1;
	list_add_tail(&word->link, &words);
	nr_words++;
	return 0;
}

static ssize_t words_write(struct file *file, const char __user *buf, size_t size, loff_t *pos)
{
	char *text;
	int err;

	if (!size || size > READ_ONCE(longest))
		return -EINVAL;
	text = memdup_user_nul(buf, size);
	if (IS_ERR(text))
		return PTR_ERR(text);
	mutex_lock(&words_lock);
	err = count_word(strim(text));
	mutex_unlock(&words_lock);
	kfree(text);
	return err ? err : size;
}

static const struct file_operations words_fops = {
	.owner = THIS_MODULE,
	.open = nonseekable_open,
	.write = words_write,
};

static struct miscdevice device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "words",
	.fops = &words_fops,
};

/* ---- and are shown record by record ---------------------------------------------------------- */

static void *words_start(struct seq_file *m, loff_t *pos)
{
	mutex_lock(&words_lock);
	return seq_list_start(&words, *pos);
}

static void *words_next(struct seq_file *m, void *v, loff_t *pos)
{
	return seq_list_next(v, &words, pos);
}

static void words_stop(struct seq_file *m, void *v)
{
	mutex_unlock(&words_lock);
}

static int words_show(struct seq_file *m, void *v)
{
	const struct word *word = list_entry(v, struct word, link);

	seq_printf(m, "%s %u\n", word->text, word->count);
	return 0;
}

static const struct seq_operations words_seq = {
	.start = words_start,
	.next = words_next,
	.stop = words_stop,
	.show = words_show,
};

static ssize_t most_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	const struct word *word, *most = NULL;
	ssize_t len = 0;

	mutex_lock(&words_lock);
	list_for_each_entry(word, &words, link)
		if (!most || word->count > most->count)
			most = word;
	if (most)
		len = sysfs_emit(buf, "%s\n", most->text);
	mutex_unlock(&words_lock);
	return len;
}

static struct kobj_attribute most = __ATTR_RO(most);
static struct kobject *folder;
static struct dentry *debug;

/* ---- life ------------------------------------------------------------------------------------ */

static int __init counts_init(void)
{
	int err = misc_register(&device);

	if (err)
		return err;
	err = -ENOMEM;
	if (!proc_create_seq("words", 0444, NULL, &words_seq))
		goto no_proc;
	folder = kobject_create_and_add("words", kernel_kobj);
	if (!folder)
		goto no_folder;
	err = sysfs_create_file(folder, &most.attr);
	if (err)
		goto no_file;
	/* Without debugfs the module works as well, so nobody looks at what came of it. */
	debug = debugfs_create_dir("words", NULL);
	debugfs_create_u32("nr_words", 0444, debug, &nr_words);
	return 0;

no_file:
	kobject_put(folder);
no_folder:
	remove_proc_entry("words", NULL);
no_proc:
	misc_deregister(&device);
	return err;
}

static void __exit counts_exit(void)
{
	struct word *word, *next;

	debugfs_remove_recursive(debug);
	kobject_put(folder);
	remove_proc_entry("words", NULL);
	misc_deregister(&device);
	list_for_each_entry_safe(word, next, &words, link)
		kfree(word);
}

module_init(counts_init);
module_exit(counts_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Counts the words that are written to it");
