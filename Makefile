# cflame: flame graphs from C, on libc and libm alone.
#
#   make                 the programs, in build/
#   make demo            render a real profile and say where the SVG is
#   make test            every test that this machine can run (also: make check)
#   make lint            static analysis, script linter, manual linter
#   make bench           speed and memory beside the peers that are installed, as Markdown;
#                        BENCH=full with inputs of up to 1.4 GB
#   make fuzz            run the fuzzers for FUZZ_SECONDS each (needs clang)
#   make check-corpus    stackcollapse beside other tools' results, of inputs in DIR
#   make bless           rewrite the golden files; read the difference before you commit
#   make install         into PREFIX (/usr/local), below DESTDIR; make uninstall undoes it
#   make V=asan test     the same under AddressSanitizer and UBSan; V=debug, V=tsan, V=fuzz
#
# CC, CFLAGS, CPPFLAGS, LDFLAGS, LDLIBS and EXTRA are yours; EXTRA=-Werror is what CI sets.

V      ?= release
PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
MANDIR ?= $(PREFIX)/share/man
CFLAGS ?= -O2 -g
FUZZ_SECONDS ?= 30

.DELETE_ON_ERROR:
.SUFFIXES:

B := build$(if $(filter-out release,$V),/$V)

WARN = -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow \
       -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition \
       -Wvla -Wwrite-strings -Wcast-qual -Wundef -Wformat=2
SAN_release = -DNDEBUG
SAN_debug = -O0
SAN_asan = -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
SAN_tsan = -O1 -fsanitize=thread -fno-omit-frame-pointer
SAN_fuzz = -O1 -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
ALL_CPPFLAGS = -D_POSIX_C_SOURCE=200809L -Isrc -I$B -MMD -MP $(CPPFLAGS)
ALL_CFLAGS   = -std=c11 -pthread $(WARN) $(CFLAGS) $(SAN_$V) $(EXTRA)
ALL_LDFLAGS  = -pthread $(CFLAGS) $(SAN_$V) $(LDFLAGS)

LINUX := $(shell uname -s | grep Linux)
LIB_C := $(wildcard src/base/*.c src/fold/*.c src/draw/*.c src/collapse/*.c src/collapse/formats/*.c $(if $(LINUX),src/sample/*.c))
CMD_C := $(wildcard src/cmd/*.c)
ifeq ($(LINUX),)
CMD_C := $(filter-out src/cmd/cflame-record.c,$(CMD_C))
endif
PROGRAMS := $(CMD_C:src/cmd/%.c=$B/%)
LIB   := $B/libcflame.a
UNIT  := $(patsubst tests/unit/%.c,$B/tests/unit/%,$(wildcard tests/unit/*_test.c))
FUZZ  := $(patsubst tests/fuzz/%.c,$B/tests/fuzz/%,$(wildcard tests/fuzz/*_fuzz.c))
REPLAY := $(FUZZ:%_fuzz=%_replay)

all: $(PROGRAMS)

$B/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -c -o $@ $<

$(LIB): $(LIB_C:%.c=$B/%.o)
	@rm -f $@
	$(AR) rcs $@ $^

$(PROGRAMS): $B/%: $B/src/cmd/%.o $(LIB)
	$(CC) $(ALL_LDFLAGS) -o $@ $^ -lm $(LDLIBS)

$B/tests/unit/%_test: $B/tests/unit/%_test.o $(LIB)
	$(CC) $(ALL_LDFLAGS) -o $@ $^ -lm $(LDLIBS)

$B/tests/fuzz/%_replay: $B/tests/fuzz/%_fuzz.o $B/tests/fuzz/replay.o $(LIB)
	$(CC) $(ALL_LDFLAGS) -o $@ $^ -lm $(LDLIBS)

$B/tests/fuzz/%_fuzz: $B/tests/fuzz/%_fuzz.o $(LIB)
	$(CC) $(ALL_LDFLAGS) -fsanitize=fuzzer -o $@ $^ -lm $(LDLIBS)

# The script and the style of every SVG: modules in order, packed into one function.
PAGE_JS  = $(addprefix src/draw/page/,data.js text.js tree.js build.js transforms.js invert.js \
           search.js colors.js dom.js view.js diff.js history.js draw.js labels.js details.js commands.js \
           layout.js menus.js table.js header.js input.js export.js boot.js)
PAGE_CSS = src/draw/page/page.css

$B/draw/page.js: $(PAGE_JS) src/draw/page/pack.awk
	@mkdir -p $(@D)
	LC_ALL=C awk -f src/draw/page/pack.awk $(PAGE_JS) >$@

$B/draw/page.css: $(PAGE_CSS)
	@mkdir -p $(@D)
	LC_ALL=C tr -d '\t\n' <$< | sed 's/ *{ */{/g; s/\([;:,]\) /\1/g; s/;}/}/g' >$@

$B/draw/%.inc: $B/draw/%
	od -An -v -tu1 $< | sed 's/[0-9][0-9]*/&,/g' >$@

$B/src/draw/page.o: $B/draw/page.js.inc $B/draw/page.css.inc

tests: $(PROGRAMS) $(UNIT) $(REPLAY)

test check: tests
	@B=$B V=$V sh tests/run.sh $(SUITES)

bless: tests
	@B=$B V=$V BLESS=1 sh tests/run.sh golden collapse

# What other tools made of the inputs in DIR/FORMAT/, beside ours.
check-corpus: all
	@B=$B sh tests/collapse/corpus.sh $(DIR)

demo: all
	@sh examples/demo.sh $B

bench: all
	@B=$B sh tests/bench/run.sh

lint: all
	@B=$B CC='$(CC)' PAGE_JS='$(PAGE_JS)' sh tests/lint.sh

fuzz:
	@$(MAKE) V=fuzz CC=clang fuzzers
	@B=build/fuzz FUZZ_SECONDS=$(FUZZ_SECONDS) sh tests/fuzz/run.sh

fuzzers: $(FUZZ)

MANUALS = flamegraph.1 $(wildcard docs/*.1)

install: all
	mkdir -p $(DESTDIR)$(BINDIR) $(DESTDIR)$(MANDIR)/man1
	cp $(PROGRAMS) $(DESTDIR)$(BINDIR)
	cp $(MANUALS) $(DESTDIR)$(MANDIR)/man1
	cp flamegraph.1 $(DESTDIR)$(MANDIR)/man1/cflame.1

uninstall:
	rm -f $(PROGRAMS:$B/%=$(DESTDIR)$(BINDIR)/%)
	rm -f $(patsubst %,$(DESTDIR)$(MANDIR)/man1/%,$(notdir $(MANUALS)) cflame.1)

clean:
	rm -rf build

help:
	@sed -n '/^#/!q; s/^# \{0,1\}//p' Makefile

-include $(shell find $B -name '*.d' 2>/dev/null)

.PHONY: all tests test check check-corpus bless demo bench lint fuzz fuzzers install uninstall clean help
.SECONDARY:
