# The first URI by which apt's sources (one-line and deb822) serve Debian itself in suite `codename`.
function debian_suite(suite) { return suite == codename || suite == "stable" || suite == "oldstable" }
function answer(uri) { if (!found && uri !~ /^cdrom:/) { print uri; found = 1; exit } }
function end_stanza(    n, i, suites, uris) {
    n = split(field["suites"], suites, " ")
    split(field["uris"], uris, " ")
    if (field["enabled"] != "no" && (" " field["types"] " ") ~ / deb / && (" " field["components"] " ") ~ / main /)
        for (i = 1; i <= n; ++i) if (debian_suite(suites[i])) answer(uris[1])
    split("", field)
}
FNR == 1 { end_stanza() }
/^[ \t]*#/ { next }
FILENAME ~ /\.sources$/ {
    if ($0 ~ /^[ \t]*$/) { end_stanza(); next }
    if ($0 ~ /^[A-Za-z-]+:/) { key = tolower($1); sub(/:.*/, "", key); value = $0; sub(/^[^:]*:[ \t]*/, "", value); field[key] = value }
    else field[key] = field[key] " " $0
    next
}
$1 == "deb" {
    line = $0
    sub(/\[[^]]*\]/, "", line)
    split(line, part, " ")
    if (debian_suite(part[3]) && line ~ / main( |$)/) answer(part[2])
}
END { if (!found) end_stanza() }
