# SPDX-License-Identifier: MIT
# foc: all the rules.  make demo, make check; see README.md.
#
#	make			build everything into $(B)
#	make SAN=1 check	the same under AddressSanitizer and UBSan
#	make SAN=thread		with ThreadSanitizer
#	make ISAL=1		gzip by ISA-L (libisal-dev), faster than by zlib
#	make torture		kills, races, injected faults; SHORT=1, SEED=n
#	make fuzz		each parser by libFuzzer; SECONDS_EACH=30, ONLY=json
#	make analyze		gcc -fanalyzer, cppcheck, clang-tidy
#	make valgrind		memcheck: tests, demo, the examples of all pages
#	make bench		every speed goal, in one table; QUICK=1; bench-long
#	make coverage		lines that the tests run, with goals
#	make reproducible	the same bytes wherever and by whomever it is built
#	make check-independent	three large months, recomputed independently
#	make CC=clang WERROR=1	another compiler, warnings as errors

PREFIX	?= /usr/local
CC	?= cc
CFLAGS	?= -O2 -g
PKGS	 = sqlite3 libcjson yaml-0.1 zlib libsodium
B	?= build$(if $(SAN),-$(SAN:1=san))$(if $(COV),-cov)$(if $(ISAL),-isal)
Q	?= @

WARN	 = -std=c11 -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion \
	   -Wformat=2 -Wshadow -Wvla -Wswitch-enum -Wundef \
	   -Wstrict-prototypes -Wmissing-prototypes -Wimplicit-fallthrough \
	   -Wno-overlength-strings -Werror=format-security \
	   -Werror=implicit $(if $(WERROR),-Werror)
HARDEN	 = -fstack-protector-strong -fno-strict-aliasing \
	   -fno-strict-overflow -fno-delete-null-pointer-checks -fPIE \
	   $(TAKEN)
ifneq ($(COV),)
SANF	 = --coverage -fprofile-update=atomic -O0
else ifeq ($(SAN),)
HARDEN	+= -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3
LHARDEN	 = -pie -Wl,-z,relro,-z,now,-z,noexecstack,--as-needed
else
SANF	 = -fsanitize=$(if $(filter thread,$(SAN)),thread,address,undefined) \
	   -fno-sanitize-recover=all -fno-omit-frame-pointer
endif
# They read and write files of their own at the end.
SANF	+= $(if $(SAN)$(COV),-DFOC_UNCONFINED)
# What not every compiler, or machine, has: those that this one takes.
MAYBE	 = -ftrivial-auto-var-init=zero -fstack-clash-protection \
	   -fcf-protection=full -mbranch-protection=standard \
	   -Wbidi-chars=any -Wtrampolines \
	   -Werror=incompatible-pointer-types -Werror=int-conversion
TAKEN	:= $(shell for f in $(MAYBE); do $(CC) -Werror $$f -x c -c \
	   -o /dev/null /dev/null 2>/dev/null && echo "$$f"; done)
# clang 14 fears that one who zeroes will come to rely on it.
ifeq ($(filter %=zero,$(TAKEN)),)
ZERO	 = -enable-trivial-auto-var-init-zero-knowing-it-will-be-$\
	   removed-from-clang -ftrivial-auto-var-init=zero
TAKEN	+= $(shell $(CC) -Werror $(ZERO) -x c -c -o /dev/null /dev/null \
	   2>/dev/null && echo "$(ZERO)")
endif
# No path of this machine in what is built.
NOPATH	 = -ffile-prefix-map=$(CURDIR)=. \
	   -ffile-prefix-map=$(abspath $(B))=build \
	   $(if $(filter-out build,$(B)),-ffile-prefix-map=$(B)=build)
# The faster inflate, where it is asked for.
ifneq ($(ISAL),)
PKGS	+= libisal
CPPFLAGS += -DFOC_ISAL
endif
PKG_C	:= $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
PKG_L	:= $(shell pkg-config --libs $(PKGS) 2>/dev/null || \
	   echo -lsqlite3 -lcjson -lyaml -lz -lsodium $(if $(ISAL),-lisal))
ALLCF	 = $(WARN) $(HARDEN) $(SANF) $(NOPATH) -D_GNU_SOURCE -pthread \
	   -Ilib -Icmd -I$(B) $(PKG_C) $(if $(COV),-g,$(CFLAGS)) $(CPPFLAGS)
LIBS	 = $(PKG_L) -lcsv -pthread

