/* SPDX-License-Identifier: MIT */
/*
 * The entrance of base/: what the folders above may use of it beside include/linux.
 *
 *	lock.h		the core's own locks
 *	report.h	telling the user about a mistake
 *	callback.h	lists of callbacks that come and go while they are called
 *	print.h		where printed text goes
 *	printf.h	what the formats %pS and %pG print
 *	textbuf.h	a text that grows into a buffer
 *	seed.h		making random numbers repeat
 *	context.h	what a thread may do now
 */
#ifndef BASE_BASE_H
#define BASE_BASE_H

#include "base/callback.h"
#include "base/context.h"
#include "base/lock.h"
#include "base/print.h"
#include "base/printf.h"
#include "base/report.h"
#include "base/seed.h"
#include "base/textbuf.h"

#endif
