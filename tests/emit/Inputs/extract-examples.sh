# Prints a program with one function per \code block of the header $1.
cat <<EOF
#include "$1"
#include <vector>
EOF
awk '/\\endcode/ { print "}"; inside = 0 }
     inside { sub("^/// *", ""); print }
     /\\code/ { print "void example" ++n "() {"; inside = 1 }' "$1"
