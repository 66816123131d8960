// SPDX-License-Identifier: MIT
/* Files of records, and entries in /proc of all eras. */
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include "tests/kernel/files/files_test.h"

/* ---- records: the numbers below @limit, but for those that @skip divides --------------------- */

static unsigned long limit, skip;
static int starts, stops;

static void *number_start(struct seq_file *m, loff_t *pos)
{
	starts++;
	return *pos < (loff_t)limit ? (void *)(unsigned long)(*pos + 1) : NULL;
}

static void *number_next(struct seq_file *m, void *v, loff_t *pos)
{
	return ++*pos < (loff_t)limit ? (void *)(unsigned long)(*pos + 1) : NULL;
}

static void number_stop(struct seq_file *m, void *v)
{
	stops++;
}

static int number_show(struct seq_file *m, void *v)
{
	unsigned long n = (unsigned long)v - 1;

	if (skip && n % skip == 0) {
		seq_puts(m, "not to be seen");
		return SEQ_SKIP;
	}
	seq_printf(m, "%lu\n", n);
	return 0;
}

static const struct seq_operations number_ops = {
	.start = number_start,
	.next = number_next,
	.stop = number_stop,
	.show = number_show,
};

/* What @limit numbers are, as one text. */
static char *all_numbers(struct kunit *test, size_t *len)
{
	char *text = kvmalloc(limit * 8 + 1, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, text);
	*len = 0;
	for (unsigned long i = 0; i < limit; i++)
		if (!skip || i % skip)
			*len += (size_t)sprintf(text + *len, "%lu\n", i);
	return text;
}

static void begin(unsigned long numbers, unsigned long skipped)
{
	limit = numbers;
	skip = skipped;
	starts = stops = 0;
}

/* Read in pieces of @piece bytes; it must be the whole text, each time. */
static void read_in_pieces(struct kunit *test, size_t piece)
{
	unsigned long buf = user_map(piece, PROT_READ | PROT_WRITE);
	char *text, *got = kvmalloc(limit * 8 + piece, GFP_KERNEL);
	struct file *file;
	size_t len, at = 0;
	ssize_t n;

	KUNIT_ASSERT_FALSE(test, IS_ERR_VALUE(buf));
	KUNIT_ASSERT_NOT_NULL(test, got);
	text = all_numbers(test, &len);
	KUNIT_ASSERT_EQ(test, use_open("/proc/numbers", O_RDONLY, &file), 0);
	while ((n = use_read(file, buf, piece)) > 0 && at + (size_t)n <= len) {
		KUNIT_EXPECT_EQ(test, use_peek(got + at, buf, (size_t)n), 0);
		at += (size_t)n;
	}
	KUNIT_EXPECT_EQ(test, n, 0l);
	KUNIT_EXPECT_EQ(test, at, len);
	KUNIT_EXPECT_EQ(test, memcmp(got, text, min(at, len)), 0);
	KUNIT_EXPECT_EQ(test, starts, stops);
	KUNIT_EXPECT_EQ(test, use_close(file), 0);
	kvfree(text);
	kvfree(got);
	user_unmap(buf);
}

static void seq_test_read(struct kunit *test)
{
	struct proc_dir_entry *entry = proc_create_seq("numbers", 0, NULL, &number_ops);

	KUNIT_ASSERT_NOT_NULL(test, entry);
	begin(3000, 0);
	read_in_pieces(test, 1);
	read_in_pieces(test, 13);
	read_in_pieces(test, PAGE_SIZE);
	read_in_pieces(test, 100000);
	begin(3000, 3);
	read_in_pieces(test, 4000);
	begin(0, 0);
	read_in_pieces(test, 10);
	begin(5, 1); /* all are left out */
	read_in_pieces(test, 10);
	proc_remove(entry);
}

