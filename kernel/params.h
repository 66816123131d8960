/* SPDX-License-Identifier: MIT */
#ifndef KERNEL_PARAMS_H
#define KERNEL_PARAMS_H

/* params_init - forget the text that parameters of an earlier machine owned. */
void params_init(void);
void params_text_init(void);

#endif
