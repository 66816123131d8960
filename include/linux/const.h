/* SPDX-License-Identifier: MIT */
/* Constants that an assembler file may share: there a suffix would be an error. */
#ifndef LINUX_CONST_H
#define LINUX_CONST_H

#ifdef __ASSEMBLY__
#define _AC(x, suffix) x
#define _AT(type, x)   x
#else
#define __AC_PASTE(x, suffix) (x##suffix)
#define _AC(x, suffix)	      __AC_PASTE(x, suffix)
#define _AT(type, x)	      ((type)(x))
#endif

#define _UL(x)	   (_AC(x, UL))
#define _ULL(x)	   (_AC(x, ULL))
#define UL(x)	   (_UL(x))
#define ULL(x)	   (_ULL(x))
#define _BITUL(x)  (_UL(1) << (x))
#define _BITULL(x) (_ULL(1) << (x))

#define __ALIGN_KERNEL_MASK(x, mask) (((x) + (mask)) & ~(mask))
#define __ALIGN_KERNEL(x, a)	     __ALIGN_KERNEL_MASK(x, (__typeof__(x))(a)-1)
#define __KERNEL_DIV_ROUND_UP(n, d)  (((n) + (d)-1) / (d))

#endif
