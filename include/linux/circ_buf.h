/* SPDX-License-Identifier: MIT */
/* Ring buffers whose size is a power of two: empty where head equals tail. */
#ifndef LINUX_CIRC_BUF_H
#define LINUX_CIRC_BUF_H

struct circ_buf {
	char *buf;
	int head;
	int tail;
};

/** CIRC_CNT - bytes in the buffer; CIRC_SPACE - bytes of room, one place staying empty. */
#define CIRC_CNT(head, tail, size)   (((head) - (tail)) & ((size)-1))
#define CIRC_SPACE(head, tail, size) CIRC_CNT((tail), ((head) + 1), (size))

/** CIRC_CNT_TO_END - bytes up to the end of the array, before it wraps. */
#define CIRC_CNT_TO_END(head, tail, size)                      \
	({                                                     \
		int __cc_end = (size) - (tail);                \
		int __cc_n = ((head) + __cc_end) & ((size)-1); \
		__cc_n < __cc_end ? __cc_n : __cc_end;         \
	})
#define CIRC_SPACE_TO_END(head, tail, size)                    \
	({                                                     \
		int __cs_end = (size)-1 - (head);              \
		int __cs_n = (__cs_end + (tail)) & ((size)-1); \
		__cs_n <= __cs_end ? __cs_n : __cs_end + 1;    \
	})

#endif
