// SPDX-License-Identifier: MIT
/*
 * The order in which the modules of a folder can be inserted: who exports a symbol comes before
 * who needs it, and otherwise they stay as the Makefile has them.
 */
#include <stdlib.h>
#include <string.h>

#include "kernel/loader.h"

#include "cli/cli.h"

static bool exports(const struct image *image, const char *symbol)
{
	const char *name;
	unsigned int i;

	for (i = 0; (name = image_exports(image, i)); i++)
		if (strcmp(name, symbol) == 0)
			return true;
	return false;
}

bool order_needs(const struct image *image, const struct image *other)
{
	const char *name;
	unsigned int i;

	if (!image_exports(other, 0))
		return false;
	for (i = 0; (name = image_needs(image, i)); i++)
		if (exports(other, name))
			return true;
	return false;
}

static void *open_image(const char *path)
{
	struct image *image;

	return image_open(path, &image) ? NULL : image;
}

static void close_image(void *image)
{
	image_close(image);
}

static bool image_needs_other(const void *one, const void *other)
{
	return order_needs(one, other);
}

const struct order_by order_by_images = { open_image, close_image, image_needs_other };

/**
 * struct order - files being sorted.
 * @opened: the @nr files behind @by, as @files has them.
 */
struct order {
	const struct order_by *by;
	struct module_file *files;
	void **opened;
	unsigned int nr;
};

/* May @i be the one at @done: is there none left, but itself, whose symbols it needs? */
static bool is_ready(const struct order *order, unsigned int done, unsigned int i)
{
	for (unsigned int other = done; other < order->nr; other++)
		if (other != i && order->by->needs(order->opened[i], order->opened[other]))
			return false;
	return true;
}

/* Those between move up. */
static void move(struct order *order, unsigned int from, unsigned int to)
{
	struct module_file file = order->files[from];
	void *opened = order->opened[from];

	memmove(order->files + to + 1, order->files + to, (from - to) * sizeof(file));
	memmove(order->opened + to + 1, order->opened + to, (from - to) * sizeof(opened));
	order->files[to] = file;
	order->opened[to] = opened;
}

/* Each step moves the first module that is ready to the next place; a circle stays as it is. */
static void sort(struct order *order)
{
	for (unsigned int done = 0; done < order->nr; done++) {
		unsigned int i = done;

		while (i < order->nr && !is_ready(order, done, i))
			i++;
		if (i == order->nr)
			break;
		move(order, i, done);
	}
}

void order_modules(struct module_list *list, unsigned int from, const struct order_by *by)
{
	struct order order = { by, list->files + from, NULL, list->nr - from };
	unsigned int i;

	if (order.nr < 2)
		return;
	order.opened = calloc(order.nr, sizeof(*order.opened));
	for (i = 0; order.opened && i < order.nr; i++)
		/* The insertion will say what is wrong with one that cannot be opened. */
		if (!(order.opened[i] = by->open(order.files[i].path)))
			break;
	if (i == order.nr)
		sort(&order);
	while (i)
		by->close(order.opened[--i]);
	free(order.opened);
}
