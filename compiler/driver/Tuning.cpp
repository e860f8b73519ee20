//===- Tuning.cpp - Shapes of register tiles that were asked for ----------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/driver/Tuning.h"

#include "dialect/Kop.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace kop;
using namespace kop::driver;
using llvm::StringRef;

namespace {
/// What may be said of a tile, with the largest value that makes sense.
struct Key {
  const char *name;
  int64_t TileChoice::*value;
  int64_t most;
};
} // namespace

static constexpr Key keys[] = {{"rows", &TileChoice::rows, 16},
                               {"columns", &TileChoice::columns, 64},
                               {"block", &TileChoice::block, 1 << 20},
                               {"unroll", &TileChoice::unroll, 64}};

bool kop::driver::parseTileChoice(StringRef text, TileChoice &choice,
                                  std::string &error) {
  for (StringRef part : llvm::split(text, ',')) {
    auto [name, number] = part.split('=');
    const Key *key = llvm::find_if(
        keys, [name = name](const Key &k) { return name == k.name; });
    if (key == std::end(keys)) {
      error = "unknown name '" + name.str() +
              "'; expected one of rows, columns, block, unroll";
      return false;
    }
    int64_t value;
    if (number.getAsInteger(10, value) || value < 1 || value > key->most) {
      error = "'" + part.str() + "': expected a number from 1 to " +
              std::to_string(key->most);
      return false;
    }
    choice.*key->value = value;
  }
  return true;
}

/// Reads one line of a tuning file that says something.
static bool readLine(StringRef line, TuningEntry &entry, std::string &error) {
  llvm::SmallVector<StringRef> words;
  llvm::SplitString(line, words);
  if (words.size() != 4) {
    error = "expected KERNEL STEP INSTRUCTION-SET SHAPE, found " +
            std::to_string(words.size()) +
            (words.size() == 1 ? " word" : " words");
    return false;
  }
  entry.kernel = words[0].str();
  if (words[1].getAsInteger(10, entry.step) || entry.step < 0) {
    error = "'" + words[1].str() + "' is not the number of a step";
    return false;
  }
  entry.set = words[2].str();
  return parseTileChoice(words[3], entry.choice, error);
}

bool kop::driver::readTuning(const std::string &path,
                             std::vector<TuningEntry> &entries,
                             std::string &error) {
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/true);
  if (!buffer) {
    error = "'" + path + "': " + buffer.getError().message();
    return false;
  }
  unsigned number = 0;
  for (StringRef line : llvm::split((*buffer)->getBuffer(), '\n')) {
    ++number;
    line = line.split('#').first.trim();
    if (line.empty())
      continue;
    TuningEntry entry;
    if (!readLine(line, entry, error)) {
      error = path + ":" + std::to_string(number) + ": " + error;
      return false;
    }
    entries.push_back(std::move(entry));
  }
  return true;
}

void kop::driver::applyTuning(mlir::ModuleOp module, StringRef set,
                              const TileChoice &all,
                              llvm::ArrayRef<TuningEntry> entries) {
  mlir::Builder b(module.getContext());
  for (auto kernel : module.getOps<ir::KernelOp>()) {
    int64_t step = 0;
    for (auto pass : kernel.getBody().getOps<ir::PassOp>()) {
      TileChoice choice;
      for (const TuningEntry &entry : entries)
        if (entry.kernel == kernel.getSymName() && entry.step == step &&
            entry.set == set)
          choice = entry.choice;
      mlir::NamedAttrList shape;
      for (const Key &key : keys)
        if (int64_t value = all.*key.value ? all.*key.value : choice.*key.value)
          shape.append(key.name, b.getI64IntegerAttr(value));
      if (!shape.empty())
        pass->setAttr("tile", shape.getDictionary(b.getContext()));
      ++step;
    }
  }
}
