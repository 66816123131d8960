// SPDX-License-Identifier: MIT
/* What the port's inline code refers to where it is compiled into modules. */
#include <linux/export.h>
#include <port/step_ops.h>

EXPORT_SYMBOL(port_cpu_words);
EXPORT_SYMBOL(port_held_offset);
EXPORT_SYMBOL(port_rseq_offset);
