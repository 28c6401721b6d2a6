# SPDX-License-Identifier: MIT
# Completion of foc and of every foc-NAME, for fish.  The programs themselves
# say what may follow, a line each: "word<TAB>what it is"; where they say
# nothing, fish offers files.

function __foc_words
    set -l words (commandline -opc)
    $words[1] --complete $words[2..-1] (commandline -ct) 2>/dev/null </dev/null
end

complete -c foc -a '(__foc_words)'
for name in (foc --complete '' 2>/dev/null)
    complete -c foc-$name -a '(__foc_words)'
end
