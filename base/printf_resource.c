// SPDX-License-Identifier: MIT
/*
 * %pR and %pr: a range of bus addresses.
 *
 *	[mem 0xfe200000-0xfe200fff 64bit pref]		%pR
 *	[mem 0xfe200000-0xfe200fff flags 0x102200]	%pr
 *	[io  0x03f8-0x03ff]	[irq 9]		[mem size 0x00001000]	without a place yet
 */
#include "base/printf_core.h"
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/sprintf.h>
#include "base/textbuf.h"

/* Derived: two addresses of 16 digits, all words that flags have, and what stands between. */
#define RESOURCE_TEXT 96

/* struct form - how numbers of a kind of resource are printed. */
struct form {
	const char *name, *number;
};

static struct form form_of(const struct resource *res)
{
	if (res->flags & IORESOURCE_IO)
		return (struct form){ "io ", "0x%04llx" };
	if (res->flags & IORESOURCE_MEM)
		return (struct form){ "mem", "0x%08llx" };
	if (res->flags & IORESOURCE_IRQ)
		return (struct form){ "irq", "%lld" };
	if (res->flags & IORESOURCE_DMA)
		return (struct form){ "dma", "%lld" };
	if (res->flags & IORESOURCE_BUS)
		return (struct form){ "bus", "%02llx" };
	return (struct form){ "???", "0x%08llx" };
}

static void put_number(struct textbuf *t, const struct form *form, u64 value)
{
	char number[20];

	snprintf(number, sizeof(number), form->number, value);
	textbuf_puts(t, number);
}

static void put_range(struct textbuf *t, const struct form *form, const struct resource *res)
{
	if (res->flags & IORESOURCE_UNSET) {
		textbuf_puts(t, "size ");
		put_number(t, form, resource_size(res));
		return;
	}
	put_number(t, form, res->start);
	if (res->start != res->end) {
		textbuf_putc(t, '-');
		put_number(t, form, res->end);
	}
}

static void put_words(struct textbuf *t, unsigned long flags)
{
	static const struct {
		unsigned long flag;
		const char *word;
	} words[] = {
		{ IORESOURCE_MEM_64, " 64bit" },
		{ IORESOURCE_PREFETCH, " pref" },
		{ IORESOURCE_WINDOW, " window" },
		{ IORESOURCE_DISABLED, " disabled" },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(words); i++)
		if (flags & words[i].flag)
			textbuf_puts(t, words[i].word);
}

void printf_resource(struct printf_out *out, char kind, const struct resource *res,
		     struct printf_spec spec)
{
	char text[RESOURCE_TEXT];
	struct textbuf t;
	struct form form;

	if (!printf_check_pointer(out, res, spec))
		return;
	form = form_of(res);
	textbuf_init(&t, text, sizeof(text));
	textbuf_printf(&t, "[%s ", form.name);
	put_range(&t, &form, res);
	/* Of an unknown kind the words could mean something else. */
	if (kind == 'R' && form.name[0] != '?')
		put_words(&t, res->flags);
	else
		textbuf_printf(&t, " flags 0x%lx", res->flags);
	textbuf_putc(&t, ']');
	printf_string(out, text, spec);
}
