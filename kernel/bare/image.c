// SPDX-License-Identifier: MIT
/* The files of modules, where they are parts of the image: kernel/loader.h is the contract. */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "kernel/bare/builtin.h"
#include "kernel/loader.h"

/* Sections of variables, as the scripts that link images name them. */
static const char *const data_parts[] = { ".data", ".bss" };

extern struct image builtins_start[] __asm__("__start_builtin_modules") __weak;
extern struct image builtins_end[] __asm__("__stop_builtin_modules") __weak;

int image_open(const char *path, struct image **image)
{
	for (struct image *one = builtins_start; one < builtins_end; one++)
		if (!strcmp(one->path, path)) {
			*image = one;
			return 0;
		}
	return -ENOENT;
}

void image_close(struct image *image)
{
}

const char *image_reason(void)
{
	return "it is not in this image";
}

const char *image_name(const struct image *image)
{
	return image->name;
}

const char *image_path(const struct image *image)
{
	return image->path;
}

struct image_part image_section(const struct image *image, const char *name)
{
	const struct builtin_part *part;

	for (part = image->parts; part->name; part++)
		if (!strcmp(part->name, name))
			return (struct image_part){ part->start, part->end - part->start,
						    sizeof(long) };
	return (struct image_part){};
}

const char *image_info_at(const struct image *image, unsigned int i)
{
	struct image_part info = image_section(image, ".modinfo");
	const char *text = info.start, *end = text + info.size;

	/* Between two there may be more than one NUL. */
	for (; text < end; text += strlen(text) + 1)
		if (*text && i-- == 0)
			return text;
	return NULL;
}

const char *image_info(const struct image *image, const char *tag)
{
	size_t len = strlen(tag);
	const char *text;

	for (unsigned int i = 0; (text = image_info_at(image, i)); i++)
		if (!strncmp(text, tag, len) && text[len] == '=')
			return text + len + 1;
	return NULL;
}

static const char *nth(const char *const *names, unsigned int i)
{
	while (i && *names)
		names++, i--;
	return *names;
}

const char *image_needs(const struct image *image, unsigned int i)
{
	return nth(image->needs, i);
}

const char *image_exports(const struct image *image, unsigned int i)
{
	return nth(image->exports, i);
}

int image_map(struct image *image)
{
	return 0;
}

void image_bounds(const struct image *image, unsigned long *start, unsigned long *end)
{
	*start = (unsigned long)image->start;
	*end = (unsigned long)image->end;
}

bool image_is_code(const struct image *image, unsigned long addr)
{
	return addr >= (unsigned long)image->start && addr < (unsigned long)image->code_end;
}

struct image_part image_data(const struct image *image, unsigned int i)
{
	while (i < ARRAY_SIZE(data_parts)) {
		struct image_part part = image_section(image, data_parts[i]);

		if (part.size)
			return part;
		i++;
	}
	return (struct image_part){};
}

void *image_symbol(const struct image *image, const char *name)
{
	if (!strcmp(name, "__this_module"))
		return image->module;
	if (!strcmp(name, "init_module"))
		return image->init;
	if (!strcmp(name, "cleanup_module"))
		return image->exit;
	return NULL;
}

/* The linker has filled in the addresses; the loader keeps count of whose they are. */
int image_bind(struct image *image, unsigned long (*resolve)(const char *name, void *arg),
	       void *arg)
{
	for (unsigned int i = 0; image_needs(image, i); i++)
		if (!resolve(image_needs(image, i), arg))
			return -ENOENT;
	return 0;
}