static void seq_test_seek(struct kunit *test)
{
	struct proc_dir_entry *entry = proc_create_seq("numbers", 0, NULL, &number_ops);
	unsigned long page = user_page(test);
	struct file *file;
	char text[8];

	begin(3000, 0);
	KUNIT_ASSERT_EQ(test, use_open("/proc/numbers", O_RDONLY, &file), 0);
	KUNIT_EXPECT_EQ(test, use_lseek(file, 20, SEEK_SET), 20ll);
	KUNIT_EXPECT_EQ(test, use_read(file, page, 6), 6l);
	KUNIT_EXPECT_EQ(test, use_peek(text, page, 6), 0);
	KUNIT_EXPECT_MEMEQ(test, text, "10\n11\n", 6);
	KUNIT_EXPECT_EQ(test, use_lseek(file, -3, SEEK_CUR), 23ll);
	KUNIT_EXPECT_EQ(test, use_read(file, page, 3), 3l);
	KUNIT_EXPECT_EQ(test, use_peek(text, page, 3), 0);
	KUNIT_EXPECT_MEMEQ(test, text, "11\n", 3);
	KUNIT_EXPECT_EQ(test, use_lseek(file, 0, SEEK_END), (loff_t)-EINVAL);
	KUNIT_EXPECT_EQ(test, use_lseek(file, -1, SEEK_SET), (loff_t)-EINVAL);
	KUNIT_EXPECT_EQ(test, use_pread(file, page, 6, 12000), 6l);
	KUNIT_EXPECT_EQ(test, use_peek(text, page, 6), 0);
	KUNIT_EXPECT_MEMEQ(test, text, "2622\n2", 6);
	KUNIT_EXPECT_EQ(test, use_pread(file, page, 6, 1000000), 0l);
	KUNIT_EXPECT_EQ(test, use_pread(file, 0, 6, 0), (ssize_t)-EFAULT);
	KUNIT_EXPECT_EQ(test, use_close(file), 0);
	KUNIT_EXPECT_EQ(test, starts, stops);
	proc_remove(entry);
	user_unmap(page);
}

/* One record, longer than any first buffer. */
static int long_show(struct seq_file *m, void *v)
{
	for (unsigned long i = 0; i < limit; i++)
		seq_printf(m, "%lu\n", i);
	return 0;
}

static int words_show(struct seq_file *m, void *v)
{
	static const char bytes[] = "ABCDEFGHIJKLMNOPQR";

	seq_puts(m, "text");
	seq_putc(m, '|');
	seq_write(m, "a\0b", 3);
	seq_put_decimal_ull(m, " ", 42);
	seq_put_decimal_ll(m, " ", -42);
	seq_put_hex_ll(m, " 0x", 0xbeef, 8);
	seq_putc(m, '\n');
	seq_escape(m, "a b\tc\n", " \t\n");
	seq_putc(m, '\n');
	seq_setwidth(m, 6);
	seq_puts(m, "abc");
	seq_pad(m, '|');
	seq_putc(m, '\n');
	seq_hex_dump(m, "> ", DUMP_PREFIX_OFFSET, 16, 1, bytes, 18, true);
	return 0;
}

static void seq_test_text(struct kunit *test)
{
	static const char expected[] = "text|a\0b 42 -42 0x0000beef\na\\040b\\011c\\012\nabc   |\n"
				       "> 00000000: 41 42 43 44 45 46 47 48 49 4a 4b 4c 4d 4e 4f "
				       "50  ABCDEFGHIJKLMNOP\n"
				       "> 00000010: 51 52                                         "
				       "   QR\n";
	struct proc_dir_entry *words = proc_create_single("words", 0, NULL, words_show);
	struct proc_dir_entry *numbers = proc_create_single("numbers", 0, NULL, long_show);
	char text[256];

	KUNIT_EXPECT_EQ(test, read_path(test, "/proc/words", text, sizeof(text)),
			(ssize_t)sizeof(expected) - 1);
	KUNIT_EXPECT_MEMEQ(test, text, expected, sizeof(expected) - 1);
	begin(3000, 0);
	read_in_pieces(test, 777);
	proc_remove(words);
	proc_remove(numbers);
}

static LIST_HEAD(list);

static int list_show(struct seq_file *m, void *v)
{
	if (v == &list)
		seq_puts(m, "list:");
	else
		seq_printf(m, " %d", *(int *)((struct list_head *)v + 1));
	return 0;
}

static void *list_start(struct seq_file *m, loff_t *pos)
{
	return seq_list_start_head(&list, *pos);
}

static void *list_next(struct seq_file *m, void *v, loff_t *pos)
{
	return seq_list_next(v, &list, pos);
}

static void list_stop(struct seq_file *m, void *v)
{
}

static const struct seq_operations list_ops = { list_start, list_stop, list_next, list_show };

static void seq_test_list(struct kunit *test)
{
	struct proc_dir_entry *entry = proc_create_seq("list", 0, NULL, &list_ops);
	struct {
		struct list_head link;
		int value;
	} one = { .value = 1 }, two = { .value = 2 };

	INIT_LIST_HEAD(&list);
	EXPECT_TEXT(test, "/proc/list", "list:");
	list_add_tail(&one.link, &list);
	list_add_tail(&two.link, &list);
	EXPECT_TEXT(test, "/proc/list", "list: 1 2");
	proc_remove(entry);
}

/* next() that forgets to move: told, and the read ends all the same. */
static void *stuck_next(struct seq_file *m, void *v, loff_t *pos)
{
	return NULL;
}

