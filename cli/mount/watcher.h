/* SPDX-License-Identifier: MIT */
/* A child that unmounts when this process cannot. */
#ifndef CLI_MOUNT_WATCHER_H
#define CLI_MOUNT_WATCHER_H

#include <stdbool.h>

/** watcher_start - what will be mounted at @dir is unmounted when this process ends. */
bool watcher_start(const char *dir);

/** watcher_stop - this process has unmounted it itself.  Does nothing where nobody watches. */
void watcher_stop(void);

#endif
