#!/bin/sh
# SPDX-License-Identifier: MIT
# The names that a program exports to modules.  usage: exports.sh PROGRAM
nm "$1" | sed -n 's/.* __ksymtab_//p' | sort -u
