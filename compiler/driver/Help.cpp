//===- Help.cpp - The option table and its page -----------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/driver/OptionTable.h"
#include "compiler/driver/Options.h"

#include "llvm/Support/raw_ostream.h"

using namespace kop::driver;
using llvm::StringRef;

#define OPTTABLE_STR_TABLE_CODE
#include "compiler/driver/Options.inc"
#undef OPTTABLE_STR_TABLE_CODE

#define OPTTABLE_PREFIXES_TABLE_CODE
#include "compiler/driver/Options.inc"
#undef OPTTABLE_PREFIXES_TABLE_CODE

using llvm::opt::DefaultVis;

static constexpr llvm::opt::OptTable::Info optionInfos[] = {
#define OPTION(...) LLVM_CONSTRUCT_OPT_INFO(__VA_ARGS__),
#include "compiler/driver/Options.inc"
#undef OPTION
};

namespace {
class KopcTable : public llvm::opt::GenericOptTable {
public:
  KopcTable()
      : GenericOptTable(OptionStrTable, OptionPrefixesTable, optionInfos) {
    setDashDashParsing(true);
  }
};
} // namespace

const llvm::opt::OptTable &kop::driver::optionTable() {
  static const KopcTable table;
  return table;
}

/// "-o FILE", "--emit=KIND,...".
static std::string spelling(const llvm::opt::OptTable &table, OptionId id) {
  std::string text = table.getOptionPrefixedName(id).str();
  StringRef meta = table.getOptionMetaVar(id) ? table.getOptionMetaVar(id) : "";
  bool joined = table.getOptionKind(id) == llvm::opt::Option::JoinedClass;
  if (!meta.empty())
    text += (joined ? "" : " ") + meta.str();
  return text;
}

static void printGroup(llvm::raw_ostream &os, OptionId group) {
  constexpr unsigned column = 29;
  const llvm::opt::OptTable &table = optionTable();
  os << '\n' << table.getOptionHelpText(group) << ":\n";
  for (unsigned id = 1; id <= table.getNumOptions(); ++id) {
    const char *help = table.getOptionHelpText(id);
    if (table.getOptionGroupID(id) != unsigned(group) || !help)
      continue;
    std::string name = spelling(table, OptionId(id));
    auto [line, rest] = StringRef(help).split('\n');
    os << "  " << name;
    os.indent(name.size() + 2 < column ? column - 2 - name.size() : 1)
        << line << '\n';
    if (!rest.empty())
      os.indent(column) << rest << '\n';
  }
}

void kop::driver::printHelp(llvm::raw_ostream &os) {
  os << "Compiles formulas to an object file and a C and C++ header.\n"
        "Usage: kopc [options] file.kop...   (-: standard input, @FILE: "
        "options from FILE)\n";
  for (OptionId group : {OPT_output_group, OPT_source_group, OPT_target_group,
                         OPT_message_group, OPT_info_group})
    printGroup(os, group);
}
