/* SPDX-License-Identifier: MIT */
/* The machine's own files. */
#ifndef KERNEL_FILES_MACHINE_FILES_H
#define KERNEL_FILES_MACHINE_FILES_H

struct textbuf;

/** machine_files_init - make them. Return: 0 or -ENOMEM. */
int machine_files_init(void);

/** machine_file_add - one more in /proc, for a layer above. Return: 0 or -ENOMEM. */
int machine_file_add(const char *name, void (*show)(struct textbuf *t));

#endif
