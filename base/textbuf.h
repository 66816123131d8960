/* SPDX-License-Identifier: MIT */
/* A text that grows into a buffer of fixed size, and knows how long it would be. */
#ifndef BASE_TEXTBUF_H
#define BASE_TEXTBUF_H

#include <linux/compiler.h>
#include <linux/stdarg.h>
#include <linux/types.h>

/**
 * struct textbuf - the text so far.
 * @buf: where it is, always ended by a 0 unless @size is 0.
 * @size: bytes at @buf.
 * @len: bytes of the whole text without the 0.  The text was cut where @len >= @size: make a
 *	buffer of @len + 1 bytes and write again.
 */
struct textbuf {
	char *buf;
	size_t size, len;
};

static inline void textbuf_init(struct textbuf *t, char *buf, size_t size)
{
	t->buf = buf;
	t->size = size;
	t->len = 0;
	if (size)
		buf[0] = 0;
}

static inline bool textbuf_is_cut(const struct textbuf *t)
{
	return t->len >= t->size;
}

/** textbuf_printf - append formatted text; what does not fit is counted. */
void textbuf_printf(struct textbuf *t, const char *fmt, ...) __printf(2, 3);
void textbuf_vprintf(struct textbuf *t, const char *fmt, va_list args) __printf(2, 0);
/** textbuf_puts - append a string; textbuf_putc - append a character. */
void textbuf_puts(struct textbuf *t, const char *s);
void textbuf_putc(struct textbuf *t, char c);
/** textbuf_pad - append spaces until the text is @column bytes past @from. */
void textbuf_pad(struct textbuf *t, size_t from, size_t column);

#endif
