# Part of Kop.
# Writes the functions in Kop of `prelude_text` as a string literal into
# `prelude_file`. A script too: the test of docs/AddAnOperation.md runs it.

file(READ "${prelude_text}" prelude)
file(CONFIGURE OUTPUT "${prelude_file}" @ONLY CONTENT [==[
// Generated from Prelude.kop.
#include "compiler/sema/Builtins.h"

std::string_view kop::sema::preludeText() {
  return R"kop(@prelude@)kop";
}
]==])