static void seq_test_stuck(struct kunit *test)
{
	static const struct seq_operations ops = { number_start, number_stop, stuck_next,
						   number_show };
	struct proc_dir_entry *entry = proc_create_seq("stuck", 0, NULL, &ops);
	char text[32];

	begin(1, 0);
	capture_start();
	KUNIT_EXPECT_EQ(test, read_path(test, "/proc/stuck", text, sizeof(text)), 2l);
	KUNIT_EXPECT_NOT_NULL(test, strstr(capture_stop(), "did not update position index"));
	proc_remove(entry);
}

/* ---- entries --------------------------------------------------------------------------------- */

static char note[32] = "note\n";
static int released;

static ssize_t note_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	return simple_read_from_buffer(buf, count, pos, note, strlen(note));
}

static ssize_t note_write(struct file *file, const char __user *buf, size_t count, loff_t *pos)
{
	memset(note, 0, sizeof(note));
	return simple_write_to_buffer(note, sizeof(note) - 1, pos, buf, count);
}

static int note_release(struct inode *inode, struct file *file)
{
	released++;
	return 0;
}

static const struct proc_ops note_ops = { .proc_read = note_read,
					  .proc_write = note_write,
					  .proc_release = note_release };
static const struct file_operations note_fops = { .read = note_read, .write = note_write };

static int old_read(char *page, char **start, off_t off, int count, int *eof, void *data)
{
	*eof = 1;
	return sprintf(page, "old %s\n", (char *)data);
}

static void proc_test_eras(struct kunit *test)
{
	struct proc_dir_entry *folder = proc_mkdir("notes", NULL), *entry;

	KUNIT_ASSERT_NOT_NULL(test, folder);
	KUNIT_EXPECT_NOT_NULL(test, proc_create("new", 0644, folder, &note_ops));
	KUNIT_EXPECT_NOT_NULL(test, proc_create("old", 0644, folder, &note_fops));
	KUNIT_EXPECT_NOT_NULL(test, create_proc_read_entry("notes/older", 0, NULL, old_read, "x"));
	entry = create_proc_entry("oldest", 0644, folder);
	KUNIT_ASSERT_NOT_NULL(test, entry);
	entry->read_proc = old_read;
	entry->data = "y";
	EXPECT_TEXT(test, "/proc/notes/new", "note\n");
	KUNIT_EXPECT_EQ(test, write_path(test, "/proc/notes/new", "changed"), 7l);
	EXPECT_TEXT(test, "/proc/notes/old", "changed");
	KUNIT_EXPECT_EQ(test, write_path(test, "/proc/notes/old", "note\n"), 5l);
	EXPECT_TEXT(test, "/proc/notes/older", "old x\n");
	EXPECT_TEXT(test, "/proc/notes/oldest", "old y\n");
	EXPECT_REPORT(test, KUNIT_EXPECT_NULL(test, proc_create("old", 0, folder, &note_ops)),
		      "proc_dir_entry 'notes/old' already registered");
	EXPECT_REPORT(test, remove_proc_entry("none", folder), "name 'none'");
	remove_proc_entry("old", folder);
	KUNIT_EXPECT_EQ(test, remove_proc_subtree("notes", NULL), 0);
	KUNIT_EXPECT_EQ(test, write_path(test, "/proc/notes/new", "x"), (ssize_t)-ENOENT);
}

/* What is open when its entry goes is released then, and does nothing any more. */
static void proc_test_remove_open(struct kunit *test)
{
	struct proc_dir_entry *entry = proc_create("gone", 0644, NULL, &note_ops);
	unsigned long page = user_page(test);
	struct file *file;

	released = 0;
	KUNIT_ASSERT_EQ(test, use_open("/proc/gone", O_RDWR, &file), 0);
	KUNIT_EXPECT_EQ(test, use_read(file, page, 1), 1l);
	proc_remove(entry);
	KUNIT_EXPECT_EQ(test, released, 1);
	KUNIT_EXPECT_EQ(test, use_read(file, page, 1), (ssize_t)-EIO);
	KUNIT_EXPECT_EQ(test, use_close(file), 0);
	KUNIT_EXPECT_EQ(test, released, 1);
	user_unmap(page);
}

static u32 in_read;

static ssize_t slow_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	WRITE_ONCE(in_read, 1);
	while (READ_ONCE(in_read) == 1)
		schedule_timeout_uninterruptible(1);
	WRITE_ONCE(in_read, 3);
	return 0;
}

static int reader(void *data)
{
	struct file *file;
	int err = use_open("/proc/slow", O_RDONLY, &file);

	if (!err)
		err = (int)use_read(file, 0, 0);
	return err ?: use_close(file);
}

