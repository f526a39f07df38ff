# Packs the page's script: comments and blanks go, declarations are joined, and words
# that are only our own variables become short. For POSIX awk with LC_ALL=C; the
# output is one function.
#
# It relies on what the linter enforces: every statement ends in a semicolon and no
# statement is empty, no template literals, no string over a line's end. A word is
# renamed everywhere or nowhere: only if it is declared here, and is never a property
# (after a dot, or before a colon).

# Properties of our own objects that we never ask for by a string, that no object of
# the browser has of those that we use, and that the head of the data does not have.
BEGIN {
	m = split("anim before byName byNode chips cls dep found graph group hits letter " \
		"levels name node pane panes par path pattern problem query root rootName scale2 " \
		"self2 text tot tot2 total2 tree wid", list, " ")
	for (i = 1; i <= m; i++)
		ours[list[i]] = private[list[i]] = 1
}

function is_word(c) { return c ~ /[A-Za-z0-9_$]/ }

function add(text, kind) { tok[++n] = text; type[n] = kind }

# Whether a slash here begins a pattern, not a division.
function pattern_next() { return n == 0 || tok[n] ~ /^[(,=:\[!&|?{};+>]$/ || tok[n] == "return" }

# The length of the string or pattern at the start of s.
function literal(s, quote,   i, c, set) {
	for (i = 2; i <= length(s); i++) {
		c = substr(s, i, 1)
		if (c == "\\")
			i++
		else if (quote == "/" && c == "[")
			set = 1
		else if (quote == "/" && c == "]")
			set = 0
		else if (c == quote && !set)
			return i
	}
	return length(s)
}

{
	s = $0
	while (s != "") {
		if (comment) {
			i = index(s, "*/")
			comment = !i
			s = i ? substr(s, i + 2) : ""
			continue
		}
		c = substr(s, 1, 1)
		if (c == " " || c == "\t") {
			len = 1
		} else if (substr(s, 1, 2) == "/*") {
			comment = 1
			len = 2
		} else if (substr(s, 1, 2) == "//") {
			len = length(s)
		} else if (c == "'" || c == "\"") {
			len = literal(s, c)
			add(substr(s, 1, len), "s")
		} else if (c == "/" && pattern_next()) {
			len = literal(s, "/")
			while (substr(s, len + 1, 1) ~ /[a-z]/)
				len++
			add(substr(s, 1, len), "s")
		} else if (match(s, /^[A-Za-z_$][A-Za-z0-9_$]*/)) {
			len = RLENGTH
			add(substr(s, 1, len), "w")
		} else if (match(s, /^[0-9][A-Za-z0-9_.]*/)) {
			len = RLENGTH
			d = substr(s, 1, len)
			sub(/^0\./, ".", d)
			add(d, "d")
		} else {
			len = match(s, /^(=>|\.\.\.|\?\.|\+\+|--)/) ? RLENGTH : 1
			add(substr(s, 1, len), "p")
		}
		s = substr(s, len + 1)
	}
}

function declared_list(from, to,   k) {
	for (k = from; k < to; k++)
		if (type[k] == "w" && (tok[k - 1] == "(" || tok[k - 1] == ","))
			ours[tok[k]] = 1
}

# The words that a const or let at i declares: a, and after commas; [a, b] too. One
# that ends where the next begins is joined with it.
function declared_here(i,   k, depth) {
	for (k = i + 1; k <= n && tok[k] !~ /^(;|of|in)$/ && depth >= 0; k++) {
		if (type[k] == "w" && !depth && (k == i + 1 || tok[k - 1] == ","))
			ours[tok[k]] = 1
		if (k == i + 1 && tok[k] == "[")
			for (; tok[k] != "]"; k++)
				if (type[k] == "w")
					ours[tok[k]] = 1
		if (tok[k] ~ /^[({[]$/)
			depth++
		else if (tok[k] ~ /^[]})]$/ && !(tok[k] == "]" && tok[i + 1] == "[" && !depth))
			depth--
	}
	tok[i] = "let"
	if (tok[k] == ";" && !depth && tok[k + 1] ~ /^(let|const)$/) {
		tok[k] = ","
		gone[k + 1] = 1
	}
}

function find_names(   i, k, w) {
	for (i = 1; i <= n; i++) {
		if (tok[i] == "=>" && type[i - 1] == "w")
			ours[tok[i - 1]] = 1
		if (tok[i] == "=>" && tok[i - 1] == ")") {
			for (k = i - 1; tok[k] != "("; k--)
				;
			declared_list(k + 1, i - 1)
		}
		if (type[i] != "w")
			continue
		w = tok[i]
		uses[w]++
		if (tok[i - 1] == "." || tok[i - 1] == "?." || tok[i + 1] == ":")
			kept[w] = 1
		if (tok[i - 1] ~ /^(class|function)$/)
			ours[w] = 1
		if (w ~ /^(const|let)$/)
			declared_here(i)
		if (tok[i - 1] == "function") {
			for (k = i + 1; tok[k] != ")"; k++)
				;
			declared_list(i + 2, k)
		}
	}
}

# The next short word that the script does not use.
function short_word(   w, i) {
	do {
		i = words++
		w = substr(letters, i % 52 + 1, 1)
		for (i = int(i / 52); i > 0; i = int(i / 52))
			w = w substr(letters, i % 52 + 1, 1)
	} while (w in uses || w ~ /^(do|if|in|is|as|of)$/)
	return w
}

function rename(   w, most, best, left, list, m, i, j) {
	for (w in ours)
		if ((!(w in kept) || w in private) && length(w) > 1)
			list[++m] = w
	# By use, then by name, so that two builds are alike: insertion sort.
	for (i = 2; i <= m; i++) {
		w = list[i]
		for (j = i - 1; j > 0 && (uses[list[j]] < uses[w] || uses[list[j]] == uses[w] && list[j] > w); j--)
			list[j + 1] = list[j]
		list[j + 1] = w
	}
	for (i = 1; i <= m; i++)
		to[list[i]] = short_word()
}

END {
	letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	find_names()
	rename()
	short["true"] = "!0"
	short["false"] = "!1"
	out = "(function(){'use strict';"
	for (i = 1; i <= n; i++) {
		if (gone[i] || tok[i] == ";" && tok[i + 1] == "}")
			continue
		t = type[i] != "w" ? tok[i] : tok[i] in to ? to[tok[i]] : tok[i] in short ? short[tok[i]] : tok[i]
		a = substr(out, length(out), 1)
		c = substr(t, 1, 1)
		# "]]>" would end the CDATA section.
		if (length(out) > 400 && a ~ /[;{,]/) {
			print out
			out = ""
		} else if (is_word(a) && (is_word(c) || type[i] == "d") || a ~ /[-+]/ && a == c || c == ">" && out ~ /\]\]$/ || a == "<" && c ~ /[\/!]/) {
			out = out " "
		}
		out = out t
	}
	print out "})();"
}
