/* SPDX-License-Identifier: MIT */
#ifndef LINUX_STRINGIFY_H
#define LINUX_STRINGIFY_H

#define __stringify_1(x...) #x
/** __stringify - the text of the argument after its macros were expanded. */
#define __stringify(x...) __stringify_1(x)
#define FILE_LINE	  __FILE__ ":" __stringify(__LINE__)

#endif
