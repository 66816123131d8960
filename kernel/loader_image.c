// SPDX-License-Identifier: MIT
/*
 * A module's file: reading, checking, mapping.
 *
 * A module is a shared object, and the C library's dlopen() maps it, so that debuggers, profilers
 * and unwinders know it like any other library.  dlopen() also resolves symbols, but by the rules
 * of libraries: it would give a module the C library's printf, or a function of another module
 * that was never exported.  So every symbol is looked at twice: before, the loader compares what
 * the module needs with what is exported, and refuses it when something is missing; afterwards
 * image_bind() writes the right address into each place that the module's relocations name.
 *
 * The file is not trusted: nothing of it is mapped before every segment is known to lie inside
 * the file, and nothing in it runs before the loader says so (no constructors, no libraries).  What
 * the C library cannot stand, a child process finds out.
 */
#include <dlfcn.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <limits.h>
#include <link.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kernel/loader.h"
#include "kernel/processor.h"

/* Of one segment, per-CPU copies included. */
#define IMAGE_BYTES_MAX (1ul << 30)
/* Mapping takes a millisecond. */
#define IMAGE_TRIAL_SECONDS 2

/**
 * struct image - an open module file.
 * @sections: .dynsym, .symtab (or NULL), .modinfo.
 * @handle, @bias: of dlopen(); @bias is added to every address in the file.
 * @first, @last: its addresses in the file, [@first, @last).
 */
struct image {
	char path[PATH_MAX];
	char name[64];
	int fd;
	Elf *elf;
	Elf_Scn *dynsym, *symtab;
	Elf_Data *modinfo;
	void *handle;
	unsigned long bias;
	unsigned long first, last;
};

static char reason[512];

const char *image_reason(void)
{
	return reason;
}

__attribute__((format(printf, 2, 3))) static int fail(int err, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(reason, sizeof(reason), fmt, args);
	va_end(args);
	return err;
}

/* ---- checks ---------------------------------------------------------------------------------- */

static Elf_Scn *section_by_name(const struct image *image, const char *name, GElf_Shdr *header)
{
	Elf_Scn *section = NULL;
	size_t names;

	if (elf_getshdrstrndx(image->elf, &names))
		return NULL;
	while ((section = elf_nextscn(image->elf, section))) {
		const char *its_name;

		if (!gelf_getshdr(section, header))
			continue;
		its_name = elf_strptr(image->elf, names, header->sh_name);
		if (its_name && strcmp(its_name, name) == 0)
			return section;
	}
	return NULL;
}

static int check_header(struct image *image)
{
	GElf_Ehdr header;

	if (elf_kind(image->elf) != ELF_K_ELF || !gelf_getehdr(image->elf, &header))
		return fail(-ENOEXEC, "it is not an ELF file");
	if (gelf_getclass(image->elf) != ELFCLASS64 || header.e_machine != processor_elf_machine)
		return fail(-ENOEXEC, "it is for another kind of machine");
	if (header.e_type == ET_REL)
		return fail(-ENOEXEC, "it is an unlinked object; modules for Ashlar are built by "
				      "make -C $(ashlar kdir) M=$PWD modules");
	if (header.e_type != ET_DYN)
		return fail(-ENOEXEC, "it is no module but a program");
	return 0;
}

/*
 * A segment to be mapped lies inside the file, and in memory behind the one before: where it does
 * not, dlopen() maps it over something else of this process.
 */
static int check_segment(struct image *image, const GElf_Phdr *segment, GElf_Off file_size)
{
	if (segment->p_offset > file_size || segment->p_filesz > file_size - segment->p_offset)
		return fail(-ENOEXEC, "the file is cut short");
	if (segment->p_type != PT_LOAD)
		return 0;
	if (segment->p_memsz < segment->p_filesz || segment->p_memsz > IMAGE_BYTES_MAX ||
	    segment->p_vaddr > IMAGE_BYTES_MAX || segment->p_vaddr < image->last ||
	    (segment->p_align & (segment->p_align - 1)) ||
	    ((segment->p_vaddr - segment->p_offset) & (segment->p_align - 1)))
		return fail(-ENOEXEC, "its headers are damaged");
	if (!image->last)
		image->first = segment->p_vaddr;
	image->last = segment->p_vaddr + segment->p_memsz;
	return 0;
}

