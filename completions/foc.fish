# SPDX-License-Identifier: MIT
# Completion of foc and of every foc-NAME, for fish: what --help lists.

function __foc_program
    set -l words (commandline -opc)
    set -l name (basename $words[1])
    if test $name = foc
        test (count $words) -ge 2; and echo foc-$words[2]
    else
        echo $name
    end
end

# Options as "--word<TAB>what it does"; verbs where none was given yet.
function __foc_words
    set -l program (__foc_program)
    test -n "$program"; or return
    $program --help 2>/dev/null | awk '
        /^[a-z]/ { part = $0; next }
        part == "verbs:" { verb = $1; sub(/^ *[a-z-]+ */, "")
            print verb "\t" $0 }
        part ~ /options:$/ && match($0, /--[a-z-]+/) {
            word = substr($0, RSTART, RLENGTH)
            text = substr($0, 32); print word "\t" text }'
end

function __foc_programs
    for dir in $PATH
        for file in $dir/foc-*
            string replace -r '.*/foc-' '' $file
        end
    end | sort -u
end

complete -c foc -n '__fish_use_subcommand' -f -a '(__foc_programs) help'
complete -c foc -n 'not __fish_use_subcommand' -a '(__foc_words)'
for name in (__foc_programs)
    complete -c foc-$name -a '(__foc_words)'
end
