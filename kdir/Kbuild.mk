# SPDX-License-Identifier: MIT
#
# One folder of a module's source: reads its Kbuild or Makefile and builds what obj-m names.
#
# $(obj) is the folder for results; $(src), the folder of the sources, differs from it with MO=.
# The top folder also writes modules.order and Module.symvers.

.PHONY: __build __clean __symvers __install
__build:

src := $(src_root)$(patsubst $(out_root)%,%,$(obj))
kbuild-file := $(firstword $(wildcard $(src)/Kbuild) $(src)/Makefile)

# What the folder's file may set; later words come from it alone.
obj-m :=
obj-y :=
obj- :=
ccflags-y :=
ccflags-m :=
asflags-y :=
ldflags-y :=
subdir-ccflags-y :=
EXTRA_CFLAGS :=
EXTRA_AFLAGS :=
clean-files :=

# IMAGE= is the processor of an image that modules are to be linked into: objects, and no libraries.
image-flags := $(if $(IMAGE),@$(KBUILD_ROOT)/emu/$(IMAGE).flags)
LINUXINCLUDE := $(if $(IMAGE),-I$(KBUILD_ROOT)/emu/include) -I$(KBUILD_ROOT)/include -I$(KBUILD_ROOT)/compat -include linux/kconfig.h
KBUILD_CFLAGS := @$(KBUILD_ROOT)/cflags $(image-flags) $(KBUILD_ERA_CFLAGS) $(KCFLAGS)
KBUILD_CPPFLAGS := $(KBUILD_ERA) \
	$(if $(filter y,$(CONFIG_MEM_ALLOC_PROFILING)),-DCONFIG_MEM_ALLOC_PROFILING=1) \
	$(if $(filter y,$(CONFIG_KASAN)),-DCONFIG_KASAN=1) \
	$(if $(filter y,$(CONFIG_KMSAN)),-DCONFIG_KMSAN=1) $(KCPPFLAGS)

# Questions to the compiler that kernel Makefiles ask.
try-cc = $(shell $(CC) -Werror $(1) -c -x c /dev/null -o /dev/null >/dev/null 2>&1 && echo y)
cc-option = $(if $(call try-cc,$(1)),$(1),$(2))
cc-option-yn = $(if $(call try-cc,$(1)),y,n)
cc-disable-warning = $(if $(call try-cc,-W$(strip $(1))),-Wno-$(strip $(1)))

include $(kbuild-file)

# ---- what there is to do -------------------------------------------------------------------------

subdirs := $(patsubst %/,%,$(filter %/,$(obj-m) $(obj-y)))
uniq = $(if $(1),$(firstword $(1)) $(call uniq,$(filter-out $(firstword $(1)),$(1))))
modules := $(patsubst %.o,%,$(call uniq,$(filter %.o,$(obj-m))))
parts = $(call uniq,$(strip $($(1)-objs) $($(1)-y) $($(1)-m)))
objects = $(addprefix $(obj)/,$(or $(call parts,$(1)),$(1).o))
all-objects := $(sort $(foreach m,$(modules),$(call objects,$(m))))
all-modules := $(patsubst %,$(obj)/%.ko,$(modules))

# The innermost folder's words win, so they come last.
export KBUILD_SUBDIR_CCFLAGS := $(KBUILD_SUBDIR_CCFLAGS) $(subdir-ccflags-y)

# "  CC [M]  file.o", the command itself, or nothing.
say = $(if $(filter short,$(quiet)),@printf '  %-7s %s\n' '$(1)' '$(2)')
hush = $(if $(filter verbose,$(quiet)),,@)

# ---- compiling -----------------------------------------------------------------------------------

# $(modname) is set for each object below: the module that it becomes a part of.
name-of = $(subst -,_,$(basename $(notdir $(1))))
flags-of = $(patsubst $(obj)/%,%,$(1))
c-flags = $(LINUXINCLUDE) $(KBUILD_CPPFLAGS) $(KBUILD_CFLAGS) $(access-flags) \
	$(KBUILD_SUBDIR_CCFLAGS) \
	$(ccflags-y) $(ccflags-m) $(EXTRA_CFLAGS) $(CFLAGS_$(notdir $@)) \
	$(if $(filter $(notdir $@),$(flags-of)),,$(CFLAGS_$(call flags-of,$@))) \
	-DKBUILD_BASENAME='"$(call name-of,$@)"' -DKBUILD_MODNAME='"$(modname)"' \
	-DKBUILD_MODFILE='"$(obj)/$(modname)"' -D__KBUILD_MODNAME=kmod_$(modname)
# As in the kernel, KASAN_SANITIZE := n leaves a folder out, KASAN_SANITIZE_foo.o := n a file.
ifeq ($(CONFIG_KASAN),y)
  compiler := $(if $(shell $(CC) -dM -E -x c /dev/null | grep __clang__),clang,gcc)
  access-flags = $(if $(filter n,$(or $(KASAN_SANITIZE_$(notdir $@)),$(KASAN_SANITIZE))),,\
	@$(KBUILD_ROOT)/access.$(compiler))
  access-ldflags := -Wl,-T,$(KBUILD_ROOT)/access.lds
endif
# So does KMSAN_SANITIZE; but what such code writes is followed all the same, or others who read it
# would be told of.
ifeq ($(CONFIG_KMSAN),y)
  access-flags = @$(KBUILD_ROOT)/uninit.clang \
	$(if $(filter n,$(or $(KMSAN_SANITIZE_$(notdir $@)),$(KMSAN_SANITIZE))),\
	-mllvm -msan-disable-checks=1)
