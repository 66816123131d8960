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

/* May @i go next: is there none left, but itself, whose symbols it needs? */
static bool is_ready(struct image *const *images, unsigned int nr, unsigned int i)
{
	unsigned int other;

	for (other = 0; other < nr; other++)
		if (other != i && images[other] && order_needs(images[i], images[other]))
			return false;
	return true;
}

/* Each step moves the first module that is ready to the next place; a circle stays as it is. */
static void sort(struct module_file *files, struct image **images, unsigned int nr)
{
	unsigned int done, i;

	for (done = 0; done < nr; done++) {
		struct module_file file;
		struct image *image;

		for (i = done; i < nr; i++)
			if (is_ready(images + done, nr - done, i - done))
				break;
		if (i == nr)
			break;
		file = files[i];
		image = images[i];
		memmove(files + done + 1, files + done, (i - done) * sizeof(*files));
		memmove(images + done + 1, images + done, (i - done) * sizeof(*images));
		files[done] = file;
		images[done] = image;
	}
}

void order_modules(struct module_list *list, unsigned int from)
{
	unsigned int i, nr = list->nr - from;
	struct image **images = calloc(nr, sizeof(*images));

	if (!images || nr < 2)
		goto out;
	for (i = 0; i < nr; i++)
		if (image_open(list->files[from + i].path, &images[i])) {
			/* The insertion will say what is wrong with it. */
			images[i] = NULL;
			goto close;
		}
	sort(list->files + from, images, nr);
close:
	for (i = 0; i < nr; i++)
		if (images[i])
			image_close(images[i]);
out:
	free(images);
}
