#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The examples do what their comments say.  $ASHLAR and $BUILD as in all tests here.  Prints TAP.
root=$(dirname "$0")/../..
exec "$root/scripts/examples.py" "${ASHLAR:?the command}" "${BUILD:?the build folder}"
