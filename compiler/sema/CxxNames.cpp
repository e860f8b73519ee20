//===- CxxNames.cpp - Names that C++ reserves -----------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/sema/Scope.h"

#include <algorithm>

using namespace kop::sema;

// clang-format off
/// Words of C++ up to 2023, sorted.
static const char *const cxxWords[] = {
    "alignas", "alignof", "and", "and_eq", "asm", "auto", "bitand", "bitor",
    "bool", "break", "case", "catch", "char", "char16_t", "char32_t", "char8_t",
    "class", "co_await", "co_return", "co_yield", "compl", "concept", "const",
    "const_cast", "consteval", "constexpr", "constinit", "continue", "decltype",
    "default", "delete", "do", "double", "dynamic_cast", "else", "enum",
    "explicit", "export", "extern", "false", "float", "for", "friend", "goto",
    "if", "inline", "int", "long", "mutable", "namespace", "new", "noexcept",
    "not", "not_eq", "nullptr", "operator", "or", "or_eq", "private",
    "protected", "public", "register", "reinterpret_cast", "requires",
    "restrict", "return", "short", "signed", "sizeof", "static",
    "static_assert", "static_cast", "struct", "switch", "template", "this",
    "thread_local", "throw", "true", "try", "typedef", "typeid", "typename",
    "union", "unsigned", "using", "virtual", "void", "volatile", "wchar_t",
    "while", "xor", "xor_eq",
};
// clang-format on

bool kop::sema::checkCxxName(const ast::Name &name,
                             syntax::DiagnosticEngine &diagnostics) {
  const std::string &text = name.text;
  if (std::binary_search(std::begin(cxxWords), std::end(cxxWords),
                         std::string_view(text))) {
    diagnostics.error(Code::ReservedInCxx, name.range,
                      "`" + text + "` is a word of C++; choose another name");
    return false;
  }
  if (text.find("__") != std::string::npos || text.front() == '_') {
    diagnostics.error(Code::ReservedInCxx, name.range,
                      "`" + text +
                          "` is reserved by C++: names do not begin with `_` "
                          "or contain `__`");
    return false;
  }
  return true;
}
