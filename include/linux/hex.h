/* SPDX-License-Identifier: MIT */
#ifndef LINUX_HEX_H
#define LINUX_HEX_H

#include <linux/types.h>

/** hex_asc, hex_asc_upper - the sixteen digits, in lower and in upper case. */
extern const char hex_asc[];
extern const char hex_asc_upper[];
#define hex_asc_lo(x)	    hex_asc[(x)&0x0f]
#define hex_asc_hi(x)	    hex_asc[((x)&0xf0) >> 4]
#define hex_asc_upper_lo(x) hex_asc_upper[(x)&0x0f]
#define hex_asc_upper_hi(x) hex_asc_upper[((x)&0xf0) >> 4]

/** hex_byte_pack - write the two digits of @byte; gives the place after them. */
static inline char *hex_byte_pack(char *buf, u8 byte)
{
	*buf++ = hex_asc_hi(byte);
	*buf++ = hex_asc_lo(byte);
	return buf;
}
#define pack_hex_byte(buf, byte) hex_byte_pack(buf, byte)

static inline char *hex_byte_pack_upper(char *buf, u8 byte)
{
	*buf++ = hex_asc_upper_hi(byte);
	*buf++ = hex_asc_upper_lo(byte);
	return buf;
}

/** hex_to_bin - the value of a digit, or -1. */
int hex_to_bin(unsigned char ch);
/** hex2bin - @count bytes from twice as many digits; 0, or -EINVAL. */
int __must_check hex2bin(u8 *dst, const char *src, size_t count);
/** bin2hex - @count bytes as digits, without a terminator; gives the place after them. */
char *bin2hex(char *dst, const void *src, size_t count);

#endif
