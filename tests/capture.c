// SPDX-License-Identifier: MIT
/* See tests/capture.h. */
#include <linux/kernel.h>
#include <linux/sizes.h>
#include <linux/string.h>

#include "base/base.h"
#include "tests/capture.h"

static char text[SZ_64K];
static size_t used;
static print_sink_t outer;
static struct lock text_lock = LOCK_INIT;

static void append(const char *from, size_t len)
{
	len = min_t(size_t, len, sizeof(text) - 1 - used);
	memcpy(text + used, from, len);
	used += len;
	text[used] = '\0';
}

static void keep(int level, bool cont, const char *message, size_t len)
{
	lock_acquire(&text_lock);
	if (cont && used && text[used - 1] == '\n')
		text[--used] = '\0';
	append(message, len);
	if (!len || message[len - 1] != '\n')
		append("\n", 1);
	lock_release(&text_lock);
}

void capture_start(void)
{
	used = 0;
	text[0] = '\0';
	outer = printk_sink;
	printk_sink = keep;
}

const char *capture_stop(void)
{
	printk_sink = outer;
	return text;
}
