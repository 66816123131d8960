/* SPDX-License-Identifier: MIT */
/* The machine's own files. */
#ifndef KERNEL_FILES_MACHINE_FILES_H
#define KERNEL_FILES_MACHINE_FILES_H

/** machine_files_init - make them. Return: 0 or -ENOMEM. */
int machine_files_init(void);

#endif
