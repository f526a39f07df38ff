# The linters: static analysis of the C, the scripts, the manuals, the page's script.
#
# Prints "ok NAME", "FAIL NAME" below what the linter said, or "skip NAME: what is
# missing"; the status is 1 if any failed. Set: B (the build folder), CC, NO_SKIP=1 (a
# missing linter has failed), PAGE_JS (the page's files in order), NODE_PATH (else
# build/node/node_modules has eslint and tsc).
set -u
cd "$(dirname "$0")/.." || exit 1
B=${B:-build}
PAGE_JS=${PAGE_JS:-$(ls src/draw/page/*.js)}
modules=${NODE_PATH:-$PWD/build/node/node_modules}
jobs=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
log=$(mktemp) || exit 1
trap 'rm -f "$log"' EXIT
failed=0

# run NAME COMMAND...: one linter, quiet unless it finds something
run()
{
	name=$1
	shift
	if "$@" >"$log" 2>&1; then
		echo "ok $name"
	else
		cat "$log"
		echo "FAIL $name"
		failed=1
	fi
}

skip()
{
	if [ -n "${NO_SKIP:-}" ]; then
		echo "FAIL $1: $2 (skipping is forbidden)"
		failed=1
	else
		echo "skip $1: $2"
	fi
}

have()
{
	command -v "$1" >/dev/null 2>&1
}

sources()
{
	find src -name '*.c' | LC_ALL=C sort
}

scripts()
{
	find tests examples -name '*.sh' | LC_ALL=C sort
}

flags="-std=c11 -pthread -D_POSIX_C_SOURCE=200809L -Isrc -I$B"

# each_source COMMAND...: once a file of src, as many at a time as there are processors
each_source()
{
	sources | xargs -P "$jobs" -I FILE "$@"
}

analyse_gcc()
{
	# shellcheck disable=SC2086 # flags are words
	each_source gcc $flags -O1 -fanalyzer -Werror -c -o /dev/null FILE
}

analyse_clang()
{
	# shellcheck disable=SC2086
	each_source clang-tidy --quiet --warnings-as-errors='*' \
		--checks='-*,clang-analyzer-*,-clang-analyzer-security.insecureAPI.DeprecatedOrUnsafeBufferHandling' \
		FILE -- $flags
}

lint_manuals()
{
	for manual in flamegraph.1 docs/*.1; do
		[ ! -f "$manual" ] || mandoc -Tlint -Wwarning "$manual" || return 1
	done
}

lint_scripts()
{
	# shellcheck disable=SC2046 # one script a word
	shellcheck -S warning -e SC2010,SC2046,SC2154,SC3045 -s sh $(scripts) && shellcheck -S warning .ci/run
}

lint_page()
{
	NODE_PATH=$modules node "$modules/eslint/bin/eslint.js" --no-config-lookup \
		--config tests/lint/eslint.config.cjs --max-warnings 0 src/draw/page tests
}

# The files of the page are one function in the end, so they are checked as one; what is
# said of that is then said of the files.
check_page_types()
{
	mkdir -p "$B/lint"
	# shellcheck disable=SC2086 # one file a word
	{ echo '(function () {' && cat $PAGE_JS && echo '}());'; } >"$B/lint/page.js"
	node "$modules/typescript/bin/tsc" --allowJs --checkJs --noEmit --strict --target es2020 \
		--lib es2020,dom,dom.iterable "$B/lint/page.js" >"$B/lint/tsc.out"
	status=$?
	# shellcheck disable=SC2086
	wc -l $PAGE_JS | awk 'NR == FNR {
			if ($2 != "total") {
				end[++n] = end[n - 1] + $1
				file[n] = $2
			}
			next
		}
		match($0, /page\.js\([0-9]+/) {
			line = substr($0, RSTART + 8, RLENGTH - 8) - 1
			for (i = 1; i < n && line > end[i]; i++)
				;
			$0 = file[i] "(" line - end[i - 1] substr($0, RSTART + RLENGTH)
		}
		{ print }' - "$B/lint/tsc.out"
	return $status
}

if have gcc && gcc -fanalyzer -x c -c -o /dev/null /dev/null 2>/dev/null; then
	run "gcc -fanalyzer" analyse_gcc
else
	skip "gcc -fanalyzer" "no gcc that has it"
fi
if have clang-tidy; then
	run "clang-tidy" analyse_clang
else
	skip "clang-tidy" "no clang-tidy"
fi
if have mandoc; then
	run "mandoc" lint_manuals
else
	skip "mandoc" "no mandoc"
fi
if have shellcheck; then
	run "shellcheck" lint_scripts
else
	skip "shellcheck" "no shellcheck"
fi
if have node && [ -d "$modules/eslint" ]; then
	run "eslint" lint_page
else
	skip "eslint" "no node, or no eslint in $modules"
fi
if have node && [ -d "$modules/typescript" ]; then
	run "tsc" check_page_types
else
	skip "tsc" "no node, or no typescript in $modules"
fi
exit $failed