endif
remove-flags = $(filter-out $(CFLAGS_REMOVE_$(notdir $@)),$(1))
a-flags = $(LINUXINCLUDE) $(KBUILD_ERA) $(KCPPFLAGS) -D__KERNEL__ -DMODULE -D__ASSEMBLY__ \
	$(or $(image-flags),-fPIC) -nostdinc $(KAFLAGS) $(asflags-y) $(EXTRA_AFLAGS) $(AFLAGS_$(notdir $@))
dep-file = $(dir $@).$(notdir $@).d

rebuild-on := $(kbuild-file) $(KBUILD_ROOT)/Kbuild.mk $(KBUILD_ROOT)/cflags

# What was built with another choice is built again.
choice-file := $(obj)/.build-choice
choice := $(strip $(KBUILD_ERA) $(IMAGE) $(CONFIG_MEM_ALLOC_PROFILING) $(if $(filter y,$(CONFIG_KASAN)),KASAN) $(if $(filter y,$(CONFIG_KMSAN)),KMSAN) \
	$(KCPPFLAGS) $(KCFLAGS) $(KAFLAGS))
ifneq ($(choice),$(file <$(choice-file)))
  rebuild-on += $(choice-file)
endif
.PHONY: record-choice
$(choice-file): record-choice
	@mkdir -p $(obj)
	@printf '%s\n' '$(subst ','\'',$(choice))' >$@

$(obj)/%.o: $(src)/%.c $(rebuild-on)
	$(call say,CC [M],$@)
	$(hush)mkdir -p $(dir $@)
	$(hush)$(CC) -MMD -MF $(dep-file) $(call remove-flags,$(c-flags)) -c -o $@ $<

$(obj)/%.o: $(src)/%.S $(rebuild-on)
	$(call say,AS [M],$@)
	$(hush)mkdir -p $(dir $@)
	$(hush)$(CC) -MMD -MF $(dep-file) $(a-flags) -c -o $@ $<

# Preprocessed and assembler text of one file, on request.
$(obj)/%.i: $(src)/%.c
	$(call say,CPP [M],$@)
	$(hush)$(CC) $(c-flags) -E -o $@ $<
$(obj)/%.s: $(src)/%.c
	$(call say,CC [M],$@)
	$(hush)$(CC) $(c-flags) -S -o $@ $<

link-flags = $(if $(IMAGE),$(image-flags) -r -nostdlib,\
	@$(KBUILD_ROOT)/ldflags -Wl,-T,$(KBUILD_ROOT)/percpu.lds)
define module-rule
$(call objects,$(1)): modname := $(subst -,_,$(notdir $(1)))
$(obj)/$(1).ko: $(call objects,$(1)) $$(KBUILD_ROOT)/ldflags $$(KBUILD_ROOT)/percpu.lds $$(kbuild-file)
	$$(call say,LD [M],$$@)
	$$(hush)$$(CC) $$(link-flags) $$(access-ldflags) \
		$$(ldflags-y) -o $$@ \
		$$(filter %.o,$$^)
endef
$(foreach m,$(modules),$(eval $(call module-rule,$(m))))

-include $(foreach o,$(all-objects),$(dir $(o)).$(notdir $(o)).d)

# ---- folders below, and the list of modules -------------------------------------------------------

.PHONY: $(addprefix __build-,$(subdirs)) $(addprefix __clean-,$(subdirs))
$(addprefix __build-,$(subdirs)):
	+@$(MAKE) -f $(KBUILD_ROOT)/Kbuild.mk obj=$(obj)/$(patsubst __build-%,%,$@) __build
$(addprefix __clean-,$(subdirs)):
	+@$(MAKE) -f $(KBUILD_ROOT)/Kbuild.mk obj=$(obj)/$(patsubst __clean-%,%,$@) __clean

order-file := $(obj)/modules.order

__build: $(all-modules) $(addprefix __build-,$(subdirs))
	@mkdir -p $(obj)
	@{ :; $(foreach m,$(all-modules),echo $(m);) \
	   $(foreach d,$(subdirs),cat $(obj)/$(d)/modules.order;) } >$(order-file)

# ---- after all folders: exported and missing symbols ----------------------------------------------

__symvers:
	$(call say,MODPOST,$(obj)/Module.symvers)
	@sh $(KBUILD_ROOT)/modpost.sh $(KBUILD_ROOT)/exports $(obj) $(order-file) $(KBUILD_EXTRA_SYMBOLS)

install_dir := $(INSTALL_MOD_PATH)/lib/modules/$(KERNELRELEASE)/$(or $(INSTALL_MOD_DIR),updates)
__install:
	@test -e $(order-file) || { echo "$(obj): build the modules first" >&2; exit 2; }
	@while read -r ko; do \
		to=$(install_dir)/$${ko#$(obj)/}; \
		$(if $(filter short,$(quiet)),echo "  INSTALL $$to";) \
		mkdir -p "$${to%/*}" && cp "$$ko" "$$to" || exit 1; \
	done <$(order-file)

__clean: $(addprefix __clean-,$(subdirs))
	$(call say,CLEAN,$(obj))
	@rm -f $(all-modules) $(all-objects) $(order-file) $(obj)/Module.symvers $(choice-file) \
		$(foreach o,$(all-objects),$(dir $(o)).$(notdir $(o)).d) \
		$(addprefix $(obj)/,$(clean-files))
