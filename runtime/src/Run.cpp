//===- Run.cpp - The C entry points ---------------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Arguments.h"
#include "Failure.h"
#include "cpu/Call.h"
#include "cpu/Features.h"
#include "cpu/Threads.h"

#include "kop/run.h"

#include <algorithm>
#include <cstring>
#include <exception>
#include <new>

using namespace kop::runtime;

static int setStatus(kop_status *status, int code, const char *message) {
  if (!status)
    return code;
  status->code = code;
  const size_t most = sizeof(status->message) - 1;
  size_t length = std::min(std::strlen(message), most);
  // Not in the middle of a character of UTF-8.
  if (length == most)
    while (length > 0 && (message[length] & 0xC0) == 0x80)
      --length;
  std::memcpy(status->message, message, length);
  status->message[length] = '\0';
  return code;
}

/// Runs `action`, with every exception turned into a status.
template <class Action>
static int guarded(kop_status *status, const Action &action) noexcept {
  try {
    action();
    return setStatus(status, KOP_OK, "");
  } catch (const Failure &failure) {
    return setStatus(status, failure.code, failure.what());
  } catch (const std::bad_alloc &) {
    return setStatus(status, KOP_ERROR_MEMORY, "out of memory");
  } catch (const std::exception &exception) {
    return setStatus(status, KOP_ERROR_MEMORY, exception.what());
  } catch (...) {
    return setStatus(status, KOP_ERROR_MEMORY, "out of resources");
  }
}

static void checkFormula(const kop_formula *formula) {
  if (!formula)
    throw Failure(KOP_ERROR_ARGUMENT, "null pointer for the formula");
  if (formula->abi_version != KOP_ABI_VERSION)
    throw Failure(KOP_ERROR_VERSION,
                  "the object was made for version " +
                      std::to_string(formula->abi_version) +
                      " of the ABI, this runtime has version " +
                      std::to_string(KOP_ABI_VERSION));
}

static void run(const kop_formula &formula, const kop_view *operands,
                const kop_exec *exec) {
  static const kop_exec defaults = {};
  if (!operands && formula.n_inputs + formula.n_outputs > 0)
    throw Failure(KOP_ERROR_ARGUMENT,
                  shortName(formula) + ": null pointer for the operands");
  CallLease call;
  call->run(formula, operands, exec ? *exec : defaults);
}

int kop_run(const kop_formula *formula, const kop_view *operands,
            const kop_exec *exec, kop_status *status) {
  return guarded(status, [&] {
    checkFormula(formula);
    run(*formula, operands, exec);
  });
}

/// What was given and what was compiled, for a call that fits no instance.
[[noreturn]] static void failNoInstance(const kop_formula *const *formulas,
                                        int32_t n, const kop_view *operands) {
  const Arguments given{*formulas[0], operands};
  std::string text = shortName(*formulas[0]) + ": no instance takes";
  for (int k = 0; k < given.count(); ++k)
    text += std::string(k ? ", " : " ") + given.operand(k).name + " " +
            typeName(operands[k].type) + describeShape(operands[k]);
  text += "; compiled are";
  for (int32_t k = 0; k < n; ++k)
    text += std::string(k ? "; " : " ") + formulas[k]->signature;
  throw Failure(KOP_ERROR_SHAPE, text);
}

static bool matchesAll(const kop_formula &formula, const kop_view *operands) {
  const Arguments arguments{formula, operands};
  for (int k = 0; k < arguments.count(); ++k)
    if (!matches(arguments, k, nullptr))
      return false;
  return true;
}

int kop_run_overloads(const kop_formula *const *formulas, int32_t n_formulas,
                      const kop_view *operands, const kop_exec *exec,
                      kop_status *status) {
  return guarded(status, [&] {
    if (!formulas || n_formulas < 1)
      throw Failure(KOP_ERROR_ARGUMENT, "no formula");
    for (int32_t n = 0; n < n_formulas; ++n)
      checkFormula(formulas[n]);
    if (n_formulas == 1 || !operands)
      return run(*formulas[0], operands, exec);
    for (int32_t n = 0; n < n_formulas; ++n)
      if (matchesAll(*formulas[n], operands))
        return run(*formulas[n], operands, exec);
    failNoInstance(formulas, n_formulas, operands);
  });
}

int kop_parallel_for(int64_t count, int32_t threads,
                     void (*body)(void *context, int64_t begin, int64_t end),
                     void *context, kop_status *status) {
  return guarded(status, [&] {
    if (count < 0 || threads < 0 || !body)
      throw Failure(KOP_ERROR_ARGUMENT,
                    "parallel loop: negative number or null pointer");
    const auto part = [&](int64_t begin, int64_t end) {
      body(context, begin, end);
    };
    if (threads == 1 || count <= 1) {
      if (count)
        part(0, count);
      return;
    }
    runInArena(availableThreads(threads),
               [&] { parallelFor(count, false, part); });
  });
}

const char *kop_selected_cpu(const kop_formula *formula, const char *cpu) {
  const char *name = nullptr;
  guarded(nullptr, [&] {
    checkFormula(formula);
    name = chooseVariant(*formula, cpu).name;
  });
  return name;
}

uint64_t kop_cpu_features(void) { return cpuFeatures(); }
