/* SPDX-License-Identifier: MIT */
/* What command.c needs of mount.c. */
#ifndef CLI_MOUNT_SERVED_H
#define CLI_MOUNT_SERVED_H

#include <stdbool.h>

/**
 * session_open - serve the file system at @dir, or the one mounted with /dev/fuse at "/dev/fd/N".
 * @hosted: the host's own files are seen besides.
 * Return: an exit code; after a message.
 */
int session_open(const char *dir, bool hosted);

#endif
