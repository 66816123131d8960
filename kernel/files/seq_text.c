// SPDX-License-Identifier: MIT
/*
 * What show() of a seq_file writes with, and walks of lists.
 *
 * What does not fit fills the buffer, which says that a larger one is needed.
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/printk.h>
#include <linux/seq_file.h>
#include <linux/sprintf.h>
#include <linux/string.h>

void seq_vprintf(struct seq_file *m, const char *fmt, va_list args)
{
	int len;

	if (m->count >= m->size)
		return;
	len = vsnprintf(m->buf + m->count, m->size - m->count, fmt, args);
	m->count = m->count + (size_t)len < m->size ? m->count + (size_t)len : m->size;
}
EXPORT_SYMBOL(seq_vprintf);

void seq_printf(struct seq_file *m, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	seq_vprintf(m, fmt, args);
	va_end(args);
}
EXPORT_SYMBOL(seq_printf);

void seq_putc(struct seq_file *m, char c)
{
	if (m->count < m->size)
		m->buf[m->count++] = c;
}
EXPORT_SYMBOL(seq_putc);

int seq_write(struct seq_file *m, const void *data, size_t len)
{
	if (m->count + len >= m->size) {
		m->count = m->size;
		return -1;
	}
	memcpy(m->buf + m->count, data, len);
	m->count += len;
	return 0;
}
EXPORT_SYMBOL(seq_write);

void seq_puts(struct seq_file *m, const char *s)
{
	seq_write(m, s, strlen(s));
}
EXPORT_SYMBOL(seq_puts);

void seq_put_decimal_ull(struct seq_file *m, const char *delimiter, unsigned long long num)
{
	seq_printf(m, "%s%llu", delimiter ?: "", num);
}
EXPORT_SYMBOL(seq_put_decimal_ull);

void seq_put_decimal_ll(struct seq_file *m, const char *delimiter, long long num)
{
	seq_printf(m, "%s%lld", delimiter ?: "", num);
}
EXPORT_SYMBOL(seq_put_decimal_ll);

void seq_put_hex_ll(struct seq_file *m, const char *delimiter, unsigned long long v,
		    unsigned int width)
{
	seq_printf(m, "%s%0*llx", delimiter ?: "", (int)width, v);
}
EXPORT_SYMBOL(seq_put_hex_ll);

void seq_escape(struct seq_file *m, const char *s, const char *esc)
{
	for (; *s; s++)
		if (strchr(esc, *s))
			seq_printf(m, "\\%03o", (unsigned char)*s);
		else
			seq_putc(m, *s);
}
EXPORT_SYMBOL(seq_escape);

void seq_pad(struct seq_file *m, char c)
{
	while (m->count < m->pad_until && m->count < m->size)
		m->buf[m->count++] = ' ';
	if (c)
		seq_putc(m, c);
}
EXPORT_SYMBOL(seq_pad);

void seq_hex_dump(struct seq_file *m, const char *prefix_str, int prefix_type, int rowsize,
		  int groupsize, const void *buf, size_t len, bool ascii)
{
	const u8 *at = buf;
	char line[32 * 3 + 2 + 32 + 1];

	if (rowsize != 16 && rowsize != 32)
		rowsize = 16;
	for (size_t i = 0; i < len && !seq_has_overflowed(m); i += (size_t)rowsize) {
		size_t n = len - i < (size_t)rowsize ? len - i : (size_t)rowsize;

		hex_dump_to_buffer(at + i, n, rowsize, groupsize, line, sizeof(line), ascii);
		if (prefix_type == DUMP_PREFIX_ADDRESS)
			seq_printf(m, "%s%p: %s\n", prefix_str, at + i, line);
		else if (prefix_type == DUMP_PREFIX_OFFSET)
			seq_printf(m, "%s%.8zx: %s\n", prefix_str, i, line);
		else
			seq_printf(m, "%s%s\n", prefix_str, line);
	}
}
EXPORT_SYMBOL(seq_hex_dump);

int seq_path(struct seq_file *m, const struct path *path, const char *esc)
{
	size_t before = m->count;
	char text[256];
	const char *at = d_path(path, text, sizeof(text));

	if (IS_ERR(at))
		return -1;
	seq_escape(m, at, esc);
	return seq_has_overflowed(m) ? -1 : (int)(m->count - before);
}
EXPORT_SYMBOL(seq_path);

int seq_file_path(struct seq_file *m, struct file *file, const char *esc)
{
	return seq_path(m, &file->f_path, esc);
}
EXPORT_SYMBOL(seq_file_path);

/* ---- walks ----------------------------------------------------------------------------------- */

struct list_head *seq_list_start(struct list_head *head, loff_t pos)
{
	struct list_head *entry;

	for (entry = head->next; entry != head; entry = entry->next)
		if (!pos--)
			return entry;
	return NULL;
}
EXPORT_SYMBOL(seq_list_start);

struct list_head *seq_list_start_head(struct list_head *head, loff_t pos)
{
	return pos ? seq_list_start(head, pos - 1) : head;
}
EXPORT_SYMBOL(seq_list_start_head);

struct list_head *seq_list_next(void *v, struct list_head *head, loff_t *pos)
{
	struct list_head *entry = ((struct list_head *)v)->next;

	++*pos;
	return entry == head ? NULL : entry;
}
EXPORT_SYMBOL(seq_list_next);

struct hlist_node *seq_hlist_start(struct hlist_head *head, loff_t pos)
{
	struct hlist_node *node;

	for (node = head->first; node; node = node->next)
		if (!pos--)
			return node;
	return NULL;
}
EXPORT_SYMBOL(seq_hlist_start);

struct hlist_node *seq_hlist_start_head(struct hlist_head *head, loff_t pos)
{
	return pos ? seq_hlist_start(head, pos - 1) : SEQ_START_TOKEN;
}
EXPORT_SYMBOL(seq_hlist_start_head);

struct hlist_node *seq_hlist_next(void *v, struct hlist_head *head, loff_t *pos)
{
	struct hlist_node *node = v;

	++*pos;
	return v == SEQ_START_TOKEN ? head->first : node->next;
}
EXPORT_SYMBOL(seq_hlist_next);
