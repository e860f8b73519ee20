//===- MathLibrary.cpp - Expanded functions as machine code ---------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tests/codegen/MathLibrary.h"

#include "compiler/codegen/Lower.h"
#include "compiler/codegen/Passes.h"
#include "compiler/codegen/Translate.h"
#include "compiler/codegen/math/ExpandMath.h"
#include "dialect/Kop.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/ExecutionEngine/Orc/LLJIT.h"
#include "llvm/IR/Module.h"
#include "llvm/Object/ObjectFile.h"
#include "llvm/TargetParser/Host.h"

using namespace mlir;
using namespace kop::codegen;

namespace kop::test {

struct MathLibrary::Impl {
  std::unique_ptr<llvm::orc::LLJIT> jit;
  std::vector<Function> functions;
  std::vector<std::string> undefined;
  std::string error;
};

std::vector<std::string> availableSets() {
  llvm::StringMap<bool> features = llvm::sys::getHostCPUFeatures();
  std::vector<std::string> sets;
  llvm::Triple triple(llvm::sys::getDefaultTargetTriple());
  llvm::StringRef arch = triple.getArchName();
  for (const InstructionSet &set : instructionSets()) {
    bool runs = set.fits(arch);
    if (set.name == "x86-64-v4")
      runs &= features.lookup("avx512vl") && features.lookup("avx512dq");
    if (set.name == "x86-64-v3")
      runs &= features.lookup("avx2") && features.lookup("fma");
    if (runs)
      sets.push_back(set.name.str());
  }
  return sets;
}

/// The loop over vectors around an operation, as text.
static std::string text(const Request &request, const InstructionSet &set,
                        size_t number) {
  unsigned lanes = set.lanes(request.bits);
  std::string element = "f" + std::to_string(request.bits);
  std::string vector = "vector<" + std::to_string(lanes) + "x" + element + ">";
  std::string body;
  auto address = [&](const char *name) {
    body += std::string("%p") + name + " = llvm.getelementptr %" + name +
            "[%k] : (!llvm.ptr, i64) -> !llvm.ptr, " + element + "\n";
  };
  auto load = [&](const char *name) {
    address(name);
    body += std::string("%v") + name + " = llvm.load %p" + name +
            " {alignment = 4} : !llvm.ptr -> " + vector + "\n";
  };
  load("a");
  std::string operands = "(", types = "(";
  if (request.order) {
    body += "%order = arith.constant dense<" + std::to_string(*request.order) +
            "> : " + vector + "\n";
    operands += "%order, ";
    types += vector + ", ";
  }
  operands += "%va", types += vector;
  if (request.operands > 1) {
    load("b");
    operands += ", %vb";
    types += ", " + vector;
  }
  if (request.operands > 2) {
    operands += ", %va";
    types += ", " + vector;
  }
  address("o");
  body += "%r = \"" + request.op + "\"" + operands + ") : " + types + ") -> " +
          vector + "\n";
  body += "llvm.store %r, %po {alignment = 4} : " + vector + ", !llvm.ptr\n";
  std::string cpu = set.cpu.empty()
                        ? ""
                        : "attributes {target_cpu = \"" + set.cpu.str() + "\"}";
  return "llvm.func @f" + std::to_string(number) +
         "(%a: !llvm.ptr, %b: !llvm.ptr, %o: !llvm.ptr, %n: i64) " + cpu +
         " {\n%zero = arith.constant 0 : i64\n%step = arith.constant " +
         std::to_string(lanes) +
         " : i64\nscf.for %k = %zero to %n step %step : i64 {\n" + body +
         "}\nllvm.return\n}\n";
}

/// The functions in one LLVM module.
static std::unique_ptr<llvm::Module>
translate(const std::vector<Request> &requests, MLIRContext &context,
          llvm::LLVMContext &llvmContext, std::string &error) {
  std::string source;
  for (auto [number, request] : llvm::enumerate(requests))
    source += text(request, *findInstructionSet(request.set), number);
  auto module = parseSourceString<ModuleOp>(source, &context);
  if (!module)
    return error = "cannot parse " + source, nullptr;
  for (auto [number, request] : llvm::enumerate(requests)) {
    auto function =
        module->lookupSymbol<LLVM::LLVMFuncOp>("f" + std::to_string(number));
    if (failed(kop::codegen::math::expandMath(function,
                                              *findInstructionSet(request.set),
                                              *parseAccuracy(request.math))))
      return error = "cannot expand " + request.op, nullptr;
  }
  PassManager passes(&context);
  addLoweringToLLVM(passes);
  if (failed(passes.run(*module)))
    return error = "cannot lower", nullptr;
  registerBuiltinDialectTranslation(context);
  registerLLVMDialectTranslation(context);
  auto translated = translateModuleToLLVMIR(*module, llvmContext);
  if (!translated)
    error = "cannot translate";
  return translated;
}

MathLibrary::MathLibrary(const std::vector<Request> &requests)
    : impl(std::make_unique<Impl>()) {
  DialectRegistry registry;
  registry
      .insert<arith::ArithDialect, mlir::math::MathDialect, scf::SCFDialect,
              vector::VectorDialect, LLVM::LLVMDialect, kop::ir::KopDialect>();
  MLIRContext context(registry, MLIRContext::Threading::DISABLED);
  context.loadAllAvailableDialects();
  llvm::LLVMContext llvmContext;
  auto module = translate(requests, context, llvmContext, impl->error);
  if (!module)
    return;
  auto check = [&](llvm::Error error) {
    if (error)
      impl->error = llvm::toString(std::move(error));
    return impl->error.empty();
  };
  Options options;
  llvm::SmallVector<char> buffer;
  llvm::raw_svector_ostream out(buffer);
  if (!check(optimize(*module, options)) ||
      !check(emitObject(*module, out, options)))
    return;
  auto object = llvm::MemoryBuffer::getMemBufferCopy(
      llvm::StringRef(buffer.data(), buffer.size()));
  auto file = llvm::object::ObjectFile::createObjectFile(*object);
  if (!check(file.takeError()))
    return;
  for (const llvm::object::SymbolRef &symbol : (*file)->symbols())
    if (llvm::cantFail(symbol.getFlags()) &
        llvm::object::BasicSymbolRef::SF_Undefined)
      impl->undefined.push_back(llvm::cantFail(symbol.getName()).str());
  auto jit = llvm::orc::LLJITBuilder().create();
  if (!check(jit.takeError()))
    return;
  impl->jit = std::move(*jit);
  if (!check(impl->jit->addObjectFile(std::move(object))))
    return;
  for (size_t k = 0; k != requests.size(); ++k) {
    auto symbol = impl->jit->lookup("f" + std::to_string(k));
    if (!check(symbol.takeError()))
      return;
    impl->functions.push_back(symbol->toPtr<Function>());
  }
}

MathLibrary::~MathLibrary() = default;

Function MathLibrary::function(size_t k) const {
  return k < impl->functions.size() ? impl->functions[k] : nullptr;
}
const std::vector<std::string> &MathLibrary::undefined() const {
  return impl->undefined;
}
const std::string &MathLibrary::error() const { return impl->error; }

} // namespace kop::test
