//===- Process.cpp - Other programs, and files for a while ----------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tools/kop/Process.h"
#include "tools/kop/Failure.h"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <sstream>

#include <fcntl.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace kop::tool;

extern char **environ;

static volatile std::sig_atomic_t interrupted = 0;

void kop::tool::catchInterrupts() {
  struct sigaction action = {}, before = {};
  action.sa_handler = [](int signal) { interrupted = signal; };
  // What nohup ignores stays ignored.
  for (int signal : {SIGINT, SIGTERM, SIGHUP})
    if (!sigaction(signal, nullptr, &before) && before.sa_handler != SIG_IGN)
      sigaction(signal, &action, nullptr);
}

void kop::tool::checkInterrupt() {
  if (interrupted)
    throw Interrupted{int(interrupted)};
}

std::string kop::tool::findOnPath(const std::string &name) {
  const char *path = std::getenv("PATH");
  std::istringstream directories(path ? path : "");
  for (std::string directory; std::getline(directories, directory, ':');) {
    const std::string file = (directory.empty() ? "." : directory) + "/" + name;
    std::error_code ignored;
    if (access(file.c_str(), X_OK) == 0 &&
        !std::filesystem::is_directory(file, ignored))
      return file;
  }
  return "";
}

static std::string readAll(int file) {
  std::string text;
  char buffer[4096];
  for (;;) {
    const ssize_t n = read(file, buffer, sizeof buffer);
    if (n > 0)
      text.append(buffer, size_t(n));
    else if (n == 0 || errno != EINTR)
      return text;
  }
}

ProcessResult kop::tool::runProcess(const std::vector<std::string> &command) {
  checkInterrupt();
  std::vector<char *> arguments;
  for (const std::string &argument : command)
    arguments.push_back(const_cast<char *>(argument.c_str()));
  arguments.push_back(nullptr);

  int ends[2];
  if (pipe2(ends, O_CLOEXEC))
    throw Failure("cannot make a pipe: " + std::string(strerror(errno)));
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
  posix_spawn_file_actions_adddup2(&actions, ends[1], 2);
  pid_t child;
  const int error = posix_spawnp(&child, arguments[0], &actions, nullptr,
                                 arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  if (error) {
    close(ends[0]);
    throw Failure("cannot run '" + command[0] + "': " + strerror(error));
  }

  ProcessResult result;
  result.output = readAll(ends[0]);
  close(ends[0]);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  checkInterrupt();
  result.status =
      WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return result;
}

TemporaryDirectory::TemporaryDirectory() {
  std::error_code error;
  const auto base = std::filesystem::temp_directory_path(error);
  if (error)
    throw Failure("there is no directory for temporary files: " +
                  error.message());
  directory = base / "kop-XXXXXX";
  if (!mkdtemp(directory.data()))
    throw Failure("cannot make a directory in '" + base.string() +
                  "': " + strerror(errno));
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(directory, ignored);
}

/// Writes all of `contents`; errno says what went wrong.
static bool writeAll(int file, const std::string &contents) {
  for (size_t done = 0; done < contents.size();) {
    const ssize_t n =
        write(file, contents.data() + done, contents.size() - done);
    if (n < 0 && errno != EINTR)
      return false;
    done += n > 0 ? size_t(n) : 0;
  }
  return true;
}

[[noreturn]] static void failToWrite(const std::string &path, int error) {
  throw Failure("cannot write '" + path + "': " + strerror(error), ExitUsage);
}

/// A device (/dev/null) is written to, never replaced.
static bool isDevice(const std::string &path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored))
    failToWrite(path, EISDIR);
  return std::filesystem::exists(path, ignored) &&
         !std::filesystem::is_regular_file(path, ignored);
}

static void writeDevice(const std::string &path, const std::string &contents) {
  const int file = open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (file < 0)
    failToWrite(path, errno);
  const int error = writeAll(file, contents) ? 0 : errno;
  close(file);
  if (error)
    failToWrite(path, error);
}

/// Opens a new file beside `path`, whose name it writes to `temporary`.
static int openBeside(const std::string &path, std::string &temporary) {
  temporary = path + ".tmpXXXXXX";
  const int file = mkostemp(temporary.data(), O_CLOEXEC);
  if (file < 0)
    failToWrite(path, errno);
  return file;
}

void kop::tool::checkWritable(const std::string &path) {
  if (path == "-")
    return;
  if (isDevice(path)) {
    writeDevice(path, "");
    return;
  }
  std::string temporary;
  close(openBeside(path, temporary));
  unlink(temporary.c_str());
}

void kop::tool::writeFile(const std::string &path,
                          const std::string &contents) {
  if (path == "-") {
    if (!writeAll(STDOUT_FILENO, contents))
      failToWrite("standard output", errno);
    return;
  }
  if (isDevice(path))
    return writeDevice(path, contents);
  std::string temporary;
  const int file = openBeside(path, temporary);
  // Such files are private; this one gets the usual permissions.
  const mode_t mask = umask(0);
  umask(mask);
  int error = 0;
  if (!writeAll(file, contents) || fchmod(file, 0666 & ~mask))
    error = errno;
  if (close(file) && !error)
    error = errno;
  if (!error && rename(temporary.c_str(), path.c_str()))
    error = errno;
  if (error) {
    unlink(temporary.c_str());
    failToWrite(path, error);
  }
}
