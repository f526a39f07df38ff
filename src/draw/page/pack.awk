# Packs the page's script: comments and blanks go, declarations are joined, and words
# that are only our own variables become short. For POSIX awk with LC_ALL=C; the
# output is one function.
#
# It relies on what the linter enforces: every statement ends in a semicolon and no
# statement is empty, no template literals, no string over a line's end. A variable that
# is declared here is renamed everywhere or nowhere; a property only if it is one of the
# list below. {a} in an object or a pattern is both, and becomes {a:b} where they differ.

# Properties of our own objects that we never ask for by a string, that no object of
# the browser has of those that we use, and that the head of the data does not have.
BEGIN {
	m = split("anim before body byName byNode child chips chosen closed cls current dep " \
		"down drawing fade finish found frame frozen graph ground group hint hits " \
		"icicle item layout letter levels limit made moved name node only over pane " \
		"panes par path pattern places problem query root rootName rows same scale2 " \
		"scroll self2 shown start starts take takeCut tapped text timer tot tot2 " \
		"total2 tree view weight weight2 what wid", list, " ")
	for (i = 1; i <= m; i++)
		ours[list[i]] = private[list[i]] = 1
	# What browsers have, under a short name of ours too.
	globals = split("Array Float64Array Int32Array Math Number Object document window", global, " ")
	for (i = 1; i <= globals; i++)
		ours[global[i]] = 1
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

# What a brace at i begins: a class, a block, or an object (or the pattern of one).
function brace_kind(i,   p) {
	p = tok[i - 1]
	if (tok[i - 2] == "class")
		return "class"
	return i == 1 || p ~ /^[){};]$/ || p ~ /^(=>|else|try|do|finally)$/ ? "block" : "object"
}

# By token, of words: in as[i] "property", "both" ({a}), or nothing for variables.
function find_roles(   i, depth, inside, first, last) {
	for (i = 1; i <= n; i++) {
		if (type[i] == "p" && tok[i] ~ /^[({[]$/)
			inside[++depth] = tok[i] == "{" ? brace_kind(i) : tok[i]
		else if (type[i] == "p" && tok[i] ~ /^[]})]$/)
			depth--
		if (type[i] != "w")
			continue
		first = inside[depth] == "object" && tok[i - 1] ~ /^[{,]$/
		last = tok[i + 1]
		if (tok[i - 1] == "." || tok[i - 1] == "?." || first && last == ":")
			as[i] = "property"
		else if (inside[depth] == "class" && last == "(") {
			as[i] = "property"
			declare_parameters(i + 1)
		} else if (first && last ~ /^[,}=]$/) {
			as[i] = "both"
			boths[tok[i]]++
		}
		if (as[i] != "property")
			uses[tok[i]]++
		taken[tok[i]] = 1
	}
}

# The names between the parentheses at i and its end.
function declare_parameters(i,   k) {
	for (k = i; tok[k] != ")"; k++)
		;
	declared_list(i + 1, k)
}

function find_names(   i, k) {
	for (i = 1; i <= n; i++) {
		if (as[i] == "both")
			ours[tok[i]] = 1
		if (tok[i] == "=>" && type[i - 1] == "w")
			ours[tok[i - 1]] = 1
		if (tok[i] == "=>" && tok[i - 1] == ")") {
			for (k = i - 1; tok[k] != "("; k--)
				;
			declared_list(k + 1, i - 1)
		}
		if (type[i] != "w" || as[i] == "property")
			continue
		if (tok[i - 1] ~ /^(class|function)$/)
			ours[tok[i]] = 1
		if (tok[i] ~ /^(const|let)$/)
			declared_here(i)
		if (tok[i - 1] == "function")
			declare_parameters(i + 1)
	}
}

# Parentheses around a mere name or call, as casts in comments need them, go.
function drop_parentheses(   i, k, depth) {
	for (i = 2; i <= n; i++) {
		if (tok[i] != "(" || type[i] != "p" || tok[i - 1] ~ /^[])]$/ ||
		    type[i - 1] == "w" && tok[i - 1] != "return")
			continue
		depth = 1
		for (k = i + 1; depth; k++) {
			if (tok[k] == "(")
				depth++
			else if (tok[k] == ")")
				depth--
			else if (type[k] == "p" && tok[k] !~ /^[].[]$/ || tok[k] ~ /^(new|await|typeof|void|in|of)$/)
				break
		}
		if (!depth && k > i + 2 && tok[k] ~ /^[];,).[]$/)
			gone[i] = gone[k - 1] = 1
	}
}

# The next short word that the script does not use.
function short_word(   w, i) {
	do {
		i = words++
		w = substr(letters, i % 52 + 1, 1)
		for (i = int(i / 52); i > 0; i = int(i / 52))
			w = w substr(letters, i % 52 + 1, 1)
	} while (w in taken || w ~ /^(do|if|in|is|as|of)$/)
	return w
}

function rename(   w, most, best, left, list, m, i, j) {
	for (w in ours)
		if (length(w) > 1 && (w in private || uses[w] * (length(w) - 2) > 3 * boths[w]))
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

# What stands for the word at i.
function renamed(i,   w) {
	w = tok[i]
	if (!(w in to))
		return w in short ? short[w] : w
	if (as[i] == "" || w in private)
		return to[w]
	return as[i] == "both" ? w ":" to[w] : w
}

END {
	letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	find_roles()
	find_names()
	drop_parentheses()
	rename()
	short["true"] = "!0"
	short["false"] = "!1"
	out = "(function(){'use strict';let "
	for (i = 1; i <= globals; i++)
		out = out to[global[i]] "=" global[i] (i < globals ? "," : ";")
	for (i = 1; i <= n; i++) {
		if (gone[i] || tok[i] == ";" && tok[i + 1] == "}")
			continue
		t = type[i] == "w" ? renamed(i) : tok[i]
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
