// SPDX-License-Identifier: MIT
/*
 * Static per-CPU variables: the images that were loaded, each with a copy for each CPU.
 *
 * The copies need no memory from the machine: percpu.lds reserves addresses behind the image, and
 * the world below fills them in when they are touched.
 */
#include "mm/percpu/chunk.h"
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <mm/boot/boot.h>
#include <mm/kmalloc/kmalloc.h>

/**
 * struct pcpu_image - the static per-CPU variables of one program or module.
 * @list: link in @images.
 * @start: first byte, as linked.
 * @size: bytes; 1 .. PCPU_UNIT_SIZE.
 *
 * No two images, together with the units behind them, overlap.
 */
struct pcpu_image {
	struct list_head list;
	unsigned long start;
	size_t size;
};

static struct lock images_lock;
static struct list_head images;
static struct pcpu_image core;

/* The linker's names for the variables of the program that this file is in; absent without any. */
extern const char __start_percpu_data[] __weak __attribute__((visibility("hidden")));
extern const char __stop_percpu_data[] __weak __attribute__((visibility("hidden")));
extern const char __percpu_room_end[] __weak __attribute__((visibility("hidden")));

static unsigned long image_end(const struct pcpu_image *image)
{
	return image->start + per_cpu_offset(pcpu.nr_units - 1) + image->size;
}

static bool images_overlap(const struct pcpu_image *a, const struct pcpu_image *b)
{
	return a->start < image_end(b) && b->start < image_end(a);
}

static int image_insert(struct pcpu_image *image, unsigned long end)
{
	struct pcpu_image *other;
	int err = 0;

	if (image->size > PCPU_UNIT_SIZE) {
		pr_err("percpu: %zu bytes of static variables, at most %lu are possible\n",
		       image->size, PCPU_UNIT_SIZE);
		return -EINVAL;
	}
	if (end < image_end(image)) {
		pr_err("percpu: no room for static variables: linked without percpu.lds?\n");
		return -EINVAL;
	}
	lock_acquire(&images_lock);
	list_for_each_entry(other, &images, list) {
		if (images_overlap(image, other))
			err = -EEXIST;
	}
	if (!err)
		list_add_tail(&image->list, &images);
	lock_release(&images_lock);
	if (err)
		return err;
	for (unsigned int cpu = 0; cpu < pcpu.nr_units; cpu++)
		memcpy((char *)image->start + per_cpu_offset(cpu), (char *)image->start,
		       image->size);
	return 0;
}

int percpu_module_add(const void *start, size_t size, const void *end)
{
	struct pcpu_image *image;
	int err;

	if (!size)
		return 0;
	image = kmalloc_untraced(sizeof(*image), GFP_KERNEL);
	if (!image)
		return -ENOMEM;
	image->start = (unsigned long)start;
	image->size = size;
	err = image_insert(image, (unsigned long)end);
	if (err)
		kfree_untraced(image);
	return err;
}

void percpu_module_del(const void *start)
{
	struct pcpu_image *image, *found = NULL;

	lock_acquire(&images_lock);
	list_for_each_entry(image, &images, list) {
		if (image != &core && image->start == (unsigned long)start)
			found = image;
	}
	if (found)
		list_del(&found->list);
	lock_release(&images_lock);
	kfree_untraced(found);
}

/* in_image - true where @addr lies in some CPU's copy of @image. */
static bool in_image(const struct pcpu_image *image, unsigned long addr)
{
	unsigned long distance = addr - image->start;

	return addr > image->start && distance >= PCPU_UNIT_SIZE && addr < image_end(image) &&
	       (distance & (PCPU_UNIT_SIZE - 1)) < image->size;
}

bool is_kernel_percpu_address(unsigned long addr)
{
	return core.size && in_image(&core, addr);
}
EXPORT_SYMBOL(is_kernel_percpu_address);

bool is_module_percpu_address(unsigned long addr)
{
	struct pcpu_image *image;
	bool found = false;

	lock_acquire(&images_lock);
	list_for_each_entry(image, &images, list) {
		if (image != &core && in_image(image, addr))
			found = true;
	}
	lock_release(&images_lock);
	return found;
}

/** pcpu_image_init - forget all images but the core's own, whose copies are made anew. */
int pcpu_image_init(void)
{
	lock_init(&images_lock);
	INIT_LIST_HEAD(&images);
	core.start = (unsigned long)__start_percpu_data;
	core.size = (size_t)(__stop_percpu_data - __start_percpu_data);
	if (!core.size)
		return 0;
	return image_insert(&core, (unsigned long)__percpu_room_end);
}

void pcpu_image_exit(void)
{
	struct pcpu_image *image, *next;

	list_for_each_entry_safe(image, next, &images, list) {
		list_del(&image->list);
		if (image != &core)
			kfree_untraced(image);
	}
}

int pcpu_image_check(void)
{
	struct pcpu_image *a, *b;
	int broken = 0;

	lock_acquire(&images_lock);
	list_for_each_entry(a, &images, list) {
		if (!a->size || a->size > PCPU_UNIT_SIZE) {
			pr_err("percpu: image %px has %zu bytes\n", (void *)a->start, a->size);
			broken++;
		}
		list_for_each_entry(b, &images, list) {
			if (a != b && images_overlap(a, b)) {
				pr_err("percpu: images %px and %px overlap\n", (void *)a->start,
				       (void *)b->start);
				broken++;
			}
		}
	}
	lock_release(&images_lock);
	return broken;
}
