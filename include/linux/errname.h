/* SPDX-License-Identifier: MIT */
#ifndef LINUX_ERRNAME_H
#define LINUX_ERRNAME_H

/**
 * errname - the name of an error number, as "-ENOMEM" for -12 and "ENOMEM" for 12.
 * Return: the name; NULL for a number that has none.
 */
const char *errname(int err);

#endif
