// SPDX-License-Identifier: MIT
/*
 * Paths of the files about caches:
 *
 *	/sys/kernel/slab				the names of all caches
 *	/sys/kernel/slab/CACHE				all attributes of one, as "name:value"
 *	/sys/kernel/slab/CACHE/ATTRIBUTE
 *	/sys/kernel/debug/slab/CACHE/alloc_traces	and free_traces
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <mm/slab/show.h>

static const char attribute_folder[] = "/sys/kernel/slab",
		  trace_folder[] = "/sys/kernel/debug/slab";

/** struct place - where a path leads; @cache and @file may be "". */
struct place {
	bool traces;
	char cache[SLAB_NAME_BYTES];
	const char *file;
};

/* What is behind @folder in @path, "" where nothing is; NULL: it is not in there. */
static const char *inside(const char *path, const char *folder)
{
	size_t len = strlen(folder);

	if (strncmp(path, folder, len) || (path[len] && path[len] != '/'))
		return NULL;
	return path[len] ? path + len + 1 : path + len;
}

/* Return: 0, or -ENOENT where a path like this leads nowhere on any machine. */
static int find_place(const char *path, struct place *place)
{
	const char *rest = inside(path, attribute_folder);
	size_t len;

	place->traces = !rest;
	if (!rest)
		rest = inside(path, trace_folder);
	if (!rest)
		return -ENOENT;
	len = strcspn(rest, "/");
	if (len >= sizeof(place->cache))
		return -ENOENT;
	memcpy(place->cache, rest, len);
	place->cache[len] = '\0';
	place->file = rest[len] ? rest + len + 1 : "";
	if (place->traces)
		return *place->cache && slab_traces_known(place->file) ? 0 : -ENOENT;
	if (!*place->file)
		return 0;
	return *place->cache && slab_attribute_known(place->file, false) ? 0 : -ENOENT;
}

bool slab_file_known(const char *path, bool write)
{
	struct place place;

	if (find_place(path, &place))
		return false;
	return !write || (!place.traces && slab_attribute_known(place.file, true));
}

int slab_file_show(struct textbuf *t, const char *path)
{
	struct place place;
	int err = find_place(path, &place);

	if (err)
		return err;
	if (place.traces)
		return slab_traces_show(t, place.cache, place.file);
	if (*place.file)
		return slab_attribute_show(t, place.cache, place.file);
	if (*place.cache)
		return slab_attributes_show(t, place.cache);
	lock_acquire(&slab_mutex);
	slab_names_show(t);
	lock_release(&slab_mutex);
	return 0;
}

int slab_file_store(const char *path, const char *text, size_t len)
{
	struct place place;
	int err = find_place(path, &place);

	if (err)
		return err;
	return place.traces ? -EACCES : slab_attribute_store(place.cache, place.file, text, len);
}
