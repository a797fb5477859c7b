# SPDX-License-Identifier: GPL-2.0-or-later
# make, make run, make test, make faults, make check, make bench, make fuzz: README.md says what each does.
# SAN=1 builds with ASan and UBSan, CC=clang with clang, each in a folder of its own; V=1 shows commands.

ifeq ($(origin CC),default)
CC := gcc
endif
CXX := $(subst gcc,g++,$(subst clang,clang++,$(CC)))
CLANG := $(findstring clang,$(CC))
CCACHE := $(shell command -v ccache)
B := build$(if $(CLANG),-clang)$(if $(SAN),-san)
PORT ?= 8080
Q := $(if $(V),,@)
ifeq ($(MAKELEVEL)$(findstring j,$(MAKEFLAGS)),0)
MAKEFLAGS += -j$(shell nproc)
endif

# Flags and libraries. pkg-config is asked only when something is compiled: `make run` installs it.
LIB_PKGS     := xapian-core icu-i18n icu-uc jansson libsodium libxxhash
INDEXER_PKGS := libcmark yaml-0.1 sqlite3
SERVER_PKGS  := libmicrohttpd zlib sqlite3
PKG_CFLAGS = $(eval PKG_CFLAGS := $$(shell pkg-config --cflags $(LIB_PKGS) $(INDEXER_PKGS) $(SERVER_PKGS)))$(PKG_CFLAGS)
libs = $(shell pkg-config --libs $(LIB_PKGS) $(1)) -lstemmer -pthread

# Objects of a clang sanitizer build also carry what libFuzzer needs (see fuzz).
SANITIZE := -fsanitize=address,undefined $(if $(CLANG),-fsanitize=fuzzer-no-link)
MODE := $(if $(SAN),-O1 -fno-omit-frame-pointer -fno-sanitize-recover=all $(SANITIZE),-O2 -D_FORTIFY_SOURCE=2 -fstack-protector-strong)
FLAGS = -g -pthread -fPIE $(MODE) -Wall -Wextra -Wshadow -Wno-missing-field-initializers -Werror -I. -I$(B) $(PKG_CFLAGS)
CFLAGS = -std=gnu11 -D_GNU_SOURCE= -Wstrict-prototypes -Wmissing-prototypes $(FLAGS)
CXXFLAGS = -std=gnu++17 $(FLAGS)
LINK = $(CXX) $(MODE) -pie -Wl,--as-needed,-z,relro,-z,now -o $@ $(filter %.o %.a,$^)

# What there is to build: every source file of a folder belongs to it.
objects = $(patsubst %,$(B)/%.o,$(wildcard $(1)/*.c $(1)/*.cc $(1)/*.S))
programs_of = $(patsubst $(1)/%.c,$(B)/$(2)%,$(wildcard $(1)/$(3)*.c))
MAINS    := $(patsubst %,$(B)/%/main.c.o,indexer server)
ARCHIVES := $(B)/indexer.a $(B)/server.a $(B)/lib.a
PROGRAMS := $(if $(wildcard indexer/main.c),$(B)/jawab-index) $(if $(wildcard server/main.c),$(B)/jawab-serve) \
	$(filter-out %/jawab-compile_rules,$(call programs_of,tools,jawab-))
TESTS    := $(call programs_of,tests/unit,tests/,test_)
# tests_of: tests of the modules in a folder; support: what a folder's programs share.
tests_of = $(filter $(patsubst $(1)/%,$(B)/tests/test_%,$(basename $(wildcard $(1)/*.c $(1)/*.cc))),$(TESTS))
support = $(patsubst %,$(B)/%.o,$(filter-out $(1)/$(2)%,$(wildcard $(1)/*.c)))
BENCHES  := $(call programs_of,tests/bench,bench/,bench_)
FUZZERS  := $(call programs_of,tests/fuzz,fuzz/,fuzz_)
TIDY     := $(patsubst %,$(B)/%.tidy,$(wildcard lib/*.c lib/*.cc indexer/*.c server/*.c tools/*.c tests/*/*.c))

all: $(ARCHIVES) $(PROGRAMS)
	@:

$(B)/lib.a:     $(call objects,lib)
$(B)/indexer.a: $(filter-out $(MAINS),$(call objects,indexer))
$(B)/server.a:  $(filter-out $(MAINS),$(call objects,server))
$(B)/jawab-index: $(B)/indexer/main.c.o $(B)/indexer.a $(B)/lib.a
	$(Q)$(LINK) $(call libs,$(INDEXER_PKGS))
$(B)/jawab-serve: $(B)/server/main.c.o $(B)/server.a $(B)/lib.a
	$(Q)$(LINK) $(call libs,$(SERVER_PKGS))
$(B)/jawab-%: $(B)/tools/%.c.o $(B)/lib.a
	$(Q)$(LINK) $(call libs)
# A test links the archive its module is in and lib.a: that proves the layers.
$(call tests_of,indexer): $(B)/indexer.a
$(call tests_of,server): $(B)/server.a
$(filter-out $(foreach f,lib indexer server,$(call tests_of,$(f))),$(TESTS)): $(B)/indexer.a $(B)/server.a
$(TESTS): $(B)/lib.a
$(TESTS): $(B)/tests/%: $(B)/tests/unit/%.c.o $(call support,tests/unit,test_)
	@mkdir -p $(@D)
	$(Q)$(LINK) $(call libs,$(INDEXER_PKGS) $(SERVER_PKGS) cmocka)
$(B)/bench/%: $(B)/tests/bench/%.c.o $(call support,tests/bench,bench_) $(ARCHIVES)
	@mkdir -p $(@D)
	$(Q)$(LINK) $(call libs,$(INDEXER_PKGS) $(SERVER_PKGS))