static int check_segments(struct image *image)
{
	struct stat st;
	size_t i, n;
	int err = 0;

	if (fstat(image->fd, &st) || elf_getphdrnum(image->elf, &n))
		return fail(-ENOEXEC, "its headers are damaged");
	for (i = 0; i < n && !err; i++) {
		GElf_Phdr segment;

		if (!gelf_getphdr(image->elf, i, &segment))
			return fail(-ENOEXEC, "its headers are damaged");
		if (segment.p_type == PT_INTERP || segment.p_type == PT_TLS ||
		    segment.p_type == PT_GNU_RELRO)
			return fail(-ENOEXEC, "it was linked for another use");
		err = check_segment(image, &segment, st.st_size);
	}
	if (!err && !image->last)
		return fail(-ENOEXEC, "there is nothing to load in it");
	return err;
}

/* A library it depends on, or code that runs by being mapped, is nothing a module can have. */
static int check_dynamic(struct image *image)
{
	Elf_Scn *section = NULL;
	GElf_Shdr header;
	size_t i;

	while ((section = elf_nextscn(image->elf, section))) {
		Elf_Data *data;

		if (!gelf_getshdr(section, &header))
			return fail(-ENOEXEC, "its section headers are damaged");
		if (header.sh_type != SHT_DYNAMIC || !header.sh_entsize)
			continue;
		data = elf_getdata(section, NULL);
		for (i = 0; data && i < data->d_size / header.sh_entsize; i++) {
			GElf_Dyn entry;

			if (!gelf_getdyn(data, i, &entry) || entry.d_tag == DT_NULL)
				break;
			if (entry.d_tag == DT_NEEDED)
				return fail(
					-ENOEXEC, "it needs the library %s",
					elf_strptr(image->elf, header.sh_link, entry.d_un.d_val) ?:
						"?");
			if (entry.d_tag == DT_INIT || entry.d_tag == DT_INIT_ARRAY ||
			    entry.d_tag == DT_FINI || entry.d_tag == DT_FINI_ARRAY)
				return fail(-ENOEXEC, "it has constructors or destructors");
		}
	}
	return 0;
}

static int find_sections(struct image *image)
{
	Elf_Scn *section = NULL;
	GElf_Shdr header;

	while ((section = elf_nextscn(image->elf, section))) {
		if (!gelf_getshdr(section, &header))
			return fail(-ENOEXEC, "its section headers are damaged");
		if (header.sh_type == SHT_DYNSYM)
			image->dynsym = section;
		if (header.sh_type == SHT_SYMTAB)
			image->symtab = section;
	}
	section = section_by_name(image, ".modinfo", &header);
	if (section)
		image->modinfo = elf_getdata(section, NULL);
	if (!image->dynsym || !image->modinfo)
		return fail(-ENOEXEC, "it is a library, not a module (no .modinfo)");
	return 0;
}

static int check_version(struct image *image)
{
	const char *magic = image_info(image, "vermagic");

	if (!magic)
		return fail(-ENOEXEC, "it does not say what it was built for (no vermagic)");
	if (strcmp(magic, loader_vermagic) != 0)
		return fail(-ENOEXEC, "version magic '%s' should be '%s'; build it again", magic,
			    loader_vermagic);
	return 0;
}

/* ---- opening --------------------------------------------------------------------------------- */

/* What the module calls itself, else the file's name; '-' becomes '_', as in Linux. */
static void choose_name(struct image *image)
{
	const char *name = image_info(image, "name");
	const char *base = strrchr(image->path, '/');
	char *c;

	if (!name)
		name = base ? base + 1 : image->path;
	snprintf(image->name, sizeof(image->name), "%.*s", (int)sizeof(image->name) - 9, name);
	c = strstr(image->name, ".ko");
	if (c && !c[3])
		*c = '\0';
	for (c = image->name; *c; c++)
		if (*c == '-')
			*c = '_';
}

static int check_all(struct image *image)
{
	int err = check_header(image);

	if (!err)
		err = check_segments(image);
	if (!err)
		err = check_dynamic(image);
	if (!err)
		err = find_sections(image);
	if (!err)
		err = check_version(image);
	return err;
}

