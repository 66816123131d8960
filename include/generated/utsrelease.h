/* SPDX-License-Identifier: MIT */
#ifndef _GENERATED_UTSRELEASE_H
#define _GENERATED_UTSRELEASE_H

#define UTS_RELEASE "6.12.0-ashlar"

#endif
