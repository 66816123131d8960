// SPDX-License-Identifier: MIT
/*
 * Modules that are objects, made to be linked into an image: what they need of each other, for
 * their order.  The image's own loader looks at everything else.
 */
#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"

/* What EXPORT_SYMBOL() puts before a symbol's name to name its own record (linux/export.h). */
#define EXPORTED "__ksymtab_"

/**
 * struct object - an open file.
 * @symbols: its symbols, which have their names in the section @names.
 */
struct object {
	int fd;
	Elf *elf;
	Elf_Data *symbols;
	size_t nr, names;
};

static void object_close(void *arg)
{
	struct object *object = arg;

	elf_end(object->elf);
	close(object->fd);
	free(object);
}

static bool find_symbols(struct object *object)
{
	Elf_Scn *section = NULL;
	GElf_Shdr header;

	while ((section = elf_nextscn(object->elf, section))) {
		if (!gelf_getshdr(section, &header) || header.sh_type != SHT_SYMTAB ||
		    !header.sh_entsize)
			continue;
		object->symbols = elf_getdata(section, NULL);
		object->nr = header.sh_size / header.sh_entsize;
		object->names = header.sh_link;
		return object->symbols;
	}
	return false;
}

static void *object_open(const char *path)
{
	struct object *object = calloc(1, sizeof(*object));

	if (!object)
		return NULL;
	object->fd = open(path, O_RDONLY | O_CLOEXEC);
	elf_version(EV_CURRENT);
	object->elf = elf_begin(object->fd, ELF_C_READ, NULL);
	if (find_symbols(object))
		return object;
	object_close(object);
	return NULL;
}

/* The name of the @i-th symbol, "" if it has none. */
static const char *symbol(const struct object *object, size_t i, bool *defined)
{
	const char *name = NULL;
	GElf_Sym sym;

	if (gelf_getsym(object->symbols, (int)i, &sym)) {
		*defined = sym.st_shndx != SHN_UNDEF;
		name = elf_strptr(object->elf, object->names, sym.st_name);
	}
	return name ?: "";
}

static bool exports(const struct object *object, const char *wanted)
{
	size_t prefix = strlen(EXPORTED);
	bool defined;

	for (size_t i = 1; i < object->nr; i++) {
		const char *name = symbol(object, i, &defined);

		if (!strncmp(name, EXPORTED, prefix) && !strcmp(name + prefix, wanted))
			return true;
	}
	return false;
}

static bool object_needs(const void *one, const void *other)
{
	const struct object *object = one;
	bool defined;

	for (size_t i = 1; i < object->nr; i++) {
		const char *name = symbol(object, i, &defined);

		if (*name && !defined && exports(other, name))
			return true;
	}
	return false;
}

const struct order_by order_by_objects = { object_open, object_close, object_needs };