int image_open(const char *path, struct image **result)
{
	struct image *image = calloc(1, sizeof(*image));
	struct stat st;
	int err;

	if (!image)
		return fail(-ENOMEM, "the host has no memory left");
	image->fd = open(path, O_RDONLY | O_CLOEXEC);
	err = errno;
	/* dlopen() would search for a name without a slash. */
	if (image->fd < 0 || !realpath(path, image->path)) {
		err = fail(-err, "%s", strerror(err));
		goto out;
	}
	if (fstat(image->fd, &st) || !S_ISREG(st.st_mode)) {
		err = fail(-ENOEXEC, "it is not a file");
		goto out;
	}
	elf_version(EV_CURRENT);
	image->elf = elf_begin(image->fd, ELF_C_READ, NULL);
	if (!image->elf) {
		err = fail(-ENOEXEC, "%s", elf_errmsg(-1));
		goto out;
	}
	err = check_all(image);
	if (err)
		goto out;
	choose_name(image);
	*result = image;
	return 0;
out:
	image_close(image);
	return err;
}

void image_close(struct image *image)
{
	if (image->handle) {
		dlclose(image->handle);
		kallsyms_changed();
	}
	if (image->elf)
		elf_end(image->elf);
	if (image->fd >= 0)
		close(image->fd);
	free(image);
}

const char *image_name(const struct image *image)
{
	return image->name;
}

const char *image_path(const struct image *image)
{
	return image->path;
}

const char *image_info_at(const struct image *image, unsigned int nth)
{
	const char *text = image->modinfo->d_buf;
	const char *end = text + image->modinfo->d_size;

	while (text && text < end) {
		size_t used = strnlen(text, (size_t)(end - text));

		if (used == (size_t)(end - text))
			break;
		/* Between two there may be more than one NUL. */
		if (used && nth-- == 0)
			return text;
		text += used + 1;
	}
	return NULL;
}

const char *image_info(const struct image *image, const char *tag)
{
	size_t len = strlen(tag);
	const char *text;

	for (unsigned int i = 0; (text = image_info_at(image, i)); i++)
		if (strncmp(text, tag, len) == 0 && text[len] == '=')
			return text + len + 1;
	return NULL;
}

/* ---- symbols --------------------------------------------------------------------------------- */

/* The @i-th symbol of a table and its name; false past the end. */
static bool symbol_at(const struct image *image, Elf_Scn *table, size_t i, GElf_Sym *symbol,
		      const char **name)
{
	Elf_Data *data = table ? elf_getdata(table, NULL) : NULL;
	GElf_Shdr header;

	if (!data || !gelf_getshdr(table, &header) || !gelf_getsym(data, i, symbol))
		return false;
	*name = elf_strptr(image->elf, header.sh_link, symbol->st_name) ?: "";
	return true;
}

const char *image_needs(const struct image *image, unsigned int nth)
{
	GElf_Sym symbol;
	const char *name;
	size_t i;

	for (i = 1; symbol_at(image, image->dynsym, i, &symbol, &name); i++)
		if (symbol.st_shndx == SHN_UNDEF && *name &&
		    GELF_ST_BIND(symbol.st_info) != STB_WEAK && nth-- == 0)
			return name;
	return NULL;
}

/* linux/export.h names the entry for NAME "__ksymtab_NAME". */
const char *image_exports(const struct image *image, unsigned int nth)
{
	static const char prefix[] = "__ksymtab_";
	GElf_Sym symbol;
	const char *name;
	size_t i;

	for (i = 1; symbol_at(image, image->symtab, i, &symbol, &name); i++)
		if (strncmp(name, prefix, sizeof(prefix) - 1) == 0 && nth-- == 0)
			return name + sizeof(prefix) - 1;
	return NULL;
}

void *image_symbol(const struct image *image, const char *wanted)
{
	GElf_Sym symbol;
	const char *name;
	size_t i;

	for (i = 1; symbol_at(image, image->dynsym, i, &symbol, &name); i++)
		if (symbol.st_shndx != SHN_UNDEF && strcmp(name, wanted) == 0)
			return (void *)(image->bias + symbol.st_value);
	return NULL;
}

/* ---- in memory ------------------------------------------------------------------------------- */

/*
 * The C library trusts what it maps, and ends the process over a damaged table.  So a child tries
 * first; what it prints and how it ends is its own affair.
 */
