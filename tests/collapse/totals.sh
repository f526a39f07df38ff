# Prints what the records of $input, of $format, add up to: counted by other means
# than ours.  One row a format.
case $format in
folded) awk '/[0-9]$/ { s += $NF } END { printf "%.9g\n", s }' "$input" ;;
esac
