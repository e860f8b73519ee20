//===- Messages.cpp - What a run prints about the source --------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/driver/Messages.h"

#include "compiler/sema/Reference.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

#include <iostream>
#include <sstream>

using namespace kop;
using namespace kop::driver;
using namespace kop::syntax;
using llvm::StringRef;

std::string kop::driver::optionName(const CodeInfo &info) {
  std::string name;
  for (char c : info.name) {
    if (llvm::isUpper(c) && !name.empty())
      name += '-';
    name += llvm::toLower(c);
  }
  return name;
}

/// By number ("KOP0301") or by name ("unused-let").
static const CodeInfo *findWarning(StringRef text) {
  if (const CodeInfo *info = findCode(std::string_view(text)))
    return info;
  for (const CodeInfo &info : allCodes())
    if (optionName(info) == text)
      return &info;
  return nullptr;
}

MessageFilter::MessageFilter(const Options &options)
    : allOff(options.noWarnings), allErrors(options.warningsAreErrors) {
  for (const std::string &option : options.warnings) {
    StringRef name = option;
    Setting setting = Setting::Default;
    if (name.consume_front("no-"))
      setting = Setting::Off;
    else if (name.consume_front("error="))
      setting = Setting::Error;
    const CodeInfo *info = findWarning(name);
    if (info)
      settings.emplace_back(info->code, setting);
    else if (unknown.empty())
      unknown = name.str();
  }
}

MessageFilter::Setting MessageFilter::settingOf(Code code) const {
  for (const auto &[which, setting] : llvm::reverse(settings))
    if (which == code)
      return setting == Setting::Default && allErrors ? Setting::Error
                                                      : setting;
  if (allOff)
    return Setting::Off;
  return allErrors ? Setting::Error : Setting::Default;
}

void MessageFilter::apply(const DiagnosticEngine &found,
                          DiagnosticEngine &shown) const {
  for (const Diagnostic &diagnostic : found.diagnostics()) {
    Severity severity = diagnostic.severity;
    if (severity == Severity::Warning) {
      Setting setting = settingOf(diagnostic.code);
      if (setting == Setting::Off)
        continue;
      if (setting == Setting::Error)
        severity = Severity::Error;
    }
    Diagnostic &copy = shown.report(severity, diagnostic.code, diagnostic.range,
                                    diagnostic.message);
    copy.highlights = diagnostic.highlights;
    copy.notes = diagnostic.notes;
    copy.fixIts = diagnostic.fixIts;
  }
}

static bool useColor(ColorMode mode) {
  if (mode == ColorMode::Auto)
    return llvm::errs().has_colors() && !std::getenv("NO_COLOR");
  return mode == ColorMode::Always;
}

void kop::driver::printMessages(const DiagnosticEngine &shown,
                                const SourceManager &sources,
                                const Options &options) {
  if (options.format == DiagnosticsFormat::Json)
    renderJson(shown, sources, std::cerr);
  else
    renderText(shown, sources, std::cerr, {useColor(options.color)});
  std::cerr.flush();
}

bool kop::driver::explain(StringRef text, llvm::raw_ostream &os) {
  const CodeInfo *info = findCode(text.upper());
  if (!info) {
    std::ostringstream page;
    const bool isKnown = sema::explainOperation(text, page);
    os << page.str();
    return isKnown;
  }
  os << codeString(info->code) << ": " << StringRef(info->summary) << " ("
     << optionName(*info) << ")\n\n"
     << StringRef(info->explanation) << '\n';
  return true;
}
