# The sampler's parts built for AArch64, their unit tests run under qemu-user.
if ! command -v aarch64-linux-gnu-gcc >/dev/null; then
	echo "skip arm64: no aarch64-linux-gnu-gcc"
	exit 0
fi
if ! command -v qemu-aarch64 >/dev/null; then
	echo "skip arm64: no qemu-aarch64"
	exit 0
fi
status=0
out=$B/arm64
for test in unwind bytes; do
	program=$out/tests/unit/${test}_test
	if ! make -s V=release B="$out" CC=aarch64-linux-gnu-gcc AR=aarch64-linux-gnu-ar \
		CFLAGS='-O2 -g' LDFLAGS=-static EXTRA= "$program" >&2; then
		status=1
		echo "FAIL arm64 $test: does not build"
		continue
	fi
	said=$(qemu-aarch64 "$program" emulated) || status=1
	echo "$said" | sed -e 's/^ok /&arm64: /' -e 's/^FAIL /&arm64: /'
done
exit $status
