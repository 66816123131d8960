/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_KMOD_H
#define _LINUX_KMOD_H

#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/types.h>
#include <linux/umh.h>

#define KMOD_PATH_LEN 256

/**
 * __request_module() - make sure that a module is loaded.
 * @wait: in Linux, whether to wait for the program that loads it.
 * @fmt: the module's name, printf style.
 *
 * The set of modules is what the command was given: nothing is fetched.
 *
 * Return: 0 when the module is loaded, -ENOENT when it is not, -ENAMETOOLONG.
 * Context: process context.
 */
int __request_module(bool wait, const char *fmt, ...) __printf(2, 3);

#define request_module(mod...)		   __request_module(true, mod)
#define request_module_nowait(mod...)	   __request_module(false, mod)
#define try_then_request_module(x, mod...) ((x) ?: (__request_module(true, mod), (x)))

#endif
