# SPDX-License-Identifier: MIT
# A thin front: the build is Meson's, the checks are scripts/check.sh's.  `make help` lists it all.

BUILD ?= build
PREFIX ?= /usr/local
DESTDIR ?=
# Only a compiler that was asked for: make's own default for CC says nothing.
ifeq ($(origin CC),default)
unexport CC
else
export CC
endif

.PHONY: all configure demo check bench fragmentation soak format exports install uninstall
.PHONY: clean help

all: configure
	@ninja -C $(BUILD)

configure:
	@scripts/configure.sh $(BUILD)

demo: all
	@scripts/demo.sh $(BUILD)

check:
	@scripts/deps.sh check
	@scripts/check.sh

bench: all
	@bench/run.sh $(BUILD)

fragmentation: all
	@bench/fragmentation/run.sh $(BUILD)

soak: all
	@scripts/soak.sh $(BUILD)

format:
	@scripts/check/format.sh --fix

exports: all
	@scripts/check/symbols.sh --write $(BUILD)

install: all
	@meson configure $(BUILD) -Dprefix=$(abspath $(PREFIX))
	@meson install -C $(BUILD) --quiet $(if $(DESTDIR),--destdir $(abspath $(DESTDIR)))
	@echo "installed under $(DESTDIR)$(PREFIX)"

uninstall:
	@ninja -C $(BUILD) uninstall

clean:
	@rm -rf $(BUILD) build-check build-arm64

help:
	@echo 'make            build everything; the command is build/ashlar'
	@echo 'make demo       build, and run the examples as a guided tour'
	@echo 'make check      every check and test; the last line counts them'
	@echo 'make bench      the benchmark tables'
	@echo 'make fragmentation  a week of churn with and without page blocks, and what is left'
	@echo 'make soak       objects for OBJECT_SECONDS (1800), then all tests with new seeds for'
	@echo '                SOAK_SECONDS (300)'
	@echo 'make format     lay out the C files with clang-format'
	@echo 'make exports    write the lists of exported symbols anew from the build'
	@echo 'make install    under PREFIX (/usr/local), below DESTDIR'
	@echo 'make uninstall  take away what make install put there'
	@echo 'make clean      remove what was built'
	@echo
	@echo 'CC=clang        another compiler        BUILD=folder   another build folder'
	@echo 'MESON_ARGS=...  options for the build, such as -Dpage_shift=14'
