# Pictures and tables, byte for byte: render/NAME.folded with the options of
# render/NAME.args gives render/NAME.out.  BLESS=1 rewrites what differs.
cflame=$PWD/$B/cflame
cd tests/golden/render || exit 1
got=$(mktemp)
trap 'rm -f "$got"' EXIT
status=0
for args in *.args; do
	name=${args%.args}
	eval "set -- $(cat "$args")"
	"$cflame" "$@" "$name.folded" >"$got" 2>&1
	if cmp -s "$got" "$name.out"; then
		echo "ok $name"
	elif [ -n "${BLESS:-}" ]; then
		cp "$got" "$name.out"
		echo "ok $name: blessed"
	else
		status=1
		diff "$name.out" "$got" | head -20
		echo "FAIL $name: not what it was"
	fi
done
exit $status
