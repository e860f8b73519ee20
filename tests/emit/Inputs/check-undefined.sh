# check-undefined.sh KOPC NM ALLOWED OUT file.kop...: compiles each file and
# fails when an object needs a symbol that is not listed in ALLOWED.
kopc=$1 nm=$2 allowed=$3 out=$4
shift 4
status=0
for file; do
  "$kopc" "$file" -w -o "$out" || { status=1; continue; }
  for symbol in $("$nm" -u "$out" | awk '{ print $2 }'); do
    grep -qx "$symbol" "$allowed" || {
      echo "$file: undefined symbol $symbol"
      status=1
    }
  done
done
exit $status