static bool can_be_mapped(const char *path)
{
	pid_t child = fork();
	void *handle;
	int status;

	if (child == 0) {
		int null = open("/dev/null", O_WRONLY);

		/* A crash is to end the child. */
		guard_leave();
		dup2(null, STDOUT_FILENO);
		dup2(null, STDERR_FILENO);
		/* A circle in its hash table would be followed for ever. */
		alarm(IMAGE_TRIAL_SECONDS);
		/* An error that dlopen() returns is for the parent to see and tell. */
		handle = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
		if (handle)
			dlclose(handle);
		_exit(0);
	}
	return child < 0 || waitpid(child, &status, 0) < 0 || status == 0;
}

int image_map(struct image *image)
{
	struct link_map *map;

	if (!can_be_mapped(image->path))
		return fail(-ENOEXEC, "its tables are damaged");
	image->handle = dlopen(image->path, RTLD_NOW | RTLD_GLOBAL);
	if (!image->handle)
		return fail(-ENOEXEC, "%s", dlerror());
	if (dlinfo(image->handle, RTLD_DI_LINKMAP, &map))
		return fail(-ENOEXEC, "%s", dlerror());
	image->bias = map->l_addr;
	kallsyms_changed();
	return 0;
}

void image_bounds(const struct image *image, unsigned long *start, unsigned long *end)
{
	*start = image->bias + image->first;
	*end = image->bias + image->last;
}

struct image_part image_data(const struct image *image, unsigned int i)
{
	size_t n;

	if (elf_getphdrnum(image->elf, &n))
		n = 0;
	for (size_t at = 0; at < n; at++) {
		GElf_Phdr segment;

		if (gelf_getphdr(image->elf, at, &segment) && segment.p_type == PT_LOAD &&
		    segment.p_flags & PF_W && i-- == 0)
			return (struct image_part){ (void *)(image->bias + segment.p_vaddr),
						    segment.p_memsz, 0 };
	}
	return (struct image_part){ NULL, 0, 0 };
}

bool image_is_code(const struct image *image, unsigned long addr)
{
	size_t i, n;

	if (elf_getphdrnum(image->elf, &n))
		return false;
	for (i = 0; i < n; i++) {
		GElf_Phdr segment;

		if (gelf_getphdr(image->elf, i, &segment) && segment.p_type == PT_LOAD &&
		    (segment.p_flags & PF_X) &&
		    addr - image->bias - segment.p_vaddr < segment.p_memsz)
			return true;
	}
	return false;
}

struct image_part image_section(const struct image *image, const char *name)
{
	struct image_part part = { 0 };
	GElf_Shdr header;

	if (section_by_name(image, name, &header) && (header.sh_flags & SHF_ALLOC) &&
	    header.sh_addr >= image->first && header.sh_addr + header.sh_size <= image->last) {
		part.start = (void *)(image->bias + header.sh_addr);
		part.size = header.sh_size;
		part.align = header.sh_addralign;
	}
	return part;
}

/* Write what relocation @rela of @image stands for, if that is a symbol from outside. */
static int bind_one(struct image *image, const GElf_Rela *rela,
		    unsigned long (*resolve)(const char *name, void *arg), void *arg)
{
	unsigned long *place = (unsigned long *)(image->bias + rela->r_offset);
	const char *name = "";
	GElf_Sym symbol;

	if (!GELF_R_SYM(rela->r_info))
		return 0;
	if (!symbol_at(image, image->dynsym, GELF_R_SYM(rela->r_info), &symbol, &name) ||
	    !processor_reloc_is_address(GELF_R_TYPE(rela->r_info)) ||
	    rela->r_offset < image->first || rela->r_offset > image->last - sizeof(*place))
		return fail(-ENOEXEC, "relocation of type %lu for '%s' is not for modules",
			    (unsigned long)GELF_R_TYPE(rela->r_info), name);
	if (symbol.st_shndx == SHN_UNDEF)
		*place = resolve(name, arg) + rela->r_addend;
	return 0;
}

int image_bind(struct image *image, unsigned long (*resolve)(const char *name, void *arg),
	       void *arg)
{
	Elf_Scn *section = NULL;
	GElf_Shdr header;
	int err = 0;

	while (!err && (section = elf_nextscn(image->elf, section))) {
		Elf_Data *data;
		GElf_Rela rela;
		int i;

		if (!gelf_getshdr(section, &header) || header.sh_type != SHT_RELA ||
		    !(header.sh_flags & SHF_ALLOC))
			continue;
		data = elf_getdata(section, NULL);
		for (i = 0; data && !err && gelf_getrela(data, i, &rela); i++)
			err = bind_one(image, &rela, resolve, arg);
	}
	return err;
}