# The binary's name is the file's name: a new command touches no list.
BINS	 = $(patsubst cmd/%.c,$(B)/%,$(sort $(wildcard cmd/foc*.c)))
LSRC	 = $(sort $(wildcard lib/*/*.c))
LOBJ	 = $(patsubst %.c,$(B)/%.o,$(LSRC)) $(B)/embed.o
CLIOBJ	 = $(patsubst %.c,$(B)/%.o,$(filter-out $(wildcard cmd/foc*.c),\
	   $(sort $(wildcard cmd/*.c))))
SQL	 = $(sort $(wildcard lib/*/*.sql))
TEXTS	 = $(sort $(wildcard lib/*/*.tsv lib/*/*.css lib/*/*.html \
	   lib/*/*.json lib/*/*.txt lib/*/*.yaml))
UNITS	 = $(patsubst tests/unit/%.c,$(B)/unit/%,$(wildcard tests/unit/test_*.c))
GENSRC	 = $(wildcard tests/gen/*.c)

all: $(BINS)

$(BINS): $(B)/%: $(B)/cmd/%.o $(CLIOBJ) $(B)/libfoc.a
	$(Q)$(CC) $(SANF) $(LHARDEN) $(LDFLAGS) -o $@ $^ $(LIBS)

$(B)/libfoc.a: $(LOBJ)
	$(Q)rm -f $@; $(AR) rcD $@ $^

$(B)/%.o: %.c $(B)/sql.h
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALLCF) -MMD -MP -c -o $@ $<

# Named statements and texts that the programs carry with them.
$(B)/sql.h: lib/db/sql.awk $(SQL)
	@mkdir -p $(@D)
	$(Q)awk -f lib/db/sql.awk $(SQL) >$@.tmp && mv $@.tmp $@

$(B)/texts.h: lib/embed.awk $(TEXTS)
	@mkdir -p $(@D)
	$(Q)awk -v root=lib/ -f lib/embed.awk $(TEXTS) >$@.tmp && mv $@.tmp $@

$(B)/embed.o: lib/embed.c $(B)/texts.h $(B)/sql.h
	$(Q)$(CC) $(ALLCF) -MMD -MP -c -o $@ $<

# --- tests

$(B)/unit/%: tests/unit/%.c $(B)/libfoc.a
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALLCF) $(LHARDEN) $(WRAP_$*) -o $@ $< $(B)/libfoc.a \
	    $(LIBS) -lcmocka

# What the library calls there is the test's own function first.
WRAP_test_mem = $(addprefix -Wl$(COMMA)--wrap=,malloc calloc reallocarray \
	   strdup strndup vasprintf __vasprintf_chk _exit write getentropy \
	   fopencookie regexec yaml_parser_initialize yaml_parser_parse)
COMMA	:= ,

$(B)/gencur: $(GENSRC) $(wildcard tests/gen/*.h)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALLCF) $(LHARDEN) -o $@ $(GENSRC) -lz

# --- fuzzing: each parser, by what tests/fuzz/fuzz_NAME.c says must hold

FUZZ	 = $(sort $(patsubst tests/fuzz/fuzz_%.c,%,\
	   $(wildcard tests/fuzz/fuzz_*.c)))
FUZZOBJ	 = $(B)/tests/fuzz/fuzz.o $(B)/libfoc.a
SECONDS_EACH ?= 30

# The kept corpus through each target, once: tests among the others.
UNITS	+= $(FUZZ:%=$(B)/fuzz/%)
$(B)/fuzz/%: $(B)/tests/fuzz/fuzz_%.o $(B)/tests/fuzz/replay.o $(FUZZOBJ)
	@mkdir -p $(@D)
	$(Q)$(CC) $(SANF) $(LHARDEN) $(LDFLAGS) -o $@ $^ $(LIBS)

# clang's libFuzzer, the library instrumented; signed overflow is found, which
# other builds define:  make fuzz SECONDS_EACH=180 ONLY="money json"
fuzz:
	@sh tests/deps.sh clang libclang-rt-14-dev
	@$(MAKE) --no-print-directory B=build-fuzz CC=clang SAN=1 \
	    CFLAGS="-O1 -g -fsanitize=fuzzer-no-link -fno-wrapv \
	    -Wno-unused-command-line-argument" fuzz-run

.PHONY: fuzz fuzz-run
fuzz-run: $(FUZZ:%=$(B)/fuzz/with-%)
	@FOC_TOP="$(CURDIR)" sh tests/fuzz/run.sh $(B)/fuzz $(SECONDS_EACH) \
	    $(or $(ONLY),$(FUZZ))

$(B)/fuzz/with-%: $(B)/tests/fuzz/fuzz_%.o $(FUZZOBJ)
	@mkdir -p $(@D)
	$(Q)$(CC) $(SANF) -fsanitize=fuzzer $(LDFLAGS) -o $@ $^ $(LIBS)

# What torture scripts run besides the programs.
TORTURE_C = $(patsubst tests/torture/%.c,$(B)/torture/%,\
	    $(filter-out %/oom.c,$(wildcard tests/torture/*.c)))

$(B)/torture/%: tests/torture/%.c $(B)/libfoc.a
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALLCF) $(LHARDEN) -o $@ $< $(B)/libfoc.a $(LIBS)

# --- static analysis, and memcheck

.PHONY: analyze valgrind
analyze:
	@FOC_TOP="$(CURDIR)" bash tests/analyze/run.sh build-analyze

valgrind: all $(UNITS) $(B)/gencur
	@PATH="$(abspath $(B)):$$PATH" FOC_TOP="$(CURDIR)" \
	    bash tests/analyze/valgrind.sh $(B)/valgrind \
	    $(abspath $(sort $(UNITS)))

# --- what the machine must have

DEB_BUILD = gcc make pkg-config libsqlite3-dev libcsv-dev libcjson-dev \
	    libyaml-dev zlib1g-dev libsodium-dev
DEB_CHECK = libcmocka-dev bats sqlite3 jq python3 mandoc shellcheck strace

# Installs as root what is missing; says what is missing otherwise.
deps:
	@sh tests/deps.sh $(DEB_BUILD)
deps-demo:
	@sh tests/deps.sh $(DEB_BUILD) jq
deps-check:
	@sh tests/deps.sh $(DEB_BUILD) $(DEB_CHECK)

# pkg-config is asked when make reads this file: so a second make, once the
# packages are there.
demo: deps-demo
	@$(MAKE) --no-print-directory all $(B)/gencur
	@PATH="$(abspath $(B)):$$PATH" FOC_TOP="$(CURDIR)" \
	    sh examples/demo.sh "$(B)/demo"

check: deps-check
	@$(MAKE) --no-print-directory check-run

check-run: all $(UNITS) $(B)/gencur $(TORTURE_C) bench-tools
	@PATH="$(abspath $(B)):$$PATH" FOC_TOP="$(CURDIR)" FOC_BUILD="$(B)" \
	    SAN="$(SAN)" sh tests/run.sh $(sort $(UNITS))

# The scripts of tasks against moto and the AWS CLI, where those are there.
check-aws: all
	@PATH="$(abspath $(B)):$$PATH" FOC_TOP="$(CURDIR)" \
	    bash tests/aws/check-aws.sh

# Three months of 100,000 AI lines each against a recomputation by Decimal that
# shares no code: attribution by the hour, chargeback and its cents, gaps.
check-independent: all $(B)/gencur
	@PATH="$(abspath $(B)):$$PATH" FOC_TOP="$(CURDIR)" \
	    bash tests/independent/check-months.sh 88000 \
	    2026-04 2026-08 2026-11

# FOCUS files before the public validator, where that is installed.
check-focus: all $(B)/gencur
	@PATH="$(abspath $(B)):$$PATH" FOC_TOP="$(CURDIR)" \
	    bash tests/focus/check-focus.sh

# The query of --print-sql before Trino, where there are javac and mvn.
.PHONY: check-trino
check-trino: all $(B)/gencur
	@PATH="$(abspath $(B)):$$PATH" FOC_TOP="$(CURDIR)" FOC_BUILD="$(B)" \
	    bash tests/trino/check-trino.sh

# foc-mcp before the protocol's own clients, where there are node and npm.
check-mcp: all $(B)/gencur
	@PATH="$(abspath $(B)):$$PATH" FOC_TOP="$(CURDIR)" FOC_BUILD="$(B)" \
	    bash tests/mcp/check-mcp.sh

# Kills, races, injected faults and hostile input; see tests/torture/run.py.
# SHORT=1 is what make check runs; TORTURE="name ..." runs these only.
torture: all $(B)/gencur $(TORTURE_C)
	@PATH="$(abspath $(B)):$$PATH" FOC_TOP="$(CURDIR)" FOC_BUILD="$(B)" \
	    CC="$(CC)" SAN="$(SAN)" SHORT="$(SHORT)" SEED="$(SEED)" \
	    MINUTES="$(MINUTES)" JOBS="$(JOBS)" \
	    python3 tests/torture/run.py $(TORTURE)

# What is fast and what is not: a table, and $(B)/bench.json; tests/bench/README
# tells the lines.  QUICK=1 is a minute's run that tests the scripts.
bench: bench-tools
	@PATH="$(abspath $(B)):$$PATH" FOC_TOP="$(CURDIR)" FOC_BUILD="$(B)" \
	    python3 -B tests/bench/bench.py --json "$(B)/bench.json" \
	    --size $(if $(QUICK),quick,full)

# Ten gigabytes from a pipe: steady in time and memory.  Takes minutes.
bench-long: all $(B)/gencur
	@PATH="$(abspath $(B)):$$PATH" FOC_TOP="$(CURDIR)" \
	    sh tests/bench/long.sh

bench-tools: all $(B)/gencur $(patsubst tests/bench/%.c,$(B)/bench/%,\
	    $(wildcard tests/bench/*.c))

$(B)/bench/%: tests/bench/%.c $(B)/libfoc.a
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALLCF) $(LHARDEN) -o $@ $< $(B)/libfoc.a $(LIBS)

# What of lib/ and cmd/ the tests of make check run, against the goals; who
# may be another user writes counts, too.
.PHONY: coverage coverage-run
coverage: deps-check
	@$(MAKE) --no-print-directory COV=1 coverage-run
coverage-run: all $(UNITS) $(B)/gencur $(TORTURE_C) bench-tools
	@find $(B) -name '*.gcda' -delete; chmod -R a+rwX $(B)
	@PATH="$(abspath $(B)):$$PATH" FOC_TOP="$(CURDIR)" FOC_BUILD="$(B)" \
	    COV=1 SAN= sh tests/run.sh $(sort $(UNITS)); status=$$?; \
	    python3 tests/build/coverage.py $(B) && exit $$status

# Two builds that share nothing but the sources, bit by bit.
.PHONY: reproducible
reproducible:
	@CFLAGS="$(CFLAGS)" sh tests/build/reproducible.sh

lint: deps-check
	@$(MAKE) --no-print-directory lint-run

lint-run:
	$(Q)$(MAKE) --no-print-directory B=build-lint WERROR=1 all
	$(Q)mandoc -Tlint -Wwarning man/*.[157]
	$(Q)shellcheck $(SCRIPTS)

SCRIPTS	 = $(sort $(wildcard tests/*.sh tests/*/*.sh examples/*.sh) .ci/run)

# --- installing

BINDIR	 = $(DESTDIR)$(PREFIX)/bin
MANDIR	 = $(DESTDIR)$(PREFIX)/share/man
SHARE	 = $(DESTDIR)$(PREFIX)/share

install: all
	install -d $(BINDIR)
	install -m 755 $(BINS) $(BINDIR)
	for s in 1 5 7; do install -d $(MANDIR)/man$$s && \
	    install -m 644 man/*.$$s $(MANDIR)/man$$s || exit 1; done
	install -d $(SHARE)/bash-completion/completions \
	    $(SHARE)/zsh/site-functions $(SHARE)/fish/vendor_completions.d
	for b in $(notdir $(BINS)); do install -m 644 completions/foc.bash \
	    $(SHARE)/bash-completion/completions/$$b || exit 1; done
	install -m 644 completions/_foc $(SHARE)/zsh/site-functions/_foc
	install -m 644 completions/foc.fish \
	    $(SHARE)/fish/vendor_completions.d/foc.fish
	install -d $(SHARE)/foc
	install -m 755 examples/setup-system.sh examples/nightly.sh \
	    examples/weekly.sh $(SHARE)/foc
	install -m 644 examples/crontab examples/systemd/* $(SHARE)/foc
	install -m 644 examples/foc.yaml $(SHARE)/foc/foc.yaml

uninstall:
	rm -f $(addprefix $(BINDIR)/,$(notdir $(BINS)))
	rm -f $(foreach s,1 5 7,$(patsubst man/%,$(MANDIR)/man$(s)/%,\
	    $(wildcard man/*.$(s))))
	rm -f $(addprefix $(SHARE)/bash-completion/completions/,\
	    $(notdir $(BINS))) $(SHARE)/zsh/site-functions/_foc \
	    $(SHARE)/fish/vendor_completions.d/foc.fish \
	    $(SHARE)/foc/*.sh $(SHARE)/foc/foc-*ly.* $(SHARE)/foc/crontab \
	    $(SHARE)/foc/foc.yaml

-include $(shell find $(B) -name '*.d' -type f 2>/dev/null)

clean:
	rm -rf build build-*

.PHONY: all deps deps-demo deps-check demo check check-run check-aws check-focus \
	check-mcp check-independent torture bench bench-long bench-tools lint lint-run install \
	uninstall clean
.SECONDARY:
