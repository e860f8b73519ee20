# check-undefined.sh NM ALLOWED object...: fails when an object needs a symbol
# that is not listed in ALLOWED.
nm=$1 allowed=$2
shift 2
status=0
for object; do
  for symbol in $("$nm" -u "$object" | awk '{ print $2 }'); do
    grep -qx "$symbol" "$allowed" || {
      echo "$object: undefined symbol $symbol"
      status=1
    }
  done
done
exit $status