static int remover(void *entry)
{
	proc_remove(entry);
	/* Not before the read has ended. */
	return READ_ONCE(in_read) == 3 ? 0 : -1;
}

static void proc_test_remove_waits(struct kunit *test)
{
	static const struct proc_ops ops = { .proc_read = slow_read };
	struct proc_dir_entry *entry = proc_create("slow", 0, NULL, &ops);
	struct task_struct *threads[2];

	in_read = 0;
	threads[0] = kthread_run(reader, NULL, "reader");
	KUNIT_ASSERT_FALSE(test, IS_ERR(threads[0]));
	get_task_struct(threads[0]);
	while (READ_ONCE(in_read) != 1)
		schedule_timeout_uninterruptible(1);
	threads[1] = kthread_run(remover, entry, "remover");
	KUNIT_ASSERT_FALSE(test, IS_ERR(threads[1]));
	get_task_struct(threads[1]);
	schedule_timeout_uninterruptible(2);
	WRITE_ONCE(in_read, 2);
	for (int i = 0; i < 2; i++) {
		while (READ_ONCE(threads[i]->exit_state) != EXIT_ZOMBIE)
			schedule_timeout_uninterruptible(1);
		KUNIT_EXPECT_EQ(test, kthread_stop_put(threads[i]), 0);
	}
}

static void proc_test_links(struct kunit *test)
{
	struct proc_dir_entry *folder = proc_mkdir("links", NULL), *loop;
	struct file *file;

	proc_create("target", 0, folder, &note_ops);
	KUNIT_EXPECT_NOT_NULL(test, proc_symlink("link", folder, "../links/target"));
	loop = proc_symlink("loop", folder, "loop");
	KUNIT_EXPECT_NOT_NULL(test, loop);
	EXPECT_TEXT(test, "/proc/links/link", "note\n");
	EXPECT_TEXT(test, "/proc//links/./../links/link", "note\n");
	KUNIT_EXPECT_EQ(test, use_open("/proc/links/loop", O_RDONLY, &file), -ELOOP);
	KUNIT_EXPECT_EQ(test, use_open("/proc/links/target/x", O_RDONLY, &file), -ENOTDIR);
	KUNIT_EXPECT_EQ(test, use_open("", O_RDONLY, &file), -ENOENT);
	KUNIT_EXPECT_EQ(test, use_open("/proc/links", O_RDWR, &file), -EISDIR);
	KUNIT_EXPECT_EQ(test, use_open("/proc/links", O_RDONLY, &file), 0);
	KUNIT_EXPECT_EQ(test, use_read(file, 0, 1), (ssize_t)-EISDIR);
	KUNIT_EXPECT_EQ(test, use_close(file), 0);
	proc_remove(folder);
}

/* The machine's own. */
static void proc_test_machine(struct kunit *test)
{
	char text[64];

	KUNIT_EXPECT_EQ(test, read_path(test, "/proc/meminfo", text, 17), 16l);
	KUNIT_EXPECT_MEMEQ(test, text, "MemTotal:       ", 16);
	KUNIT_EXPECT_GT(test, read_path(test, "/proc/buddyinfo", text, sizeof(text)), 10l);
	KUNIT_EXPECT_EQ(test, write_path(test, "/proc/sys/vm/min_free_kbytes", "4096\n"), 5l);
	EXPECT_TEXT(test, "/proc/sys/vm/min_free_kbytes", "4096\n");
	KUNIT_EXPECT_EQ(test, write_path(test, "/proc/sys/vm/min_free_kbytes", "x"),
			(ssize_t)-EINVAL);
	KUNIT_EXPECT_EQ(test, write_path(test, "/proc/sys/vm/drop_caches", "3"), 1l);
	KUNIT_EXPECT_GT(
		test, read_path(test, "/sys/devices/system/node/node0/meminfo", text, sizeof(text)),
		10l);
	KUNIT_EXPECT_EQ(
		test, read_path(test, "/sys/kernel/slab/no-such-cache/objects", text, sizeof(text)),
		(ssize_t)-ENOENT);
}

static struct kunit_case seq_cases[] = {
	KUNIT_CASE(seq_test_read),
	KUNIT_CASE(seq_test_seek),
	KUNIT_CASE(seq_test_text),
	KUNIT_CASE(seq_test_list),
	KUNIT_CASE(seq_test_stuck),
	KUNIT_CASE(proc_test_eras),
	KUNIT_CASE(proc_test_remove_open),
	KUNIT_CASE(proc_test_remove_waits),
	KUNIT_CASE(proc_test_links),
	KUNIT_CASE(proc_test_machine),
	{},
};
WORLD_SUITE(seq_file, seq_cases);