$(B)/fuzz/%: $(B)/tests/fuzz/%.c.o $(call support,tests/fuzz,fuzz_) $(ARCHIVES)
	@mkdir -p $(@D)
	$(Q)$(LINK) -fsanitize=fuzzer $(call libs,$(INDEXER_PKGS) $(SERVER_PKGS))
# A disk and a clock that fail on order, for LD_PRELOAD; never sanitized.
$(B)/faults.so: tests/faults/shim.c
	@mkdir -p $(@D)
	$(Q)$(CC) -std=gnu11 -D_GNU_SOURCE= -g -O2 -fPIC -shared -Wall -Wextra -Werror -o $@ $< -ldl
$(B)/%.a:
	@mkdir -p $(@D) && rm -f $@
	$(Q)ar rcs $@ $^

# The interface's messages as an enum: a row of server/lang/ar.txt each, in its order.
$(B)/lang_keys.h: server/lang/ar.txt
	@mkdir -p $(@D)
	$(Q)sed -nE 's/^([a-z0-9-]+) =.*/\1/p' $< | tr a-z- A-Z_ | sed 's/.*/    MSG_&,/' >$@

compile = @mkdir -p $(@D) && echo "  $<" && $(if $(V),set -x;) $(CCACHE) $(1) -MMD -MP -c -o $@ $<
$(B)/%.c.o: %.c | $(B)/lang_keys.h
	$(call compile,$(CC) $(CFLAGS))
$(B)/%.cc.o: %.cc
	$(call compile,$(CXX) $(CXXFLAGS))
$(B)/%.S.o: %.S # .incbin finds files of the source folder and of the build folder
	$(call compile,$(CC) $(FLAGS) -Wa$(comma)-I. -Wa$(comma)-I$(B))
comma := ,

# Data embedded in the binaries; the word-break rules are compiled first.
$(B)/lib/data.S.o: $(wildcard lib/data/* lib/data/*/*) $(patsubst lib/data/%.rules,$(B)/%.bin,$(wildcard lib/data/*.rules))
$(B)/server/assets.S.o: $(wildcard server/assets/* server/assets/*/* server/lang/*)
$(B)/compile_rules: $(B)/tools/compile_rules.c.o
	$(Q)$(LINK) $(shell pkg-config --libs icu-uc)
$(B)/%.bin: lib/data/%.rules $(B)/compile_rules
	$(Q)$(B)/compile_rules $< $@

run:
	@tools/install.sh run
	@$(MAKE) --no-print-directory all
	@$(B)/jawab-index build --content content --index $(B)/demo-index || [ $$? -eq 1 ]
	@[ -s $(B)/demo-token ] || $(B)/jawab-serve token add agent --agents $(B)/demo-agents >$(B)/demo-token 2>/dev/null
	@echo "Agents' desk: /agent, name agent, token $$(tail -n 1 $(B)/demo-token)"
	@exec $(B)/jawab-serve --index $(B)/demo-index --listen 127.0.0.1:$(PORT) --data $(B)/demo-data.db --agents $(B)/demo-agents

# What is in content/ as it is, drafts too, while it is written; both end together.
preview:
	@tools/install.sh run
	@$(MAKE) --no-print-directory all
	@BUILD=$(B) tools/preview.sh content 127.0.0.1:$(PORT)

KINDS ?= unit e2e browser fuzz
test:
	@tools/install.sh $(if $(filter browser,$(KINDS)),browser,test)
	@$(MAKE) --no-print-directory all tests
	@$(if $(filter fuzz,$(KINDS)),$(MAKE) --no-print-directory CC=clang SAN=1 fuzzers)
	@BUILD=$(B) tools/run-tests.sh $(KINDS)
import-deps:
	@tools/install.sh import
screens:
	@tools/install.sh browser
	@$(MAKE) --no-print-directory all
	@BUILD=$(B) node tests/e2e/pictures.mjs $(B)/screens
fuzz:
	@tools/install.sh test
	@$(MAKE) --no-print-directory CC=clang SAN=1 fuzzers
	@tools/run-tests.sh fuzz
tests: $(TESTS) $(B)/faults.so
	@:
benches: $(BENCHES)
	@:
fuzzers: $(FUZZERS)
	@:

bench:
	@tools/install.sh browser
	@$(MAKE) --no-print-directory all benches
	@BUILD=$(B) tests/bench/run.sh

# Every fault that the tests know, at every instant; `make test` takes some of them.
faults:
	@tools/install.sh test
	@$(MAKE) --no-print-directory all $(B)/faults.so
	@BUILD=$(B) FAULTS=all node --test tests/e2e/faults.test.mjs tests/e2e/faults_damage.test.mjs \
	    tests/e2e/watch.test.mjs

relevance: all
	@BUILD=$(B) tools/relevance.sh

check:
	@tools/install.sh check
	+@BUILD=$(B) tools/check.sh
check-%:
	+@BUILD=$(B) tools/check.sh $*
tidy-files: $(TIDY)
# Tests run under sanitizers: no paths are followed through their asserts, which takes a third of it all.
$(B)/%.tidy: $(B)/%.o .clang-tidy # the object is newer when a header changed
	$(Q)clang-tidy --quiet $(if $(filter tests/%,$*),'--checks=-clang-analyzer-*') $* -- $(if $(filter %.cc,$*),$(CXXFLAGS),$(CFLAGS)) 2>/dev/null && touch $@

clean:
	rm -rf build build-san build-clang build-clang-san

.PHONY: all run preview import-deps relevance screens test tests faults fuzz fuzzers bench benches check tidy-files clean
.SECONDARY:
.DELETE_ON_ERROR:
-include $(shell find $(B) -name '*.d' 2>/dev/null)
