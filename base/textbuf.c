// SPDX-License-Identifier: MIT
#include "base/base.h"
#include <linux/export.h>
#include <linux/sprintf.h>
#include <linux/string.h>

/* Where the next byte goes, and how many there are left: of a cut text, nowhere and none. */
static char *textbuf_end(struct textbuf *t, size_t *room)
{
	if (textbuf_is_cut(t)) {
		*room = 0;
		return NULL;
	}
	*room = t->size - t->len;
	return t->buf + t->len;
}

void textbuf_vprintf(struct textbuf *t, const char *fmt, va_list args)
{
	size_t room;
	char *end = textbuf_end(t, &room);

	t->len += vsnprintf(end, room, fmt, args);
}

void textbuf_printf(struct textbuf *t, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	textbuf_vprintf(t, fmt, args);
	va_end(args);
}

void textbuf_putc(struct textbuf *t, char c)
{
	size_t room;
	char *end = textbuf_end(t, &room);

	if (room > 1) {
		end[0] = c;
		end[1] = 0;
	}
	t->len++;
}

void textbuf_puts(struct textbuf *t, const char *s)
{
	while (*s)
		textbuf_putc(t, *s++);
}

void textbuf_pad(struct textbuf *t, size_t from, size_t column)
{
	while (t->len < from + column)
		textbuf_putc(t, ' ');
}
